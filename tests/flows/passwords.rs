//! Names, passwords and addresses that are set one by one.

use super::packages::{assert_no_file_has, registry};
use super::support::needles::base64;
use super::support::registry::User;
use super::support::{Front, Lab};

fn user_file(lab: &Lab) -> String {
    std::fs::read_to_string(lab.path("home/.npmrc")).unwrap()
}

/// As registries have people set it up: the same password at two paths, each with a name and an
/// address, in any order.
#[test]
fn a_name_a_password_and_an_address_may_be_set_in_any_order() {
    let orders: [[&str; 3]; 4] = [
        ["_password", "username", "email"],
        ["email", "_password", "username"],
        ["username", "email", "_password"],
        ["_password", "email", "username"],
    ];
    for (major, order) in [8, 12, 12, 12].into_iter().zip(orders) {
        let lab = Lab::shimmed(major, registry());
        let User { name, password, .. } = &lab.registry.writer;
        let work = lab.path("work");
        let below = lab.registry.below.trim_start_matches("http:");
        lab.write(
            "home/.npmrc",
            lab.user_config()
                .replace(&lab.registry.url, &lab.registry.below),
        );
        let password = String::from_utf8(base64(password.as_bytes())).unwrap();
        for key in order {
            let value = match key {
                "_password" => password.as_str(),
                "username" => name,
                _ => "some@body.example",
            };
            for dart in [below, lab.registry.nerf()] {
                lab.npm(&work, &["config", "set", &format!("{dart}:{key}={value}")])
                    .run()
                    .expect(0);
            }
            assert_no_file_has(&lab, &[&lab.registry.writer]);
        }
        let who = lab.npm(&work, &["whoami"]).run().expect(0);
        assert_eq!(who.out().trim(), "writer", "npm {major} {order:?}");
        let word = format!("no-such-package-{}", lab.unique());
        let told = lab
            .npm(&work, &["view", &word, "--fetch-retries=0"])
            .run()
            .expect(1);
        assert!(!told.err().to_lowercase().contains("npm warn"), "{told}");
        let sent = lab.registry.requests(&word).pop().unwrap().authorization;
        assert!(
            sent.is_some_and(|sent| sent.starts_with("Basic ")),
            "npm {major} {order:?}"
        );
        assert_eq!(lab.kept().len(), 2, "npm {major} {order:?}");
        assert!(!user_file(&lab).contains("_password"));
    }
}

/// A password alone neither serves a command nor takes the place of what is kept.
#[test]
fn a_password_waits_for_its_user_name() {
    let lab = Lab::shimmed(12, registry());
    let (work, key) = (
        lab.path("work"),
        format!("{}:_password=cHc=", lab.registry.nerf()),
    );
    let told = lab.npm(&work, &["config", "set", &key]).run().expect(0);
    assert!(
        told.err().contains(&format!(
            "npm config set {}:username NAME",
            lab.registry.nerf()
        )),
        "{told}"
    );
    lab.npm(&work, &["whoami"]).run().expect(1);
    assert!(
        lab.npmcred(&["list"])
            .run()
            .expect(0)
            .out()
            .contains("without its user name")
    );
    let asked = lab
        .npmcred(&["status", "--check", "--json"])
        .run()
        .expect(0)
        .out();
    assert!(
        asked.contains(r#""could_not_ask": "its user name is missing""#),
        "{asked}"
    );
    lab.store(&lab.registry.url, &lab.registry.writer, &["--yes"]);
    lab.npm(&work, &["config", "set", &key]).run().expect(7);
    assert_eq!(
        lab.npm(&work, &["whoami"]).run().expect(0).out().trim(),
        "writer"
    );
}

/// Companies call people by their addresses, with a domain, or as they are written.
#[test]
fn a_user_name_of_any_form_is_sent_as_from_npms_file() {
    for (major, names) in [
        (8, ["Kim.O@Example.com", "CORP\\kim"]),
        (12, ["CORP\\Kim.O@example.com", "kim o"]),
    ] {
        let lab = Lab::shimmed(major, registry());
        let (work, nerf) = (lab.path("work"), lab.registry.nerf());
        let password = String::from_utf8(base64(b"pw")).unwrap();
        for (at, name) in names.into_iter().enumerate() {
            let sent = |way: &str| {
                let word = format!("nothing-{way}-{at}-{}", lab.unique());
                lab.npm(&work, &["view", &word, "--fetch-retries=0"]).run();
                lab.registry
                    .requests(&word)
                    .pop()
                    .unwrap()
                    .authorization
                    .unwrap()
            };
            let set = [
                format!("{nerf}:username={name}"),
                format!("{nerf}:_password={password}"),
            ];
            lab.put(Front::Bare);
            lab.write(
                "home/.npmrc",
                format!("{}{}\n", lab.user_config(), set.join("\n")),
            );
            let plain = sent("plain");
            assert!(plain.starts_with("Basic "), "{plain}");
            // npm takes the name from what it has, and asks nobody.
            let who = || lab.npm(&work, &["whoami"]).run().expect(0).out();
            let named = who();
            lab.put(Front::Shim);
            lab.write("home/.npmrc", lab.user_config());
            lab.npm(&work, &["config", "set", &set[0], &set[1]])
                .run()
                .expect(0);
            assert_eq!(sent("set"), plain, "npm {major} {name}");
            assert!(!user_file(&lab).contains("username"));
            let (url, forget) = (
                &lab.registry.url,
                lab.npmcred(&["remove", "--registry", &lab.registry.url]),
            );
            forget.run().expect(0);
            let store = lab.npmcred(&["store", "--registry", url, "--basic", "--username", name]);
            store.stdin("pw").run().expect(0);
            assert_eq!(sent("stored"), plain, "npm {major} {name}");
            assert_eq!(who(), named, "npm {major} {name}");
            forget.run().expect(0);
        }
    }
}
