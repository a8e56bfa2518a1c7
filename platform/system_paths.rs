//! Programs and folders that a system of this kind has at fixed paths.

/// The shell that scripts name; `None` where a system has none.
pub const SHELL: Option<&str> = if cfg!(windows) { None } else { Some("/bin/sh") };

/// Prints its environment, one variable a line.
pub const PRINT_ENVIRONMENT: &str = "/usr/bin/env";

/// Where programs that were installed by hand keep what all users share; `None` where a system has
/// no such place.
pub const SHARED: Option<&str> = if cfg!(windows) {
    None
} else {
    Some("/usr/local/share")
};

/// PATH at the beginning of a login (login(1), `ENV_PATH` of login.defs(5)). On macOS each program
/// that is started from the Dock has this one (launchd), and a login's shell adds more to it
/// (`path_helper`).
pub const LOGIN_PATH: &[&str] = if cfg!(target_os = "macos") {
    &["/usr/bin", "/bin", "/usr/sbin", "/sbin"]
} else {
    &["/usr/local/bin", "/usr/bin", "/bin"]
};

/// PATH of a job of cron (crontab(5)).
pub const CRON_PATH: [&str; 2] = ["/usr/bin", "/bin"];

/// The programs that read `environment.d` for a desktop session, in the order in which they are
/// looked for (systemd.environment-generator(7), environment.d(5)).
pub const READ_ENVIRONMENT_D: [&str; 2] = [
    "/usr/lib/systemd/user-environment-generators/30-systemd-environment-d-generator",
    "/lib/systemd/user-environment-generators/30-systemd-environment-d-generator",
];
