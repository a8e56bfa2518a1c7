//! What can be read of a running command and of all that it started, at a moment that the test
//! chooses.
//!
//! That is their arguments, their environment, and whatever stands behind an open descriptor.

use std::fs::OpenOptions;
use std::io::{Read, Write};
use std::os::unix::fs::{FileExt, FileTypeExt, OpenOptionsExt};
use std::path::Path;

use rustix::fs::OFlags;

use super::support::needles::Needles;

/// Where in this process or one below it a piece of a secret stands. Panics where there is no such
/// process: nothing found would mean nothing.
#[track_caller]
pub(crate) fn finds(top: u32, needles: &Needles) -> Vec<String> {
    finds_in(&below(top), needles)
}

/// The same for these processes. Panics where none of them is there.
#[track_caller]
pub(crate) fn finds_in(processes: &[u32], needles: &Needles) -> Vec<String> {
    let mut found = Vec::new();
    let mut looked = 0;
    for process in processes {
        let folder = Path::new("/proc").join(process.to_string());
        let name = std::fs::read_to_string(folder.join("comm")).unwrap_or_default();
        let mut search = |what: &str, bytes: &[u8]| {
            if let Some(shape) = needles.find(bytes) {
                found.push(format!("{what} of {} ({shape})", name.trim()));
            }
        };
        for what in ["cmdline", "environ"] {
            let Ok(bytes) = std::fs::read(folder.join(what)) else {
                continue;
            };
            looked += 1;
            search(what, &bytes);
        }
        for entry in std::fs::read_dir(folder.join("fd"))
            .into_iter()
            .flatten()
            .flatten()
        {
            let number = entry.file_name().to_string_lossy().into_owned();
            if let Some(bytes) = contents(&entry.path(), number.parse().unwrap_or(0)) {
                search(&format!("contents of fd {number}"), &bytes);
            }
        }
    }
    assert!(looked > 0, "{processes:?} are not there");
    found
}

/// The process and all below it.
pub(crate) fn below(top: u32) -> Vec<u32> {
    let mut family = vec![top];
    let mut next = 0;
    while let Some(&process) = family.get(next) {
        next += 1;
        let threads = std::fs::read_dir(format!("/proc/{process}/task"))
            .into_iter()
            .flatten()
            .flatten();
        for thread in threads {
            let children =
                std::fs::read_to_string(thread.path().join("children")).unwrap_or_default();
            family.extend(
                children
                    .split_ascii_whitespace()
                    .filter_map(|id| id.parse::<u32>().ok()),
            );
        }
    }
    family
}

/// What can be read behind a descriptor without waiting for it. What came out of a pipe is put
/// back; the standard streams are left alone where they are pipes, because the test itself reads
/// those.
fn contents(link: &Path, number: u32) -> Option<Vec<u8>> {
    let kind = std::fs::metadata(link).ok()?.file_type();
    let mut bytes = vec![0; 256 * 1024];
    if kind.is_file() {
        let file = OpenOptions::new().read(true).open(link).ok()?;
        let count = file.read_at(&mut bytes, 0).ok()?;
        bytes.truncate(count);
        return Some(bytes);
    }
    if !kind.is_fifo() || number <= 2 {
        return None;
    }
    let nonblocking = i32::try_from(OFlags::NONBLOCK.bits()).unwrap();
    let mut pipe = OpenOptions::new()
        .read(true)
        .write(true)
        .custom_flags(nonblocking)
        .open(link)
        .ok()?;
    let count = pipe.read(&mut bytes).ok()?;
    bytes.truncate(count);
    pipe.write_all(&bytes).unwrap();
    Some(bytes)
}
