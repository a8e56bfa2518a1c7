//! What the questions are made of: config files and command lines that are as nasty as people write
//! them, and nastier.

use crate::random::Random;

#[rustfmt::skip]
const KEYS: &[&str] = &[
    "a", "b", "registry", "@a:registry", "@b:registry", "//h/:_authToken", "//h:_authToken", "//h/p/:_auth", "x.y",
    "x", "0", "12", "s", "proxy", "ca", "ca[]", "a[]", "b[]", "[]", "__proto__", "'q'", "\"q\"", "\"a\\u00e9\"",
    "'1'", "'null'", "'[1]'", "${A}", "${B}:k", "\\${A}", "k\\;x", "k;x", "k#x", "é", "k\u{2028}x", " k ", "\u{a0}k",
    "_auth", "email", "k=", "key key", "a.b", "x.y.z", "x\\.y",
];

#[rustfmt::skip]
const ATOMS: &[&str] = &[
    "a", "b", "1", "0", "x y", " ", "\t", "\"", "'", "\\", ";", "#", "=", "[", "]", "${A}", "${B}", "${X}", "${X?}",
    "${A?}", "\\${A}", "\\\\${A}", "${", "}", "$", "true", "false", "null", "undefined", "é", "😀", "\u{a0}",
    "\u{feff}", "\u{85}", "\u{2028}", "\u{b}", "//", ":", "?", "\u{0}", "\u{fffd}", "\\;", "\\#", "{", ",", "-",
    "\\u0041", "\\ud800",
];

#[rustfmt::skip]
const VALUES: &[&str] = &[
    "true", "false", "null", "undefined", "''", "\"\"", "'", "\"", "'null'", "'true'", "'12'", "'1.50'", "'-0'",
    "'1e3'", "'[1,\"a\",null]'", "'{\"k\":1}'", "'{\"k\":{\"l\":[]}}'", "'[]'", "'\"true\"'", "\"true\"", "\"a;b\"",
    "\"a\" ; c", "'a#b'", "a;b", "a\\;b", "a # b", "\"\\ud83d\\ude00\"", "\"\\ud800\"", "\"\\n\"", "'a\"",
    "https://h/", "npm_abc", "${A}", "${X}", "${X?}", "\\${A}", "a=b", "a==", "  spaced  ", "\u{a0}x\u{a0}",
    "x\u{2028}", "\\", "\\\\", "a\\",
];

const ENDS: &[&str] = &["\n", "\n", "\n", "\n", "\r\n", "\r", "\n\n", "\r\r\n"];

pub(crate) fn value(random: &mut Random) -> String {
    if random.percent(50) {
        random.pick(VALUES).to_owned()
    } else {
        random.text(ATOMS, 6)
    }
}

fn key(random: &mut Random) -> String {
    if random.percent(85) {
        random.pick(KEYS).to_owned()
    } else {
        random.text(ATOMS, 4)
    }
}

/// One line of a config file, without its end.
fn line(random: &mut Random) -> String {
    match random.below(20) {
        0 => format!(
            "{} {}",
            random.pick(&[";", "#", " ;", "\u{a0}#"]),
            random.text(ATOMS, 3)
        ),
        1 => random
            .pick(&["", " ", "\t", "\u{a0}", "\u{feff}", "\u{85}"])
            .to_owned(),
        2 => format!(
            "[{}]{}",
            random.pick(&[
                "s",
                "a",
                "b",
                "x",
                "x.y",
                "0",
                "",
                "'1'",
                "\"q\"",
                "s;c",
                "__proto__",
                "//h/"
            ]),
            random.pick(&["", "", "", " ", "\u{a0}", "; c", "x"])
        ),
        3 => random.text(ATOMS, 8),
        4 => key(random),
        _ => {
            let space = random.pick(&["", "", " ", "\t"]);
            format!("{}{space}={space}{}", key(random), value(random))
        }
    }
}

/// A whole file.
pub(crate) fn file(random: &mut Random) -> Vec<u8> {
    let mut bytes = Vec::new();
    if random.percent(10) {
        bytes.extend("\u{feff}".bytes());
    }
    for _ in 0..random.below(12) {
        bytes.extend(line(random).bytes());
        if random.percent(5) {
            bytes.extend(random.pick(&[
                &b"\xff"[..],
                b"\xc3",
                b"\xe2\x80",
                b"\xed\xa0\x80",
                b"\xf0\x9f",
                b"\xf8\x88",
            ]));
        }
        bytes.extend(random.pick(ENDS).bytes());
    }
    if random.percent(20) {
        bytes.pop();
    }
    bytes
}

#[rustfmt::skip]
const FLAGS: &[&str] = &[
    "--registry", "--reg", "--regi", "-reg", "--otp", "--scope", "--tag", "--json", "--browser", "--color",
    "--no-color", "--global", "-g", "-gd", "-dd", "-ddd", "-s", "--silent", "--loglevel", "--userconfig",
    "--globalconfig", "--prefix", "-C", "--location", "-L", "--workspace", "-w", "-ws", "--ws", "--workspaces",
    "--no-workspaces", "--if-present", "--omit", "--include", "--only", "--production", "--no-production", "--yes",
    "-y", "-n", "--no", "--no-no-json", "--NO-json", "--no-otp", "--no-registry", "--unknown", "--no-unknown",
    "--u-2", "--//h/:_authToken", "--@a:registry", "--proxy", "--no-proxy", "--noproxy", "--ca", "--cafile", "--cert",
    "--umask", "--depth", "--which", "--lockfile-version", "--access", "--auth-type", "--save-prefix", "--call", "-c",
    "-p", "--package", "--message", "-m", "-v", "--version", "--versions", "--help", "-h", "-?", "-H", "--usage",
    "--long", "-l", "-a", "-f", "-S", "-D", "-O", "-B", "-E", "-P", "--iwr", "--init-version", "--init.module",
    "--init-author-url", "--searchlimit", "--dry", "--pack", "--save", "--savex", "--expires", "--allow-scripts",
    "--min-release-age", "--argv", "--0", "--é", "---json", "----", "--", "-", "--=", "-=", "--heading",
    "--replace-registry-host", "--optional", "--fetch-retries", "--sso-type", "--install-strategy", "--cidr", "--d",
    "--q", "--x", "--desc", "--descr", "--porcelain", "--readonly", "--local", "--enjoy-by", "--provenance",
];

#[rustfmt::skip]
const OPERANDS: &[&str] = &[
    "install", "i", "login", "logi", "who", "whoami", "publish", "run", "x", "exec", "true", "false", "null",
    "always", "1", "0x1f", "", " ", "-1", "dev", "prod", "web", "public", "2", "https://h/", "https://h",
    "HTTP://H:80/p/../q?x#y", "h.example", "ftp://u:p@h", "//h/", "http:h", "http://h:x/", "http://münchen.example/ü",
    "a=b", "no", "022", "0o17", "9", "1.2.3", "v1.2.3-a", "silly", "warn", "./x", "~/x", "${A}", "${X}", "é",
    "installTest", "I", "ci", "ruN", "global", "user", "npm_t", "constructor2", "true ", " null", "NaN", "Infinity",
    "1e3", "http://[::1]:8/", "foo:bar", "-x", "--y", "---", "a b",
];

/// Words after `npm`.
pub(crate) fn words(random: &mut Random) -> Vec<String> {
    let mut words = Vec::new();
    for _ in 0..random.below(9) {
        match random.below(10) {
            0..4 => words.push(random.pick(FLAGS).to_owned()),
            4 => words.push(format!("{}={}", random.pick(FLAGS), random.pick(OPERANDS))),
            5 => words.push(cut_short(random)),
            6 => words.push(value(random).replace('\0', "")),
            _ => words.push(random.pick(OPERANDS).to_owned()),
        }
    }
    words
}

fn cut_short(random: &mut Random) -> String {
    let flag = random.pick(FLAGS);
    let length = 1 + random.below(flag.len());
    flag.get(..length).unwrap_or(flag).to_owned()
}

#[rustfmt::skip]
const NPX: &[&str] = &[
    "-p", "-p=x", "--package", "--package=y", "-c", "--call", "-y", "--no-install", "--no-install=1", "-q", "-n",
    "-n=x", "--npm", "--node-arg", "--always-spawn", "--ignore-existing=1", "--shell", "--shell=zsh",
    "--shell-auto-fallback", "-v", "--version", "-h", "--userconfig", "--cache", "--registry", "--reg", "--unknown",
    "--unknown=1", "-g", "-gd", "--ws", "--", "-w", "-dd", "--no", "--json", "--otp", "---p", "-", "--offline",
    "--prefix",
];

/// Words after `npx`.
pub(crate) fn npx_words(random: &mut Random) -> Vec<String> {
    let word = |random: &mut Random| match random.below(10) {
        0..6 => random.pick(NPX).to_owned(),
        6 => random.pick(FLAGS).to_owned(),
        _ => random.pick(OPERANDS).to_owned(),
    };
    (0..random.below(7)).map(|_| word(random)).collect()
}

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

/// One setting as people have them in `.npmrc`.
fn sane_line(random: &mut Random, folder: &str) -> String {
    match random.below(14) {
        0..5 => format!("{}={}", auth_key(random), token(random)),
        5 | 6 => format!("registry={}", url(random)),
        7 => format!("{}:registry={}", random.pick(&["@a", "@b"]), url(random)),
        8 => format!(
            "{}={}",
            random.pick(&[
                "_authToken",
                "_auth",
                "username",
                "_password",
                "email",
                "//h/:always-auth"
            ]),
            token(random)
        ),
        9 => format!("scope={}", random.pick(&["@a", "a", "", "@c"])),
        10 => format!(
            "registry={}",
            random.pick(&[
                "h.example",
                "",
                "${X}",
                "HTTPS://H/A b",
                "http://h:80",
                "https://h/../q?x",
                "null"
            ])
        ),
        11 => format!(
            "{}={}",
            random.pick(&["prefix", "globalconfig", "userconfig", "cafile"]),
            random.pick(&["${HOME}/p", "~/q", "rel/./x/../y", "/no/such", "", "${X}"])
        ),
        12 => format!(
            "{}={}",
            random.pick(&[
                "global",
                "location",
                "workspaces",
                "strict-ssl",
                "otp",
                "loglevel",
                "omit[]",
                "proxy",
                "fetch-retries"
            ]),
            random.pick(&[
                "true",
                "false",
                "global",
                "user",
                "dev",
                "3",
                "http://h:1",
                "",
                "1e2"
            ])
        ),
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
        let (name, value) = match random.below(14) {
            0 => (
                format!("npm_config_{}", auth_key(random)),
                token(random).to_owned(),
            ),
            1 => (
                format!("NPM_CONFIG_{}", auth_key(random)),
                token(random).to_owned(),
            ),
            2 => ("npm_config_registry".into(), url(random)),
            3 => ("NPM_Config_Registry".into(), url(random)),
            4 => ("npm_config_prefix".into(), format!("{folder}/pre")),
            5 => (
                "npm_config_userconfig".into(),
                random.pick(&["~/other", "rel", "${A}"]).to_owned(),
            ),
            6 => ("npm_config_globalconfig".into(), format!("{folder}/other")),
            7 => (
                "PREFIX".into(),
                random.pick(&["", "/pre", "rel/x"]).to_owned(),
            ),
            8 => (
                "DESTDIR".into(),
                random.pick(&["", "/dest", "dest/"]).to_owned(),
            ),
            9 => ("npm_config__auth".into(), token(random).to_owned()),
            10 => (
                "npm_config_global".into(),
                random.pick(&["true", "false", "yes", ""]).to_owned(),
            ),
            11 => (
                format!(
                    "npm_config_{}",
                    random.pick(&[
                        "a_b",
                        "_a_b",
                        "É_X",
                        "",
                        "@a:registry",
                        "omit",
                        "ca",
                        "${A}"
                    ])
                ),
                value(random).replace('\0', ""),
            ),
            12 => (
                "npm_config_location".into(),
                random.pick(&["global", "user", "x"]).to_owned(),
            ),
            _ => (
                "npm_config_fetch_retries".into(),
                random.pick(&["3", "x", "0x10", " 4 "]).to_owned(),
            ),
        };
        if !out.iter().any(|(known, _)| *known == name) {
            out.push((name, value));
        }
    }
    out
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
