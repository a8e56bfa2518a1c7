//! Each hint about logins, files and npm's own commands, typed where it is offered.

use super::program::kept;
use super::support::fixture::{Endpoint, Fault};
use super::support::pty::Session;
use super::support::run::Outcome;
use super::support::typed::behind;
use super::world::{World, assert_logged_in, package, signed_in, world};

const MINE: &str = "npm_ofMineOfMineOfMineOfMineOfMineOfMine";
const OF_GITHUB: &str = "ghp_C4n4ryC4n4ryC4n4ryC4n4ryC4n4ryC4n4ry";

/// Types a hint at a terminal, and answers what is asked.
#[track_caller]
fn at_a_terminal(world: &World, told: &Outcome, says: &str, answers: &[(&str, &str)]) {
    let session = Session::start(&world.types(told, says));
    let (status, shown) = session.answering(answers);
    assert!(status.success(), "{shown}");
}

#[test]
fn where_a_login_is_not_possible_in_that_way() {
    // Later ones know no other kinds.
    let it = world(8);
    let work = it.path("work");
    let sso = || it.npm(&work, &["login", "--auth-type=sso"]).run().expect(7);
    it.types(&sso(), "log in in the browser").run().expect(0);
    assert_logged_in(&it);
    it.npm(&work, &["logout"]).run().expect(0);
    it.types(&sso(), "log in as npm does, with the token in ~/.npmrc")
        .run()
        .expect(0);
    let file = std::fs::read_to_string(it.path("home/.npmrc")).unwrap();
    assert!(file.contains(":_authToken="), "{file}");

    let it = world(12);
    it.registry.fault(Endpoint::LoginStart, Fault::BadJson);
    let told = it.npm(&it.path("work"), &["login"]).run().expect(1);
    let user = it.registry.user.clone();
    at_a_terminal(
        &it,
        &told,
        "log in with user name and password",
        &[
            ("Username:", &format!("{}\r", user.name)),
            ("Password:", &format!("{}\r", user.password)),
        ],
    );
    assert_logged_in(&it);
}

#[test]
fn where_nobody_is_there_to_type_a_password() {
    let it = world(12);
    let url = it.registry.url.clone();
    let words = ["login", "--registry", &url, "--auth-type", "legacy"];
    let told = it.npmcred(&words).stdin("").run().expect(3);
    at_a_terminal(&it, &told, "log in from a terminal", &[]);
    assert_logged_in(&it);
}

#[test]
fn where_a_secret_is_inside_an_address() {
    let it = world(12);
    let with_secret = it
        .registry
        .url
        .replace("http://", "http://kim:C4n4ryC4n4ry@");
    let told = it
        .npmcred(&["login", "--registry", &with_secret])
        .run()
        .expect(7);
    it.types(&told, "store another secret instead")
        .stdin(MINE)
        .run()
        .expect(0);
    it.npmcred(&["remove", "--registry", &it.registry.url])
        .run()
        .expect(0);
    it.types(&told, "log in at the address without it")
        .run()
        .expect(0);
    assert_logged_in(&it);

    let pair = format!("registry={with_secret}");
    let told = it
        .npm(&it.path("work"), &["config", "set", &pair])
        .run()
        .expect(7);
    it.types(&told, "name the address without it")
        .run()
        .expect(0);
    let set = it
        .npm(&it.path("work"), &["config", "get", "registry"])
        .run()
        .expect(0);
    assert_eq!(set.out().trim(), it.registry.url);
    it.npmcred(&["remove", "--registry", &it.registry.url])
        .run()
        .expect(0);
    it.types(&told, "keep the secret")
        .stdin(MINE)
        .run()
        .expect(0);
    assert_eq!(kept(&it).len(), 1);
}

#[test]
fn where_a_secret_is_set_that_npm_would_write() {
    let it = world(12);
    let work = it.path("work");
    let (nerf, url) = (it.registry.nerf().to_owned(), it.registry.url.clone());
    let forget = || it.npmcred(&["remove", "--registry", &url]).run().expect(0);
    let dashed = format!("-Q{MINE}");
    let key = format!("{nerf}:_authToken");
    let told = it
        .npm(&work, &["config", "set", &key, &dashed])
        .run()
        .expect(7);
    it.types(&told, "keep it in the system's store")
        .stdin(MINE)
        .run()
        .expect(0);

    let password = format!("{nerf}:_password=c2VjcmV0");
    let told = it.npm(&work, &["config", "set", &password]).run().expect(7);
    it.types_with(&told, "say the user name first", &[("NAME", "kim")])
        .run()
        .expect(0);
    forget();
    it.npm(&work, &["config", "delete", &format!("{nerf}:username")])
        .run();
    let told = it.npm(&work, &["config", "set", &password]).run().expect(0);
    it.types_with(&told, "say it", &[("NAME", "kim")])
        .run()
        .expect(0);
    assert_eq!(
        (&kept(&it)[0]["kind"], &kept(&it)[0]["owner"]),
        (&"basic".into(), &"kim".into())
    );
    forget();
}

#[test]
fn where_a_secret_is_set_for_one_job() {
    let it = world(12);
    let work = it.path("work");
    let key = format!("{}:_authToken", it.registry.nerf());
    let pair = format!("{key}={MINE}");
    let told = it
        .npm(&work, &["config", "set", "--location=project", &pair])
        .run()
        .expect(7);
    it.types(&told, "leave it in a variable of the job")
        .run()
        .expect(0);
    let file = std::fs::read_to_string(it.path("work/.npmrc")).unwrap();
    assert!(file.contains(":_authToken=${NPM_TOKEN}"), "{file}");
    let who = it
        .npm(&work, &["whoami"])
        .env("NPM_TOKEN", it.registry.user.token.as_str());
    assert_eq!(who.run().expect(0).out().trim(), it.registry.user.name);
    std::fs::remove_file(it.path("work/.npmrc")).unwrap();

    let set = it.npm(&work, &["config", "set", "fund=true"]);
    let told = set
        .env("NPM_CONFIG_USERCONFIG", "/dev/null")
        .run()
        .expect(7);
    let unset = behind(&told.err(), "let npm have its own file");
    let line = format!("{unset}; npm config set fund=true");
    let typed = it.run("/bin/sh").args(["-c", &line]);
    typed
        .env("NPM_CONFIG_USERCONFIG", "/dev/null")
        .run()
        .expect(0);

    let pair = format!("//registry.npmjs.org/:_authToken={OF_GITHUB}");
    let told = it.npm(&work, &["config", "set", &pair]).run().expect(0);
    it.types(&told, "if that was a mistake").run().expect(0);
    assert!(kept(&it).is_empty(), "{told}");
}

#[test]
fn where_a_secret_is_typed_as_a_flag() {
    let it = world(12);
    let flag = format!("--{}:_authToken={MINE}", it.registry.nerf());
    let view = it.npm(&it.path("work"), &["view", "nothing", &flag]);
    let (_, shown) = Session::start_in_columns(400, &view).finish();
    let command = behind(&shown, "keep it in the store instead");
    let typed = it
        .run("/bin/sh")
        .args(["-c", command.trim_end()])
        .stdin(MINE);
    typed.run().expect(0);
    assert_eq!(kept(&it).len(), 1);
}

#[test]
fn where_only_another_use_is_stored() {
    let it = world(12);
    let url = it.registry.url.clone();
    it.store(&url, &it.registry.user, &["--use", "read"]);
    let folder = package(&it, "mine");
    let told = it.npm(&folder, &["publish"]).run().expect(3);
    let token = it.registry.user.token.clone();
    it.types(&told, "store another")
        .stdin(token)
        .run()
        .expect(0);
    it.npm(&folder, &["publish"]).run().expect(0);
}

#[test]
fn where_a_credential_in_a_file_no_longer_works() {
    let it = signed_in(12);
    let folder = package(&it, "here");
    let line = format!("{}:_authToken=npm_dead\n", it.registry.nerf());
    it.write("work/here/.npmrc", line);
    let check = it.npmcred(&["status", "--check"]).cwd(&folder);
    let told = check.run().expect(3);
    let doctor = it.types(&told, "see which one to remove");
    let found = doctor.cwd(&folder).run().out();
    let (_, remove) = found.split_once("cure: npm config delete ").unwrap();
    let remove = remove.lines().next().unwrap();
    let line = format!("npm config delete {remove}");
    let typed = it.run("/bin/sh").args(["-c", &line]);
    typed.cwd(&folder).run().expect(0);
    check.run().expect(0);
}

#[test]
fn where_a_profile_or_a_setting_is_not_what_it_may_be() {
    let it = world(12);
    for (name, words) in [
        ("NPMCRED_PROFILE", "npmcred use"),
        ("NPMCRED_PROFILE", "npm whoami"),
        ("NPMCRED", "npm ping"),
    ] {
        let line = |before: &str| {
            let line = format!("{before}{words}");
            let run = it.run("/bin/sh").args(["-c", &line]);
            run.env(name, "a b").run()
        };
        let told = line("").expect(2);
        let unset = behind(&told.err(), "unset it");
        let again = line(&format!("{unset}; "));
        assert!(!again.err().contains(name), "{again}");
    }
    it.write(
        "home/.config/npmcred/settings.json",
        r#"{"v":1,"renew":"yes"}"#,
    );
    let told = it.npmcred(&["config"]).run().expect(2);
    it.types(&told, "go back to the default").run().expect(0);
    it.npmcred(&["config"]).run().expect(0);

    let told = it.npmcred(&["use", "--forget"]).run().expect(2);
    it.types(&told, "see what is recorded").run().expect(0);
    let told = it.npmcred(&["use", "work"]).run().expect(0);
    it.types(&told, "log in").run().expect(0);
    assert_eq!(kept(&it)[0]["profile"], "work");
}

/// What a project sets is allowed by the command that is named, at a terminal and without one.
#[test]
fn where_a_project_is_in_the_way() {
    let it = signed_in(12);
    let folder = package(&it, "mine");
    it.write("work/mine/.npmrc", format!("proxy={}\n", it.registry.url));
    let told = it.npm(&folder, &["publish"]).run().expect(7);
    let trust = it.types(&told, "look at these lines and allow them for this folder");
    let alone = trust.clone().cwd(&folder).run().expect(7);
    let session = Session::start(&trust.cwd(&folder));
    let (status, shown) = session.answering(&[("[y/N]", "n\r")]);
    assert!(!status.success() || shown.contains("nothing"), "{shown}");
    it.types(&alone, "allow without asking")
        .cwd(&folder)
        .run()
        .expect(0);
    let again = it.npm(&folder, &["publish"]).run();
    assert!(
        !again.err().contains("would send your credential"),
        "{again}"
    );

    let explained = it
        .npmcred(&["explain", "npm", "publish"])
        .cwd(&folder)
        .run()
        .expect(0);
    assert!(!explained.out().contains("allow it"), "{explained}");
    it.npmcred(&["trust", "--forget"]).cwd(&folder).run();
    let explained = it
        .npmcred(&["explain", "npm", "publish"])
        .cwd(&folder)
        .run()
        .expect(0);
    if explained.out().contains("allow it") {
        it.types(&explained, "allow it").cwd(&folder).run();
    }
}

#[test]
fn where_a_proxy_is_not_written_in_full() {
    let it = world(12);
    let login = |proxy: &str| {
        let words = ["login", "--registry", "https://far.example/"];
        it.npmcred(&words).env("https_proxy", proxy).run()
    };
    let told = login("127.0.0.1:9").expect(5);
    let full = behind(&told.err(), "write it in full");
    let full = full.replace("proxy.example:3128", "127.0.0.1:9");
    let again = login(&full).expect(5);
    assert!(
        !again.err().contains("is not the URL of a proxy"),
        "{again}"
    );
}

/// As a program of the tool's name would make it that starts npmcred again and again.
#[test]
fn where_npmcred_finds_itself() {
    let it = world(12);
    let ping = it
        .npm(&it.path("work"), &["ping"])
        .env("NPMCRED_DEPTH", "99");
    let told = ping.run().expect(126);
    // In the shell of a person: the plain sh knows no such flag.
    let line = behind(&told.err(), "see which one");
    let all = it.run("/bin/bash").args(["-c", &line]).run().expect(0);
    assert!(all.out().contains("/front/npm"), "{all}");
}
