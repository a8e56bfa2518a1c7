//! `npm.cmd` as `npmcred setup` makes it: words and status.
//!
//! Called by its name in quotes, Windows takes the working folder for `%~dp0`, and Wine does not.
//! So a test of its text says whose program it starts (`platform/process.rs`).

use crate::machine::{Machine, NEWEST};
use std::fs;

/// In npm's place: says what it was given, and what of our batch file it can see.
const PROBE: &str = r"
const said = [process.argv.slice(2), process.env.npmcred_beside ?? null]
require('fs').appendFileSync('C:/io/said', JSON.stringify(said) + '\n')
process.exit(Number(process.env.FAIL))
";

/// Starts a batch file with words as those do who know how (Rust's `Command` among them): each is
/// in quotes, and a quote in it is doubled.
const DRIVER: &str = r#"
const { spawnSync } = require('child_process')
const fs = require('fs')
const { cmd, words, codes } = JSON.parse(fs.readFileSync('C:/project/wanted', 'utf8'))
const quoted = (word) => {
  const plain = word.replaceAll(/(\\*)"/g, '$1$1""')
  return `"${plain}${/\\*$/.exec(word)[0]}"`
}
const Path = `${cmd.replace(/\\[^\\]*$/, '')};${process.env.Path}`
const run = (line, FAIL) => spawnSync(process.env.ComSpec, [`/e:ON /v:OFF /d /c "${line}"`], {
  stdio: 'ignore', windowsVerbatimArguments: true, cwd: 'C:\\project',
  env: { ...process.env, Path, npm_config_prefix: 'C:\\prefix', FAIL, X: 'filled in' },
}).status >>> 0
for (const some of words) run(`"${cmd}" run ${some.map(quoted).join(' ')} x`, '0')
fs.writeFileSync('C:/io/codes', JSON.stringify(codes.map((code) => run(`"${cmd}" x`, String(code)))))
"#;

/// Not among them: `%`. Wine's interpreter fills in what `%*` has brought once more (`@echo %*`
/// shows it), which that of Windows does not.
const WORDS: [&str; 20] = [
    "",
    " ",
    "a b",
    "\"",
    "a\"b c",
    "\\",
    "\\\\",
    "\\\"",
    "end\\",
    "^",
    "|",
    "&",
    "x^y|z>w&v",
    "<",
    "(",
    "'",
    "\t",
    "!X!",
    "ünïcødé 日本",
    "*.js",
];

#[test]
fn words_and_status_pass_the_batch_file() {
    let machine = Machine::take();
    machine.install(NEWEST);
    machine.write_npmrc("");
    let package = machine.c("prefix/node_modules/npm");
    fs::create_dir_all(package.join("bin")).unwrap();
    let manifest = r#"{"name": "npm", "version": "10.0.0"}"#;
    fs::write(package.join("package.json"), manifest).unwrap();
    fs::write(package.join("bin/npm-cli.js"), PROBE).unwrap();
    let npm_cmd = machine.batch_file("npm");
    let codes = [0_u32, 1, 77, 255, 256, 65_535, 0xC000_013A];
    // Each line costs a start of node.
    let lines = WORDS.chunks(5);
    let words: Vec<_> = lines.clone().collect();
    let wanted = serde_json::json!({ "cmd": npm_cmd, "words": words, "codes": codes });
    fs::write(machine.c("project/wanted"), wanted.to_string()).unwrap();
    fs::write(machine.c("project/drive.cjs"), DRIVER).unwrap();
    fs::write(machine.c("io/said"), "").unwrap();
    let ran = machine.run(&[r"C:\Program Files\nodejs\node.exe", "drive.cjs"], "");
    assert_eq!(ran.status, 0, "{ran:?}");
    let said = fs::read_to_string(machine.c("io/said")).unwrap();
    let said: Vec<serde_json::Value> = said
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    for (words, said) in lines.zip(&said) {
        let words = [&["run"], words, &["x"]].concat();
        assert_eq!(*said, serde_json::json!([words, null]));
    }
    let told = fs::read_to_string(machine.c("io/codes")).unwrap();
    assert_eq!(serde_json::from_str::<Vec<u32>>(&told).unwrap(), codes);
}
