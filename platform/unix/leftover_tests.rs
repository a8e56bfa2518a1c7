//! Tests of contents that the tool does not read: taken back by a start below it, or after some
//! time.

use super::exec_tests::{AFTERWARDS, CONTENTS, OUT, PATIENCE, SCRIPT, run, wait_for, words};
use rustix::fs::{SealFlags, fcntl_get_seals};
use std::fs::File;
use std::process::{Command, Stdio};

/// The first step of a start below another one, with the mark that the other one left.
#[test]
fn takes_back() {
    if let Some(mark) = std::env::var_os("MARK") {
        crate::handover::take_back(mark.to_str().unwrap());
    }
}

/// A line of shell that makes such a start.
fn taking_back() -> String {
    let own = std::env::current_exe().unwrap();
    format!(
        "'{}' --exact unix::leftover_tests::takes_back >/dev/null",
        own.display()
    )
}

/// Runs a bash script as the tool: bash knows descriptors of more than one digit.
fn run_bash(script: &str, handed: (&str, &str)) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("script");
    std::fs::write(&file, script).unwrap();
    run(
        &[],
        true,
        &format!("exec bash '{}'", file.display()),
        Some(handed),
    )
}

fn lines(text: &str) -> Vec<&str> {
    text.lines().filter(|line| !line.is_empty()).collect()
}

#[test]
fn a_start_below_takes_back_what_nobody_read() {
    let script = format!(
        r#"{}; {{ cat "$HANDOVER"; [ -e /proc/$$/fd/200 ] && echo there; }} >"$OUT""#,
        taking_back()
    );
    assert_eq!(lines(&run_bash(&script, ("s3cret", ""))), ["there"]);
    assert_eq!(
        lines(&run_bash(&script, ("s3cret and much longer", "later"))),
        ["later", "there"]
    );
}

/// A launcher that closes descriptors still holds it itself.
#[test]
fn what_only_an_ancestor_still_holds_is_taken_back() {
    let script = format!(
        r#"bash -c "exec 200<&-; {}"; cat "$HANDOVER" >"$OUT""#,
        taking_back()
    );
    assert_eq!(run_bash(&script, ("s3cret", "")), "");
    assert_eq!(
        lines(&run_bash(&script, ("s3cret and much longer", "later"))),
        ["later"]
    );
}

#[test]
fn a_descriptor_that_is_not_ours_is_left_alone() {
    let script = format!(
        r#"exec 201<&200 200</etc/passwd; {0}; read -r line <&200; echo "${{line%%:*}}" >"$OUT"
        exec 200< <(echo mine); {0}; cat <&200 >>"$OUT"
        for MARK in 201:1:1 201 x:y 3:1:1 ''; do export MARK; {0}; done; cat <&201 >>"$OUT""#,
        taking_back()
    );
    assert_eq!(run_bash(&script, ("s3cret", "")), "root\nmine\ns3cret");
}

/// A writing end that another process holds open would make a reader wait.
#[test]
fn taking_back_never_waits() {
    let script = format!(
        r#"{{ {0}; {0}; }} 201>/dev/fd/200; cat "$HANDOVER" >"$OUT""#,
        taking_back()
    );
    assert_eq!(run_bash(&script, ("s3cret", "")), "");
}

#[test]
fn what_nobody_reads_in_time_is_gone() {
    for (afterwards, left) in [("", ""), ("later", "later")] {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("out");
        let script = r#"read -r go; cat "$HANDOVER" >"$OUT""#;
        let line = words(true, script);
        let mut command = Command::new(&line[0]);
        command
            .args(&line[1..])
            .env(SCRIPT, script)
            .env(OUT, &out)
            .env(PATIENCE, "50");
        command
            .env(CONTENTS, "s3cret")
            .env(AFTERWARDS, afterwards)
            .stdin(Stdio::piped())
            .stdout(Stdio::null());
        let mut tool = command.spawn().unwrap();
        let path = format!("/proc/{}/fd/200", tool.id());
        // Opened once, because the first close of it counts as the first reader's.
        let mut held = None;
        wait_for(|| {
            held = held.take().or_else(|| File::open(&path).ok());
            held.as_ref().is_some_and(|file| {
                let sealed =
                    fcntl_get_seals(file).is_ok_and(|seals| seals.contains(SealFlags::WRITE));
                sealed || rustix::io::ioctl_fionread(file) == Ok(0) && afterwards.is_empty()
            })
        });
        drop(tool.stdin.take());
        assert!(tool.wait().unwrap().success());
        assert_eq!(std::fs::read_to_string(out).unwrap().trim_end(), left);
    }
}

#[test]
fn nobody_else_can_write_to_the_memory() {
    let script = r#"cat "$HANDOVER" >/dev/null; n=0
        while read -r line <"$HANDOVER" && [ "$line" != later ] && [ $n -lt 200 ]; do n=$((n + 1)); sleep 0.01; done
        chmod 600 "$HANDOVER"; { (: >"$HANDOVER") || echo kept; (echo x >>"$HANDOVER") || echo kept
        (echo x 1<>"$HANDOVER") || echo kept; head -c 5 "$HANDOVER"; } >"$OUT" 2>/dev/null"#;
    assert_eq!(
        run_bash(script, ("s3cret and much longer", "later\n")),
        "kept\nkept\nkept\nlater"
    );
}
