//! Checks a package's name, as npm does before publishing.

/// Whether npm would publish a package of this name: by its rule for new packages, or by that for
/// old ones (npm 8 to 12 `validate-npm-package-name`, `validForOldPackages`). Only the latter
/// allows capitals, `~'!()*` and more than 214 letters.
#[must_use]
pub fn is_package_name(name: &str) -> bool {
    let plain = |part: &str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-_.!~*'()".contains(&byte))
    };
    let is_taken = ["node_modules", "favicon.ico"]
        .iter()
        .any(|taken| name.eq_ignore_ascii_case(taken));
    let parts = name.strip_prefix('@').and_then(|name| name.split_once('/'));
    let is_name = match parts {
        Some((scope, rest)) => plain(scope) && plain(rest),
        None => plain(name),
    };
    is_name && !name.starts_with(['.', '_']) && !is_taken
}

#[cfg(test)]
mod tests {
    use super::is_package_name;

    #[test]
    fn names_are_those_that_npm_publishes() {
        for name in [
            "a",
            "@s/p",
            "JSONStream",
            "it's",
            "x.y_z-1~",
            "-dash",
            "@s/_p",
            &"x".repeat(300),
        ] {
            assert!(is_package_name(name), "{name}");
        }
        for name in [
            "",
            ".a",
            "_a",
            "@s",
            "@/p",
            "@s/",
            "@s/p/q",
            "s/p",
            "a b",
            "a\nb",
            "zzz\nuser-agent=",
            "a=b",
            "a;b",
            "é",
            "a%2fb",
            "a\\b",
            "a:b",
            "a#b",
            "${HOME}",
            "node_modules",
            "Favicon.ico",
        ] {
            assert!(!is_package_name(name), "{name:?}");
        }
    }
}
