//! Which command is taken for the one that was meant.

use super::tests::said;

#[test]
fn the_nearest_command_is_named() {
    for (line, hint) in [
        ("npmcred mirgate", "npmcred migrate"),
        ("npmcred stetup", "npmcred setup"),
        ("npmcred publish", "npm publish"),
        (
            "npmcred whoami",
            "see every stored account: npmcred status --check",
        ),
        (
            "npmcred uninstall",
            "uninstall npmcred: npmcred setup --undo",
        ),
        ("npmcred version", "show the version: npmcred --version"),
        ("npmcred ls", "npmcred list"),
        ("npmcred help publish", "npm help publish"),
        (
            "npmcred help uninstall",
            "uninstall npmcred: npmcred setup --undo",
        ),
        ("npmcred token creat", "npmcred token create"),
        ("npmcred help migrat", "npmcred migrate"),
        ("npmcred --profile work logn", "npmcred login"),
    ] {
        let error = said(line);
        assert_eq!(error.message, "no such command", "{line}");
        assert_eq!(
            error.hint_lines().first().map(String::as_str),
            Some(hint),
            "{line}: {error:?}"
        );
    }
}

#[test]
fn no_hidden_command_is_named() {
    assert_eq!(said("npmcred unlok").hint_lines(), ["npmcred unlock"]);
    let help = ["see how it is used: npmcred help"];
    assert_eq!(said("npmcred manul").hint_lines(), help);
}
