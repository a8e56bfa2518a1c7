//! Each hint of setup, typed where it is offered.

use std::fs;
use std::os::unix::fs::{MetadataExt, chown};
use std::path::Path;

use crate::support::run::{Outcome, Run};
use crate::support::typed::{behind, screen};
use crate::world::{NPM, World, chmod, copy_npmcred};

/// The command behind a hint, in the shell of somebody with the usual programs.
#[track_caller]
fn types(world: &World, told: &Outcome, says: &str) -> Run {
    line(world, &behind(&screen(told), says))
}

/// A line of shell in this world.
fn line(world: &World, line: &str) -> Run {
    let folders = [world.path("tools"), "/usr/bin".into(), "/bin".into()];
    let path = std::env::join_paths(folders).unwrap();
    world
        .run("/bin/sh".as_ref(), &["-c", line])
        .env("PATH", path)
}

#[test]
fn where_a_file_is_in_our_folders_place() {
    for name in [".local", ".local/share/npmcred"] {
        let world = World::lived_in();
        world.write(name, "mine");
        let said = world.npmcred(&["setup"]).run().expect(6);
        types(&world, &said, "move it away").run().expect(0);
        world.set_up();
        assert_eq!(world.read(format!("{name}.old")), b"mine");
    }
}

#[test]
fn where_another_file_is_in_a_shims_place() {
    let world = World::lived_in();
    world.write(".local/share/npmcred/bin/npm", "mine");
    let said = world.npmcred(&["env"]).run().expect(7);
    types(&world, &said, "move it away").run().expect(0);
    world.npmcred(&["env"]).run().expect(0);
}

#[test]
fn where_npm_does_not_answer() {
    let world = World::lived_in();
    world.tool("npm", "#!/bin/sh\necho broken >&2; exit 5\n");
    let said = world.npmcred(&["setup"]).run().expect(126);
    let npm = types(&world, &said, "see what it says").run().expect(5);
    assert_eq!(npm.err(), "broken\n");
}

#[test]
fn where_the_new_shim_does_not_work() {
    let world = World::lived_in();
    let before = world.all();
    world.tool("npm", "#!/bin/sh\necho 11.${NPMCRED_DEPTH-0}\n");
    let said = world.npmcred(&["setup"]).run().expect(126);
    types(&world, &said, "undo the installation")
        .run()
        .expect(0);
    assert_eq!(world.all(), before);
}

#[test]
fn where_there_is_no_npm() {
    let world = World::lived_in();
    for name in ["npm", "npx"] {
        let _ = fs::remove_file(world.path("tools").join(name));
    }
    let said = world.npmcred(&["setup"]).run().expect(127);
    world.tool("npm", NPM);
    let run = types(&world, &said, "install node with npm, then");
    run.env("PATH", world.path("tools")).run().expect(0);
}

#[test]
fn where_the_home_cannot_stand_on_path() {
    let world = World::named("a:b");
    let said = world.npmcred(&["setup"]).run().expect(7);
    let aside = world.path("aside").display().to_string();
    let cure = behind(&screen(&said), "choose another place");
    let cure = cure.replace("/some/where/else", &aside);
    let program = crate::support::tools::program().display().to_string();
    line(&world, &format!("{cure}; '{program}' setup"))
        .run()
        .expect(0);

    let world = World::lived_in();
    let data = ("XDG_DATA_HOME", world.path("x:y"));
    let env = world.npmcred(&["env"]).env(data.0, &data.1);
    let said = env.run().expect(7);
    let cure = behind(&screen(&said), "put the shims elsewhere");
    let again = line(&world, &format!("{cure}; '{program}' env"));
    again.env(data.0, data.1).run().expect(0);
}

/// The variable of one who has no entry in the system's list of users either.
#[test]
fn where_there_is_no_home() {
    let world = World::lived_in();
    if fs::metadata(&world.home).unwrap().uid() != 0 {
        return println!("only root can be somebody whom the system does not know");
    }
    chmod(world.home.parent().unwrap(), 0o755);
    chmod(&world.home, 0o777);
    let program = world.path("npmcred");
    copy_npmcred(&program);
    let stranger = |line: &str| {
        let flags = ["--reuid", "4242", "--regid", "4242", "--clear-groups"];
        let run = world.run("/usr/bin/setpriv".as_ref(), &flags);
        run.args(["/bin/sh", "-c", line]).without("HOME")
    };
    for words in ["setup --dry-run", "config", "doctor"] {
        let typed = format!("'{}' {words}", program.display());
        let said = stranger(&typed).run();
        if !screen(&said).contains("set it: ") {
            continue;
        }
        let cure = behind(&screen(&said), "set it");
        let home = world.home.display().to_string();
        let cure = cure.replace("/your/home", &home);
        let again = stranger(&format!("{cure}; {typed}")).run();
        assert!(!screen(&again).contains("HOME is not set"), "{again}");
    }
}

#[test]
fn where_another_user_has_the_home() {
    let world = World::lived_in();
    if fs::metadata(&world.home).unwrap().uid() != 0 {
        return println!("only root meets the home of another user");
    }
    let theirs = |path: &Path| chown(path, Some(4242), Some(4242)).unwrap();
    world.all().keys().for_each(|name| theirs(&world.at(name)));
    theirs(&world.home);
    chmod(world.home.parent().unwrap(), 0o755);
    let program = world.path("npmcred");
    copy_npmcred(&program);
    let said = world.run(program.as_os_str(), &["setup"]).run().expect(7);
    let cure = behind(&screen(&said), "run it as that user");
    let flags = ["--reuid", "4242", "--regid", "4242", "--clear-groups"];
    let run = world.run("/usr/bin/setpriv".as_ref(), &flags);
    run.args(["/bin/sh", "-c", &cure]).run().expect(0);
}

#[test]
fn where_another_setup_does_not_end() {
    let world = World::lived_in();
    let mut holder = line(
        &world,
        "exec 9<\"$HOME\"; flock 9; echo held; exec sleep 600",
    )
    .spawn();
    let mut held = [0; 5];
    std::io::Read::read_exact(holder.stdout.as_mut().unwrap(), &mut held).unwrap();
    let said = world.npmcred(&["setup"]).run().expect(6);
    let cure = behind(&screen(&said), "see which");
    // Other tests run programs of that name at this moment; that it can be typed is all.
    let found = line(&world, &cure).run();
    assert!(found.status.code().is_some_and(|code| code < 2), "{found}");
    holder.kill().unwrap();
    holder.wait().unwrap();
    world.set_up();
}

#[test]
fn where_undo_was_kept_from_the_end() {
    let world = World::lived_in();
    let before = world.all();
    world.set_up();
    chmod(&world.at(".bashrc"), 0o444);
    let said = world.npmcred(&["setup", "--undo"]).run().expect(6);
    chmod(&world.at(".bashrc"), 0o644);
    types(&world, &said, "when that is done, finish")
        .run()
        .expect(0);
    assert_eq!(world.all(), before);
}

/// The lines for what no start file reaches, in the place that each names.
#[test]
fn where_no_start_file_is_read() {
    let world = World::lived_in();
    for shell in ["dash", "nu"] {
        std::os::unix::fs::symlink("/bin/sh", world.path("shells").join(shell)).unwrap();
    }
    world.set_up();
    let told = world.npmcred(&["env", "--json"]).run().expect(0);
    let json: serde_json::Value = serde_json::from_str(&told.out()).unwrap();
    let cures: Vec<&str> = json["unreached"]
        .as_array()
        .unwrap()
        .iter()
        .map(|gap| gap["cure"].as_str().unwrap())
        .collect();
    let after = |says: &str| {
        let lead = format!("{says}: ");
        let found = cures.iter().find_map(|cure| cure.strip_prefix(&lead));
        found
            .unwrap_or_else(|| panic!("no {says}: {cures:#?}"))
            .to_owned()
    };
    let npm = world
        .at(".local/share/npmcred/bin/npm")
        .display()
        .to_string();
    let finds = |line_of_it: &str| {
        let found = line(&world, line_of_it).run().expect(0);
        assert_eq!(found.out().trim(), npm, "{line_of_it}");
    };
    // As cron sets it, without a shell that would take quotes for its own.
    let crontab = after("add this line to the crontab, with crontab -e");
    finds(&format!("{crontab} /bin/sh -c 'command -v npm'"));
    finds(&format!("{}; command -v npm", after("begin them with")));
    let env = after("set it where you log in");
    assert_eq!(env, "export ENV=\"$HOME/.shrc\"");
    let login = after("start it as a login shell, which reads your login file");
    assert_eq!(login, "bash -lc");
    let bash = line(&world, "/bin/bash -lc 'command -v npm'").run();
    assert!(bash.out().contains(&npm), "{bash}");
    let yash = after("make one and set up again");
    assert!(yash.ends_with(" setup"), "{yash}");
    if Path::new("/usr/share/yash/initialization/sample").exists() {
        line(&world, &yash).run().expect(0);
        assert!(world.has_our_lines(".yashrc"));
    }
    assert!(
        cures.contains(&"start it where PATH is set already"),
        "{cures:?}"
    );
}
