//! The keys and values that npm has from one config file, with placeholders replaced; of two lines
//! with the same key, the later counts. It does what `loadObject` of `@npmcli/config` does, before
//! any check against a type.

use crate::npmrc::file::expand::expand;
use crate::npmrc::file::ini::Document;
use crate::npmrc::file::value::Value;
use crate::npmrc::words::types::Surroundings;
use std::collections::HashMap;
use std::path::Path;
use zeroize::Zeroize;

/// The settings of one file; wiped when dropped.
#[derive(Debug, Default)]
pub struct FileSettings(HashMap<String, Value>);

impl FileSettings {
    /// Reads them. `env` returns the value of one variable.
    #[must_use]
    pub fn of(document: &Document, env: &dyn Fn(&str) -> Option<String>) -> Self {
        let root = Path::new("/");
        let around = Surroundings {
            npm: document.npm,
            env,
            cwd: root,
            home: root,
            windows: false,
        };
        let mut held = Self::default();
        for (key, value, _) in document.settings() {
            let key = expand(&key, document.npm, env).text;
            let value = around.parse_field(value, &key, &mut Vec::new());
            wipe(held.0.insert(key, value));
        }
        held
    }

    /// The value of this key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.0.get(key)
    }

    /// The keys, in no order.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}

impl Drop for FileSettings {
    fn drop(&mut self) {
        self.0.drain().for_each(|(_, value)| wipe(Some(value)));
    }
}

fn wipe(value: Option<Value>) {
    if let Some(Value::Text(mut text)) = value {
        text.zeroize();
    }
}
