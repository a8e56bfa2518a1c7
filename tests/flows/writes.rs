//! npm commands that would write a secret into a file are served from the store instead.

use std::path::Path;

use super::packages::{assert_no_file_has, consumer, registry};
use super::support::Lab;
use super::support::needles::Needles;
use super::support::pty::Session;
use super::support::tools::MAJORS;

#[test]
fn a_secret_set_in_npms_config_goes_to_the_store() {
    for major in MAJORS {
        let lab = Lab::shimmed(major, registry());
        let project = consumer(&lab, "consumer");
        let (key, token) = (
            format!("{}:_authToken", lab.registry.nerf()),
            &lab.registry.reader.token,
        );
        for args in [
            vec![
                "config".to_owned(),
                "set".to_owned(),
                format!("{key}={token}"),
            ],
            vec![
                "config".to_owned(),
                "set".to_owned(),
                key.clone(),
                token.clone(),
            ],
            vec!["set".to_owned(), format!("{key}={token}")],
            // As GitLab's page has it, and without the last slash of the host.
            vec![
                "config".to_owned(),
                "set".to_owned(),
                "--".to_owned(),
                format!("{key}={token}"),
            ],
            vec![
                "config".to_owned(),
                "set".to_owned(),
                "--".to_owned(),
                key.clone(),
                token.clone(),
            ],
            vec![
                "config".to_owned(),
                "set".to_owned(),
                "--".to_owned(),
                format!("{}={token}", key.replace("/:_", ":_")),
            ],
        ] {
            let outcome = lab.run("npm").cwd(&project).args(args).run().expect(0);
            assert_eq!(
                outcome.said().len(),
                1,
                "npm {major}: it says so in one line: {outcome}"
            );
            assert!(
                !outcome.err().contains(token) && !outcome.out().contains(token),
                "{outcome}"
            );
            assert_no_file_has(&lab, &[&lab.registry.reader]);
            let who = lab.npm(&project, &["whoami"]).run().expect(0);
            assert_eq!(who.out().trim(), "reader", "npm {major}");
            lab.npmcred(&["remove", "--registry", &lab.registry.url])
                .run()
                .expect(0);
        }
        let plain = lab
            .npm(&project, &["config", "set", "fund=true"])
            .run()
            .expect(0);
        assert!(
            plain.said().is_empty(),
            "any other key is npm's own business: {plain}"
        );
        let kept = std::fs::read_to_string(lab.path("home/.npmrc")).unwrap();
        assert!(kept.contains("fund=true"), "{kept}");
    }
}

/// A login by password and a logout: the token goes to the store and away again, the file keeps
/// every byte.
#[test]
fn login_and_logout_write_no_secret() {
    for major in MAJORS {
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

/// Words with a secret are taken out of a longer command; npm sees the others.
#[test]
fn several_words_at_once() {
    for major in MAJORS {
        let lab = Lab::shimmed(major, registry());
        let (nerf, writer) = (lab.registry.nerf(), &lab.registry.writer);
        let (token, fund) = (format!("{nerf}:_authToken={}", writer.token), "fund=true");
        let set = lab
            .npm(
                &lab.path("work"),
                &["config", "set", &token, fund, "--location=user"],
            )
            .run()
            .expect(0);
        assert_eq!(set.said().len(), 1, "npm {major}: {set}");
        assert!(user_file(&lab).contains(fund), "npm {major}: {set}");
        assert_no_file_has(&lab, &[writer]);
        let who = lab.npm(&lab.path("work"), &["whoami"]).run().expect(0);
        assert_eq!(who.out().trim(), "writer", "npm {major}");
    }
}

/// A password becomes a credential in both spellings; what cannot become one is refused with the
/// way to keep it.
#[test]
fn passwords_and_what_is_not_understood() {
    let lab = Lab::shimmed(11, registry());
    let (nerf, writer, work) = (lab.registry.nerf(), &lab.registry.writer, lab.path("work"));
    let base64 = |text: &str| {
        let mut encode = lab.run("base64");
        encode = encode.args(["-w0"]).stdin(text.as_bytes());
        encode.run().expect(0).out()
    };
    let auth = format!(
        "{nerf}:_auth={}",
        base64(&format!("{}:{}", writer.name, writer.password))
    );
    let password = format!("{nerf}:_password={}", base64(&writer.password));
    let user = format!("{nerf}:username={}", writer.name);
    for args in [vec!["config", "set", &auth], vec!["set", &user, &password]] {
        lab.npm(&work, &args).run().expect(0);
        assert_no_file_has(&lab, &[writer]);
        let who = lab.npm(&work, &["whoami"]).run().expect(0);
        assert_eq!(who.out().trim(), "writer", "{args:?}");
        lab.npmcred(&["remove", "--registry", &lab.registry.url])
            .run()
            .expect(0);
    }
    let (before, both) = (user_file(&lab), format!("{nerf}:_authToken=x"));
    let refused = lab
        .npm(&work, &["config", "set", "fund=true", &both, &password])
        .run()
        .expect(7);
    assert!(
        refused.err().contains("npmcred store --registry") && refused.err().contains("--basic"),
        "{refused}"
    );
    assert_eq!(
        before,
        user_file(&lab),
        "nothing is set where something is refused"
    );
}

/// npm takes a word that begins with a dash for flags: it is in its log, on the screen and in
/// nobody's keeping.
#[test]
fn a_secret_that_npm_would_take_for_flags_is_refused_before_npm_sees_it() {
    for major in [8, 12] {
        let lab = Lab::shimmed(major, registry());
        let (work, key) = (
            lab.path("work"),
            format!("{}:_authToken", lab.registry.nerf()),
        );
        let secret = format!("-Q{}", lab.registry.writer.token);
        let before = user_file(&lab);
        for args in [
            vec!["config", "set", &key, &secret],
            vec!["set", &key, &secret, "--location=user"],
        ] {
            let refused = lab.npm(&work, &args).run().expect(7);
            let store = format!("npmcred store --registry {}", lab.registry.url);
            assert!(refused.err().contains(&store), "{refused}");
            assert!(
                !refused.err().contains(&secret) && !refused.out().contains(&secret),
                "{refused}"
            );
        }
        assert_eq!(before, user_file(&lab));
        assert_no_file_has(&lab, &[&lab.registry.writer]);
        lab.npm(&work, &["config", "set", &format!("{key}={secret}")])
            .run()
            .expect(0);
        assert_no_file_has(&lab, &[&lab.registry.writer]);
        assert_eq!(lab.kept().len(), 1, "npm {major}");
    }
}

/// What is set takes effect, also where another secret stood in the user's file.
#[test]
fn a_new_token_takes_the_place_of_one_in_the_file() {
    for major in [8, 12] {
        let lab = Lab::shimmed(major, registry());
        let (nerf, writer, reader) = (
            lab.registry.nerf(),
            &lab.registry.writer,
            &lab.registry.reader,
        );
        let old = format!("{nerf}:_authToken={}\n", reader.token);
        lab.write("home/.npmrc", lab.user_config() + &old);
        let token = format!("{nerf}:_authToken={}", writer.token);
        lab.npm(&lab.path("work"), &["config", "set", &token])
            .run()
            .expect(0);
        assert_no_file_has(&lab, &[writer, reader]);
        let who = lab.npm(&lab.path("work"), &["whoami"]).run().expect(0);
        assert_eq!(who.out().trim(), "writer", "npm {major}");
    }
}

/// `npm token create` would print a secret; the command that keeps it is named, flags and all.
#[test]
fn a_printed_token_is_refused() {
    for major in [8, 11, 12] {
        let lab = Lab::shimmed(major, registry());
        lab.store(&lab.registry.url, &lab.registry.writer, &[]);
        let refused = lab
            .npm(
                &lab.path("work"),
                &["token", "create", "--cidr=10.0.0.0/8", "--otp=123456"],
            )
            .run();
        assert_eq!(refused.status.code(), Some(7), "npm {major}: {refused}");
        assert!(
            refused
                .err()
                .contains("npmcred token create --cidr=10.0.0.0/8"),
            "npm {major}: {refused}"
        );
        assert!(
            !refused.err().contains("123456") && refused.out().is_empty(),
            "npm {major}: {refused}"
        );
        assert!(
            lab.npm(&lab.path("work"), &["token", "list"])
                .run()
                .said()
                .is_empty(),
            "npm {major}"
        );
    }
}

/// Whatever npm is asked to do, the user's file has no secret afterwards that it did not have
/// before.
#[test]
fn no_command_leaves_a_secret_in_a_file() {
    const COMMANDS: [&[&str]; 24] = [
        &["config", "ls", "-l"],
        &["config", "set", "fund=false"],
        &["config", "delete", "fund"],
        &["config", "fix"],
        &["set", "audit=false"],
        &["get", "registry"],
        &["init", "-y"],
        &["pkg", "set", "license=ISC"],
        &["version", "patch", "--no-git-tag-version"],
        &["install", "@priv/lib"],
        &["update"],
        &["audit"],
        &["view", "@priv/lib"],
        &["whoami"],
        &["ping"],
        &["profile", "get"],
        &["token", "list"],
        &["owner", "ls", "@priv/lib"],
        &["dist-tag", "ls", "@priv/lib"],
        &["access", "list", "packages"],
        &["cache", "add", "@priv/lib"],
        &["pack"],
        &["publish", "--dry-run"],
        &["doctor"],
    ];
    for major in [8, 12] {
        let lab = Lab::shimmed(major, registry());
        lab.store(&lab.registry.url, &lab.registry.writer, &[]);
        let project = lab.project(
            "anything",
            &serde_json::json!({ "name": "anything", "version": "1.0.0" }),
        );
        for args in COMMANDS {
            let outcome = lab
                .npm(&project, args)
                .env("npm_config_fetch_retries", "0")
                .run();
            let finds = lab.files_with(&Needles::of(&lab.registry.writer));
            assert!(finds.is_empty(), "npm {major}: {finds:?} after {outcome}");
        }
    }
}

/// What an editor leaves in the file is found afterwards, also when somebody tried to end us
/// meanwhile.
#[test]
fn what_an_editor_leaves_is_moved() {
    for major in MAJORS {
        let lab = Lab::shimmed(major, registry());
        let (nerf, writer, work) = (lab.registry.nerf(), &lab.registry.writer, lab.path("work"));
        let line = format!("{nerf}:_authToken={}", writer.token);
        // The editor's parent is npm, and npm's is the shim.
        let interrupt = "kill -INT $(ps -o ppid= -p $PPID)";
        editor(
            &lab,
            &format!("{interrupt}\necho '{line}' >> \"$1\"\necho fund=true >> \"$1\""),
        );
        let edit = lab
            .npm(&work, &["config", "edit", "--editor", "ed-itor"])
            .run()
            .expect(0);
        assert_eq!(edit.said().len(), 1, "npm {major}: {edit}");
        assert!(
            user_file(&lab).contains("fund=true"),
            "npm {major}: the rest stays: {edit}"
        );
        assert_no_file_has(&lab, &[writer]);
        let who = lab.npm(&work, &["whoami"]).run().expect(0);
        assert_eq!(who.out().trim(), "writer", "npm {major}");
        let again = lab
            .npm(&work, &["config", "edit", "--editor", "true"])
            .run()
            .expect(0);
        assert!(again.said().is_empty(), "{again}");
    }
}

#[test]
fn the_global_file_is_looked_at_too() {
    let lab = Lab::shimmed(12, registry());
    let (nerf, writer, work) = (lab.registry.nerf(), &lab.registry.writer, lab.path("work"));
    editor(
        &lab,
        &format!("echo '{nerf}:_authToken={}' >> \"$1\"", writer.token),
    );
    let edit = lab
        .npm(
            &work,
            &["config", "edit", "--global", "--editor", "ed-itor"],
        )
        .run()
        .expect(0);
    assert!(edit.err().contains("etc/npmrc"), "{edit}");
    assert_no_file_has(&lab, &[writer]);
    assert_eq!(
        lab.npm(&work, &["whoami"]).run().expect(0).out().trim(),
        "writer"
    );
}

/// The child's status is ours, a signal's as a shell would say it, and a request to end reaches it.
#[test]
fn npm_as_a_child_ends_as_npm() {
    let lab = Lab::shimmed(11, registry());
    let work = lab.path("work");
    editor(&lab, "exit 9");
    let shimmed = lab
        .npm(&work, &["config", "edit", "--editor", "ed-itor"])
        .run();
    let bare = lab
        .npm(&work, &["config", "edit", "--editor", "ed-itor"])
        .env("NPMCRED", "off")
        .run();
    assert_eq!(
        (shimmed.status.code(), shimmed.out()),
        (bare.status.code(), bare.out())
    );
    editor(
        &lab,
        "kill -TERM $(ps -o ppid= -p $PPID)\nwhile kill -0 $PPID; do sleep 0.05; done",
    );
    lab.npm(&work, &["config", "edit", "--editor", "ed-itor"])
        .run()
        .expect(128 + 15);
    editor(&lab, "kill -KILL $PPID");
    lab.npm(&work, &["config", "edit", "--editor", "ed-itor"])
        .run()
        .expect(128 + 9);
}

/// npm 8 copies the credential of a variable into `~/.npmrc` whenever it saves that file, and puts
/// the value in the place of its placeholder. Through the shim nothing of it stays.
#[test]
fn copies_that_npm_makes_are_taken_out_again() {
    for major in MAJORS {
        let lab = Lab::shimmed(major, registry());
        let (nerf, writer, work) = (lab.registry.nerf(), &lab.registry.writer, lab.path("work"));
        let variable = format!("npm_config_{nerf}:_authToken");
        let set = |name: &str| {
            lab.npm(&work, &["config", "set", "fund=true"])
                .env(name, writer.token.as_str())
                .run()
        };
        let copied = set(&variable).expect(0);
        assert_eq!(copied.err().contains("had copied"), major == 8, "{copied}");
        assert_no_file_has(&lab, &[writer]);
        let placeholder = format!("{nerf}:_authToken=${{LAB_TOKEN}}");
        lab.write(
            "home/.npmrc",
            format!("{}{placeholder}\n", lab.user_config()),
        );
        set("LAB_TOKEN").expect(0);
        assert_no_file_has(&lab, &[writer]);
        assert!(
            user_file(&lab).contains(&placeholder),
            "npm {major}: {}",
            user_file(&lab)
        );
        let list = lab.npmcred(&["list"]).run().expect(0);
        assert!(
            list.out().is_empty(),
            "npm {major}: a copy is not worth keeping: {list}"
        );
    }
}

/// With a locked keyring nothing can be moved; then it is said.
#[test]
fn what_cannot_be_moved_is_named() {
    let mut lab = Lab::shimmed(12, registry());
    lab.bus().lock();
    let (nerf, work) = (lab.registry.nerf(), lab.path("work"));
    editor(
        &lab,
        &format!("echo '{nerf}:_authToken=whatever' >> \"$1\""),
    );
    let edit = lab
        .npm(&work, &["config", "edit", "--editor", "ed-itor"])
        .run()
        .expect(0);
    let key = format!("{nerf}:_authToken");
    assert!(
        edit.err().contains(&key) && edit.err().contains("npm config delete"),
        "{edit}"
    );
    assert!(user_file(&lab).contains("whatever"), "nothing is lost");
}

/// `npm profile enable-2fa` turns a password of the user's own into a token and saves that.
#[test]
fn the_token_of_enable_2fa_is_moved() {
    for major in [8, 11, 12] {
        let lab = Lab::shimmed(major, registry());
        let (nerf, reader, work) = (lab.registry.nerf(), &lab.registry.reader, lab.path("work"));
        let encoded = lab
            .run("base64")
            .args(["-w0"])
            .stdin(reader.password.as_bytes())
            .run()
            .expect(0)
            .out();
        let literal = format!(
            "{nerf}:username={}\n{nerf}:_password={encoded}\n",
            reader.name
        );
        lab.write("home/.npmrc", format!("{}{literal}", lab.user_config()));
        let enabled = lab.npm(&work, &["profile", "enable-2fa"]).run();
        assert!(
            !user_file(&lab).contains("_authToken"),
            "npm {major}: {enabled}\n{}",
            user_file(&lab)
        );
        assert!(
            enabled.err().contains("moved from"),
            "npm {major}: {enabled}"
        );
        assert!(
            !lab.npmcred(&["list"]).run().expect(0).out().is_empty(),
            "npm {major}"
        );
    }
}

/// A stored token is handed to it, because npm then makes none; a stored password is not.
#[test]
fn enable_2fa_is_given_a_token_and_no_password() {
    let lab = Lab::shimmed(11, registry());
    let (writer, work) = (&lab.registry.writer, lab.path("work"));
    lab.store(&lab.registry.url, writer, &[]);
    let with_token = lab.npm(&work, &["profile", "enable-2fa"]).run();
    assert!(with_token.said().is_empty(), "{with_token}");
    let last = lab.registry.requests("/-/npm/v1/user").pop().unwrap();
    assert_eq!(
        last.authorization,
        Some(format!("Bearer {}", writer.token)),
        "{with_token}"
    );
    lab.npmcred(&["remove", "--registry", &lab.registry.url])
        .run()
        .expect(0);
    let args = [
        "store",
        "--registry",
        &lab.registry.url,
        "--basic",
        "--username",
        &writer.name,
    ];
    lab.npmcred(&args)
        .stdin(writer.password.as_bytes())
        .run()
        .expect(0);
    let with_password = lab.npm(&work, &["profile", "enable-2fa"]).run();
    assert!(
        with_password
            .err()
            .contains("is not handed to this command"),
        "{with_password}"
    );
    assert_no_file_has(&lab, &[writer]);
    assert!(
        !user_file(&lab).contains("_authToken"),
        "{}",
        user_file(&lab)
    );
}

/// npm 8 saves the user's file at a logout as well, with a copy of a variable's credential.
#[test]
fn a_logout_that_npm_does_itself_copies_nothing() {
    for major in [8, 12] {
        let lab = Lab::shimmed(major, registry());
        let (nerf, reader, work) = (lab.registry.nerf(), &lab.registry.reader, lab.path("work"));
        let variable = format!("npm_config_{nerf}:_authToken");
        let out = lab
            .npm(&work, &["logout"])
            .env(variable, reader.token.as_str())
            .run();
        assert_eq!(
            out.err().contains("had copied"),
            major == 8,
            "npm {major}: {out}"
        );
        assert!(
            !user_file(&lab).contains(&reader.token),
            "npm {major}: {out}"
        );
    }
}

fn user_file(lab: &Lab) -> String {
    std::fs::read_to_string(lab.path("home/.npmrc")).unwrap()
}

/// Puts an editor on PATH that gets the file as its argument.
fn editor(lab: &Lab, script: &str) {
    use std::os::unix::fs::PermissionsExt;
    let file = lab.write(Path::new("front/ed-itor"), format!("#!/bin/sh\n{script}\n"));
    std::fs::set_permissions(file, PermissionsExt::from_mode(0o755)).unwrap();
}

/// npm's own log keeps what is typed, but for what begins with `npm_`; shells keep all of it.
#[test]
fn a_person_who_types_a_secret_is_told_where_it_stays() {
    for major in [8, 12] {
        let lab = Lab::shimmed(major, registry());
        let flag = format!(
            "--{}:_authToken={}",
            lab.registry.nerf(),
            lab.registry.writer.token
        );
        let view = lab.npm(&lab.path("work"), &["view", "@priv/lib", "version", &flag]);
        let (status, shown) = Session::start(&view).finish();
        assert!(status.success(), "npm {major}: {shown}");
        assert!(
            shown.contains("stays in your shell's history and in npm's log"),
            "npm {major}: {shown}"
        );
        assert!(
            shown.contains(&format!("npmcred store --registry {}", lab.registry.url)),
            "npm {major}: {shown}"
        );
        assert!(!shown.contains(&lab.registry.writer.token), "{shown}");
        let logs = lab.path("home/.npm/_logs");
        let finds = Needles::of(&lab.registry.writer).find_in_tree(&logs);
        assert!(
            !finds.is_empty(),
            "npm {major} keeps it no more, so the note is too much"
        );
        // A build server has it from its own store, and nobody to read a note.
        assert!(view.env("CI", "true").run().expect(0).said().is_empty());
    }
}
