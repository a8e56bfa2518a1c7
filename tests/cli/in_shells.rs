//! The program as shells and pipes meet it: `npmcred env`, the shims on disk, and a reader that
//! leaves early.
//!
//! The full tests with every shell are in `tests/shells`; these need nothing but the program.

use std::fs;

use super::{Home, Said};

/// `eval $(npmcred env)`, unquoted, in real shells; a home with a space in its name.
#[test]
fn one_line_puts_the_shims_first_in_every_shell_and_only_once() {
    let script = "cd /; eval $(NPMCRED env); command -v npm; eval $(NPMCRED env); echo \"$PATH\"";
    let script = script.replace("NPMCRED", &format!("'{}'", env!("CARGO_BIN_EXE_npmcred")));
    for shell in ["sh", "dash", "bash", "zsh"] {
        let home = Home::new();
        let said = Said::of(&home.command(shell).args(["-c", &script]).output().unwrap());
        let shims = home.path().join(".local/share/npmcred/bin");
        let (npm, path) = said.out.split_once('\n').unwrap();
        assert_eq!(
            npm,
            shims.join("npm").to_str().unwrap(),
            "{shell}: {said:?}"
        );
        assert_eq!(
            path.matches(shims.to_str().unwrap()).count(),
            1,
            "{shell}: {said:?}"
        );
        assert!(said.err.is_empty(), "{shell}: {said:?}");
    }
}

#[test]
fn setup_leaves_a_strangers_file_alone() {
    let home = Home::new();
    assert_eq!(home.npmcred(["setup"]).status, 0);
    assert_eq!(home.npmcred(["setup"]).status, 0, "again is no failure");
    let npx = home.path().join(".local/share/npmcred/bin/npx");
    fs::remove_file(&npx).unwrap();
    fs::write(&npx, "mine").unwrap();
    let said = home.npmcred(["setup"]);
    assert_eq!(said.status, 7, "{said:?}");
    assert_eq!(fs::read(&npx).unwrap(), b"mine");
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let home = Home::new();
    let script = format!(
        "'{}' help | head -n 1 >/dev/null; echo \"${{PIPESTATUS[0]}}\"",
        env!("CARGO_BIN_EXE_npmcred")
    );
    let said = Said::of(&home.command("bash").args(["-c", &script]).output().unwrap());
    assert_eq!((said.out.as_str(), said.err.as_str()), ("0\n", ""));
}
