//! The commands in the groups and the order in which help lists them.

/// The commands as help lists them.
pub const GROUPS: [(&str, &[&str]); 5] = [
    ("Install", &["setup", "migrate", "doctor"]),
    (
        "Every day",
        &[
            "login", "logout", "store", "list", "status", "rotate", "remove", "unlock",
        ],
    ),
    (
        "Projects and accounts",
        &["use", "trust", "config", "token", "source"],
    ),
    (
        "For scripts and shells",
        &["explain", "exec", "helper", "env", "completions"],
    ),
    ("Containers", &["docker", "run"]),
];
