//! Tools that are not npm but read its configuration themselves, such as lerna: `npmcred exec`.

use super::decide::untrusted;
use super::extras::Reach;
use super::intent::Access;
use super::keys::WayRound;
use super::renewal::{self, Wanted};
use super::settle::{Wish, settle};
use super::start::{hand_over, start};
use super::tool::{Tool, npm_package};
use super::{config, enclosing, in_play, launcher, other_tools, provenance, say};
use crate::context::Context;
use crate::credential::Use;
use crate::error::{Error, ErrorKind, Result};
use crate::settings;
use crate::trust::Findings;
use npmcred_platform::memory::CoreDumpsOff;
use std::ffi::{OsStr, OsString};
use std::path::Path;
use std::time::Duration;

/// How long a foreign tool may take until it reads npm's configuration: some do other things first.
const PATIENCE: Duration = Duration::from_secs(60);

/// Runs any program that reads npm's configuration itself, with the credentials of all configured
/// registries.
///
/// # Errors
/// `Refused` below a script of npm, which could print what it is given, and for a tool that the
/// project brings, unless it is named by its path. Else as for [`super::run`]; the user asked for
/// the credentials, so a store that fails stops it.
pub fn run_foreign(
    context: &Context,
    program: &OsStr,
    args: Vec<OsString>,
    wanted: Use,
) -> Result<()> {
    enclosing::take_back(&context.env);
    if context.env.filled("npm_lifecycle_event").is_some()
        || context.env.filled(settings::DEPTH.name).is_some()
    {
        return Err(Error::new(
            ErrorKind::Refused,
            "npmcred exec hands nothing over below a script of npm",
        )
        .note("type it yourself: whatever a script starts could print what it is given"));
    }
    let path = context.find_program(program)?;
    let real = Tool::Npm.find(context)?;
    if let Some(error) = other_tools::starts_another(context, program, &args, &real) {
        return Err(error);
    }
    let is_named_by_path = Path::new(program).components().nth(1).is_some();
    if let Some(foreign) = provenance::foreign(context, &path).filter(|_| !is_named_by_path) {
        return Err(Error::new(ErrorKind::Refused, foreign.to_string())
            .note("npmcred exec starts it all the same where you name it by its path"));
    }
    let mut env = enclosing::environment_without_us(&context.env);
    // An npm that the tool starts is to be the same account's.
    if let Some(profile) = &context.profile {
        env.set(settings::PROFILE.name, profile.to_string());
    }
    if launcher::node(context, &real).is_err() {
        return Err(Error::new(
            ErrorKind::Other,
            "the node behind npm is not to be found, nor npm's global config",
        ));
    }
    let undumped = CoreDumpsOff::begin();
    let (config, npm) = config::current(context)?;
    let access = Access {
        wanted,
        needs_credential: true,
        checks_first: true,
    };
    let in_play = || in_play::for_reading(&config);
    let findings = config::findings_of_all(context, &config, npm, &in_play());
    let findings = Findings::from(untrusted(context, &config, findings));
    // Nobody knows what it will fetch.
    let reach = Reach::of_words(true, &[], &config, npm);
    let wish = Wish {
        access,
        way: WayRound::Variable,
        packages: &[],
        reach: &reach,
    };
    let settled = || settle(context, &config, in_play(), &wish, &findings);
    let (mut decisions, mut provision) = settled();
    let due = renewal::due(context, renewal::lacking(&decisions).into_iter(), access)?;
    if !due.is_empty() {
        drop(provision);
        let (must, command) = (renewal::has_nothing(&decisions), program.to_string_lossy());
        renewal::log_in_for(
            context,
            &due,
            &Wanted {
                access,
                must,
                command: &command,
                config: &config,
                npm,
            },
        )?;
        (decisions, provision) = settled();
    }
    say::what_went_wrong_for_foreign(context, &decisions, access)?;
    other_tools::say_in_vain(context, &path, &args);
    let patience = npm_package(context, &path).is_none().then_some(PATIENCE);
    let provision = provision.in_the_users_place(&config);
    let handover = hand_over(context, &provision, npm, access, patience, &mut env)?;
    drop(undumped);
    start(context, path, args, env, handover).map(drop)
}
