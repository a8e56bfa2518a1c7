//! Completion scripts: those that clap makes, and what makes each of them ask npmcred for the
//! values that only it knows (`npmcred complete`).

use clap::ValueEnum;
use clap_complete::Shell;
use clap_complete_nushell::Nushell;
use npmcred::cli::CompletionShell;
use npmcred::manual::{Page, file_name, public_definition};

/// The script for each shell.
pub(super) fn pages() -> impl Iterator<Item = Page> {
    let page = |shell: &CompletionShell| Page {
        path: std::path::Path::new("completions").join(file_name(*shell)),
        text: with_values(*shell, script(*shell)),
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

/// A script that asks npmcred first, and goes on as clap made it where npmcred knows nothing.
fn with_values(shell: CompletionShell, script: String) -> String {
    match shell {
        CompletionShell::Bash => script + include_str!("values/values.bash"),
        CompletionShell::Elvish => script + include_str!("values/values.elv"),
        CompletionShell::Fish => fish(&script) + include_str!("values/values.fish"),
        CompletionShell::Nushell => nushell(&script),
        CompletionShell::PowerShell => replaced(
            &script,
            "    $commandElements = $commandAst.CommandElements\n",
            &[
                include_str!("values/values.ps1"),
                "    $commandElements = $commandAst.CommandElements\n",
            ]
            .concat(),
        ),
        CompletionShell::Zsh => {
            let start = "_npmcred() {\n";
            replaced(
                &script,
                start,
                &[start, include_str!("values/values.zsh")].concat(),
            )
        }
    }
}

/// fish offers behind a flag only what belongs to that flag.
fn fish(script: &str) -> String {
    let is_known = |line: &str| {
        let flags = ["-l profile ", "-l registry ", "-l scope "];
        line.ends_with(" -r") && flags.iter().any(|flag| line.contains(flag))
    };
    let lines = script.lines().map(|line| match line.strip_suffix(" -r") {
        Some(flag) if is_known(line) => format!("{flag} -x -a \"(__fish_npmcred_values)\"\n"),
        _ => format!("{line}\n"),
    });
    lines.collect()
}

/// nushell names at each place who completes it.
fn nushell(script: &str) -> String {
    let start = "module completions {\n";
    let mut script = replaced(
        script,
        start,
        &[start, include_str!("values/values.nu")].concat(),
    );
    for (place, kind) in [
        ("--profile: string ", "--profile: string"),
        ("--registry: string ", "--registry: string"),
        ("--scope: string ", "--scope: string"),
        ("...words: string ", "...words: string"),
        ("chosen?: string ", "chosen?: string"),
        ("key?: string ", "key?: string"),
    ] {
        let completed = format!("{kind}@\"nu-complete npmcred values\" ");
        script = replaced(&script, place, &completed);
    }
    script
}

fn replaced(script: &str, from: &str, to: &str) -> String {
    assert!(script.contains(from), "no {from:?} in what clap makes");
    script.replace(from, to)
}
