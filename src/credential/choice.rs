//! Chooses the stored credential for this registry and this command.

use super::model::Credential;
use super::purpose::Use;
use crate::registry::Registry;

/// The result of looking through the stored credentials. That there is none is a value, not an
/// error.
#[derive(Debug)]
pub enum Choice<'a> {
    /// A credential that can be used.
    Found(&'a Credential),
    /// The right credential, but it has expired.
    Expired(&'a Credential),
    /// There are credentials for this registry, but only for another use.
    OtherUse(Use),
    /// Nothing is stored for this registry.
    NotFound,
}

/// Chooses among the valid credentials for `registry`. The longest path that covers it wins,
/// because npm also looks from the longest path up. At the same path, a credential for exactly this
/// use wins over one for any use. An expired one is chosen only if there is no other.
#[must_use]
pub fn choose<'a>(
    stored: &'a [Credential],
    registry: &Registry,
    wanted: Use,
    now: u64,
) -> Choice<'a> {
    let rank = |credential: &Credential| {
        let alive = !credential.expires.is_past(now);
        (
            alive,
            credential.registry.path().len(),
            credential.purpose == wanted,
        )
    };
    let covering = || {
        stored
            .iter()
            .filter(|one| one.registry.covers(registry) && !one.awaits_user())
    };
    match covering()
        .filter(|credential| credential.purpose.serves(wanted))
        .max_by_key(|credential| rank(credential))
    {
        Some(credential) if credential.expires.is_past(now) => Choice::Expired(credential),
        Some(credential) => Choice::Found(credential),
        None => covering().next().map_or(Choice::NotFound, |credential| {
            Choice::OtherUse(credential.purpose)
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::super::expiry::Expiry;
    use super::super::kind::CredentialKind;
    use super::super::profile::Profile;
    use super::*;
    use npmcred_platform::Secret;

    fn stored(url: &str, purpose: Use, expires: Expiry) -> Credential {
        Credential {
            profile: Profile::DEFAULT,
            registry: Registry::parse_any(url).unwrap(),
            kind: CredentialKind::Granular,
            purpose,
            owner: None,
            issued: 0,
            expires,
            grant: None,
            secret: Secret::from(format!("{url} {purpose}")),
        }
    }

    fn chosen(list: &[(&str, Use, Expiry)], registry: &str, wanted: Use) -> String {
        let list: Vec<Credential> = list
            .iter()
            .map(|(url, purpose, expires)| stored(url, *purpose, *expires))
            .collect();
        match choose(&list, &Registry::parse_any(registry).unwrap(), wanted, 100) {
            Choice::Found(credential) => credential.secret.expose_str().unwrap().to_owned(),
            Choice::Expired(_) => "expired".into(),
            Choice::OtherUse(purpose) => format!("only {purpose}"),
            Choice::NotFound => "none".into(),
        }
    }

    #[test]
    fn least_privilege_and_longest_path() {
        use Expiry::{At, Unknown};
        use Use::{Any, Read, Write};
        let all = [
            ("https://h/", Read, Unknown),
            ("https://h/", Write, Unknown),
            ("https://h/", Any, Unknown),
        ];
        assert_eq!(chosen(&all, "https://h/", Read), "https://h/ read");
        assert_eq!(chosen(&all, "https://h/", Write), "https://h/ write");
        assert_eq!(chosen(&all[..2], "https://h/a/", Read), "https://h/ read");
        assert_eq!(chosen(&all[1..2], "https://h/", Read), "only write");
        assert_eq!(chosen(&all, "http://h/", Read), "none");
        assert_eq!(chosen(&all, "https://h:8443/", Read), "none");
        let deeper = [
            ("https://h/", Read, Unknown),
            ("https://h/a/", Any, Unknown),
        ];
        assert_eq!(chosen(&deeper, "https://h/a/b/", Read), "https://h/a/ any");
        assert_eq!(chosen(&deeper, "https://h/ab/", Read), "https://h/ read");
        let dying = [("https://h/", Read, At(100)), ("https://h/", Any, At(101))];
        assert_eq!(chosen(&dying, "https://h/", Read), "https://h/ any");
        assert_eq!(chosen(&dying[..1], "https://h/", Read), "expired");
        assert_eq!(chosen(&[], "https://h/", Read), "none");
    }
}
