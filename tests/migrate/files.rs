//! What a file is besides its bytes: mode, owner, links, names, and who else writes it.

use std::os::unix::fs::{MetadataExt, PermissionsExt, chown, symlink};

use super::world::*;

const REST: &str = "fund=false\n";

fn text() -> String {
    format!("//one.example/:_authToken={TOKEN}\n{REST}")
}

#[test]
fn mode_owner_and_links_are_kept() {
    let world = world();
    let real = world.write("home/dotfiles/npmrc", text());
    std::fs::set_permissions(&real, PermissionsExt::from_mode(0o640)).unwrap();
    // Only root may give a file away.
    let is_given = chown(&real, Some(12), Some(34)).is_ok();
    std::fs::remove_file(world.path("home/.npmrc")).unwrap();
    symlink("dotfiles/npmrc", world.path("home/.npmrc")).unwrap();
    migrate(&world, &["--yes"], 0);
    let found = std::fs::metadata(&real).unwrap();
    assert_eq!(found.mode() & 0o7777, 0o640);
    assert!(!is_given || (found.uid(), found.gid()) == (12, 34));
    assert!(world.path("home/.npmrc").is_symlink());
    assert_eq!(read(&world, "home/dotfiles/npmrc"), REST);
    let names: Vec<_> = std::fs::read_dir(world.path("home/dotfiles"))
        .unwrap()
        .collect();
    assert_eq!(names.len(), 1, "nothing under way is left");
}

#[test]
fn a_file_that_is_not_to_be_written_stays_and_so_does_one_with_two_names() {
    let world = world();
    let file = world.write("home/.npmrc", text());
    std::fs::set_permissions(&file, PermissionsExt::from_mode(0o444)).unwrap();
    let told = migrate(&world, &["--yes"], 6);
    assert!(
        told.out().contains("not to be written") && told.err().contains("chmod u+w "),
        "{told}"
    );
    assert_eq!(read(&world, "home/.npmrc"), text());
    std::fs::set_permissions(&file, PermissionsExt::from_mode(0o600)).unwrap();
    std::fs::hard_link(&file, world.path("home/second")).unwrap();
    let told = migrate(&world, &["--yes"], 6);
    assert!(told.out().contains("2 names"), "{told}");
    assert_eq!(
        (read(&world, "home/.npmrc"), registries(&world).len()),
        (text(), 0)
    );
    std::fs::remove_file(world.path("home/second")).unwrap();
    migrate(&world, &["--yes"], 0);
    assert_eq!(read(&world, "home/.npmrc"), REST);
}

#[test]
fn one_file_that_fails_does_not_stop_the_others() {
    let world = world();
    world.write("work/package.json", "{}");
    let shut = world.write(
        "work/.npmrc",
        format!("//two.example/:_authToken={OTHER}\n"),
    );
    std::fs::set_permissions(&shut, PermissionsExt::from_mode(0o400)).unwrap();
    world.write("home/.npmrc", text());
    migrate(&world, &["--yes"], 6);
    assert_eq!(
        (read(&world, "home/.npmrc").as_str(), registries(&world)),
        (REST, vec!["https://one.example/".to_owned()])
    );
}

/// What an earlier run that was killed had under way held secrets, too.
#[test]
fn what_was_left_under_way_is_cleared_away() {
    let world = world();
    world.write("home/.npmrc", text());
    world.write("home/.npmcred-migrate-abcdef", text());
    migrate(&world, &["--yes"], 0);
    assert_eq!(files_with_secrets(&world), Vec::<String>::new());
}

/// A file that is mounted, as containers do it, cannot be replaced by a rename.
#[test]
fn a_mounted_file_is_written_where_it_stands() {
    if !rustix::process::geteuid().is_root() {
        // Only root may mount, and the keyring knows nobody who is root in a world of their own
        // only.
        return;
    }
    let world = world();
    let file = world.write("home/.npmrc", text());
    let mounted = world.write("mounted", text());
    let script = "mount --bind \"$1\" \"$2\" && shift 2 && exec \"$@\"";
    let program = super::support::tools::program();
    let run = world
        .run("unshare")
        .args(["-m", "sh", "-c", script, "sh"])
        .args([&mounted, &file]);
    let told = run
        .args([program.as_os_str()])
        .args(["migrate", "--yes"])
        .run()
        .expect(0);
    assert_silent(&told);
    assert_eq!(read(&world, "mounted"), REST, "{told}");
    assert_eq!(registries(&world), ["https://one.example/"]);
    let names = std::fs::read_dir(world.path("home"))
        .unwrap()
        .flatten()
        .map(|one| one.file_name());
    let left: Vec<_> = names
        .filter(|name| name.to_string_lossy().starts_with(".npmcred-"))
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

/// A file that cannot be replaced although its mode says that it may be written: it is seen before
/// anything is stored.
#[test]
fn a_place_that_nobody_changes_is_seen_before_anything_is_stored() {
    for (shut, why, release) in [
        (
            "chmod 0444 store/npmrc; chmod 0555 store; ln -sf ../store/npmrc home/.npmrc",
            "the file is read-only",
            "chmod 0755 store",
        ),
        (
            "chmod 0555 store; ln -sf ../store/npmrc home/.npmrc",
            "lies in a folder that is read-only",
            "chmod 0755 store",
        ),
        // Only root may, and not on every file system.
        (
            "cp store/npmrc home/.npmrc && chattr +i home/.npmrc",
            "the file is read-only",
            "chattr -i home/.npmrc",
        ),
        (
            "cp store/npmrc home/.npmrc; mount --bind home/.npmrc home/.npmrc && mount -o remount,ro,bind home/.npmrc",
            "the file is read-only",
            "umount home/.npmrc",
        ),
    ] {
        let world = world();
        world.write("store/npmrc", text());
        let sh = |script: &str| world.run("sh").cwd(world.root()).args(["-c", script]).run();
        if !sh(shut).status.success() {
            assert!(shut.contains("chattr") || shut.contains("mount"), "{shut}");
            continue;
        }
        let told = world.npmcred(&["migrate", "--yes"]).run();
        let kept = world.kept();
        let after = std::fs::read_to_string(world.path("home/.npmrc")).unwrap();
        let set_up = world.npmcred(&["doctor", "--json"]).run();
        sh(release);
        assert_silent(&told);
        assert_eq!(told.status.code(), Some(6), "{shut}: {told}");
        assert!(told.out().contains(why), "{shut}: {told}");
        assert!(
            kept.is_empty() && after == text(),
            "{shut}: nothing half done: {told}"
        );
        assert!(
            told.err().contains("remove it where that file is made"),
            "{shut}: {told}"
        );
        assert!(set_up.out().contains("\"plaintext\""), "{set_up}");
    }
}

/// In a folder that may not be written, but could be let.
#[test]
fn a_folder_that_is_shut_is_opened_by_what_is_said() {
    let world = world();
    let file = world.write("conf/npmrc", text());
    std::fs::set_permissions(file.parent().unwrap(), PermissionsExt::from_mode(0o555)).unwrap();
    let run = |words: &[&str]| {
        world
            .npmcred(words)
            .env("NPM_CONFIG_USERCONFIG", &file)
            .run()
    };
    let told = run(&["migrate", "--yes"]).expect(6);
    let cure = told
        .err()
        .lines()
        .find_map(|line| {
            Some(
                line.split_once("allow yourself to write there: ")?
                    .1
                    .to_owned(),
            )
        })
        .unwrap();
    assert!(
        world.kept().is_empty() && read(&world, "conf/npmrc") == text(),
        "{told}"
    );
    world.run("sh").args(["-c", &cure]).run().expect(0);
    run(&["migrate", "--yes"]).expect(0);
    assert_eq!(read(&world, "conf/npmrc"), REST);
}
