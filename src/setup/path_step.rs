//! The step of a plan that changes the PATH which the system keeps, and whose plan counts.

use super::kept;
use super::layout::{RECEIPT, machines_in_use};
use super::plan::{SetupPlan, SetupStep};
use crate::context::Context;
use crate::error::Result;
use npmcred_platform::{files, kept_path};

impl SetupPlan {
    /// The plan for the shims that are in front on this machine: those for all users, or the
    /// user's.
    ///
    /// # Errors
    /// Those of [`SetupPlan::make`].
    pub fn in_use(context: &Context) -> Result<Self> {
        Self::make(machines_in_use(context).as_ref().unwrap_or(context))
    }

    /// Where the system keeps PATH, every shell and every other program begins with it.
    pub(super) fn add_path(&mut self, context: &Context) -> Result<()> {
        if !kept_path::IS_KEPT {
            return Ok(());
        }
        let receipt = context.data_folder()?.join(RECEIPT);
        let is_lost = !files::is_file(&receipt) && files::is_file(&files::aside(&receipt));
        let recorded = match is_lost {
            true => kept::of_lost_record(context.owner(), &self.folder)?,
            false => self.receipt.path.take(),
        };
        let (change, is_wanting) = kept::change(context.owner(), &self.folder, recorded.as_ref())?;
        if is_wanting {
            self.steps.push(SetupStep::Path);
        }
        self.receipt.path = Some(change);
        Ok(())
    }
}
