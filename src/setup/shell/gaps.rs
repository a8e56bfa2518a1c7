//! The ways to start programs that no start file reaches.

use super::user::User;
use crate::context::Context;
use crate::report::{Command, Hint};
use npmcred_platform::folders::PROGRAMS;
use npmcred_platform::{files, hint};
use std::path::Path;

/// A way to start programs that reads no file in which we could set PATH.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// Its name for a user.
    pub what: &'static str,
    /// Why not.
    pub why: &'static str,
    /// How to reach it; a literal line if there is one.
    pub cure: Hint,
}

/// The gaps that [`start_files`](super::start_files) leaves for this user.
#[must_use]
pub fn gaps(context: &Context, folder: &Path) -> Vec<Gap> {
    let Some(home) = context.home() else {
        return Vec::new();
    };
    let user = User { context, home };
    let programs = PROGRAMS.iter().map(Path::new);
    let path = std::env::join_paths(std::iter::once(folder).chain(programs)).unwrap_or_default();
    let mut gaps = vec![Gap {
        what: "cron",
        why: "a crontab has a PATH of its own",
        cure: Hint::new(
            "add this line to the crontab, with crontab -e",
            Command::default().value("PATH", &path),
        ),
    }];
    if user.has(&["bash"]) {
        gaps.push(Gap {
            what: "bash that is neither interactive nor a login (scripts, remote commands)",
            why: "it reads no file of the user's, or one that returns early",
            cure: Hint::fixed("start it as a login shell, which reads your login file: bash -lc"),
        });
    }
    if user.has(&["dash", "busybox"]) && user.env_file().is_none() {
        gaps.push(Gap {
            what: "sh, dash or busybox, interactive but not a login",
            why: "it reads only the file that ENV names, and ENV is not set",
            cure: Hint::new("set it where you log in", Command::new(hint::SET_ENV_FILE)),
        });
    }
    if user.has(&["yash"]) && !files::is_file(&user.home.join(".yashrc")) {
        gaps.push(Gap {
            what: "yash, interactive but not a login",
            why: "it has no ~/.yashrc, and one with our line alone would hide its own defaults",
            cure: Hint::new(
                "make one and set up again",
                Command::new(hint::COPY_YASH_START_FILE).then("npmcred setup"),
            ),
        });
    }
    if user.has(&["nu"]) {
        gaps.push(Gap {
            what: "nushell that is not interactive (nu -c, scripts)",
            why: "it reads its autoload folder only at a prompt",
            cure: Hint::fixed("start it where PATH is set already"),
        });
    }
    gaps.push(Gap {
        what: "services and git hooks that start without your session",
        why: "their PATH is whatever started them",
        cure: Hint::new("begin them with", hint::set_variable("PATH", path).into()),
    });
    gaps
}
