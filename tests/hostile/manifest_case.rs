//! One manifest that is hard to read, and what becomes of a publish with it.
//!
//! A refusal alone proves little, so `goes_there` shows that npm without the shim takes the token
//! to the proxy.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::json;

use super::recorder::Recorder;
use super::support::Lab;
use super::support::needles::Needles;
use super::support::run::Outcome;
use super::ways::Way;

/// A command, and the files that it finds below `work/case`.
pub(super) struct Case {
    pub(super) what: &'static str,
    pub(super) files: Vec<(String, Vec<u8>)>,
    /// Where it is started, below `work/case`.
    pub(super) folder: &'static str,
    pub(super) args: Vec<String>,
}

impl Case {
    pub(super) fn new(what: &'static str, args: &[&str]) -> Case {
        Case {
            what,
            files: Vec::new(),
            folder: "",
            args: args.iter().map(|word| (*word).to_owned()).collect(),
        }
    }

    pub(super) fn file(mut self, name: &str, text: impl Into<Vec<u8>>) -> Case {
        self.files.push((name.to_owned(), text.into()));
        self
    }

    pub(super) fn in_folder(mut self, folder: &'static str) -> Case {
        self.folder = folder;
        self
    }
}

/// A manifest with a `publishConfig` that leads through a proxy, and more members before it.
pub(super) fn manifest(proxy: &str, name: &str, more: &str) -> String {
    format!(
        r#"{{{more}"name":"{name}","version":"1.0.0","publishConfig":{{"proxy":"{proxy}","https-proxy":"{proxy}"}}}}"#
    )
}

pub(super) fn harmless(name: &str) -> String {
    json!({ "name": name, "version": "1.0.0" }).to_string()
}

/// A tar archive of these files, in the order given.
pub(super) fn tarball(lab: &Lab, files: &[(&str, &str)]) -> Vec<u8> {
    let archive = lab.path("tmp/made.tar");
    let _ = std::fs::remove_file(&archive);
    for (name, text) in files {
        lab.write(Path::new("tmp/made").join(name), text);
        let done = Command::new("tar")
            .arg("-rf")
            .arg(&archive)
            .arg("-C")
            .arg(lab.path("tmp/made"))
            .arg(name)
            .status();
        assert!(done.unwrap().success());
    }
    std::fs::read(&archive).unwrap()
}

/// Writes the case's files, and runs its command.
pub(super) fn start(lab: &Lab, case: &Case, way: Way) -> Outcome {
    let _ = std::fs::remove_dir_all(lab.path("work/case"));
    for (name, text) in &case.files {
        lab.write(Path::new("work/case").join(name), text);
    }
    let folder: PathBuf = lab.path("work/case").join(case.folder);
    let words: Vec<&str> = case
        .args
        .iter()
        .map(String::as_str)
        .chain(["--fetch-retries=0"])
        .collect();
    way.start_from_elsewhere(lab, &folder, &words).run()
}

/// Each case, in one way or another: the proxy hears nothing of the token, and the command stops
/// with the reason.
pub(super) fn refused(lab: &Lab, cases: &[Case], needles: &Needles, proxy: &Recorder) {
    let mut wrong = Vec::new();
    for (at, case) in cases.iter().enumerate() {
        let way = Way::turn(lab.major, at);
        let outcome = start(lab, case, way);
        let leaked = needles.find(&proxy.take()).is_some();
        let said = outcome.err().contains("would send your credential for");
        if leaked || !said || outcome.status.code() != Some(7) {
            wrong.push(format!(
                "npm {}, {}, {way:?}, leaked: {leaked}\n{outcome}",
                lab.major, case.what
            ));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} went wrong\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// That what these cases name does lead to the proxy: npm alone, with the token in a file, goes
/// there.
pub(super) fn goes_there(lab: &Lab, case: &Case) {
    let proxy = Recorder::listen();
    let needles = Needles::of(&lab.registry.writer);
    let dart = lab.registry.url.strip_prefix("http:").unwrap();
    lab.write(
        "home/.npmrc",
        format!(
            "{}{dart}:_authToken={}\n",
            lab.user_config(),
            lab.registry.writer.token
        ),
    );
    let text = |bytes: &Vec<u8>| {
        String::from_utf8(bytes.clone())
            .unwrap()
            .replace("PROXY", &proxy.url())
    };
    let files = case
        .files
        .iter()
        .map(|(name, bytes)| (name.clone(), text(bytes).into_bytes()))
        .collect();
    let outcome = start(
        lab,
        &Case {
            files,
            args: case.args.clone(),
            ..*case
        },
        Way::Typed,
    );
    lab.write("home/.npmrc", lab.user_config());
    assert!(
        needles.find(&proxy.heard()).is_some(),
        "npm {}, {}: {outcome}",
        lab.major,
        case.what
    );
}
