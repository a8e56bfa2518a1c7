//! Who gave out a token, as far as its prefix tells, and whose registry a host is.
//!
//! Only what is certain counts. A company's own registry may take tokens of any form, so a host
//! that is nobody's known one fits every token.

use super::minted::mint;
use crate::registry::Registry;
use std::fmt;

/// Who gives out tokens that are known by their prefix, or runs a registry at a known host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Issuer {
    /// The public registry.
    Npm,
    /// GitHub Packages.
    GitHub,
    /// GitLab's own site.
    GitLab,
    /// AWS CodeArtifact, whose tokens have no prefix.
    CodeArtifact,
}

/// The prefixes of tokens (GitHub "About authentication to GitHub", GitLab "Token overview", npm's
/// token format of 2021).
const PREFIXES: [(&str, Issuer); 11] = [
    ("npm_", Issuer::Npm),
    ("ghp_", Issuer::GitHub),
    ("gho_", Issuer::GitHub),
    ("ghu_", Issuer::GitHub),
    ("ghs_", Issuer::GitHub),
    ("ghr_", Issuer::GitHub),
    ("github_pat_", Issuer::GitHub),
    ("glpat-", Issuer::GitLab),
    ("gldt-", Issuer::GitLab),
    ("glcbt-", Issuer::GitLab),
    ("gloas-", Issuer::GitLab),
];

impl Issuer {
    /// Who gave out this token, if its prefix says so.
    #[must_use]
    fn of_token(token: &str) -> Option<Self> {
        let is_its = |(prefix, _): &&(&str, Self)| token.starts_with(prefix);
        PREFIXES.iter().find(is_its).map(|(_, issuer)| *issuer)
    }

    /// Whose registry this is, if it is at a known host.
    #[must_use]
    fn of_registry(registry: &Registry) -> Option<Self> {
        match registry.url().host_str()? {
            "registry.npmjs.org" | "registry.yarnpkg.com" => Some(Self::Npm),
            "npm.pkg.github.com" => Some(Self::GitHub),
            "gitlab.com" => Some(Self::GitLab),
            _ => mint(registry).map(|_| Self::CodeArtifact),
        }
    }

    /// The registry that takes its tokens, where there is only one.
    #[must_use]
    pub fn registry(self) -> Option<&'static str> {
        match self {
            Self::Npm => Some("https://registry.npmjs.org/"),
            Self::GitHub => Some("https://npm.pkg.github.com/"),
            Self::GitLab | Self::CodeArtifact => None,
        }
    }
}

impl fmt::Display for Issuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Npm => "npm",
            Self::GitHub => "GitHub",
            Self::GitLab => "GitLab",
            Self::CodeArtifact => "AWS CodeArtifact",
        })
    }
}

/// Whether this text begins as the tokens of a known issuer do.
#[must_use]
pub fn is_issued(text: &str) -> bool {
    Issuer::of_token(text).is_some()
}

/// Who gave out this token, where it can be of no use at this registry because that is known to be
/// another's.
#[must_use]
pub fn foreign_issuer(registry: &Registry, token: &str) -> Option<Issuer> {
    let (issuer, host) = (Issuer::of_token(token)?, Issuer::of_registry(registry)?);
    (issuer != host).then_some(issuer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_foreign_only_where_both_are_known() {
        let npm = "https://registry.npmjs.org/";
        let cases = [
            (npm, "npm_abc", None),
            (npm, "0e1d2c3b-classic", None),
            (npm, "ghp_abc", Some(Issuer::GitHub)),
            (npm, "github_pat_abc", Some(Issuer::GitHub)),
            (npm, "glpat-abc", Some(Issuer::GitLab)),
            (
                "https://registry.yarnpkg.com/",
                "gho_abc",
                Some(Issuer::GitHub),
            ),
            ("https://npm.pkg.github.com/", "ghs_abc", None),
            ("https://npm.pkg.github.com/", "npm_abc", Some(Issuer::Npm)),
            (
                "https://gitlab.com/api/v4/projects/1/packages/npm/",
                "glpat-abc",
                None,
            ),
            (
                "https://gitlab.com/api/v4/projects/1/packages/npm/",
                "npm_abc",
                Some(Issuer::Npm),
            ),
            ("https://npm.example.com/", "ghp_abc", None),
            ("https://npm.example.com/", "npm_abc", None),
            ("http://127.0.0.1:4873/", "glpat-abc", None),
        ];
        for (registry, token, want) in cases {
            let registry = Registry::parse(registry).unwrap();
            assert_eq!(
                foreign_issuer(&registry, token),
                want,
                "{token} at {registry}"
            );
        }
    }
}
