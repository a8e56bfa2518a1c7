//! Whether a `.dockerignore` keeps npm's file out of the context.

/// What a `.dockerignore` says.
#[derive(Clone, Debug, Default)]
pub(super) struct Ignored(Vec<(String, bool)>);

impl Ignored {
    /// Reads the lines. The last one that fits decides (Docker's "`.dockerignore` files").
    pub(super) fn parse(text: &str) -> Self {
        let rules = text
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
            .map(|line| match line.strip_prefix('!') {
                Some(rest) => (plain(rest), false),
                None => (plain(line), true),
            });
        Self(rules.collect())
    }

    /// Whether the `.npmrc` at the top of the context is left out.
    pub(super) fn has_npmrc(&self) -> bool {
        let fits = |(pattern, _): &&(String, bool)| {
            matches!(
                pattern.as_str(),
                ".npmrc" | "**/.npmrc" | "*" | "**" | "*.npmrc" | ".*" | "**/*" | "*rc"
            )
        };
        self.0.iter().rev().find(fits).is_some_and(|(_, out)| *out)
    }
}

/// A pattern without what makes no difference at its ends.
fn plain(pattern: &str) -> String {
    let pattern = pattern
        .trim()
        .trim_start_matches("./")
        .trim_start_matches('/');
    pattern.trim_end_matches('/').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_line_that_fits_decides() {
        let cases = [
            ("", false),
            (".npmrc", true),
            ("/.npmrc\n", true),
            ("**/.npmrc", true),
            ("node_modules\n# .npmrc\n", false),
            ("*\n!package.json\n", true),
            ("*\n!.npmrc\n", false),
        ];
        for (text, want) in cases {
            assert_eq!(Ignored::parse(text).has_npmrc(), want, "{text:?}");
        }
    }
}
