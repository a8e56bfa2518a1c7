//! The kinds of files that are looked at.

use super::leak::Leak;
use super::{compose, dockerfile};

/// A kind of files that are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FileKind {
    /// A Dockerfile, or a Containerfile.
    Dockerfile,
    /// A compose file.
    Compose,
}

impl FileKind {
    /// The kind of a file by its name (Docker's, Podman's and Compose's defaults, and the usual
    /// ways to tell several apart).
    pub(super) fn of(name: &str) -> Option<Self> {
        let lower = name.to_ascii_lowercase();
        let is_yaml = lower.ends_with(".yml") || lower.ends_with(".yaml");
        if is_yaml && (lower.starts_with("compose.") || lower.starts_with("docker-compose.")) {
            return Some(Self::Compose);
        }
        let named = |base: &str| lower == base || lower.starts_with(&format!("{base}."));
        let is_file =
            named("dockerfile") || named("containerfile") || lower.ends_with(".dockerfile");
        (is_file && !lower.ends_with(".dockerignore")).then_some(Self::Dockerfile)
    }

    /// The lines of a file of this kind that leave a token. `holds_token` tells it of a file beside
    /// it, by the name that the file has there.
    pub(super) fn leaks(self, text: &str, holds_token: &dyn Fn(&str) -> bool) -> Vec<Leak> {
        match self {
            Self::Dockerfile => dockerfile::leaks(text, holds_token),
            Self::Compose => compose::leaks(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_known_by_their_names() {
        let cases = [
            ("Dockerfile", Some(FileKind::Dockerfile)),
            ("Dockerfile.ci", Some(FileKind::Dockerfile)),
            ("web.Dockerfile", Some(FileKind::Dockerfile)),
            ("Containerfile", Some(FileKind::Dockerfile)),
            ("Dockerfile.dockerignore", None),
            ("docker-compose.yml", Some(FileKind::Compose)),
            ("docker-compose.override.yaml", Some(FileKind::Compose)),
            ("compose.yaml", Some(FileKind::Compose)),
            ("composer.json", None),
            ("notes.yml", None),
        ];
        for (name, want) in cases {
            assert_eq!(FileKind::of(name), want, "{name}");
        }
    }
}
