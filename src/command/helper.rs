//! `npmcred helper PROTOCOL …`: a program asks for a credential.

use crate::cli::HelperArgs;
use crate::context::Context;
use crate::credential::{Choice, CredentialStore, choose};
use crate::error::{Error, ErrorKind, Result};
use crate::helper::{HelperProtocol, HelperQuestion, HelperReply, Wanted};
use crate::record::{self, Owner};
use crate::report::Command;
use crate::settings::HELPERS;
use crate::settings_file::{self, SettingOrigin};
use crate::{profile, tool};
use npmcred_platform::memory::CoreDumpsOff;
use npmcred_platform::{Prompting, session};
use serde_json::{Map, Value, json};

/// The longest question, in bytes.
const LONGEST: usize = 64 << 10;

/// How many answers are kept on record.
const KEPT: usize = 1000;

/// Answers, and returns the status to end with.
///
/// # Errors
/// `Refused` until helpers are switched on, and below a script; `Usage` for what is no question;
/// those of the store.
pub(super) fn run(context: &Context, flags: &HelperArgs) -> Result<u8> {
    let protocol = HelperProtocol::from(flags.protocol);
    check_allowed(context)?;
    let _undumped = CoreDumpsOff::begin();
    context.report.answer(protocol.greeting());
    let (reads, in_lines) = protocol.reads();
    let mut status = 0;
    loop {
        let input = match (reads, in_lines) {
            (false, _) => None,
            (true, false) => Some(session::read_stdin_secret(LONGEST)),
            (true, true) => match session::read_stdin_line(LONGEST).transpose() {
                Some(line) => Some(line),
                None => return Ok(status),
            },
        };
        let input = input.transpose().map_err(|cause| {
            Error::new(ErrorKind::Usage, "standard input cannot be read").caused_by_io(&cause)
        })?;
        let input = input.as_ref().and_then(|it| it.expose_str());
        let request = protocol.request(&flags.words, input.unwrap_or_default());
        let answer = match request.ok_or_else(|| no_question(protocol))? {
            HelperQuestion::Other(answer) => answer,
            HelperQuestion::Get(wanted) => answer(context, protocol, &wanted)?,
        };
        context.report.answer(&answer.text);
        status = u8::from(answer.fails);
        if !in_lines {
            return Ok(status);
        }
    }
}

/// A variable cannot switch helpers on: whoever starts a program may set one.
fn check_allowed(context: &Context) -> Result<()> {
    if settings_file::chosen(context, &HELPERS)? != ("on", SettingOrigin::File) {
        let what = "npmcred helper answers nobody until you switch it on";
        let on = Command::new("npmcred config helpers on");
        return Err(Error::new(ErrorKind::Refused, what)
            .note("any program that you run may ask it then, and read the token")
            .cure("switch it on", on));
    }
    if tool::READ_BY_OTHERS.is_in_script(&context.env) {
        let what = "npmcred helper answers nobody below a script of npm";
        return Err(Error::new(ErrorKind::Refused, what)
            .note("start the program that asks yourself: a script could read what it is told"));
    }
    Ok(())
}

fn no_question(protocol: HelperProtocol) -> Error {
    let name = protocol.name();
    Error::new(
        ErrorKind::Usage,
        format!("that is no question of the protocol {name}"),
    )
    .cure("see how it is set up", Command::new("npmcred help helper"))
}

fn answer(context: &Context, protocol: HelperProtocol, wanted: &Wanted) -> Result<HelperReply> {
    let profile = profile::active(context)?.profile;
    let store = context.store(Prompting::Never)?;
    let found = CredentialStore::new(store.as_ref()).find(&profile, &[wanted.registry.realm()]);
    let found = found.map_err(|error| context.store_error(&error))?;
    let mut stored = found.credentials;
    stored.retain(|one| protocol.may_answer(wanted, one));
    let chosen = match choose(&stored, &wanted.registry, wanted.purpose, context.now()) {
        Choice::Found(credential) => Some(credential),
        Choice::Expired(_) | Choice::OtherUse(_) | Choice::NotFound => None,
    };
    if let Some(credential) = chosen {
        keep_on_record(context, protocol, &credential.registry.to_string())?;
    }
    Ok(protocol.answer(wanted, chosen))
}

/// Writes down who was answered, before they are.
fn keep_on_record(context: &Context, protocol: HelperProtocol, registry: &str) -> Result<()> {
    let path = context.data_folder()?.join("helper.json");
    record::while_locked(&path, || {
        let parse = |all: &Map<String, Value>| all.get("answers")?.as_array().cloned();
        let kept = record::read(context, &path, "record", Owner::Ourselves, parse)?;
        let mut answers = kept.unwrap_or_default();
        answers.push(json!({
            "at": context.now(),
            "protocol": protocol.name(),
            "registry": registry,
            "folder": context.cwd().to_string_lossy(),
        }));
        answers.drain(..answers.len().saturating_sub(KEPT));
        record::write(&path, &json!({ "v": 1, "answers": answers }))
    })
}
