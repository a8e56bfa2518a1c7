//! A package that is about to be published: its name and its `publishConfig`.

use crate::trust::{Finding, published_findings};
use serde_json::{Map, Value};
use std::path::{Path, PathBuf};

/// A package about to be published or unpublished.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::tool) struct PublishTarget {
    /// Its name, scope included; empty where it is not known.
    pub name: String,
    /// Its `publishConfig`.
    pub publish_config: Map<String, Value>,
    /// The file that says so.
    pub manifest: PathBuf,
    /// Why the two above are not all that npm may read.
    pub unread: Option<String>,
}

impl PublishTarget {
    pub(in crate::tool) fn unread(file: &Path, why: impl Into<String>) -> Self {
        Self {
            manifest: file.to_owned(),
            unread: Some(why.into()),
            ..Self::default()
        }
    }

    /// The keys of its `publishConfig` that are credentials. npm sends them in place of its
    /// configuration's with what it publishes, and publishes them.
    pub(in crate::tool) fn credentials(&self) -> impl Iterator<Item = &str> {
        self.publish_config
            .keys()
            .map(String::as_str)
            .filter(|key| is_credential(key))
    }

    /// What it holds against a hand-over.
    #[must_use]
    pub(in crate::tool) fn findings(&self) -> Vec<Finding> {
        let mut findings = published_findings(&self.manifest, &self.publish_config);
        let unread = self.unread.as_ref();
        findings.extend(unread.map(|why| Finding::unread(&self.manifest, why)));
        findings
    }
}

/// Whether a key of `publishConfig` is a credential (npm-registry-fetch `lib/auth.js`).
pub fn is_credential(key: &str) -> bool {
    let name = if key.starts_with("//") {
        key.rsplit(':').next().unwrap_or_default()
    } else {
        key
    };
    matches!(name, "_auth" | "_authToken" | "_password")
}
