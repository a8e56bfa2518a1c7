//! Finds lines that run `npm` with node: `node $(which npm) ci`, or pm2 with `interpreter: "node"`.
//!
//! The shim is a program, so node ends with a syntax error. A shim that node can read as well lost:
//! it would have to be a text, which needs another program to start it each time.

use super::names::Sort;

/// Commands that print the path of a program (POSIX, bash, zsh, fish).
const FINDERS: [&str; 7] = [
    "which npm",
    "which npx",
    "command -v npm",
    "command -v npx",
    "type -p npm",
    "type -P npm",
    "whence -p npm",
];

/// The numbers of such lines, from 1. `shims` is the folder of the shims.
pub(super) fn find(text: &str, sort: Sort, shims: &str) -> Vec<usize> {
    let starts_npm = sort == Sort::Pm2
        && text
            .lines()
            .any(|line| value(line, "script").is_some_and(is_npm));
    let lines = text.lines().enumerate().filter(|(_, line)| {
        let line = line.trim_start();
        let is_comment = line.starts_with('#') || line.starts_with("//");
        let by_pm2 = starts_npm
            && ["interpreter", "exec_interpreter"]
                .iter()
                .any(|key| value(line, key) == Some("node"));
        !is_comment && (by_pm2 || is_start(line, shims) || is_pm2_start(line))
    });
    lines.map(|(at, _)| at + 1).collect()
}

fn is_npm(value: &str) -> bool {
    let name = value.rsplit('/').next().unwrap_or_default();
    name == "npm" || name == "npx"
}

/// `node`, possibly with flags, and then the shim.
fn is_start(line: &str, shims: &str) -> bool {
    let line = line.replace("\\\"", "\"");
    line.match_indices("node ").any(|(at, word)| {
        let begins = line[..at]
            .chars()
            .next_back()
            .is_none_or(|before| " \t\"';&|(`/@-:".contains(before));
        let mut rest = line[at + word.len()..].trim_start();
        while let Some(flag) = rest.strip_prefix("--") {
            rest = flag
                .split_once(' ')
                .map_or("", |(_, rest)| rest.trim_start());
        }
        let rest = rest.trim_start_matches(['"', '\'', '$', '(', '`', ' ']);
        let names_shim = !shims.is_empty()
            && rest
                .strip_prefix(shims)
                .is_some_and(|rest| rest.starts_with("/np"));
        begins && (names_shim || FINDERS.iter().any(|finder| rest.starts_with(finder)))
    })
}

fn is_pm2_start(line: &str) -> bool {
    let words: Vec<&str> = line
        .split([' ', '"', '\'', '='])
        .filter(|word| !word.is_empty())
        .collect();
    let has = |pair: [&str; 2]| words.windows(2).any(|two| two == pair);
    has(["pm2", "start"])
        && has(["--interpreter", "node"])
        && words.iter().any(|word| is_npm(word.trim_end_matches(')')))
}

/// The value of a member, quoted or not, with or without quotes around its name.
fn value<'a>(line: &'a str, key: &str) -> Option<&'a str> {
    let at = line.match_indices(key).find(|(at, _)| {
        !line[..*at]
            .chars()
            .next_back()
            .is_some_and(|before| before.is_alphanumeric() || before == '_')
    })?;
    let rest = line[at.0 + key.len()..]
        .trim_start_matches(['"', '\''])
        .trim_start()
        .strip_prefix(':')?;
    let rest = rest.trim_start().trim_start_matches(['"', '\'', '`']);
    rest.split(['"', '\'', '`', ',', ' ', '}']).next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn node_on_the_shim_is_seen_in_every_spelling() {
        let shims = "/h/.local/share/npmcred/bin";
        for line in [
            "node $(which npm) ci",
            "\tnode `which npm` ci",
            "exec node \"$(command -v npm)\" ci",
            "\"build\": \"node --max-old-space-size=4096 $(which npm) run x\",",
            "\"build\": \"node \\\"$(which npm)\\\" ci\",",
            "node (which npm) ci",
            "/usr/bin/node /h/.local/share/npmcred/bin/npm ci",
            "pm2 start npm --interpreter node -- start",
            "pm2 start $(which npm) --interpreter=node",
        ] {
            assert_eq!(find(line, Sort::Start, shims), [1], "{line}");
        }
        for line in [
            "npm ci",
            "# node $(which npm) ci",
            "node ./npm.js",
            "which npm",
            "node \"$npm_execpath\" ci",
            "xnode $(which npm)",
            "pm2 start npm -- start",
            "pm2 start app.js --interpreter node",
        ] {
            assert_eq!(
                find(line, Sort::Start, shims),
                Vec::<usize>::new(),
                "{line}"
            );
        }
    }

    #[test]
    fn pm2_is_told_in_a_file_of_its_own() {
        let with = |script: &str, interpreter: &str| {
            format!(
                "module.exports = {{ apps: [{{\n  script: '{script}',\n  args: 'start',\n  interpreter: \"{interpreter}\",\n}}] }}\n"
            )
        };
        assert_eq!(find(&with("npm", "node"), Sort::Pm2, ""), [4]);
        assert_eq!(find(&with("/usr/bin/npm", "node"), Sort::Pm2, ""), [4]);
        for (script, interpreter) in [("npm", "none"), ("app.js", "node")] {
            assert_eq!(
                find(&with(script, interpreter), Sort::Pm2, ""),
                Vec::<usize>::new(),
                "{script} {interpreter}"
            );
        }
        assert_eq!(
            find(
                "{\"apps\":[{\"script\":\"npm\",\n\"interpreter\":\"node\"}]}",
                Sort::Pm2,
                ""
            ),
            [2]
        );
    }
}
