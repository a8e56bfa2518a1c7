//! The table of start files: which shell reads which, and the text for it.
//!
//! A line in a user's file must never keep a shell from starting: it checks that npmcred exists,
//! and drops our standard error. It uses `$HOME` if possible, so that it suits a file that is
//! shared between machines. A shell that runs programs at its start anyway evaluates a text. If
//! that would cost each small script some milliseconds (`.zshenv`), or nothing is evaluated at all,
//! the line sets PATH outright.

mod bourne;
mod desktop;
mod other_shells;
mod ours;

use super::form::Form;
use super::start_file::StartFile;
use super::text::objection;
use super::user::User;
use crate::context::Context;
use bourne::{bash, posix, zsh};
use desktop::desktop;
use npmcred_platform::kept_path;
use other_shells::{elvish, fish, nushell, power_shell, tcsh, xonsh};
use ours::Ours;
use std::path::Path;

/// The files that make `npm` mean the shim in everything that this user starts. `program` is
/// npmcred itself, `folder` the shims'.
///
/// Only for shells that this user has: one that is on PATH, is the login shell, or already has a
/// start file. None is needed where the system keeps PATH.
#[must_use]
pub fn start_files(context: &Context, program: &Path, folder: &Path) -> Vec<StartFile> {
    let Some(home) = context.home().filter(|_| !kept_path::IS_KEPT) else {
        return Vec::new();
    };
    if objection(Form::Posix, folder).is_some() {
        return Vec::new();
    }
    let ours = Ours {
        user: User { context, home },
        program,
        folder,
    };
    let mut rows = Vec::new();
    let groups = [
        bash,
        zsh,
        posix,
        fish,
        nushell,
        elvish,
        xonsh,
        tcsh,
        power_shell,
        desktop,
    ];
    for row in groups.iter().flat_map(|group| group(&ours)) {
        // Several shells may share a file.
        if !rows
            .iter()
            .any(|earlier: &StartFile| earlier.path == row.path)
        {
            rows.push(row);
        }
    }
    rows
}
