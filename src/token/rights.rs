//! The rights in a request for a token: the body of npm's request, field by field (npm 12
//! `lib/commands/token.js`, `create`).
//!
//! They are stored in the registry's own words and not as a type of ours, because they are sent
//! again when the token is replaced. Without permissions, npm leaves the choice to the registry;
//! here the least is asked for.

use super::flags::Flags;
use crate::credential::Use;
use crate::error::{Error, ErrorKind, Result};
use npmcred_platform::Secret;
use serde_json::{Map, Value, json};
use std::net::{Ipv4Addr, Ipv6Addr};
use zeroize::Zeroize;

/// The fields after name and password, in npm's order.
const FIELDS: [&str; 10] = [
    "description",
    "packages",
    "packages_all",
    "scopes",
    "orgs",
    "packages_and_scopes_permission",
    "orgs_permission",
    "expires",
    "cidr_whitelist",
    "bypass_2fa",
];

/// The fields that say which packages and scopes the permission is about.
const TARGETS: [&str; 4] = ["packages", "packages_all", "scopes", "orgs"];

/// The rights of a token, as the token API spells them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rights(Map<String, Value>);

impl Rights {
    /// The rights in the flags; missing ones come from `before`, the rights of a token to replace.
    ///
    /// # Errors
    /// `Usage` for an invalid address range or life, and for permission to write without packages
    /// or scopes.
    pub fn new(flags: &Flags, before: &Map<String, Value>) -> Result<Self> {
        let mut wanted = given(flags)?;
        let is_retargeted = has_target(&wanted);
        for field in FIELDS {
            let is_decided =
                wanted.contains_key(field) || (is_retargeted && TARGETS.contains(&field));
            if let Some(value) = before.get(field).filter(|_| !is_decided) {
                wanted.insert(field.to_owned(), value.clone());
            }
        }
        if !wanted.contains_key("packages_and_scopes_permission")
            && !wanted.contains_key("orgs_permission")
        {
            wanted.insert("packages_and_scopes_permission".into(), json!("read-only"));
        }
        if !has_target(&wanted) {
            if purpose(&wanted) == Use::Write {
                return Err(Error::new(
                    ErrorKind::Usage,
                    "a token that may write needs to know which packages or scopes",
                )
                .hint(
                    "name it: --packages NAME or --scopes @SCOPE, or all of it: --packages-all",
                ));
            }
            wanted.insert("packages_all".into(), json!(true));
        }
        Ok(Self(
            FIELDS
                .iter()
                .filter_map(|field| wanted.remove_entry(*field))
                .collect(),
        ))
    }

    /// The use of a credential with these rights.
    #[must_use]
    pub fn purpose(&self) -> Use {
        purpose(&self.0)
    }

    /// The life that was asked for, in seconds.
    #[must_use]
    pub fn life(&self) -> Option<u64> {
        self.0.get("expires")?.as_u64()?.checked_mul(24 * 60 * 60)
    }

    /// Whether publishing works without a second factor.
    #[must_use]
    pub fn bypasses_second_factor(&self) -> bool {
        self.0.contains_key("bypass_2fa")
    }

    /// The fields themselves.
    #[must_use]
    pub fn fields(&self) -> &Map<String, Value> {
        &self.0
    }

    /// The request. For registries other than the public one it also has the field that npm 8 to 10
    /// sent instead of a permission: they ignore unknown fields, and a token meant only to read
    /// would otherwise be able to write.
    #[must_use]
    pub fn body(&self, name: &str, password: &Secret, is_public: bool) -> Secret {
        let mut fields = Map::new();
        fields.insert("name".into(), json!(name));
        fields.insert("password".into(), Value::Null);
        fields.extend(self.0.clone());
        if !is_public {
            fields.insert("readonly".into(), json!(self.purpose() == Use::Read));
            fields.entry("cidr_whitelist").or_insert_with(|| json!([]));
        }
        with_password(fields, password)
    }

    /// The requested fields that the answer does not repeat, so that it is unknown whether the
    /// registry respects them.
    #[must_use]
    pub fn unconfirmed(&self, answer: &Value) -> Vec<&str> {
        let says = |field: &str| answer.get(field).is_some_and(|value| !value.is_null());
        let read_only = answer.get("readonly").and_then(Value::as_bool);
        let is_open = |field: &&str| match *field {
            "description" | "packages_all" | "bypass_2fa" => false,
            "packages_and_scopes_permission" if read_only.is_some() => {
                self.purpose() == Use::Read && read_only == Some(false)
            }
            "cidr_whitelist" => !says("cidr_whitelist") && !says("cidr"),
            field => !says(field),
        };
        self.0.keys().map(String::as_str).filter(is_open).collect()
    }
}

fn has_target(fields: &Map<String, Value>) -> bool {
    TARGETS.iter().any(|target| fields.contains_key(*target))
}

fn purpose(fields: &Map<String, Value>) -> Use {
    let permission = |field: &str| {
        fields
            .get(field)
            .and_then(Value::as_str)
            .unwrap_or_default()
    };
    let writes = |field: &str| permission(field).starts_with("read-write");
    if writes("packages_and_scopes_permission") || writes("orgs_permission") {
        Use::Write
    } else {
        Use::Read
    }
}

fn given(flags: &Flags) -> Result<Map<String, Value>> {
    let mut given = Map::new();
    let mut set = |field: &str, value: Value| given.insert(field.to_owned(), value);
    if let Some(text) = flags.description.as_ref().filter(|text| !text.is_empty()) {
        set("description", json!(text));
    }
    for (field, list) in [
        ("packages", &flags.packages),
        ("scopes", &flags.scopes),
        ("orgs", &flags.orgs),
    ] {
        if !list.is_empty() {
            set(field, json!(list));
        }
    }
    for (field, is_set) in [
        ("packages_all", flags.packages_all),
        ("bypass_2fa", flags.bypass_2fa),
    ] {
        if is_set {
            set(field, json!(true));
        }
    }
    if let Some(permission) = flags.permission {
        set("packages_and_scopes_permission", json!(permission.as_str()));
    }
    if let Some(permission) = flags.orgs_permission {
        set("orgs_permission", json!(permission.as_str()));
    }
    if let Some(text) = &flags.expires {
        set("expires", json!(days(text)?));
    }
    if !flags.cidr.is_empty() {
        flags.cidr.iter().try_for_each(|range| check_range(range))?;
        set("cidr_whitelist", json!(flags.cidr));
    }
    Ok(given)
}

/// A number of days, with or without the unit.
fn days(text: &str) -> Result<u32> {
    text.strip_suffix('d')
        .unwrap_or(text)
        .parse()
        .ok()
        .filter(|days| *days > 0)
        .ok_or_else(|| {
            Error::new(ErrorKind::Usage, "the life of a token is a number of days")
                .hint("for example: --expires 90")
        })
}

/// The registry accepts ranges of IPv4 only.
fn check_range(text: &str) -> Result<()> {
    let usage = |message: &str| {
        Err(Error::new(ErrorKind::Usage, message).hint("for example: --cidr 192.0.2.0/24"))
    };
    let Some((address, bits)) = text.split_once('/') else {
        return usage("an address range has a / in it");
    };
    if address.parse::<Ipv6Addr>().is_ok() {
        return usage("the registry takes ranges of IPv4 only, this is one of IPv6");
    }
    let is_digits = bits.bytes().all(|byte| byte.is_ascii_digit());
    if address.parse::<Ipv4Addr>().is_err()
        || !is_digits
        || !bits.parse::<u8>().is_ok_and(|bits| bits <= 32)
    {
        return usage("this is not a range of IPv4 addresses");
    }
    Ok(())
}

/// The object with the password in its place, in a buffer that never moves.
fn with_password(mut fields: Map<String, Value>, password: &Secret) -> Secret {
    let text = password.expose_str().unwrap_or_default();
    let room = json!(fields).to_string().len() + 6 * text.len() + 16;
    fields.insert("password".into(), json!(text));
    let mut body = Vec::with_capacity(room);
    // Writing text into a vector cannot fail.
    let _ = serde_json::to_writer(&mut body, &fields);
    if let Some(Value::String(copy)) = fields.get_mut("password") {
        copy.zeroize();
    }
    Secret::new(body)
}

#[cfg(test)]
#[path = "rights_tests.rs"]
mod tests;
