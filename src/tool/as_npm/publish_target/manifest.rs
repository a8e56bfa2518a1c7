//! A package's manifest, as `npm publish` reads it.

use super::package::PublishTarget;
use crate::npmrc::json::{self, Refusal};
use crate::npmrc::{Files, Value};
use std::path::Path;

/// The largest manifest that is read, in bytes.
pub(super) const LIMIT: u64 = 4 * 1024 * 1024;

/// How a comment begins that npm takes for a manifest (`@npmcli/package-json`,
/// `read-package-json`).
const IN_COMMENT: &[u8] = b"/**package";

/// That of a folder. Without a `package.json` npm looks for a comment in `index.js`; without that
/// there is nothing.
pub(super) fn of_folder(files: &dyn Files, folder: &Path) -> Option<PublishTarget> {
    let file = folder.join("package.json");
    match files.read_at_most(&file, LIMIT) {
        Ok(Some(text)) => Some(of_text(&text, &file)),
        Ok(None) => {
            let index = folder.join("index.js");
            match files.read_at_most(&index, LIMIT) {
                Ok(None) => None,
                Ok(Some(text)) => memchr::memmem::find(&text, IN_COMMENT).map(|_| {
                    PublishTarget::unread(&index, "npm takes a comment in it for the manifest")
                }),
                Err(cause) => Some(PublishTarget::unread(
                    &index,
                    format!("cannot be read: {cause}"),
                )),
            }
        }
        Err(cause) => Some(PublishTarget::unread(
            &file,
            format!("cannot be read: {cause}"),
        )),
    }
}

/// That which stands in this text; `file` is named where it says something.
pub(super) fn of_text(text: &[u8], file: &Path) -> PublishTarget {
    let json = match json::parse_file(text) {
        Ok(json) => json,
        Err(Refusal::NotJson) => return PublishTarget::unread(file, "is no JSON"),
        Err(Refusal::NotExact) => {
            return PublishTarget::unread(file, "is nested too deeply to be read exactly");
        }
    };
    let publish_config = match json.get("publishConfig") {
        Some(config @ Value::Table(_)) => config.clone(),
        // Of anything else npm takes keys that are numbers, which mean nothing.
        Some(_) | None => Value::Table(Vec::new()),
    };
    let mut target = PublishTarget {
        // npm trims it (`normalize-package-data`).
        name: json
            .get("name")
            .and_then(Value::as_text)
            .map(|name| name.trim().to_owned())
            .unwrap_or_default(),
        manifest: file.to_owned(),
        unread: oddity(&json, &publish_config).map(str::to_owned),
        ..PublishTarget::default()
    };
    if let serde_json::Value::Object(fields) = json::to_serde(&publish_config) {
        target.publish_config = fields;
    }
    target
}

/// What makes a manifest mean something else than it says.
fn oddity(json: &Value, publish_config: &Value) -> Option<&'static str> {
    let Value::Table(fields) = publish_config else {
        return None;
    };
    // Copied by JavaScript, this key puts other keys under an object that do not stand in it.
    let inherits = |table: &Value| table.get("__proto__").is_some();
    let is_registry = |key: &str| key == "registry" || key.ends_with(":registry");
    if !matches!(json, Value::Table(_)) {
        Some("is no object")
    } else if inherits(json) || inherits(publish_config) {
        Some("has a key __proto__")
    } else if fields
        .iter()
        .any(|(key, value)| is_registry(key) && value.is_truthy() && value.as_text().is_none())
    {
        Some("has a registry in publishConfig that is no text")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_read_exactly_is_said() {
        let unread = |text: &str| of_text(text.as_bytes(), Path::new("f")).unread;
        for fine in [
            r#"{"name":"\ud800","version":1e999,"publishConfig":{"tag":"x"}}"#,
            r#"{"publishConfig":["proxy"]}"#,
            r#"{"publishConfig":{"registry":null,"access":1e999}}"#,
            "{}",
        ] {
            assert_eq!(unread(fine), None, "{fine}");
        }
        let deep = format!("{{\"a\":{}", "[".repeat(100_000));
        for odd in [
            "",
            "{",
            "[]",
            "null",
            "\"x\"",
            deep.as_str(),
            r#"{"__proto__":{"publishConfig":{}}}"#,
            r#"{"publishConfig":{"__proto__":{"proxy":"http://e/"}}}"#,
            r#"{"publishConfig":{"registry":["http://e/"]}}"#,
            r#"{"publishConfig":{"@s:registry":1}}"#,
        ] {
            assert!(unread(odd).is_some(), "{odd:.80}");
        }
    }

    #[test]
    fn the_last_of_a_key_counts() {
        let text = br#"{"name":"a","publishConfig":{"tag":"x"},"name":"b","publishConfig":{"tag":"y","proxy":"p"}}"#;
        let target = of_text(text, Path::new("f"));
        assert_eq!(
            (target.name.as_str(), target.publish_config.len()),
            ("b", 2)
        );
    }
}
