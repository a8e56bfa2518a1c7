//! Sends a made-up token through the shim to a listener on this machine, and checks that it arrives
//! and leaks nowhere.
//!
//! The shim and npm are the real ones, and so are the store and this shell's environment. A script
//! that npm runs, and afterwards the doctor, search where a thief would. They search the
//! environments, arguments and descriptors of npm and its children. They search npm's answers, its
//! output, its logs, its cache and its temporary files. npm's memory is not searched, because it is
//! not promised to be safe.

mod needles;
mod stage;

use super::finding::{Diagnosis, Group};
use super::throwaway::{self, LONGEST, Throwaway};
use crate::context::Context;
use crate::credential::{Credential, CredentialKind, CredentialStore, Expiry, Profile, Use};
use crate::error::{Error, ErrorKind, Result};
use crate::profile;
use crate::registry::Registry;
use crate::setup::{self, again};
use crate::tool::Tool;
use needles::Needles;
use npmcred_platform::loopback::Loopback;
use npmcred_platform::process::{self, Captured, Launch};
use npmcred_platform::signal_guard::SignalGuard;
use npmcred_platform::{Prompting, Secret};
use stage::Stage;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long npm may take for one command.
const PATIENCE: Duration = Duration::from_secs(60);

/// Runs the test and returns its findings.
///
/// # Errors
/// `Interrupted` after a Ctrl-C, when everything is cleaned up; `File` and `Other` if the test
/// could not be set up; those of the store.
pub fn prove(context: &Context) -> Result<Group> {
    let hold = SignalGuard::begin().map_err(|cause| cannot("hold signals", &cause))?;
    let waiting = context
        .report
        .progress("sending a made-up token through the shim");
    let proved = proved(context);
    drop(waiting);
    if hold.was_asked_to_end() {
        return Err(Error::new(
            ErrorKind::Interrupted,
            "interrupted; everything made for the test is removed",
        ));
    }
    proved
}

fn cannot(what: &str, cause: &std::io::Error) -> Error {
    Error::new(ErrorKind::Other, format!("cannot {what}: {cause}")).caused_by_io(cause)
}

fn proved(context: &Context) -> Result<Group> {
    let shim = setup::shim(&setup::folder_in_use(context)?, Tool::Npm);
    if process::file_id(&shim).is_err() {
        let owner = again::owner_needed(context);
        let cure = Some(again::setup(owner));
        let missing = Diagnosis::problem("no-shim", "there is no shim to test", cure);
        let missing = missing.of_installation(owner);
        return Ok(Group::new("proof", "not run", vec![missing]));
    }
    let loopback = Loopback::listen(r#"{"username":"npmcred-doctor"}"#)
        .map_err(|cause| cannot("listen on this machine", &cause))?;
    let url = format!(
        "http://127.0.0.1:{}{}",
        loopback.port(),
        throwaway::path(context.now())
    );
    let registry =
        Registry::parse(&url).map_err(|error| Error::new(ErrorKind::Other, error.to_string()))?;
    let canary = canary();
    let profile = profile::active(context)?.profile;
    let store = context.store(Prompting::Never)?;
    let credential = credential(&registry, &canary, &profile, context.now());
    let stage = Stage::new(context)?;
    let _removed = Throwaway::new(store.as_ref(), credential.store_key());
    CredentialStore::new(store.as_ref()).put(&credential, context.now(), &|error| {
        context.store_error(error)
    })?;
    let env = stage.environment(context, &url, &profile);
    let run = |words: &[&str]| {
        let args = words.iter().map(Into::into).collect();
        let launch = Launch {
            program: shim.clone(),
            args,
            env: env.variables().to_vec(),
        };
        process::run_captured_in(&launch, &stage.project(), PATIENCE)
            .map_err(|cause| cannot("start the shim", &cause))
    };
    let runs = [
        ("npm whoami", run(&["whoami"])?),
        ("npm install", run(&["install"])?),
    ];
    Ok(judge(&stage, &runs, &loopback.heads(), &canary))
}

/// A made-up token in today's format, so that a program which masks tokens masks it.
fn canary() -> String {
    let part = || RandomState::new().build_hasher().finish();
    format!("npm_{:016x}{:016x}{:04x}", part(), part(), part() & 0xffff)
}

fn credential(registry: &Registry, canary: &str, profile: &Profile, now: u64) -> Credential {
    Credential {
        profile: profile.clone(),
        registry: registry.clone(),
        kind: CredentialKind::Session,
        purpose: Use::Any,
        owner: None,
        issued: now,
        expires: Expiry::At(now + LONGEST),
        grant: None,
        secret: Secret::from(canary.to_owned()),
    }
}

fn judge(stage: &Stage, runs: &[(&str, Captured)], heads: &[Vec<u8>], canary: &str) -> Group {
    let needles = Needles::of(canary);
    let mut findings: Vec<Diagnosis> = runs
        .iter()
        .filter_map(|(what, captured)| failed(what, captured))
        .collect();
    if !heads
        .iter()
        .any(|head| authorization(head) == Some(format!("Bearer {canary}")))
    {
        findings.push(Diagnosis::problem(
            "not-arrived",
            "the token that was stored for it did not reach the registry",
            None,
        ));
    }
    if !stage.has_witnessed() {
        let what = "the script that searches for the token did not finish, so nothing is proved";
        findings.push(Diagnosis::problem("no-witness", what, None));
    }
    let files = stage.files();
    let leaks = leaks(stage.path(), &files, runs, heads, &needles);
    findings.extend(
        leaks
            .into_iter()
            .map(|place| Diagnosis::problem("leaked", format!("the token is in {place}"), None)),
    );
    let state = if findings.is_empty() {
        format!(
            "a made-up token reached the registry, and is in none of {} places that were searched",
            files.len() + runs.len()
        )
    } else {
        "failed".to_owned()
    };
    Group::new("proof", state, findings)
}

fn failed(what: &str, captured: &Captured) -> Option<Diagnosis> {
    let how = match (captured.timed_out, captured.status) {
        (true, _) => format!("did not end within {} seconds", PATIENCE.as_secs()),
        (false, 0) => return None,
        (false, status) => format!("ended with {status}"),
    };
    Some(Diagnosis::problem(
        "npm-failed",
        format!("{what} {how}"),
        None,
    ))
}

fn authorization(head: &[u8]) -> Option<String> {
    header_lines(head).find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("authorization")
            .then(|| value.trim().to_owned())
    })
}

fn header_lines(head: &[u8]) -> impl Iterator<Item = String> {
    String::from_utf8_lossy(head)
        .lines()
        .map(str::to_owned)
        .collect::<Vec<_>>()
        .into_iter()
}

/// The places where the token was found and should not be, in words.
fn leaks(
    root: &Path,
    files: &[PathBuf],
    runs: &[(&str, Captured)],
    heads: &[Vec<u8>],
    needles: &Needles,
) -> Vec<String> {
    let mut places = Vec::new();
    for file in files {
        let contents = npmcred_platform::files::read(file)
            .ok()
            .flatten()
            .unwrap_or_default();
        let name = file.strip_prefix(root).unwrap_or(file);
        if needles.are_in(&contents) || needles.are_in(name.as_os_str().as_encoded_bytes()) {
            let seen = name
                .strip_prefix("project/seen")
                .map(|seen| format!("what a script sees: {}", seen.display()));
            places
                .push(seen.unwrap_or_else(|_| format!("a file that npm left: {}", name.display())));
        }
    }
    for (what, captured) in runs {
        if needles.are_in(&captured.stdout) || needles.are_in(&captured.stderr) {
            places.push(format!("the output of {what}"));
        }
    }
    let elsewhere = |line: &String| !line.to_lowercase().starts_with("authorization:");
    if heads.iter().any(|head| {
        header_lines(head)
            .filter(elsewhere)
            .any(|line| needles.are_in(line.as_bytes()))
    }) {
        places.push("a request, outside its Authorization header".to_owned());
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_is_found_whatever_its_case() {
        let head = b"GET / HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer x\r\n\r\n";
        assert_eq!(authorization(head).as_deref(), Some("Bearer x"));
        assert_eq!(authorization(b"GET / HTTP/1.1\r\n\r\n"), None);
    }

    #[test]
    fn a_canary_has_the_shape_of_a_token() {
        let canary = canary();
        assert_eq!((canary.len(), &canary[..4]), (40, "npm_"));
        assert_ne!(canary, super::canary());
    }
}
