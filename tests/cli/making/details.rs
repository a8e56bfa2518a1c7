//! What `npmcred-shim(7)` tells beside the commands.
//!
//! It says which credential wins, what becomes of a session that runs out, where a secret is, and
//! the line for each shell.

use super::man::paragraphs;
use clap_mangen::roff::{Roff, bold, roman};

/// What a command does where the session that it would use has run out.
const EXPIRED: [(&str, &str); 3] = [
    (
        "It needs the session: publish, whoami and their like",
        "At a terminal you log in, and the command goes on. Of many commands at once, one asks. \
         Without a person it ends at once with status 3, and says what to type. With --json, npm \
         itself ends, with its own JSON and status.",
    ),
    (
        "It reads from the public registry",
        "It runs without a credential, and nothing is said.",
    ),
    (
        "It reads from another registry",
        "At a terminal you are asked whether to log in first. Without a person it runs without a \
         credential, with one line.",
    ),
];

/// Where a secret is, from its keeping to its use.
const PLACES: [(&str, &str); 7] = [
    (
        "At rest",
        "In the store of your system, which encrypts it. Without a Secret Service only what expires \
         within 12 hours is kept, in the kernel's memory. There, a job of a build server keeps any \
         token, for 6 hours at most.",
    ),
    ("On the way to npmcred", "Encrypted on the session bus."),
    (
        "While npmcred decides",
        "In its memory, which is wiped after use. Core dumps are off.",
    ),
    (
        "While a registry is asked about it",
        "In the memory of another process of npmcred, for ten seconds at most. Core dumps are off. On \
         its way there, in a pipe, for as long as a program takes to start.",
    ),
    (
        "Handed over",
        "In a pipe until npm reads it: about a fifth of a second on an idle machine, and seconds on a \
         very busy one. Where npm's global config is not empty, in sealed memory instead.",
    ),
    (
        "In use",
        "In npm's memory, and on its connection to the registry.",
    ),
    ("In a script of a package", "Nowhere."),
];

/// What to write at the end of a start file, where setup is not to do it.
const LINES: [(&str, &str); 7] = [
    (
        "sh, dash, bash, zsh, ksh, mksh, yash, busybox",
        "eval \"$(npmcred env)\"",
    ),
    ("fish", "npmcred env fish | source"),
    ("elvish", "eval (npmcred env elvish | slurp)"),
    ("xonsh", "execx($(npmcred env xonsh))"),
    ("tcsh", "eval \"`npmcred env tcsh`\""),
    (
        "nushell",
        "a file in its autoload folder, made by npmcred env nu",
    ),
    (
        "PowerShell",
        "npmcred env powershell | Out-String | Invoke-Expression",
    ),
];

pub(super) fn sections(page: &mut Roff) {
    paragraphs(
        page.control("SH", ["WHICH CREDENTIAL WINS"]),
        "Yours does, wherever you put it: in a flag, in a variable that begins with npm_config_, or in \
         an npmrc file. Some settings only look like a credential, and do not win. These are a \
         placeholder for a variable that nothing sets, an empty value, the dummy of a build server \
         (XXXXX-...), and a classic token of the public registry.\n\n\
         Among stored credentials the one with the longest path wins. At the same path, a command that \
         reads takes one for reading before one for any use. A command that writes takes one for \
         writing before one for any use.\n\n\
         A command that fetches packages has your other credentials for reading at hand as well. A \
         lockfile or a registry may name any host for a tarball, and npm sends each credential to its \
         own address only. The public registry's is never among them.",
    );
    page.control("SH", ["WHEN A SESSION HAS RUN OUT"]);
    listed(page, &EXPIRED);
    page.control("PP", []);
    paragraphs(
        page,
        "Only registries are spoken of that the command can ask: by its words, by the project's \
         manifests and by its lockfile. A long job says when a session is about to end: in its last \
         ten minutes, and at a terminal in its last two. npmcred config renew always logs in without \
         a question; with never, no login comes first. npmcred config quiet on holds notes back, as --silent \
         does for one command. Errors and questions are always shown.",
    );
    paragraphs(
        page.control("SH", ["WHEN A REGISTRY NO LONGER ACCEPTS A CREDENTIAL"]),
        "It may be revoked, or another machine has logged out. It is then as if it had expired. A \
         command that changes something asks the registry first, by one whoami, and an answer is good \
         for ten minutes. While a command that reads is starting, another process asks, and the next \
         command knows. It also asks whether a registry demands a login for which nothing is stored. \
         The public registry is never asked for a command that reads.\n\n\
         A registry that is down, that is slow, or that does not know the question, has said nothing. \
         npmcred config check off asks nobody, and nobody is asked on a build server.",
    );
    page.control("SH", ["WHERE A SECRET IS"]);
    listed(page, &PLACES);
    page.control("SH", ["START FILES BY HAND"]);
    listed(page, &LINES);
    page.control("PP", []);
    paragraphs(
        page,
        "npmcred setup writes such a line itself, between two marks. The text for PowerShell was \
         checked by its grammar and never run.",
    );
}

fn listed(page: &mut Roff, rows: &[(&str, &str)]) {
    for (what, means) in rows {
        page.control("TP", [])
            .text([bold(*what)])
            .text([roman(*means)]);
    }
}
