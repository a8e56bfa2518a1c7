//! Hundreds of config files as people and tools write them, or thousands: nothing but our own bytes
//! differs afterwards.
//!
//! The generator knows which bytes are the credential's, so it says what must be left. Whether npm
//! reads the rest as before, npm's own `ini` says.

use serde_json::{Value, json};

use super::oracle;
use super::random::Random;
use super::support::Lab;
use super::support::fixture::Fixture;
use super::support::tools::is_whole;
use super::world::*;

/// A file, and what must be left of it.
#[derive(Default)]
struct Made {
    before: Vec<u8>,
    /// As the user's own file: the entries are gone.
    removed: Vec<u8>,
    /// As a project's: placeholders stand in their place.
    replaced: Vec<u8>,
    /// Registry and secret of each credential.
    held: Vec<(String, String)>,
    /// npm's keys of them.
    keys: Vec<String>,
    /// Whether it begins with an entry. Then a byte order mark before it goes along where it would
    /// change the next line.
    begins: bool,
}

/// A line that sets a credential.
struct Own {
    host: String,
    secret: String,
    lead: &'static str,
    key: String,
    value: String,
    gap: (&'static str, &'static str),
    comment: &'static str,
}

enum Line {
    Own(Own),
    Other(Vec<u8>),
}

const OTHERS: [&[u8]; 22] = [
    b"fund=false",
    b"; a comment",
    b"# \xfe\xff not UTF-8 \x80",
    b"",
    b"   ",
    b"loglevel = warn ; of mine",
    b"ca[]=\"a=b\"",
    b"ca[]=c",
    b"@s:registry=https://s.example/",
    b"init-author-name=\"A; B\"",
    b"init-author-name='A # B'",
    b"a key with blanks = x",
    b"email=a@b.invalid",
    b"//e.example/:email=x",
    b"//e.example/:_authToken=${SOMEWHERE_ELSE}",
    b"\xfe\xff=1 # \xff",
    b"loose",
    b"=nothing",
    b"noproxy='a,b'",
    b"escaped=a\\;b\\#c",
    b"message=\xe2\x80\xa8",
    "\u{a0}padded\u{a0}=\u{a0}x\u{a0}".as_bytes(),
];

fn own(random: &mut Random, host: &str) -> Own {
    const LETTERS: [&str; 12] = ["a", "B", "3", "x", "Q", "7", "_", "-", ".", "+", "/", "~"];
    let secret: String =
        "S3cr3t".to_owned() + &(0..24).map(|_| random.pick(&LETTERS)).collect::<String>();
    let (value, secret, commented) = match random.below(10) {
        0 => (format!("\"{secret}==\""), format!("{secret}=="), false),
        1 => (format!("'{secret};#'"), format!("{secret};#"), false),
        2 => (format!("{secret}\\;\\#x"), format!("{secret};#x"), true),
        3 => (format!("{secret}=="), format!("{secret}=="), true),
        _ => (secret.clone(), secret, true),
    };
    let key = format!("//{host}/:_authToken");
    let comments = ["", "", " ; of mine", "#x", " # \"quoted\"", ";"];
    Own {
        host: host.to_owned(),
        secret,
        lead: random.pick(&["", "", "", " ", "\t"]),
        key: if random.percent(15) {
            format!("\"{key}\"")
        } else {
            key
        },
        value,
        gap: (random.pick(&["", "", " "]), random.pick(&["", "", "  "])),
        comment: if commented {
            random.pick(&comments)
        } else {
            ""
        },
    }
}

/// A file with credentials for some of these hosts.
fn make(random: &mut Random, hosts: &[String]) -> Made {
    let mut lines: Vec<Line> = Vec::new();
    for host in hosts {
        for _ in 0..random.below(4) {
            lines.push(Line::Other(OTHERS[random.below(OTHERS.len())].to_vec()));
        }
        if random.percent(12) {
            // npm never sees this one: a later line says otherwise.
            lines.push(Line::Own(own(random, host)));
        }
        lines.push(Line::Own(own(random, host)));
    }
    for _ in 0..random.below(4) {
        lines.push(Line::Other(OTHERS[random.below(OTHERS.len())].to_vec()));
    }
    if random.percent(15) {
        lines.push(Line::Other(b"[section]".to_vec()));
        lines.push(Line::Other(
            b"//in.a.section/:_authToken=notreadbynpm".to_vec(),
        ));
    }
    let ends = random.pick(&["\n\n\n", "\r\n", "\r", "\r\n\n"]).to_owned();
    write(random, &lines, &ends)
}

fn write(random: &mut Random, lines: &[Line], ends: &str) -> Made {
    let mut made = Made {
        begins: matches!(lines.first(), Some(Line::Own(own)) if own.comment.is_empty()),
        ..Made::default()
    };
    if random.percent(12) {
        made.add("\u{feff}".as_bytes());
    }
    let first = lines.iter().find_map(auth_host);
    let cut_last = random.percent(30);
    for (at, line) in lines.iter().enumerate() {
        let end = match ends {
            "\r\n\n" => random.pick(&["\r\n", "\n"]),
            "\r\n" | "\r" => ends,
            _ => "\n",
        };
        let end = if cut_last && at + 1 == lines.len() {
            ""
        } else {
            end
        };
        match line {
            Line::Other(bytes) => made.add(&[bytes, end.as_bytes()].concat()),
            Line::Own(own) => made.add_own(own, first.as_deref() == Some(&own.host), end),
        }
    }
    made
}

impl Made {
    /// Bytes that stay.
    fn add(&mut self, bytes: &[u8]) {
        for to in [&mut self.before, &mut self.removed, &mut self.replaced] {
            to.extend_from_slice(bytes);
        }
    }

    /// A credential, whose variable is `NPM_TOKEN` if it is the first one's.
    fn add_own(&mut self, own: &Own, is_first: bool, end: &str) {
        let name = if is_first {
            "NPM_TOKEN".to_owned()
        } else {
            format!("NPM_TOKEN_{}", own.host.to_uppercase().replace('.', "_"))
        };
        let text = |value: &str| {
            format!(
                "{}{}{}={}{value}{}{end}",
                own.lead, own.key, own.gap.0, own.gap.1, own.comment
            )
        };
        self.before.extend_from_slice(text(&own.value).as_bytes());
        let placeholder = text(&format!("${{{name}}}"));
        self.replaced.extend_from_slice(placeholder.as_bytes());
        let comment = own.comment.trim_start();
        if !comment.is_empty() {
            let rest = format!("{comment}{end}");
            self.removed.extend_from_slice(rest.as_bytes());
        }
        let registry = format!("https://{}/", own.host);
        self.held.retain(|(known, _)| *known != registry);
        self.held.push((registry, own.secret.clone()));
        self.keys.push(format!("//{}/:_authToken", own.host));
    }
}

/// The host of a line that npm reads a credential from, or would if a variable were set.
fn auth_host(line: &Line) -> Option<String> {
    match line {
        Line::Own(own) => Some(own.host.clone()),
        Line::Other(bytes) => {
            let text = std::str::from_utf8(bytes).ok()?;
            let (host, _) = text.strip_prefix("//")?.split_once("/:_authToken")?;
            Some(host.to_owned())
        }
    }
}

fn shown(bytes: &[u8]) -> String {
    bytes
        .iter()
        .flat_map(|byte| std::ascii::escape_default(*byte))
        .map(char::from)
        .collect()
}

/// That npm reads of each file the same as before but for the credentials, which are gone, or
/// placeholders.
fn assert_npm_reads_the_rest(name: &str, files: &[(&Made, &[u8])]) {
    for major in [8, 12] {
        let question = |bytes: &[u8]| json!({ "ask": "ini", "bytes": bytes });
        let questions: Vec<Value> = files
            .iter()
            .flat_map(|(made, after)| [question(&made.before), question(after)])
            .collect();
        let answers = oracle::ask(major, name, &questions);
        for ((made, after), pair) in files.iter().zip(answers.chunks(2)) {
            let pairs = |answer: &Result<Value, String>| {
                answer.as_ref().unwrap().as_array().unwrap().clone()
            };
            let (before, now) = (pairs(&pair[0]), pairs(&pair[1]));
            let is_own = |pair: &Value| made.keys.iter().any(|key| pair[0] == key.as_str());
            for (registry, secret) in &made.held {
                let key = format!("{}:_authToken", registry.trim_start_matches("https:"));
                let read = before.iter().find(|pair| pair[0] == key.as_str()).unwrap();
                assert_eq!(
                    read[1],
                    secret.as_str(),
                    "the generator is wrong: {}",
                    shown(&made.before)
                );
            }
            let rest = |pairs: &[Value]| {
                pairs
                    .iter()
                    .filter(|pair| !is_own(pair))
                    .cloned()
                    .collect::<Vec<_>>()
            };
            assert_eq!(
                rest(&before),
                rest(&now),
                "npm {major}: {}\n{}",
                shown(&made.before),
                shown(after)
            );
            for pair in now.iter().filter(|pair| is_own(pair)) {
                assert!(
                    pair[1]
                        .as_str()
                        .is_some_and(|text| text.starts_with("${NPM_TOKEN")),
                    "npm {major}: {pair}"
                );
            }
        }
    }
}

/// Always the same files, unless another seed is asked for.
fn seeded(own: u64) -> Random {
    let seed = std::env::var("NPMCRED_TEST_SEED").map_or(own, |text| text.parse().unwrap());
    println!("NPMCRED_TEST_SEED={seed}");
    Random::new(seed)
}

/// Hundreds of projects in one run.
#[test]
fn projects_files_keep_everything_but_the_secrets() {
    let mut world = world();
    let mut random = seeded(2026);
    for batch in 0..if is_whole() { 4 } else { 1 } {
        let hosts = |at: usize, random: &mut Random| {
            (0..=random.below(2))
                .map(|turn| format!("h{turn}.f{at}.example"))
                .collect::<Vec<_>>()
        };
        let made: Vec<Made> = (0..250)
            .map(|at| {
                let hosts = hosts(at, &mut random);
                make(&mut random, &hosts)
            })
            .collect();
        for (at, made) in made.iter().enumerate() {
            world.write(format!("work/b{batch}/p{at}/.npmrc"), &made.before);
        }
        let run = world.npmcred(&["migrate", "--yes", &format!("b{batch}")]);
        run.deadline(std::time::Duration::from_secs(300))
            .run()
            .expect(0);
        let after: Vec<Vec<u8>> = (0..made.len())
            .map(|at| std::fs::read(world.path(format!("work/b{batch}/p{at}/.npmrc"))).unwrap())
            .collect();
        for (made, after) in made.iter().zip(&after) {
            assert_eq!(
                shown(after),
                shown(&made.replaced),
                "{}",
                shown(&made.before)
            );
        }
        let mut want: Vec<String> = made
            .iter()
            .flat_map(|made| made.held.iter().map(|(url, _)| url.clone()))
            .collect();
        want.sort();
        let mut kept = registries(&world);
        kept.sort();
        assert_eq!(kept, want);
        for (registry, text) in made.iter().step_by(16).flat_map(|made| &made.held) {
            assert_eq!(
                secret(&mut world, registry.trim_end_matches('/')).as_ref(),
                Some(text)
            );
        }
        let files: Vec<(&Made, &[u8])> = made.iter().zip(after.iter().map(Vec::as_slice)).collect();
        assert_npm_reads_the_rest("migrate-projects", &files);
        world.bus().empty();
    }
}

fn users_files(name: &str, seed: u64) {
    let count = if is_whole() { 500 } else { 50 };
    let mut world: Lab<Fixture> = world();
    let mut random = seeded(seed);
    let mut done = Vec::new();
    for at in 0..count {
        let hosts: Vec<String> = (0..=random.below(3))
            .map(|turn| format!("h{turn}.example"))
            .collect();
        let made = make(&mut random, &hosts);
        world.write("home/.npmrc", &made.before);
        // What is kept already would not be replaced.
        world.bus().empty();
        world.npmcred(&["migrate", "--yes"]).run().expect(0);
        let after = std::fs::read(world.path("home/.npmrc")).unwrap();
        let without_mark = made
            .removed
            .strip_prefix("\u{feff}".as_bytes())
            .filter(|_| made.begins);
        if without_mark != Some(&after) {
            assert_eq!(
                shown(&after),
                shown(&made.removed),
                "{}",
                shown(&made.before)
            );
        }
        for (registry, text) in made.held.iter().filter(|_| at % 8 == 0) {
            assert_eq!(
                secret(&mut world, registry.trim_end_matches('/')).as_ref(),
                Some(text)
            );
        }
        done.push((made, after));
    }
    let files: Vec<(&Made, &[u8])> = done
        .iter()
        .map(|(made, after)| (made, after.as_slice()))
        .collect();
    assert_npm_reads_the_rest(name, &files);
}

#[test]
fn a_users_file_keeps_everything_but_the_secrets_one() {
    users_files("migrate-users-1", 11);
}

#[test]
fn a_users_file_keeps_everything_but_the_secrets_two() {
    users_files("migrate-users-2", 25);
}
