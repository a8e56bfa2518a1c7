//! A `publishConfig` that changes in the middle of a publish: npm reads it again when the package's scripts have run.

use std::path::PathBuf;

use serde_json::{Value, json};

use super::recorder::Recorder;
use super::support::Lab;
use super::support::needles::Needles;
use super::ways::Way;
use super::world::stored;

/// A package whose `prepack` script writes this `publishConfig` into its own manifest.
fn rewriting(lab: &Lab, name: &str, published: &Value) -> (PathBuf, Value) {
    let script = format!(
        "const fs = require('fs')\nconst manifest = JSON.parse(fs.readFileSync('package.json'))\n\
         manifest.publishConfig = {published}\nfs.writeFileSync('package.json', JSON.stringify(manifest))\n"
    );
    let manifest = json!({ "name": name, "version": "1.0.0", "scripts": { "prepack": "node rewrite.js" } });
    let folder = lab.project("rewriting", &manifest);
    lab.write("work/rewriting/rewrite.js", script);
    (folder, manifest)
}

/// From npm 10 on a flag stands above `publishConfig`. Before, nothing does, and SECURITY.md says so.
#[test]
fn a_prepack_script_does_not_lead_the_publish_through_a_proxy() {
    for major in [10, 11, 12] {
        let lab = stored(major);
        let ways: &[Way] = if major == 12 { &Way::ALL } else { &[Way::Typed] };
        for (at, way) in ways.iter().enumerate() {
            let proxy = Recorder::listen();
            let url = proxy.url();
            let mut published = json!({ "proxy": url, "https-proxy": url, "strict-ssl": false });
            if at % 2 == 1 {
                published["registry"] = json!(url);
                published["@priv:registry"] = json!(url);
            }
            let name = format!("@priv/{}{at}", lab.unique());
            let (folder, manifest) = rewriting(&lab, &name, &published);
            let outcome = way.start(&lab, &folder, &manifest, &["publish", "--fetch-retries=0"]).run();
            let what = format!("npm {major}, {way:?}");
            proxy.assert_without(&Needles::of(&lab.registry.writer), &what);
            assert!(outcome.status.success(), "{what}: {outcome}");
            let path = name.replace('/', "%2f");
            let put = lab.registry.requests(&path).into_iter().any(|request| request.method == "PUT");
            assert!(put, "{what}: not published: {outcome}");
        }
    }
}

/// A registry that `publishConfig` names at first is the package's to name, and scripts see no more of the flags than without.
#[test]
fn what_is_pinned_is_what_was_so_already() {
    for major in [10, 11, 12] {
        let lab = stored(major);
        let name = format!("@priv/{}", lab.unique());
        let url = lab.registry.url.clone();
        let list = "env | grep -i ^npm_config_ | grep -v user_agent | sort";
        let manifest = json!({ "name": name, "version": "1.0.0", "publishConfig": { "registry": url },
            "scripts": { "prepack": format!("{list} > ../seen") } });
        let folder = lab.project("pinned", &manifest);
        let seen = || std::fs::read_to_string(lab.path("work/seen")).unwrap();
        let through = lab.npm(&folder, &["publish", "--dry-run"]).run().expect(0);
        let with = seen();
        // The same, with the token where it used to be.
        let token = format!("{}:_authToken={}\n", lab.registry.nerf(), lab.registry.writer.token);
        lab.write("home/.npmrc", lab.user_config() + &token);
        let bare = lab.npm(&folder, &["publish", "--dry-run"]).env("NPMCRED", "off").run().expect(0);
        let without_path = |text: String| {
            text.lines().filter(|line| !line.starts_with("npm_config_globalconfig=")).collect::<Vec<_>>().join("\n")
        };
        assert_eq!(without_path(with), without_path(seen()), "npm {major}");
        assert_eq!((through.out(), through.err()), (bare.out(), bare.err()), "npm {major}");
        lab.write("home/.npmrc", lab.user_config());
        let told = lab.npmcred(&["explain", "--json", "npm", "publish"]).cwd(&folder).run().expect(0);
        let told: Value = serde_json::from_str(&told.out()).unwrap();
        let arguments = told["hand_over"]["arguments"].as_array().unwrap();
        assert!(arguments.contains(&json!(format!("--@priv:registry={url}"))), "{told}");
        let told = lab.npmcred(&["explain", "--json", "npm", "view", "@priv/lib"]).cwd(&folder).run().expect(0);
        let told: Value = serde_json::from_str(&told.out()).unwrap();
        assert_eq!(told["hand_over"]["arguments"], json!([]), "{told}");
    }
}
