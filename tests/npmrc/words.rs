//! Command lines of npm and npx, and every word that may be a command.

use std::ffi::OsString;

use npmcred::npmrc::{NpmCommand, npx_to_npm, parse};
use serde_json::{Value as Json, json};

use crate::oracle::{MAJORS, Verdict, ask, version};
use crate::random::{Random, seed};
use crate::{doubles, json as value_json, pieces};

/// Made absolute by npm at once, by us with the layers; or a matter of this machine or of node's
/// own date parser.
const NOT_COMPARED: &[&str] = &[
    "cache",
    "cafile",
    "globalconfig",
    "init-module",
    "init.module",
    "logs-dir",
    "prefix",
    "provenance-file",
    "tmp",
    "userconfig",
    "node-gyp",
    "global-ignore-file",
    "extension-file",
    "edit-dir",
    "before",
    "local-address",
];

fn os(words: &[String]) -> Vec<OsString> {
    words.iter().map(OsString::from).collect()
}

fn without(pairs: Json) -> Json {
    let Json::Array(pairs) = pairs else {
        return pairs;
    };
    let mut kept: Vec<_> = pairs
        .into_iter()
        .filter(|pair| !NOT_COMPARED.contains(&pair[0].as_str().unwrap_or_default()))
        .collect();
    kept.sort_by_key(|pair| pair[0].as_str().map(str::to_owned));
    Json::Array(kept)
}

#[test]
fn command_lines_are_cut_as_by_nopt() {
    let seed = seed();
    let mut random = Random::new(seed);
    let mut verdict = Verdict::new("command lines", seed);
    for major in MAJORS {
        let lines: Vec<_> = (0..800).map(|_| pieces::words(&mut random)).collect();
        let questions: Vec<_> = lines
            .iter()
            .map(|args| json!({ "ask": "line", "args": args }))
            .collect();
        for ((words, question), answer) in lines
            .iter()
            .zip(&questions)
            .zip(ask(major, "line", &questions))
        {
            let Ok(mut answer) = answer else {
                verdict.threw();
                continue;
            };
            let line = parse(&os(words), version(major));
            let options = line
                .options
                .iter()
                .map(|(key, value)| json!([key, value_json(value)]))
                .collect();
            let mut ours = json!({ "options": doubles(without(options)) });
            let mut theirs = json!({ "options": doubles(without(answer["options"].take())) });
            if !line.has("versions") {
                let remain = line.typed.iter().cloned();
                let remain = remain.chain(
                    line.operands
                        .iter()
                        .map(|word| word.to_string_lossy().into_owned()),
                );
                ours["remain"] = remain.collect();
                ours["command"] = line.command.map(NpmCommand::name).into();
                theirs["remain"] = answer["remain"].take();
                theirs["command"] = answer["command"].take();
            }
            verdict.compare(major, question, &theirs, &ours);
        }
    }
    verdict.done(4000);
}

#[test]
fn npx_is_written_out_as_by_npm() {
    let seed = seed();
    let mut random = Random::new(seed);
    let mut verdict = Verdict::new("npx lines", seed);
    for major in MAJORS {
        let lines: Vec<_> = (0..300).map(|_| pieces::npx_words(&mut random)).collect();
        let questions: Vec<_> = lines
            .iter()
            .map(|args| json!({ "ask": "npx", "args": args }))
            .collect();
        for ((words, question), answer) in lines
            .iter()
            .zip(&questions)
            .zip(ask(major, "npx", &questions))
        {
            let ours = npx_to_npm(&os(words), version(major));
            let ours = ours.iter().map(|word| word.to_string_lossy()).collect();
            verdict.compare(major, question, &answer.unwrap(), &ours);
        }
    }
    verdict.done(1500);
}

/// All words and all their beginnings, with a capital letter here and there.
#[test]
fn every_word_and_every_beginning_finds_npms_command() {
    let seed = seed();
    let mut random = Random::new(seed);
    let mut verdict = Verdict::new("lists of words", seed);
    let listed = include_str!("../../src/npmrc/words/flags.rs");
    let words = listed
        .split("CommandWord(\"")
        .skip(1)
        .filter_map(|row| row.split('"').next());
    let mut beginnings: Vec<String> = words
        .flat_map(|word| (1..=word.len()).map(|length| word[..length].to_owned()))
        .collect();
    beginnings.sort();
    beginnings.dedup();
    let capital = |word: &String| {
        let at = random.below(word.len());
        word[..at].to_owned() + &word[at..].to_uppercase()
    };
    let capitals: Vec<_> = beginnings.iter().map(capital).collect();
    let camel = beginnings
        .iter()
        .map(|word| word.replace("-t", "T").replace("-c", "C"));
    let all: Vec<String> = beginnings
        .iter()
        .cloned()
        .chain(camel)
        .chain(capitals)
        .collect();
    assert!(all.len() > 1000);
    for major in MAJORS {
        let question = json!({ "ask": "words", "words": all });
        let answer = ask(major, "words", &[question]).remove(0).unwrap();
        for (word, theirs) in all.iter().zip(answer.as_array().unwrap()) {
            let ours = NpmCommand::find(word, version(major)).map(NpmCommand::name);
            verdict.compare(major, &word.as_str().into(), theirs, &ours.into());
        }
    }
    verdict.done(5000);
}
