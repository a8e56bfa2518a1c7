//! The kinds of credential in a config, and the config keys that form each.

/// The kind of credential at a key; npm asks in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AuthForm {
    /// `_authToken`: a bearer token.
    Token,
    /// `_auth`: basic, encoded as one.
    Auth,
    /// `username` and `_password`: basic, the password encoded.
    UserPassword,
    /// `certfile` and `keyfile`.
    Certificate,
}

impl AuthForm {
    /// The names after the colon that must all have a value.
    #[must_use]
    pub const fn names(self) -> &'static [&'static str] {
        match self {
            Self::Token => &["_authToken"],
            Self::Auth => &["_auth"],
            Self::UserPassword => &["username", "_password"],
            Self::Certificate => &["certfile", "keyfile"],
        }
    }

    pub(super) const ALL: [Self; 4] = [
        Self::Token,
        Self::Auth,
        Self::UserPassword,
        Self::Certificate,
    ];
}

/// The key of the registry that a config key is a part of a credential for.
pub(super) fn authenticated_by(key: &str) -> Option<&str> {
    let (reg_key, name) = key.rsplit_once(':')?;
    let is_part = AuthForm::ALL
        .iter()
        .any(|form| form.names().contains(&name));
    is_part.then_some(reg_key)
}
