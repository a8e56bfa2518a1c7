//! Reads a line from the console without showing it.
//!
//! It is read key by key, outside of the console's line mode. There a Ctrl-C is a key like any
//! other, so that the console can be put back before we end. Ctrl-Break ends us at once.

use super::access::check;
use crate::secret::Secret;
use std::fs::File;
use std::io::{self, ErrorKind, Write};
use std::os::windows::io::AsRawHandle;
use std::ptr::null;
use windows_sys::Win32::System::Console::{
    CONSOLE_MODE, ENABLE_ECHO_INPUT, ENABLE_LINE_INPUT, ENABLE_PROCESSED_INPUT,
    ENABLE_VIRTUAL_TERMINAL_INPUT, GetConsoleMode, ReadConsoleW, SetConsoleMode,
};
use zeroize::{Zeroize, Zeroizing};

/// More than any token, in UTF-16; a fixed size, so that the buffer never moves and leaves a copy
/// behind.
const LONGEST: usize = 64 * 1024;

/// How many units are read at once.
const AT_ONCE: u32 = 256;

const CTRL_C: u16 = 0x03;
const CTRL_D: u16 = 0x04;
const BACKSPACE: u16 = 0x08;
const LINE_FEED: u16 = 0x0a;
const ENTER: u16 = 0x0d;
const CTRL_U: u16 = 0x15;
const CTRL_Z: u16 = 0x1a;
const ESCAPE: u16 = 0x1b;
const DELETE: u16 = 0x7f;

pub(super) fn read(prompt: &str) -> io::Result<Secret> {
    let open = |name| File::options().read(true).write(true).open(name);
    let (keyboard, mut screen) = (open("CONIN$")?, open("CONOUT$")?);
    let _silent = Silent::begin(&keyboard)?;
    screen.write_all(prompt.as_bytes())?;
    let line = line(&keyboard);
    // The line end that was typed was not shown.
    screen.write_all(b"\r\n")?;
    line
}

fn line(keyboard: &File) -> io::Result<Secret> {
    let mut line = Zeroizing::new(Vec::with_capacity(LONGEST));
    let mut units = Zeroizing::new([0_u16; AT_ONCE as usize]);
    loop {
        let mut count = 0;
        let (place, size) = (units.as_mut_ptr().cast(), AT_ONCE);
        let console = keyboard.as_raw_handle();
        // SAFETY: the place has this size, and the number is written where it belongs.
        check(unsafe { ReadConsoleW(console, place, size, &raw mut count, null()) })?;
        if count == 0 {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        for &unit in units.iter().take(count as usize) {
            match unit {
                ENTER | LINE_FEED => return text(&line),
                CTRL_C => return Err(ErrorKind::Interrupted.into()),
                CTRL_D | CTRL_Z if line.is_empty() => return Err(ErrorKind::UnexpectedEof.into()),
                CTRL_D | CTRL_Z => {}
                CTRL_U | ESCAPE => line.zeroize(),
                BACKSPACE | DELETE => drop_last_character(&mut line),
                _ if line.len() == LONGEST => {
                    let what = format!("more than {LONGEST} characters");
                    return Err(io::Error::new(ErrorKind::InvalidData, what));
                }
                _ => line.push(unit),
            }
        }
    }
}

/// A character is one unit, or two of which the second is of a range of its own.
fn drop_last_character(line: &mut Vec<u16>) {
    while line.pop().is_some_and(|unit| unit & 0xfc00 == 0xdc00) {}
}

fn text(line: &[u16]) -> io::Result<Secret> {
    let mut text = Zeroizing::new(Vec::with_capacity(3 * line.len()));
    let mut bytes = Zeroizing::new([0; 4]);
    for letter in char::decode_utf16(line.iter().copied()) {
        let letter = letter.map_err(|_| ErrorKind::InvalidData)?;
        text.extend_from_slice(letter.encode_utf8(&mut *bytes).as_bytes());
    }
    Ok(Secret::new(std::mem::take(&mut *text)))
}

/// The console without echo and line mode; dropping it restores its former mode.
struct Silent<'a> {
    keyboard: &'a File,
    before: CONSOLE_MODE,
}

impl<'a> Silent<'a> {
    fn begin(keyboard: &'a File) -> io::Result<Self> {
        let mut before = 0;
        // SAFETY: the handle is open, and the mode is written where it belongs.
        check(unsafe { GetConsoleMode(keyboard.as_raw_handle(), &raw mut before) })?;
        // Where keys come as escape sequences, an arrow would become a part of the secret.
        let noisy = ENABLE_ECHO_INPUT
            | ENABLE_LINE_INPUT
            | ENABLE_PROCESSED_INPUT
            | ENABLE_VIRTUAL_TERMINAL_INPUT;
        let silent = before & !noisy;
        // SAFETY: the handle is open.
        check(unsafe { SetConsoleMode(keyboard.as_raw_handle(), silent) })?;
        Ok(Self { keyboard, before })
    }
}

impl Drop for Silent<'_> {
    fn drop(&mut self) {
        // SAFETY: the handle is open.
        unsafe { SetConsoleMode(self.keyboard.as_raw_handle(), self.before) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_character_goes_as_a_whole() {
        let mut line: Vec<u16> = "a\u{1f511}b".encode_utf16().collect();
        drop_last_character(&mut line);
        drop_last_character(&mut line);
        assert_eq!(text(&line).unwrap().expose(), b"a");
        let lone = text(&[0xdc00]).unwrap_err();
        assert_eq!(lone.kind(), ErrorKind::InvalidData);
    }
}
