//! What a `${…}` in pnpm's files stands for (pnpm 7 to 12 `@pnpm/config.env-replace`, pnpm 12
//! `env_replace.rs`).
//!
//! Unlike npm, pnpm has a default there: `${NAME-text}` where the variable is not set, and
//! `${NAME:-text}` also where it is empty.

use crate::context::Env;

/// The value of what stands between the braces; `None` where it has none.
#[must_use]
pub(super) fn variable(env: &Env, inside: &str) -> Option<String> {
    let value = |name: &str| Some(env.get(name)?.to_string_lossy().into_owned());
    let Some((name, counts_empty, fallback)) = with_default(inside) else {
        return value(inside);
    };
    let set = value(name).filter(|value| !(counts_empty && value.is_empty()));
    Some(set.unwrap_or_else(|| fallback.to_owned()))
}

/// The name, whether an empty variable counts as one that is not set, and the default.
fn with_default(inside: &str) -> Option<(&str, bool, &str)> {
    let (before, fallback) = inside.split_once('-')?;
    let named = before.strip_suffix(':');
    let name = named.unwrap_or(before).rsplit(':').next()?;
    let is_whole = !name.is_empty() && !fallback.is_empty();
    is_whole.then_some((name, named.is_some(), fallback))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As pnpm 7 to 12 print it by `pnpm config get`.
    #[test]
    fn a_default_counts_where_the_variable_does_not() {
        let all = [("SET", "set"), ("EMPTY", "")];
        let all = all.map(|(name, value)| (name.into(), value.into()));
        let env = Env::new(all.to_vec());
        for (inside, want) in [
            ("SET", Some("set")),
            ("EMPTY", Some("")),
            ("NOT", None),
            ("SET-x", Some("set")),
            ("NOT-x", Some("x")),
            ("NOT:-x", Some("x")),
            ("NOT-a-b", Some("a-b")),
            ("EMPTY-x", Some("")),
            ("EMPTY:-x", Some("x")),
            ("NOT-", None),
            ("-x", None),
        ] {
            assert_eq!(variable(&env, inside).as_deref(), want, "{inside}");
        }
    }
}
