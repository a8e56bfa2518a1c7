//! JSON texts, whole and damaged, read by npm's own parser and by ours.

use npmcred::npmrc::Value;
use npmcred::npmrc::json::{Refusal, parse_file};
use serde_json::{Value as Json, json};

use crate::oracle::ask;
use crate::random::{Random, seed};

/// Texts that are read in one way by most, and in another by JavaScript.
const TELLING: [&[u8]; 34] = [
    b"1e999",
    b"-1e999",
    b"-0",
    b"1e-999",
    b"123456789012345678901234567890",
    b"0.1e1",
    b"01",
    b"\"\\ud800\"",
    b"\"\\udc00\\ud800\"",
    b"\"\\uD83D\\uDE00\"",
    b"\"\\ud83d\\ud83d\\ude00\"",
    b"\"\xed\xa0\x80\"",
    b"\"\xff\xc3\"",
    b"\"\x7f\"",
    b"\"\x00\"",
    b"\"a\tb\"",
    b"{\"a\":1,\"b\":2,\"a\":3}",
    b"{\"__proto__\":{\"a\":1},\"constructor\":2}",
    b"{\"\":1}",
    b"\xef\xbb\xbf{}",
    b"\xef\xbb\xbf",
    b"\xe2\x80\xa81",
    b"1\xc2\xa0",
    b"{} x",
    b"{}\x00",
    b"[1,]",
    b"[1]//",
    b"'a'",
    b"nullx",
    b"\"\\u00g0\"",
    b"\"\\u+000\"",
    b"\"\\'\"",
    b"\"a\\\nb\"",
    b"\"\xe2\x80\xa9\"",
];

fn space(random: &mut Random, out: &mut Vec<u8>) {
    out.extend(
        random
            .text(&["", "", "", " ", "\n", "\t", "\r\n"], 2)
            .bytes(),
    );
}

fn string(random: &mut Random, out: &mut Vec<u8>) {
    // One half of a pair only, so that two keys never fall together.
    let pieces = [
        "a",
        "b",
        "é",
        "😀",
        "\\\"",
        "\\\\",
        "\\/",
        "\\n",
        "\\u0041",
        "\\ud83d\\ude00",
        "\\uD800",
        "/",
        ":",
        "//",
        "0",
    ];
    out.push(b'"');
    out.extend(random.text(&pieces, 4).bytes());
    out.push(b'"');
}

fn value(random: &mut Random, levels: usize, out: &mut Vec<u8>) {
    space(random, out);
    match random.below(if levels == 0 { 4 } else { 7 }) {
        0 => out.extend(random.pick(&["null", "true", "false"]).bytes()),
        1 => out.extend(
            random
                .pick(&[
                    "0",
                    "-0",
                    "1",
                    "-12.50",
                    "1e3",
                    "2E-2",
                    "1e400",
                    "9007199254740993",
                    "5e-324",
                ])
                .bytes(),
        ),
        2 | 3 => string(random, out),
        4 | 5 => {
            out.push(b'{');
            for at in 0..random.below(4) {
                out.extend(if at > 0 { &b","[..] } else { b"" });
                space(random, out);
                string(random, out);
                space(random, out);
                out.push(b':');
                value(random, levels - 1, out);
            }
            out.push(b'}');
        }
        _ => {
            out.push(b'[');
            for at in 0..random.below(4) {
                out.extend(if at > 0 { &b","[..] } else { b"" });
                value(random, levels - 1, out);
            }
            out.push(b']');
        }
    }
    space(random, out);
}

/// A text; every third with a byte of it changed, taken out or put in.
fn text(random: &mut Random) -> Vec<u8> {
    let mut out = Vec::new();
    value(random, 4, &mut out);
    if random.percent(33) && !out.is_empty() {
        let noise = b"\",:{}[]\\u0d8-+.eE \n\x00\xff\xed\xc3nt/'";
        let (at, byte) = (random.below(out.len()), noise[random.below(noise.len())]);
        match random.below(3) {
            0 => out[at] = byte,
            1 => drop(out.remove(at)),
            _ => out.insert(at, byte),
        }
    }
    out
}

fn spelled(value: &Value) -> Json {
    match value {
        Value::Null | Value::Undefined => Json::Null,
        Value::Bool(value) => (*value).into(),
        Value::Number(_) => json!({ "number": value.to_text() }),
        Value::Text(text) => text.as_str().into(),
        Value::List(items) => items.iter().map(spelled).collect(),
        Value::Table(fields) => Json::Object(
            fields
                .iter()
                .map(|(key, value)| (key.clone(), spelled(value)))
                .collect(),
        ),
    }
}

#[test]
fn json_is_read_as_by_javascript() {
    let mut random = Random::new(seed());
    for major in [8, 12] {
        let mut texts: Vec<Vec<u8>> = TELLING.iter().map(|text| text.to_vec()).collect();
        texts.extend((0..4000).map(|_| text(&mut random)));
        let questions: Vec<_> = texts
            .iter()
            .map(|bytes| json!({ "ask": "json", "bytes": bytes }))
            .collect();
        let (mut read, mut refused) = (0, 0);
        for (bytes, answer) in texts.iter().zip(ask(major, "json", &questions)) {
            let shown = String::from_utf8_lossy(bytes);
            match (answer, parse_file(bytes)) {
                (Ok(theirs), Ok(ours)) => {
                    assert_eq!(theirs, spelled(&ours), "npm {major}: {shown:?}");
                    read += 1;
                }
                (Err(_), Err(Refusal::NotJson)) => refused += 1,
                (theirs, ours) => {
                    panic!("npm {major}: {shown:?} is {theirs:?} to npm and {ours:?} to us")
                }
            }
        }
        assert!(
            read > 2000 && refused > 500,
            "npm {major}: {read} read, {refused} refused"
        );
    }
}
