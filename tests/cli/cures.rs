//! Hints that are typed as they are shown.

use super::{CANARY, Home};

#[test]
fn a_profile_that_is_new_is_said() {
    let home = Home::new();
    let kept = home.npmcred_fed(
        &[
            "store",
            "--registry",
            "https://h/",
            "--profile",
            "work",
            "--expires",
            "2h",
        ],
        CANARY.as_bytes(),
    );
    assert_eq!(kept.status, 0, "{kept:?}");
    let known = home.npmcred(["use", "work"]);
    assert_eq!((known.status, known.err.as_str()), (0, ""), "{known:?}");
    let new = home.npmcred(["use", "wrok"]);
    let want = "note: profile wrok is new: nothing is stored for it; there is work\n\
                hint: log in: npmcred login --profile wrok\n";
    assert_eq!((new.status, new.err.as_str()), (0, want), "{new:?}");
    assert_eq!(home.npmcred(["use", "default"]).err, "");
    let gone = home.npmcred(["remove", "--registry", "https://h/", "--profile", "work"]);
    assert_eq!(gone.status, 0, "{gone:?}");
}

/// Each hint is typed as it is shown, and works.
#[test]
fn words_of_other_programs_lead_to_the_right_command() {
    let home = Home::new();
    for typed in [
        "uninstall",
        "version",
        "whoami",
        "rm",
        "help uninstall",
        "switch",
        "settings",
    ] {
        let said = home.npmcred(typed.split(' '));
        assert_eq!(said.status, 2, "{typed}: {said:?}");
        let hint = said
            .err
            .lines()
            .find(|line| line.starts_with("hint: "))
            .unwrap();
        let (_, command) = hint.split_once("npmcred ").unwrap();
        let cured = home.npmcred(command.split(' '));
        // What other tests have in the kernel's keyring at this moment is asked for as well.
        let others = cured.status == 5 && cured.err.contains("could not be checked");
        assert!(cured.status == 0 || others, "{typed}: {hint}: {cured:?}");
    }
    let said = home.npmcred_fed(
        &["store", "--registry", "npm.example.com"],
        CANARY.as_bytes(),
    );
    let hint = "hint: name it in full: --registry https://npm.example.com/\n";
    assert!(said.status == 2 && said.err.ends_with(hint), "{said:?}");
}
