//! The way to a registry: proxies, roots of trust, certificates, retries, as npm derives them and
//! as we do.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

use npmcred::error::{Error, Result};
use npmcred::http::Roots;
use npmcred::login::account::route::{RouteInputs, read};
use npmcred::npmrc::{Config, Inputs, parse};
use npmcred::registry::Registry;
use serde_json::{Value as Json, json};
use url::Url;

use crate::oracle::{MAJORS, Verdict, ask, scratch, version};
use crate::random::{Random, seed};
use crate::worlds::Disk;

const URIS: [&str; 4] = [
    "https://h.example/a/",
    "http://h.example/a/",
    "https://sub.h.example/",
    "http://10.0.0.1:4873/",
];

const PROXIES: [&str; 6] = [
    "http://p.example:1",
    "https://u:p%40w@p.example/",
    "socks5://p.example:2",
    "false",
    "null",
    "",
];
const HOSTS: [&str; 6] = [
    "h.example",
    ".h.example",
    "other, sub.h.example",
    "10.0.0.1,",
    "0.0.1",
    "",
];
/// What other tools understand and npm does not: a port, a network, everything.
const ODD_HOSTS: [&str; 8] = [
    "*",
    "*.h.example",
    "h.example:443",
    "10.0.0.1:4873",
    "10.0.0.0/8",
    "10.0.0.1/32",
    "[::1]",
    "http://h.example",
];

fn pem(name: &str) -> String {
    format!("-----BEGIN CERTIFICATE-----\n{name}\n-----END CERTIFICATE-----")
}

fn write_certificates(home: &Path) {
    std::fs::create_dir_all(home).unwrap();
    for (file, text) in [
        ("one.pem", pem("One") + "\n"),
        ("two.pem", format!("{}\r\n{}\n", pem("Two"), pem("Three"))),
        ("empty.pem", String::new()),
    ] {
        std::fs::write(home.join(file), text).unwrap();
    }
}

/// A line of the user's file.
fn setting(random: &mut Random, home: &Path, hosts: &[&'static str]) -> String {
    let at = |name: &str| home.join(name).to_str().unwrap().to_owned();
    let inline = pem("Four").replace('\n', "\\n");
    match random.below(14) {
        0 => format!("proxy={}", random.pick(&PROXIES)),
        1 => format!("https-proxy={}", random.pick(&PROXIES)),
        2 => format!("noproxy={}", random.pick(hosts)),
        3 => format!("noproxy[]={}", random.pick(hosts)),
        4 => format!(
            "strict-ssl={}",
            random.pick(&["true", "false", "0", "1", "", "no"])
        ),
        5 => format!(
            "cafile={}",
            at(random.pick(&["one.pem", "two.pem", "empty.pem", "none.pem"]))
        ),
        6 => format!("ca=\"{inline}\""),
        7 => format!("ca[]=\"{inline}\""),
        8 => "ca=null".to_owned(),
        9 => format!("cert=\"{inline}\"\nkey=\"{inline}\""),
        10 => format!(
            "//h.example/:certfile={}\n//h.example/:keyfile={}",
            at("one.pem"),
            at("two.pem")
        ),
        11 => format!(
            "//h.example/a/:certfile={}\n//h.example/a/:keyfile={}",
            at("two.pem"),
            at("none.pem")
        ),
        12 => format!(
            "fetch-retries={}",
            random.pick(&["0", "3", "2.5", "-1", "many", "0x2"])
        ),
        _ => format!(
            "fetch-retry-mintimeout={}",
            random.pick(&["0", "5", "1e3", "soon"])
        ),
    }
}

/// Variables that name a proxy, or hosts that are reached without.
fn environment(random: &mut Random, hosts: &[&'static str]) -> Vec<(String, String)> {
    let mut env = Vec::new();
    let mut set = |name: &str, value: &str| env.push((name.to_owned(), value.to_owned()));
    // npm 8 and 9 look at the spellings in an order of their own, so there is one of each.
    for name in ["https_proxy", "http_proxy", "proxy"] {
        if random.percent(20) {
            set(
                name,
                random.pick(&["http://e.example:1", "http://e2.example", ""]),
            );
        }
    }
    if random.percent(30) {
        set("NO_PROXY", random.pick(hosts));
    }
    if random.percent(30) {
        set("NODE_TLS_REJECT_UNAUTHORIZED", random.pick(&["0", "1"]));
    }
    env
}

/// A home with a user's file, and an environment.
struct Case {
    home: PathBuf,
    user: String,
    env: Vec<(String, String)>,
}

impl Case {
    fn new(random: &mut Random, home: PathBuf) -> Self {
        write_certificates(&home);
        let hosts = [&HOSTS[..], &ODD_HOSTS[..]].concat();
        let count = random.below(9);
        let lines: Vec<String> = (0..count).map(|_| setting(random, &home, &hosts)).collect();
        Self {
            env: environment(random, &hosts),
            user: lines.join("\n"),
            home,
        }
    }

    fn config(&self, major: u64) -> Config {
        std::fs::write(self.home.join(".npmrc"), &self.user).unwrap();
        Config::load(&Inputs {
            npm: version(major),
            command_line: &parse(&[], version(major)),
            env: &self.env(),
            cwd: &self.home.join("work"),
            home: &self.home,
            node: None,
            npm_dir: None,
            files: &Disk,
            outer: &npmcred::npmrc::Outer::Nothing,
            windows: false,
        })
    }

    fn env(&self) -> Vec<(OsString, OsString)> {
        let mut env: Vec<(OsString, OsString)> = vec![("HOME".into(), self.home.clone().into())];
        env.extend(
            self.env
                .iter()
                .map(|(name, value)| (name.into(), value.into())),
        );
        env
    }

    /// Where `noproxy` replaces the variable instead of joining it, and where an empty variable
    /// hides the others.
    fn is_read_otherwise_before_npm_10(&self) -> bool {
        let is_set = |name: &str| self.env.iter().any(|(key, _)| key == name);
        (is_set("NO_PROXY") && self.user.contains("noproxy"))
            || self.env.iter().any(|(_, value)| value.is_empty())
    }

    fn question(&self) -> Json {
        let env: serde_json::Map<_, _> = self
            .env
            .iter()
            .map(|(name, value)| (name.clone(), json!(value)))
            .collect();
        json!({ "ask": "route", "env": env, "cwd": self.home.join("work"), "home": self.home, "uris": URIS })
    }

    /// What the oracle says, of ours.
    fn ours(&self, major: u64) -> Json {
        let read_file = |path: &Path| -> Result<Option<Vec<u8>>> {
            npmcred_platform::files::read(path).map_err(|cause| Error::file("read", path, &cause))
        };
        let env = self.env();
        let world = RouteInputs {
            env: &env,
            cwd: &self.home.join("work"),
            read: &read_file,
            list: &|_| Vec::new(),
        };
        let registry = Registry::parse(URIS[0]).unwrap();
        let (route, _) = read(&world, &self.config(major), &registry).unwrap();
        let proxy = |uri| {
            route
                .proxy_for(&Url::parse(uri).unwrap())
                .map_or_else(String::new, ToString::to_string)
        };
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        json!({
            "proxies": URIS.map(proxy),
            "strict": route.strict_ssl,
            "ca": match &route.roots {
                Roots::Only(texts) => json!(texts.iter().map(|bytes| text(bytes)).collect::<Vec<_>>()),
                Roots::BuiltInAnd(_) => Json::Null,
            },
            "cert": route.identity.as_ref().map(|identity| text(&identity.certificate)),
            "key": route.identity.as_ref().map(|identity| text(identity.key.expose())),
            "retry": {
                "retries": route.retries.count,
                "minTimeout": millis(route.retries.min),
                "maxTimeout": millis(route.retries.max),
                "factor": route.retries.factor,
            },
        })
    }
}

fn millis(wait: Duration) -> f64 {
    wait.as_secs_f64() * 1000.0
}

/// Certificates by their contents, numbers as doubles; as many attempts as npm makes of a number
/// with a fraction or below zero.
fn comparable(mut answer: Json) -> Json {
    if let Some(texts) = answer["ca"].as_array() {
        let all: String = texts.iter().filter_map(Json::as_str).collect();
        let lines = all
            .split(['\n', '\r'])
            .filter(|line| !line.is_empty() && !line.starts_with('-'));
        answer["ca"] = lines.filter(|line| !line.contains("-----")).collect();
    }
    if let Some(count) = answer["retry"]["retries"].as_f64() {
        answer["retry"]["retries"] = json!(count.ceil().max(0.0));
    }
    crate::doubles(answer)
}

#[test]
fn ways_are_those_of_npm() {
    let seed = seed();
    let mut random = Random::new(seed);
    let mut verdict = Verdict::new("ways", seed);
    let folder = scratch("ways");
    let cases: Vec<_> = (0..200)
        .map(|at| Case::new(&mut random, folder.join(at.to_string())))
        .collect();
    for case in &cases {
        std::fs::create_dir_all(case.home.join("work")).unwrap();
        std::fs::write(case.home.join(".npmrc"), &case.user).unwrap();
    }
    for major in MAJORS {
        let questions: Vec<_> = cases.iter().map(Case::question).collect();
        for (case, answer) in cases.iter().zip(ask(major, "ways", &questions)) {
            match answer {
                Ok(mut answer) => {
                    let shown = json!({ "user": case.user, "env": case.env });
                    let mut ours = case.ours(major);
                    if major < 10 && case.is_read_otherwise_before_npm_10() {
                        (answer["proxies"], ours["proxies"]) = (Json::Null, Json::Null);
                    }
                    verdict.compare(major, &shown, &comparable(answer), &comparable(ours));
                }
                Err(_) => verdict.threw(),
            }
        }
    }
    verdict.done(1000);
    std::fs::remove_dir_all(folder).unwrap();
}
