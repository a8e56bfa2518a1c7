//! Reads secrets from standard input and the console.

use super::hidden_line;
use crate::secret::Secret;
use crate::variable::Lookup;
use std::io::{self, ErrorKind, Read};
use winapi_util::HandleRef;
use winapi_util::console::screen_buffer_info;
use zeroize::Zeroizing;

pub(crate) fn stdout_columns() -> Option<usize> {
    columns(&HandleRef::stdout())
}

pub(crate) fn stderr_columns() -> Option<usize> {
    columns(&HandleRef::stderr())
}

fn columns(console: &HandleRef) -> Option<usize> {
    let (columns, _) = screen_buffer_info(console).ok()?.size();
    usize::try_from(columns).ok().filter(|columns| *columns > 0)
}

pub(crate) fn read_hidden_line(prompt: &str) -> io::Result<Secret> {
    hidden_line::read(prompt)
}

pub(crate) fn read_stdin_secret(limit: usize) -> io::Result<Secret> {
    let mut buffer = Zeroizing::new(Vec::with_capacity(limit.saturating_add(3)));
    io::stdin()
        .take(limit as u64 + 3)
        .read_to_end(&mut buffer)?;
    if buffer.last() == Some(&b'\n') {
        buffer.pop();
        if buffer.last() == Some(&b'\r') {
            buffer.pop();
        }
    }
    if buffer.len() > limit {
        return Err(io::Error::new(
            ErrorKind::InvalidData,
            format!("more than {limit} bytes"),
        ));
    }
    Ok(Secret::new(std::mem::take(&mut *buffer)))
}

pub(crate) fn read_stdin_line(limit: usize) -> io::Result<Option<Secret>> {
    let mut line = Zeroizing::new(Vec::with_capacity(limit));
    let mut byte = [0];
    loop {
        match io::stdin().read(&mut byte)? {
            0 if line.is_empty() => return Ok(None),
            0 => break,
            _ if byte == *b"\n" => break,
            _ if line.len() == limit => {
                return Err(io::Error::new(
                    ErrorKind::InvalidData,
                    format!("more than {limit} bytes"),
                ));
            }
            _ => line.push(byte[0]),
        }
    }
    if line.last() == Some(&b'\r') {
        line.pop();
    }
    Ok(Some(Secret::new(std::mem::take(&mut *line))))
}

pub(crate) fn host_name(env: Lookup<'_>) -> String {
    env("COMPUTERNAME")
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

/// Windows has no such number, and no sudo of this kind.
pub(crate) fn user_id() -> Option<u32> {
    None
}

/// Nothing is delayed yet: a Ctrl-C ends us, and the next run cleans up.
pub(crate) struct SignalGuard;

impl SignalGuard {
    pub(crate) fn begin() -> io::Result<Self> {
        Ok(Self)
    }

    pub(crate) fn was_asked_to_end(&self) -> bool {
        false
    }
}
