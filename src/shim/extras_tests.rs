//! Which credentials are handed over besides those of the command's registries.

use crate::shim::testing::{FETCH, READ, World};

fn at_hand(
    project: &'static str,
    user: &'static str,
    stored: &'static [&'static str],
) -> Vec<String> {
    let (_, _, extras) = World::new(project, user, stored).resolve(FETCH);
    extras.iter().map(|extra| extra.keys.join(" ")).collect()
}

#[test]
fn whatever_npm_may_be_led_to_is_at_hand_and_nothing_else() {
    let user = "registry=https://a/x/\n";
    assert_eq!(
        at_hand("", user, &["https://a/", "https://b/", "https://b/y/"]),
        ["//a/:_authToken", "//b/:_authToken", "//b/y/:_authToken"]
    );
    assert!(
        World::new("", user, &["https://a/", "https://b/"])
            .resolve(READ)
            .2
            .is_empty(),
        "no tarballs"
    );
    let none: [(&str, &str, &'static [&'static str]); 9] = [
        ("", user, &["http://b/"]),
        ("", user, &["https://registry.npmjs.org/"]),
        ("", user, &["work@https://b/"]),
        ("", user, &["https://dead/"]),
        (
            "",
            "registry=https://a/x/\n//b/:_authToken=mine\n",
            &["https://b/"],
        ),
        ("", "registry=http://b/\n", &["https://b/"]),
        ("proxy=http://e/\n", user, &["https://b/"]),
        ("@s:registry=http://b/\n", user, &["https://b/"]),
        ("registry=https://b/z/\n", user, &["https://b/"]),
    ];
    for (project, user, stored) in none {
        assert_eq!(
            at_hand(project, user, stored),
            [""; 0],
            "{project} {user} {stored:?}"
        );
    }
    let placeholder = at_hand("//b/:_authToken=${NPM_TOKEN}\n", user, &["https://b/"]);
    assert_eq!(placeholder, ["//b:_authToken"]);
}
