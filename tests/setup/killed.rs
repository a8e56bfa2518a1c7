//! Setup ended by `kill -9`, or told that the disk is full, at every step at which it changes
//! anything.
//!
//! strace counts the system calls that write, make, rename or remove. In the place of the one with
//! the wanted number it sends the signal, or the error. So no step is missed and no moment is
//! measured. Afterwards every file of the user's is the old one or the new one. Uninstalling gives
//! the first home back, and installing goes on where it was ended.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::run::{Outcome, Run};
use crate::support::tools;
use crate::world::{Thing, World};

/// Every system call by which setup changes something, or makes a change last.
const CHANGES: &str = "mkdir,mkdirat,rename,renameat,renameat2,symlink,symlinkat,link,linkat,unlink,unlinkat,rmdir,write,\
    pwrite64,fsync,fdatasync,ftruncate,fchmod,fchmodat,fchown,fchownat,fsetxattr";

/// One call: its name, and which of those with this name it is.
type Step = (String, usize);

fn strace(world: &World, flags: &[&str], words: &[&str]) -> Run {
    let found = Command::new("sh")
        .args(["-c", "command -v strace"])
        .output()
        .unwrap()
        .stdout;
    let found = String::from_utf8(found).unwrap();
    assert!(
        !found.is_empty(),
        "strace is missing: run tests/support/provision"
    );
    world
        .run(found.trim().as_ref(), flags)
        .args([tools::program()])
        .args(["setup"])
        .args(words.to_vec())
}

/// Every step of `npmcred setup WORDS`, which is run for it.
fn steps(world: &World, words: &[&str]) -> Vec<Step> {
    let log = world.path("steps");
    let flags = [
        "-qq",
        "-o",
        log.to_str().unwrap(),
        "-e",
        &format!("trace={CHANGES}"),
    ];
    strace(world, &flags, words).run().expect(0);
    let mut counts = BTreeMap::new();
    let log = String::from_utf8_lossy(&std::fs::read(log).unwrap()).into_owned();
    log.lines()
        .filter_map(|line| line.split_once('('))
        .filter(|(call, _)| CHANGES.split(',').any(|name| name == *call))
        .map(|(call, _)| {
            let count: &mut usize = counts.entry(call.to_owned()).or_default();
            *count += 1;
            (call.to_owned(), *count)
        })
        .collect()
}

/// The steps that every run has: a busy machine may see one more, which the next run lacks. `again`
/// makes of the home what it was before the first.
fn steady_steps(world: &World, words: &[&str], again: impl FnOnce() -> Outcome) -> Vec<Step> {
    let mut first = steps(world, words);
    drop(again());
    let second = steps(world, words);
    first.retain(|step| second.contains(step));
    first
}

/// Runs `npmcred setup WORDS`, in which this step fails in this way.
fn hurt(world: &World, words: &[&str], how: &str, (call, number): &Step) -> Outcome {
    let inject = format!("inject={call}:{how}:when={number}");
    strace(
        world,
        &[
            "-qq",
            "-o",
            "/dev/null",
            "-e",
            &format!("trace={call}"),
            "-e",
            &inject,
        ],
        words,
    )
    .run()
}

fn was_killed(outcome: &Outcome) -> bool {
    use std::os::unix::process::ExitStatusExt;
    // strace ends as what it traced ended.
    outcome.status.signal() == Some(9)
}

/// What both homes have is the old or the new, and nothing else is there but what has a name of
/// ours.
#[track_caller]
fn old_or_new(
    world: &World,
    old: &BTreeMap<PathBuf, Thing>,
    new: &BTreeMap<PathBuf, Thing>,
    what: &str,
) {
    let now = world.all();
    for (path, thing) in old {
        let found = now.get(path);
        assert!(
            found == Some(thing) || found.is_some() && found == new.get(path),
            "{what}: {}",
            path.display()
        );
    }
    for path in now.keys() {
        let is_ours = path
            .components()
            .any(|part| part.as_os_str().to_string_lossy().starts_with(".npmcred-"));
        assert!(
            is_ours || old.contains_key(path) || new.contains_key(path),
            "{what}: {}",
            path.display()
        );
    }
}

/// A world, what is in it, and what is in it after a setup. The receipt is left out of the latter:
/// it says whether it is complete.
fn before_and_after(world: &World) -> (BTreeMap<PathBuf, Thing>, BTreeMap<PathBuf, Thing>) {
    let before = world.all();
    world.set_up();
    let after = world.all();
    world.undo();
    assert_eq!(world.all(), before);
    (before, after)
}

#[test]
fn killed_at_every_step_of_moving_in() {
    let world = World::lived_in();
    let (before, after) = before_and_after(&world);
    let steps = steady_steps(&world, &[], || world.undo());
    assert!(steps.len() > 150, "only {} steps were seen", steps.len());
    world.undo();
    for (index, step) in steps.iter().enumerate() {
        let what = format!("killed at {step:?}");
        let outcome = hurt(&world, &[], "signal=KILL", step);
        assert!(was_killed(&outcome), "{what}: {outcome}");
        old_or_new(&world, &before, &after, &what);
        if index % 5 == 0 {
            world.set_up();
            assert_eq!(world.all(), after, "{what}, and gone on with");
        }
        world.undo();
        assert_eq!(world.all(), before, "{what}");
    }
}

#[test]
fn killed_at_every_step_of_moving_out() {
    let world = World::lived_in();
    let (before, after) = before_and_after(&world);
    world.set_up();
    let steps = steady_steps(&world, &["--undo"], || world.set_up());
    assert!(steps.len() > 60, "only {} steps were seen", steps.len());
    for step in &steps {
        world.set_up();
        let what = format!("killed at {step:?}");
        let outcome = hurt(&world, &["--undo"], "signal=KILL", step);
        assert!(was_killed(&outcome), "{what}: {outcome}");
        old_or_new(&world, &before, &after, &what);
        world.undo();
        assert_eq!(world.all(), before, "{what}");
    }
}

/// The system says that there is no room, once: the step fails, and setup says so.
#[test]
fn no_room_at_every_step_of_moving_in() {
    let world = World::lived_in();
    let (before, after) = before_and_after(&world);
    let steps = steady_steps(&world, &[], || world.undo());
    world.undo();
    for (index, step) in steps.iter().enumerate() {
        let outcome = hurt(&world, &[], "error=ENOSPC", step);
        let what = format!("no room at {step:?}: {outcome}");
        // 0 where it was a file that was not there to be removed, or the screen; 126 where a pipe
        // to npm was meant.
        assert!(matches!(outcome.status.code(), Some(0 | 6 | 126)), "{what}");
        old_or_new(&world, &before, &after, &what);
        if index % 5 == 0 {
            world.set_up();
            assert_eq!(world.all(), after, "{what}");
        }
        world.undo();
        assert_eq!(world.all(), before, "{what}");
    }
}

/// A disk that is really full: a home on a tmpfs, which has room for a little more each time.
#[test]
fn a_disk_that_is_full() {
    let world = World::new();
    let disk = match Disk::mount(&world.home) {
        Ok(disk) => disk,
        // The steps above, with strace's ENOSPC, are then all that can be shown.
        Err(why) => return println!("not run, because nothing may be mounted here: {why}"),
    };
    let (mut failed, mut succeeded) = (0, 0);
    for pages in (4..180).step_by(8) {
        disk.resize("16m");
        world.write(".bashrc", "mine\n");
        world.write(".zshrc", "mine");
        let before = world.all();
        disk.resize(&format!("{}k", pages * 4));
        let outcome = world.npmcred(&["setup"]).run();
        match outcome.status.code() {
            Some(0) => succeeded += 1,
            Some(6) => failed += 1,
            _ => panic!("{outcome}"),
        }
        for (name, old) in [(".bashrc", &b"mine\n"[..]), (".zshrc", b"mine")] {
            let now = world.read(name);
            assert!(
                now == old || (now.starts_with(old) && world.has_our_lines(name)),
                "{pages} pages: {name}"
            );
        }
        if pages % 16 == 4 {
            // What we made makes room for what is taken back.
            world.undo();
            assert_eq!(
                world.all(),
                before,
                "{pages} pages, undone on the full disk"
            );
            continue;
        }
        disk.resize("16m");
        world.set_up();
        world.undo();
        assert_eq!(world.all(), before, "{pages} pages");
    }
    assert!(
        failed > 3 && succeeded > 3,
        "it was too small {failed} times, and large enough {succeeded} times"
    );
}

/// A tmpfs over a folder; gone when dropped.
struct Disk<'a>(&'a Path);

impl Disk<'_> {
    fn mount(folder: &Path) -> Result<Disk<'_>, String> {
        let flags = ["-t", "tmpfs", "-o", "size=16m,mode=755", "none"];
        let done = Command::new("mount")
            .args(flags)
            .arg(folder)
            .output()
            .map_err(|error| error.to_string())?;
        if done.status.success() {
            Ok(Disk(folder))
        } else {
            Err(String::from_utf8_lossy(&done.stderr).into_owned())
        }
    }

    fn resize(&self, size: &str) {
        let done = Command::new("mount")
            .args(["-o", &format!("remount,size={size}")])
            .arg(self.0)
            .output()
            .unwrap();
        assert!(
            done.status.success(),
            "{}",
            String::from_utf8_lossy(&done.stderr)
        );
    }
}

impl Drop for Disk<'_> {
    fn drop(&mut self) {
        // Detached at once, so that nothing can hold it; an error leaves an empty tmpfs, which no
        // other test sees.
        drop(Command::new("umount").arg("--lazy").arg(self.0).output());
    }
}
