//! The commands that set up, and take back, the installation that serves here.
//!
//! One for all users is in front of the user's own, and only an administrator changes it. Every
//! cure that names such a command asks here which it is.

use super::kept::before_the_users;
use super::layout::machines_in_use;
use crate::context::Context;
use crate::report::Command;
use npmcred_platform::kept_path::PathOwner;

/// Whose setup puts the shims first: that of all users where there is one, or where an npm on the
/// machine's PATH comes before whatever a user sets up.
#[must_use]
pub fn owner_needed(context: &Context) -> PathOwner {
    match machines_in_use(context).is_some() || before_the_users(context).is_some() {
        true => PathOwner::Machine,
        false => context.owner(),
    }
}

/// The words of the command that sets up.
#[must_use]
pub const fn words(owner: PathOwner) -> &'static str {
    match owner {
        PathOwner::User => "npmcred setup",
        PathOwner::Machine => "npmcred setup --machine",
    }
}

/// Sets up.
#[must_use]
pub fn setup(owner: PathOwner) -> Command {
    Command::new(words(owner))
}

/// Takes it back. The user's own asks about the stored credentials.
#[must_use]
pub fn undo(owner: PathOwner) -> Command {
    Command::new(match owner {
        PathOwner::User => "npmcred setup --undo",
        PathOwner::Machine => "npmcred setup --undo --machine",
    })
}

/// Takes it back and sets it up, so that what is ours comes last.
#[must_use]
pub fn undo_and_setup(owner: PathOwner) -> Command {
    let undo = match owner {
        PathOwner::User => undo(owner).fixed("--keep-credentials"),
        PathOwner::Machine => undo(owner),
    };
    undo.and(words(owner))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::{Context, Env};
    use npmcred_platform::StoreError;

    fn shown(command: &Command) -> String {
        command.shown().unwrap().replace("&& ", "")
    }

    #[test]
    fn what_is_for_all_users_is_named_in_each_command() {
        for make in [setup, undo, undo_and_setup] {
            let (users, machines) = (make(PathOwner::User), make(PathOwner::Machine));
            assert!(!shown(&users).contains("--machine"), "{users:?}");
            let commands = machines.clone();
            for command in shown(&commands).split("npmcred ").skip(1) {
                assert!(command.trim_end().ends_with("--machine"), "{machines:?}");
            }
        }
    }

    #[test]
    fn an_installation_is_its_owners() {
        let none = Box::new(|_: &Env, _| Err(StoreError::Denied));
        let context = Context::invented(Env::new(Vec::new()), none, || 0);
        let machine = context.with_data_folder("/all/npmcred".into(), PathOwner::Machine);
        assert_eq!(owner_needed(&machine), PathOwner::Machine);
        assert_eq!(
            machine.data_folder().unwrap(),
            machine.usual_data_folder().unwrap()
        );
        // What it starts is the user's.
        assert_eq!(machine.env.variables(), context.env.variables());
    }
}
