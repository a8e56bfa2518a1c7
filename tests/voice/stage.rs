//! Where a situation is played: a throwaway world, what is typed in it, and the screen of it all.

use std::fmt::Write as _;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::Instant;

use super::even::even;
use super::scene::COLUMNS;
use super::support::fixture::Fixture;
use super::support::pty::Session;
use super::support::run::Run;
use super::support::{Lab, tools};
use super::terminal::left_of;

/// The folder that commands are typed in, below the home.
pub(crate) const FOLDER: &str = "home/app";

/// The folder of the shims.
const SHIMS: &str = "home/.local/share/npmcred/bin";

/// Answers to questions: the text that asks, and the keys.
pub(crate) type Answers<'a> = &'a [(&'a str, &'a str)];

pub(crate) struct Stage {
    pub(crate) lab: Lab<Fixture>,
    /// Secrets that no registry knows.
    pub(crate) secrets: Vec<String>,
    /// Variables of the commands to come.
    env: Vec<(String, String)>,
    /// The shell with its flags, behind which the line stands.
    shell: &'static [&'static str],
    screen: String,
    wrong: Option<String>,
}

impl Stage {
    /// An account that has npm 12 and the program on PATH, and a project.
    pub(crate) fn new() -> Stage {
        // A short name, and on every machine as long as here: the program fits its text to it.
        let root = tempfile::Builder::new()
            .prefix("v")
            .rand_bytes(4)
            .tempdir_in("/tmp");
        let lab = Lab::below(root.unwrap(), 12, Fixture::start());
        std::fs::create_dir_all(lab.path(FOLDER)).unwrap();
        link(tools::program(), &lab.path("home/.local/bin/npmcred"));
        lab.write(
            format!("{FOLDER}/package.json"),
            "{ \"name\": \"app\", \"version\": \"1.0.0\" }\n",
        );
        Stage {
            lab,
            secrets: Vec::new(),
            env: Vec::new(),
            shell: &["sh", "-c"],
            screen: String::new(),
            wrong: None,
        }
    }

    /// Puts the shims where setup does.
    pub(crate) fn put_shims(&self) {
        for tool in ["npm", "npx"] {
            let shim = self.lab.path(SHIMS).join(tool);
            link(self.lab.path("home/.local/bin/npmcred"), &shim);
        }
    }

    /// The same, whose shell is bash with start files of its own, and gets PATH from them.
    pub(crate) fn with_a_shell() -> Stage {
        let mut stage = Stage::new();
        let path = "PATH=\"$HOME/.local/bin:$HOME/node/bin:$PATH\"\n. \"$HOME/.bashrc\"\n";
        stage.write(".profile", path);
        stage.write(".bashrc", "alias ll='ls -l'\n");
        link(
            stage.lab.path("prefix/bin"),
            &stage.lab.path("home/node/bin"),
        );
        // What /usr/bin has is another on every machine; corepack comes with node 22.
        stage.write_with(0o755, "node/bin/corepack", "#!/bin/sh\nexit 1\n");
        let table = "#!/bin/sh\necho \"PATH=$HOME/.local/share/npmcred/bin:/usr/bin:/bin\"\n";
        stage.write_with(0o755, ".local/bin/crontab", table);
        stage.shell = &["bash", "-lc"];
        stage.set("SHELL", "/bin/bash");
        stage.set("PATH", "/usr/local/bin:/usr/bin:/bin");
        stage
    }

    /// The program is where a browser puts it, and on PATH nowhere.
    pub(crate) fn move_to_downloads(&self) {
        let downloads = self.lab.path("home/Downloads");
        std::fs::create_dir(&downloads).unwrap();
        std::fs::copy(tools::program(), downloads.join("npmcred")).unwrap();
        std::fs::remove_file(self.lab.path("home/.local/bin/npmcred")).unwrap();
    }

    /// A PATH on which there is no npm.
    pub(crate) fn without_npm(&mut self) {
        let folder = self.lab.path("home/bin");
        for tool in ["env", "setsid", "sh"] {
            link(format!("/usr/bin/{tool}"), &folder.join(tool));
        }
        self.set("PATH", folder.to_str().unwrap());
    }

    pub(crate) fn set(&mut self, name: &str, value: &str) {
        self.env.push((name.to_owned(), value.to_owned()));
    }

    /// A file of the home, which nobody else may read.
    pub(crate) fn write(&self, inside: &str, text: &str) {
        self.write_with(0o600, inside, text);
    }

    fn write_with(&self, mode: u32, inside: &str, text: &str) {
        let file = self.lab.write(format!("home/{inside}"), text);
        std::fs::set_permissions(file, PermissionsExt::from_mode(mode)).unwrap();
    }

    /// npm and we ask a registry that fails once only.
    pub(crate) fn set_fetch_retries(&mut self) {
        self.set("npm_config_fetch_retries", "0");
    }

    /// The address of the registry.
    pub(crate) fn url(&self) -> String {
        self.lab.registry.url.clone()
    }

    /// Waits until what a process apart has asked is remembered.
    pub(crate) fn waits_for_answers(&self) {
        self.lab
            .wait_for("home/.local/share/npmcred/acceptance.json");
    }

    /// What a person sees who types this at a terminal.
    pub(crate) fn types(&mut self, line: &str) {
        self.answers(line, &[]);
    }

    /// The same, where a shell's code is printed: its lines are as long as they are.
    pub(crate) fn reads_code(&mut self, line: &str) {
        let (status, written) = Session::start_in_columns(COLUMNS, &self.run(line)).finish();
        self.tell(line, &left_of(&written), status.code());
    }

    /// What bash shows who types this and presses Tab twice, once `awaited` is there.
    pub(crate) fn presses_tab(&mut self, typed: &str, awaited: &str) {
        let start = "PS1='$ '\nbind 'set enable-bracketed-paste off'\n";
        let completions = "eval \"$(npmcred completions bash)\"\n";
        self.write(".tabrc", &format!("{start}{completions}"));
        let run = self.run("exec bash --rcfile ~/.tabrc -i");
        let mut session = Session::start_in_columns(COLUMNS, &run);
        session.wait_for("$ ");
        session.type_in(&format!("{typed}\t\t"));
        session.wait_for(awaited);
        // The line is given up, so that nothing of it is run.
        session.type_in("\x15exit\r");
        let (status, written) = session.finish();
        let shown = left_of(&written);
        let shown: String = shown
            .lines()
            .skip(1)
            .take_while(|line| !line.starts_with('$'))
            .fold(String::new(), |all, line| all + line + "\n");
        self.tell(&format!("{typed}<Tab><Tab>"), &shown, status.code());
    }

    /// The same, who answers what is asked. `{url}` in the line is the registry.
    pub(crate) fn answers(&mut self, line: &str, answers: Answers<'_>) {
        let mut session = Session::start_in_columns(COLUMNS, &self.run(line));
        let mut seen = 0;
        for (asked, keys) in answers {
            seen = session.wait_for_next(seen, asked);
            session.type_in(keys);
        }
        let (status, written) = session.finish();
        let code = status.code();
        let shown = even(self, &left_of(&written));
        if let Some(wide) = too_wide(&shown) {
            let wide = format!("wider than {COLUMNS} columns: {wide}");
            self.wrong.get_or_insert(wide);
        }
        self.tell(line, &shown, code);
    }

    /// What a script is given by this line: no terminal, and the streams apart.
    pub(crate) fn runs(&mut self, line: &str) {
        let run = self.run(line);
        let told = run.collect(run.begin(), Instant::now());
        let mut text = String::new();
        for (name, stream) in [("output", told.out()), ("error", told.err())] {
            if !stream.is_empty() {
                let _ = write!(text, "--- standard {name}\n{stream}");
            }
        }
        self.tell(
            &format!("{line}   # no terminal"),
            &text,
            told.status.code(),
        );
    }

    pub(crate) fn run(&self, line: &str) -> Run {
        let lab = &self.lab;
        let path = std::env::join_paths([
            lab.path(SHIMS),
            lab.path("home/.local/bin"),
            lab.path("prefix/bin"),
            PathBuf::from("/usr/bin"),
            PathBuf::from("/bin"),
        ]);
        let run = lab
            .run(self.shell[0])
            .args(self.shell[1..].iter().copied())
            .args([line.replace("{url}", &self.url())])
            .cwd(lab.path(FOLDER))
            .env("PATH", path.unwrap());
        let env = self.env.iter();
        env.fold(run, |run, (name, value)| run.env(name, value))
    }

    /// Adds it to the screen, and looks for secrets in it.
    fn tell(&mut self, line: &str, text: &str, code: Option<i32>) {
        let mut needles = self.lab.registry.needles();
        for secret in &self.secrets {
            needles.add_secret(secret.as_bytes());
        }
        if let Some(shape) = needles.find(text.as_bytes()) {
            self.wrong = Some(format!("a secret is on the screen, {shape}"));
        }
        let line = line.replace("{url}", &self.url());
        let code = code.map_or("by a signal".to_owned(), |code| code.to_string());
        let told = format!("$ {line}\n{text}[exit status {code}]\n\n");
        self.screen.push_str(&even(self, &told));
    }

    /// What is written for the reader, each with what is on the screen.
    pub(crate) fn names(&self) -> Vec<(String, &'static str)> {
        let lab = &self.lab;
        let host = |url: &str| {
            url.trim_start_matches("http://")
                .trim_end_matches('/')
                .to_owned()
        };
        let path = |path: PathBuf| path.to_str().unwrap().to_owned();
        vec![
            (host(&lab.registry.url), "npm.example.com"),
            (path(lab.path("home")), "/home/developer"),
            (path(lab.path("prefix")), "/opt/node-22.23.3"),
            // Where npm's own packages really are.
            (path(tools::npm(12)), "/opt/node-22.23.3"),
            (path(lab.runtime().to_owned()), "/run/user/1000"),
            (path(tools::program()), "/home/developer/.local/bin/npmcred"),
        ]
    }

    /// The whole screen, and what must not be on it.
    pub(crate) fn curtain(self) -> (String, Option<String>) {
        (self.screen.trim_end().to_owned() + "\n", self.wrong)
    }
}

/// The first line that a terminal breaks where it likes, unless it is npm's own, or what nobody may
/// break: an address, a command to type, a line of a file.
fn too_wide(screen: &str) -> Option<&str> {
    const WHOLE: [&str; 6] = ["npm ", "npmcred ", "NPMCRED", "| ", "cure: ", "eval "];
    screen.lines().find(|line| {
        let text = line.trim_start_matches("npmcred:").trim_start();
        let is_whole = !text.contains(' ') || WHOLE.iter().any(|it| text.starts_with(it));
        line.chars().count() > usize::from(COLUMNS) && !is_whole
    })
}

fn link(to: impl AsRef<Path>, from: &Path) {
    std::fs::create_dir_all(from.parent().unwrap()).unwrap();
    std::os::unix::fs::symlink(to, from).unwrap();
}
