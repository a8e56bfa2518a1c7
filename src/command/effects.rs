//! What each command touches: the user's home, the profile, the screen of somebody who types.

use crate::cli::CliCommand;

/// Whether the command writes below the user's home, opens the store, or starts programs of the
/// user's. Reading commands may run under sudo. So may `env`, which makes nothing there: a root
/// shell reads the user's start files.
pub(super) fn acts(command: &CliCommand) -> bool {
    match command {
        CliCommand::Status(_)
        | CliCommand::Explain(_)
        | CliCommand::Env(_)
        | CliCommand::Docker(_) => false,
        // Root may write completions and manuals, because packages are built by root.
        CliCommand::Completions { .. } | CliCommand::Manual { .. } => false,
        CliCommand::Config(flags) => flags.value.is_some() || flags.unset,
        CliCommand::Use(flags) => flags.profile.is_some() || flags.forget,
        CliCommand::Trust(flags) => !flags.json,
        CliCommand::Login(_)
        | CliCommand::Logout(_)
        | CliCommand::Store(_)
        | CliCommand::List(_)
        | CliCommand::Remove(_)
        | CliCommand::Token(_)
        | CliCommand::Source(_)
        | CliCommand::Rotate(_)
        | CliCommand::Exec(_)
        | CliCommand::Run(_)
        | CliCommand::Helper(_)
        | CliCommand::Setup(_)
        | CliCommand::Migrate(_)
        | CliCommand::Doctor(_)
        | CliCommand::Unlock(_)
        | CliCommand::UnlockOnNewBus
        | CliCommand::AskApart
        | CliCommand::Complete { .. } => true,
    }
}

/// Whether a program or a start file runs the command: nobody reads then what is said beside.
pub(super) fn is_quiet(command: &CliCommand) -> bool {
    matches!(
        command,
        CliCommand::Env(_)
            | CliCommand::AskApart
            | CliCommand::Helper(_)
            | CliCommand::Complete { .. }
            | CliCommand::Completions { .. }
            | CliCommand::Manual { .. }
    )
}

/// Whether the profile makes a difference to the command.
pub(super) fn takes_profile(command: &CliCommand) -> bool {
    match command {
        CliCommand::Login(_)
        | CliCommand::Logout(_)
        | CliCommand::Store(_)
        | CliCommand::List(_)
        | CliCommand::Status(_)
        | CliCommand::Remove(_)
        | CliCommand::Token(_)
        | CliCommand::Source(_)
        | CliCommand::Rotate(_)
        | CliCommand::Explain(_)
        | CliCommand::Migrate(_)
        | CliCommand::Helper(_)
        | CliCommand::Exec(_) => true,
        CliCommand::Run(_)
        | CliCommand::Docker(_)
        | CliCommand::Trust(_)
        | CliCommand::Use(_)
        | CliCommand::Config(_)
        | CliCommand::Setup(_)
        | CliCommand::Env(_)
        | CliCommand::Doctor(_)
        | CliCommand::Unlock(_)
        | CliCommand::UnlockOnNewBus
        | CliCommand::Complete { .. }
        | CliCommand::Completions { .. }
        | CliCommand::AskApart
        | CliCommand::Manual { .. } => false,
    }
}
