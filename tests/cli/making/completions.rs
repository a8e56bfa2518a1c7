//! Completion scripts.

use clap::ValueEnum;
use clap_complete::Shell;
use clap_complete_nushell::Nushell;
use npmcred::cli::CompletionShell;
use npmcred::manual::{Page, file_name, public_definition};

/// The script for each shell.
pub(super) fn pages() -> impl Iterator<Item = Page> {
    let page = |shell: &CompletionShell| Page {
        path: std::path::Path::new("completions").join(file_name(*shell)),
        text: script(*shell),
    };
    CompletionShell::value_variants().iter().map(page)
}

fn script(shell: CompletionShell) -> String {
    let mut definition = public_definition();
    let mut script = Vec::new();
    let mut write =
        |shell: Shell| clap_complete::generate(shell, &mut definition, "npmcred", &mut script);
    match shell {
        CompletionShell::Bash => write(Shell::Bash),
        CompletionShell::Elvish => write(Shell::Elvish),
        CompletionShell::Fish => write(Shell::Fish),
        CompletionShell::PowerShell => write(Shell::PowerShell),
        CompletionShell::Zsh => write(Shell::Zsh),
        CompletionShell::Nushell => {
            clap_complete::generate(Nushell, &mut definition, "npmcred", &mut script);
        }
    }
    String::from_utf8(script).unwrap()
}
