//! What is written of a file, and with which permissions.

use super::*;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};

fn mode(path: &Path) -> u32 {
    std::fs::symlink_metadata(path).unwrap().mode() & 0o7777
}

#[test]
fn where_others_may_put_another_file_is_seen() {
    let root = tempfile::tempdir().unwrap();
    let (above, near) = (root.path().join("above"), root.path().join("above/near"));
    std::fs::create_dir_all(&near).unwrap();
    let file = near.join("program");
    std::fs::write(&file, "x").unwrap();
    let link = root.path().join("link");
    symlink(&file, &link).unwrap();
    for (modes, want) in [
        ((0o755, 0o755, 0o755), None),
        ((0o755, 0o777, 0o755), Some(&near)),
        ((0o755, 0o1777, 0o755), Some(&near)),
        ((0o1777, 0o755, 0o755), None),
        ((0o777, 0o755, 0o755), Some(&above)),
        ((0o755, 0o755, 0o777), Some(&file)),
    ] {
        for (path, mode) in [(&above, modes.0), (&near, modes.1), (&file, modes.2)] {
            std::fs::set_permissions(path, PermissionsExt::from_mode(mode)).unwrap();
        }
        let want = want.map(|path| canonical(path).unwrap());
        assert_eq!(
            open_to_others(&canonical(&file).unwrap()),
            want,
            "{modes:?}"
        );
        assert_eq!(
            open_to_others(&link).map(|path| canonical(&path).unwrap()),
            want,
            "{modes:?}"
        );
    }
}

#[test]
fn absence_is_no_error() {
    let root = tempfile::tempdir().unwrap();
    std::fs::write(root.path().join("file"), "x").unwrap();
    assert_eq!(read(&root.path().join("none")).unwrap(), None);
    assert_eq!(read(&root.path().join("file/below")).unwrap(), None);
    assert_eq!(
        read(&root.path().join("file")).unwrap(),
        Some(b"x".to_vec())
    );
    assert_eq!(read(Path::new("/dev/null")).unwrap(), Some(Vec::new()));
    assert_eq!(
        read(root.path()).unwrap_err().kind(),
        ErrorKind::IsADirectory
    );
}

#[test]
fn what_is_too_large_is_not_read() {
    let root = tempfile::tempdir().unwrap();
    let path = root.path().join("file");
    std::fs::write(&path, "four").unwrap();
    assert_eq!(read_at_most(&path, 4).unwrap(), Some(b"four".to_vec()));
    assert_eq!(
        read_at_most(&path, 3).unwrap_err().kind(),
        ErrorKind::FileTooLarge
    );
    assert_eq!(read_at_most(&root.path().join("none"), 3).unwrap(), None);
}

#[test]
fn a_fifo_and_a_device_are_refused_without_waiting() {
    let root = tempfile::tempdir().unwrap();
    let fifo = root.path().join("fifo");
    assert!(
        std::process::Command::new("mkfifo")
            .arg(&fifo)
            .status()
            .unwrap()
            .success()
    );
    assert_eq!(read(&fifo).unwrap_err().kind(), ErrorKind::InvalidInput);
    assert_eq!(
        read(Path::new("/dev/zero")).unwrap_err().kind(),
        ErrorKind::InvalidInput
    );
}

#[test]
fn new_files_and_folders_are_the_users_alone() {
    let root = tempfile::tempdir().unwrap();
    let path = root.path().join("a/b/file");
    write_private(&path, b"one").unwrap();
    assert_eq!(
        (
            mode(&path),
            mode(path.parent().unwrap()),
            mode(&root.path().join("a"))
        ),
        (0o600, 0o700, 0o700)
    );
    write_private(&path, b"two").unwrap();
    assert_eq!(read(&path).unwrap(), Some(b"two".to_vec()));
    assert_eq!(
        list_dir(path.parent().unwrap()).unwrap(),
        ["file"],
        "nothing temporary is left"
    );
}

#[test]
fn an_existing_file_keeps_mode_owner_and_links() {
    let root = tempfile::tempdir().unwrap();
    let (real, hop, link) = (
        root.path().join("real/file"),
        root.path().join("hop"),
        root.path().join("link"),
    );
    write_private(&real, b"one").unwrap();
    std::fs::set_permissions(&real, PermissionsExt::from_mode(0o640)).unwrap();
    symlink("real/file", &hop).unwrap();
    symlink("hop", &link).unwrap();
    let privileged = std::os::unix::fs::chown(&real, Some(12), Some(34)).is_ok();
    write_private(&link, b"two").unwrap();
    let found = std::fs::metadata(&real).unwrap();
    assert_eq!(mode(&real), 0o640);
    assert!(!privileged || (found.uid(), found.gid()) == (12, 34));
    assert_eq!(read(&real).unwrap(), Some(b"two".to_vec()));
    assert!(link.is_symlink() && hop.is_symlink());
}

#[test]
fn a_file_is_replaced_only_as_it_was_known() {
    let root = tempfile::tempdir().unwrap();
    let path = root.path().join("file");
    write_private(&path, b"one").unwrap();
    assert!(!replace(&path, b"other", b"two", ".npmcred-x-").unwrap());
    assert_eq!(read(&path).unwrap(), Some(b"one".to_vec()));
    assert!(replace(&path, b"one", b"two", ".npmcred-x-").unwrap());
    assert_eq!(read(&path).unwrap(), Some(b"two".to_vec()));
    assert_eq!(list_dir(root.path()).unwrap(), ["file"]);
}

#[test]
fn what_may_not_be_written_is_known_also_to_root() {
    let root = tempfile::tempdir().unwrap();
    let path = root.path().join("file");
    assert_eq!(facts(&path), None);
    write_private(&path, b"one").unwrap();
    let plain = FileFacts {
        is_file: true,
        size: 3,
        names: 1,
        is_read_only: false,
    };
    assert_eq!(facts(&path), Some(plain));
    std::fs::hard_link(&path, root.path().join("other")).unwrap();
    std::fs::set_permissions(&path, PermissionsExt::from_mode(0o444)).unwrap();
    assert_eq!(
        facts(&path),
        Some(FileFacts {
            names: 2,
            is_read_only: true,
            ..plain
        })
    );
}

#[test]
fn a_dangling_link_is_filled_and_a_loop_is_an_error() {
    let root = tempfile::tempdir().unwrap();
    let (link, around) = (root.path().join("link"), root.path().join("around"));
    symlink("below/file", &link).unwrap();
    write_private(&link, b"x").unwrap();
    assert_eq!(
        read(&root.path().join("below/file")).unwrap(),
        Some(b"x".to_vec())
    );
    symlink("around", &around).unwrap();
    assert!(write_private(&around, b"x").is_err());
    assert!(write_private(root.path(), b"x").is_err());
}

#[test]
fn what_others_may_do_is_in_the_mode() {
    let root = tempfile::tempdir().unwrap();
    let path = root.path().join("file");
    std::fs::write(&path, "x").unwrap();
    for (mode, others_read, others_write) in [
        (0o600, false, false),
        (0o644, true, false),
        (0o620, false, true),
        (0o602, false, true),
        (0o660, true, true),
    ] {
        std::fs::set_permissions(&path, PermissionsExt::from_mode(mode)).unwrap();
        let want = Exposure {
            is_strangers: false,
            others_read,
            others_write,
        };
        assert_eq!(exposure(&path), Some(want), "{mode:o}");
    }
    assert_eq!(exposure(&root.path().join("none")), None);
    if std::os::unix::fs::chown(&path, Some(12), None).is_ok() {
        assert!(exposure(&path).is_some_and(|open| open.is_strangers));
    }
}

#[test]
fn a_program_link_replaces_what_was_there() {
    let root = tempfile::tempdir().unwrap();
    let link = root.path().join("bin/npm");
    link_program(Path::new("/usr/bin/true"), &link).unwrap();
    link_program(Path::new("/usr/bin/false"), &link).unwrap();
    assert_eq!(
        std::fs::read_link(&link).unwrap(),
        Path::new("/usr/bin/false")
    );
    assert_eq!(list_dir(&root.path().join("bin")).unwrap(), ["npm"]);
}
