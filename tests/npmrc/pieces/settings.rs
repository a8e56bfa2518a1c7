//! Generated settings that mostly make sense: files, flags and variables with registries and
//! credentials.
//!
//! They share few hosts and paths, so that keys, scopes and registries often meet.

use super::command_line::words;
use super::file::{ENDS, line, value};
use crate::random::Random;

const HOSTS: &[&str] = &["h", "h", "h", "h:8443", "i.example", "registry.npmjs.org"];
const PATHS: &[&str] = &[
    "/", "/", "/p/", "/p/q/", "/p", "", "/p/q", "/P/", "//", "/p//",
];

const NAMES: &[&str] = &[
    "_authToken",
    "_authToken",
    "_authToken",
    "_auth",
    "username",
    "_password",
    "certfile",
    "keyfile",
    "email",
];

pub(crate) fn url(random: &mut Random) -> String {
    let user = if random.percent(5) { "u:p@" } else { "" };
    format!(
        "{}://{user}{}{}",
        random.pick(&["https", "https", "http"]),
        random.pick(HOSTS),
        random.pick(PATHS)
    )
}

pub(crate) fn request(random: &mut Random) -> String {
    let path = random.pick(&[
        "/",
        "/x",
        "/@a%2fx",
        "/p/x",
        "/p/q/x",
        "/p/q/-/whoami",
        "/-/x?y=z",
        "//x",
        "/p/../x",
    ]);
    format!("https://{}{path}", random.pick(HOSTS))
}

fn token(random: &mut Random) -> &'static str {
    random.pick(&[
        "t1", "t2", "", "${A}", "${X}", "${X?}", "${X:-x}", "dTpw", "true", "null", "\"q\"", "a#b",
        "Og==", "dTo=", "OnA=",
    ])
}

fn auth_key(random: &mut Random) -> String {
    format!(
        "//{}{}:{}",
        random.pick(HOSTS),
        random.pick(PATHS),
        random.pick(NAMES)
    )
}

const LOOSE_KEYS: &[&str] = &[
    "_authToken",
    "_auth",
    "username",
    "_password",
    "email",
    "//h/:always-auth",
];
const ODD_REGISTRIES: &[&str] = &[
    "h.example",
    "",
    "${X}",
    "HTTPS://H/A b",
    "http://h:80",
    "https://h/../q?x",
    "null",
];
const PATH_KEYS: &[&str] = &["prefix", "globalconfig", "userconfig", "cafile"];
const PATH_VALUES: &[&str] = &["${HOME}/p", "~/q", "rel/./x/../y", "/no/such", "", "${X}"];
const TYPED_KEYS: &[&str] = &[
    "global",
    "location",
    "workspaces",
    "strict-ssl",
    "otp",
    "loglevel",
    "omit[]",
    "proxy",
    "fetch-retries",
];
const TYPED_VALUES: &[&str] = &[
    "true",
    "false",
    "global",
    "user",
    "dev",
    "3",
    "http://h:1",
    "",
    "1e2",
];

/// One setting as people have them in `.npmrc`.
fn sane_line(random: &mut Random, folder: &str) -> String {
    match random.below(14) {
        0..5 => format!("{}={}", auth_key(random), token(random)),
        5 | 6 => format!("registry={}", url(random)),
        7 => format!("{}:registry={}", random.pick(&["@a", "@b"]), url(random)),
        8 => format!("{}={}", random.pick(LOOSE_KEYS), token(random)),
        9 => format!("scope={}", random.pick(&["@a", "a", "", "@c"])),
        10 => format!("registry={}", random.pick(ODD_REGISTRIES)),
        11 => format!("{}={}", random.pick(PATH_KEYS), random.pick(PATH_VALUES)),
        12 => format!("{}={}", random.pick(TYPED_KEYS), random.pick(TYPED_VALUES)),
        _ => format!("prefix={folder}/elsewhere"),
    }
}

/// A config file of a world: mostly sane.
pub(crate) fn npmrc(random: &mut Random, folder: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    for _ in 0..random.below(7) {
        let line = if random.percent(92) {
            sane_line(random, folder)
        } else {
            line(random)
        };
        bytes.extend(line.bytes());
        bytes.extend(random.pick(ENDS).bytes());
    }
    bytes
}

/// Flags of a world.
pub(crate) fn flags(random: &mut Random, folder: &str) -> Vec<String> {
    let mut words = Vec::new();
    for _ in 0..random.below(3) {
        let flag = match random.below(12) {
            0 => format!("--{}={}", auth_key(random), token(random)),
            1 => format!("--registry={}", url(random)),
            2 => {
                words.extend(
                    random
                        .percent(30)
                        .then(|| format!("--@a:registry={}", url(random))),
                );
                if random.percent(15) {
                    "--@a:registry".into()
                } else {
                    format!("--@a:registry={}", url(random))
                }
            }
            3 => "-g".into(),
            4 => "--location=global".into(),
            5 => format!(
                "--prefix={}",
                random.pick(&["sub", "~/x", "/abs/./y/", "${A}/z", ""])
            ),
            6 => format!("--userconfig={folder}/other"),
            7 => format!("--globalconfig={folder}/other"),
            8 => "--no-workspaces".into(),
            9 => {
                let scopes = [
                    "--scope=b",
                    "--scope=@a",
                    "--scope",
                    "--scope=",
                    "--no-scope",
                    "--scope=@b",
                ];
                words.push(random.pick(&scopes).to_owned());
                random.pick(&scopes).to_owned()
            }
            10 => "--registry=nonsense".into(),
            _ => return self::words(random),
        };
        words.push(flag);
    }
    words.push("view".into());
    words
}

/// Variables of a world.
pub(crate) fn variables(random: &mut Random, folder: &str) -> Vec<(String, String)> {
    let mut out = vec![
        ("A".to_owned(), "valueA".to_owned()),
        ("B".to_owned(), "//h/".to_owned()),
        ("E".to_owned(), String::new()),
    ];
    for _ in 0..random.below(4) {
        let (name, value) = variable(random, folder);
        if !out.iter().any(|(known, _)| *known == name) {
            out.push((name, value));
        }
    }
    out
}

const ODD_NAMES: &[&str] = &[
    "a_b",
    "_a_b",
    "É_X",
    "",
    "@a:registry",
    "omit",
    "ca",
    "${A}",
];

fn variable(random: &mut Random, folder: &str) -> (String, String) {
    let one_of = |random: &mut Random, name: &str, values: &[&'static str]| {
        (name.to_owned(), random.pick(values).to_owned())
    };
    match random.below(14) {
        0 => {
            let name = format!("npm_config_{}", auth_key(random));
            (name, token(random).to_owned())
        }
        1 => {
            let name = format!("NPM_CONFIG_{}", auth_key(random));
            (name, token(random).to_owned())
        }
        2 => ("npm_config_registry".into(), url(random)),
        3 => ("NPM_Config_Registry".into(), url(random)),
        4 => ("npm_config_prefix".into(), format!("{folder}/pre")),
        5 => one_of(random, "npm_config_userconfig", &["~/other", "rel", "${A}"]),
        6 => ("npm_config_globalconfig".into(), format!("{folder}/other")),
        7 => one_of(random, "PREFIX", &["", "/pre", "rel/x"]),
        8 => one_of(random, "DESTDIR", &["", "/dest", "dest/"]),
        9 => ("npm_config__auth".into(), token(random).to_owned()),
        10 => one_of(random, "npm_config_global", &["true", "false", "yes", ""]),
        11 => {
            let name = format!("npm_config_{}", random.pick(ODD_NAMES));
            (name, value(random).replace('\0', ""))
        }
        12 => one_of(random, "npm_config_location", &["global", "user", "x"]),
        _ => one_of(
            random,
            "npm_config_fetch_retries",
            &["3", "x", "0x10", " 4 "],
        ),
    }
}

/// Patterns of `workspaces`.
pub(crate) fn patterns(random: &mut Random) -> Vec<String> {
    #[rustfmt::skip]
    const PATTERNS: &[&str] = &[
        "packages/*", "packages/a", "./packages/*", "/packages/*", "packages/**", "**", "*", "a", "packages/{a,b}",
        "packages/?", "packages/[ab]", "!packages/a", "!packages/**", "!**/b", "packages/*/", "packages/b/c",
        "packages/@(a|c)", "packages/.d", "!!packages/b", "packages/!(a)", "packages/*/c", "**/c", "!packages/b",
        "packages\\a", "./a", "p*/a*", "packages/a*",
    ];
    (0..random.below(4))
        .map(|_| random.pick(PATTERNS).to_owned())
        .collect()
}
