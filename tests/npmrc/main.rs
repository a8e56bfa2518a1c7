//! Holds `npmcred::npmrc` against npm 8 to 12, with no difference allowed.
//!
//! npm's own modules and ours answer for the same generated config files, command lines and folder
//! trees.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test reads and writes its own files, runs node, panics on a broken set-up, and prints its seed"
)]

mod contents;
mod declared;
mod fuzz;
mod json_texts;
mod layer;
mod oracle;
mod pieces;
mod random;
mod real;
mod routes;
mod words;
mod worlds;

use npmcred::npmrc::{Document, Value, expand};
use oracle::{MAJORS, Verdict, ask, version};
use random::{Random, seed};
use serde_json::{Value as Json, json};

/// A value as the oracle writes it.
pub(crate) fn json(value: &Value) -> Json {
    match value {
        Value::Null | Value::Undefined => Json::Null,
        Value::Bool(value) => (*value).into(),
        // As `JSON.stringify`: no fraction where there is none, null for what is no number.
        Value::Number(number) => {
            serde_json::Number::from_f64(*number).map_or(Json::Null, Json::Number)
        }
        Value::Text(text) => text.as_str().into(),
        Value::List(items) => items.iter().map(json).collect(),
        Value::Table(fields) => Json::Object(
            fields
                .iter()
                .map(|(key, value)| (key.clone(), json(value)))
                .collect(),
        ),
    }
}

/// Every number as a double, so that `1` and `1.0` are equal.
pub(crate) fn doubles(value: Json) -> Json {
    match value {
        Json::Number(number) => json!(number.as_f64()),
        Json::Array(items) => items.into_iter().map(doubles).collect(),
        Json::Object(fields) => Json::Object(
            fields
                .into_iter()
                .map(|(key, value)| (key, doubles(value)))
                .collect(),
        ),
        Json::Null | Json::Bool(_) | Json::String(_) => value,
    }
}

#[test]
fn files_are_read_as_by_npms_ini() {
    let seed = seed();
    let mut random = Random::new(seed);
    let mut verdict = Verdict::new("files", seed);
    for major in MAJORS {
        let files: Vec<_> = (0..600).map(|_| pieces::file(&mut random)).collect();
        let questions: Vec<_> = files
            .iter()
            .map(|bytes| json!({ "ask": "ini", "bytes": bytes }))
            .collect();
        for ((file, question), answer) in files
            .iter()
            .zip(&questions)
            .zip(ask(major, "ini", &questions))
        {
            let document = Document::parse(file, version(major));
            assert_eq!(document.to_bytes(), *file);
            let shown = json!(String::from_utf8_lossy(file));
            match answer {
                Ok(answer) => {
                    let ours = document
                        .settings()
                        .iter()
                        .map(|(key, value, _)| json!([key, json(value)]))
                        .collect();
                    verdict.compare(major, &shown, &doubles(answer), &doubles(ours));
                    assert_eq!(document.fatal_line(), None, "{question}");
                }
                Err(_) => verdict.threw(),
            }
        }
    }
    verdict.done(3000);
}

#[test]
fn placeholders_are_replaced_as_by_npm() {
    let seed = seed();
    let mut random = Random::new(seed);
    let mut verdict = Verdict::new("texts", seed);
    for major in MAJORS {
        let texts: Vec<_> = (0..300)
            .map(|_| pieces::value(&mut random) + &pieces::value(&mut random))
            .collect();
        let env = json!({ "A": "va${B}", "B": "", "A?": "q" });
        let questions: Vec<_> = texts
            .iter()
            .map(|text| json!({ "ask": "expand", "text": text, "env": env }))
            .collect();
        for ((text, question), answer) in texts
            .iter()
            .zip(&questions)
            .zip(ask(major, "expand", &questions))
        {
            let lookup = |name: &str| env.get(name).and_then(Json::as_str).map(str::to_owned);
            let ours = expand(text, version(major), &lookup).text;
            verdict.compare(major, question, &answer.unwrap(), &ours.into());
        }
    }
    verdict.done(1500);
}

#[test]
fn the_generated_table_is_that_of_the_published_packages() {
    let script = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/npmrc/generate");
    let output = std::process::Command::new("node")
        .arg(script)
        .arg("--check")
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}
