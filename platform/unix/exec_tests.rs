//! Compares what a program finds after we became it with what it finds when started directly.
//!
//! `exec` replaces the whole process. So each case runs this test program again, restricted to one
//! test that only becomes the tool. The tool writes what it finds into a file.

use crate::handover::Handover;
use crate::memory;
use crate::process::{Launch, become_tool};
use crate::secret::Secret;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

/// Names the script that the restarted test is to become.
pub(super) const SCRIPT: &str = "NPMCRED_TEST_SCRIPT";
/// The contents to hand over, those for later readers, and the milliseconds that they may stay
/// unread.
pub(super) const CONTENTS: &str = "NPMCRED_TEST_CONTENTS";
pub(super) const PATIENCE: &str = "NPMCRED_TEST_PATIENCE";
pub(super) const AFTERWARDS: &str = "NPMCRED_TEST_AFTERWARDS";
pub(super) const OUT: &str = "OUT";
/// Says that a test has its process to itself.
const ALONE: &str = "NPMCRED_TEST_ALONE";

/// The restarted half of every test here; by itself it does nothing.
#[test]
fn becomes_the_tool() {
    let Some(script) = std::env::var_os(SCRIPT) else {
        return;
    };
    let off = memory::CoreDumpsOff::begin();
    let mut env: Vec<(OsString, OsString)> = std::env::vars_os()
        .filter(|(name, _)| name != CONTENTS && name != SCRIPT)
        .collect();
    let handover = std::env::var(CONTENTS).ok().map(|contents| {
        let afterwards = std::env::var(AFTERWARDS).unwrap_or_default();
        let patience = std::env::var(PATIENCE)
            .ok()
            .map(|text| Duration::from_millis(text.parse().unwrap()));
        let handover =
            Handover::offer(&Secret::from(contents), afterwards.as_bytes(), patience).unwrap();
        env.push(("HANDOVER".into(), handover.path().into()));
        env.push(("MARK".into(), handover.mark().into()));
        handover
    });
    drop(off);
    let launch = Launch {
        program: "/bin/sh".into(),
        args: vec!["-c".into(), script],
        env,
    };
    panic!("{}", become_tool(&launch, handover));
}

/// A command line that becomes `sh -c script` by way of us, or directly.
pub(super) fn words(ours: bool, script: &str) -> Vec<OsString> {
    if ours {
        let own = std::env::current_exe().unwrap().into_os_string();
        return [
            own,
            "--exact".into(),
            "unix::exec_tests::becomes_the_tool".into(),
            "--nocapture".into(),
        ]
        .to_vec();
    }
    vec!["/bin/sh".into(), "-c".into(), script.into()]
}

/// Runs the script after `launcher`, words put before the command line; returns its output in
/// `$OUT`.
pub(super) fn run(
    launcher: &[&str],
    ours: bool,
    script: &str,
    handed: Option<(&str, &str)>,
) -> String {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let line: Vec<OsString> = launcher
        .iter()
        .map(OsString::from)
        .chain(words(ours, script))
        .collect();
    let mut command = Command::new(&line[0]);
    command
        .args(&line[1..])
        .env(SCRIPT, script)
        .env(OUT, &out)
        .stdout(Stdio::null());
    if let Some((contents, afterwards)) = handed {
        command.env(CONTENTS, contents).env(AFTERWARDS, afterwards);
    }
    let status = command.status().unwrap();
    assert!(status.success(), "{launcher:?} {status}");
    std::fs::read_to_string(out).unwrap()
}

#[test]
fn signals_are_as_they_were_inherited() {
    // Only shell builtins: `sh` itself changes nothing unless told to.
    let script = r#"while read -r line; do case $line in Sig[BIC]*|Core*) echo "$line";; esac; done </proc/$$/status >"$OUT""#;
    let ways: [&[&str]; 5] = [
        &[],
        &["--ignore-signal=PIPE"],
        &["--ignore-signal=INT,HUP"],
        &["--block-signal=PIPE,USR1"],
        &[
            "--default-signal=PIPE",
            "--ignore-signal=TERM",
            "--block-signal=TERM",
        ],
    ];
    let mut seen = Vec::new();
    for way in ways {
        // A test that runs in the background may have inherited ignored signals.
        let way = [&["env", "--default-signal=INT,HUP,TERM"], way].concat();
        let bare = without_library_signals(&run(&way, false, script, None));
        assert_eq!(
            without_library_signals(&run(&way, true, script, None)),
            bare,
            "{way:?}"
        );
        seen.push(bare);
    }
    seen.sort();
    seen.dedup();
    assert_eq!(
        seen.len(),
        5,
        "the ways differ, so the comparison could have failed"
    );
}

/// Signals 32 to 34 belong to the C library, which uses them for its threads (this test program has
/// some), whatever was inherited; no program can be told what to do with them.
fn without_library_signals(status: &str) -> String {
    let masked = status.lines().map(|line| match line.split_once(":\t") {
        Some((name, set)) if name.starts_with("Sig") => {
            format!(
                "{name} {:x}",
                u64::from_str_radix(set, 16).unwrap() & !(0b111 << 31)
            )
        }
        _ => line.to_owned(),
    });
    masked.collect::<Vec<_>>().join("\n")
}

#[test]
fn closed_standard_descriptors_stay_closed_and_limits_stay() {
    let script = r#"{ for fd in 0 1 2; do [ -e /proc/$$/fd/$fd ] && echo $fd; done; ulimit -Sc; ulimit -Hc; } >"$OUT""#;
    for redirection in ["<&-", ">&-", "2>&-", "<&- >&- 2>&-", ""] {
        let shell =
            format!(r#"ulimit -Sc 0; ulimit -Sc 1024 2>/dev/null; exec "$0" "$@" {redirection}"#);
        let way = ["/bin/sh", "-c", &shell];
        assert_eq!(
            run(&way, true, script, None),
            run(&way, false, script, None),
            "{redirection}"
        );
    }
}

#[test]
fn a_script_without_a_first_line_is_run_by_sh() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("plain script");
    std::fs::write(&program, r#"echo "$0|$1|$#" >"$OUT""#).unwrap();
    std::fs::set_permissions(&program, PermissionsExt::from_mode(0o755)).unwrap();
    let script = format!(r#"exec "{}" "a b""#, program.display());
    assert_eq!(
        run(&[], true, &script, None),
        format!("{}|a b|1\n", program.display())
    );
}

#[test]
fn a_tool_that_cannot_start_is_an_error() {
    let launch = |program: &str, args: Vec<OsString>| Launch {
        program: PathBuf::from(program),
        args,
        env: Vec::new(),
    };
    let missing = become_tool(&launch("/nonexistent/npm", Vec::new()), None);
    assert_eq!(missing.kind(), std::io::ErrorKind::NotFound);
    let nul = become_tool(&launch("/bin/true", vec!["a\0b".into()]), None);
    assert_eq!(nul.kind(), std::io::ErrorKind::InvalidInput);
}

#[test]
fn handed_over_contents_are_read_once_at_the_expected_number() {
    let script = r#"{ echo "$HANDOVER"; cat "$HANDOVER"; echo; cat "$HANDOVER"; env | grep -c s3cret; } >"$OUT"; true"#;
    assert_eq!(
        run(&[], true, script, Some(("s3cret", ""))),
        "/dev/fd/200\ns3cret\n0\n"
    );
}

#[test]
fn no_other_descriptor_passes_through() {
    let script = r#"{ for fd in /proc/$$/fd/*; do echo "${fd##*/}"; done; } 9>"$OUT" >&9"#;
    let numbers = run(&[], true, script, Some(("s3cret", "later")));
    let high: Vec<&str> = numbers.lines().filter(|number| number.len() > 1).collect();
    let bare = run(&[], false, script, None);
    let low = |text: &str| text.lines().filter(|number| number.len() == 1).count();
    assert!(
        high.contains(&"200") && low(&numbers) == low(&bare),
        "{numbers} against {bare}"
    );
    assert!(
        high.iter()
            .all(|number| *number == "200" || bare.lines().any(|other| other == *number)),
        "{numbers}"
    );
}

#[test]
fn where_the_number_is_taken_the_next_from_64_up_is_used() {
    let script = r#"echo "$HANDOVER" >"$OUT"; [ "$(cat "$HANDOVER")" = s3cret ]"#;
    // dash knows descriptors of one digit only.
    let way = [
        "/bin/bash",
        "-c",
        r#"exec 200</dev/null 64</dev/null; exec "$0" "$@""#,
    ];
    assert_eq!(
        run(&way, true, script, Some(("s3cret", ""))),
        "/dev/fd/65\n"
    );
    let way = ["/bin/bash", "-c", r#"ulimit -n 150; exec "$0" "$@""#];
    assert_eq!(
        run(&way, true, script, Some(("s3cret", ""))),
        "/dev/fd/64\n"
    );
}

#[test]
fn under_a_low_limit_a_number_that_node_leaves_alone_is_used() {
    let script = r#"echo "$HANDOVER" >"$OUT"; [ "$(cat "$HANDOVER")" = s3cret ]"#;
    for (limit, number) in [(64, 23), (24, 23)] {
        let line = format!(r#"ulimit -n {limit}; exec "$0" "$@""#);
        let found = run(
            &["/bin/bash", "-c", &line],
            true,
            script,
            Some(("s3cret", "")),
        );
        assert_eq!(found, format!("/dev/fd/{number}\n"), "{limit}");
    }
}

#[test]
fn later_readers_find_what_was_left_for_them() {
    let script = r#"{ cat "$HANDOVER"; echo; n=0
        while read -r line <"$HANDOVER" && [ "$line" != later ] && [ $n -lt 200 ]; do n=$((n + 1)); sleep 0.01; done
        sleep 0.1; cat "$HANDOVER"; cat "$HANDOVER"; read -r children </proc/$$/task/$$/children; echo "[$children]"
        (: >"$HANDOVER") 2>/dev/null; (echo x >>"$HANDOVER") 2>/dev/null || echo sealed; cat "$HANDOVER"; } >"$OUT""#;
    let found = run(
        &[],
        true,
        script,
        Some(("s3cret and much longer", "later\n")),
    );
    // The file keeps its length: line ends follow the contents that were left.
    let lines: Vec<&str> = found.lines().filter(|line| !line.is_empty()).collect();
    assert_eq!(
        lines,
        [
            "s3cret and much longer",
            "later",
            "later",
            "[]",
            "sealed",
            "later"
        ]
    );
}

#[test]
fn contents_that_nobody_reads_go_when_the_tool_ends() {
    use std::os::unix::fs::FileExt;
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let line = words(true, "");
    let mut command = Command::new(&line[0]);
    command
        .args(&line[1..])
        .env(SCRIPT, r#"echo >"$OUT"; read -r end; exit 0"#)
        .env(OUT, &out);
    command
        .env(CONTENTS, "s3cret")
        .env(AFTERWARDS, "later")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped());
    let mut tool = command.spawn().unwrap();
    wait_for(|| out.exists());
    // Kept open: closing it would be the first reader's close.
    let held = std::fs::File::open(format!("/proc/{}/fd/200", tool.id())).unwrap();
    let contents = || {
        let mut bytes = [0; 16];
        let count = held.read_at(&mut bytes, 0).unwrap();
        String::from_utf8(bytes[..count].to_vec()).unwrap()
    };
    assert_eq!(contents(), "s3cret");
    drop(tool.stdin.take());
    assert!(tool.wait().unwrap().success());
    // The end of its output shows that the watcher keeps no standard descriptor open.
    let mut rest = String::new();
    std::io::Read::read_to_string(&mut tool.stdout.take().unwrap(), &mut rest).unwrap();
    wait_for(|| contents().trim_end() == "later");
}

pub(crate) fn wait_for(mut done: impl FnMut() -> bool) {
    let begun = std::time::Instant::now();
    while !done() {
        assert!(begun.elapsed() < Duration::from_secs(10));
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// In a process of its own, as other tests have watchers too.
#[test]
fn the_watcher_lives_apart_and_ends() {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args(["--exact", "unix::exec_tests::one_watcher"])
        .env(ALONE, "yes")
        .stdout(Stdio::null());
    assert!(command.status().unwrap().success());
}

#[test]
fn one_watcher() {
    if std::env::var_os(ALONE).is_none() {
        return;
    }
    let own = std::process::id();
    rustix::process::set_child_subreaper(Some(rustix::process::getpid())).unwrap();
    let handover = Handover::offer(&Secret::from("s3cret".to_owned()), b"later", None).unwrap();
    wait_for(|| watchers(own).len() == 1);
    let (pid, session) = watchers(own)[0];
    assert_eq!(
        pid, session,
        "a session of its own: no signal of our terminal reaches it"
    );
    // An ordinary user cannot even count them, because it is not dumpable.
    let count = || std::fs::read_dir(format!("/proc/{pid}/fd")).map(Iterator::count);
    wait_for(|| count().is_err() || count().is_ok_and(|count| count == 4));
    assert_eq!(std::fs::read(handover.path()).unwrap(), b"s3cret");
    wait_for(|| watchers(own).is_empty());
    assert_eq!(
        std::fs::read(handover.path()).unwrap().trim_ascii_end(),
        b"later"
    );
}

/// Process and session of every running watcher that became a child of this process.
fn watchers(parent: u32) -> Vec<(u32, u32)> {
    let stats = std::fs::read_dir("/proc").unwrap().filter_map(|entry| {
        let stat = std::fs::read_to_string(
            Path::new("/proc")
                .join(entry.ok()?.file_name())
                .join("stat"),
        )
        .ok()?;
        let (start, rest) = stat.split_once(" (npmcred-wiper) ")?;
        let fields: Vec<&str> = rest.split(' ').collect();
        let number = |at: usize| fields.get(at)?.parse::<u32>().ok();
        (fields.first() != Some(&"Z") && number(1) == Some(parent))
            .then_some((start.parse().ok()?, number(3)?))
    });
    stats.collect()
}
