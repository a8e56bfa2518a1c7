//! What a login and a logout do to `~/.npmrc`: npm's line of the same key goes, everything else
//! stays as the user wrote it.

use super::support::fixture::Endpoint;
use super::world::{World, assert_logged_in, assert_no_leak, stored, world};

/// A file as people keep it: comments, blank lines, another registry's token, a key twice, no
/// order.
fn config(world: &World, token: &str) -> String {
    let (url, nerf) = (&world.registry.url, world.registry.nerf());
    format!(
        "; mine\nregistry={url}\n\n{token}# a note = with signs\n//other.invalid/:_authToken=${{OTHER}}\nfund = false\n\
         ca[]=\"\"\naudit=false\nfund=false\n{nerf}:always-auth=true\n"
    )
}

#[test]
fn a_login_takes_the_old_token_out_of_the_users_file_and_nothing_else() {
    for major in [8, 12] {
        let world = world(major);
        let dead = format!("{}:_authToken=npm_dead\n", world.registry.nerf());
        let file = world.write("home/real-npmrc", config(&world, &dead));
        std::fs::remove_file(world.path("home/.npmrc")).unwrap();
        std::os::unix::fs::symlink("real-npmrc", world.path("home/.npmrc")).unwrap();
        let login = world.npm(&world.path("work"), &["login"]).run().expect(0);
        assert_eq!(
            std::fs::read_to_string(&file).unwrap(),
            config(&world, ""),
            "npm {major}"
        );
        assert!(
            world.path("home/.npmrc").is_symlink(),
            "npm {major}: the link is still one"
        );
        assert!(
            login.said().iter().any(|line| line.contains(":_authToken")),
            "it is said: {login}"
        );
        let started = &world.registry.asked(Endpoint::LoginStart)[0];
        assert_eq!(
            started.header("authorization"),
            Some("Bearer npm_dead"),
            "as npm sends it"
        );
        assert_logged_in(&world);
        assert_no_leak(&world, &login.to_string());
    }
}

#[test]
fn a_scope_is_mapped_and_unmapped_in_a_file_that_stays_as_it_is() {
    let world = world(12);
    world.write("home/.npmrc", config(&world, ""));
    let mapping = format!("@acme:registry={}\n", world.registry.url);
    world
        .npm(&world.path("work"), &["login", "--scope=@acme"])
        .run()
        .expect(0);
    let mapped = std::fs::read_to_string(world.path("home/.npmrc")).unwrap();
    assert_eq!(mapped, format!("{}{mapping}", config(&world, "")));
    assert_eq!(stored(&world).len(), 1);
    world
        .npm(&world.path("work"), &["logout", "--scope=@acme"])
        .run()
        .expect(0);
    assert_eq!(
        std::fs::read_to_string(world.path("home/.npmrc")).unwrap(),
        config(&world, "")
    );
    assert_eq!(stored(&world).len(), 0);
}

/// What is not the user's own file is left alone and named, because it still wins.
#[test]
fn a_token_that_still_wins_is_named() {
    let world = world(12);
    let project = world.project("owned", &serde_json::json!({ "name": "owned" }));
    let line = format!("{}:_authToken=npm_of_the_project\n", world.registry.nerf());
    let file = world.write("work/owned/.npmrc", &line);
    let login = world.npm(&project, &["login"]).run().expect(0);
    assert!(
        login
            .said()
            .iter()
            .any(|said| said.contains(file.to_str().unwrap())),
        "{login}"
    );
    assert_eq!(std::fs::read_to_string(&file).unwrap(), line);
    assert_eq!(stored(&world).len(), 1);

    let variable = format!("npm_config_{}:_authToken", world.registry.nerf());
    let login = world
        .npm(&world.path("work"), &["login"])
        .env(&variable, "npm_of_a_variable")
        .run()
        .expect(0);
    assert!(
        login.said().iter().any(|said| said.contains("variable")),
        "{login}"
    );
    assert!(!login.err().contains("npm_of"), "{login}");
}

#[test]
fn a_project_chooses_neither_the_file_nor_the_scope_that_a_login_writes() {
    for major in [8, 12] {
        let world = world(major);
        let bashrc = world.write("home/.bashrc", "echo hello\n");
        let project = world.project(
            "consumer",
            &serde_json::json!({ "name": "consumer", "version": "1.0.0" }),
        );
        world.write(
            "work/consumer/.npmrc",
            "userconfig=~/.bashrc\nscope=@theirs\n",
        );
        let before = std::fs::read_to_string(world.path("home/.npmrc")).unwrap();
        world.npm(&project, &["login"]).run().expect(0);
        world
            .npm(&project, &["login", "--scope=@mine"])
            .run()
            .expect(0);
        assert_eq!(
            std::fs::read_to_string(&bashrc).unwrap(),
            "echo hello\n",
            "npm {major}"
        );
        let after = std::fs::read_to_string(world.path("home/.npmrc")).unwrap();
        assert_eq!(
            after,
            format!("{before}@mine:registry={}\n", world.registry.url),
            "npm {major}"
        );
    }
}

/// npm reads another file in the project; the token of the user's own file is the one that is
/// revoked and removed.
#[test]
fn a_login_and_a_logout_in_a_project_name_the_file_that_they_change() {
    for command in ["login", "logout"] {
        let world = world(12);
        let literal = |token: &str| format!("{}:_authToken={token}\n", world.registry.nerf());
        let own = literal(&world.registry.user.token);
        world.write("home/.npmrc", config(&world, &own));
        let theirs = world.write("home/theirs", literal("npm_of_the_project"));
        let project = world.project("consumer", &serde_json::json!({ "name": "consumer" }));
        world.write("work/consumer/.npmrc", "userconfig=~/theirs\n");
        let told = world.npmcred(&[command]).cwd(&project).run().expect(0);
        let file = world.path("home/.npmrc").display().to_string();
        assert!(
            told.err().contains(&format!("note: removed from {file}: ")),
            "{told}"
        );
        let is_alive = world.registry.alive().contains(&world.registry.user.token);
        assert_eq!(is_alive, command == "login", "{told}");
        let theirs = std::fs::read_to_string(theirs).unwrap();
        assert_eq!(theirs, literal("npm_of_the_project"));
        if command == "login" {
            assert!(told.err().contains("home/theirs line 1"), "{told}");
        }
    }
}

/// How a file is that nobody changes, and how it is let go afterwards. home-manager makes the
/// first.
const SHUT: [(&str, &str, &str); 3] = [
    (
        "chmod 0444 store/npmrc; chmod 0555 store; ln -sf ../store/npmrc home/.npmrc",
        "is read-only (it leads to ",
        "true",
    ),
    (
        "chmod 0555 store; ln -sf ../store/npmrc home/.npmrc",
        "lies in a folder that is read-only (it leads to ",
        "true",
    ),
    // Only root may, and not on every file system.
    (
        "cp store/npmrc home/.npmrc && chattr +i home/.npmrc",
        "is read-only",
        "chattr -i home/.npmrc",
    ),
];

/// Lets a file go, also where a test fails: nobody could remove it otherwise.
struct Shut<'a>(&'a World, &'a str);

impl Drop for Shut<'_> {
    fn drop(&mut self) {
        let script = format!("{}; chmod 0755 store; chmod 0644 store/npmrc", self.1);
        self.0
            .run("sh")
            .cwd(self.0.root())
            .args(["-c", &script])
            .run();
    }
}

/// Nothing is asked, stored or revoked where the file would go on winning.
#[test]
fn a_file_that_nobody_changes_is_said_before_anything_is_done() {
    for (shut, why, release) in SHUT {
        let world = world(12);
        let literal = format!(
            "{}:_authToken={}\n",
            world.registry.nerf(),
            world.registry.user.token
        );
        world.write("store/npmrc", config(&world, &literal));
        let sh = |script: &str| world.run("sh").cwd(world.root()).args(["-c", script]).run();
        if !sh(shut).status.success() {
            assert!(shut.contains("chattr"), "{shut}");
            continue;
        }
        let closed = Shut(&world, release);
        nothing_is_done(&world, why);
        drop(closed);
        // Where nothing has to change, all goes on.
        world.write("store/npmrc", config(&world, ""));
        assert!(sh(shut).status.success());
        let _closed = Shut(&world, release);
        let work = world.path("work");
        let scoped = world
            .npm(&work, &["login", "--scope=@acme"])
            .run()
            .expect(6);
        assert!(
            scoped.err().contains(why) && stored(&world).is_empty(),
            "{scoped}"
        );
        world.npm(&work, &["login"]).run().expect(0);
        assert_eq!(stored(&world).len(), 1);
        world.npm(&work, &["logout"]).run().expect(0);
        assert!(stored(&world).is_empty());
    }
}

/// By any command that would have to change the file.
#[track_caller]
fn nothing_is_done(world: &World, why: &str) {
    let before = std::fs::read(world.path("home/.npmrc")).unwrap();
    let set = format!("{}:_authToken=npm_of_mine", world.registry.nerf());
    let work = world.path("work");
    for run in [
        world.npm(&work, &["login"]),
        world.npmcred(&["login"]),
        // No token is read.
        world.npmcred(&["login", "--with-token"]).stdin(""),
        world.npm(&work, &["logout"]),
        world.npmcred(&["logout"]),
        world.npm(&work, &["config", "set", &set]),
    ] {
        let told = run.run().expect(6);
        let err = told.err();
        let errors = err.lines().filter(|line| line.contains("error:")).count();
        assert!(err.contains(why) && errors <= 1, "{why}: {told}");
        for endpoint in [Endpoint::LoginStart, Endpoint::Logout] {
            assert!(world.registry.asked(endpoint).is_empty(), "{told}");
        }
        assert!(stored(world).is_empty(), "{told}");
        assert_eq!(
            std::fs::read(world.path("home/.npmrc")).unwrap(),
            before,
            "{told}"
        );
    }
}

/// Containers mount the file; nothing takes its place then, so that it is written where it stands.
/// With another registry's token in it, whose owner sees it untouched.
#[test]
fn a_mounted_file_is_written_where_it_stands() {
    if !rustix::process::geteuid().is_root() {
        // Only root may mount, and the keyring knows nobody who is root in a world of their own
        // only.
        return;
    }
    for major in [8, 12] {
        let world = world(major);
        let (nerf, url) = (world.registry.nerf().to_owned(), world.registry.url.clone());
        let token = world.registry.user.token.clone();
        let (dead, kept) = (
            format!("{nerf}:_authToken=npm_dead\n"),
            format!("{nerf}:_authToken={token}"),
        );
        let file = world.write("home/.npmrc", "");
        let mounted = world.path("mounted");
        let steps: [(&[&str], &str, &str); 4] = [
            (&["login"], &dead, ""),
            (
                &["login", "--scope=@acme"],
                &dead,
                &format!("@acme:registry={url}\n"),
            ),
            (
                &["logout", "--scope=@acme"],
                &format!("@acme:registry={url}\n{dead}"),
                "",
            ),
            (&["config", "set", &kept], &dead, ""),
        ];
        for (args, before, after) in steps {
            world.write("mounted", config(&world, before));
            let script = "mount --bind \"$1\" \"$2\" && shift 2 && exec npm \"$@\"";
            let run = world
                .run("unshare")
                .args(["-m", "sh", "-c", script, "sh"])
                .args([&mounted, &file])
                .args(args);
            let told = run.cwd(world.path("work")).run().expect(0);
            let left = std::fs::read_to_string(&mounted).unwrap();
            let want = if args[0] == "login" {
                config(&world, "") + after
            } else {
                config(&world, after)
            };
            assert_eq!(left, want, "npm {major} {args:?}: {told}");
            assert_eq!(
                stored(&world).len(),
                usize::from(args[0] != "logout"),
                "npm {major} {args:?}: {told}"
            );
        }
    }
}

/// npm asks for a token, and dies as it gives its file the mode of a private one, also where that
/// is `/dev/null`. Root has a device of its own here: the machine's would be spoilt for everybody
/// where this fails.
#[test]
fn a_login_needs_a_file_only_for_what_it_writes_there() {
    for major in [8, 12] {
        let world = world(major);
        let (work, own) = (world.path("work"), world.path("home/null"));
        let is_root = rustix::process::geteuid().is_root();
        let make = || {
            std::process::Command::new("mknod")
                .args(["-m", "666"])
                .arg(&own)
                .args(["c", "1", "3"])
                .output()
        };
        if is_root && !make().unwrap().status.success() {
            return println!("not run: root may make no device here");
        }
        let place = if is_root {
            own.as_path()
        } else {
            std::path::Path::new("/dev/null")
        };
        let mode = std::fs::metadata(place).unwrap().permissions();
        let registry = format!("--registry={}", world.registry.url);
        let npm = |args: &[&str]| {
            let run = world
                .npm(&work, args)
                .args([&registry])
                .env("NPM_CONFIG_USERCONFIG", place);
            run.deadline(std::time::Duration::from_secs(20)).run()
        };
        let told = npm(&["login", "--scope=@acme"]).expect(6);
        assert!(
            told.err()
                .contains(&format!("{} is no regular file", place.display())),
            "npm {major}: {told}"
        );
        assert_eq!(
            world.registry.asked(Endpoint::LoginStart).len(),
            0,
            "npm {major}: nothing is asked for in vain"
        );
        npm(&["login"]).expect(0);
        assert_eq!(stored(&world).len(), 1, "npm {major}");
        let who = npm(&["whoami"]).expect(0);
        assert_eq!(
            who.out().trim(),
            world.registry.user.name,
            "npm {major}: {who}"
        );
        npm(&["logout"]).expect(0);
        assert_eq!(stored(&world).len(), 0, "npm {major}");
        assert_eq!(
            std::fs::metadata(place).unwrap().permissions(),
            mode,
            "npm {major}"
        );
    }
}
