//! What a tool is called, and the commands of its own that messages tell people to type.

/// A tool's own words.
#[derive(Debug)]
pub struct Phrases {
    /// Its program, for example `npx`.
    pub name: &'static str,
    /// Who reads the configuration, in messages: the first of its names, `npm` for npx as well.
    pub reader: &'static str,
    /// A command of it, whichever: shown behind a variable.
    pub any_command: &'static str,
    /// The package that brings it, for example `npm`.
    pub package: &'static str,
    /// Whether node runs it; if not, it is a program by itself.
    pub runs_on_node: bool,
    /// Shows who names a registry: a hint.
    pub show_config: &'static str,
    /// Opens the user's own configuration: a hint.
    pub edit_config: &'static str,
    /// Takes the setting that is named behind it out of a file: a command, if the tool has one.
    pub delete_setting: Option<&'static str>,
    /// Publishes something that lies here instead of something to be fetched: a hint.
    pub publish_here: &'static str,
}
