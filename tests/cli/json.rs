//! `npmcred-json(7)` describes what the commands print: every field, its type, whether it may be
//! null or missing; and nothing that they do not print.
//!
//! No command here asks a registry. What only a registry's answer brings is compared by name with
//! the source that prints it.

use super::making::json::{Field, Section, sections};
use super::{CANARY, Home, Said, walk};
use clap::Command;
use npmcred::manual::public_definition;
use serde_json::Value;
use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

/// The files that make the objects of `--json`.
const PRINTING: [&str; 14] = [
    "command/docker.rs",
    "command/env/mod.rs",
    "command/list.rs",
    "command/login/mod.rs",
    "command/source/mod.rs",
    "command/status/data.rs",
    "command/token/mod.rs",
    "command/trust/show.rs",
    "doctor/show.rs",
    "login/person.rs",
    "login/voice.rs",
    "migrate/show.rs",
    "profile/active.rs",
    "shim/explain/json.rs",
];

/// The fields of one command, to compare its output with.
struct Page(Vec<Field>);

impl Page {
    fn of(command: &str) -> Self {
        let mut all = sections().into_iter();
        let section = all.find(|one| one.name == command);
        Self(
            section
                .unwrap_or_else(|| panic!("no section {command}"))
                .fields,
        )
    }

    /// The type that the page gives for a path: its own line, that of any name there, or what the
    /// lines of its parts say.
    fn takes(&self, path: &str) -> Option<&'static str> {
        let any = path.rsplit_once('.').map(|(above, _)| format!("{above}.*"));
        let is_own = |field: &&Field| field.path == path;
        let is_any = |field: &&Field| Some(field.path) == any.as_deref();
        let has = |mark: &str| {
            let part = format!("{path}{mark}");
            self.0.iter().any(|field| field.path.starts_with(&part))
        };
        let line = self.0.iter().find(is_own);
        line.or_else(|| self.0.iter().find(is_any))
            .map(|field| field.takes)
            .or_else(|| has("[]").then_some("array"))
            .or_else(|| has(".").then_some("object"))
    }

    /// The names that an object has unless its type says otherwise.
    fn required(&self, above: &str) -> BTreeSet<&'static str> {
        let below = self.0.iter().filter_map(|field| {
            let rest = field.path.strip_prefix(above)?;
            let name = rest.split(['.', '[']).next()?;
            Some((name, rest, field.takes))
        });
        let is_optional = |name: &str, rest: &str, takes: &str| {
            let is_own = rest == name || rest.strip_suffix("[]") == Some(name);
            is_own && takes.contains("may be missing")
        };
        let optional: BTreeSet<&str> = below
            .clone()
            .filter(|(name, rest, takes)| is_optional(name, rest, takes))
            .map(|(name, ..)| name)
            .collect();
        below
            .map(|(name, ..)| name)
            .filter(|name| *name != "*" && !optional.contains(name))
            .collect()
    }

    /// What is wrong with a value that a command printed.
    fn faults(&self, path: &str, value: &Value, faults: &mut BTreeSet<String>) {
        let kind = match value {
            Value::Null => "null",
            Value::Bool(_) => "boolean",
            Value::Number(_) => "integer",
            Value::String(_) => "string",
            Value::Array(_) => "array",
            Value::Object(_) => "object",
        };
        if !path.is_empty() {
            match self.takes(path) {
                None => drop(faults.insert(format!("{path} is not on the page"))),
                Some(takes) if !takes.split([' ', ',']).any(|word| word == kind) => {
                    faults.insert(format!("{path} is {kind}, not {takes}"));
                }
                Some(_) => {}
            }
        }
        match value {
            Value::Array(items) => items
                .iter()
                .for_each(|item| self.faults(&format!("{path}[]"), item, faults)),
            Value::Object(fields) => {
                let above = if path.is_empty() {
                    String::new()
                } else {
                    format!("{path}.")
                };
                for name in self.required(&above) {
                    if !fields.contains_key(name) {
                        faults.insert(format!("{above}{name} is missing"));
                    }
                }
                for (name, value) in fields {
                    self.faults(&format!("{above}{name}"), value, faults);
                }
            }
            _ => {}
        }
    }
}

/// Compares each object that was printed with the page.
#[track_caller]
fn assert_described(command: &str, said: &Said) {
    let (page, mut faults, mut count) = (Page::of(command), BTreeSet::new(), 0);
    for value in serde_json::Deserializer::from_str(&said.out).into_iter::<Value>() {
        page.faults("", &value.unwrap(), &mut faults);
        count += 1;
    }
    assert!(count > 0, "{command}: {said:?}");
    assert!(faults.is_empty(), "{command}: {faults:#?}\n{}", said.out);
}

/// A home with a token, a placeholder, a script that reads them, and a project that sets a proxy.
fn furnished(registry: &str) -> Home {
    let home = Home::new();
    let nerf = registry.strip_prefix("http:").unwrap();
    let user = format!(
        "{nerf}:_authToken={CANARY}\n//b.test/:_authToken=${{NPMCRED_NO_SUCH}}\n@a:registry={registry}\n@b:registry=https://b.test/\n"
    );
    let manifest = r#"{ "name": "x", "version": "1.0.0", "devDependencies": { "lerna": "9" }, "publishConfig": { "//c.test/:_authToken": "x" } }"#;
    let sources =
        format!(r#"{{ "sources": [{{ "registry": "{registry}", "command": ["/bin/x"] }}] }}"#);
    for (path, text) in [
        (".npmrc", user.as_str()),
        (".config/npmcred/sources.json", &sources),
        (".bashrc", "export NPM_TOKEN=$(cat ~/.npmrc | tail -1)\n"),
        ("project/package.json", manifest),
        (
            "project/.npmrc",
            "proxy=http://proxy.test/\n@b:registry=https://d.test/\n",
        ),
        ("project/.env", &format!("NPM_TOKEN={CANARY}\n")),
        (
            "project/Dockerfile",
            "FROM node\nARG NPM_TOKEN\nCOPY .npmrc /home/node/\n",
        ),
    ] {
        let file = home.path().join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }
    home
}

/// What npmcred says in the project, with one more variable.
fn in_project(home: &Home, words: &[&str], (name, value): (&str, &str)) -> Said {
    let mut command = home.command(env!("CARGO_BIN_EXE_npmcred"));
    let command = command.args(words).env(name, value);
    Said::of(
        &command
            .current_dir(home.path().join("project"))
            .output()
            .unwrap(),
    )
}

/// Commands whose output the page describes, by the section that does.
const LINES: [(&str, &str); 14] = [
    ("docker", "docker --check --json"),
    ("list", "list --json"),
    ("status", "status --json"),
    ("explain", "explain --json npm publish"),
    ("explain", "explain --json npm install"),
    ("explain", "explain --json npm whoami --registry REGISTRY"),
    ("explain", "explain --json npx x"),
    ("explain", "explain --json npm run x"),
    ("source list", "source list --json"),
    ("trust", "trust --json"),
    ("use", "use --json"),
    ("env", "env --json"),
    ("migrate", "migrate --json --dry-run"),
    ("doctor", "doctor --json"),
];

#[test]
fn what_is_printed_is_on_the_page() {
    let registry = format!("http://127.0.0.1:9/cli-{}/", std::process::id());
    let home = furnished(&registry);
    // Where the kernel gives no keyring there is no store, and that is described as well.
    let store = ["store", "--registry", &registry, "--expires", "1h"];
    home.npmcred_fed(&store, CANARY.as_bytes());
    let nothing = ("NPMCRED_NO_SUCH_EITHER", "");
    let odd = [("NPMCRED_PROFILE", "../x"), ("SUDO_UID", "4000000000")];
    let has_store = home.npmcred(["list"]).status == 0;
    for (command, line) in LINES {
        let line = line.replace("REGISTRY", &registry);
        let words: Vec<&str> = line.split(' ').collect();
        if command != "list" || has_store {
            assert_described(command, &in_project(&home, &words, nothing));
        }
        let is_short = ["status", "explain"].contains(&command);
        for variable in odd.into_iter().filter(|_| is_short) {
            assert_described(command, &in_project(&home, &words, variable));
        }
    }
    // With nothing of the user's own in the way, what is stored is handed over.
    fs::remove_file(home.path().join(".npmrc")).unwrap();
    let words = ["explain", "--json", "npm", "view", "x", "--registry"];
    let explained = home.npmcred([&words[..], &[&registry]].concat());
    assert_described("explain", &explained);
    assert!(
        !has_store || explained.out.contains("also_at_hand"),
        "{explained:?}"
    );
    assert_described("status", &home.npmcred(["status", "--json"]));
    home.npmcred(["remove", "--registry", &registry]);
}

#[test]
fn what_is_chosen_moved_and_refused_is_on_the_page() {
    let registry = format!("http://127.0.0.1:9/cli-moved-{}/", std::process::id());
    let home = furnished(&registry);
    for words in [
        &["use", "work", "--in", "project"][..],
        &["use", "me", "--user"],
    ] {
        assert_eq!(home.npmcred(words).status, 0);
    }
    assert_described("use", &home.npmcred(["use", "--json"]));
    assert_described(
        "status",
        &in_project(&home, &["status", "--json"], ("A", "")),
    );
    assert_described("migrate", &home.npmcred(["migrate", "--json", "--yes"]));
    let failed = home.npmcred(["login", "--json", "--registry", &registry]);
    assert!(failed.out.contains("\"event\":\"error\""), "{failed:?}");
    assert_described("login", &failed);
    home.npmcred(["remove", "--registry", &registry]);
}

/// A folder's name need not be UTF-8, and JSON must be.
#[test]
fn a_path_that_is_not_text_is_printed_as_far_as_it_is() {
    let home = furnished("http://127.0.0.1:9/");
    let odd = home.path().join(OsStr::from_bytes(b"odd \xff"));
    fs::rename(home.path().join("project"), &odd).unwrap();
    for (path, text) in [
        ("bin/npm", "#!/bin/sh\n"),
        (".npmrc", "//h.test/:_authToken=x\n"),
    ] {
        let file = odd.join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, text).unwrap();
        fs::set_permissions(file, fs::Permissions::from_mode(0o755)).unwrap();
    }
    let path = std::env::var_os("PATH").unwrap();
    let mut folders = vec![odd.join("bin")];
    folders.extend(std::env::split_paths(&path));
    for (command, words) in [
        ("status", &["status", "--json"][..]),
        ("trust", &["trust", "--json"]),
        ("env", &["env", "--json"]),
        ("migrate", &["migrate", "--json", "--dry-run"]),
        ("doctor", &["doctor", "--json"]),
        ("explain", &["explain", "--json", "npm", "publish"]),
        (
            "explain",
            &[
                "explain",
                "--json",
                "npm",
                "view",
                "x",
                "--registry",
                "https://h.test/",
            ],
        ),
    ] {
        let mut started = home.command(env!("CARGO_BIN_EXE_npmcred"));
        let started = started.args(words).current_dir(&odd);
        let started = started.env("PATH", std::env::join_paths(&folders).unwrap());
        let said = Said::of(&started.env("XDG_DATA_HOME", &odd).output().unwrap());
        assert!(said.out.contains("odd \u{fffd}"), "{words:?}: {said:?}");
        assert_described(command, &said);
    }
}

/// The words of a command and of those below it that take `--json`.
fn printing(command: &Command, above: &str, found: &mut BTreeSet<String>) {
    for one in command.get_subcommands() {
        let words = format!("{above}{}", one.get_name());
        if one.get_arguments().any(|flag| flag.get_id() == "json") {
            found.insert(words.clone());
        }
        printing(one, &format!("{words} "), found);
    }
}

#[test]
fn each_command_with_json_has_a_section() {
    let mut printed = BTreeSet::new();
    printing(&public_definition(), "", &mut printed);
    let all = sections();
    let described = all.iter().filter(|one| one.is_of_command());
    let described: BTreeSet<String> = described.map(|one| one.name.to_owned()).collect();
    assert_eq!(described, printed);
}

/// The names in the paths of the page.
fn names(sections: &[Section]) -> BTreeSet<&'static str> {
    let fields = sections.iter().flat_map(|section| &section.fields);
    fields
        .flat_map(|field| field.path.split(['.', '[', ']']))
        .filter(|name| !["", "*"].contains(name))
        .collect()
}

/// The page names no field, and no word in quotes, that the source does not have.
#[test]
fn the_page_names_nothing_that_is_not_there() {
    let files = walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    let source: String = files
        .iter()
        .filter(|file| file.extension().is_some_and(|end| end == "rs"))
        .map(|file| fs::read_to_string(file).unwrap())
        .collect();
    let is_there = |name: &str| {
        // Two names have the tool's name in them.
        let forms = ["npm", "{package}", "{reader}"].map(|tool| name.replace("npm", tool));
        forms
            .iter()
            .any(|form| source.contains(&format!("\"{form}\"")))
    };
    let sections = sections();
    let fields = sections.iter().flat_map(|section| &section.fields);
    let words = fields.flat_map(|field| field.what.split('"').skip(1).step_by(2));
    let all: BTreeSet<&str> = names(&sections).into_iter().chain(words).collect();
    let missing: Vec<_> = all.iter().filter(|name| !is_there(name)).collect();
    assert!(all.len() > 150 && missing.is_empty(), "{missing:?}");
}

/// The keys of the objects in a file's text, but for its tests.
fn keys(text: &str) -> BTreeSet<&str> {
    let code = text.split("#[cfg(test)]").next().unwrap();
    let pieces: Vec<&str> = code.split('"').collect();
    let quoted = pieces.windows(2).skip(1).step_by(2);
    quoted
        .filter(|pair| pair[1].starts_with(':') || pair[1].starts_with("] = "))
        .map(|pair| pair[0])
        .collect()
}

#[test]
fn every_key_in_the_source_is_on_the_page() {
    let described = names(&sections());
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for file in PRINTING {
        let text = fs::read_to_string(src.join(file)).unwrap();
        let keys = keys(&text);
        assert!(!keys.is_empty(), "{file}");
        let missing: Vec<_> = keys.difference(&described).collect();
        assert!(missing.is_empty(), "{file}: {missing:?}");
    }
}
