//! The packages for Windows: what Windows Installer makes of them, and what scoop and winget are
//! told. They are made by the scripts that `install/release` calls, around the program under test.

use crate::machine::{Machine, program};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Where the packages would be.
const DOWNLOADS: &str = "https://npmcred.example/v1";

/// The packages of a version, in a folder.
struct Packages(PathBuf);

impl Packages {
    /// Makes them in a new folder below `place`.
    fn make(version: &str, place: &Path) -> Packages {
        let checkout = Path::new(env!("CARGO_MANIFEST_DIR"));
        let (tree, out) = (place.join("tree"), place.join(version));
        for folder in [&tree, &out] {
            fs::create_dir_all(folder).unwrap();
        }
        fs::copy(program(), tree.join("npmcred.exe")).unwrap();
        fs::write(tree.join("THIRD-PARTY.txt"), "none\n").unwrap();
        for licence in ["LICENSE-APACHE", "LICENSE-MIT"] {
            fs::copy(checkout.join(licence), tree.join(licence)).unwrap();
        }
        let dated = Command::new("find")
            .arg(&tree)
            .args(["-exec", "touch", "--date=@1700000000", "{}", "+"])
            .status();
        assert!(dated.unwrap().success());
        for kind in ["zip", "msi", "catalogue"] {
            let made = Command::new(checkout.join("install/windows").join(kind))
                .args([version, "x86_64-pc-windows-gnu"])
                .args([&tree, &out])
                .env("SOURCE_DATE_EPOCH", "1700000000")
                .env("TZ", "UTC")
                .env("NPMCRED_DOWNLOADS", DOWNLOADS)
                .output()
                .unwrap();
            let told = String::from_utf8_lossy(&made.stderr);
            assert!(made.status.success(), "{kind}: {made:?} {told}");
        }
        Packages(out)
    }

    fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.0.join(name)).unwrap()
    }

    fn sum(&self, name: &str) -> String {
        let sum = Sha256::digest(self.read(name));
        sum.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// Runs Windows Installer on a package, which it finds on drive C.
#[track_caller]
fn msiexec(machine: &Machine, how: &str, package: &Path) {
    fs::copy(package, machine.c("io/npmcred.msi")).unwrap();
    let ran = machine.run(&["msiexec", how, r"C:\io\npmcred.msi", "/qn"], "");
    assert_eq!(ran.status, 0, "{how}: {ran:?}");
}

/// How many products of our name Windows lists.
fn listed(machine: &Machine) -> usize {
    let roots = ["HKCU", "HKLM"];
    let count = |root: &&str| {
        let key = format!(r"{root}\Software\Microsoft\Windows\CurrentVersion\Uninstall");
        let ran = machine.run(&["reg", "query", &key, "/s"], "");
        let is_ours = |line: &&str| line.contains("DisplayName") && line.contains("npmcred");
        ran.out.lines().filter(is_ours).count()
    };
    roots.iter().map(count).sum()
}

#[test]
fn a_package_is_installed_replaced_and_removed_without_a_trace() {
    let place = tempfile::tempdir().unwrap();
    let old = Packages::make("1.2.3-dev.1", place.path());
    let new = Packages::make("1.2.3-dev.2", place.path());
    let machine = Machine::take();
    for (kind, folder, root) in [
        (
            "x64",
            machine.home().join("AppData/Local/Programs/npmcred"),
            "HKCU",
        ),
        ("x64-machine", machine.c("Program Files/npmcred"), "HKLM"),
    ] {
        let key = format!(r"{root}\Software\npmcred");
        let version = || machine.run(&["reg", "query", &key, "/v", "version"], "");
        for (packages, number) in [(&old, "1.2.3-dev.1"), (&new, "1.2.3-dev.2")] {
            let package = packages.0.join(format!("npmcred-{number}-{kind}.msi"));
            msiexec(&machine, "/i", &package);
            let said = version();
            assert!(said.out.contains(number), "{said:?}");
            assert_eq!(listed(&machine), 1, "{kind} {number}");
            let installed = folder.join("npmcred.exe");
            let ran = machine.run(&[installed.to_str().unwrap(), "--version"], "");
            let wanted = format!("npmcred {}", env!("CARGO_PKG_VERSION"));
            assert_eq!(
                (ran.status, ran.out.trim()),
                (0, wanted.as_str()),
                "{ran:?}"
            );
            assert!(folder.join("LICENSE-MIT").exists());
        }
        msiexec(
            &machine,
            "/x",
            &new.0.join(format!("npmcred-1.2.3-dev.2-{kind}.msi")),
        );
        assert!(!folder.exists(), "{}", folder.display());
        assert_ne!(version().status, 0, "its key is gone");
        assert_eq!(listed(&machine), 0);
    }
}

#[test]
fn scoop_and_winget_are_told_what_is_there_and_two_runs_agree() {
    let version = "1.2.3";
    let places = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let [packages, again] = places
        .each_ref()
        .map(|it| Packages::make(version, it.path()));
    let mut names: Vec<String> = fs::read_dir(&packages.0)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    let zip = "npmcred-1.2.3-x86_64-pc-windows-gnu.zip";
    assert_eq!(
        names,
        [
            "npmcred-1.2.3-x64-machine.msi",
            "npmcred-1.2.3-x64.msi",
            zip,
            "npmcred.npmcred.installer.yaml",
            "npmcred.npmcred.locale.en-US.yaml",
            "npmcred.npmcred.yaml",
            "npmcred.scoop.json",
        ]
    );
    for name in &names {
        assert!(
            packages.read(name) == again.read(name),
            "{name} is the same"
        );
    }
    let scoop: serde_json::Value =
        serde_json::from_slice(&packages.read("npmcred.scoop.json")).unwrap();
    let of_64 = &scoop["architecture"]["64bit"];
    assert_eq!(scoop["version"], version);
    assert_eq!(of_64["url"], format!("{DOWNLOADS}/{zip}"));
    assert_eq!(of_64["hash"], packages.sum(zip));
    let winget = String::from_utf8(packages.read("npmcred.npmcred.installer.yaml")).unwrap();
    for package in &names[..2] {
        let sum = packages.sum(package).to_uppercase();
        let codes = Command::new("msiinfo")
            .args(["export".as_ref(), packages.0.join(package).as_os_str()])
            .arg("Property")
            .output()
            .unwrap();
        let table = String::from_utf8(codes.stdout).unwrap();
        let code = table
            .lines()
            .find_map(|line| line.strip_prefix("ProductCode\t"));
        for told in [package, &sum, code.unwrap().trim()] {
            assert!(winget.contains(told), "{told} in {winget}");
        }
    }
}
