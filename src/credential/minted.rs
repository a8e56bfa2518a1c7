//! Registries whose tokens another program makes: how long a token lives, and the command that
//! makes the next.
//!
//! Nobody can log in to such a registry, and its tokens do not say when they expire. AWS
//! CodeArtifact: twelve hours unless less was asked for (`aws codeartifact
//! get-authorization-token`).

use super::session::LONGEST_SESSION;
use crate::registry::Registry;

/// How a registry's tokens are made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mint {
    /// The longest life of a token, in seconds.
    pub life: u64,
    /// The flags of `aws codeartifact login --tool npm` that make a token for it.
    pub flags: [(&'static str, String); 4],
}

/// The ends of CodeArtifact's host names, after the region.
const AWS: [&str; 3] = [".amazonaws.com", ".amazonaws.com.cn", ".on.aws"];

/// How the tokens of this registry are made, if that is known.
#[must_use]
pub fn mint(registry: &Registry) -> Option<Mint> {
    let host = registry.url().host_str()?;
    let host = AWS.iter().find_map(|end| host.strip_suffix(end))?;
    let (owned, region) = host.split_once(".d.codeartifact.")?;
    let (domain, owner) = owned.rsplit_once('-')?;
    let repository = registry.path().strip_prefix("/npm/")?.strip_suffix('/')?;
    let is_word = |text: &str| {
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        !text.is_empty() && !text.starts_with('-') && text.chars().all(plain)
    };
    if ![domain, owner, region, repository].into_iter().all(is_word) {
        return None;
    }
    let flags = [
        ("--domain", domain),
        ("--domain-owner", owner),
        ("--repository", repository),
        ("--region", region),
    ];
    Some(Mint {
        life: LONGEST_SESSION,
        flags: flags.map(|(flag, value)| (flag, value.to_owned())),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_repository_of_codeartifact_has_a_mint() {
        let command = |url: &str| {
            Some(
                mint(&Registry::parse(url).unwrap())?
                    .flags
                    .map(|(_, value)| value)
                    .join(" "),
            )
        };
        assert_eq!(
            command(
                "https://my-corp-111122223333.d.codeartifact.eu-west-1.amazonaws.com/npm/shared/"
            )
            .as_deref(),
            Some("my-corp 111122223333 shared eu-west-1")
        );
        for other in [
            "https://registry.npmjs.org/",
            "https://my-corp-111122223333.d.codeartifact.eu-west-1.amazonaws.com/",
            "https://my-corp-1.d.codeartifact.eu-west-1.amazonaws.com/npm/a;b/",
            "https://x-1.d.codeartifact.eu-west-1.amazonaws.com.evil.example/npm/a/",
            "https://x-1.d.codeartifact.amazonaws.com/pypi/a/",
        ] {
            assert_eq!(command(other), None, "{other}");
        }
    }
}
