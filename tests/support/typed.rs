//! Hints that are typed as they are shown.
//!
//! A hint that stands in source without a test that types it fails `cli::hints`.

use super::lab::{Lab, Serves};
use super::run::{Outcome, Run};

/// What stands behind these words in a hint, a cure, or a note that has its hint in brackets.
#[track_caller]
pub(crate) fn behind(told: &str, says: &str) -> String {
    let found = told.lines().find_map(|line| command(line, says));
    found.unwrap_or_else(|| panic!("no {says:?}: {told}"))
}

/// The command of one line. A place may stand before the words.
fn command(line: &str, says: &str) -> Option<String> {
    let lead = match says {
        "" => String::new(),
        _ => format!("{says}: "),
    };
    let begin = ["hint: ", "cure: ", "by hand: "];
    if let Some((_, hint)) = begin.iter().find_map(|begin| line.split_once(begin)) {
        let behind = match hint.strip_prefix(lead.as_str()) {
            Some(command) => command,
            None => hint.split_once(&format!(": {lead}"))?.1,
        };
        return Some(behind.to_owned());
    }
    let (_, behind) = line.split_once(&format!("({lead}"))?;
    Some(behind.strip_suffix(')').unwrap_or(behind).to_owned())
}

/// Two streams as one text.
pub(crate) fn screen(told: &Outcome) -> String {
    told.out() + &told.err()
}

impl<R: Serves> Lab<R> {
    /// The command behind a hint, for a shell.
    #[track_caller]
    pub(crate) fn types(&self, told: &Outcome, says: &str) -> Run {
        self.types_with(told, says, &[])
    }

    /// The same, with words of the person's own in the place of what stands for them.
    #[track_caller]
    pub(crate) fn types_with(&self, told: &Outcome, says: &str, own: &[(&str, &str)]) -> Run {
        let command = behind(&screen(told), says);
        let command = own.iter().fold(command, |command, (stands, word)| {
            command.replace(stands, word)
        });
        self.run("/bin/sh").args(["-c", &command])
    }
}
