//! An account as somebody has it who has used npm for years: its files, and a picture of all of
//! them to compare.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use super::support::Lab;
use super::support::fixture::Fixture;
use super::support::needles::{Needles, base64};
use super::support::run::Run;
use super::support::tools;

/// Start files as Debian makes them, as far as they matter here, and what people add.
const BASHRC: &str = "\
# ~/.bashrc: executed by bash(1) for non-login shells.
case $- in
    *i*) ;;
      *) return;;
esac
HISTCONTROL=ignoreboth
alias ll='ls -alF'
PS1='\\u$ '
export GREETING=\"grüß dich\"";
const PROFILE: &str = "\
# ~/.profile: executed by the command interpreter for login shells.
if [ -n \"$BASH_VERSION\" ]; then
    if [ -f \"$HOME/.bashrc\" ]; then
        . \"$HOME/.bashrc\"
    fi
fi
if [ -d \"$HOME/.local/bin\" ] ; then
    PATH=\"$HOME/.local/bin:$PATH\"
fi
";
const ZSHRC: &str = "autoload -Uz compinit && compinit -D\nbindkey -e\nPS1='z%% '\n";

/// A world with somebody in it.
pub(crate) struct Account {
    pub(crate) lab: Lab,
    /// The third registry: a company's, with a password.
    pub(crate) company: Fixture,
}

impl Account {
    /// Somebody with three registries in their npmrc and a shell that they have made their own.
    pub(crate) fn new() -> Account {
        let mut lab = Lab::new(11, super::packages::registry());
        lab.start_keyring();
        let account = Account {
            lab,
            company: Fixture::start(),
        };
        let lab = &account.lab;
        lab.write("home/.npmrc", account.npmrc(true));
        mode(&lab.path("home/.npmrc"), 0o600);
        lab.write("home/.bashrc", BASHRC);
        lab.write("home/.profile", PROFILE);
        lab.write("home/dotfiles/zshrc", ZSHRC);
        symlink("dotfiles/zshrc", lab.path("home/.zshrc")).unwrap();
        let program = lab.path("home/.local/bin/npmcred");
        fs::create_dir_all(program.parent().unwrap()).unwrap();
        symlink(tools::program(), &program).unwrap();
        account
    }

    /// What `~/.npmrc` holds: with credentials, or as it is when those are gone that can be moved.
    pub(crate) fn npmrc(&self, credentials: bool) -> String {
        let registry = self.lab.registry;
        let below = registry.below.trim_start_matches("http:");
        let company = self.company.url.trim_start_matches("http:");
        let basic =
            base64(format!("{}:{}", self.company.user.name, self.company.user.password).as_bytes());
        let lines = [
            (true, "; mine, since 2019".to_owned()),
            (true, format!("registry={}", registry.url)),
            (
                false,
                format!("{}:_authToken={}", registry.nerf(), registry.reader.token),
            ),
            (true, String::new()),
            (true, "# private packages of ours".to_owned()),
            (true, format!("@priv:registry = {}", registry.below)),
            (
                false,
                format!("{below}:_authToken=\"{}\"", registry.writer.token),
            ),
            (true, format!("@company:registry={}", self.company.url)),
            (
                false,
                format!("{company}:_auth = {}", String::from_utf8(basic).unwrap()),
            ),
            (true, "//ci.example/:_authToken=${NPM_TOKEN}".to_owned()),
            (true, "init-author-name=Bj\u{f6}rk".to_owned()),
            (true, "fund=false".to_owned()),
            (true, "audit=false".to_owned()),
            (true, "update-notifier=false".to_owned()),
        ];
        let kept = lines
            .iter()
            .filter(|(stays, _)| *stays || credentials)
            .map(|(_, line)| line.as_str());
        format!("\u{feff}{}", kept.collect::<Vec<_>>().join("\r\n"))
    }

    /// Every secret of this account, in all its shapes.
    pub(crate) fn needles(&self) -> Needles {
        let registry = self.lab.registry;
        let mut needles = Needles::of(&registry.reader);
        for secret in [
            &registry.writer.token,
            &registry.writer.password,
            &self.company.user.password,
        ] {
            needles.add_secret(secret.as_bytes());
        }
        needles
    }

    /// A command as this account's terminal starts it: nothing of npmcred's is on PATH but what
    /// start files put there.
    pub(crate) fn run(&self, program: &str, words: &[&str]) -> Run {
        let path = std::env::join_paths([
            self.lab.path("home/.local/bin"),
            self.lab.path("prefix/bin"),
            "/usr/bin".into(),
            "/bin".into(),
        ])
        .unwrap();
        self.lab
            .run(program)
            .args(words)
            .env("PATH", path)
            .env("SHELL", "/bin/bash")
            .cwd(self.lab.path("home"))
    }

    /// The program, as it is typed before it is on PATH.
    pub(crate) fn npmcred(&self, words: &[&str]) -> Run {
        self.run(
            self.lab.path("home/.local/bin/npmcred").to_str().unwrap(),
            words,
        )
    }

    /// What a new shell makes of a line: `bash -ic`, `zsh -ic`.
    pub(crate) fn new_shell(&self, shell: &str, line: &str) -> Run {
        self.run(shell, &["-ic", line])
    }

    /// Everything in the home, but what npm itself puts there when it runs.
    pub(crate) fn picture(&self) -> BTreeMap<PathBuf, String> {
        let home = self.lab.path("home");
        let mut picture = BTreeMap::new();
        look(&home, &home, &mut picture);
        picture
    }
}

/// Each entry below a folder: what it is, its mode, and what is in it.
fn look(root: &Path, folder: &Path, picture: &mut BTreeMap<PathBuf, String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let inside = path.strip_prefix(root).unwrap().to_owned();
        let about = fs::symlink_metadata(&path).unwrap();
        let mode = about.permissions().mode() & 0o7777;
        if inside == Path::new(".npm") {
            continue;
        }
        let what = if about.is_symlink() {
            format!("link to {}", fs::read_link(&path).unwrap().display())
        } else if about.is_dir() {
            look(root, &path, picture);
            format!("folder {mode:o}")
        } else {
            format!(
                "file {mode:o} {:?}",
                String::from_utf8_lossy(&fs::read(&path).unwrap())
            )
        };
        picture.insert(inside, what);
    }
}

pub(crate) fn mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}
