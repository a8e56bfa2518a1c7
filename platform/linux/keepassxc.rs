//! KeePassXC as the program that keeps the user's secrets, also while it does not run.

use crate::folders;
use crate::variable::Lookup;

/// Whether the user's KeePassXC would offer the Secret Service if it ran. It is started by hand, so
/// the bus cannot tell. Its settings file has Qt's format.
pub(super) fn is_set_up(env: Lookup<'_>) -> bool {
    let config = folders::xdg(env, "XDG_CONFIG_HOME")
        .or_else(|| folders::home(env).map(|home| home.join(".config")));
    let settings = config
        .and_then(|folder| std::fs::read_to_string(folder.join("keepassxc/keepassxc.ini")).ok());
    settings.is_some_and(|text| offers_secrets(&text))
}

fn offers_secrets(settings: &str) -> bool {
    let mut lines = settings
        .lines()
        .map(str::trim)
        .skip_while(|line| *line != "[FdoSecrets]")
        .skip(1);
    lines
        .by_ref()
        .take_while(|line| !line.starts_with('['))
        .any(|line| line == "Enabled=true")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_keepassxc_that_keeps_no_secrets_for_others_is_not_missed() {
        let cases = [
            (
                "[General]\nConfigVersion=2\n[FdoSecrets]\nConfirmAccessItem=false\nEnabled=true\n",
                true,
            ),
            ("[FdoSecrets]\r\nEnabled=true\r\n", true),
            (
                "[FdoSecrets]\nEnabled=false\n[SSHAgent]\nEnabled=true\n",
                false,
            ),
            ("[SSHAgent]\nEnabled=true\n", false),
            ("", false),
        ];
        for (text, want) in cases {
            assert_eq!(offers_secrets(text), want, "{text}");
        }
    }
}
