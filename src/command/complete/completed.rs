//! What the word under the cursor stands for, as far as only npmcred knows what can stand there.
//!
//! Commands, flags and fixed words are in the completion script itself.

use clap::{Arg, ArgAction, Command};

/// What can stand in the place of a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Completed<'a> {
    /// Nothing that a script does not know by itself.
    Nothing,
    /// The name of a profile.
    Profile,
    /// The address of a registry.
    Registry,
    /// A scope, with its `@`.
    Scope,
    /// A setting.
    Setting,
    /// The name of a tool that has a shim.
    Tool,
    /// A word behind the name of a tool: that name, and the words between the two.
    WordOf(&'a str, &'a [&'a str]),
}

/// What the last of these words stands for; the words are those behind `npmcred`, as far as the
/// cursor.
pub(super) fn completed<'a>(program: &Command, words: &'a [&'a str]) -> Completed<'a> {
    let Some((last, before)) = words.split_last() else {
        return Completed::Nothing;
    };
    let mut command = program;
    let mut positions = command.get_positionals();
    let mut at = 0;
    while let Some(word) = before.get(at) {
        at += 1;
        if let Some(flag) = flag(program, command, word) {
            let is_its_value = takes_value(flag) && !word.contains('=');
            if is_its_value && at == before.len() {
                return by_name(flag);
            }
            at += usize::from(is_its_value);
        } else if let Some(inner) = command.find_subcommand(word) {
            command = inner;
            positions = command.get_positionals();
        } else if !word.starts_with('-') {
            match positions.next() {
                Some(place) if place.is_trailing_var_arg_set() => {
                    return Completed::WordOf(word, &before[at..]);
                }
                _ => {}
            }
        }
    }
    match last.split_once('=') {
        Some((name, _)) if name.starts_with('-') => {
            flag(program, command, name).map_or(Completed::Nothing, by_name)
        }
        _ if last.starts_with('-') => Completed::Nothing,
        _ => positions.next().map_or(Completed::Nothing, by_name),
    }
}

/// The flag that a word is, of this command or of all.
fn flag<'a>(program: &'a Command, command: &'a Command, word: &str) -> Option<&'a Arg> {
    let name = word.strip_prefix("--")?;
    let name = name.split_once('=').map_or(name, |(name, _)| name);
    let mut all = command.get_arguments().chain(program.get_arguments());
    all.find(|flag| flag.get_long() == Some(name))
}

fn takes_value(flag: &Arg) -> bool {
    matches!(flag.get_action(), ArgAction::Set | ArgAction::Append)
}

/// By the name that help gives a value.
fn by_name(place: &Arg) -> Completed<'static> {
    let name = place.get_value_names().and_then(|names| names.first());
    match name.map_or("", |name| name.as_str()) {
        "PROFILE" => Completed::Profile,
        "URL" => Completed::Registry,
        "@SCOPE" | "SCOPES" => Completed::Scope,
        "KEY" => Completed::Setting,
        "TOOL" | "COMMAND" => Completed::Tool,
        _ => Completed::Nothing,
    }
}
