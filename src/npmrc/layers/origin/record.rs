//! What a shim tells the calls below it of the flags and variables that the user had.

use super::super::inputs::Inputs;
use super::super::layer::{Layer, LayerKind};
use super::super::loader::flags_and_variables;
use super::super::variables::may_set;
use super::keys::matters;
use super::outer::{Outer, UNKNOWN, digest};

impl Outer {
    /// What a nested call is to be told, given the flags and variables of this one; `None` where
    /// there is nothing to say. Reads no file, and the values are not in it.
    #[must_use]
    pub fn record(&self, inputs: &Inputs) -> Option<String> {
        match self {
            Self::Nothing if !may_set(inputs, matters) => None,
            Self::Nothing => {
                let layers = flags_and_variables(inputs);
                // A folder that a flag names is the project's, so what lies in it is not the user's
                // word.
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
