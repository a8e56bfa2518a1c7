//! Which npm is found from where.

use std::fs;
use std::path::Path;

use super::world::World;

#[test]
fn who_has_not_moved_in_is_told_to() {
    let world = World::fresh();
    let found = world.doctor();
    let ids: Vec<&str> = found
        .iter()
        .filter(|one| one.severity == "problem")
        .map(|one| one.id.as_str())
        .collect();
    for id in [
        "this-shell",
        "login-shell",
        "interactive-shell",
        "editor",
        "no-shim",
    ] {
        assert!(ids.contains(&id), "no {id} in {found:#?}");
    }
    assert!(
        found
            .iter()
            .filter(|one| ids.contains(&one.id.as_str()))
            .all(|one| one.cure.as_deref() == Some("npmcred setup"))
    );
    assert!(
        !ids.contains(&"script"),
        "it inherits the shell's PATH: {found:#?}"
    );
    world.session("npmcred setup").expect(0);
    world.is_gone("this-shell", "");
}

/// Whatever shell the user has: setup reaches it, and the doctor sees that it does.
#[test]
fn every_shell_is_asked_in_its_own_words() {
    let world = World::settled();
    for (shell, answers) in [
        (
            "zsh",
            &["login-shell", "interactive-shell", "editor", "script"][..],
        ),
        (
            "fish",
            &["login-shell", "interactive-shell", "editor", "script"],
        ),
        (
            "ksh",
            &["login-shell", "interactive-shell", "editor", "script"],
        ),
        (
            "mksh",
            &["login-shell", "interactive-shell", "editor", "script"],
        ),
        (
            "yash",
            &["login-shell", "interactive-shell", "editor", "script"],
        ),
        ("tcsh", &["interactive-shell", "script"]),
    ] {
        let said = world.session(&format!(
            "export SHELL=/usr/bin/{shell}\nnpmcred setup --yes\necho '<report>'; npmcred doctor --json"
        ));
        let json: serde_json::Value =
            serde_json::from_str(said.out().rsplit_once("<report>\n").unwrap().1).unwrap();
        assert_eq!(json["well"], true, "{shell}: {json:#}");
        let group = json["groups"]
            .as_array()
            .unwrap()
            .iter()
            .find(|group| group["name"] == "entry-points")
            .unwrap();
        let asked: Vec<&str> = group["details"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|one| one["npm"] == "shim")
            .map(|one| one["id"].as_str().unwrap())
            .collect();
        assert!(
            answers.iter().all(|id| asked.contains(id)),
            "{shell}: {group:#}"
        );
    }
}

#[test]
fn a_cure_works_also_where_npmcred_is_not_on_path() {
    let world = World::fresh();
    let own = world.home(".local/bin/npmcred");
    let elsewhere = world.home("elsewhere");
    fs::create_dir(&elsewhere).unwrap();
    fs::rename(&own, elsewhere.join("npmcred")).unwrap();
    let typed = elsewhere.join("npmcred").display().to_string();
    let found = world.diagnose("", &format!("{typed} doctor --json"));
    let cure = found
        .iter()
        .find(|one| one.id == "this-shell")
        .unwrap()
        .cure
        .clone()
        .unwrap();
    assert!(cure.starts_with('/') && cure.ends_with(" setup"), "{cure}");
    world.session(&cure).expect(0);
    let left = world.diagnose("", &format!("{typed} doctor --json"));
    assert!(
        !left.iter().any(|one| one.severity == "problem"),
        "{left:#?}"
    );
}

#[test]
fn a_program_before_the_shim_is_seen_and_put_behind() {
    let world = World::settled();
    let other = world.program("other/npm", "exit 0");
    let typed = "PATH=\"$HOME/other:$PATH\"";
    let found = world.is_cured("this-shell", typed);
    assert!(
        found.what.contains(other.to_str().unwrap()) && found.what.contains("before the shim"),
        "{found:?}"
    );
    assert_eq!(found.cure.as_deref(), Some("eval \"$(npmcred env)\""));
}

#[test]
fn an_alias_is_no_program() {
    let world = World::settled();
    let bashrc = world.home(".bashrc");
    let text = fs::read_to_string(&bashrc).unwrap();
    fs::write(&bashrc, format!("{text}alias npm='pnpm'\n")).unwrap();
    let found = world.sees("npm-is-a-word", "");
    assert!(
        found.severity == "note" && found.what.contains("alias npm="),
        "{found:?}"
    );
    fs::write(&bashrc, format!("{text}npm() {{ command npm \"$@\"; }}\n")).unwrap();
    world.sees("npm-is-a-word", "");
    fs::write(&bashrc, text).unwrap();
    world.is_gone("npm-is-a-word", "");
}

#[test]
fn two_managers_and_a_folder_twice_are_worth_knowing() {
    let world = World::settled();
    world.program(".nvm/versions/node/v22.1.0/bin/npm", "exit 0");
    world.program(".asdf/shims/npm", "exit 0");
    let typed = "PATH=\"$PATH:$HOME/.asdf/shims:$HOME/.nvm/versions/node/v22.1.0/bin\"";
    let found = world.sees("two-managers", typed);
    assert!(found.what.starts_with("asdf and nvm both"), "{found:?}");
    let shims = world.shims();
    world.sees("doubled", &format!("PATH=\"{}:$PATH\"", shims.display()));
}

/// A table of jobs without its daemon: `crontab` keeps it in a file.
#[test]
fn a_table_of_jobs_gets_the_folder() {
    let world = World::settled();
    world.program(".local/bin/crontab", "case $1 in -l) cat \"$HOME/.jobs\" ;; -) cat >\"$HOME/.jobs.new\" && mv \"$HOME/.jobs.new\" \"$HOME/.jobs\" ;; esac");
    let node = world.home("node/bin");
    fs::write(
        world.home(".jobs"),
        format!("PATH={}:/usr/bin:/bin\n0 0 * * * npm ci\n", node.display()),
    )
    .unwrap();
    let found = world.is_cured("cron", "");
    assert_eq!(found.severity, "note");
    let table = fs::read_to_string(world.home(".jobs")).unwrap();
    assert!(
        table.starts_with(&format!("PATH={}:", world.shims().display()))
            && table.ends_with("0 0 * * * npm ci\n"),
        "{table}"
    );
    // Where the system has an npm of its own, a table without a PATH finds it.
    if ["/usr/bin/npm", "/bin/npm"]
        .iter()
        .any(|npm| Path::new(npm).exists())
    {
        fs::write(world.home(".jobs"), "0 0 * * * npm ci\n").unwrap();
        world.is_cured("cron", "");
    }
}

/// The manager of a session that has begun before: it is asked through a program of the test's, and
/// reads its files through systemd's own.
#[test]
fn a_desktop_session_reads_its_files_again() {
    let generator =
        "/usr/lib/systemd/user-environment-generators/30-systemd-environment-d-generator";
    if !Path::new(generator).exists() {
        // Without systemd nobody reads environment.d, and the doctor asks nobody.
        return;
    }
    let world = World::settled();
    world.program(
        ".local/bin/systemctl",
        &format!("case $2 in show-environment) cat \"$HOME/.session\" ;; daemon-reload) env -i HOME=\"$HOME\" PATH=/usr/bin:/bin {generator} >\"$HOME/.session\" ;; esac"),
    );
    fs::write(
        world.home(".session"),
        format!(
            "LANG=C\nPATH={}:/usr/bin:/bin\n",
            world.home("node/bin").display()
        ),
    )
    .unwrap();
    let found = world.is_cured("desktop", "");
    assert_eq!(
        found.cure.as_deref(),
        Some("systemctl --user daemon-reload")
    );
}

/// Its start file never comes to an end; the others' answers are there nevertheless.
#[test]
fn a_start_file_that_hangs_is_told_and_ended() {
    let world = World::settled();
    let bashrc = world.home(".bashrc");
    let text = fs::read_to_string(&bashrc).unwrap();
    fs::write(
        &bashrc,
        format!("[ -n \"$TYPED\" ] || case $- in *i*) sleep 1000 ;; esac\n{text}"),
    )
    .unwrap();
    let said = world
        .shell("echo '<report>'; unset TYPED; npmcred doctor --json")
        .env("TYPED", "1")
        .run()
        .expect(0);
    assert!(
        said.out().contains("did not reach its first command"),
        "{said}"
    );
    let left = said.out();
    assert!(left.contains("\"login-shell\""), "{left}");
}

#[test]
fn an_npm_that_never_meets_the_shim_is_worth_knowing() {
    let world = World::settled();
    let project = world.lab.path("work/thing");
    let manifest = r#"{"name":"thing","dependencies":{"a":"owner/name"},"scripts":{"out":"node $npm_execpath publish"},
        "devDependencies":{"npm-check-updates":"1","semantic-release":"1","nx":"1"}}"#;
    world.lab.write("work/thing/package.json", manifest);
    for file in ["lerna.json", "nx.json"] {
        world.lab.write(format!("work/thing/{file}"), "{}");
    }
    world.lab.write("work/thing/node_modules/.bin/npm", "");
    let typed = format!("cd '{}'", project.display());
    let tools = ["lerna", "npm-check-updates", "semantic-release", "nx"];
    for id in ["git-dependency", "npm-execpath", "nested-scripts"]
        .into_iter()
        .chain(tools)
    {
        assert_eq!(world.sees(id, &typed).severity, "note");
    }
}

/// nvm and its like, loaded when npm is first called: our text knows such a function, before it and
/// behind it.
#[test]
fn a_manager_that_is_loaded_when_npm_is_called_is_no_way_round_the_shim() {
    const POSIX: &str = "npm() { unset -f npm; PATH=\"$HOME/inst:$PATH\"; npm \"$@\"; }\n";
    const FISH: &str =
        "function npm\n functions --erase npm\n set -gx PATH $HOME/inst $PATH\n npm $argv\nend\n";
    for (shell, file, lazy) in [
        ("/bin/bash", ".bashrc", POSIX),
        ("/bin/zsh", ".zshrc", POSIX),
        ("/usr/bin/fish", ".config/fish/conf.d/a.fish", FISH),
        ("/usr/bin/fish", ".config/fish/config.fish", FISH),
    ] {
        let mut world = World::fresh();
        world.program("inst/npm", "echo \"inst $1 $NPMCRED_DEPTH\"");
        world.lab.write(format!("home/{file}"), lazy);
        if shell == "/bin/zsh" {
            world.lab.write(
                "home/.zprofile",
                "PATH=\"$HOME/.local/bin:$HOME/node/bin:$PATH\"\n",
            );
        }
        // fish has no words of a POSIX shell, so bash is what is typed into; its start file knows
        // nothing of this.
        let typed = format!("export SHELL={shell}");
        if shell != "/usr/bin/fish" {
            world.shell = shell;
        }
        let ids: Vec<String> = world
            .doctor_after(&typed)
            .into_iter()
            .map(|one| one.id)
            .collect();
        assert!(ids.contains(&"lazy-npm".to_owned()), "{shell}: {ids:?}");
        world
            .session(&format!("{typed}; npmcred setup --yes"))
            .expect(0);
        world.is_gone("lazy-npm", &typed);
        let found = world.doctor_after(&typed);
        assert!(
            !found.iter().any(|one| one.id == "npm-is-a-word"),
            "{shell}: {found:#?}"
        );
        if shell != "/usr/bin/fish" {
            let said = world.terminal("npm whoami; npm whoami");
            assert_eq!(
                said.out().matches("inst whoami 1").count(),
                2,
                "{shell}: {said}"
            );
        }
    }
}

/// A function that nobody can know for what it is; what the doctor says to write into it helps.
#[test]
fn a_function_of_the_users_own_is_told_what_to_do() {
    let world = World::settled();
    world.program("inst/npm", "echo \"inst $1 $NPMCRED_DEPTH\"");
    let bashrc = world.home(".bashrc");
    let text = fs::read_to_string(&bashrc).unwrap();
    let with = |more: &str| {
        let lazy = format!(
            "npm() {{ ready || PATH=\"$HOME/inst:$PATH\"; {more} command npm \"$@\"; }}\nready() {{ case $PATH in *inst*) ;; *) return 1 ;; esac; }}\n"
        );
        fs::write(&bashrc, format!("{lazy}{text}")).unwrap();
    };
    with("");
    let found = world.sees("lazy-npm", "");
    assert!(
        found.severity == "problem"
            && found.what.contains("/inst/npm")
            && found.what.contains("npmcred env"),
        "{found:?}"
    );
    with("eval \"$(npmcred env)\";");
    world.is_gone("lazy-npm", "");
}

#[test]
fn what_npm_will_not_fetch_is_worth_knowing() {
    let world = World::settled();
    let project = world.lab.path("work/led");
    world.lab.write(
        "work/led/package.json",
        r#"{"name":"led","dependencies":{"x":"^1"}}"#,
    );
    let lock = r#"{"lockfileVersion":3,"packages":{"":{"dependencies":{"x":"^1"}},"node_modules/y":{"resolved":"https://elsewhere.invalid/y.tgz"}}}"#;
    world.lab.write("work/led/package-lock.json", lock);
    // What npm 12 does of itself.
    world.lab.write("work/led/.npmrc", "allow-remote=none\n");
    let found = world.is_cured("allow-remote", &format!("cd '{}'", project.display()));
    assert_eq!(found.severity, "note");
}
