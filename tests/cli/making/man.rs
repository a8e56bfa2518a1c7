//! A man page per command.
//!
//! `clap_mangen` writes the options; its synopsis leaves out what a flag takes, and it knows no
//! examples.

use super::topics::{exit_statuses, files, variables};
use clap::{Arg, Command};
use clap_mangen::Man;
use clap_mangen::roff::{Inline, Roff, bold, italic, roman};
use npmcred::manual::GROUPS;
use npmcred::manual::Page;
use npmcred::manual::guide::{self, Example};

/// When the manual was last changed in more than words. The day of a build would make every build
/// another one.
const DATE: &str = "2026-11-25";

/// A page for the program and for each command that is not hidden.
pub(super) fn pages(program: &Command) -> Vec<Page> {
    let mut pages = vec![program_page(program)];
    add_below(program, "", &mut pages);
    pages
}

fn add_below(above: &Command, path: &str, pages: &mut Vec<Page>) {
    for command in visible(above) {
        let path = format!("{path} {}", command.get_name());
        pages.push(command_page(command, path.trim()));
        add_below(command, &path, pages);
    }
}

fn visible(command: &Command) -> impl Iterator<Item = &Command> {
    command
        .get_subcommands()
        .filter(|below| !below.is_hide_set() && below.get_name() != "help")
}

/// The beginning of every page.
pub(super) fn title(name: &str, section: &str, about: &str) -> Roff {
    let source = format!("npmcred {}", env!("CARGO_PKG_VERSION"));
    let mut page = Roff::new();
    page.control(
        "TH",
        [&name.to_uppercase(), section, DATE, &source, "npmcred"],
    );
    page.control("SH", ["NAME"])
        .text([roman(format!("{name} - {about}"))]);
    page
}

/// A finished page of these parts, each of which begins with the definition of an apostrophe: it is
/// left in the first.
pub(super) fn page(name: &str, section: &str, parts: &[String]) -> Page {
    let preamble = Roff::new().render();
    let bodies: String = parts
        .iter()
        .map(|part| part.strip_prefix(&preamble).unwrap_or(part))
        .collect();
    Page {
        path: format!("man/man{section}/{name}.{section}").into(),
        text: preamble + &bodies,
    }
}

fn program_page(program: &Command) -> Page {
    let mut head = title("npmcred", "1", &about(program));
    head.control("SH", ["SYNOPSIS"]).text([
        bold("npmcred"),
        roman(" ["),
        bold("--profile"),
        roman(" "),
        italic("PROFILE"),
        roman("] "),
        italic("COMMAND"),
        roman(" ..."),
    ]);
    describe(&mut head, "");
    head.control("SH", ["COMMANDS"]);
    for (heading, names) in GROUPS {
        head.control("SS", [heading]);
        for command in names
            .iter()
            .filter_map(|name| program.find_subcommand(name))
        {
            head.control("TP", []).text([
                bold(format!("npmcred-{}", command.get_name())),
                roman("(1)"),
            ]);
            head.text([roman(about(command))]);
        }
    }
    let mut end = Roff::new();
    show_examples(&mut end, "");
    variables(end.control("SH", ["ENVIRONMENT"]));
    files(end.control("SH", ["FILES"]));
    exit_statuses(end.control("SH", ["EXIT STATUS"]));
    see_also(
        &mut end,
        &[
            "npmcred-config(5)",
            "npmcred-json(7)",
            "npmcred-shim(7)",
            "npm(1)",
        ],
    );
    page(
        "npmcred",
        "1",
        &[head.render(), options(program), end.render()],
    )
}

fn command_page(command: &Command, path: &str) -> Page {
    let name = format!("npmcred-{}", path.replace(' ', "-"));
    let mut head = title(&name, "1", &about(command));
    head.control("SH", ["SYNOPSIS"])
        .text(synopsis(command, path));
    describe(&mut head, path);
    let below: Vec<String> = visible(command)
        .map(|below| format!("{name}-{}(1)", below.get_name()))
        .collect();
    let mut flags = String::new();
    if below.is_empty() {
        flags = options(command);
    } else {
        head.control("SH", ["COMMANDS"]);
        for one in visible(command) {
            head.control("TP", [])
                .text([bold(format!("{name}-{}", one.get_name())), roman("(1)")]);
            head.text([roman(about(one))]);
        }
    }
    let mut end = Roff::new();
    show_examples(&mut end, path);
    end.control("SH", ["EXIT STATUS"])
        .text([roman("0 where it was done; the others are in npmcred(1).")]);
    let mut others = vec!["npmcred(1)"];
    others.extend(below.iter().map(String::as_str));
    if command.get_arguments().any(|flag| flag.get_id() == "json") {
        others.push("npmcred-json(7)");
    }
    see_also(&mut end, &others);
    page(&name, "1", &[head.render(), flags, end.render()])
}

fn about(command: &Command) -> String {
    command
        .get_about()
        .map(ToString::to_string)
        .unwrap_or_default()
}

/// How it is typed: every flag with what it takes, then what stands behind them.
fn synopsis(command: &Command, path: &str) -> Vec<Inline> {
    let mut line = vec![bold(format!("npmcred {path}"))];
    if visible(command).next().is_some() {
        line.extend([roman(" "), italic("COMMAND"), roman(" ...")]);
        return line;
    }
    let usual = |arg: &&Arg| {
        !arg.is_hide_set() && !["help", "profile", "version"].contains(&arg.get_id().as_str())
    };
    for arg in command.get_arguments().filter(usual) {
        let value = value_name(arg);
        let optional = !arg.is_required_set();
        line.push(roman(if optional { " [" } else { " " }));
        match (arg.get_long(), takes_value(arg)) {
            (Some(long), true) => {
                line.extend([bold(format!("--{long}")), roman(" "), italic(value)]);
            }
            (Some(long), false) => line.push(bold(format!("--{long}"))),
            (None, _) => line.push(italic(value)),
        }
        if arg
            .get_num_args()
            .is_some_and(|count| count.max_values() > 1)
        {
            line.push(roman(" ..."));
        }
        if optional {
            line.push(roman("]"));
        }
    }
    line
}

fn value_name(arg: &Arg) -> String {
    arg.get_value_names().map_or_else(
        || arg.get_id().as_str().to_uppercase(),
        |names| names.join(" "),
    )
}

fn takes_value(arg: &Arg) -> bool {
    arg.get_num_args().is_some_and(|count| count.takes_values())
}

fn describe(page: &mut Roff, path: &str) {
    page.control("SH", ["DESCRIPTION"]);
    paragraphs(page, guide::entry(path).map_or("", |entry| entry.prose));
}

/// Prose with an empty line between its paragraphs.
pub(super) fn paragraphs(page: &mut Roff, prose: &str) {
    for (at, paragraph) in prose.split("\n\n").enumerate() {
        if at > 0 {
            page.control("PP", []);
        }
        page.text([roman(paragraph)]);
    }
}

/// The OPTIONS section, or nothing where there is none.
fn options(command: &Command) -> String {
    if command.get_arguments().all(Arg::is_hide_set) {
        return String::new();
    }
    let mut section = Vec::new();
    // Writing to memory does not fail.
    drop(Man::new(command.clone()).render_options_section(&mut section));
    // Its way to an empty line is one that formatters complain about.
    String::from_utf8_lossy(&section).replace(".br\n\n.br\n", ".sp\n")
}

fn show_examples(page: &mut Roff, path: &str) {
    let examples: &[Example] = guide::entry(path).map_or(&[], |entry| entry.examples);
    page.control("SH", ["EXAMPLES"]);
    for (typed, does) in examples {
        page.control("TP", []).text([bold(*typed)]);
        page.text([roman(*does)]);
    }
}

/// The pages to read next.
pub(super) fn see_also(page: &mut Roff, others: &[&str]) {
    page.control("SH", ["SEE ALSO"])
        .text([roman(others.join(", "))]);
}
