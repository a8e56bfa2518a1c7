//! What `npm login` and `npm logout` leave in the user's file: every byte but secrets.
//!
//! A token in a project's file still wins over what a login stored, so that file is named.

use super::packages::{assert_no_file_has, consumer, registry};
use super::support::Lab;
use super::support::tools::majors;

/// A login by password and a logout: the token goes to the store and away again, the file keeps
/// every byte.
#[test]
fn login_and_logout_write_no_secret() {
    for major in majors() {
        let lab = Lab::shimmed(major, registry());
        let project = consumer(&lab, "consumer");
        let before = std::fs::read(lab.path("home/.npmrc")).unwrap();
        let user = &lab.registry.writer;
        let typed = format!("{}\n{}\nme@example.invalid\n", user.name, user.password);
        let login = lab
            .npm(&project, &["login", "--auth-type=legacy"])
            .stdin(typed)
            .run()
            .expect(0);
        assert!(login.out().contains("Logged in"), "npm {major}: {login}");
        assert!(
            before == std::fs::read(lab.path("home/.npmrc")).unwrap(),
            "npm {major} changed ~/.npmrc"
        );
        let who = lab.npm(&project, &["whoami"]).run().expect(0);
        assert_eq!(who.out().trim(), "writer", "npm {major}");
        assert_no_file_has(&lab, &[user]);
        let logout = lab.npm(&project, &["logout"]).run().expect(0);
        assert!(
            logout.stdout.is_empty(),
            "npm {major} says nothing: {logout}"
        );
        assert_eq!(
            lab.npmcred(&["list", "--json"])
                .run()
                .expect(0)
                .out()
                .matches("session")
                .count(),
            0,
            "npm {major}"
        );
        let again = lab.npm(&project, &["logout"]).run().expect(1);
        assert!(
            again.err().contains("not logged in to"),
            "npm {major}: {again}"
        );
        assert!(
            before == std::fs::read(lab.path("home/.npmrc")).unwrap(),
            "npm {major} changed ~/.npmrc"
        );
    }
}

/// A dead token in the project goes on winning over what a login gave: it is named, with its file
/// and line.
#[test]
fn what_wins_over_a_login_is_named() {
    for major in [8, 12] {
        let lab = Lab::shimmed(major, registry());
        let project = consumer(&lab, "consumer");
        lab.write(
            "work/consumer/.npmrc",
            format!("fund=false\n{}:_authToken=npm_dead\n", lab.registry.nerf()),
        );
        let user = &lab.registry.writer;
        let typed = format!("{}\n{}\nme@example.invalid\n", user.name, user.password);
        let login = lab
            .npm(&project, &["login", "--auth-type=legacy"])
            .stdin(typed)
            .run()
            .expect(0);
        let at = "work/consumer/.npmrc line 2";
        assert!(
            login
                .err()
                .contains("npm still uses another credential first")
                && login.err().contains(at),
            "{login}"
        );
        let with_token = lab
            .npmcred(&["login", "--with-token", "--yes"])
            .cwd(&project)
            .stdin(user.token.as_str())
            .run();
        assert!(with_token.expect(0).err().contains(at), "npm {major}");
    }
}

/// The mapping of a scope and a token in the user's file change their own lines, and nothing else
/// of it.
#[test]
fn the_users_file_keeps_what_is_not_ours() {
    let lab = Lab::shimmed(12, registry());
    let project = consumer(&lab, "consumer");
    let (nerf, url, user) = (lab.registry.nerf(), &lab.registry.url, &lab.registry.writer);
    let kept = format!("; mine\r\nregistry={url}\r\naudit=false # no\r\n");
    let section = "[section]\r\nkey = value\r\n";
    lab.write(
        "home/.npmrc",
        format!("{kept}{nerf}:_authToken={}\r\n{section}", user.token),
    );
    let typed = format!("{}\n{}\n", user.name, user.password);
    let args = ["login", "--auth-type=legacy", "--scope=acme"];
    let login = lab.npm(&project, &args).stdin(typed).run().expect(0);
    assert!(
        login
            .out()
            .ends_with(&format!("Logged in to scope @acme on {url}.\n")),
        "{login}"
    );
    let after = std::fs::read_to_string(lab.path("home/.npmrc")).unwrap();
    assert_eq!(after, format!("{kept}@acme:registry={url}\r\n{section}"));
    assert!(
        login.said().iter().any(|line| line.contains("_authToken")),
        "it says what it took out: {login}"
    );
    assert_eq!(
        lab.npm(&project, &["whoami"]).run().expect(0).out().trim(),
        "writer"
    );
    lab.npm(&project, &["logout", "--scope=@acme"])
        .run()
        .expect(0);
    assert_eq!(
        std::fs::read_to_string(lab.path("home/.npmrc")).unwrap(),
        format!("{kept}{section}")
    );
}
