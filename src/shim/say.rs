//! What the user is told when a credential is not handed over: one line where the command can run
//! without, an error with the cure where it cannot.

use super::decide::Words;
use super::dialect::npm;
use super::dialect::npm_asks::Part;
use super::intent::Access;
use super::other_tools;
use super::plan::{Decision, Outcome, Plan, Summary};
use super::renewal::has_nothing;
use crate::context::Context;
use crate::credential::{
    CredentialKind, Place, Placeholder, Profile, Use, Vacancy, literal, registry_of,
};
use crate::error::{Error, ErrorKind, Result};
use crate::login::cure;
use crate::npmrc::{Config, Layer, LayerKind, Setting};
use crate::registry::Registry;
use crate::report::{Command, Hint};
use crate::settings::PROFILE;
use crate::trust::Finding;
use std::collections::HashSet;
use std::path::PathBuf;

/// Says it.
///
/// # Errors
/// The first reason why a command that needs its credential cannot have it.
pub(super) fn what_went_wrong(
    context: &Context,
    decisions: &[Decision],
    access: Access,
) -> Result<()> {
    let mut said: HashSet<String> = HashSet::new();
    // One store is out of reach for all registries alike, so it is named with the first.
    let mut elsewhere = false;
    for decision in decisions {
        if let Some(place) = &decision.unseen {
            context.report.note(&unseen(decision, place));
        }
        let Some(error) = complaint(decision, access) else {
            continue;
        };
        if access.needs_credential {
            return Err(error);
        }
        if matches!(decision.outcome, Outcome::Elsewhere(_))
            && std::mem::replace(&mut elsewhere, true)
        {
            continue;
        }
        let line = one_line(&error);
        if said.insert(line.clone()) {
            context.report.note(&line);
        }
    }
    Ok(())
}

/// Whether it is npm itself that has to say that nobody is logged in: it was asked for JSON, and
/// the program that reads it knows npm's codes and not ours.
#[must_use]
pub(super) fn is_npms_to_say(plan: &Plan) -> bool {
    let is_json = |config: &Config| {
        config
            .get("json")
            .is_some_and(|(_, setting)| setting.value.is_truthy())
    };
    let says = |one: &Decision| {
        matches!(
            one.outcome,
            Outcome::NotStored
                | Outcome::Expired(_)
                | Outcome::OtherUse(_)
                | Outcome::OtherProfile(_)
        )
    };
    plan.config.as_ref().is_some_and(is_json) && plan.decisions.iter().all(says)
}

/// An error with its cure in one line, where the tool goes on to say the same.
pub(super) fn in_a_line(context: &Context, error: &Error) {
    let hint = error
        .hint_lines()
        .first()
        .map_or_else(String::new, |hint| format!(" ({hint})"));
    context.report.note(&format!("{error}{hint}"));
}

/// Says it for a tool of which nobody knows what it will do: a store that fails and a project in
/// the way stop it, and that there is a credential for none of its registries; that one of several
/// has none does not.
///
/// # Errors
/// The first reason that stops it.
pub(super) fn what_went_wrong_for_foreign(
    context: &Context,
    decisions: &[Decision],
    access: Access,
) -> Result<()> {
    let nothing = has_nothing(decisions);
    for decision in decisions {
        match (&decision.outcome, complaint(decision, access)) {
            (Outcome::Unknown(_) | Outcome::Refused(_), Some(error)) => return Err(error),
            (_, Some(error)) if nothing => return Err(error),
            (Outcome::NotStored | Outcome::Elsewhere(_), _) | (_, None) => {}
            (_, Some(error)) => context.report.note(&one_line(&error)),
        }
    }
    Ok(())
}

/// What the user had better know before the command runs as it should.
pub(super) fn what_is_worth_knowing(context: &Context, words: &Words, plan: &Plan) {
    what_ends_soon(context, &plan.decisions, plan.command.unwrap_or_default());
    what_is_published(context, plan);
    what_is_typed(context, plan);
    what_is_not_read(context, plan);
    other_tools::say(context, words, plan);
    other_tools::say_from_cache(context, words, plan);
}

/// A session with less than this left is said to end soon, in seconds.
const SOON: u64 = 10 * 60;

/// Warns before a long job whose credential will not see the end of it.
fn what_ends_soon(context: &Context, decisions: &[Decision], command: &str) {
    for decision in decisions {
        let Outcome::Handed { credential, .. } = &decision.outcome else {
            continue;
        };
        let Some(left) = credential
            .expires
            .remaining(context.now())
            .map(|left| left.as_secs())
        else {
            continue;
        };
        if left < SOON && npm::is_long(command) {
            let when = if left < 60 {
                "in less than a minute".to_owned()
            } else {
                format!("in {} min", left / 60)
            };
            let Summary { registry, .. } = credential;
            let what = format!("the {} for {registry} ends {when}", credential.word());
            context.report.note(&format!(
                "{what}; for one that lasts, {}",
                cure(registry, &decision.profile)
            ));
        }
    }
}

/// Warns of a credential that goes out with the package.
fn what_is_published(context: &Context, plan: &Plan) {
    for one in &plan.published {
        context.report.note(&published(one));
    }
}

/// Warns the person who has typed a secret of where it is now. npm's log keeps its arguments, and
/// hides only what begins with `npm_` (npm 12 `lib/npm.js`, `@npmcli/redact`).
fn what_is_typed(context: &Context, plan: &Plan) {
    let Some(config) = plan.config.as_ref().filter(|_| context.is_attended()) else {
        return;
    };
    let typed = config
        .layers
        .iter()
        .filter(|layer| layer.kind == LayerKind::Cli)
        .flat_map(Layer::settings);
    let is_secret = |setting: &&Setting| {
        literal::is_secret(&setting.key, setting.value.as_text().unwrap_or_default())
    };
    let Some(Setting { key, .. }) = typed.into_iter().find(is_secret) else {
        return;
    };
    context.report.note(&format!(
        "what you typed for {key} stays in your shell's history and in npm's log"
    ));
    if let Some(registry) = registry_of(config, literal::dart(key)) {
        let command = Command::new("npmcred store").flag("--registry", registry.to_string());
        context
            .report
            .cure(&Hint::new("keep it in the store instead", command));
    }
}

/// Names config files that are there and that npm cannot read, or we cannot.
fn what_is_not_read(context: &Context, plan: &Plan) {
    plan.config
        .iter()
        .flat_map(not_read)
        .for_each(|(_, text)| context.report.note(&text));
}

/// The user's own and npm's config files that are there and that npm cannot read: it tells of them
/// at its level `verbose` alone, and goes on, perhaps to another registry (npm 12 `@npmcli/config`
/// `lib/index.js`, `#loadFile`). Or that we do not read, though npm does. A project's that is not
/// read stands in the way, which is said as that.
#[must_use]
pub fn not_read(config: &Config) -> Vec<(PathBuf, String)> {
    let said = |layer: &Layer| {
        let (path, problem) = (layer.path.as_ref()?, layer.problem.as_ref()?);
        let is_a_finding = layer.unread.is_some() && layer.kind == LayerKind::Project;
        let text = if layer.is_open_to_npm() {
            format!("npmcred does not read {}: {problem}", path.display())
        } else {
            format!("nothing in {} counts: {problem}", path.display())
        };
        (!is_a_finding).then(|| (path.clone(), text))
    };
    config.layers.iter().filter_map(said).collect()
}

/// What a credential in `publishConfig` does.
#[must_use]
pub(super) fn published((manifest, key): &(PathBuf, String)) -> String {
    let place = format!("{}, publishConfig.{key}", manifest.display());
    format!(
        "{place}: npm sends this credential instead of the stored one, and publishes it with the package; take it out"
    )
}

/// Error, notes and hint in one line, for a command that goes on.
fn one_line(error: &Error) -> String {
    let notes: String = error.notes.iter().map(|note| format!(": {note}")).collect();
    let hint = error
        .hints
        .first()
        .map_or_else(String::new, |hint| format!(" ({hint})"));
    format!("{error}{notes}; running without the stored credential{hint}")
}

/// Why nothing is handed over for this registry; `None` where there is nothing to say.
#[must_use]
pub(super) fn complaint(decision: &Decision, access: Access) -> Option<Error> {
    let registry = &decision.in_play.registry;
    if decision.in_play.part == Part::Beside {
        return None;
    }
    let access = decision.in_play.access(access);
    match &decision.outcome {
        Outcome::Handed { .. } | Outcome::Existing(_) => None,
        Outcome::NotStored => access.changes().then(|| {
            let what = format!(
                "nothing is stored for {registry}{}",
                decision.profile.aside()
            );
            Error::new(ErrorKind::NotLoggedIn, what).hinted(cure(registry, &decision.profile))
        }),
        Outcome::Refused(findings) => Some(refused(registry, findings)),
        Outcome::Twin(other) => Some(twin(registry, other)),
        Outcome::Hidden(placeholder) => Some(hidden(placeholder)),
        Outcome::Unfit(unfit) => Some(unfit.refused()),
        Outcome::Expired(dead) => Some(expired(dead, &decision.profile)),
        // A reading command that finds only a writing credential is as good as one that finds none.
        Outcome::OtherUse(purpose) => (access.wanted == Use::Write || access.needs_credential)
            .then(|| {
                let aside = decision.profile.aside();
                let command =
                    Command::new("npmcred store").flag("--registry", registry.to_string());
                let command = command
                    .flag("--use", access.wanted.as_str())
                    .profile(decision.profile.name());
                let what =
                    format!("the credential stored for {registry}{aside} is for {purpose} only");
                Error::new(ErrorKind::NotLoggedIn, what).cure("store another", command)
            }),
        // It is only made where it is worth a word.
        Outcome::Elsewhere(error) => Some(error.clone().hinted(cure(registry, &decision.profile))),
        Outcome::OtherProfile(others) => Some(other_profile(registry, &decision.profile, others)),
        // Where no store is asked, nothing is missing for the public registry, which everybody
        // reads without a credential: a line at every install would be noise.
        Outcome::Unknown(error) => {
            let nobody_asked = matches!(error.kind, ErrorKind::StoreMissing | ErrorKind::Refused);
            let noise = nobody_asked && registry.is_public() && !access.needs_credential;
            (!noise).then(|| error.clone())
        }
    }
}

/// npm's first look sees one key only.
pub(super) fn unseen(decision: &Decision, place: &Place) -> String {
    let (file, line) = whereabouts(place);
    let (nerf, name) = (
        &decision.in_play.nerf,
        place.key.rsplit(':').next().unwrap_or_default(),
    );
    let why = if place.key == format!("{}:{name}", nerf.as_str().trim_end_matches('/')) {
        ": the last slash is missing"
    } else {
        ""
    };
    format!(
        "{file}{line}: npm looks for a credential under {nerf}:{name} first, so it does not see {}{why} (npmcred migrate takes it to \
         where npm finds it)",
        place.key
    )
}

fn whereabouts(place: &Place) -> (String, String) {
    let file = place.file.as_ref().map_or_else(
        || "a variable".to_owned(),
        |file| file.display().to_string(),
    );
    (
        file,
        place
            .line
            .map_or_else(String::new, |line| format!(" line {line}")),
    )
}

fn refused(registry: &Registry, findings: &[Finding]) -> Error {
    let base = Error::new(
        ErrorKind::Refused,
        format!("the project stands between you and {registry}"),
    );
    let error = findings
        .iter()
        .fold(base, |error, finding| error.note(finding.to_string()));
    if findings.iter().all(Finding::can_be_allowed) {
        // What only a script says stands in no file that could be looked at.
        return if findings.iter().any(|one| !one.file.as_os_str().is_empty()) {
            error.hint("look at these lines and allow them for this folder: npmcred trust")
        } else {
            error.hint(
                "if it is what you want everywhere, put it into your own ~/.npmrc: npm config edit",
            )
        };
    }
    // An operand has no file. What it stands for can be fetched first, and then be read.
    let by_operand = findings
        .iter()
        .any(|one| !one.can_be_allowed() && one.file.as_os_str().is_empty());
    if by_operand {
        error.hint("publish a folder or a tarball that lies here: npm publish ./FOLDER")
    } else {
        error
    }
}

fn twin(registry: &Registry, other: &Registry) -> Error {
    Error::new(
        ErrorKind::Refused,
        format!("npm would send the credential for {registry} to {other} as well"),
    )
    .note("npm's configuration names both, and npm does not tell http from https there")
    .hint("see who names it: npm config list")
}

fn expired(dead: &Summary, profile: &Profile) -> Error {
    let Summary { registry, .. } = dead;
    let what = format!(
        "the {} for {registry}{} has expired",
        dead.word(),
        profile.aside()
    );
    let error = Error::new(ErrorKind::NotLoggedIn, what);
    match dead.kind {
        CredentialKind::Session | CredentialKind::Granular => error.hinted(cure(registry, profile)),
        CredentialKind::Basic | CredentialKind::Auth => {
            let command = Command::new("npmcred store").flag("--registry", registry.to_string());
            error.cure("store a new one", command.profile(profile.name()))
        }
    }
}

fn other_profile(registry: &Registry, profile: &Profile, others: &[Profile]) -> Error {
    let names: Vec<String> = others.iter().map(ToString::to_string).collect();
    let have = if names.len() == 1 {
        "has one"
    } else {
        "have one"
    };
    let what = format!(
        "the profile {profile} has no credential for {registry}; {} {have}",
        names.join(", ")
    );
    let error = Error::new(ErrorKind::NotLoggedIn, what).hinted(cure(registry, profile));
    others.iter().fold(error, |error, other| {
        let command = Command::default()
            .value(PROFILE.name, other.to_string())
            .fixed("npm …");
        error.cure("or use that of another, this once", command)
    })
}

fn hidden(placeholder: &Placeholder) -> Error {
    let place = &placeholder.place;
    let what = match &placeholder.why {
        Vacancy::Empty => "an empty value".to_owned(),
        Vacancy::Classic => "a classic token, revoked since December 2025,".to_owned(),
        Vacancy::Dummy(_) => "a build server's dummy".to_owned(),
        Vacancy::Unresolved(names) => format!(
            "a placeholder for {}, which is not set,",
            names.join(" and ")
        ),
    };
    let (file, line) = whereabouts(place);
    Error::new(
        ErrorKind::NotLoggedIn,
        format!("{what} hides the stored credential"),
    )
    .note(format!("{file}{line}, {}", place.key))
    .cure(
        "remove it",
        Command::new("npm config delete").word(&place.key),
    )
}
