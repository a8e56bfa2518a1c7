//! The step of a plan that changes the PATH which the system keeps, and whose plan counts.

use super::kept;
use super::layout::scope_in_use;
use super::plan::{SetupPlan, SetupStep};
use crate::context::Context;
use crate::error::Result;
use npmcred_platform::kept_path;

impl SetupPlan {
    /// The plan for the shims that are in front on this machine: those for all users, or the
    /// user's.
    ///
    /// # Errors
    /// Those of [`SetupPlan::make`].
    pub fn in_use(context: &Context) -> Result<Self> {
        let (machine, owner) = scope_in_use(context);
        Self::make(machine.as_ref().unwrap_or(context), owner)
    }

    /// Where the system keeps PATH, every shell and every other program begins with it.
    pub(super) fn add_path(&mut self) -> Result<()> {
        if !kept_path::IS_KEPT {
            return Ok(());
        }
        let change = kept::change(self.owner, &self.folder, self.receipt.path.as_ref())?;
        self.receipt.path = change.as_ref().map(|(change, _)| change.clone());
        if let Some((change, true)) = change {
            self.steps.push(SetupStep::Path(change));
        }
        Ok(())
    }
}
