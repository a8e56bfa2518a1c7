//! The registry that a flag or a configuration names, checked.

use crate::error::{Error, ErrorKind, Result};
use crate::login;
use crate::registry::{Registry, RegistryError, of_host};
use crate::report::Command;

/// The registry that the user named.
///
/// # Errors
/// `Usage` for a text that is no registry; `Refused` for one in plain text without
/// `insecure_http`.
pub(super) fn registry(text: &str, insecure_http: bool) -> Result<Registry> {
    login::refuse_secret_inside(text)?;
    let parsed = if insecure_http {
        Registry::parse_any(text)
    } else {
        Registry::parse(text)
    };
    parsed.map_err(|error| {
        let cleartext = error == RegistryError::Cleartext;
        let kind = if cleartext {
            ErrorKind::Refused
        } else {
            ErrorKind::Usage
        };
        let usage = Error::from_cause(kind, error.clone());
        match error {
            RegistryError::Cleartext => {
                usage.hint("if that is what you want, add: --insecure-http")
            }
            RegistryError::NotAUrl | RegistryError::Scheme(_) => {
                match of_host(text).and_then(|address| Registry::parse(&address).ok()) {
                    Some(meant) => usage.cure(
                        "name it in full",
                        Command::default().flag("--registry", meant.to_string()),
                    ),
                    None => usage.hint("name it in full: --registry https://registry.npmjs.org/"),
                }
            }
        }
    })
}
