//! The rules that changed between pnpm's versions.

use super::words::Words;

impl Words {
    /// Whether this pnpm is known to be older than a release.
    #[must_use]
    pub(super) fn is_before(&self, release: [u64; 3]) -> bool {
        let version = self.version.as_deref();
        version.is_some_and(|version| numbers(version) < release)
    }

    /// Whether it is known to be one of 7 to 10. They read npm's configuration, and start npm for
    /// what npm can do.
    #[must_use]
    pub(super) fn reads_as_npm(&self) -> bool {
        self.is_before([11, 0, 0])
    }

    /// Whether it keeps a project's placeholders out of addresses and credentials (pnpm 10
    /// `dropUntrustedEnvExpansions.js`).
    #[must_use]
    pub(super) fn keeps_placeholders_out(&self) -> bool {
        !self.is_before([10, 34, 2])
    }

    /// Whether files decide where other files are (`@pnpm/npm-conf` before 3.0.3).
    #[must_use]
    pub(super) fn follows_files(&self) -> bool {
        self.is_before([10, 34, 3])
    }
}

/// The three numbers of a version, without what is behind them.
fn numbers(version: &str) -> [u64; 3] {
    let plain = version.split(['-', '+']).next().unwrap_or_default();
    let mut all = plain.split('.').map(|part| part.parse().unwrap_or(0));
    [(); 3].map(|()| all.next().unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_known_counts_as_the_newest() {
        let of = |version: Option<&str>| {
            let mut words = Words::default();
            words.version = version.map(str::to_owned);
            words
        };
        for (version, as_npm, keeps_out, follows) in [
            (Some("7.33.7"), true, false, true),
            (Some("10.4.1"), true, false, true),
            (Some("10.34.2"), true, true, true),
            (Some("10.34.8"), true, true, false),
            (Some("11.0.0-rc.1"), false, true, false),
            (Some("12.21.0"), false, true, false),
            (None, false, true, false),
        ] {
            let words = of(version);
            let found = (
                words.reads_as_npm(),
                words.keeps_placeholders_out(),
                words.follows_files(),
            );
            assert_eq!(found, (as_npm, keeps_out, follows), "{version:?}");
        }
    }
}
