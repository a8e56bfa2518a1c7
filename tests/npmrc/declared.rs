//! Every key that npm declares, with every word that a declared type treats in a way of its own.
//!
//! Generated worlds meet such a pair by luck; here each is asked once.

use npmcred::npmrc::LayerKind;
use serde_json::json;

use crate::layer::{comparable, layer};
use crate::oracle::{MAJORS, Verdict, ask, scratch};
use crate::worlds::World;

const WORDS: &[&str] = &[
    "",
    "undefined",
    "null",
    "true",
    "false",
    "0",
    "1",
    "-1",
    "022",
    "1.5",
    "0x10",
    "NaN",
    "v1.2.3",
    "word",
    "a b",
    "'12'",
    "'null'",
    "'[1,null,\"undefined\"]'",
    "'{\"k\":1}'",
    "h.example",
    "https://h.example",
    "HTTPS://H.example:443/a/../b",
    "127.0.0.1",
    "${X}",
    "${X?}",
];

/// They choose another file or folder for everything else.
const LEFT_OUT: [&str; 4] = ["globalconfig", "location", "prefix", "userconfig"];

/// npm 9 and later stop where the highest layer that names a registry names none.
const PROJECT_FILE: &str = "registry=https://project.example/\n";

#[test]
fn of_every_word_a_declared_key_keeps_what_npm_keeps() {
    let mut verdict = Verdict::new("words", 0);
    let folder = scratch("declared");
    for major in MAJORS {
        let keys = ask(major, "keys", &[json!({ "ask": "keys" })]);
        let keys: Vec<String> = serde_json::from_value(keys[0].clone().unwrap()).unwrap();
        assert!(keys.len() > 100, "npm {major} declares {} keys", keys.len());
        let worlds: Vec<_> = WORDS
            .iter()
            .enumerate()
            .map(|(at, word)| {
                let user_file: String = keys
                    .iter()
                    .filter(|key| !LEFT_OUT.contains(&key.as_str()))
                    .map(|key| format!("{key}={word}\n"))
                    .collect();
                let root = folder.join(format!("{major}/{at}"));
                World::of_files(root, PROJECT_FILE, &user_file)
            })
            .collect();
        let questions: Vec<_> = worlds
            .iter()
            .map(|world| world.question("user", &[]))
            .collect();
        let answers = ask(major, "user", &questions);
        for ((world, question), npm) in worlds.iter().zip(&questions).zip(answers) {
            let ours = layer(&world.load(major), LayerKind::User);
            let npm = comparable(npm.unwrap());
            verdict.compare(major, question, &npm, &comparable(ours));
        }
    }
    verdict.done(WORDS.len() * MAJORS.len());
    std::fs::remove_dir_all(folder).unwrap();
}
