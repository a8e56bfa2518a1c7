//! npm commands that would write a secret into a file are served from the store instead.

use super::packages::{assert_no_file_has, consumer, registry};
use super::support::Lab;
use super::support::tools::MAJORS;

#[test]
fn a_secret_set_in_npms_config_goes_to_the_store() {
    for major in MAJORS {
        let lab = Lab::shimmed(major, registry());
        let project = consumer(&lab, "consumer");
        let (key, token) = (format!("{}:_authToken", lab.registry.nerf()), &lab.registry.reader.token);
        for args in [
            vec!["config".to_owned(), "set".to_owned(), format!("{key}={token}")],
            vec!["config".to_owned(), "set".to_owned(), key.clone(), token.clone()],
            vec!["set".to_owned(), format!("{key}={token}")],
        ] {
            let outcome = lab.run("npm").cwd(&project).args(args).run().expect(0);
            assert_eq!(outcome.said().len(), 1, "npm {major}: it says so in one line: {outcome}");
            assert!(!outcome.err().contains(token) && !outcome.out().contains(token), "{outcome}");
            assert_no_file_has(&lab, &[&lab.registry.reader]);
            let who = lab.npm(&project, &["whoami"]).run().expect(0);
            assert_eq!(who.out().trim(), "reader", "npm {major}");
            lab.npmcred(&["remove", "--registry", &lab.registry.url]).run().expect(0);
        }
        let plain = lab.npm(&project, &["config", "set", "fund=true"]).run().expect(0);
        assert!(plain.said().is_empty(), "any other key is npm's own business: {plain}");
        let kept = std::fs::read_to_string(lab.path("home/.npmrc")).unwrap();
        assert!(kept.contains("fund=true"), "{kept}");
    }
}

/// Neither `npm login`, which would write a token, nor any other command leaves a trace of a stored one in `~/.npmrc`.
#[test]
fn login_and_logout_write_nothing() {
    for major in [8, 11, 12] {
        let lab = Lab::shimmed(major, registry());
        lab.store(&lab.registry.url, &lab.registry.writer, &[]);
        let project = consumer(&lab, "consumer");
        let before = std::fs::read(lab.path("home/.npmrc")).unwrap();
        let login = lab.npm(&project, &["login"]).run();
        assert!(!login.status.success() && login.err().contains("npmcred store"), "npm {major}: {login}");
        lab.npm(&project, &["logout"]).run();
        assert!(before == std::fs::read(lab.path("home/.npmrc")).unwrap(), "npm {major} changed ~/.npmrc");
        let who = lab.npm(&project, &["whoami"]).run().expect(0);
        assert_eq!(who.out().trim(), "writer", "npm {major}: the stored token was revoked");
        assert_no_file_has(&lab, &[&lab.registry.writer]);
    }
}
