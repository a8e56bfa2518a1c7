//! What hands nothing over, and what it says.

use super::engine::{build, lab, registry, with_secret};
use super::support::Lab;

/// Each with the status and the lines that are said.
#[test]
fn what_cannot_be_handed_over_says_why() {
    let lab = lab("FROM scratch\nCOPY root /\n");
    let url = &lab.registry.url;
    let other = "https://npm.example.com/";
    let cases: [(&[&str], &[&str], i32, &str); 8] = [
        (&["--secret", "npmrc"], &["docker"], 2, "add: --registry"),
        (&["--registry", url], &["docker"], 2, "add: --secret npmrc"),
        (
            &["--secret", "a,b", "--registry", url],
            &["docker"],
            2,
            "plain letters",
        ),
        (
            &["--secret", "npmrc", "--scope", "@unmapped"],
            &["docker"],
            2,
            "npm config set @unmapped:registry=URL",
        ),
        (
            &["--secret", "npmrc", "--registry", other],
            &["sh"],
            3,
            "npmcred login --registry https://npm.example.com/",
        ),
        (
            &["--secret", "npmrc", "--registry", url, "--use", "write"],
            &["sh"],
            3,
            "for read only",
        ),
        (
            &["--env", "T", "--registry", url, "--registry", other],
            &["sh"],
            3,
            "nothing is stored",
        ),
        (
            &["--secret", "npmrc", "--registry", url],
            &["buildah", "run", "c", "build"],
            2,
            "builds nothing that npmcred knows of",
        ),
    ];
    for (flags, words, status, says) in cases {
        let words = words.iter().map(|&word| word.to_owned()).collect();
        let told = with_secret(&lab, flags, words).run().expect(status);
        assert!(told.err().contains(says), "{told}");
    }
}

#[test]
fn a_secret_that_the_command_names_itself_is_not_named_twice() {
    let lab = lab("FROM scratch\nCOPY root /\n");
    let flags = ["--secret", "npmrc", "--registry", &lab.registry.url];
    let own = build(&lab, &["--secret", "id=npmrc,src=x"]);
    let told = with_secret(&lab, &flags, own).run().expect(2);
    assert!(told.err().contains("names a secret npmrc itself"), "{told}");
}

#[test]
fn below_a_script_nothing_is_handed_over() {
    let lab = Lab::shimmed(12, registry());
    let flags = ["--secret", "npmrc", "--registry", &lab.registry.url];
    let told = with_secret(&lab, &flags, vec!["sh".to_owned()])
        .env("npm_lifecycle_event", "build")
        .run()
        .expect(7);
    assert!(told.err().contains("below a script of npm"), "{told}");
}
