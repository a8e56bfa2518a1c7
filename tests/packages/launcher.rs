//! The launcher of the npm package: the program's own words, status and signals, and a plain
//! sentence where there is no program.

use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::ExitStatusExt;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use super::release;
use super::support::pty::Session;
use super::support::tools;
use super::user::User;

/// The launcher beside a package of this system's with another program in it.
fn installed(user: &User, program: Option<&str>) -> PathBuf {
    let modules = user.lab.path("work/node_modules");
    let place = modules.join("npmcred");
    std::fs::create_dir_all(&place).unwrap();
    let packed = release::new()
        .folder
        .join(format!("npmcred-{}.tgz", release::new().version));
    let done = std::process::Command::new("tar")
        .arg("-xzf")
        .arg(packed)
        .args(["--strip-components=1", "-C"])
        .arg(&place)
        .status()
        .unwrap();
    assert!(done.success());
    if let Some(text) = program {
        let file = user
            .lab
            .write("work/node_modules/@npmcred/linux-x64/npmcred", text);
        std::fs::set_permissions(file, PermissionsExt::from_mode(0o755)).unwrap();
    }
    place.join("npmcred.js")
}

#[test]
fn words_streams_and_status_are_the_programs() {
    let user = User::new("home/nothing-here");
    let program = "#!/bin/sh\nprintf '<%s>' \"$@\"; cat; echo aside >&2; exit 7\n";
    let launcher = installed(&user, Some(program));
    let told = user
        .run(tools::node().to_str().unwrap(), &[])
        .args([
            launcher.as_os_str(),
            "a b".as_ref(),
            "".as_ref(),
            "--x=$y".as_ref(),
        ])
        .stdin("in\n")
        .run()
        .expect(7);
    assert_eq!(told.out(), "<a b><><--x=$y>in\n");
    assert_eq!(told.err(), "aside\n");
}

#[test]
fn a_request_to_end_reaches_the_program() {
    let user = User::new("home/nothing-here");
    let program = "#!/bin/sh\ntrap 'echo ended; exit 3' TERM\necho ready >ready\nwhile :; do sleep 0.1; done\n";
    let launcher = installed(&user, Some(program));
    let run = user
        .run(tools::node().to_str().unwrap(), &[])
        .args([&launcher]);
    let begun = Instant::now();
    let child = run.begin();
    while !user.home().join("ready").exists() {
        assert!(begun.elapsed() < Duration::from_secs(30));
        std::thread::sleep(Duration::from_millis(20));
    }
    kill_process(Pid::from_child(&child), Signal::TERM).unwrap();
    let ended = run.collect(child, begun);
    assert_eq!(ended.out(), "ended\n");
    assert_eq!(ended.status.code(), Some(3));
}

/// Ctrl-Z gives the terminal back to the shell, and `fg` goes on.
#[test]
fn a_terminal_can_stop_it_and_go_on() {
    let user = User::new("home/nothing-here");
    let program = "#!/bin/sh\necho ready\nread -r word\necho \"got $word\"\nexit 5\n";
    let launcher = installed(&user, Some(program));
    let mut terminal = Session::start(&user.run("bash", &["--norc", "-i"]));
    let node = tools::node();
    terminal.type_in(&format!("'{}' '{}'\r", node.display(), launcher.display()));
    let seen = terminal.wait_for_next(0, "ready\r\n");
    terminal.type_in("\x1a");
    let seen = terminal.wait_for_next(seen, "Stopped");
    terminal.type_in("echo in the $((6 * 7))th shell\r");
    let seen = terminal.wait_for_next(seen, "in the 42th shell");
    terminal.type_in("fg\r");
    terminal.wait_for_next(seen, "npmcred.js");
    terminal.type_in("word\r");
    let seen = terminal.wait_for_next(seen, "got word");
    terminal.type_in("echo ended $?; exit 0\r");
    terminal.wait_for_next(seen, "ended 5");
    let (status, shown) = terminal.finish();
    assert!(status.success(), "{shown}");
}

#[test]
fn a_program_that_dies_is_told_as_a_shell_tells_it() {
    let user = User::new("home/nothing-here");
    let launcher = installed(&user, Some("#!/bin/sh\nkill -KILL $$\n"));
    let node = tools::node();
    let ended = user
        .run(node.to_str().unwrap(), &[])
        .args([&launcher])
        .run();
    assert_eq!(
        ended.status.code(),
        Some(137),
        "{:?}",
        ended.status.signal()
    );
}

#[test]
fn no_program_is_said_in_a_sentence() {
    let user = User::new("home/nothing-here");
    let launcher = installed(&user, None);
    let node = tools::node();
    let run = |words: &[&str]| {
        user.run(node.to_str().unwrap(), words)
            .args([&launcher])
            .run()
    };
    let told = run(&[]).expect(126).err();
    assert!(told.contains("optional packages were left out"), "{told}");
    let other = user.lab.write(
        "other.js",
        "Object.defineProperty(process, 'platform', { value: 'aix' })\n",
    );
    let told = run(&["--require", other.to_str().unwrap()])
        .expect(126)
        .err();
    assert!(told.contains("there is no npmcred for aix"), "{told}");
}
