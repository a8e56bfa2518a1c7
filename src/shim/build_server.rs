//! On a build server: tokens that lie in variables, kept from the scripts that npm runs.
//!
//! The variables go before anything is decided. So npm's files have placeholders that nothing
//! sets, and those are stepped around as on any machine. What was in the variables is the store of
//! this command, in front of the machine's. A wall keeps scripts from the shell that still has
//! them.

use super::provenance;
use crate::container::MountedStore;
use crate::context::{Context, Env};
use crate::credential::Profile;
use crate::profile;
use crate::settings::CI;
use crate::settings_file;
use crate::tool::{Called, Intent, Tool, Withheld};
use npmcred_platform::memory::CoreDumpsOff;
use npmcred_platform::{
    Availability, Durability, Opening, Secret, SecretStore, StoreError, StoreKey, StoredItem,
    open_store, wall,
};
use std::ffi::OsString;
use std::time::Duration;

/// Takes a build server's tokens out of the environment of a command that runs foreign code, if
/// the job asked for that by `npmcred env --ci`. What is wrong with the call is said when it is
/// carried out.
pub fn shield(context: &mut Context, tool: Tool) {
    if !is_asked_for(context) {
        return;
    }
    let _undumped = CoreDumpsOff::begin();
    let Some(withheld) = withheld(context, tool, &context.args) else {
        return;
    };
    let variables = take_away(context, withheld);
    if let Err(cause) = wall::surround() {
        let names = variables.join(", ");
        context.report.note(&format!(
            "scripts can still read {names} of the shell that started this: {cause}"
        ));
    }
}

fn is_asked_for(context: &Context) -> bool {
    context.env.get(CI.name).is_some_and(|word| word == "1")
}

/// What is kept from the scripts of a command, if the job asked for that and there is something.
pub(super) fn withheld(context: &Context, tool: Tool, args: &[OsString]) -> Option<Withheld> {
    if !is_asked_for(context) {
        return None;
    }
    let Called { tool, real, args } = tool.called(context, args).ok()?;
    let is_bare = settings_file::bypasses(context).unwrap_or(true);
    if is_bare || provenance::foreign(context, &real.path).is_some() {
        return None;
    }
    let line = tool.dialect().read(&args, &real);
    if !matches!(line.intent(), Intent::Registry(_)) {
        return None;
    }
    let withheld = tool.dialect().withheld(context, &args, line.command());
    Some(withheld).filter(|withheld| !withheld.variables.is_empty())
}

/// Takes the variables away, and puts what was in them in front of the store; returns their names.
pub(super) fn take_away(context: &mut Context, withheld: Withheld) -> Vec<String> {
    let Withheld {
        variables,
        mut credentials,
    } = withheld;
    for name in &variables {
        context.env.remove(name);
    }
    let whose = profile::active(context).map_or(Profile::DEFAULT, |active| active.profile);
    for one in &mut credentials {
        one.profile = whose.clone();
    }
    let given = MountedStore::of(credentials);
    context.replace_store(Box::new(move |env: &Env, opening: Opening| {
        let given = given.clone();
        Ok(match open_store(&env.lookup(), opening) {
            Ok(machines) => Box::new(JobStore { given, machines }),
            Err(error) if given.is_empty() => return Err(error),
            Err(_) => Box::new(given),
        })
    }));
    variables
}

/// The job's own tokens, and behind them the machine's store.
struct JobStore {
    given: MountedStore,
    machines: Box<dyn SecretStore>,
}

type JobAnswer<T> = Result<T, StoreError>;

impl SecretStore for JobStore {
    fn name(&self) -> &'static str {
        self.machines.name()
    }

    fn durability(&self) -> Durability {
        self.machines.durability()
    }

    fn availability(&self) -> Availability {
        self.machines.availability()
    }

    fn passed_over(&self) -> Option<&StoreError> {
        self.machines.passed_over()
    }

    /// As in npm's files, a token that is in a variable wins.
    fn find(&self, profile: &str, realms: &[&str]) -> JobAnswer<Vec<StoredItem>> {
        let mut found = self.given.find(profile, realms)?;
        let is_open = |realm: &&&str| found.iter().all(|item| item.realm != **realm);
        let open: Vec<&str> = realms.iter().filter(is_open).copied().collect();
        if !open.is_empty() {
            found.extend(self.machines.find(profile, &open)?);
        }
        Ok(found)
    }

    fn get(&self, key: &StoreKey) -> JobAnswer<Option<Secret>> {
        self.machines.get(key)
    }

    fn put(
        &self,
        key: &StoreKey,
        label: &str,
        secret: &Secret,
        lifetime: Option<Duration>,
    ) -> JobAnswer<()> {
        self.machines.put(key, label, secret, lifetime)
    }

    fn delete(&self, key: &StoreKey) -> JobAnswer<bool> {
        self.machines.delete(key)
    }

    fn list(&self) -> JobAnswer<Vec<StoreKey>> {
        self.machines.list()
    }
}
