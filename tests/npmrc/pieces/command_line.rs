//! Generated command lines of npm and npx.
//!
//! Flags are also cut short, because npm accepts every unambiguous beginning of one.

use super::file::value;
use crate::random::Random;

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
