//! Secrets from the console are not there yet; from standard input they are.

use crate::Secret;
use std::io::{self, ErrorKind, Read};
use zeroize::Zeroizing;

pub(crate) fn read_hidden_line(_prompt: &str) -> io::Result<Secret> {
    Err(crate::not_yet("a hidden prompt; give the secret on standard input"))
}

pub(crate) fn read_stdin_secret(limit: usize) -> io::Result<Secret> {
    let mut buffer = Zeroizing::new(Vec::with_capacity(limit.saturating_add(3)));
    io::stdin().take(limit as u64 + 3).read_to_end(&mut buffer)?;
    if buffer.last() == Some(&b'\n') {
        buffer.pop();
        if buffer.last() == Some(&b'\r') {
            buffer.pop();
        }
    }
    if buffer.len() > limit {
        return Err(io::Error::new(ErrorKind::InvalidData, format!("more than {limit} bytes")));
    }
    Ok(Secret::new(std::mem::take(&mut *buffer)))
}

/// There is no such number, and no sudo of this kind.
pub(crate) fn user_id() -> Option<u32> {
    None
}
