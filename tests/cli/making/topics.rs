//! The pages that are about no command: the settings, and what the shim does.

use super::details;
use super::man::{page, paragraphs, see_also, title};
use clap_mangen::roff::{Roff, bold, italic, roman};
use npmcred::manual::Page;
use npmcred::settings::{self, OwnSetting};
use npmcred::tool::Tool;
use npmcred::tool::overview::overview;

/// What lies where, and what is in it.
const FILES: [(&str, &str); 7] = [
    (
        "~/.config/npmcred/settings.json",
        "the settings: npmcred config",
    ),
    (
        "~/.config/npmcred/profiles.json",
        "the profile for each folder: npmcred use",
    ),
    (
        "~/.config/npmcred/trust.json",
        "the lines of projects that are allowed: npmcred trust",
    ),
    ("~/.local/share/npmcred/bin", "the shims"),
    (
        "~/.local/share/npmcred/man, completions",
        "this manual, and the completions of shells",
    ),
    (
        "~/.local/share/npmcred/journal.json",
        "unfinished operations at registries; no secret",
    ),
    (
        "~/.local/share/npmcred/acceptance.json",
        "what registries last said of credentials; no secret",
    ),
];

/// The exit statuses, as `ErrorKind::exit_code` gives them.
const STATUSES: [(&str, &str); 11] = [
    ("0", "done"),
    ("1", "any other failure"),
    ("2", "the command line was not understood"),
    (
        "3",
        "no credential where one is needed, or one that has expired",
    ),
    ("4", "the store is locked, missing or failing"),
    (
        "5",
        "the registry cannot be reached, or its answer cannot be used",
    ),
    ("6", "a file could not be read or written"),
    ("7", "refused, because it would put a secret at risk"),
    ("126", "the tool was found and did not start"),
    ("127", "the tool was not found"),
    ("130", "interrupted"),
];

pub(super) fn files(page: &mut Roff) {
    for (path, what) in FILES {
        page.control("TP", [])
            .text([italic(path)])
            .text([roman(what)]);
    }
    page.control("PP", [])
        .text([roman("XDG_CONFIG_HOME and XDG_DATA_HOME are honoured.")]);
}

pub(super) fn exit_statuses(page: &mut Roff) {
    for (status, what) in STATUSES {
        page.control("TP", [])
            .text([bold(status)])
            .text([roman(what)]);
    }
    page.control("PP", []).text([roman(
        "Once a tool runs behind its shim, the status is the tool's. npm login and npm logout, which \
         the shim does itself, end as npm does, because scripts read that: npm logout ends with 1 where \
         nobody is logged in, and with 0 where only what is no session stays. npmcred logout ends with 3 \
         in both cases.",
    )]);
}

pub(super) fn variables(page: &mut Roff) {
    for setting in &settings::ALL {
        page.control("TP", [])
            .text([bold(setting.name), roman("="), italic(setting.takes)]);
        page.text([roman(sentence(setting.does))]);
    }
}

/// The text with a capital and a full stop.
pub(super) fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        format!("{}{}.", first.to_uppercase(), letters.as_str())
    })
}

/// `npmcred-config(5)`.
pub(super) fn config() -> Page {
    let mut text = title("npmcred-config", "5", "settings of npmcred");
    text.control("SH", ["DESCRIPTION"]);
    paragraphs(
        &mut text,
        "Each setting has a variable, which applies to one command and the programs that it starts. \
         Some settings also have a key in settings.json, which npmcred config writes. The variable \
         wins over the file, and the file over the default. An invalid value is an error.",
    );
    text.control("SH", ["KEYS"]);
    for setting in settings::ALL.iter().filter(|setting| setting.key.is_some()) {
        key(&mut text, setting);
    }
    variables(text.control("SH", ["VARIABLES"]));
    files(text.control("SH", ["FILES"]));
    text.control("SH", ["EXAMPLES"]);
    for (typed, does) in [
        (
            "npmcred config",
            "show all settings, their values, and where they were chosen",
        ),
        ("npmcred config renew never", "store a choice"),
        ("NPMCRED_RENEW=always npm publish", "choose for one command"),
        ("NPMCRED=off npm ci", "run once without npmcred"),
    ] {
        text.control("TP", [])
            .text([bold(typed)])
            .text([roman(does)]);
    }
    see_also(
        &mut text,
        &["npmcred(1)", "npmcred-config(1)", "npmcred-shim(7)"],
    );
    page("npmcred-config", "5", &[text.render()])
}

fn key(text: &mut Roff, setting: &OwnSetting) {
    text.control("TP", []).text([
        bold(setting.key.unwrap_or_default()),
        roman(" ("),
        bold(setting.name),
        roman(")"),
    ]);
    text.text([roman(sentence(setting.does))]);
    if let Some(default) = setting.words.first() {
        let all = setting.words.join(", ");
        text.text([roman(format!("One of {all}; the default is {default}."))]);
    }
}

/// `npmcred-shim(7)`.
pub(super) fn shim() -> Page {
    let mut text = title(
        "npmcred-shim",
        "7",
        "what npmcred does in front of npm and other tools",
    );
    text.control("SH", ["DESCRIPTION"]);
    paragraphs(
        &mut text,
        "A shim is a link to npmcred under the name of a tool, in a folder that is first on PATH. It \
         finds the real tool, which is the next one of that name on PATH, reads the command line, \
         and becomes the tool: process, output, signals and exit status are the tool's own.\n\n\
         The credentials for a command depend on what it does. A credential goes through a pipe that \
         can be read once, or in memory that is emptied as soon as the tool has read it, and only to the scheme, host, port and path that it was stored for. A \
         credential of your own, in a flag, a variable or a file, wins over a stored one. If a \
         project's own files would send a credential elsewhere, nothing is handed over until \
         npmcred trust allows it.\n\n\
         npmcred explain shows all of this for a command without running it.",
    );
    commands_of_each_tool(&mut text);
    details::sections(&mut text);
    text.control("SH", ["NOTES"]);
    paragraphs(
        &mut text,
        "npx is npm exec: it reads, and is given what npm exec is given. pnpx is pnpm dlx; \
         pn is pnpm, and pnx is pnpx. Of pnpm, 7 to 12 are given a credential; an older one runs without, with a note. For view, whoami, login and others that \
         pnpm 7 to 10 leave to npm, npm is given it. They publish from a folder of their own, with a copy of the project's .npmrc: \
         what npmcred trust allowed is refused there again, and npm publish is the way. \
         bunx is bun x: it is given nothing where the program is there already. Of bun, 1.4.4 and newer are given a credential, and bunx up to 1.4. \
         yarnpkg is yarn; of yarn, 1 to 4 are given a credential, \
         and what workspace starts in yarn 1 is given none. What workspace and workspaces foreach run in a newer yarn is given what it is given alone. \
         What corepack starts by the name of npm, pnpm or yarn, as in corepack yarn@4, is given what it is given alone. What corepack fetches of a tool it asks for with \
         the variable COREPACK_NPM_TOKEN alone, which scripts can read: npmcred does not set it. Three dots stand for any other word.\n\n\
         NPMCRED=off in front of a command runs the tool as if npmcred were not there. Under sudo no store is asked, and \
         the tool runs without a credential.\n\n\
         A line of the shim's own begins with npmcred: and is written on standard error, never on standard output.",
    );
    see_also(
        &mut text,
        &[
            "npmcred(1)",
            "npmcred-explain(1)",
            "npmcred-trust(1)",
            "npmcred-config(5)",
            "npm(1)",
        ],
    );
    page("npmcred-shim", "7", &[text.render()])
}

fn commands_of_each_tool(text: &mut Roff) {
    let mut told = Vec::new();
    for tool in Tool::ALL {
        let treatments = overview(tool.dialect());
        // A short name has the commands of the long one.
        if told.contains(&treatments) {
            continue;
        }
        text.control(
            "SH",
            [format!("COMMANDS OF {}", tool.name().to_uppercase()).as_str()],
        );
        for treatment in &treatments {
            text.control("SS", [treatment.what])
                .text([roman(treatment.means)]);
            text.control("PP", [])
                .text([roman(format!("{}.", treatment.commands.join(", ")))]);
        }
        told.push(treatments);
    }
}

#[test]
fn the_statuses_are_those_of_the_errors() {
    use npmcred::error::ErrorKind::{self, *};
    let mut given: Vec<u8> = [
        Other,
        Usage,
        NotLoggedIn,
        StoreLocked,
        StoreMissing,
        StoreFailed,
        Network,
        File,
        Refused,
        ToolNotStarted,
        ToolNotFound,
        Interrupted,
    ]
    .map(ErrorKind::exit_code)
    .to_vec();
    given.push(0);
    given.sort_unstable();
    given.dedup();
    let documented: Vec<u8> = STATUSES
        .iter()
        .map(|(status, _)| status.parse().unwrap())
        .collect();
    assert_eq!(documented, given);
}
