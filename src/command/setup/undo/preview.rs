//! Shows what an undo would do with the stored credentials.

use crate::cli;
use crate::context::Context;
use npmcred_platform::Prompting;

/// Shows what would become of the stored credentials. Nobody is asked anything, and without a store
/// nothing is said of it.
pub(super) fn credentials(context: &Context, flags: &cli::SetupArgs, has_copy: bool) {
    let Ok(store) = context.store(Prompting::Never) else {
        return;
    };
    let Some(keys) = store.list().ok().filter(|keys| !keys.is_empty()) else {
        return;
    };
    let (what, name) = (counted(keys.len()), store.name());
    let will = if flags.remove_credentials {
        format!("remove {what} of npmcred from the {name}")
    } else if flags.keep_credentials {
        format!("leave {what} in the {name}")
    } else if flags.yes {
        format!("leave {what} in the {name}{}", staying(has_copy))
    } else {
        let copy = staying(has_copy);
        format!("then ask whether to remove {what} of npmcred from the {name} too{copy}")
    };
    context.report.tell(&will);
}

fn staying(has_copy: bool) -> &'static str {
    match has_copy {
        true => "; as long as nobody decides that, the copy of this program stays",
        false => "",
    }
}

pub(super) fn counted(count: usize) -> String {
    match count {
        1 => "1 credential".to_owned(),
        _ => format!("{count} credentials"),
    }
}
