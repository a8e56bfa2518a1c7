//! Names under which people keep secrets of npm's.

/// The endings of such a name.
const ENDS: [&str; 6] = ["TOKEN", "AUTH", "PASSWORD", "PASSWD", "SECRET", "AUTHTOKEN"];

/// Whether a variable, an argument or a setting of this name would hold a secret of npm's.
#[must_use]
pub fn is_secret_name(name: &str) -> bool {
    let upper = name.to_ascii_uppercase();
    upper == "NODE_AUTH_TOKEN"
        || matches!(name, "_authToken" | "_auth" | "_password")
        || (upper.contains("NPM") && ENDS.iter().any(|end| upper.ends_with(end)))
}
