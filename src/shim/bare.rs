//! A tool that is started with nothing: as it was called, and why.

use super::notes::Notes;
use super::provenance;
use super::start::Start;
use super::trace;
use crate::context::Env;
use crate::error::Result;
use crate::tool::{self, Call, Line, Tool};

/// Becomes the tool, with the arguments that we were given. Returns only with an error.
///
/// # Errors
/// The tool cannot be started.
pub(super) fn become_it(call: &Call<'_>, env: Env) -> Result<u8> {
    let bare = Start::tool(call.context, call.real, call.args, env);
    bare.become_it(call.context).map(|never| match never {})
}

/// Whether nothing is ever handed over to this tool, as it is started here; says why.
pub(super) fn is_left_bare(tool: Tool, call: &Call<'_>, line: &dyn Line) -> bool {
    let (context, real, name) = (call.context, call.real, tool.name());
    // Nobody's store can be asked for the person behind it, and files of root's in their home are
    // worse than none.
    let sudo = context.is_under_sudo().then(|| {
        format!("under sudo {name} gets no credential; if it needs one, run it without sudo")
    });
    let foreign = || provenance::foreign(context, &real.path).map(|foreign| foreign.to_string());
    let launched = || match real.node(context, call.env) {
        Err(tool::Unknown) => Some(format!(
            "the node behind {name} is not to be found, nor its global config; {name} is handed no credential"
        )),
        Ok(node) => provenance::foreign_node(context, &node?).map(|foreign| foreign.to_string()),
    };
    let why = sudo
        .or_else(|| line.not_served(call))
        .or_else(foreign)
        .or_else(launched);
    trace::provenance(context.report, &real.path, why.as_deref());
    if let Some(why) = &why {
        Notes::of(call, line).note(why);
    }
    why.is_some()
}
