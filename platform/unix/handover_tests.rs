//! The hand-over inside one process: what the descriptor is, and how large contents may be.

use super::*;
use rustix::io::fcntl_getfd;
use std::io::Read;
#[cfg(target_os = "linux")]
use std::time::{Duration, Instant};

fn offer(contents: &[u8]) -> Offer {
    Offer::new(&Secret::new(contents.to_vec()), b"", None).unwrap()
}

#[test]
fn a_pipe_is_read_once_and_never_waited_for() {
    let offer = offer(b"s3cret");
    assert_eq!(std::fs::read(offer.path()).unwrap(), b"s3cret");
    assert_eq!(std::fs::read(offer.path()).unwrap(), b"");
}

#[test]
fn the_descriptor_is_high_and_open_to_the_tool_only() {
    let offer = offer(b"");
    assert!(offer.reader.as_raw_fd() >= LOWEST);
    assert_eq!(fcntl_getfd(&offer.reader).unwrap(), FdFlags::CLOEXEC);
    offer.let_through_exec().unwrap();
    assert_eq!(fcntl_getfd(&offer.reader).unwrap(), FdFlags::empty());
}

#[test]
fn what_is_dropped_is_gone() {
    let offer = offer(b"s3cret");
    let path = offer.path().to_owned();
    let mut elsewhere = std::fs::File::open(&path).unwrap();
    drop(offer);
    let mut read = Vec::new();
    elsewhere.read_to_end(&mut read).unwrap();
    assert_eq!(read, b"s3cret", "whoever opened it before keeps it");
}

/// Only line ends.
#[cfg(target_os = "linux")]
fn is_blank(contents: &[u8]) -> bool {
    contents.iter().all(|byte| *byte == b'\n')
}

#[cfg(target_os = "linux")]
#[test]
fn large_contents_go_over_whole_and_at_once() {
    for size in [65_536, 65_537, 1 << 20, (1 << 20) + 1, 9 << 20] {
        let contents: Vec<u8> = (0..size).map(|at| (at % 251) as u8).collect();
        let begun = Instant::now();
        let offer = offer(&contents);
        // Who waited for the reader below would wait for ever. A fork takes its time on a busy
        // machine.
        assert!(begun.elapsed() < Duration::from_secs(30));
        assert!(std::fs::read(offer.path()).unwrap() == contents, "{size}");
        crate::unix::exec_tests::wait_for(|| is_blank(&std::fs::read(offer.path()).unwrap()));
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_memory_file_serves_what_no_pipe_holds() {
    let contents = Secret::new(vec![7; 3 << 20]);
    let reader = crate::system::handover::lasting(&contents, b"", 1, None).unwrap();
    let path = format!("/proc/self/fd/{}", reader.as_raw_fd());
    assert!(std::fs::read(&path).unwrap() == contents.expose());
    crate::unix::exec_tests::wait_for(|| is_blank(&std::fs::read(&path).unwrap()));
}

#[cfg(target_os = "linux")]
#[test]
fn what_is_served_is_there_for_every_reader_and_for_no_writer() {
    use std::os::unix::fs::PermissionsExt;

    let offer = Offer::serving(&Secret::new(b"s3cret".to_vec())).unwrap();
    for _ in 0..3 {
        assert_eq!(std::fs::read(offer.path()).unwrap(), b"s3cret");
    }
    let found = std::fs::metadata(offer.path()).unwrap();
    assert_eq!(
        (found.len(), found.permissions().mode() & 0o777),
        (6, 0o400)
    );
    // Root may open what its mode forbids; the seal stops the write.
    if let Ok(mut file) = std::fs::File::options().write(true).open(offer.path()) {
        use std::io::Write;
        file.write_all(b"x").unwrap_err();
    }
    assert_eq!(std::fs::read(offer.path()).unwrap(), b"s3cret");
}

#[cfg(target_os = "linux")]
#[test]
fn who_has_no_such_descriptor_finds_the_contents_by_the_process() {
    let offer = Offer::serving(&Secret::new(b"s3cret".to_vec())).unwrap();
    let path = offer.path_for_all();
    assert!(may_be_path(path.as_os_str()), "{}", path.display());
    let read = std::process::Command::new("cat").arg(&path).output();
    assert_eq!(read.unwrap().stdout, b"s3cret");
    for other in ["/proc/self/fd/200", "/proc/1/environ", "/proc/1/fd/x", "/x"] {
        assert!(!may_be_path(OsStr::new(other)), "{other}");
    }
}
