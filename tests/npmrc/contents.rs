//! What is handed over, read back by npm itself.
//!
//! npm finds exactly our keys and secrets, and of the real file nothing else than before. Contents
//! for which that would not hold are refused.

use std::collections::BTreeMap;

use npmcred::credential::{Unfit, check_registry, contents};
use npmcred::registry::{Registry, is_package_name};
use npmcred_platform::Secret;
use serde_json::{Value as Json, json};

use super::oracle::{ask, version};
use super::pieces;
use super::random::{Random, seed};

const MAJORS: [u64; 4] = [8, 10, 11, 12];
const EACH: usize = 5_000;

/// What npm's `ini`, its placeholders, JSON and JavaScript's `trim` could take for something else.
#[rustfmt::skip]
const NASTY: &[&str] = &[
    "\n", "\r", "\r\n", "\t", "\u{0}", "\u{b}", "\u{1b}", "\u{7f}", "\u{85}", "\u{2028}", "\u{2029}", "\u{feff}",
    "\u{a0}", " ", "=", "\"", "'", "\\", "\\\\", ";", "#", "[", "]", "[]", "[x]", "{", "}", "${", "${A}", "${X}",
    "${X?}", "\\${A}", "$", "\\n", "\\u000a", "\\\"", "null", "true", "undefined", "é", "ÿ", "😀", "user-agent=", "%0a",
    "%20", "../", "//", "/", ":", "@", "^", "|", "`", "<", ">", "?", "&", "~", "!", "(", "*", "__proto__", ".",
];

const PLAIN: &[&str] = &[
    "npm_", "a", "B", "7", "-", "_", ".", "x9", "eyJ", "+", "/", "=",
];

fn text(random: &mut Random, plain: &[&str]) -> String {
    let nasty = [0, 0, 10, 40][random.below(4)];
    let count = 1 + random.below(8);
    let mut made = String::new();
    for _ in 0..count {
        let from = if random.percent(nasty) { NASTY } else { plain };
        made.push_str(random.pick(from));
    }
    made
}

/// As the program makes it of a registry and a package; or any text at all.
fn key(random: &mut Random) -> String {
    let word = |random: &mut Random| text(random, &["a", "b", "x.y", "api", "npm", "7", "-"]);
    let host = random.pick(&[
        "h",
        "h.example",
        "h:8080",
        "127.0.0.1:4873",
        "[::1]:4873",
        "xn--bcher-kva.example",
    ]);
    let name = random.pick(&["_authToken", "_auth"]);
    let tail = match random.below(4) {
        0 => String::new(),
        1 => "-/".to_owned(),
        _ => {
            let package = match random.percent(50) {
                true => format!("@{}/{}", word(random), word(random)),
                false => word(random),
            };
            if random.percent(80) && !is_package_name(&package) {
                return key(random);
            }
            package.replace('/', "%2f")
        }
    };
    let path = if random.percent(50) {
        String::new()
    } else {
        format!("{}/", word(random))
    };
    match Registry::parse_any(&format!("https://{host}/{path}")) {
        Ok(registry) if random.percent(80) => format!("{}{tail}:{name}", registry.nerf_dart()),
        _ => format!("//{host}/{path}{tail}:{name}"),
    }
}

/// One hand-over.
struct Case {
    lines: Vec<(String, String)>,
    real: Vec<u8>,
    made: Result<Vec<u8>, Unfit>,
}

const ENV: [(&str, &str); 3] = [("A", "va${B}\n"), ("B", ""), ("A?", "q")];

fn case(random: &mut Random, major: u64) -> Case {
    let lines: BTreeMap<String, String> = (0..=random.below(3))
        .map(|_| (key(random), text(random, PLAIN)))
        .collect();
    let real = if random.percent(50) {
        Vec::new()
    } else {
        pieces::file(random)
    };
    let given: Vec<_> = lines
        .iter()
        .map(|(key, value)| (key.clone(), Secret::from(value.clone())))
        .collect();
    let env = |name: &str| {
        ENV.iter()
            .find(|(known, _)| *known == name)
            .map(|(_, value)| (*value).to_owned())
    };
    let dropped: Vec<String> = lines.keys().cloned().collect();
    let made =
        contents(&given, &[], &real, version(major), &env).map(|text| text.expose().to_vec());
    // Whatever the real file has under these keys may only go where the caller says so.
    assert!(made.is_err() || contents(&given, &dropped, &real, version(major), &env).is_ok());
    Case {
        lines: lines.into_iter().collect(),
        real,
        made,
    }
}

fn map(answer: &Json) -> BTreeMap<String, Json> {
    let pairs = answer.as_array().unwrap().iter();
    pairs
        .map(|pair| (pair[0].as_str().unwrap().to_owned(), pair[1].clone()))
        .collect()
}

#[test]
fn npm_reads_back_what_was_meant_and_nothing_else_or_it_is_refused() {
    let seed = seed();
    let mut random = Random::new(seed);
    let env: BTreeMap<&str, &str> = ENV.into_iter().collect();
    let mut accepted = 0;
    for major in MAJORS {
        let cases: Vec<Case> = (0..EACH).map(|_| case(&mut random, major)).collect();
        let offered: Vec<(&Case, &Vec<u8>)> = cases
            .iter()
            .filter_map(|case| Some((case, case.made.as_ref().ok()?)))
            .collect();
        let held = |bytes: &[u8]| json!({ "ask": "held", "bytes": bytes, "env": env });
        let whole: Vec<Json> = offered.iter().map(|(_, bytes)| held(bytes)).collect();
        let alone: Vec<Json> = offered.iter().map(|(case, _)| held(&case.real)).collect();
        let answers = ask(major, "contents", &[whole, alone].concat());
        let (whole, alone) = answers.split_at(offered.len());
        for (((case, bytes), whole), alone) in offered.iter().zip(whole).zip(alone) {
            let (Ok(whole), Ok(alone)) = (whole, alone) else {
                assert_eq!(
                    whole.is_err(),
                    alone.is_err(),
                    "npm {major}: {whole:?} {alone:?} NPMCRED_TEST_SEED={seed}"
                );
                continue;
            };
            let mut want = map(alone);
            want.extend(
                case.lines
                    .iter()
                    .map(|(key, value)| (key.clone(), json!(value))),
            );
            let shown = String::from_utf8_lossy(bytes);
            assert_eq!(
                map(whole),
                want,
                "npm {major}: {:?} in {shown:?} NPMCRED_TEST_SEED={seed}",
                case.lines
            );
        }
        accepted += offered.len();
    }
    let all = MAJORS.len() * EACH;
    println!("{all} hand-overs, {} refused", all - accepted);
    assert!(accepted * 3 > all, "only {accepted} of {all} were offered");
    assert!(
        accepted * 10 < all * 9,
        "only {} of {all} were refused",
        all - accepted
    );
}

/// A registry below a path of odd letters: npm looks under the very key that we write, or nothing
/// can be kept for it.
#[test]
fn a_registrys_key_is_the_one_under_which_npm_looks() {
    let seed = seed();
    let mut random = Random::new(seed);
    for major in MAJORS {
        let odd = |random: &mut Random| loop {
            let path = text(random, &["a", "b", "7", "-"]);
            // Behind these a URL has no path any more.
            if !path.contains(['?', '#']) {
                break format!(
                    "https://h.example:8443/{}/",
                    path.trim_end_matches(['/', ' '])
                );
            }
        };
        let urls: Vec<String> = (0..500).map(|_| odd(&mut random)).collect();
        let kept: Vec<(&String, Registry)> = urls
            .iter()
            .filter_map(|url| Some((url, Registry::parse_any(url).ok()?)))
            .filter(|(_, registry)| check_registry(registry).is_ok())
            .collect();
        let question = |(url, registry): &(&String, Registry)| {
            let key = format!("{}:_authToken", registry.nerf_dart());
            json!({ "ask": "token", "uri": format!("{url}x"), "registry": url, "key": key })
        };
        let questions: Vec<Json> = kept.iter().map(question).collect();
        for (question, answer) in questions.iter().zip(ask(major, "registries", &questions)) {
            assert_eq!(
                answer,
                Ok(json!("found")),
                "npm {major}: {question} NPMCRED_TEST_SEED={seed}"
            );
        }
        assert!(kept.len() > 200, "npm {major}: only {}", kept.len());
    }
}
