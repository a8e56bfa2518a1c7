//! The record of the user's flags and variables, which a shim leaves for the calls below it.

use super::super::inputs::Inputs;
use super::super::layer::{Layer, LayerKind};
use super::super::loader::flags_and_variables;
use super::super::variables::may_set;
use super::keys::matters;
use super::outer::{Outer, UNKNOWN, digest};

impl Outer {
    /// The record for nested calls, given the flags and variables of this one; `None` if there is
    /// nothing to record. It reads no file, and the record does not contain the values.
    #[must_use]
    pub fn record(&self, inputs: &Inputs) -> Option<String> {
        match self {
            Self::Nothing if !may_set(inputs, matters) => None,
            Self::Nothing => {
                let layers = flags_and_variables(inputs);
                // A folder that a flag names belongs to the project, so files in it are not the
                // user's own.
                let counts = |layer: &Layer, key: &str| {
                    matters(key) && (layer.kind != LayerKind::Cli || key != "prefix")
                };
                let spoken = layers
                    .iter()
                    .flat_map(|layer| layer.settings().iter().map(move |setting| (layer, setting)));
                let settings = spoken.filter(|(layer, setting)| counts(layer, &setting.key));
                let digests: Vec<String> = settings
                    .map(|(_, setting)| digest(&setting.key, &setting.value))
                    .collect();
                (!digests.is_empty()).then(|| digests.join(","))
            }
            Self::Recorded(digests) if digests.is_empty() => None,
            Self::Recorded(digests) => Some(
                digests
                    .iter()
                    .map(String::as_str)
                    .collect::<Vec<_>>()
                    .join(","),
            ),
            Self::Unknown => Some(UNKNOWN.to_owned()),
        }
    }
}
