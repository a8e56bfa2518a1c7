//! What a system cannot do yet.

/// The error of a function that only exists on another system.
pub(crate) fn not_yet(what: &str) -> std::io::Error {
    std::io::Error::new(
        std::io::ErrorKind::Unsupported,
        format!("{what}: not yet on this system"),
    )
}
