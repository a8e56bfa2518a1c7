//! `npmcred-json(7)`: every field of every `--json`.
//!
//! The text is `json.txt`; what the commands print is compared with it (`tests/cli/json.rs`).

use super::man::{page, paragraphs, see_also, title};
use clap_mangen::roff::{Roff, bold, roman};
use npmcred::manual::Page;

const TEXT: &str = include_str!("json.txt");

/// A section of the page: a heading in capitals, or the words of a command.
pub(crate) struct Section {
    /// `DESCRIPTION`, `token list`.
    pub name: &'static str,
    /// The paragraphs below it.
    pub prose: String,
    /// The fields of a command's output.
    pub fields: Vec<Field>,
}

/// A described field.
pub(crate) struct Field {
    /// Where it is: `credentials[].use`.
    pub path: &'static str,
    /// Its type, and whether it may be null or missing.
    pub takes: &'static str,
    /// What it is.
    pub what: &'static str,
}

impl Section {
    /// Whether a command's output is described.
    pub(crate) fn is_of_command(&self) -> bool {
        !self.fields.is_empty()
    }
}

/// The sections, in the order of the page.
pub(crate) fn sections() -> Vec<Section> {
    let parts = TEXT.split("# ").skip(1);
    parts
        .map(|part| {
            let (name, rest) = part.split_once("\n\n").unwrap();
            let (fields, prose): (Vec<&str>, Vec<&str>) =
                rest.trim().lines().partition(|line| line.contains(" : "));
            Section {
                name,
                prose: prose.join("\n").trim().to_owned(),
                fields: fields.into_iter().map(field).collect(),
            }
        })
        .collect()
}

fn field(line: &'static str) -> Field {
    let mut parts = line.splitn(3, " : ");
    let mut next = || parts.next().unwrap();
    Field {
        path: next(),
        takes: next(),
        what: next(),
    }
}

/// The page.
pub(super) fn json() -> Page {
    let mut text = title("npmcred-json", "7", "the JSON that npmcred prints");
    // A long path leaves nothing on its line to spread.
    text.control("ad", ["l"]);
    let mut others = vec!["npmcred(1)".to_owned()];
    for section in sections() {
        if section.is_of_command() {
            let heading = format!("NPMCRED {}", section.name.to_uppercase());
            text.control("SH", [heading.as_str()]);
            others.push(format!("npmcred-{}(1)", section.name.replace(' ', "-")));
        } else {
            text.control("SH", [section.name]);
        }
        paragraphs(&mut text, &section.prose);
        describe(&mut text, &section.fields);
    }
    let others: Vec<&str> = others.iter().map(String::as_str).collect();
    see_also(&mut text, &others);
    page("npmcred-json", "7", &[text.render()])
}

fn describe(text: &mut Roff, fields: &[Field]) {
    for field in fields {
        text.control("TP", [])
            .text([bold(field.path), roman(format!(" ({})", field.takes))]);
        text.text([roman(field.what)]);
    }
}
