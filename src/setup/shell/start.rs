//! The table of start files: who reads which, and what goes into it.
//!
//! A line in a user's file must never keep a shell from starting: it asks whether we are there, and
//! whatever we say on standard error is dropped. So that it suits a file that is shared between
//! machines, it begins at `$HOME` where it can. A text is evaluated wherever a shell runs a program
//! at its start anyway; where that would cost each small script some milliseconds (`.zshenv`), or
//! nothing is evaluated at all, PATH is set outright.

use super::form::Form;
use super::quote::{can_name, word};
use super::start_file::{Place, StartFile};
use super::text::{objection, text};
use super::user::User;
use crate::context::Context;
use npmcred_platform::{files, folders};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

/// What writes a desktop session's environment from `environment.d`, see environment.d(5).
const ENVIRONMENT_D_READERS: [&str; 2] = [
    "/usr/lib/systemd/user-environment-generators/30-systemd-environment-d-generator",
    "/lib/systemd/user-environment-generators/30-systemd-environment-d-generator",
];

/// The files that make `npm` mean the shim in everything this user starts. `program` is npmcred
/// itself, `folder` the shims'.
///
/// Only for shells that this user has: one that is on PATH, is the login shell, or has a start file
/// already.
#[must_use]
pub fn start_files(context: &Context, program: &Path, folder: &Path) -> Vec<StartFile> {
    let Some(home) = context.home() else {
        return Vec::new();
    };
    if objection(Form::Posix, folder).is_some() {
        return Vec::new();
    }
    let ours = Ours {
        user: User { context, home },
        program,
        folder,
    };
    let mut rows = Vec::new();
    let groups = [
        bash,
        zsh,
        posix,
        fish,
        nushell,
        elvish,
        xonsh,
        tcsh,
        power_shell,
        desktop,
    ];
    for row in groups.iter().flat_map(|group| group(&ours)) {
        // Several shells may share a file.
        if !rows
            .iter()
            .any(|earlier: &StartFile| earlier.path == row.path)
        {
            rows.push(row);
        }
    }
    rows
}

/// What is to be put into whose files.
struct Ours<'a> {
    user: User<'a>,
    program: &'a Path,
    folder: &'a Path,
}

impl Ours<'_> {
    /// Whether this language has words for both names; a line that it cannot read would be worse
    /// than none.
    fn can_be_named(&self, form: Form) -> bool {
        objection(form, self.folder).is_none()
            && can_name(form, self.program.as_os_str().as_encoded_bytes())
    }

    /// A path as a word of a POSIX shell, fish or tcsh, from `$HOME` on where it is below.
    fn path_word(&self, form: Form, path: &Path) -> Vec<u8> {
        let in_home = path.strip_prefix(&self.user.home).ok();
        let (mut start, rest) = match in_home {
            Some(rest) => (b"\"$HOME\"/".to_vec(), rest),
            None => (Vec::new(), path),
        };
        let rest = rest.as_os_str().as_encoded_bytes();
        let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"/._-".contains(byte);
        start.extend(if rest.iter().all(is_plain) {
            rest.to_vec()
        } else {
            word(form, rest)
        });
        start
    }

    /// A line in which `@program@` and `@folder@` are words.
    fn line(&self, form: Form, line: &str) -> Vec<u8> {
        let name = |path: &Path| match form {
            Form::Posix | Form::Fish | Form::Tcsh => self.path_word(form, path),
            _ => word(form, path.as_os_str().as_encoded_bytes()),
        };
        let folder = name(self.folder);
        let with_folder = |piece: &str| {
            piece
                .split("@folder@")
                .map(str::as_bytes)
                .collect::<Vec<_>>()
                .join(&folder[..])
        };
        line.split("@program@")
            .map(with_folder)
            .collect::<Vec<_>>()
            .join(&name(self.program)[..])
    }

    fn lines(&self, reader: &'static str, path: PathBuf, form: Form, line: &str) -> StartFile {
        StartFile {
            reader,
            path,
            place: Place::Lines { comment: "#" },
            text: self.line(form, line),
        }
    }

    fn evaluates(&self, reader: &'static str, path: PathBuf) -> StartFile {
        self.lines(reader, path, Form::Posix, EVALUATE)
    }

    fn whole(&self, reader: &'static str, path: PathBuf, text: Vec<u8>) -> StartFile {
        StartFile {
            reader,
            path,
            place: Place::Whole,
            text,
        }
    }
}

const EVALUATE: &str =
    "if [ -x @program@ ]; then { eval \"$(@program@ env)\"; } 2>/dev/null || :; fi\n";
const SET_PATH: &str = "if [ -x @program@ ]; then case $PATH: in @folder@:*) ;; *) export PATH=@folder@:\"$PATH\" ;; esac; fi\n";

/// bash reads one file when it logs in, the first of three, and another when it is interactive and
/// does not log in.
fn bash(ours: &Ours<'_>) -> Vec<StartFile> {
    let user = &ours.user;
    let login = user.bash_login_file();
    let rc = user.at_home(".bashrc");
    let its_own = login.file_name() != Some(OsStr::new(".profile"));
    if !user.has(&["bash"]) && !files::is_file(&rc) && !its_own {
        return Vec::new();
    }
    let reader = if its_own {
        "bash at login"
    } else {
        "login shells"
    };
    vec![ours.evaluates("bash", rc), ours.evaluates(reader, login)]
}

/// zsh reads `.zshenv` always, so scripts and remote commands are reached there; a login's own
/// files come after it and may put something in front again.
fn zsh(ours: &Ours<'_>) -> Vec<StartFile> {
    let user = &ours.user;
    let folder = zsh_folder(user);
    let names = [".zshenv", ".zprofile", ".zshrc"];
    if !user.has(&["zsh"]) && !names.iter().any(|name| files::is_file(&folder.join(name))) {
        return Vec::new();
    }
    vec![
        ours.lines("zsh, always", folder.join(names[0]), Form::Posix, SET_PATH),
        ours.evaluates("zsh at login", folder.join(names[1])),
        ours.evaluates("zsh", folder.join(names[2])),
    ]
}

/// `ZDOTDIR`, as the environment has it or a plain line of `~/.zshenv` sets it.
fn zsh_folder(user: &User<'_>) -> PathBuf {
    if let Some(folder) = user
        .context
        .env
        .filled("ZDOTDIR")
        .map(PathBuf::from)
        .filter(|path| path.is_absolute())
    {
        return folder;
    }
    let config = user.in_config("");
    let env_file = files::read(&user.at_home(".zshenv"))
        .ok()
        .flatten()
        .unwrap_or_default();
    zdotdir_line(&String::from_utf8_lossy(&env_file), &user.home, &config)
        .unwrap_or_else(|| user.home.clone())
}

/// What the last plain line `ZDOTDIR=…` says; `None` where there is none that can be read without
/// running it.
fn zdotdir_line(text: &str, home: &Path, config: &Path) -> Option<PathBuf> {
    let value = text.lines().rev().find_map(|line| {
        let line = line.trim_start();
        line.strip_prefix("export ")
            .unwrap_or(line)
            .trim_start()
            .strip_prefix("ZDOTDIR=")
    })?;
    let value = value.trim_end().replace(['"', '\''], "");
    let starts = [
        ("${XDG_CONFIG_HOME:-$HOME/.config}", config),
        ("${XDG_CONFIG_HOME:-${HOME}/.config}", config),
        ("${XDG_CONFIG_HOME}", config),
        ("$XDG_CONFIG_HOME", config),
        ("${HOME}", home),
        ("$HOME", home),
        ("~", home),
    ];
    let path = match starts
        .iter()
        .find_map(|(start, is)| Some((value.strip_prefix(start)?, is)))
    {
        Some((below, is)) => is.join(below.trim_start_matches('/')),
        None => PathBuf::from(&value),
    };
    let is_plain = !path
        .to_string_lossy()
        .contains(['$', '`', '(', ';', '#', ' ']);
    (path.is_absolute() && is_plain).then_some(path)
}

/// `.profile` is for logins of all the others and of most display managers. Once interactive, ksh
/// and mksh read what `ENV` names or a file of their own, dash and busybox only the former, yash
/// only its own.
fn posix(ours: &Ours<'_>) -> Vec<StartFile> {
    let user = &ours.user;
    let mut rows = Vec::new();
    let profile = user.at_home(".profile");
    if files::is_file(&profile)
        || user.logs_in_with(&["sh", "dash", "ash", "busybox", "ksh", "ksh93", "mksh"])
    {
        rows.push(ours.evaluates("login shells", profile));
    }
    let chosen = user.env_file();
    if let Some(path) = chosen.clone() {
        rows.push(ours.evaluates("interactive shells, by ENV", path));
    }
    for (reader, names, file) in [
        ("ksh", &["ksh", "ksh93"][..], ".kshrc"),
        ("mksh", &["mksh"], ".mkshrc"),
        ("yash", &["yash"], ".yashrc"),
    ] {
        let path = user.at_home(file);
        // Where there is none, yash reads good defaults from elsewhere, and one of ours would hide
        // them.
        let may_be_made = reader != "yash" && user.has(names);
        let by_env = chosen.is_some() && reader != "yash";
        if !by_env && (files::is_file(&path) || may_be_made) {
            rows.push(ours.evaluates(reader, path));
        }
    }
    let yash_login = user.at_home(".yash_profile");
    if files::is_file(&yash_login) || user.has(&["yash"]) {
        rows.push(ours.evaluates("yash at login", yash_login));
    }
    rows
}

/// fish reads every file of `conf.d`, interactive or not.
fn fish(ours: &Ours<'_>) -> Vec<StartFile> {
    let user = &ours.user;
    let folder = user.in_config("fish");
    if !user.has(&["fish"]) && !files::is_dir(&folder) {
        return Vec::new();
    }
    let line = "if test -x @program@\n    @program@ env fish 2>/dev/null | source\nend\n";
    vec![ours.whole(
        "fish",
        folder.join("conf.d/npmcred.fish"),
        ours.line(Form::Fish, line),
    )]
}

/// nushell evaluates nothing at run time, so the text itself is its start file.
fn nushell(ours: &Ours<'_>) -> Vec<StartFile> {
    let user = &ours.user;
    let Some(config) = user
        .context
        .config_folder()
        .ok()
        .and_then(|ours| Some(ours.parent()?.join("nushell")))
    else {
        return Vec::new();
    };
    if !ours.can_be_named(Form::Nushell) || !user.has(&["nu"]) && !files::is_dir(&config) {
        return Vec::new();
    }
    let text = text(user.context, Form::Nushell, ours.folder);
    vec![ours.whole(
        "nushell",
        config.join("autoload/npmcred.nu"),
        text.into_bytes(),
    )]
}

fn elvish(ours: &Ours<'_>) -> Vec<StartFile> {
    let user = &ours.user;
    let path = user.in_config("elvish/rc.elv");
    if !user.has(&["elvish"]) && !files::is_file(&path) {
        return Vec::new();
    }
    let line =
        "try { eval ((external @program@) env elvish 2>/dev/null | slurp) } catch e { nop }\n";
    vec![ours.lines("elvish", path, Form::Elvish, line)]
}

/// xonsh reads every file of `rc.d`.
fn xonsh(ours: &Ours<'_>) -> Vec<StartFile> {
    let user = &ours.user;
    let folder = user.in_config("xonsh");
    if !user.has(&["xonsh"])
        && !files::is_dir(&folder)
        && !files::is_file(&user.at_home(".xonshrc"))
    {
        return Vec::new();
    }
    let line = "try:\n    execx(__import__('subprocess').run([__import__('os').fsdecode(@program@), 'env', 'xonsh'], \
                capture_output=True).stdout.decode())\nexcept Exception:\n    pass\n";
    vec![ours.whole(
        "xonsh",
        folder.join("rc.d/npmcred.xsh"),
        ours.line(Form::Xonsh, line),
    )]
}

/// tcsh reads `.cshrc` only where there is no `.tcshrc`. It cannot drop standard error alone, so a
/// shell does.
fn tcsh(ours: &Ours<'_>) -> Vec<StartFile> {
    let user = &ours.user;
    let [own, shared] = [".tcshrc", ".cshrc"].map(|name| user.at_home(name));
    if !ours.can_be_named(Form::Tcsh) || !user.has(&["tcsh"]) && !files::is_file(&own) {
        return Vec::new();
    }
    let path = if files::is_file(&own) { own } else { shared };
    let line = "if ( -x @program@ ) then\n  eval \"`sh -c '\"'\"$0\" env tcsh 2>/dev/null'\"' @program@`\"\nendif\n";
    vec![ours.lines("tcsh", path, Form::Tcsh, line)]
}

/// The profile for all hosts.
fn power_shell(ours: &Ours<'_>) -> Vec<StartFile> {
    let user = &ours.user;
    let folders = folders::power_shell(&user.home, &user.config());
    let has = user.has(&["pwsh", "powershell"]);
    let line = "if (Test-Path -LiteralPath @program@ -PathType Leaf) {\n  \
                try { & @program@ env powershell 2>$null | Out-String | Invoke-Expression } catch { }\n}\n";
    let is_for =
        |folder: &PathBuf| ours.can_be_named(Form::PowerShell) && (has || files::is_dir(folder));
    let there = folders.into_iter().filter(is_for);
    there
        .map(|folder| {
            ours.lines(
                "PowerShell",
                folder.join("profile.ps1"),
                Form::PowerShell,
                line,
            )
        })
        .collect()
}

/// What a desktop starts, editors among it, where systemd starts the session. PATH may be unset
/// there.
fn desktop(ours: &Ours<'_>) -> Vec<StartFile> {
    let user = &ours.user;
    let folder = ours
        .folder
        .as_os_str()
        .to_str()
        .filter(|text| !text.contains(char::is_control));
    let (Some(folder), true) = (
        folder,
        ENVIRONMENT_D_READERS
            .iter()
            .any(|path| files::is_file(Path::new(path))),
    ) else {
        return Vec::new();
    };
    // In quotes a backslash escapes, but a dollar is only kept by another one.
    let escaped: String = folder
        .chars()
        .flat_map(|letter| {
            let before = match letter {
                '$' => Some('$'),
                '\\' | '"' | '`' => Some('\\'),
                _ => None,
            };
            before.into_iter().chain([letter])
        })
        .collect();
    let text = format!("PATH=\"{escaped}:${{PATH:-/usr/local/bin:/usr/bin:/bin}}\"\n");
    vec![ours.whole(
        "desktop session",
        user.in_config("environment.d/60-npmcred.conf"),
        text.into_bytes(),
    )]
}
