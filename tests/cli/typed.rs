//! Hints about the command line itself, typed as they are shown.

use std::fs;

use super::{Home, Said};

/// What stands behind these words in a hint.
#[track_caller]
fn behind(said: &Said, says: &str) -> String {
    let lead = match says {
        "" => "hint: ".to_owned(),
        _ => format!("hint: {says}: "),
    };
    let line = said.err.lines().find_map(|line| line.strip_prefix(&lead));
    line.unwrap_or_else(|| panic!("no {says:?}: {said:?}"))
        .to_owned()
}

/// Types a hint in a shell.
#[track_caller]
fn typed(home: &Home, line: &str) -> Said {
    Said::of(&home.command("/bin/sh").args(["-c", line]).output().unwrap())
}

#[test]
fn where_a_command_is_not_known() {
    let home = Home::new();
    for (words, says) in [
        ("xyzzy", "see how it is used"),
        ("token", "see how it is used"),
        ("explain git pull", "for example"),
        (
            "--profile two env",
            "leave --profile out, and see the commands",
        ),
        ("help migrat", ""),
    ] {
        let said = home.npmcred(words.split(' '));
        assert_eq!(said.status, 2, "{said:?}");
        let done = typed(&home, &format!("{} </dev/null", behind(&said, says)));
        // Without a terminal a migration only says that there is nothing.
        assert_eq!(done.status, 0, "{words}: {done:?}");
    }
    let said = home.npmcred(["uninstall"]);
    let npm = behind(&said, "npm's command of that name");
    assert_eq!(typed(&home, &format!("{npm} --help")).status, 0, "{npm}");
}

#[test]
fn where_a_line_leaves_a_token_in_an_image() {
    let home = Home::new();
    fs::write(home.path().join("Dockerfile"), "FROM node\nARG NPM_TOKEN\n").unwrap();
    let said = home.npmcred(["docker", "--check"]);
    assert_eq!(said.status, 1, "{said:?}");
    let lines = typed(&home, &behind(&said, "see the lines to put instead"));
    assert!(lines.out.contains("--mount=type=secret"), "{lines:?}");
}

#[test]
fn where_a_record_of_the_persons_is_damaged() {
    let home = Home::new();
    let folder = home.path().join(".config/npmcred");
    fs::create_dir_all(&folder).unwrap();
    let file = folder.join("profiles.json");
    fs::write(&file, "{").unwrap();
    let said = home.npmcred(["use"]);
    assert_eq!(said.status, 6, "{said:?}");
    let moved = typed(&home, &behind(&said, "move it away"));
    assert_eq!(moved.status, 0, "{moved:?}");
    assert_eq!(home.npmcred(["use"]).status, 0);
    assert_eq!(fs::read(folder.join("profiles.json.old")).unwrap(), b"{");
}

/// Every hint is one that can be typed: PATH leads to no npmcred, and a space is in the path.
#[test]
fn where_npmcred_is_not_on_path() {
    let home = Home::new();
    let own = home.path().join("a folder");
    fs::create_dir(&own).unwrap();
    let program = own.join("npmcred");
    fs::copy(env!("CARGO_BIN_EXE_npmcred"), &program).unwrap();
    let run = |words: &[&str]| {
        let mut command = home.command(program.to_str().unwrap());
        Said::of(
            &command
                .args(words)
                .env("PATH", "/usr/bin:/bin")
                .output()
                .unwrap(),
        )
    };
    for (words, says) in [
        (&["xyzzy"][..], "see how it is used"),
        (&["mirgate"], ""),
        (&["explain", "git"], "for example"),
        (&["use", "--forget"], "see what is recorded"),
        (
            &["remove", "--registry", "https://h/"],
            "list the stored credentials",
        ),
    ] {
        let said = run(words);
        let line = behind(&said, says);
        let spelled = format!("'{}'", program.display());
        assert!(line.starts_with(&spelled), "{words:?}: {said:?}");
        let mut shell = home.command("/bin/sh");
        let done = shell.args(["-c", &line]).env("PATH", "/usr/bin:/bin");
        let done = Said::of(&done.output().unwrap());
        assert_ne!(done.status, 127, "{words:?}: {done:?}");
        assert!(!done.err.contains("not found"), "{words:?}: {done:?}");
    }
    // As a shim, the same.
    let shim = own.join("npm");
    std::os::unix::fs::symlink(&program, &shim).unwrap();
    let mut command = home.command(shim.to_str().unwrap());
    let said = command.args(["ci"]).env("PATH", own.parent().unwrap());
    let said = Said::of(&said.output().unwrap());
    assert_eq!(said.status, 127, "{said:?}");
}
