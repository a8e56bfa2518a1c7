//! What the manual says about npm's commands.

use super::*;
use crate::tool::overview::overview;

#[test]
fn every_command_is_in_it_once() {
    let all = overview(&NPM);
    let mut forms: Vec<&String> = all
        .iter()
        .flat_map(|treatment| &treatment.commands)
        .collect();
    let count = forms.len();
    forms.sort();
    forms.dedup();
    assert_eq!(forms.len(), count);
    for command in NpmCommand::all() {
        assert!(
            forms
                .iter()
                .any(|form| form.split(' ').next() == Some(command.name())),
            "{}",
            command.name()
        );
    }
}

#[test]
fn what_differs_by_the_second_word_is_told_apart() {
    let all = overview(&NPM);
    let under = |form: &str| {
        let found = all
            .iter()
            .find(|treatment| treatment.commands.iter().any(|one| one == form));
        found.map(|treatment| treatment.what)
    };
    for (form, what) in [
        ("install", "Read from a registry"),
        ("whoami", "Read what only an account has"),
        ("publish", "Change something in a registry"),
        ("dist-tag ls", "Read from a registry"),
        ("dist-tag add", "Change something in a registry"),
        ("token create", "Print a token"),
        ("init \u{2026}", "Read from a registry"),
        ("init", "Everything else"),
        ("login", "Log in and out"),
        ("config", "Read and write the configuration"),
        ("run-script", "Everything else"),
    ] {
        assert_eq!(under(form), Some(what), "{form}");
    }
}
