//! The start files of shells with a language of their own.

use super::ours::Ours;
use crate::setup::shell::form::Form;
use crate::setup::shell::start_file::{StartFile, StartFileReader};
use crate::setup::shell::text::text;
use npmcred_platform::{files, folders};
use std::path::PathBuf;

/// fish reads every file of `conf.d`, interactive or not.
pub(super) fn fish(ours: &Ours<'_>) -> Vec<StartFile> {
    let user = &ours.user;
    let folder = user.in_config("fish");
    if !user.has(&["fish"]) && !files::is_dir(&folder) {
        return Vec::new();
    }
    let line = "if test -x @program@\n    @program@ env fish 2>/dev/null | source\nend\n";
    vec![ours.whole_file(
        StartFileReader::of("fish"),
        folder.join("conf.d/npmcred.fish"),
        ours.line(Form::Fish, line),
    )]
}

/// nushell evaluates nothing at run time, so the text itself is its start file.
pub(super) fn nushell(ours: &Ours<'_>) -> Vec<StartFile> {
    let user = &ours.user;
    let Some(config) = user
        .context
        .config_folder()
        .ok()
        .and_then(|ours| Some(ours.parent()?.join("nushell")))
    else {
        return Vec::new();
    };
    if !ours.can_be_named(Form::Nushell) || !user.has(&["nu"]) && !files::is_dir(&config) {
        return Vec::new();
    }
    let text = text(user.context, Form::Nushell, ours.folder);
    vec![ours.whole_file(
        StartFileReader::of("nushell"),
        config.join("autoload/npmcred.nu"),
        text.into_bytes(),
    )]
}

pub(super) fn elvish(ours: &Ours<'_>) -> Vec<StartFile> {
    let user = &ours.user;
    let path = user.in_config("elvish/rc.elv");
    if !user.has(&["elvish"]) && !files::is_file(&path) {
        return Vec::new();
    }
    let line =
        "try { eval ((external @program@) env elvish 2>/dev/null | slurp) } catch e { nop }\n";
    vec![ours.lines(StartFileReader::of("elvish"), path, Form::Elvish, line)]
}

/// xonsh reads every file of `rc.d`.
pub(super) fn xonsh(ours: &Ours<'_>) -> Vec<StartFile> {
    let user = &ours.user;
    let folder = user.in_config("xonsh");
    if !user.has(&["xonsh"])
        && !files::is_dir(&folder)
        && !files::is_file(&user.at_home(".xonshrc"))
    {
        return Vec::new();
    }
    let line = "try:\n    execx(__import__('subprocess').run([__import__('os').fsdecode(@program@), 'env', 'xonsh'], \
                capture_output=True).stdout.decode())\nexcept Exception:\n    pass\n";
    vec![ours.whole_file(
        StartFileReader::of("xonsh"),
        folder.join("rc.d/npmcred.xsh"),
        ours.line(Form::Xonsh, line),
    )]
}

/// tcsh reads `.cshrc` only if there is no `.tcshrc`. It cannot drop standard error alone, so a
/// shell does.
pub(super) fn tcsh(ours: &Ours<'_>) -> Vec<StartFile> {
    let user = &ours.user;
    let [own, shared] = [".tcshrc", ".cshrc"].map(|name| user.at_home(name));
    if !ours.can_be_named(Form::Tcsh) || !user.has(&["tcsh"]) && !files::is_file(&own) {
        return Vec::new();
    }
    let path = if files::is_file(&own) { own } else { shared };
    let line = "if ( -x @program@ ) then\n  eval \"`sh -c '\"'\"$0\" env tcsh 2>/dev/null'\"' @program@`\"\nendif\n";
    vec![ours.lines(StartFileReader::of("tcsh"), path, Form::Tcsh, line)]
}

/// The profile for all hosts.
pub(super) fn power_shell(ours: &Ours<'_>) -> Vec<StartFile> {
    let user = &ours.user;
    let folders = folders::power_shell(&user.home, &user.config());
    let has = user.has(&["pwsh", "powershell"]);
    let line = "if (Test-Path -LiteralPath @program@ -PathType Leaf) {\n  \
                try { & @program@ env powershell 2>$null | Out-String | Invoke-Expression } catch { }\n}\n";
    let is_for =
        |folder: &PathBuf| ours.can_be_named(Form::PowerShell) && (has || files::is_dir(folder));
    let there = folders.into_iter().filter(is_for);
    there
        .map(|folder| {
            ours.lines(
                StartFileReader::of("PowerShell"),
                folder.join("profile.ps1"),
                Form::PowerShell,
                line,
            )
        })
        .collect()
}
