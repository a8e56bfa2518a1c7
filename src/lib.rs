//! npmcred keeps npm registry credentials in the operating system's store and hands them to npm
//! just in time.
//!
//! Started under the name of a tool, it is that tool's shim. Started under its own name, it is the
//! program that manages the store.
#![forbid(unsafe_code)]

pub mod acceptance;
pub mod cli;
pub mod command;
pub mod container;
pub mod context;
pub mod credential;
pub mod doctor;
pub mod error;
pub mod helper;
pub mod http;
pub mod journal;
pub mod login;
pub mod manual;
pub mod migrate;
pub mod npmrc;
pub mod profile;
pub mod record;
pub mod registry;
pub mod report;
pub mod settings;
pub mod settings_file;
pub mod setup;
pub mod shim;
pub mod source;
pub mod token;
pub mod tool;
pub mod trust;
mod waited_store;

use context::Context;
use report::Speaker;
use std::process::ExitCode;

/// Runs the program or the shim, and returns the exit status. The shim never builds the program's
/// command line.
#[must_use]
pub fn main() -> ExitCode {
    let mut context = Context::of_process();
    context.choose_store_by(settings_file::store_choice);
    report::look_up_npmcred_by(|| Context::of_process().own_path_to_type());
    let outcome = match tool::Tool::of_program(&context.program) {
        Some(tool) => {
            context.report.speaker = Speaker::Shim;
            shim::shield(&mut context, tool);
            shim::run(&context, tool)
        }
        None => command::run(&mut context),
    };
    match outcome {
        Ok(status) => ExitCode::from(status),
        Err(error) => {
            context.report.error(&error);
            ExitCode::from(error.kind.exit_code())
        }
    }
}
