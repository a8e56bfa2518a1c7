//! What a registry says that has every package and grants every wish, as the clients of npm 8 to 12
//! expect it.

use std::io::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha512};

use super::support::fixture::{Reply, Request};

/// The answer of the registry at `url`.
pub(crate) fn answer(request: &Request, url: &str) -> Reply {
    // Every registry of it is also there below this path.
    let path = request.path().replacen("/below/path/", "/", 1);
    if request.method != "GET" {
        return changed(&request.method, &path);
    }
    if let Some(rest) = path.strip_prefix("/-/") {
        return told(rest);
    }
    let name = path.trim_start_matches('/');
    match name.split_once("/-/") {
        Some((name, file)) => {
            let version = file
                .trim_end_matches(".tgz")
                .rsplit('-')
                .next()
                .unwrap_or_default();
            Reply::text(200, "application/octet-stream", "")
                .holding(tarball(&manifest(name, version)))
        }
        None => Reply::json(200, &packument(name, url)),
    }
}

fn changed(method: &str, path: &str) -> Reply {
    match (method, path) {
        ("POST", "/-/npm/v1/security/advisories/bulk") => Reply::json(200, &json!({})),
        ("POST", path) if path.starts_with("/-/stage") => Reply::json(
            201,
            &json!({ "id": STAGE_ID, "stageId": STAGE_ID, "ok": true }),
        ),
        ("POST", path) if path.contains("hooks") => Reply::json(201, &hook()),
        ("PUT" | "DELETE", path) if path.contains("hooks") => Reply::json(200, &hook()),
        ("POST", path) if path.ends_with("/trust") => Reply::json(201, &json!([trust()])),
        _ => Reply::json(
            if method == "DELETE" { 200 } else { 201 },
            &json!({ "ok": true, "id": "x" }),
        ),
    }
}

/// A number as npm wants it of what is staged.
pub(crate) const STAGE_ID: &str = "4c9b4d4e-8a57-4b7a-9b3a-0d2f7c8a1e55";

fn hook() -> Value {
    json!({ "id": "1", "name": "x", "type": "package", "endpoint": "http://127.0.0.1/", "username": "lab" })
}

fn trust() -> Value {
    json!({ "id": "1", "type": "github", "claims": { "repository": "a/b", "workflow_ref": { "file": "a.yml" } } })
}

/// What stands below `/-/`.
fn told(rest: &str) -> Reply {
    let body = match rest {
        "whoami" => json!({ "username": "lab" }),
        "npm/v1/user" => json!({ "name": "lab", "email": "lab@example.invalid", "tfa": false }),
        "v1/search" => json!({ "objects": [], "total": 0, "time": "now" }),
        "npm/v1/tokens" => {
            json!({ "objects": [{ "key": "abcdef0123", "token": "abc", "readonly": false,
            "created": "2026-01-01T00:00:00.000Z", "updated": "2026-01-01T00:00:00.000Z" }], "urls": {} })
        }
        "_view/starredByUser" => json!({ "rows": [{ "value": "x" }] }),
        "stage" => json!({ "items": [], "total": 0 }),
        _ if rest.starts_with("stage/") && rest.ends_with("/tarball") => {
            return Reply::text(200, "application/octet-stream", "")
                .holding(tarball(&manifest("x", "1.0.0")));
        }
        _ if rest.starts_with("stage/") => {
            json!({ "id": STAGE_ID, "packageName": "x", "version": "1.0.0", "createdAt": "2026-01-01T00:00:00.000Z" })
        }
        _ if rest.contains("hooks") => json!({ "objects": [hook()], "urls": {} }),
        _ if rest.ends_with("/dist-tags") => json!({ "latest": "1.0.0", "next": "1.0.0" }),
        _ if rest.ends_with("/visibility") => json!({ "public": true }),
        _ if rest.ends_with("/trust") => json!([trust()]),
        _ if rest.starts_with("org/") && rest.ends_with("/team") => json!(["acme:devs"]),
        _ if rest.starts_with("team/") && rest.ends_with("/user") => json!(["lab"]),
        _ if rest.starts_with("user/org.couchdb.user:") => {
            json!({ "name": "bob", "email": "bob@example.invalid" })
        }
        _ => json!({}),
    };
    Reply::json(200, &body)
}

/// A package's own words for a version; a program comes with it.
pub(crate) fn manifest(name: &str, version: &str) -> Value {
    let bare = name.rsplit('/').next().unwrap_or(name);
    json!({
        "name": name, "version": version, "bin": { bare: "run.js" },
        "repository": "github:acme/x", "bugs": "https://example.invalid/bugs", "homepage": "https://example.invalid/",
        "funding": "https://example.invalid/fund",
    })
}

fn packument(name: &str, url: &str) -> Value {
    let bare = name.rsplit('/').next().unwrap_or(name);
    let mut versions = Map::new();
    for version in ["1.0.0", "2.0.0"] {
        let tarball = format!("{url}{name}/-/{bare}-{version}.tgz");
        versions.insert(
            version.to_owned(),
            published(manifest(name, version), &tarball),
        );
    }
    metadata(name, &Value::Object(versions))
}

/// A version as it stands in metadata, its tarball at any address.
pub(crate) fn published(mut manifest: Value, address: &str) -> Value {
    let integrity = format!(
        "sha512-{}",
        STANDARD.encode(Sha512::digest(tarball(&manifest)))
    );
    manifest["dist"] = json!({ "tarball": address, "integrity": integrity });
    manifest
}

/// The metadata of a package with these versions, the last of them the latest.
pub(crate) fn metadata(name: &str, versions: &Value) -> Value {
    let latest = versions
        .as_object()
        .unwrap()
        .keys()
        .next_back()
        .unwrap()
        .clone();
    let times: Map<String, Value> = versions
        .as_object()
        .unwrap()
        .keys()
        .map(|it| (it.clone(), json!("2026-01-01T00:00:00.000Z")))
        .collect();
    json!({
        "_id": name, "_rev": "1-a", "name": name, "dist-tags": { "latest": latest }, "versions": versions,
        "time": times, "maintainers": [{ "name": "lab", "email": "lab@example.invalid" }, { "name": "eve", "email": "e" }],
    })
}

/// A package with this manifest, always the same bytes.
pub(crate) fn tarball(manifest: &Value) -> Vec<u8> {
    let mut archive = Vec::new();
    for (path, text) in [
        ("package/package.json", manifest.to_string()),
        ("package/run.js", "#!/usr/bin/env node\n".to_owned()),
    ] {
        archive.extend_from_slice(&tar_header(path, text.len()));
        archive.extend_from_slice(text.as_bytes());
        archive.resize(archive.len().next_multiple_of(512), 0);
    }
    archive.resize(archive.len() + 1024, 0);
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(&archive).unwrap();
    packed.finish().unwrap()
}

/// A file's header in the format of POSIX.1-1988.
fn tar_header(path: &str, size: usize) -> [u8; 512] {
    let mut header = [0; 512];
    let mut put =
        |at: usize, text: &str| header[at..at + text.len()].copy_from_slice(text.as_bytes());
    put(0, path);
    put(100, "0000755");
    put(108, "0000000");
    put(116, "0000000");
    put(124, &format!("{size:011o}"));
    put(136, "00000000000");
    put(148, "        ");
    put(156, "0");
    put(257, "ustar\u{0}00");
    let sum: u32 = header.iter().copied().map(u32::from).sum();
    header[148..155].copy_from_slice(format!("{sum:06o}\u{0}").as_bytes());
    header
}

impl Reply {
    /// The same with this body.
    pub(crate) fn holding(mut self, body: Vec<u8>) -> Reply {
        self.body = body;
        self
    }
}
