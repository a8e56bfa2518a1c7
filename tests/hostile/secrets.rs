//! Steps and secrets of the tests about where a secret is stored.
//!
//! What the keyring holds is asked of the keyring itself, not of npmcred.

use super::support::Lab;
use super::world::registry;

pub(super) const TOKEN: &str = "npm_7fK2mQ9xLrT4vW8zBcD3nH6jPsY1aGeU5oXi";
pub(super) const OTHER: &str = "npm_Zq1Xw2Ce3Vr4Bt5Ny6Mu7Ki8Lo9PaSdFgHjK";
pub(super) const FOREIGN: &str = "https://evil.example/";

/// A world whose project names a foreign registry, on its second line.
pub(super) fn cloned(major: u32) -> Lab {
    let lab = Lab::shimmed(major, registry());
    lab.project(
        "cloned",
        &serde_json::json!({ "name": "cloned", "version": "1.0.0" }),
    );
    lab.write(
        "work/cloned/.npmrc",
        format!("fund=false\nregistry={FOREIGN}\n"),
    );
    lab
}

pub(super) fn registries(lab: &Lab) -> Vec<String> {
    lab.kept()
        .iter()
        .map(|one| one["registry"].as_str().unwrap().to_owned())
        .collect()
}

pub(super) fn user_file(lab: &Lab) -> String {
    std::fs::read_to_string(lab.path("home/.npmrc")).unwrap()
}

/// What the keyring itself holds for a registry, asked by another program than ours.
pub(super) fn secret(lab: &mut Lab, url: &str) -> String {
    let realm = url.trim_end_matches('/').to_owned();
    let mut command = lab.bus().command("secret-tool");
    let output = command
        .args(["lookup", "npmcred:realm", &realm])
        .output()
        .unwrap();
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
    json["secret"].as_str().unwrap_or_default().to_owned()
}
