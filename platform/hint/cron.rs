//! Changes to the user's crontab. Only a Unix has cron: on Windows there is no command.

use super::command::ShellCommand;

/// Puts a folder in front of the PATH that the crontab sets.
#[must_use]
pub fn put_first_on_path(folder: &str) -> Option<ShellCommand> {
    // These characters have a meaning for sed in a replacement.
    let literal = folder
        .replace('\\', r"\\")
        .replace('|', r"\|")
        .replace('&', r"\&");
    let expression = format!("s|^ *PATH *= *[\"']*|&{literal}:|");
    of_unix(
        ShellCommand::new("crontab -l | sed", "")
            .word(expression)
            .text("| crontab -", ""),
    )
}

/// Puts a line in front of all that the crontab holds.
#[must_use]
pub fn add_first_line(line: &str) -> Option<ShellCommand> {
    // No braces: fish does not have them.
    of_unix(
        ShellCommand::new(r"printf '%s\n'", "")
            .word(line)
            .text("\"$(crontab -l)\" | crontab -", ""),
    )
}

fn of_unix(command: ShellCommand) -> Option<ShellCommand> {
    (!cfg!(windows)).then_some(command)
}
