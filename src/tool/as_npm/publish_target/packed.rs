//! The manifest inside a tarball, read so that npm (`pacote`, node's `tar`) cannot read another
//! one.
//!
//! Readers of tar disagree on what is unusual: names behind a zero byte, two sizes, a second file
//! of one name. So only what is written plainly is read, and whatever else could be a manifest
//! makes the tarball one that is not read.

use super::manifest;
use super::package::PublishTarget;
use crate::npmrc::Files;
use flate2::read::MultiGzDecoder;
use std::io::{self, ErrorKind, Read};
use std::path::Path;

/// The largest tarball that is read, in bytes.
const LIMIT: u64 = 512 * 1024 * 1024;
/// The most that is unpacked in search of the manifest, in bytes.
const UNPACKED: u64 = 2 * 1024 * 1024 * 1024;
/// The largest header that gives a long name, in bytes.
const LONG_NAME: u64 = 1024 * 1024;

const BLOCK: usize = 512;

/// The manifest of a tarball; nothing where there is no such file.
pub(super) fn of_tarball(files: &dyn Files, path: &Path) -> Option<PublishTarget> {
    let read = files
        .read_at_most(path, LIMIT)
        .and_then(|bytes| bytes.map(|bytes| manifest_in(&bytes)).transpose());
    match read {
        Ok(None) => None,
        Ok(Some(text)) => Some(manifest::of_text(&text, path)),
        Err(cause) => Some(PublishTarget::unread(
            path,
            format!("cannot be read exactly: {cause}"),
        )),
    }
}

/// The text of the one `package.json` in the archive's first folder, whatever that is called: npm
/// takes one level off.
fn manifest_in(bytes: &[u8]) -> io::Result<Vec<u8>> {
    // Whatever the file is called, npm looks at how it begins.
    let plain: Box<dyn Read> = if bytes.starts_with(&[0x1f, 0x8b]) {
        Box::new(MultiGzDecoder::new(bytes))
    } else {
        Box::new(bytes)
    };
    let mut archive = plain.take(UNPACKED);
    let mut found = None;
    // Whether an extended header gave the next entry a name, one that is not a manifest's.
    let mut renamed = false;
    while let Some(header) = next_block(&mut archive)? {
        if header.iter().all(|&byte| byte == 0) {
            continue;
        }
        let TarHeader { name, size, kind } = TarHeader::read(&header)?;
        match kind {
            b'x' | b'g' | b'L' => {
                let text = contents(&mut archive, size, LONG_NAME)?;
                renamed |= if kind == b'L' {
                    long_name(&text)?
                } else {
                    extended(&text, kind == b'g')?
                };
                continue;
            }
            // Folders and links, which npm leaves out, have no contents; neither has a file whose
            // name ends as a folder's.
            b'0' | b'\0' | b'1' | b'2' | b'5'
                if size == 0 && (name.ends_with(b"/") || kind > b'0') => {}
            b'0' | b'\0' if name.ends_with(b"/") => return Err(odd("a folder in it has contents")),
            b'0' | b'\0' if !renamed && is_manifest(&name)? => {
                if found
                    .replace(contents(&mut archive, size, manifest::LIMIT)?)
                    .is_some()
                {
                    return Err(odd("it holds two manifests"));
                }
            }
            b'0' | b'\0' => skip(&mut archive, size)?,
            _ => return Err(odd("it holds an unusual entry")),
        }
        renamed = false;
    }
    if archive.limit() == 0 {
        return Err(odd("it is too large"));
    }
    found.ok_or_else(|| odd("it holds no manifest"))
}

struct TarHeader {
    name: Vec<u8>,
    size: u64,
    kind: u8,
}

impl TarHeader {
    fn read(block: &[u8; BLOCK]) -> io::Result<Self> {
        let sum: u64 = block
            .iter()
            .enumerate()
            .map(|(at, &byte)| u64::from(if (148..156).contains(&at) { b' ' } else { byte }))
            .sum();
        if octal(&block[148..156])? != sum {
            return Err(odd("a checksum is wrong"));
        }
        let name = field(&block[..100])?;
        // Only this magic word says that a name has a beginning in a field of its own.
        let prefix = if &block[257..265] == b"ustar\x0000" {
            field(&block[345..500])?
        } else {
            &[]
        };
        let name = if prefix.is_empty() {
            name.to_vec()
        } else {
            [prefix, b"/", name].concat()
        };
        Ok(Self {
            name,
            size: octal(&block[124..136])?,
            kind: block[156],
        })
    }
}

/// A text field, zeros behind it.
fn field(bytes: &[u8]) -> io::Result<&[u8]> {
    let end = bytes
        .iter()
        .position(|&byte| byte == 0)
        .unwrap_or(bytes.len());
    if bytes[end..].iter().all(|&byte| byte == 0) {
        Ok(&bytes[..end])
    } else {
        Err(odd("something stands behind a name"))
    }
}

/// Octal digits, blanks or zeros around them.
fn octal(bytes: &[u8]) -> io::Result<u64> {
    let text = std::str::from_utf8(bytes).map_err(|_| odd("a number is not octal"))?;
    let digits = text.trim_matches(['\0', ' ']);
    u64::from_str_radix(if digits.is_empty() { "0" } else { digits }, 8)
        .map_err(|_| odd("a number is not octal"))
}

/// Whether npm would put a file of this name where it looks for the manifest, or may.
fn is_manifest(name: &[u8]) -> io::Result<bool> {
    let parts: Vec<&[u8]> = name
        .split(|&byte| matches!(byte, b'/' | b'\\'))
        .filter(|part| !matches!(*part, b"" | b"."))
        .collect();
    let called = parts
        .last()
        .is_some_and(|last| last.eq_ignore_ascii_case(b"package.json"));
    if called && parts.contains(&&b".."[..]) {
        return Err(odd("a manifest in it has two dots in its name"));
    }
    Ok(called && parts.len() <= 2)
}

/// A name of GNU's for the next entry: always true, for it gives one.
fn long_name(text: &[u8]) -> io::Result<bool> {
    if is_manifest(field(text)?)? {
        Err(odd("a long name is a manifest's"))
    } else {
        Ok(true)
    }
}

/// Records of an extended header, `LENGTH KEY=VALUE` and a line end; whether one names the next
/// entry.
fn extended(mut text: &[u8], for_all: bool) -> io::Result<bool> {
    let damaged = || odd("an extended header is damaged");
    let mut named = false;
    while !text.is_empty() {
        let space = text
            .iter()
            .position(|&byte| byte == b' ')
            .ok_or_else(damaged)?;
        let length = std::str::from_utf8(&text[..space])
            .ok()
            .and_then(|text| text.parse().ok())
            .ok_or_else(damaged)?;
        let record = text
            .get(space + 1..length)
            .and_then(|record| record.strip_suffix(b"\n"))
            .ok_or_else(damaged)?;
        let equals = record
            .iter()
            .position(|&byte| byte == b'=')
            .ok_or_else(damaged)?;
        let (key, value) = (&record[..equals], &record[equals + 1..]);
        if value.contains(&b'\n')
            || value.contains(&0)
            || key == b"size"
            || (for_all && key != b"comment")
        {
            return Err(odd("an extended header says what is not followed"));
        }
        if key == b"path" {
            named = true;
            if is_manifest(value)? {
                return Err(odd("an extended header names a manifest"));
            }
        }
        text = &text[length..];
    }
    Ok(named)
}

fn next_block(archive: &mut impl Read) -> io::Result<Option<[u8; BLOCK]>> {
    let mut block = [0; BLOCK];
    let mut filled = 0;
    while filled < BLOCK {
        match archive.read(&mut block[filled..])? {
            0 if filled == 0 => return Ok(None),
            0 => return Err(ErrorKind::UnexpectedEof.into()),
            count => filled += count,
        }
    }
    Ok(Some(block))
}

/// The contents of an entry, with what fills its last block read and thrown away.
fn contents(archive: &mut impl Read, size: u64, limit: u64) -> io::Result<Vec<u8>> {
    if size > limit {
        return Err(odd("something in it is too large"));
    }
    let mut text = Vec::new();
    archive.take(size).read_to_end(&mut text)?;
    skip_exactly(archive, size.next_multiple_of(BLOCK as u64) - size)?;
    if text.len() as u64 == size {
        Ok(text)
    } else {
        Err(ErrorKind::UnexpectedEof.into())
    }
}

fn skip(archive: &mut impl Read, size: u64) -> io::Result<()> {
    match size.checked_next_multiple_of(BLOCK as u64) {
        Some(size) => skip_exactly(archive, size),
        None => Err(odd("something in it is too large")),
    }
}

fn skip_exactly(archive: &mut impl Read, size: u64) -> io::Result<()> {
    let skipped = io::copy(&mut archive.take(size), &mut io::sink())?;
    if skipped == size {
        Ok(())
    } else {
        Err(ErrorKind::UnexpectedEof.into())
    }
}

fn odd(why: &'static str) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, why)
}

#[cfg(test)]
#[path = "packed_tests.rs"]
mod tests;
