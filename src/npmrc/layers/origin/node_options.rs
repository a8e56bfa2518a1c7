//! Options of node: which of them may load code into npm.

/// Options of node that neither load code nor write down data: all others are assumed to do so.
const HARMLESS_OPTIONS: [&str; 18] = [
    "disable-warning",
    "dns-result-order",
    "enable-source-maps",
    "max-http-header-size",
    "max-old-space-size",
    "max-semi-space-size",
    "network-family-autoselection-attempt-timeout",
    "no-deprecation",
    "no-network-family-autoselection",
    "no-warnings",
    "openssl-legacy-provider",
    "stack-trace-limit",
    "throw-deprecation",
    "trace-deprecation",
    "trace-uncaught",
    "trace-warnings",
    "unhandled-rejections",
    "use-system-ca",
];

/// Whether options of node may load code into the program that it runs, or write down its data.
#[must_use]
pub fn may_load_code(options: &str) -> bool {
    let mut words = options.split_ascii_whitespace().peekable();
    while let Some(word) = words.next() {
        let (name, has_value) = word
            .split_once('=')
            .map_or((word, false), |(name, _)| (name, true));
        let name = name
            .strip_prefix("--")
            .unwrap_or_default()
            .replace('_', "-");
        if !HARMLESS_OPTIONS.contains(&name.as_str()) {
            return true;
        }
        // `--max-old-space-size 4096`: a word that is not an option can only be a value.
        if !has_value {
            words.next_if(|word| !word.starts_with('-'));
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_of_node_load_code_unless_they_are_known_not_to() {
        for harmless in [
            "",
            "--max-old-space-size=4096",
            "--max_old_space_size 4096 --no-warnings",
            " --use-system-ca ",
        ] {
            assert!(!may_load_code(harmless), "{harmless}");
        }
        for loads in [
            "--require ./x.cjs",
            "-r ./x.cjs",
            "--import=./x.mjs",
            "--no-warnings --loader ./x.mjs",
            "--no-warnings ./x --require=y",
            "\"--require\" x",
            "--tls-keylog=k",
            "--inspect",
            "x",
        ] {
            assert!(may_load_code(loads), "{loads}");
        }
    }
}
