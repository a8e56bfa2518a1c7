//! Reads a line from the terminal without echo, and standard input as a secret.
//!
//! The terminal is read byte by byte outside of its line mode. That mode cuts a line at 4,095
//! characters, and tokens of some registries are longer. Signals that would end us arrive through a
//! pipe, so that the terminal can be restored first. `rpassword` lost: it leaves the terminal
//! silent when a signal ends the program.

use super::signals::Caught;
use crate::secret::Secret;
use crate::variable::Lookup;
use rustix::event::{PollFd, PollFlags, poll};
use rustix::fs::{Mode, OFlags, open};
use rustix::io::{Errno, read, write};
use rustix::termios::{
    LocalModes, OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcgetwinsize, tcsetattr,
};
use std::io::{self, ErrorKind};
use std::os::fd::{AsFd, OwnedFd};
use zeroize::{Zeroize, Zeroizing};

/// More than any token; a fixed size, so that the buffer never moves and leaves a copy behind.
const LONGEST_LINE: usize = 64 * 1024;

const BACKSPACE: u8 = 0x08;
const DELETE: u8 = 0x7f;
const CTRL_D: u8 = 0x04;
const CTRL_U: u8 = 0x15;

pub(crate) fn stdout_columns() -> Option<usize> {
    columns(rustix::stdio::stdout())
}

pub(crate) fn stderr_columns() -> Option<usize> {
    columns(rustix::stdio::stderr())
}

fn columns(terminal: impl AsFd) -> Option<usize> {
    let columns = tcgetwinsize(terminal).ok()?.ws_col;
    (columns > 0).then(|| columns.into())
}

pub(crate) fn read_hidden_line(prompt: &str) -> io::Result<Secret> {
    let terminal = open(
        "/dev/tty",
        OFlags::RDWR | OFlags::CLOEXEC | OFlags::NOCTTY,
        Mode::empty(),
    )?;
    let caught = Caught::begin()?;
    let _silent = Silent::begin(&terminal)?;
    write_all(&terminal, prompt.as_bytes())?;
    let line = line(&terminal, &caught);
    // The line end that was typed was not shown.
    write_all(&terminal, b"\n")?;
    line
}

fn line(terminal: &OwnedFd, caught: &Caught) -> io::Result<Secret> {
    let mut line = Zeroizing::new(Vec::with_capacity(LONGEST_LINE));
    let mut bytes = Zeroizing::new([0_u8; 256]);
    loop {
        wait(terminal, caught)?;
        let count = match read(terminal, &mut *bytes) {
            Ok(0) => return Err(ErrorKind::UnexpectedEof.into()),
            Ok(count) => count,
            Err(Errno::INTR) => continue,
            Err(error) => return Err(error.into()),
        };
        for &byte in bytes.iter().take(count) {
            match byte {
                b'\n' | b'\r' => return Ok(Secret::new(std::mem::take(&mut *line))),
                CTRL_D if line.is_empty() => return Err(ErrorKind::UnexpectedEof.into()),
                CTRL_D => {}
                CTRL_U => line.zeroize(),
                BACKSPACE | DELETE => drop_last_character(&mut line),
                _ if line.len() == LONGEST_LINE => return Err(too_long(LONGEST_LINE)),
                _ => line.push(byte),
            }
        }
    }
}

fn wait(terminal: &OwnedFd, caught: &Caught) -> io::Result<()> {
    loop {
        let mut both = [
            PollFd::new(terminal, PollFlags::IN),
            PollFd::new(caught, PollFlags::IN),
        ];
        match poll(&mut both, None) {
            Ok(_) => {}
            Err(Errno::INTR) => continue,
            Err(error) => return Err(error.into()),
        }
        let [terminal, caught] = both;
        if !caught.revents().is_empty() {
            return Err(ErrorKind::Interrupted.into());
        }
        if !terminal.revents().is_empty() {
            return Ok(());
        }
    }
}

/// Removes the last character of UTF-8, as a terminal in `iutf8` mode does.
fn drop_last_character(line: &mut Vec<u8>) {
    while line.pop().is_some_and(|byte| byte & 0xc0 == 0x80) {}
}

/// A terminal without echo and line mode; dropping it restores its former state.
struct Silent<'a> {
    terminal: &'a OwnedFd,
    before: Termios,
}

impl<'a> Silent<'a> {
    fn begin(terminal: &'a OwnedFd) -> io::Result<Self> {
        let before = tcgetattr(terminal)?;
        let mut silent = before.clone();
        silent.local_modes &= !(LocalModes::ECHO | LocalModes::ECHONL | LocalModes::ICANON);
        silent.special_codes[SpecialCodeIndex::VMIN] = 1;
        silent.special_codes[SpecialCodeIndex::VTIME] = 0;
        // Ctrl-Z would stop us with the terminal silent.
        silent.special_codes[SpecialCodeIndex::VSUSP] = 0;
        tcsetattr(terminal, OptionalActions::Flush, &silent)?;
        Ok(Self { terminal, before })
    }
}

impl Drop for Silent<'_> {
    fn drop(&mut self) {
        let _ = tcsetattr(self.terminal, OptionalActions::Flush, &self.before);
    }
}

pub(crate) fn read_stdin_secret(limit: usize) -> io::Result<Secret> {
    read_secret(rustix::stdio::stdin(), limit)
}

fn read_secret(from: impl AsFd, limit: usize) -> io::Result<Secret> {
    // Room for a line end after `limit` bytes, and for one byte more, which tells too many from
    // just enough.
    let mut buffer = Zeroizing::new(vec![0; limit.saturating_add(3)]);
    let mut filled = 0;
    while let Some(room) = buffer.get_mut(filled..).filter(|room| !room.is_empty()) {
        match read(&from, room) {
            Ok(0) => break,
            Ok(count) => filled += count,
            Err(Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
    }
    buffer.truncate(filled);
    if buffer.last() == Some(&b'\n') {
        buffer.pop();
        if buffer.last() == Some(&b'\r') {
            buffer.pop();
        }
    }
    if buffer.len() > limit {
        return Err(too_long(limit));
    }
    Ok(Secret::new(std::mem::take(&mut *buffer)))
}

pub(crate) fn read_stdin_line(limit: usize) -> io::Result<Option<Secret>> {
    read_one_line(rustix::stdio::stdin(), limit)
}

/// Byte by byte, so that the bytes after the line stay in the pipe for its next reader.
fn read_one_line(from: impl AsFd, limit: usize) -> io::Result<Option<Secret>> {
    let mut line = Zeroizing::new(Vec::with_capacity(limit));
    let mut byte = Zeroizing::new([0_u8]);
    loop {
        match read(&from, &mut *byte) {
            Ok(0) if line.is_empty() => return Ok(None),
            Ok(0) => break,
            Ok(_) if byte[0] == b'\n' => break,
            Ok(_) if line.len() == limit => return Err(too_long(limit)),
            Ok(_) => line.push(byte[0]),
            Err(Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
    }
    if line.last() == Some(&b'\r') {
        line.pop();
    }
    Ok(Some(Secret::new(std::mem::take(&mut *line))))
}

fn too_long(limit: usize) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, format!("more than {limit} bytes"))
}

pub(super) fn write_all(terminal: &OwnedFd, mut left: &[u8]) -> io::Result<()> {
    while !left.is_empty() {
        match write(terminal, left) {
            Ok(written) => left = left.get(written..).unwrap_or_default(),
            Err(Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

pub(crate) fn host_name(_env: Lookup<'_>) -> String {
    rustix::system::uname()
        .nodename()
        .to_string_lossy()
        .into_owned()
}

/// The number of the real user.
pub(crate) fn user_id() -> Option<u32> {
    Some(rustix::process::getuid().as_raw())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
    use std::process::{Command, Stdio};

    const ASK: &str = "NPMCRED_TEST_ASK";

    /// The half of [`typed`] that runs on a terminal of its own; by itself it does nothing.
    #[test]
    fn asks() {
        if let Some(out) = std::env::var_os(ASK) {
            let answer =
                read_hidden_line("token: ").map(|line| line.expose_str().unwrap().to_owned());
            let answer = answer.unwrap_or_else(|error| format!("{:?}", error.kind()));
            std::fs::write(out, answer).unwrap();
        }
    }

    /// Types keys at the prompt, on a terminal that `script` makes. Returns the answer, everything
    /// that was shown, and the terminal's state afterwards.
    fn typed(keys: &[u8]) -> (String, String, String) {
        let folder = tempfile::tempdir().unwrap();
        let (out, state) = (folder.path().join("out"), folder.path().join("state"));
        let own = std::env::current_exe().unwrap();
        let line = format!(
            "trap : INT; stty -a >{0}.before; {1} --exact unix::session::tests::asks --nocapture; stty -a >{0}",
            state.display(),
            own.display()
        );
        let mut command = Command::new("script");
        command
            .args(["-qec", &line, "/dev/null"])
            .env(ASK, &out)
            .env("SHELL", "/bin/sh");
        let mut script = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (mut input, mut output) = (script.stdin.take().unwrap(), script.stdout.take().unwrap());
        let mut shown = Vec::new();
        let mut byte = [0];
        while !shown.ends_with(b"token: ") {
            io::Read::read_exact(&mut output, &mut byte).unwrap();
            shown.push(byte[0]);
        }
        for piece in keys.chunks(1000) {
            input.write_all(piece).unwrap();
        }
        io::Read::read_to_end(&mut output, &mut shown).unwrap();
        script.wait().unwrap();
        let before = std::fs::read_to_string(folder.path().join("state.before")).unwrap();
        let after = std::fs::read_to_string(&state).unwrap();
        assert!(before.contains(" echo "));
        let after = if after == before {
            "as before"
        } else {
            "changed"
        };
        let answer = std::fs::read_to_string(out).unwrap_or_else(|_| "killed".to_owned());
        (answer, String::from_utf8(shown).unwrap(), after.to_owned())
    }

    #[test]
    fn a_typed_secret_is_read_and_not_shown() {
        let (answer, shown, state) = typed(b"wrong\x15s3cx\x7fret\r");
        assert_eq!((answer.as_str(), state.as_str()), ("s3cret", "as before"));
        assert!(
            !shown.contains("s3c") && !shown.contains("wrong"),
            "{shown}"
        );
    }

    #[test]
    fn a_pasted_secret_may_be_longer_than_a_terminal_line() {
        let long = "x".repeat(6000);
        assert_eq!(typed(format!("{long}\n").as_bytes()).0, long);
    }

    #[test]
    fn interrupting_gives_the_terminal_back() {
        assert_eq!(
            (typed(b"s3c\x03").0, typed(b"s3c\x03").2),
            ("Interrupted".to_owned(), "as before".to_owned())
        );
        let (answer, _, state) = typed(b"\x04");
        assert_eq!(
            (answer.as_str(), state.as_str()),
            ("UnexpectedEof", "as before")
        );
    }

    fn given(contents: &[u8], limit: usize) -> io::Result<Vec<u8>> {
        let (reader, mut writer) = io::pipe().unwrap();
        writer.write_all(contents).unwrap();
        drop(writer);
        read_secret(&reader, limit).map(|secret| secret.expose().to_vec())
    }

    #[test]
    fn one_line_end_is_cut() {
        for (contents, secret) in [
            ("abc", "abc"),
            ("abc\n", "abc"),
            ("abc\r\n", "abc"),
            ("abc\n\n", "abc\n"),
            ("a\nb", "a\nb"),
            ("", ""),
            ("\n", ""),
        ] {
            assert_eq!(given(contents.as_bytes(), 100).unwrap(), secret.as_bytes());
        }
    }

    #[test]
    fn lines_are_read_one_by_one() {
        let (reader, mut writer) = io::pipe().unwrap();
        writer.write_all(b"bob\r\n\npa ss").unwrap();
        drop(writer);
        let next = || {
            read_one_line(&reader, 10)
                .unwrap()
                .map(|line| line.expose_str().unwrap().to_owned())
        };
        assert_eq!(
            [next(), next(), next(), next()],
            [
                Some("bob".into()),
                Some(String::new()),
                Some("pa ss".into()),
                None
            ]
        );
    }

    #[test]
    fn the_limit_counts_without_the_line_end() {
        assert_eq!(given(b"abc\r\n", 3).unwrap(), b"abc");
        for contents in [&b"abcd"[..], b"abcd\n", b"abcdefgh", b"abc\n\r\n"] {
            assert_eq!(
                given(contents, 3).unwrap_err().kind(),
                ErrorKind::InvalidData
            );
        }
    }

    #[test]
    fn a_whole_character_is_taken_back() {
        let mut line = "aé".as_bytes().to_vec();
        drop_last_character(&mut line);
        assert_eq!(line, b"a");
        drop_last_character(&mut line);
        drop_last_character(&mut line);
        assert_eq!(line, b"");
    }
}
