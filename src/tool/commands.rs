//! The commands of a tool that may get something. Every other word, a script's name among them,
//! gets nothing.

/// A command: its canonical name, its other names, and the words behind it that make a difference.
type CommandRow = (
    &'static str,
    &'static [&'static str],
    &'static [&'static str],
);

/// Such a list.
pub(super) struct Commands(pub(super) &'static [CommandRow]);

impl Commands {
    /// The canonical name of a command, if it is in the list.
    #[must_use]
    pub(super) fn canonical(&self, word: &str) -> Option<&'static str> {
        let is_named = |(name, others, _): &&CommandRow| *name == word || others.contains(&word);
        self.0.iter().find(is_named).map(|(name, _, _)| *name)
    }

    /// The commands for the manual, each with the words behind it.
    #[must_use]
    pub(super) fn all(&self) -> Vec<(&'static str, &'static [&'static str])> {
        let all = self.0.iter();
        all.map(|(name, _, words)| (*name, *words)).collect()
    }
}

#[cfg(test)]
pub(super) mod testing {
    use super::Commands;
    use crate::tool::intent::Intent;

    /// What these words are told to want, and whether they need a credential for it.
    pub(in crate::tool) fn wanted(
        commands: &Commands,
        typed: &str,
        intent: fn(&str, &[&str]) -> Intent,
    ) -> (&'static str, bool) {
        let words: Vec<&str> = typed.split(' ').collect();
        let name = commands.canonical(words[0]);
        let intent = name.map_or(Intent::Local, |name| intent(name, &words[1..]));
        let needs = matches!(intent, Intent::Registry(access) if access.needs_credential);
        (intent.as_str(), needs)
    }

    /// Every name means one command.
    pub(in crate::tool) fn assert_no_name_means_two(commands: &Commands) {
        let all = commands.0.iter();
        let mut names: Vec<&str> = all
            .flat_map(|(name, others, _)| [*name].into_iter().chain(others.iter().copied()))
            .collect();
        names.sort_unstable();
        let count = names.len();
        names.dedup();
        assert_eq!(names.len(), count);
    }
}
