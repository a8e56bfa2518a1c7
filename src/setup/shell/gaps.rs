//! What no start file reaches.

use super::user::User;
use crate::context::Context;
use npmcred_platform::files;
use std::path::Path;

/// A way to start programs for which the system has no place that we could write to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// What is not reached, as a user calls it.
    pub what: &'static str,
    /// Why not.
    pub why: &'static str,
    /// What reaches it; a literal line where there is one.
    pub cure: String,
}

/// What stays outside [`start_files`](super::start_files) for this user.
#[must_use]
pub fn gaps(context: &Context, folder: &Path) -> Vec<Gap> {
    let Some(home) = context.home() else { return Vec::new() };
    let user = User { context, home };
    let line = format!("PATH={}:/usr/local/bin:/usr/bin:/bin", folder.display());
    let mut gaps = vec![Gap {
        what: "cron",
        why: "a crontab has a PATH of its own",
        cure: format!("add this line to the crontab, with crontab -e: {line}"),
    }];
    if user.has(&["bash"]) {
        gaps.push(Gap {
            what: "bash that is neither interactive nor a login (scripts, remote commands)",
            why: "it reads no file of the user's, or one that returns early",
            cure: format!("start it as a login shell, which reads {}: bash -lc", user.bash_login_file().display()),
        });
    }
    if user.has(&["dash", "busybox"]) && user.env_file().is_none() {
        gaps.push(Gap {
            what: "sh, dash or busybox, interactive but not a login",
            why: "it reads only the file that ENV names, and ENV is not set",
            cure: "set it where you log in: export ENV=\"$HOME/.shrc\"".to_owned(),
        });
    }
    if user.has(&["yash"]) && !files::is_file(&user.home.join(".yashrc")) {
        gaps.push(Gap {
            what: "yash, interactive but not a login",
            why: "it has no ~/.yashrc, and one with our line alone would hide its own defaults",
            cure: "make one and set up again: cp /usr/share/yash/initialization/sample ~/.yashrc; npmcred setup"
                .to_owned(),
        });
    }
    if user.has(&["nu"]) {
        gaps.push(Gap {
            what: "nushell that is not interactive (nu -c, scripts)",
            why: "it reads its autoload folder only at a prompt",
            cure: "start it where PATH is set already".to_owned(),
        });
    }
    gaps.push(Gap {
        what: "services and git hooks that start without your session",
        why: "their PATH is whatever started them",
        cure: format!("begin them with: export {line}"),
    });
    gaps
}
