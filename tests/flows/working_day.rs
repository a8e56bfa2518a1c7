//! How much npmcred says in a day: sixty commands of somebody at a terminal, in three projects.
//!
//! They use two registries, the public one and a company's, and are logged in to both. The sessions
//! of both run out twice: at noon, and in the afternoon. What counts is each line that begins with
//! `npmcred:` on a screen of 80 columns, questions too. The words of npm's own login do not count.
//!
//! The public registry is a stand-in behind the user's proxy, so npm and npmcred know it by its
//! name. A session ends because its end is moved in the keyring; nothing waits.

use std::path::PathBuf;

use serde_json::json;

use super::support::Lab;
use super::support::fixture::Fixture;
use super::support::front::{Authority, Proxy, https};
use super::support::pty::Session;
use super::support::run::Run;

/// The most lines that a day may bring.
const MOST: usize = 6;

const PUBLIC: &str = "https://registry.npmjs.org/";

/// One step of the day.
enum Step {
    /// This line is typed in this project.
    Typed(&'static str, &'static str),
    /// The same; npmcred asks, and the answer is yes.
    Agreed(&'static str, &'static str),
    /// Both sessions have so many seconds left; none where it is negative.
    Left(i64),
}

use Step::{Agreed, Left, Typed};

/// `shop` is an application, `lib` the private package that it needs, and `pad` a public one.
const DAY: &[Step] = &[
    Left(2 * 60 * 60),
    Typed("shop", "npm install"),
    Typed("shop", "npm ls"),
    Typed("shop", "npm run build"),
    Typed("shop", "npm test"),
    Typed("shop", "npm outdated"),
    Typed("shop", "npm view pad version"),
    Typed("shop", "npm view @acme/lib version"),
    Typed("shop", "npx -y @acme/say"),
    Typed("shop", "npx -y pad"),
    Typed("shop", "npm run build"),
    Typed("lib", "npm install"),
    Typed("lib", "npm test"),
    Typed("lib", "npm run build"),
    Typed("lib", "npm version patch"),
    Typed("lib", "npm publish"),
    Typed("shop", "npm install @acme/lib@latest"),
    Typed("shop", "npm test"),
    Typed("shop", "npm run start"),
    Typed("pad", "npm ci"),
    Typed("pad", "npm test"),
    // The last minutes before noon.
    Left(8 * 60),
    Typed("shop", "npm ci"),
    Typed("shop", "npm test"),
    Typed("lib", "npm install"),
    Typed("shop", "npx -y @acme/say"),
    Typed("shop", "npm install pad"),
    // After lunch.
    Left(-60),
    Typed("shop", "npm ls"),
    Typed("shop", "npm run build"),
    Typed("shop", "npm view pad version"),
    Typed("shop", "npm view pad"),
    Typed("pad", "npm install"),
    Typed("pad", "npx -y pad"),
    Agreed("shop", "npm ci"),
    Typed("shop", "npm test"),
    Typed("shop", "npm outdated"),
    Typed("shop", "npm view @acme/lib"),
    Typed("lib", "npm ci"),
    Typed("lib", "npm test"),
    Typed("lib", "npm version patch"),
    Typed("lib", "npm publish"),
    Typed("shop", "npm install @acme/lib@latest"),
    Typed("shop", "npx -y @acme/say"),
    Typed("shop", "npm run start"),
    Typed("shop", "npm whoami --registry=http://company"),
    // The last minutes of the second session.
    Left(8 * 60),
    Typed("shop", "npm ci"),
    Typed("lib", "npm ci"),
    Typed("lib", "npm run build"),
    // Late in the afternoon.
    Left(-60),
    Typed("pad", "npm test"),
    Typed("pad", "npm run build"),
    Typed("pad", "npm version patch"),
    Typed("pad", "npm publish"),
    Typed("pad", "npm view pad version"),
    Agreed("shop", "npm install pad@latest"),
    Typed("shop", "npm test"),
    Typed("shop", "npm run build"),
    Typed("lib", "npm version patch"),
    Typed("lib", "npm publish"),
    Typed("shop", "npm install @acme/lib@latest"),
    Typed("shop", "npm ci"),
    Typed("shop", "npx -y @acme/say"),
    Typed("shop", "npm run start"),
];

/// A machine on which somebody works.
struct Machine {
    /// Its registry is the company's.
    lab: Lab<Fixture>,
    public: Fixture,
    _proxy: Proxy,
}

impl Machine {
    /// Two registries, with what the day needs published at them.
    fn new() -> Machine {
        let lab = Lab::shimmed(12, Fixture::start());
        let public = Fixture::start();
        public.manners(|it| it.closed = false);
        let authority = Authority::new();
        let door = https(&authority, "registry.npmjs.org", 2100, &public.url);
        let proxy = Proxy::knowing(vec![("registry.npmjs.org", door)]);
        let ca = lab.write("home/ca.pem", authority.pem());
        let config = format!(
            "@acme:registry={}\nhttps-proxy=http://127.0.0.1:{}\nnoproxy=127.0.0.1\ncafile={}\n\
             update-notifier=false\naudit=false\nfund=false\nprogress=false\n",
            lab.registry.url,
            proxy.port,
            ca.display()
        );
        lab.write("home/.npmrc", config);
        let machine = Machine {
            lab,
            public,
            _proxy: proxy,
        };
        machine.left(2 * 60 * 60);
        machine.fill();
        machine
    }

    /// Writes the projects, and publishes what the day needs.
    fn fill(&self) {
        let scripts = json!({ "build": "true", "test": "true", "start": "true" });
        let bin = json!({ "bin": "bin.js", "scripts": scripts });
        for (folder, name) in [("say", "@acme/say"), ("lib", "@acme/lib"), ("pad", "pad")] {
            let mut manifest = bin.clone();
            manifest["name"] = name.into();
            manifest["version"] = "1.0.0".into();
            let project = self.lab.project(folder, &manifest);
            self.lab
                .write(project.join("bin.js"), "#!/usr/bin/env node\n");
            self.lab.npm(&project, &["publish"]).run().expect(0);
            // What a lockfile needs nothing for.
            self.lab.npm(&project, &["install"]).run().expect(0);
        }
        self.lab.project(
            "shop",
            &json!({
                "name": "shop", "version": "1.0.0", "private": true, "scripts": scripts,
                "dependencies": { "@acme/lib": "*", "pad": "*" },
            }),
        );
    }

    /// Moves the end of both sessions. One that is over is over at its registry as well.
    fn left(&self, seconds: i64) {
        for (registry, url) in [
            (&self.lab.registry, self.lab.registry.url.as_str()),
            (&self.public, PUBLIC),
        ] {
            // One that is over already stays so.
            let Some(token) = registry.alive().pop() else {
                continue;
            };
            self.lab.npmcred(&["remove", "--registry", url]).run();
            self.lab.store_ending(url, &token, "any", seconds);
            if seconds < 0 {
                registry.kill(&token);
            }
        }
    }

    /// What npmcred wrote to the terminal while this line ran.
    fn typed(&self, project: &str, line: &str, agrees: bool) -> Vec<String> {
        let line = line.replace("http://company", &self.lab.registry.url);
        let folder: PathBuf = self.lab.path("work").join(project);
        let mut words = line.split(' ');
        let run: Run = self.lab.run(words.next().unwrap()).cwd(folder);
        let mut session = Session::start_in_columns(80, &run.args(words));
        if agrees {
            session.wait_for("log in? [Y/n]");
            session.type_in("\r");
        }
        let (status, shown) = session.finish();
        let fine = status.success() || line == "npm outdated" && status.code() == Some(1);
        assert!(fine, "{project}$ {line}: {status}\n{shown}");
        assert_eq!(
            shown.matches("[Y/n]").count(),
            usize::from(agrees),
            "{shown}"
        );
        let lines = shown.lines().filter(|line| line.starts_with("npmcred: "));
        lines
            .map(|said| format!("{project}$ {line}: {said}"))
            .collect()
    }
}

#[test]
fn a_working_day_brings_few_lines() {
    let machine = Machine::new();
    let (mut commands, mut said) = (0, Vec::new());
    for step in DAY {
        let (project, line, agrees) = match step {
            Left(seconds) => {
                machine.left(*seconds);
                continue;
            }
            Typed(project, line) => (project, line, false),
            Agreed(project, line) => (project, line, true),
        };
        commands += 1;
        said.extend(machine.typed(project, line, agrees));
    }
    assert_eq!(commands, 60);
    assert!(
        said.len() <= MOST,
        "{} lines in {commands} commands:\n{}",
        said.len(),
        said.join("\n")
    );
    let logins = machine.public.logins() + machine.lab.registry.logins();
    assert_eq!(logins, 3, "each session that was needed was renewed");
}
