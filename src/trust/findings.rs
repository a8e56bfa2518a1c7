//! Findings, looked up by the registry that they concern, because a hostile project may have
//! thousands of both.

use super::finding::{Finding, Reason};
use crate::registry::Registry;
use std::collections::HashMap;

/// All findings that affect a command.
#[derive(Debug, Default)]
pub struct Findings {
    all: Vec<Finding>,
    /// Findings that concern every registry; those that nobody can allow come first.
    everywhere: Vec<usize>,
    /// Findings that concern all registries of a host.
    by_host: HashMap<String, Vec<usize>>,
    /// Findings that lead to one registry, away from another.
    by_registry: HashMap<Registry, Vec<usize>>,
}

impl From<Vec<Finding>> for Findings {
    fn from(all: Vec<Finding>) -> Self {
        let mut found = Self {
            all,
            ..Self::default()
        };
        for (at, finding) in found.all.iter().enumerate() {
            match &finding.reason {
                // npm's key has no scheme: a credential handed over for https would be sent over
                // http as well.
                Reason::Downgrade(to) => found.by_host.entry(to.host()).or_default().push(at),
                Reason::Elsewhere { to, .. } => {
                    found.by_registry.entry(to.clone()).or_default().push(at);
                }
                Reason::Unread(_) => found.everywhere.insert(0, at),
                Reason::Transport | Reason::Unknown | Reason::Code => found.everywhere.push(at),
            }
        }
        found
    }
}

impl Findings {
    /// All of them.
    #[must_use]
    pub fn all(&self) -> &[Finding] {
        &self.all
    }

    /// The findings that concern a registry.
    pub fn affecting<'a>(
        &'a self,
        registry: &Registry,
    ) -> impl Iterator<Item = &'a Finding> + use<'a> {
        let of_host = self
            .by_host
            .get(&registry.host())
            .map(Vec::as_slice)
            .unwrap_or_default();
        let own = self
            .everywhere
            .iter()
            .chain(of_host)
            .map(|at| &self.all[*at]);
        own.chain(self.leading_to(registry))
    }

    /// The findings that lead to a registry, away from another.
    pub fn leading_to<'a>(
        &'a self,
        registry: &Registry,
    ) -> impl Iterator<Item = &'a Finding> + use<'a> {
        let led = self
            .by_registry
            .get(registry)
            .map(Vec::as_slice)
            .unwrap_or_default();
        led.iter().map(|at| &self.all[*at])
    }
}

#[cfg(test)]
mod tests {
    use super::super::finding::project_findings;
    use super::*;
    use crate::npmrc::{NpmVersion, testing};

    #[test]
    fn of_thousands_only_those_of_the_same_host_are_looked_at() {
        let lines = |host: &str| {
            (0..2000)
                .map(|at| format!("@s{at}:registry=http://{host}{at}/\n"))
                .collect::<String>()
        };
        let config = testing::config(
            &format!("{}proxy=http://e/\n", lines("e")),
            &lines("u"),
            NpmVersion::Npm12,
        );
        let all = project_findings(&config);
        assert_eq!(all.len(), 2001);
        let findings = Findings::from(all.clone());
        for url in [
            "http://e7/",
            "https://e7:80/",
            "https://u7/",
            "https://other/",
            "http://e7/x/",
        ] {
            let registry = Registry::parse_any(url).unwrap();
            let by_walking = all
                .iter()
                .filter(|finding| finding.affects(&registry))
                .count();
            assert_eq!(findings.affecting(&registry).count(), by_walking, "{url}");
            assert!(by_walking <= 2, "{url}");
        }
        let led = testing::config(
            "@s:registry=https://e/",
            "@s:registry=https://u/",
            NpmVersion::Npm12,
        );
        let findings = Findings::from(project_findings(&led));
        assert_eq!(
            findings
                .leading_to(&Registry::parse_any("https://e/").unwrap())
                .count(),
            1
        );
    }
}
