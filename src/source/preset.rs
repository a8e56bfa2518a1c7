//! The commands of five services, known by the registry's host, from their makers' pages (2026).
//!
//! They are AWS CodeArtifact, Google Artifact Registry, Azure Artifacts, GitHub Packages and
//! `JFrog`'s cloud. A server of one's own is not known by its host, so there the user names the
//! command.

use crate::credential::mint;
use crate::registry::Registry;

/// A command, and how its answer is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preset {
    /// The registry that its tokens are for: the one that was named, or the one above it.
    pub registry: Registry,
    /// The program and its arguments.
    pub command: Vec<String>,
    /// Where the token is in a JSON answer.
    pub field: Option<String>,
    /// Where its end is.
    pub end_field: Option<String>,
    /// How long a token is kept at most, in seconds.
    pub life: Option<u64>,
}

/// The resource under which Azure's services know Azure DevOps.
const AZURE_DEVOPS: &str = "499b84ac-1321-427f-aa17-267ca6975798";

/// The command for a registry of one of these services.
#[must_use]
pub fn preset(registry: &Registry) -> Option<Preset> {
    let host = registry.url().host_str()?;
    let of = |command: &str, field: Option<&str>, end_field: Option<&str>| Preset {
        registry: registry.clone(),
        command: command.split(' ').map(str::to_owned).collect(),
        field: field.map(str::to_owned),
        end_field: end_field.map(str::to_owned),
        life: None,
    };
    if let Some(mint) = mint(registry) {
        let command = "aws codeartifact get-authorization-token --output json";
        let mut aws = of(command, Some("authorizationToken"), Some("expiration"));
        let flags = mint
            .flags
            .into_iter()
            .filter(|(flag, _)| *flag != "--repository");
        aws.command
            .extend(flags.flat_map(|(flag, value)| [flag.to_owned(), value]));
        return Some(aws);
    }
    if host.ends_with("-npm.pkg.dev") {
        let command = "gcloud config config-helper --format=json";
        let (token, end) = ("credential.access_token", "credential.token_expiry");
        return Some(of(command, Some(token), Some(end)));
    }
    if host == "pkgs.dev.azure.com" || host.ends_with(".pkgs.visualstudio.com") {
        let command =
            format!("az account get-access-token --resource {AZURE_DEVOPS} --output json");
        // npm needs it for `…/npm/registry/` and for `…/npm/`.
        let above = registry.url().as_str().strip_suffix("registry/");
        let above = above.and_then(|url| Registry::parse(url).ok());
        let azure = of(&command, Some("accessToken"), Some("expires_on"));
        return Some(Preset {
            registry: above.unwrap_or_else(|| registry.clone()),
            ..azure
        });
    }
    if host == "npm.pkg.github.com" {
        // It does not say when its token ends.
        let life = Some(60 * 60);
        return Some(Preset {
            life,
            ..of("gh auth token", None, None)
        });
    }
    host.ends_with(".jfrog.io").then(|| {
        of(
            "jf access-token-create",
            Some("access_token"),
            Some("expires_in"),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_service_is_known_by_its_host_and_no_other_is() {
        let cases = [
            (
                "https://corp-1.d.codeartifact.eu-west-1.amazonaws.com/npm/shared/",
                "aws codeartifact get-authorization-token --output json --domain corp --domain-owner 1 --region eu-west-1",
            ),
            (
                "https://europe-npm.pkg.dev/p/r/",
                "gcloud config config-helper --format=json",
            ),
            (
                "https://pkgs.dev.azure.com/o/_packaging/f/npm/registry/",
                "az account get-access-token --resource 499b84ac-1321-427f-aa17-267ca6975798 --output json",
            ),
            ("https://npm.pkg.github.com/", "gh auth token"),
            (
                "https://corp.jfrog.io/artifactory/api/npm/n/",
                "jf access-token-create",
            ),
        ];
        for (url, command) in cases {
            let known = preset(&Registry::parse(url).unwrap()).unwrap();
            assert_eq!(known.command.join(" "), command);
            let named = Registry::parse(url).unwrap();
            assert!(known.registry.covers(&named), "{}", known.registry);
            assert_eq!(known.registry != named, url.contains("azure"));
        }
        for url in [
            "https://registry.npmjs.org/",
            "https://npm.pkg.github.com.evil.example/",
            "https://pkg.dev/",
            "https://jfrog.io/",
            "http://127.0.0.1:4873/",
        ] {
            assert_eq!(preset(&Registry::parse(url).unwrap()), None, "{url}");
        }
    }
}
