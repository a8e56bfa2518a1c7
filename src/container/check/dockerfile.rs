//! The lines of a Dockerfile that leave a token.

use super::leak::{Leak, LeakWay};
use crate::credential::is_secret_name;

/// An instruction with its continued lines joined.
struct Instruction {
    /// The number of its first line, from 1.
    line: usize,
    /// Its name in upper case.
    name: String,
    /// What follows.
    text: String,
}

/// What of npm's runs the scripts of packages (npm 12 `lib/utils/cmd-list.js`, with the other
/// clients' words).
const INSTALLERS: [&str; 12] = [
    "npm ci",
    "npm i",
    "npm install",
    "npm clean-install",
    "npm rebuild",
    "npm update",
    "npm exec",
    "npx",
    "pnpm install",
    "pnpm i",
    "yarn",
    "bun install",
];

/// The leaks, in the order of their lines.
pub(super) fn leaks(text: &str, holds_token: &dyn Fn(&str) -> bool) -> Vec<Leak> {
    let mut found = Vec::new();
    for instruction in instructions(text) {
        let Instruction { line, name, text } = &instruction;
        let ways = match name.as_str() {
            "ARG" => names(text).map(LeakWay::Argument).collect(),
            "ENV" => names(text).map(LeakWay::Variable).collect(),
            "RUN" => run(text),
            "COPY" | "ADD" => copied(text, holds_token),
            _ => Vec::new(),
        };
        found.extend(ways.into_iter().map(|way| Leak { line: *line, way }));
    }
    found
}

/// The names of secrets among `NAME`, `NAME=value` and, for the first word, `NAME value`.
fn names(text: &str) -> impl Iterator<Item = String> {
    let mut words = text.split_whitespace();
    let first = words.next();
    let rest = words.filter(|word| word.contains('='));
    first
        .into_iter()
        .chain(rest)
        .filter_map(|word| word.split('=').next())
        .filter(|name| is_secret_name(name))
        .map(str::to_owned)
}

/// A step that writes a token into a file, or runs the scripts of packages beside a secret.
fn run(text: &str) -> Vec<LeakWay> {
    let has_secret = text.contains("--mount=type=secret");
    let names_key = ["_authToken", "_auth=", "_password"]
        .iter()
        .any(|key| text.contains(key));
    let writes = text.contains('>') || text.contains("tee ") || text.contains("config set");
    // What the same step removes is in no layer; a value that is not from a secret is in the
    // history.
    let removes = text.contains("rm ") && text.contains(".npmrc");
    if names_key && writes && !(removes && has_secret) {
        return vec![LeakWay::Written];
    }
    let commands = text.split(['&', ';', '|', '\n']).map(str::trim);
    let runs_scripts = commands.filter(|command| installs(command)).any(|command| {
        let is_walled = text.contains("npmcred run");
        !is_walled && !command.contains("--ignore-scripts") && !command.contains("--offline")
    });
    if has_secret && runs_scripts {
        vec![LeakWay::Mounted]
    } else {
        Vec::new()
    }
}

/// Whether a command, behind the flags of its instruction and variables of its own, installs.
fn installs(command: &str) -> bool {
    let mut rest = command;
    while let Some((word, behind)) = rest.split_once(char::is_whitespace) {
        let is_prefix = word.starts_with("--") || word.contains('=') || word == "env";
        if !is_prefix {
            break;
        }
        rest = behind.trim_start();
    }
    let begins = |words: &str| {
        let behind = rest.strip_prefix(words);
        behind.is_some_and(|behind| behind.is_empty() || behind.starts_with(char::is_whitespace))
    };
    INSTALLERS.iter().any(|words| begins(words))
}

/// Files of npm's that are copied by name, and hold a token.
fn copied(text: &str, holds_token: &dyn Fn(&str) -> bool) -> Vec<LeakWay> {
    let words: Vec<&str> = text
        .split([' ', '\t', ',', '[', ']', '"'])
        .filter(|word| !word.is_empty())
        .collect();
    // From another stage or image, not from the folder.
    if words.iter().any(|word| word.starts_with("--from")) {
        return Vec::new();
    }
    let Some((_, sources)) = words.split_last() else {
        return Vec::new();
    };
    let mut named = sources.iter().filter(|word| !word.starts_with("--"));
    // All of the folder is the file in it as well, if it is not left out.
    let is_file = |word: &str| word.ends_with(".npmrc") || matches!(word, "." | "./");
    let is_leak = named.any(|word| is_file(word) && holds_token(word));
    if is_leak {
        vec![LeakWay::Copied]
    } else {
        Vec::new()
    }
}

/// The instructions: comments and blank lines between continued lines are passed over, and the text
/// of a here-document belongs to its instruction.
fn instructions(text: &str) -> Vec<Instruction> {
    let mut found: Vec<Instruction> = Vec::new();
    let mut is_open = false;
    let mut ends_at: Option<String> = None;
    for (number, line) in (1..).zip(text.lines()) {
        if let (Some(end), Some(last)) = (&ends_at, found.last_mut()) {
            if line.trim() == end {
                ends_at = None;
            } else {
                last.text.push('\n');
                last.text.push_str(line);
            }
            continue;
        }
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let continued = line.strip_suffix(['\\', '`']);
        let words = continued.unwrap_or(line);
        match found.last_mut().filter(|_| is_open) {
            Some(last) => {
                last.text.push(' ');
                last.text.push_str(words);
            }
            None => {
                let (name, rest) = words.split_once(char::is_whitespace).unwrap_or((words, ""));
                found.push(Instruction {
                    line: number,
                    name: name.to_ascii_uppercase(),
                    text: rest.trim().to_owned(),
                });
            }
        }
        is_open = continued.is_some();
        if !is_open {
            ends_at = found.last().and_then(|last| here_document(&last.text));
        }
    }
    found
}

/// The word that ends the here-document which an instruction begins.
fn here_document(text: &str) -> Option<String> {
    let (_, behind) = text.split_once("<<")?;
    let word = behind.trim_start_matches('-').split_whitespace().next()?;
    let word = word.trim_matches(['"', '\'']);
    let is_word = !word.is_empty()
        && word
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    is_word.then(|| word.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(usize, &'static str)> {
        let leaks = leaks(text, &|name| name == ".npmrc");
        leaks
            .iter()
            .map(|leak| (leak.line, leak.way.id()))
            .collect()
    }

    #[test]
    fn the_recipe_that_everybody_copies_leaves_it_twice() {
        let recipe = "FROM node:22\nARG NPM_TOKEN\n\
            RUN echo \"//npm.example.com/:_authToken=${NPM_TOKEN}\" > .npmrc\nRUN npm ci\nRUN rm -f .npmrc\n";
        assert_eq!(found(recipe), [(2, "build-argument"), (3, "written")]);
    }

    #[test]
    fn each_way_is_told_from_what_is_harmless() {
        let cases: [(&str, &[&str]); 17] = [
            ("ENV NODE_AUTH_TOKEN=x", &["variable"]),
            ("ENV NPM_TOKEN x", &["variable"]),
            ("ENV A=1 NPM_TOKEN=x", &["variable"]),
            ("ENV NODE_ENV=production", &[]),
            ("ARG NODE_VERSION=22", &[]),
            ("RUN npm config set //h/:_authToken $T", &["written"]),
            (
                "RUN <<EOF\necho //h/:_authToken=$T > ~/.npmrc\nnpm ci\nEOF",
                &["written"],
            ),
            ("COPY .npmrc package.json ./", &["copied"]),
            ("COPY [\".npmrc\", \"./\"]", &["copied"]),
            ("COPY --from=build .npmrc ./", &[]),
            ("COPY other/.npmrc ./", &[]),
            ("RUN --mount=type=secret,id=npmrc npm ci", &["mounted"]),
            (
                "RUN --mount=type=secret,id=npmrc \\\n  # note\n  CI=1 npm ci",
                &["mounted"],
            ),
            (
                "RUN --mount=type=secret,id=npmrc npm ci --ignore-scripts",
                &[],
            ),
            (
                "RUN --mount=type=secret,id=npmrc npmcred run --from /run/secrets/npmrc -- npm ci",
                &[],
            ),
            ("RUN npm ci", &[]),
            ("# ARG NPM_TOKEN", &[]),
        ];
        for (text, want) in cases {
            let ways: Vec<&str> = found(text).into_iter().map(|(_, way)| way).collect();
            assert_eq!(ways, want, "{text}");
        }
    }
}
