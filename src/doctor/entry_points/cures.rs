//! The command that puts the shim first, for each way to start npm.

use super::entry_point::StartWay;
use super::{cron, desktop, npm_run, question};
use crate::context::Context;
use crate::doctor::finding::AS_ADMINISTRATOR;
use crate::doctor::ourselves::Ourselves;
use crate::report::Command;
use crate::setup::{self, SetupPlan, again};
use crate::tool::Tool;
use npmcred_platform::kept_path::PathOwner;
use npmcred_platform::{hint, process};

/// The commands that put the shim first on this machine.
pub(super) struct Cures {
    /// Whether our lines are in every start file.
    pub(super) in_place: bool,
    /// Puts the shims first in the shell that started the doctor.
    this_shell: Command,
    /// Puts the shims first in scripts of `npm run`.
    npm_run: Option<Command>,
    /// Gives cron a PATH, if there is a cron.
    cron: Option<Command>,
    /// Adds our lines to the start files, or moves them to the end.
    setup: Command,
    /// Whose setup that is.
    owner: PathOwner,
    /// Makes the running desktop session read its files again, if that is enough.
    desktop: Option<Command>,
}

impl Cures {
    pub(super) fn of(context: &Context, ourselves: &Ourselves) -> Self {
        // Our lines are there, and others come after them. Removed and added again, ours are last.
        let in_place = SetupPlan::in_use(context).is_ok_and(|plan| plan.steps.is_empty());
        let setup = || {
            if in_place {
                again::undo_and_setup(ourselves.owner)
            } else {
                again::setup(ourselves.owner)
            }
        };
        let installed = ourselves.folder.as_ref().is_some_and(|folder| {
            let npm = setup::shim(folder, Tool::Npm);
            ourselves.is_shim(&npm) && process::file_id(&npm).is_ok()
        });
        let this_shell = if installed {
            question::evaluates(context.env.filled("SHELL"))
        } else {
            setup()
        };
        let cron = ourselves
            .folder
            .as_ref()
            .filter(|_| installed)
            .and_then(|folder| cron::cure(context, folder));
        let npm_run = ourselves
            .folder
            .as_ref()
            .and_then(|folder| npm_run::cure(context, folder));
        let reload = desktop::is_outdated(context, ourselves.folder.as_deref());
        // If another file comes after ours, no command fixes it.
        let desktop = if reload {
            Some(Command::new(hint::READ_DESKTOP_FILES_AGAIN))
        } else {
            (!in_place).then(setup)
        };
        Self {
            in_place,
            this_shell,
            npm_run,
            cron,
            setup: setup(),
            owner: ourselves.owner,
            desktop,
        }
    }

    pub(super) fn of_way(&self, way: StartWay) -> Option<Command> {
        match way {
            StartWay::ThisShell | StartWay::Script | StartWay::Sh => Some(self.this_shell.clone()),
            StartWay::NpmRun => self.npm_run.clone(),
            StartWay::Cron => self.cron.clone(),
            StartWay::Desktop => self.desktop.clone(),
            StartWay::NewTerminal | StartWay::BatchFile => Some(again::setup(self.owner)),
            StartWay::LoginShell | StartWay::InteractiveShell | StartWay::Editor => {
                Some(self.setup.clone())
            }
        }
    }

    /// What to do with that command, where it is an administrator's.
    pub(super) fn by_hand(&self, way: StartWay) -> Option<&'static str> {
        if self.owner == PathOwner::User {
            return None;
        }
        match way {
            StartWay::NewTerminal | StartWay::BatchFile => Some(
                "type it in a terminal of an administrator: this npm is on the PATH of the \
                 machine, which comes before yours",
            ),
            _ => (self.of_way(way).as_ref() == Some(&self.setup)).then_some(AS_ADMINISTRATOR),
        }
    }
}
