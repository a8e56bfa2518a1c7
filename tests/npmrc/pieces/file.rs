//! Generated config files whose lines are as nasty as npm's `ini` parser allows.
//!
//! Most lines have no meaning to npm: here only how they are read counts.

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

pub(super) const ENDS: &[&str] = &["\n", "\n", "\n", "\n", "\r\n", "\r", "\n\n", "\r\r\n"];

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
pub(super) fn line(random: &mut Random) -> String {
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
