//! Arbitrary bytes: nothing panics, nothing hangs, and a document gives back every byte.

use std::ffi::OsString;
use std::io;
use std::os::unix::ffi::OsStringExt;
use std::path::Path;
use std::time::{Duration, Instant};

use npmcred::npmrc::layers::FolderEntry;
use npmcred::npmrc::{
    Config, Document, Entry, Files, Inputs, NpmVersion, expand, npx_to_npm, parse, workspaces,
};

use crate::oracle::{MAJORS, version};
use crate::random::{Random, seed};

/// Bytes of which many mean something here.
fn bytes(random: &mut Random, most: usize) -> Vec<u8> {
    const TELLING: &[u8] =
        b"\n\n\r =;#[]\"'\\${}?-!*()|,./@:_truefalsn019\xef\xbb\xbf\xe2\x80\xa8\xc2\xa0\xff\x00";
    let byte = |random: &mut Random| {
        if random.percent(80) {
            TELLING[random.below(TELLING.len())]
        } else {
            u8::try_from(random.below(256)).unwrap()
        }
    };
    (0..random.below(most + 1)).map(|_| byte(random)).collect()
}

fn os(random: &mut Random, most: usize) -> OsString {
    OsString::from_vec(
        bytes(random, most)
            .into_iter()
            .filter(|&byte| byte != 0)
            .collect(),
    )
}

/// Every path is there and holds the same bytes; folders go down without end.
struct Noise(Vec<u8>);

impl Files for Noise {
    fn read(&self, path: &Path) -> io::Result<Option<Vec<u8>>> {
        match path.as_os_str().len() % 5 {
            0 => Err(io::Error::other("no")),
            1 => Ok(None),
            _ => Ok(Some(self.0.clone())),
        }
    }

    fn is_file(&self, _: &Path) -> bool {
        true
    }

    fn is_dir(&self, _: &Path) -> bool {
        true
    }

    fn list_dir(&self, _: &Path) -> Vec<FolderEntry> {
        vec![FolderEntry {
            name: "a".into(),
            is_dir: true,
            is_link: true,
        }]
    }
}

#[test]
fn any_bytes_are_a_document_that_gives_them_back() {
    let mut random = Random::new(seed());
    for round in 0..6000 {
        let npm = version(MAJORS[round % 5]);
        let bytes = bytes(&mut random, 200);
        let mut document = Document::parse(&bytes, npm);
        assert_eq!(document.to_bytes(), bytes);
        assert!(document.settings().len() <= bytes.len());
        let Some(entry) = document.entries().next().cloned() else {
            continue;
        };
        assert!(entry.line >= 1 && (document.has_sections() || entry.section.is_none()));
        let others = |document: &Document| {
            let kept = |other: &&Entry| other.section.is_some() || other.key != entry.key;
            document
                .entries()
                .filter(kept)
                .map(|other| (other.key.clone(), other.value.clone()))
                .collect::<Vec<_>>()
        };
        let before = others(&document);
        document.remove_key(&entry.key);
        assert_eq!(others(&document), before, "{bytes:?}");
        assert_eq!(document.entries().count(), before.len(), "{bytes:?}");
    }
}

#[test]
fn any_words_are_a_command_line() {
    let mut random = Random::new(seed());
    for round in 0..6000 {
        let npm = version(MAJORS[round % 5]);
        let args: Vec<OsString> = (0..random.below(8)).map(|_| os(&mut random, 12)).collect();
        let line = parse(&args, npm);
        assert!(line.operands.len() <= args.iter().map(|arg| arg.len() + 1).sum());
        let npx = npx_to_npm(&args, npm);
        assert_eq!(npx[0], "exec");
    }
}

#[test]
fn any_text_expands_and_any_world_loads() {
    let mut random = Random::new(seed());
    for round in 0..1500 {
        let npm = version(MAJORS[round % 5]);
        let text = String::from_utf8_lossy(&bytes(&mut random, 60)).into_owned();
        let plain = expand(&text, npm, &|_| None);
        assert!(plain.text.len() <= text.len());
        let args: Vec<OsString> = (0..random.below(5)).map(|_| os(&mut random, 20)).collect();
        let name = |random: &mut Random| {
            let mut name = OsString::from(random.pick(&["npm_config_", "NPM_CONFIG_//", "X"]));
            name.push(os(random, 8));
            name
        };
        let env: Vec<_> = (0..random.below(5))
            .map(|_| (name(&mut random), os(&mut random, 20)))
            .collect();
        let files = Noise(bytes(&mut random, 300));
        let cwd = Path::new("/").join(os(&mut random, 12));
        let config = Config::load(&Inputs {
            npm,
            command_line: &parse(&args, npm),
            env: &env,
            cwd: &cwd,
            home: Path::new("/h"),
            node: None,
            npm_dir: Some(Path::new("/n")),
            files: &files,
            outer: &npmcred::npmrc::Outer::Nothing,
            windows: random.percent(50),
        });
        assert_eq!(config.layers.len(), 6);
        for registry in [config.registry_of(None), config.registry_of(Some("@a"))] {
            if let Ok(url) = url::Url::parse(&registry) {
                let _ = config.auth_for(&url, &url);
            }
        }
    }
}

#[test]
fn hostile_patterns_and_endless_folders_come_to_an_end() {
    let start = Instant::now();
    let star = "*a".repeat(3000) + "b";
    let groups = "+(+(a|aa)|+(a*))".repeat(20) + "b";
    let braces = "{a,b}".repeat(40);
    for pattern in [
        "**",
        "a/**/a/**/a/**/b",
        &star,
        &groups,
        &braces,
        "{1..2000000000}",
        "[",
        "@(",
        "{{{{",
    ] {
        let package =
            serde_json::json!({ "workspaces": [pattern, format!("!{pattern}x")] }).to_string();
        for npm in [NpmVersion::Npm8, NpmVersion::Npm12] {
            let _ = workspaces(Path::new("/a"), npm, &Noise(package.clone().into_bytes()));
        }
    }
    let deep = format!("[{}]\nk=1\n", "a.".repeat(100_000));
    assert!(
        Document::parse(deep.as_bytes(), NpmVersion::Npm12)
            .settings()
            .len()
            <= 1
    );
    assert!(
        start.elapsed() < Duration::from_secs(20),
        "{:?}",
        start.elapsed()
    );
}
