//! The README, typed as it stands by somebody who is new.
//!
//! Its recording comes first, then each command of its blocks and tables, in their order, in one
//! throwaway home. Those that its sentences quote have a home of their own. The two registries that
//! the page names are stand-ins behind the user's proxy. What the page shows below a command has to
//! be what comes; `page.rs` says how it is read.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::PathBuf;
use std::process::ExitStatus;

use serde_json::json;

use super::page::{self, Command};
use super::support::Lab;
use super::support::fixture::Fixture;
use super::support::front::{Authority, Proxy, https};
use super::support::pty::Session;
use super::support::run::Run;
use super::support::tools;

const COMPANY: &str = "https://npm.example.com/";
const PUBLIC: &str = "https://registry.npmjs.org/";

const BASHRC: &str = "PS1='$ '\n";

/// Commands that are not typed here, each with its reason.
const ELSEWHERE: &[(&str, &str)] = &[
    (
        "install/try",
        "the tier `try` runs it, and `fresh` on a bare machine",
    ),
    ("tests/run", "this test is a part of it"),
    (
        "install -D \"$(install/linux/build)\" ~/.local/bin/npmcred",
        "a release takes minutes; the tier `build` makes two",
    ),
];

/// A new user's machine.
struct Newcomer {
    /// Its registry is the company's.
    lab: Lab<Fixture>,
    public: Fixture,
    proxy: Proxy,
    ca: PathBuf,
    cwd: PathBuf,
}

impl Newcomer {
    /// A home with a token in its `~/.npmrc`, an application, and a private package.
    fn new() -> Newcomer {
        let mut lab = Lab::new(12, Fixture::start());
        lab.start_keyring();
        let public = Fixture::start();
        public.manners(|it| it.closed = false);
        lab.registry.call_it(COMPANY);
        public.call_it(PUBLIC);
        let authority = Authority::new();
        let door = |url: &str, registry: &str| {
            let host = url.trim_start_matches("https://").trim_end_matches('/');
            https(&authority, host, 2100, registry)
        };
        let proxy = Proxy::knowing(vec![
            ("npm.example.com", door(COMPANY, &lab.registry.url)),
            ("registry.npmjs.org", door(PUBLIC, &public.url)),
        ]);
        let ca = lab.write("ca.pem", authority.pem());
        let token = &lab.registry.user.token;
        lab.write(
            "home/.npmrc",
            format!("@acme:registry={COMPANY}\n//npm.example.com/:_authToken={token}\n"),
        );
        lab.write("home/.bashrc", BASHRC);
        let program = lab.path("home/.local/bin/npmcred");
        fs::create_dir_all(program.parent().unwrap()).unwrap();
        symlink(tools::program(), &program).unwrap();
        let cwd = lab.path("home");
        let newcomer = Newcomer {
            lab,
            public,
            proxy,
            ca,
            cwd,
        };
        newcomer.fill();
        newcomer
    }

    /// Writes the two projects; the package is at the registry already.
    fn fill(&self) {
        let files = [
            ("shop", json!({ "name": "shop", "version": "1.0.0" })),
            ("lib", json!({ "name": "@acme/lib", "version": "1.0.0" })),
        ];
        for (folder, manifest) in files {
            let file = format!("home/{folder}/package.json");
            self.lab.write(file, format!("{manifest:#}\n"));
        }
        // What other programs would do with what they are given.
        for (file, does) in [
            (
                "home/shop/node_modules/.bin/lerna",
                "cat \"$npm_config_userconfig\"",
            ),
            ("home/.local/bin/gh", "[ -n \"$(cat)\" ]"),
            // As it comes with node 22.
            ("prefix/bin/corepack", "exit 1"),
        ] {
            let program = self.lab.write(file, format!("#!/bin/sh\n{does}\n"));
            fs::set_permissions(program, fs::Permissions::from_mode(0o755)).unwrap();
        }
        let lib = self.lab.path("home/lib");
        self.shell("npm publish").cwd(&lib).run().expect(0);
        self.lab.write(
            "home/lib/package.json",
            r#"{ "name": "@acme/lib", "version": "1.0.1" }"#,
        );
    }

    /// What a new terminal makes of a line.
    fn shell(&self, line: &str) -> Run {
        let path = std::env::join_paths([
            self.lab.path("home/.local/bin"),
            self.lab.path("prefix/bin"),
            "/usr/bin".into(),
            "/bin".into(),
        ]);
        let run = self.lab.run("bash").args(["-ic", line]).cwd(&self.cwd);
        run.env("PATH", path.unwrap())
            .env("SHELL", "/bin/bash")
            .env(
                "HTTPS_PROXY",
                format!("http://127.0.0.1:{}", self.proxy.port),
            )
            .env("NODE_EXTRA_CA_CERTS", &self.ca)
            .env("npm_config_update_notifier", "false")
            .env("npm_config_audit", "false")
            .env("npm_config_fund", "false")
            .env("npm_config_progress", "false")
    }

    /// Types a command of the page, with the answers that it shows or that are usual, and compares.
    fn type_it(&mut self, command: &Command) {
        if let Some(folder) = command.typed.strip_prefix("cd ~/") {
            self.cwd = self.lab.path("home").join(folder);
            return;
        }
        let mut run = self.shell(&command.typed);
        if command.typed.contains("$NPM_TOKEN") {
            run = run.env("NPM_TOKEN", &self.lab.registry.user.token);
        }
        let mut session = Session::start(&run);
        let (status, screen) = match &command.shown {
            Some(shown) => {
                let mut from = 0;
                for (question, answer) in shown.iter().filter_map(|line| page::answered(line)) {
                    from = session.wait_for_next(from, question.rsplit('…').next().unwrap());
                    session.type_in(&format!("{answer}\r"));
                }
                session.finish()
            }
            None => self.answer(session),
        };
        let screen = self.as_on_the_page(&screen);
        let lines: Vec<&str> = screen.lines().collect();
        let shown = command.shown.as_ref();
        assert!(
            status.success() && shown.is_none_or(|shown| page::agrees(shown, &lines)),
            "README.md, line {}: {}: {status}\n{screen}",
            command.line,
            command.typed
        );
    }

    /// Answers what a command asks that the page shows nothing of.
    fn answer(&self, session: Session) -> (ExitStatus, String) {
        let (company, public) = (&self.lab.registry.user, &self.public.user);
        let asked = [
            ("password", COMPANY, &company.password),
            ("password", PUBLIC, &public.password),
            ("token", COMPANY, &company.token),
        ];
        let answers = asked.map(|(what, url, secret)| {
            (
                format!("{what} for {url} (not shown):"),
                format!("{secret}\r"),
            )
        });
        // Whatever a new credential replaces stays as it is.
        let kept = [
            "revoke it there? [y/N]",
            "revoke it there? [Y/n]",
            "from the Secret Service too? [y/N]",
        ];
        let kept = kept.map(|it| (it, "n\r"));
        let answers: Vec<(&str, &str)> = answers
            .iter()
            .map(|(prompt, keys)| (prompt.as_str(), keys.as_str()))
            .chain(kept)
            .collect();
        session.answering(&answers)
    }

    /// The screen as it is left: without colours and lines that were written over; in the home of
    /// the page, and with npm where a system has it.
    fn as_on_the_page(&self, screen: &str) -> String {
        let mut plain = String::new();
        let mut rest = screen;
        while let Some((before, escape)) = rest.split_once('\x1b') {
            plain.push_str(before);
            let end = escape.find(|it: char| it.is_ascii_alphabetic());
            rest = end.map_or("", |end| &escape[end + 1..]);
        }
        plain.push_str(rest);
        let lines: Vec<&str> = plain
            .lines()
            .map(|line| line.trim_end_matches('\r').rsplit('\r').next().unwrap())
            .map(str::trim_end)
            .collect();
        let (home, prefix) = (self.lab.path("home"), self.lab.path("prefix"));
        let left = lines.join("\n").trim_end().to_owned();
        left.replace(home.to_str().unwrap(), page::HOME)
            .replace(prefix.to_str().unwrap(), "/usr")
    }
}

#[test]
fn what_the_page_records_is_what_comes() {
    let mut newcomer = Newcomer::new();
    newcomer.shell("npmcred setup --yes").run().expect(0);
    let remove = format!("npmcred remove --registry {COMPANY}");
    newcomer.shell(&remove).run().expect(0);
    let token = newcomer.lab.registry.user.token.clone();
    newcomer.lab.store_ending(COMPANY, &token, "any", -60);
    newcomer.lab.registry.kill(&token);
    newcomer.cwd = newcomer.lab.path("home/lib");
    let all = page::commands();
    let is_recorded = |it: &&Command| it.under.is_empty() && !it.is_in_prose;
    let recorded: Vec<&Command> = all.iter().filter(is_recorded).collect();
    assert!(recorded.len() > 1, "nothing is recorded");
    for command in recorded {
        newcomer.type_it(command);
    }
}

/// What stands for a word of the reader's own in the sentences of the page, and such a word.
const OWN_WORDS: [(&str, &str); 2] = [("COMMAND", "store"), ("FOLDER", "~/shop")];

/// The sentences speak of them in another order than they are needed in: to uninstall comes last.
#[test]
fn each_command_that_a_sentence_quotes_works_as_it_is_typed() {
    let mut newcomer = Newcomer::new();
    newcomer.shell("npmcred setup --yes").run().expect(0);
    let (last, first): (Vec<Command>, Vec<Command>) = page::commands()
        .into_iter()
        .filter(|it| it.is_in_prose)
        .partition(|it| it.typed.contains("--undo"));
    assert!(first.len() > 5 && !last.is_empty(), "{first:#?}");
    for mut command in first.into_iter().chain(last) {
        for (stands, word) in OWN_WORDS {
            command.typed = command.typed.replace(stands, word);
        }
        newcomer.cwd = newcomer.lab.path("home/lib");
        newcomer.type_it(&command);
    }
    let bashrc = fs::read_to_string(newcomer.lab.path("home/.bashrc"));
    assert_eq!(bashrc.unwrap(), BASHRC, "uninstalled");
}

#[test]
fn each_command_of_the_page_works_as_it_is_typed() {
    let mut newcomer = Newcomer::new();
    let all = page::commands();
    let is_elsewhere = |it: &Command| ELSEWHERE.iter().any(|(typed, _)| *typed == it.typed);
    let here = all
        .iter()
        .filter(|it| !it.under.is_empty() && !it.is_in_prose && !is_elsewhere(it));
    for command in here {
        newcomer.type_it(command);
    }
    for (typed, why) in ELSEWHERE {
        let is_there = all.iter().any(|command| command.typed == *typed);
        assert!(is_there, "{typed} ({why}) is not in the page any more");
    }
    assert_eq!(
        fs::read_to_string(newcomer.lab.path("home/.bashrc")).unwrap(),
        BASHRC,
        "uninstalled"
    );
    for registry in [&newcomer.lab.registry, &newcomer.public] {
        assert_eq!(newcomer.lab.files_with(&registry.needles()), []);
    }
}
