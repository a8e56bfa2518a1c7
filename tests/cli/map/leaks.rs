//! What only one system has is on the other side of the wall: no path of a system stands in `src`.

use super::tokens::tokens;

/// How paths begin that only one kind of system has.
const OF_ONE_SYSTEM: [&str; 9] = [
    "/bin/", "/usr/", "/etc/", "/lib/", "/proc/", "/dev/", "/run/", "/sys/", "C:\\",
];

/// The texts of a source, without its tests, that name such a path; each with its line.
fn leaks(source: &str) -> Vec<(usize, &str)> {
    let code = source.split("#[cfg(test)]\nmod ").next().unwrap_or(source);
    let names_one = |text: &str| {
        let words = text.split(|c: char| c.is_whitespace() || "\"'`:=".contains(c));
        words
            .into_iter()
            .any(|word| OF_ONE_SYSTEM.iter().any(|start| word.starts_with(start)))
    };
    tokens(code)
        .into_iter()
        .filter(|token| token.text.contains('"') && names_one(token.text))
        .map(|token| (token.line, token.text))
        .collect()
}

/// Where a path is what a file of the user's says in its own language, or what people read.
const SAID: [&str; 2] = ["src/manual/", "src/container/"];

#[test]
fn no_path_of_a_system_stands_in_src() {
    let mut found = Vec::new();
    for (name, text) in super::files_below("src") {
        let file = format!("src/{name}");
        let is_of_tests = name.ends_with("tests.rs") || name.contains("testing");
        if is_of_tests || name.contains("/tests/") || SAID.iter().any(|it| file.starts_with(it)) {
            continue;
        }
        found.extend(
            leaks(&text)
                .iter()
                .map(|(line, text)| format!("{file}:{line}: {text}")),
        );
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn a_planted_path_is_found() {
    let source = "const A: &str = \"/bin/sh\";\nlet b = \"a /b/usr/\";\nlet c = \"PATH=/usr/bin\";\n\
                  // \"/etc/x\"\n#[cfg(test)]\nmod tests {\n const D: &str = \"/dev/x\";\n}\n";
    let lines: Vec<usize> = leaks(source).iter().map(|(line, _)| *line).collect();
    assert_eq!(lines, [1, 3]);
}
