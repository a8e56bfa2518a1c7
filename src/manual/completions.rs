//! Completion scripts.

use super::definition::public_definition;
use crate::cli::CompletionShell;
use clap_complete::Shell;
use clap_complete_nushell::Nushell;

/// The script for a shell.
#[must_use]
pub fn script(shell: CompletionShell) -> String {
    let mut definition = public_definition();
    let mut script = Vec::new();
    let mut write = |shell: Shell| clap_complete::generate(shell, &mut definition, "npmcred", &mut script);
    match shell {
        CompletionShell::Bash => write(Shell::Bash),
        CompletionShell::Elvish => write(Shell::Elvish),
        CompletionShell::Fish => write(Shell::Fish),
        CompletionShell::PowerShell => write(Shell::PowerShell),
        CompletionShell::Zsh => write(Shell::Zsh),
        CompletionShell::Nushell => clap_complete::generate(Nushell, &mut definition, "npmcred", &mut script),
    }
    String::from_utf8_lossy(&script).into_owned()
}

/// The name that its shell looks for, or that is usual there.
pub(super) fn file_name(shell: CompletionShell) -> &'static str {
    match shell {
        CompletionShell::Bash => "npmcred.bash",
        CompletionShell::Elvish => "npmcred.elv",
        CompletionShell::Fish => "npmcred.fish",
        CompletionShell::Nushell => "npmcred.nu",
        CompletionShell::PowerShell => "npmcred.ps1",
        CompletionShell::Zsh => "_npmcred",
    }
}
