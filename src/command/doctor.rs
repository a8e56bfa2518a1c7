//! `npmcred doctor`.

use crate::cli;
use crate::context::Context;
use crate::doctor;
use crate::error::{Error, ErrorKind, Result};
use crate::report::Tone;

/// Shows every finding with the command that fixes it; with `--prove`, the result of the test
/// alone.
///
/// # Errors
/// `Other` if there is a problem; notes alone are no error. Those of [`doctor::prove`].
pub(super) fn run(context: &Context, flags: &cli::DoctorArgs) -> Result<()> {
    let groups = if flags.prove {
        vec![doctor::prove(context)?]
    } else {
        doctor::look(context)
    };
    if flags.json {
        context.report.json(&doctor::json(&groups));
    } else {
        let look = doctor::Look {
            toned: &|tone, text| context.report.toned(tone, text),
            fitted: &|columns, text| context.report.fitted(columns, text),
        };
        context.report.print(&doctor::lines(&groups, look));
    }
    match doctor::problems(&groups) {
        0 if flags.json || flags.prove => Ok(()),
        0 => {
            context.report.print(&format!(
                "{}\n",
                context.report.toned(Tone::Good, "no problems found")
            ));
            Ok(())
        }
        1 => Err(Error::new(ErrorKind::Other, "1 problem found")),
        problems => Err(Error::new(
            ErrorKind::Other,
            format!("{problems} problems found"),
        )),
    }
}
