//! The start files of bash, zsh and the other shells that read POSIX text.

use super::ours::Ours;
use crate::setup::shell::form::Form;
use crate::setup::shell::start_file::{StartFile, StartFileReader};
use crate::setup::shell::user::User;
use npmcred_platform::files;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

/// Whoever logs in with a shell that has no file of its own for it.
const LOGIN_SHELLS: StartFileReader = StartFileReader::of("login shells");

/// Sets PATH outright.
const SET_PATH: &str = "if [ -x @program@ ]; then case $PATH: in @folder@:*) ;; *) export PATH=@folder@:\"$PATH\" ;; esac; fi\n";

/// bash reads one file at a login, the first of three, and another if it is interactive and not a
/// login.
pub(super) fn bash(ours: &Ours<'_>) -> Vec<StartFile> {
    let user = &ours.user;
    let login = user.bash_login_file();
    let rc = user.at_home(".bashrc");
    let its_own = login.file_name() != Some(OsStr::new(".profile"));
    if !user.has(&["bash"]) && !files::is_file(&rc) && !its_own {
        return Vec::new();
    }
    let reader = if its_own {
        StartFileReader::at("bash", "bash at login")
    } else {
        LOGIN_SHELLS
    };
    vec![
        ours.evaluates(StartFileReader::of("bash"), rc),
        ours.evaluates(reader, login),
    ]
}

/// zsh always reads `.zshenv`, which reaches scripts and remote commands; a login's own files come
/// after it and may put something in front again.
pub(super) fn zsh(ours: &Ours<'_>) -> Vec<StartFile> {
    let user = &ours.user;
    let folder = zsh_folder(user);
    let names = [".zshenv", ".zprofile", ".zshrc"];
    if !user.has(&["zsh"]) && !names.iter().any(|name| files::is_file(&folder.join(name))) {
        return Vec::new();
    }
    vec![
        ours.lines(
            StartFileReader::at("zsh", "zsh, always"),
            folder.join(names[0]),
            Form::Posix,
            SET_PATH,
        ),
        ours.evaluates(
            StartFileReader::at("zsh", "zsh at login"),
            folder.join(names[1]),
        ),
        ours.evaluates(StartFileReader::of("zsh"), folder.join(names[2])),
    ]
}

/// `ZDOTDIR` from the environment, or from a plain line of `~/.zshenv`.
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

/// The value of the last plain line `ZDOTDIR=…`; `None` if there is none that can be read without
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

/// `.profile` is for logins of all other shells and of most display managers. When interactive, ksh
/// and mksh read the file in `ENV` or one of their own, dash and busybox only the former, yash only
/// its own.
pub(super) fn posix(ours: &Ours<'_>) -> Vec<StartFile> {
    let user = &ours.user;
    let mut rows = Vec::new();
    let profile = user.at_home(".profile");
    if files::is_file(&profile)
        || user.logs_in_with(&["sh", "dash", "ash", "busybox", "ksh", "ksh93", "mksh"])
    {
        rows.push(ours.evaluates(LOGIN_SHELLS, profile));
    }
    let chosen = user.env_file();
    if let Some(path) = chosen.clone() {
        rows.push(ours.evaluates(
            StartFileReader::at("interactive shells", "interactive shells, by ENV"),
            path,
        ));
    }
    for (reader, names, file) in [
        ("ksh", &["ksh", "ksh93"][..], ".kshrc"),
        ("mksh", &["mksh"], ".mkshrc"),
        ("yash", &["yash"], ".yashrc"),
    ] {
        let path = user.at_home(file);
        // Without such a file, yash reads good defaults from elsewhere, which one of ours would
        // hide.
        let may_be_made = reader != "yash" && user.has(names);
        let by_env = chosen.is_some() && reader != "yash";
        if !by_env && (files::is_file(&path) || may_be_made) {
            rows.push(ours.evaluates(StartFileReader::of(reader), path));
        }
    }
    let yash_login = user.at_home(".yash_profile");
    if files::is_file(&yash_login) || user.has(&["yash"]) {
        rows.push(ours.evaluates(StartFileReader::at("yash", "yash at login"), yash_login));
    }
    rows
}
