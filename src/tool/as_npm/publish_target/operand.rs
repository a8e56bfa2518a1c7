//! What an operand of `npm publish` is to npm (`npm-package-arg`): a folder, a tarball, or
//! something elsewhere.
//!
//! `dist` is a package of the registry and `packages/a` a repository at GitHub; only `./dist` is a
//! folder.

use std::path::{Path, PathBuf};

/// What an operand means.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Operand {
    /// A folder, relative to the working folder or absolute.
    Folder(PathBuf),
    /// A packed package, likewise.
    Tarball(PathBuf),
    /// Something whose manifest is not on this machine, or a spelling that is not followed; why.
    Unknown(&'static str),
}

const ADDRESS: &str = "an address is published from, and what is there cannot be known beforehand";
const PACKAGE: &str =
    "npm takes this for a package of a registry, and what is there cannot be known beforehand";
const REPOSITORY: &str =
    "npm takes this for a repository at GitHub, and what is there cannot be known beforehand";
const SPELLING: &str = "the path is spelt in a way that npm may read otherwise";

/// Reads one operand.
#[must_use]
pub(super) fn operand(word: &str, home: Option<&Path>) -> Operand {
    let scheme = word
        .split_once(':')
        .map(|(scheme, _)| scheme.strip_prefix("git+").unwrap_or(scheme));
    if scheme.is_some_and(|scheme| scheme.eq_ignore_ascii_case("file")) {
        return path(&word["file:".len()..], home);
    }
    // An address, `npm:name`, or what git takes for a host: `user@host:path`.
    if word.contains(':') {
        return Operand::Unknown(ADDRESS);
    }
    let before_version = word
        .char_indices()
        .find(|(at, c)| *at > 0 && *c == '@')
        .map_or(word, |(at, _)| &word[..at]);
    if word.starts_with('@')
        || !(before_version.contains('/') || is_tarball(before_version) || is_dots(word))
    {
        return Operand::Unknown(PACKAGE);
    }
    let is_shorthand = word.matches('/').count() == 1
        && !word.starts_with(['.', '/', '~'])
        && !word.ends_with('/');
    if is_shorthand {
        Operand::Unknown(REPOSITORY)
    } else {
        path(word, home)
    }
}

fn is_dots(word: &str) -> bool {
    word == "." || word == ".."
}

fn path(text: &str, home: Option<&Path>) -> Operand {
    let text = text
        .strip_prefix("//")
        .filter(|rest| rest.starts_with('/'))
        .unwrap_or(text);
    // npm goes by way of a URL: two slashes name a host, `/..` and `/~` lead elsewhere, and signs
    // of a URL are read as such.
    let odd = text.is_empty()
        || ["//", "/..", "/./", "/~"]
            .iter()
            .any(|start| text.starts_with(start))
        || text.contains(['%', '#', '?', '\\', '|', ':'])
        || text.contains(char::is_control)
        || text.trim() != text;
    let place = match (text.strip_prefix('~'), home) {
        (None, _) => Some(PathBuf::from(text)),
        (Some(rest), Some(home)) => rest.strip_prefix('/').map(|rest| home.join(rest)),
        (Some(_), None) => None,
    };
    match place {
        Some(place) if !odd => {
            if is_tarball(text) {
                Operand::Tarball(place)
            } else {
                Operand::Folder(place)
            }
        }
        _ => Operand::Unknown(SPELLING),
    }
}

fn is_tarball(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    [".tgz", ".tar.gz", ".tar"]
        .iter()
        .any(|end| text.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_operand_is_what_npm_takes_it_for() {
        let folder = |path: &str| Operand::Folder(path.into());
        let tarball = |path: &str| Operand::Tarball(path.into());
        for (word, want) in [
            (".", folder(".")),
            ("..", folder("..")),
            ("./x", folder("./x")),
            ("./x@1", folder("./x@1")),
            ("/abs/x/", folder("/abs/x/")),
            ("a/b/c", folder("a/b/c")),
            ("packages/", folder("packages/")),
            ("~/x", folder("/h/x")),
            ("file:x", folder("x")),
            ("FILE:./x", folder("./x")),
            ("file:///abs/x", folder("/abs/x")),
            ("file:/abs/x.tgz", tarball("/abs/x.tgz")),
            ("file:~/x.tar", tarball("/h/x.tar")),
            ("x.tgz", tarball("x.tgz")),
            ("./X.TAR.GZ", tarball("./X.TAR.GZ")),
            ("./x.tgz/", folder("./x.tgz/")),
            ("dist", Operand::Unknown(PACKAGE)),
            ("name@1.0.0", Operand::Unknown(PACKAGE)),
            ("x@1.tgz", Operand::Unknown(PACKAGE)),
            ("@s/x", Operand::Unknown(PACKAGE)),
            ("@s/x.tgz", Operand::Unknown(PACKAGE)),
            (".x@y", Operand::Unknown(PACKAGE)),
            ("packages/a", Operand::Unknown(REPOSITORY)),
            ("sub/x.tgz", Operand::Unknown(REPOSITORY)),
            ("https://h/x.tgz", Operand::Unknown(ADDRESS)),
            ("git+ssh://h/x", Operand::Unknown(ADDRESS)),
            ("git@h:x/y.git", Operand::Unknown(ADDRESS)),
            ("npm:x@1", Operand::Unknown(ADDRESS)),
            ("github:a/b", Operand::Unknown(ADDRESS)),
            ("file://host/x", Operand::Unknown(SPELLING)),
            ("file:/../x", Operand::Unknown(SPELLING)),
            ("./a%41", Operand::Unknown(SPELLING)),
            ("./x.tgz#y", Operand::Unknown(SPELLING)),
            ("/~/x", Operand::Unknown(SPELLING)),
            ("~x/y", Operand::Unknown(SPELLING)),
            ("./x ", Operand::Unknown(SPELLING)),
            ("file:", Operand::Unknown(SPELLING)),
            ("", Operand::Unknown(PACKAGE)),
        ] {
            assert_eq!(operand(word, Some(Path::new("/h"))), want, "{word:?}");
        }
    }
}
