//! The address that a key of npm's gives a secret: which scheme it means, and what is refused.
//!
//! A key has no scheme, so only what the user configured can say it. An address may hold a secret
//! itself.

use super::recorder::Recorder;
use super::secrets::{OTHER, TOKEN, registries, user_file};
use super::support::Lab;
use super::world::registry;

const NEXUS: &str = "http://nexus.acme.test:8081/repository/npm/";

/// The address that is configured, the key's, and the address that the secret is kept for.
const ADDRESSES: [(&str, &str, &str); 6] = [
    (NEXUS, "//nexus.acme.test:8081/repository/npm/", NEXUS),
    (
        "http://nexus.acme.test:8081/repository/npm",
        "//nexus.acme.test:8081/repository/npm/",
        NEXUS,
    ),
    (
        NEXUS,
        "//nexus.acme.test:8081/",
        "http://nexus.acme.test:8081/",
    ),
    (
        "http://nexus.acme.test:8081/",
        "//nexus.acme.test:8081/repository/npm/",
        NEXUS,
    ),
    (NEXUS, "//nexus.acme.test/", "https://nexus.acme.test/"),
    (
        NEXUS,
        "//nexus.acme.test:8082/",
        "https://nexus.acme.test:8082/",
    ),
];

/// A key has no scheme: what the user configured for that host says it, and a project alone does
/// not.
#[test]
fn a_key_is_kept_for_the_address_that_is_configured() {
    let lab = Lab::shimmed(12, registry());
    let work = lab.project(
        "work",
        &serde_json::json!({ "name": "work", "version": "1.0.0" }),
    );
    for (configured, dart, want) in ADDRESSES {
        lab.write("home/.npmrc", format!("registry={configured}\n"));
        let pair = format!("{dart}:_authToken={TOKEN}");
        let told = lab.npm(&work, &["config", "set", &pair]).run().expect(0);
        assert_eq!(
            told.err().contains("can read it on its way"),
            want.starts_with("http:"),
            "{told}"
        );
        assert_eq!(registries(&lab), [want], "{configured} {dart}");
        // It is handed over for what is configured, and only there.
        let plan = lab.npmcred(&["explain", "npm", "whoami"]).cwd(&work).run();
        let is_asked = format!("{configured}/").starts_with(want);
        assert_eq!(plan.out().contains("_authToken"), is_asked, "{plan}");
        lab.npmcred(&["remove", "--registry", want]).run().expect(0);

        lab.write("home/.npmrc", "");
        lab.write("work/work/.npmrc", format!("registry={configured}\n"));
        let told = lab.npm(&work, &["config", "set", &pair]).run();
        if want.starts_with("http:") {
            let hint = format!("npmcred store --registry {want} --insecure-http");
            let told = told.expect(7);
            assert!(
                told.err().contains(&hint) && registries(&lab).is_empty(),
                "{told}"
            );
        } else {
            told.expect(0);
            lab.npmcred(&["remove", "--registry", want]).run().expect(0);
        }
        std::fs::remove_file(lab.path("work/work/.npmrc")).unwrap();
    }
}

/// An address with a secret in it is neither written nor shown, and whoever has one is told.
#[test]
fn an_address_with_a_secret_is_refused_and_found() {
    for major in [8, 12] {
        let lab = Lab::shimmed(major, registry());
        let (work, before) = (lab.path("work"), user_file(&lab));
        let token = format!("https://one.example/:_authToken={TOKEN}");
        let password = format!("https://me:{OTHER}@two.example/npm/");
        for (key, url, host) in [
            ("@acme:registry", &token, "https://one.example/"),
            ("@acme:registry", &password, "https://two.example/npm/"),
            ("registry", &token, "https://one.example/"),
        ] {
            for args in [
                vec!["config", "set", key, url],
                vec!["set", &format!("{key}={url}")],
            ] {
                let told = lab.npm(&work, &args).run().expect(7);
                assert_eq!(user_file(&lab), before, "npm {major}: {told}");
                assert!(
                    told.err().contains(&format!("{key}={host}")),
                    "npm {major}: {told}"
                );
                assert!(
                    told.err()
                        .contains(&format!("npmcred store --registry {host}")),
                    "npm {major}: {told}"
                );
                assert_silent(&told);
            }
        }
        for url in [&token, &password] {
            assert_silent(
                &lab.npmcred(&["explain", "npm", "view", "x", "--registry", url])
                    .run(),
            );
            assert_silent(
                &lab.npmcred(&["explain", "--json", "npm", "view", "x", "--registry", url])
                    .run(),
            );
            lab.write("home/.npmrc", format!("@acme:registry={url}\n"));
            assert_silent(&lab.npmcred(&["explain", "npm", "view", "x"]).run());
            for words in [&["migrate", "--dry-run"][..], &["doctor"]] {
                let told = lab.npmcred(words).run();
                let (out, host) = (
                    told.out() + &told.err(),
                    if *url == token { "one" } else { "two" },
                );
                assert!(
                    out.contains(&format!("npmcred store --registry https://{host}.example/")),
                    "npm {major}: {told}"
                );
                assert_silent(&told);
            }
            lab.write("home/.npmrc", &before);
        }
    }
}

/// Nobody is asked at such an address, whichever way a login is told it.
#[test]
fn a_login_does_not_take_an_address_with_a_secret() {
    for major in [8, 12] {
        let lab = Lab::shimmed(major, registry());
        let (work, before, asked) = (lab.path("work"), user_file(&lab), Recorder::listen());
        let host = asked.url();
        let at = host.trim_start_matches("http://");
        for url in [
            format!("{host}:_authToken={TOKEN}"),
            format!("http://me:{OTHER}@{at}"),
        ] {
            let runs = [
                lab.npm(&work, &["login", "--registry", &url]),
                lab.npm(
                    &work,
                    &["login", "--scope=@acme", &format!("--registry={url}")],
                ),
                lab.npm(&work, &["logout", "--registry", &url]),
                lab.npmcred(&["login", "--registry", &url, "--no-browser"]),
                lab.npmcred(&["login", "--registry", &url, "--with-token"])
                    .stdin(TOKEN),
                lab.npmcred(&["store", "--registry", &url]).stdin(TOKEN),
            ];
            for run in runs {
                let told = run.run();
                assert!(!told.status.success(), "npm {major}: {told}");
                assert_silent(&told);
                assert!(told.err().contains("secret"), "npm {major}: {told}");
                assert_eq!(user_file(&lab), before, "npm {major}: {told}");
                assert!(registries(&lab).is_empty(), "npm {major}: {told}");
            }
        }
        assert!(!asked.was_asked(), "npm {major}");
    }
}

#[track_caller]
fn assert_silent(told: &super::support::run::Outcome) {
    let shown = told.out() + &told.err();
    assert!(!shown.contains(TOKEN) && !shown.contains(OTHER), "{told}");
}
