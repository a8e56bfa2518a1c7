//! `npmcred exec --secret` and `--env`: programs that take a token by a build secret or by a
//! variable.
//!
//! With `--secret` the client of a container engine is handed the lines of some registries. `--env`
//! is for tools that take a token from a variable alone. Only the registries that were named are in
//! it, whatever else is stored. It is looked up when the client starts: a session that ends during
//! a build ends there, too.

use super::exec::{refuse_below_script, refuse_foreign};
use super::start::Start;
use super::{enclosing, trace};
use crate::container::{self, RegistryLine, SecretFlag, Unplaced};
use crate::context::Context;
use crate::credential::{Choice, Credential, CredentialStore, Profile, Use, choose, mint};
use crate::error::{Error, ErrorKind, Result};
use crate::login::{self, RenewalRequest, Renewed, UserConfig, cure};
use crate::profile;
use crate::registry::{Realm, Registry, Scope};
use crate::report::Command;
use crate::settings::SECRET;
use crate::source::{self, SourceRecord};
use npmcred_platform::handover::Handover;
use npmcred_platform::memory::CoreDumpsOff;
use npmcred_platform::process;
use std::ffi::{OsStr, OsString};
use std::path::Path;

/// What a program is handed, and how.
pub struct BuildSecret<'a> {
    /// How.
    pub form: SecretForm,
    /// The registries, each once.
    pub registries: Vec<SecretRegistry>,
    /// What the credentials are for.
    pub wanted: Use,
    /// The user's configuration, for a login that comes first.
    pub config: &'a dyn UserConfig,
}

/// How a program is handed a build secret.
pub enum SecretForm {
    /// The lines of an `.npmrc`, in a file of memory, under this id.
    File(String),
    /// The token alone, in this variable.
    Variable(String),
}

/// A registry of a build secret.
pub struct SecretRegistry {
    /// The registry.
    pub registry: Registry,
    /// The scopes whose packages come from it.
    pub scopes: Vec<Scope>,
    /// Whether nobody but the project names it; then nobody logs in to it on the way.
    pub is_projects: bool,
}

/// Becomes the program, with the secret.
///
/// # Errors
/// `Refused` below a script, for a program that the project brings, and for one that passes on no
/// descriptor; `Usage` where the secret has no place in its command line; `NotLoggedIn` for a
/// registry without a credential; those of the store and of a login.
pub fn run_with_secret(
    context: &Context,
    program: &OsStr,
    args: &[OsString],
    secret: &BuildSecret<'_>,
) -> Result<()> {
    enclosing::take_back(context);
    refuse_below_script(context)?;
    let path = context.find_program(program)?;
    refuse_foreign(context, program, &path)?;
    let name = process::program_name(&path)
        .unwrap_or_default()
        .into_owned();
    if name == "sudo" {
        let why =
            "sudo passes on neither descriptors nor variables, so the build would get nothing";
        return Err(Error::new(ErrorKind::Refused, why)
            .note("type the command as a user who may use the container engine"));
    }
    let undumped = CoreDumpsOff::begin();
    let profile = profile::active(context)?.profile;
    mint_where_needed(context, &profile, secret)?;
    log_in_where_needed(context, &profile, secret, &name)?;
    let start = ready(context, &path, args, &profile, secret)?;
    drop(undumped);
    let names = secret.registries.iter().map(|one| &one.registry);
    trace::secret(context.report, names);
    start.become_it(context).map(drop)
}

/// The program with the secret, as it is to be started.
fn ready(
    context: &Context,
    path: &Path,
    args: &[OsString],
    profile: &Profile,
    secret: &BuildSecret<'_>,
) -> Result<Start> {
    let stored = look_up(context, profile, secret)?;
    let mut lines = Vec::new();
    for one in &secret.registries {
        match choose(&stored, &one.registry, secret.wanted, context.now()) {
            Choice::Found(credential) => lines.push(RegistryLine {
                registry: &one.registry,
                scopes: &one.scopes,
                credential,
            }),
            other => return Err(lacking(&other, &one.registry, profile)),
        }
    }
    let bare = Start::bare(path, args, enclosing::environment_without_us(&context.env));
    match &secret.form {
        SecretForm::File(id) => by_file(bare, path, id, &lines),
        SecretForm::Variable(variable) => by_variable(context, bare, path, variable, &lines),
    }
}

/// Adds a file of memory, which the program can open as often as it likes.
fn by_file(mut start: Start, path: &Path, id: &str, lines: &[RegistryLine<'_>]) -> Result<Start> {
    let text = container::lines(lines).map_err(|unfit| unfit.refused())?;
    let handover = Handover::serve(&text).map_err(|cause| {
        let what = format!("the secret could not be handed over: {cause}");
        Error::new(ErrorKind::Other, what).caused_by_io(&cause)
    })?;
    let (name, source) = (program_name(path), handover.path());
    start.args = container::place(&name, &start.args, SecretFlag { id, source })
        .map_err(|why| unplaced(why, &name, id))?;
    start.env.set(SECRET.name, source.as_os_str());
    start.carry(handover);
    Ok(start)
}

/// Adds the token in a variable.
fn by_variable(
    context: &Context,
    mut start: Start,
    path: &Path,
    variable: &str,
    lines: &[RegistryLine<'_>],
) -> Result<Start> {
    let [RegistryLine { credential, .. }] = lines else {
        let what = "--env hands over one token, so it wants one registry";
        return Err(Error::new(ErrorKind::Usage, what));
    };
    if credential.kind.is_basic() {
        let what = format!(
            "what is stored for {} is a password, not a token",
            credential.registry
        );
        return Err(Error::new(ErrorKind::Refused, what));
    }
    let value = credential.config_value();
    start
        .env
        .set(variable, value.expose_str().unwrap_or_default());
    context.report.note(&format!(
        "while {} runs, every program of yours can read {variable}, and so can all that it starts",
        program_name(path)
    ));
    Ok(start)
}

fn program_name(path: &Path) -> String {
    process::program_name(path).unwrap_or_default().into_owned()
}

fn unplaced(why: Unplaced, name: &str, id: &str) -> Error {
    match why {
        Unplaced::NamedAlready => Error::new(
            ErrorKind::Usage,
            format!("the command names a secret {id} itself; leave it out, or choose another name"),
        ),
        Unplaced::NoBuild => Error::new(
            ErrorKind::Usage,
            format!("this command of {name} builds nothing that npmcred knows of"),
        )
        .hint("put the options that are not the build's own behind the word build"),
    }
}

/// Everything that is stored for the realms of these registries.
fn look_up(
    context: &Context,
    profile: &Profile,
    secret: &BuildSecret<'_>,
) -> Result<Vec<Credential>> {
    let mut realms: Vec<Realm> = Vec::new();
    for one in &secret.registries {
        let realm = one.registry.realm();
        if !realms.contains(&realm) {
            realms.push(realm);
        }
    }
    let store = context.store(context.prompting_if_attended())?;
    let found = CredentialStore::new(store.as_ref()).find(profile, &realms);
    let mut found = found.map_err(|error| context.store_error(&error))?;
    match found.spoilt.pop() {
        Some((_, error)) => Err(context.item_error(&error)),
        None => Ok(found.credentials),
    }
}

/// Has a token made for each registry whose tokens a command makes, where none is stored that lives
/// on.
fn mint_where_needed(context: &Context, profile: &Profile, secret: &BuildSecret<'_>) -> Result<()> {
    let record = SourceRecord::read(context)?;
    let of = |one: &SecretRegistry| record.of(profile, &one.registry);
    if !secret.registries.iter().any(|one| of(one).is_some()) {
        return Ok(());
    }
    let (stored, now) = (look_up(context, profile, secret)?, context.now());
    for one in &secret.registries {
        let choice = choose(&stored, &one.registry, secret.wanted, now);
        let lives = |one: &Credential| !source::is_due(one.issued, one.expires, now);
        match (of(one), choice) {
            (Some(_), Choice::Found(kept)) if lives(kept) => {}
            (Some(source), _) => source::renew(context, source, None)?,
            (None, _) => {}
        }
    }
    Ok(())
}

/// Logs in to each registry that has no living credential, where a person is there.
fn log_in_where_needed(
    context: &Context,
    profile: &Profile,
    secret: &BuildSecret<'_>,
    name: &str,
) -> Result<()> {
    if !context.is_attended() {
        return Ok(());
    }
    let stored = look_up(context, profile, secret)?;
    for one in &secret.registries {
        let registry = &one.registry;
        let choice = choose(&stored, registry, secret.wanted, context.now());
        let (place, purpose) = match &choice {
            Choice::Found(_) | Choice::OtherUse(_) => continue,
            Choice::Expired(dead) => (&dead.registry, dead.purpose),
            Choice::NotFound => (registry, Use::Any),
        };
        if one.is_projects || registry.is_cleartext() || mint(registry).is_some() {
            continue;
        }
        let why = lacking(&choice, registry, profile).message;
        let renewed = login::renew(
            context,
            secret.config,
            &RenewalRequest {
                registry,
                place,
                profile,
                wanted: secret.wanted,
                purpose,
                why: Some(&why),
                refused: None,
                replaces: matches!(choice, Choice::Expired(_)),
                question: None,
            },
        )?;
        if renewed == Renewed::Declined {
            let what = format!("no login, so {name} was not started");
            return Err(Error::new(ErrorKind::NotLoggedIn, what));
        }
    }
    Ok(())
}

/// Why there is no credential to hand over, and what to type.
fn lacking(choice: &Choice<'_>, registry: &Registry, profile: &Profile) -> Error {
    let aside = profile.aside();
    let what = match choice {
        Choice::Expired(dead) => {
            format!(
                "the {} for {}{aside} has expired",
                dead.kind.word(),
                dead.registry
            )
        }
        Choice::OtherUse(purpose) => {
            let what = format!("the credential stored for {registry}{aside} is for {purpose} only");
            let flag = Command::default().flag("--use", purpose.as_str());
            return Error::new(ErrorKind::NotLoggedIn, what)
                .cure("if that is what you want, add", flag);
        }
        Choice::NotFound | Choice::Found(_) => {
            format!("nothing is stored for {registry}{aside}")
        }
    };
    Error::new(ErrorKind::NotLoggedIn, what).hinted(cure(registry, profile))
}
