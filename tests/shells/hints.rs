//! A hint that is copied into a shell is one command, and its words are what was meant.

use std::ffi::OsString;

use npmcred::credential::Profile;
use npmcred::login;
use npmcred::registry::Registry;
use npmcred::report::Command;
use npmcred_platform::hint;

use super::world::World;

/// How many hints go through each shell.
const HINTS: usize = 2_000;

/// What shells might take for something else than a letter.
const PIECES: [&str; 60] = [
    "'",
    "\"",
    "\\",
    "\\'",
    "\\\\",
    "`touch x`",
    "$(touch x)",
    ";touch x;",
    "&touch x&",
    "|touch x",
    "&&",
    "||",
    ">x",
    "<x",
    "*",
    "?",
    "[a-z]",
    "{a,b}",
    "~",
    "~root",
    "!",
    "!!",
    "!t",
    "!-1",
    "#",
    " ",
    "  ",
    "=",
    "==",
    "%self",
    "%1",
    "^a^b",
    "(",
    ")",
    "$HOME",
    "${HOME}",
    "$'a'",
    "$\"b\"",
    "\\n",
    "\\x41",
    "';touch x;'",
    "\";touch x;\"",
    "\u{2019};touch x;\u{2018}",
    "\u{e9}",
    "\u{1f600}",
    "\u{a0}",
    "touch",
    "x",
    "-",
    "--",
    "/",
    "@scope",
    ",",
    "+",
    ":",
    "a",
    ".",
    "..",
    "$",
    "\u{3000}",
];

/// The same numbers in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(end).unwrap()).unwrap()
    }

    fn text(&mut self) -> String {
        (0..1 + self.below(6))
            .map(|_| PIECES[self.below(PIECES.len())])
            .collect()
    }
}

/// A command that prints its words, each with a nul behind it, and these words.
fn hint(numbers: &mut Numbers, assigns: bool) -> (Command, Vec<String>) {
    let print = [OsString::from("printf"), OsString::from("%s\\0")];
    let text = numbers.text();
    let (program, command, mut words) = match numbers.below(if assigns { 7 } else { 6 }) {
        0 => {
            // What a URL may hold as it is; the rest is encoded in it.
            let registry = Registry::parse(&format!(
                "https://h/{}/",
                text.replace(['\\', '#', '?'], ";")
            ));
            let Ok(registry) = registry else {
                return hint(numbers, assigns);
            };
            let profile: Profile = "work.1".parse().unwrap();
            let words = vec!["login".into(), "--registry".into(), registry.to_string()];
            let command = login::cure(&registry, &profile).command().unwrap();
            (
                "npmcred",
                command,
                [words, vec!["--profile".into(), "work.1".into()]].concat(),
            )
        }
        1 => (
            "mv",
            hint::move_aside(text.as_ref()).into(),
            vec![text.clone(), format!("{text}.old")],
        ),
        2 => (
            "npm",
            Command::new("npm config delete").word(&text),
            ["config".into(), "delete".into(), text.clone()].into(),
        ),
        3 => ("rm", Command::new("rm").word(&text), vec![text.clone()]),
        4 => (
            "npmcred",
            Command::new("npmcred").value("--name", &text),
            vec![format!("--name={text}")],
        ),
        5 => {
            let word = format!("@s:registry={text}");
            (
                "npm",
                Command::new("npm").word(&word).word(&text),
                vec![word, text.clone()],
            )
        }
        _ => {
            let command = Command::default()
                .value("NPMCRED_PROFILE", &text)
                .fixed("printenv -0 NPMCRED_PROFILE");
            return (command, vec![text]);
        }
    };
    words.push("END".into());
    (command.fixed("END").spelled(program, &print), words)
}

/// Types hints into a shell, one a line, and compares what came of them.
fn typed(words: &[&str], at_a_prompt: bool, assigns: bool) {
    let world = World::new();
    let folder = world.path("work/eval");
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
    let (mut lines, mut want) = (String::new(), Vec::new());
    while want.len() < HINTS {
        let (command, words) = hint(&mut numbers, assigns);
        let Some(shown) = command.shown() else {
            assert!(
                words.iter().any(|word| word.starts_with('-')),
                "not shown: {words:?}"
            );
            continue;
        };
        lines.push_str(&shown);
        lines.push('\n');
        want.push((shown, words));
    }
    let run = if at_a_prompt {
        world.run(words).stdin(lines.clone())
    } else {
        let script = world.path("hints");
        std::fs::write(&script, &lines).unwrap();
        world.run(words).args([script.into_os_string()])
    };
    let outcome = run.cwd(&folder).run();
    let mut got = outcome
        .stdout
        .split(|byte| *byte == 0)
        .map(String::from_utf8_lossy);
    for (line, words) in &want {
        let came: Vec<_> = got.by_ref().take(words.len()).collect();
        assert_eq!(
            &came,
            words,
            "{words:?}\nline: {line}\n{}",
            outcome.err().chars().take(2_000).collect::<String>()
        );
    }
    let made: Vec<_> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert!(made.is_empty(), "{words:?} made {made:?}");
}

#[test]
fn hints_are_one_command_in_sh() {
    typed(&["dash"], false, true);
    typed(&["yash"], false, true);
}

#[test]
fn hints_are_one_command_in_bash() {
    typed(&["bash", "--norc"], false, true);
    // At a prompt an exclamation mark calls the history.
    typed(&["bash", "--norc", "--noediting", "-i"], true, true);
}

#[test]
fn hints_are_one_command_in_zsh() {
    typed(&["zsh", "-f"], false, true);
    typed(
        &[
            "zsh",
            "-f",
            "-i",
            "-o",
            "rc_quotes",
            "-o",
            "magic_equal_subst",
            "-o",
            "extended_glob",
        ],
        true,
        true,
    );
}

#[test]
fn hints_are_one_command_in_fish() {
    typed(&["fish", "--no-config"], false, true);
}

#[test]
fn hints_are_one_command_in_ksh() {
    typed(&["ksh"], false, true);
    typed(&["mksh"], false, true);
}

/// Which has no assignment in front of a command, and a history also where there is no prompt.
#[test]
fn hints_are_one_command_in_tcsh() {
    typed(&["tcsh", "-f"], false, false);
}
