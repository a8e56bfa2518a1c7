//! The `PKGBUILD`, as makepkg runs it: bash reads it, and its `package` fills a root.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::release;

/// What makepkg does: the archive's checksum first, then unpacking, then `package`.
const MAKEPKG: &str = r#"
set -euo pipefail
CARCH=x86_64 srcdir=$PWD/src pkgdir=$PWD/pkg
. "$1/PKGBUILD"
[[ " ${arch[*]} " == *" $CARCH "* ]]
echo "$sha256sums_x86_64  $1/$source_x86_64" | sha256sum --check --quiet
mkdir src pkg
tar -xzf "$1/$source_x86_64" -C src
(package)
echo "$pkgver"
"#;

#[test]
fn it_packs_the_archive_beside_it() {
    let place = tempfile::tempdir().unwrap();
    let done = Command::new("bash")
        .args(["-c", MAKEPKG, "makepkg"])
        .arg(&release::new().folder)
        .current_dir(place.path())
        .output()
        .unwrap();
    assert!(done.status.success(), "{done:?}");
    let version = String::from_utf8(done.stdout).unwrap();
    assert_eq!(version.trim().matches('-').count(), 0, "{version}");
    let root = place.path().join("pkg");
    let said = Command::new(root.join("usr/bin/npmcred"))
        .arg("--version")
        .output()
        .unwrap();
    assert!(said.status.success());
    for file in [
        "usr/share/man/man1/npmcred.1",
        "usr/share/man/man5/npmcred-config.5",
        "usr/share/bash-completion/completions/npmcred",
        "usr/share/licenses/npmcred/THIRD-PARTY.txt",
    ] {
        assert!(has_text(&root.join(file)), "{file}");
    }
}

fn has_text(file: &Path) -> bool {
    fs::metadata(file).is_ok_and(|found| found.len() > 100)
}
