//! Reads what the harvester wrote, and says where a secret stands in it.

use serde_json::{Map, Value};

use super::support::Lab;
use super::support::lab::Serves;
use super::support::needles::{Needles, files};

/// One report of the harvester.
pub(crate) struct Report {
    /// What `LAB_STEP` said.
    pub(crate) step: String,
    /// Where in the life of a package it ran.
    pub(crate) stage: String,
    channels: Map<String, Value>,
}

impl Report {
    /// `step/stage: channel (shape)` for every channel that holds a piece of the secret.
    pub(crate) fn finds(&self, needles: &Needles) -> Vec<String> {
        let Report {
            step,
            stage,
            channels,
        } = self;
        channels
            .iter()
            .filter_map(|(name, text)| Some((name, needles.find(text.as_str()?.as_bytes())?)))
            .map(|(name, shape)| format!("{step}/{stage}: {name} ({shape})"))
            .collect()
    }

    /// The text of every channel whose name begins with `prefix`.
    pub(crate) fn channels<'a>(
        &'a self,
        prefix: &'a str,
    ) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.channels
            .iter()
            .filter(move |(name, _)| name.starts_with(prefix))
            .filter_map(|(name, text)| Some((name.as_str(), text.as_str()?)))
    }
}

/// All reports of a lab so far.
pub(crate) fn read<R: Serves>(lab: &Lab<R>) -> Vec<Report> {
    files(&lab.path("reports"))
        .iter()
        .map(|file| {
            let name = file.file_name().unwrap().to_string_lossy().into_owned();
            let mut words = name.split('.');
            let mut word = || words.next().unwrap().to_owned();
            let text = std::fs::read_to_string(file).unwrap();
            let Value::Object(channels) = serde_json::from_str(&text).unwrap() else {
                panic!("{name} is no report")
            };
            Report {
                step: word(),
                stage: word(),
                channels,
            }
        })
        .collect()
}

/// Empties the folder of reports.
pub(crate) fn clear(lab: &Lab) {
    for file in files(&lab.path("reports")) {
        std::fs::remove_file(file).unwrap();
    }
}
