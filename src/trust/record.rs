//! The lines that the user has accepted, kept outside every project: `trust.json` in our
//! configuration folder.
//!
//! A line is kept as a digest of file, key and text, never as text, because a proxy's address may
//! hold a password. A changed line counts as another line.

use super::finding::Finding;
use crate::context::{Context, record_name};
use crate::error::Result;
use crate::record::{self, Owner};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};

/// The accepted lines, by project folder.
#[derive(Debug, Default)]
pub struct TrustRecord {
    folders: Map<String, Value>,
}

impl TrustRecord {
    /// Reads the record; an absent one is empty.
    ///
    /// # Errors
    /// `File` if it cannot be read or npmcred did not write it. Then nothing is trusted, and
    /// nothing is overwritten.
    pub fn read(context: &Context) -> Result<Self> {
        let parse = |record: &Map<String, Value>| {
            Some(Self {
                folders: record.get("folders")?.as_object()?.clone(),
            })
        };
        Ok(record::read(
            context,
            &path(context)?,
            "trust record",
            Owner::Person,
            parse,
        )?
        .unwrap_or_default())
    }

    /// Whether this line was accepted for this folder.
    #[must_use]
    pub fn accepts(&self, folder: &Path, finding: &Finding) -> bool {
        let digest = digest(finding);
        finding.can_be_allowed()
            && self
                .folders
                .get(&record_name(folder))
                .and_then(Value::as_array)
                .is_some_and(|lines| lines.iter().any(|line| line.as_str() == Some(&digest)))
    }

    /// Accepts exactly these lines for this folder, in place of those accepted before.
    ///
    /// # Errors
    /// `File` if the record cannot be written.
    pub fn accept(&mut self, context: &Context, folder: &Path, findings: &[Finding]) -> Result<()> {
        self.change(context, |folders| {
            folders.insert(record_name(folder), findings.iter().map(digest).collect());
            true
        })?;
        Ok(())
    }

    /// Forgets the lines accepted for this folder; `false` if there were none.
    ///
    /// # Errors
    /// `File` if the record cannot be written.
    pub fn forget(&mut self, context: &Context, folder: &Path) -> Result<bool> {
        self.change(context, |folders| {
            folders.remove(&record_name(folder)).is_some()
        })
    }

    /// Changes the record as it is now, which may differ from when the user was asked. It is
    /// written if `change` returns so.
    fn change(
        &mut self,
        context: &Context,
        change: impl FnOnce(&mut Map<String, Value>) -> bool,
    ) -> Result<bool> {
        let path = path(context)?;
        record::while_locked(&path, || {
            *self = Self::read(context)?;
            let changed = change(&mut self.folders);
            if changed {
                record::write(&path, &json!({ "v": 1, "folders": self.folders }))?;
            }
            Ok(changed)
        })
    }
}

fn path(context: &Context) -> Result<PathBuf> {
    Ok(context.config_folder()?.join("trust.json"))
}

fn digest(finding: &Finding) -> String {
    let mut hash = Sha256::new();
    for part in [
        finding.file.as_os_str().as_encoded_bytes(),
        finding.key.as_bytes(),
        finding.raw.as_bytes(),
    ] {
        hash.update(part.len().to_le_bytes());
        hash.update(part);
    }
    hash.finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::TrustRecord;
    use crate::context::{Context, Env};
    use npmcred_platform::StoreError;
    use std::ffi::OsString;
    use std::path::PathBuf;
    use std::sync::Barrier;
    use std::thread;

    /// Each reads the record before any of them writes, as when users are asked in several
    /// terminals.
    #[test]
    fn of_several_who_change_a_record_each_change_stays() {
        let home = tempfile::tempdir().unwrap();
        let context = || {
            let env = Env::new(vec![("HOME".into(), OsString::from(home.path()))]);
            Context::invented(env, Box::new(|_, _| Err(StoreError::Denied)), || 1_000)
        };
        let folders: Vec<PathBuf> = (0..8).map(|at| format!("/project/{at}").into()).collect();
        let all_have_read = Barrier::new(folders.len());
        thread::scope(|scope| {
            for folder in &folders {
                scope.spawn(|| {
                    let context = context();
                    let mut record = TrustRecord::read(&context).unwrap();
                    all_have_read.wait();
                    record.accept(&context, folder, &[]).unwrap();
                });
            }
        });
        let mut record = TrustRecord::read(&context()).unwrap();
        for folder in &folders {
            assert!(record.forget(&context(), folder).unwrap(), "{folder:?}");
        }
    }
}
