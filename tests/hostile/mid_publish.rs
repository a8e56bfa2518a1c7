//! A `publishConfig` that changes in the middle of a publish: npm reads it again when the package's
//! scripts have run.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::recorder::Recorder;
use super::support::Lab;
use super::support::needles::Needles;
use super::support::run::Outcome;
use super::support::tools::majors;
use super::ways::{Way, wrapped};
use super::world::stored;

/// What npm runs before it reads the manifest again.
const EVENTS: [&str; 4] = ["prepack", "prepublishOnly", "prepare", "postpack"];

/// A package whose script for `event` runs this JavaScript with its own manifest as `manifest`.
pub(super) fn rewriting(lab: &Lab, name: &str, event: &str, code: &str) -> (PathBuf, Value) {
    let script = format!(
        "const fs = require('fs')\nconst manifest = JSON.parse(fs.readFileSync('package.json'))\n{code}\n\
         fs.writeFileSync('package.json', JSON.stringify(manifest))\n"
    );
    let manifest =
        json!({ "name": name, "version": "1.0.0", "scripts": { event: "node rewrite.js" } });
    let folder = lab.project("rewriting", &manifest);
    lab.write("work/rewriting/rewrite.js", script);
    (folder, manifest)
}

/// Ways to lead a publish elsewhere, as what becomes of the manifest.
pub(super) fn turns(proxy: &str) -> [String; 4] {
    let published = |config: Value| format!("manifest.publishConfig = {config}");
    let through = json!({ "proxy": proxy, "https-proxy": proxy, "strict-ssl": false });
    [
        published(through),
        published(json!({ "registry": proxy, "@priv:registry": proxy })),
        published(json!({ "noproxy": "nowhere.example", "cafile": "./ca.pem", "ca": "theirs" })),
        format!(
            "manifest.name = '@new/case'\n{}",
            published(json!({ "@new:registry": proxy }))
        ),
    ]
}

pub(super) const PUBLISH: [&str; 2] = ["publish", "--fetch-retries=0"];

#[track_caller]
pub(super) fn ended(lab: &Lab, outcome: &Outcome, name: &str, proxy: &Recorder, what: &str) {
    proxy.assert_without(&Needles::of(&lab.registry.writer), what);
    let said = outcome.out() + &outcome.err();
    assert!(
        said.contains("in publishConfig is not what it was"),
        "{what}: {outcome}"
    );
    assert!(!outcome.status.success(), "{what}: {outcome}");
    let path = name.replace('/', "%2f");
    assert!(
        lab.registry
            .requests(&path)
            .iter()
            .all(|one| one.method != "PUT"),
        "{what}: published: {outcome}"
    );
}

fn a_script_ends_its_publish(major: u32) {
    let lab = stored(major);
    let name = format!("@priv/{}", lab.unique());
    for (at, turn) in turns("PROXY").iter().enumerate() {
        let ways: &[Way] = if at == 0 { &Way::ALL } else { &[Way::Typed] };
        for way in ways {
            let proxy = Recorder::listen();
            let (folder, manifest) =
                rewriting(&lab, &name, "prepack", &turn.replace("PROXY", &proxy.url()));
            let outcome = way.start(&lab, &folder, &manifest, &PUBLISH).run();
            let what = format!("npm {major}, {way:?}, {turn}");
            ended(&lab, &outcome, &name, &proxy, &what);
            assert!(
                *way != Way::Typed || outcome.status.code() == Some(7),
                "{what}: {outcome}"
            );
        }
    }
    for event in &EVENTS[1..] {
        let proxy = Recorder::listen();
        let (folder, _) = rewriting(&lab, &name, event, &turns(&proxy.url())[0]);
        let outcome = lab.npm(&folder, &PUBLISH).run();
        ended(
            &lab,
            &outcome,
            &name,
            &proxy,
            &format!("npm {major}, {event}"),
        );
    }
    // Whatever a npm makes of this key.
    let proxy = Recorder::listen();
    let inherited = json!({ "proxy": proxy.url(), "https-proxy": proxy.url() });
    let turn = format!("manifest.publishConfig = JSON.parse('{{\"__proto__\":{inherited}}}')");
    let (folder, _) = rewriting(&lab, &format!("{name}-inherits"), "prepack", &turn);
    let outcome = lab.npm(&folder, &PUBLISH).run();
    assert!(!proxy.was_asked(), "npm {major}, inherited: {outcome}");
}

#[test]
fn no_script_leads_its_publish_elsewhere() {
    for major in majors() {
        a_script_ends_its_publish(major);
    }
}

/// That such a rewriting does lead there: npm alone, with the token in a file, takes it.
#[test]
fn npm_alone_goes_where_the_script_leads() {
    for major in majors() {
        let lab = stored(major);
        let token = format!(
            "{}:_authToken={}\n",
            lab.registry.nerf(),
            lab.registry.writer.token
        );
        lab.write("home/.npmrc", lab.user_config() + &token);
        let proxy = Recorder::listen();
        let (folder, _) = rewriting(
            &lab,
            &format!("@priv/{}", lab.unique()),
            "prepack",
            &turns(&proxy.url())[0],
        );
        let outcome = lab.npm(&folder, &PUBLISH).env("NPMCRED", "off").run();
        let heard = Needles::of(&lab.registry.writer).find(&proxy.heard());
        assert!(heard.is_some(), "npm {major}: {outcome}");
    }
}

/// A package whose publish would be led to a proxy that listens.
struct Led {
    lab: Lab,
    name: String,
    proxy: Recorder,
}

impl Led {
    fn new(major: u32) -> Self {
        let lab = stored(major);
        let name = format!("@priv/{}", lab.unique());
        let proxy = Recorder::listen();
        Led { lab, name, proxy }
    }

    /// The package as it was before its script ran.
    fn package(&self) -> PathBuf {
        let turn = &turns(&self.proxy.url())[0];
        rewriting(&self.lab, &self.name, "prepack", turn).0
    }

    #[track_caller]
    fn ended(&self, outcome: &Outcome, what: &str) {
        let what = format!("npm {}, {what}", self.lab.major);
        ended(&self.lab, outcome, &self.name, &self.proxy, &what);
    }
}

/// Where flags could not hold it: the user's proxy has a password, packages disagree, a launcher
/// forgets node's options.
#[test]
fn nor_where_a_flag_could_not_say_so() {
    for major in majors() {
        let led = Led::new(major);
        behind_a_proxy_with_a_password(&led);
        beside_a_package_that_goes_elsewhere(&led);
        if major > 10 {
            let words = ["stage", "publish", "--fetch-retries=0"];
            let outcome = led.lab.npm(&led.package(), &words).run();
            led.ended(&outcome, "stage");
        }
        by_a_launcher_that_forgets(&led);
    }
}

fn behind_a_proxy_with_a_password(led: &Led) {
    let lab = &led.lab;
    let own = Recorder::listen();
    let with_password = own.url().replace("://", "://me:secret-of-the-proxy@");
    lab.write(
        "home/.npmrc",
        format!("{}proxy={with_password}\n", lab.user_config()),
    );
    let outcome = lab.npm(&led.package(), &PUBLISH).run();
    led.ended(&outcome, "a password");
    lab.write("home/.npmrc", lab.user_config());
}

fn beside_a_package_that_goes_elsewhere(led: &Led) {
    let lab = &led.lab;
    let root = json!({ "name": "root", "version": "1.0.0", "workspaces": ["rewriting", "other"] });
    lab.write("work/package.json", root.to_string());
    let other = json!({ "name": format!("@priv/other-{}", lab.unique()), "version": "1.0.0",
        "publishConfig": { "registry": format!("{}elsewhere/", lab.registry.url) } });
    lab.project("other", &other);
    led.package();
    let words = ["publish", "-w", "rewriting", "--fetch-retries=0"];
    let outcome = lab.npm(&lab.path("work"), &words).run();
    led.ended(&outcome, "a workspace");
    std::fs::remove_file(lab.path("work/package.json")).unwrap();
}

fn by_a_launcher_that_forgets(led: &Led) {
    let (lab, folder) = (&led.lab, led.package());
    let npm = lab.path("prefix/bin/npm");
    let forgetful = format!(
        "#!/bin/sh\nunset NODE_OPTIONS\nexec {} \"$@\"\n",
        npm.display()
    );
    let outcome = wrapped(lab, "forgetful", &forgetful, lab.npm(&folder, &PUBLISH)).run();
    let what = format!("npm {}, a launcher", lab.major);
    led.proxy
        .assert_without(&Needles::of(&lab.registry.writer), &what);
    assert!(outcome.err().contains("ENEEDAUTH"), "{what}: {outcome}");
}

/// An npm of another make: nothing is sent rather than something unseen.
#[test]
fn an_npm_that_reads_publish_config_in_an_unknown_way_publishes_nothing() {
    for major in [8, 12] {
        let lab = stored(major);
        let commands = lab.path("prefix/lib/node_modules/npm/lib/commands");
        let file = commands.join("publish.js");
        let text = std::fs::read_to_string(&file).unwrap();
        let (before, rest) = text.split_once("const { flatten } = require(").unwrap();
        let (module, rest) = rest.split_once(')').unwrap();
        // The file is shared with other labs.
        std::fs::remove_file(&file).unwrap();
        std::fs::write(
            &file,
            format!("{before}const {{ flatten }} = require('./inner.js').inner{rest}"),
        )
        .unwrap();
        std::fs::write(
            commands.join("inner.js"),
            format!("exports.inner = require({module})\n"),
        )
        .unwrap();
        let (name, proxy) = (format!("@priv/{}", lab.unique()), Recorder::listen());
        let (folder, _) = rewriting(&lab, &name, "prepack", &turns(&proxy.url())[0]);
        let outcome = lab.npm(&folder, &PUBLISH).run();
        proxy.assert_without(&Needles::of(&lab.registry.writer), &format!("npm {major}"));
        assert!(
            outcome.err().contains("does not know how this npm"),
            "npm {major}: {outcome}"
        );
    }
}

/// What else a script does to its manifest is its own business, and so is a registry that it names,
/// which gets nothing.
#[test]
fn a_script_may_change_what_changes_no_way() {
    for major in majors() {
        let lab = stored(major);
        let (name, url) = (format!("@priv/{}", lab.unique()), &lab.registry.url);
        let clean = "delete manifest.scripts\nmanifest.publishConfig.access = 'public'\nmanifest.description = 'clean'";
        let (folder, mut manifest) = rewriting(&lab, &name, "prepack", clean);
        manifest["publishConfig"] =
            json!({ "registry": url, "@priv:registry": url, "strict-ssl": true });
        lab.project("rewriting", &manifest);
        // The path of what npm loads is quoted for node.
        let odd = lab.path("home/od\"d \\ 'n$ame é");
        lab.npm(&folder, &PUBLISH)
            .env("XDG_DATA_HOME", odd)
            .run()
            .expect(0);
        let is_put = |name: &str| {
            let path = name.replace('/', "%2f");
            lab.registry
                .requests(&path)
                .iter()
                .any(|one| one.method == "PUT")
        };
        assert!(is_put(&name), "npm {major}");

        let private = format!("{name}-private");
        let named = "manifest.publishConfig = { registry: 'https://127.0.0.1:1/' }";
        let (folder, _) = rewriting(&lab, &private, "prepack", named);
        let outcome = lab.npm(&folder, &PUBLISH).run();
        assert!(
            !outcome.status.success() && !is_put(&private),
            "npm {major}: {outcome}"
        );
        assert!(
            outcome.err().contains("https://127.0.0.1:1/"),
            "npm {major}: {outcome}"
        );
    }
}

/// Scripts see no more than without us, and what is printed is the same.
#[test]
fn a_publish_looks_as_it_does_without_us() {
    for major in majors() {
        let lab = stored(major);
        let name = format!("@priv/{}", lab.unique());
        let url = lab.registry.url.clone();
        let list = "env | grep -i -e ^npm_config_ -e ^NODE_OPTIONS -e ^NPMCRED_HELD | grep -v user_agent | sort";
        let manifest = json!({ "name": name, "version": "1.0.0", "publishConfig": { "registry": url },
            "scripts": { "prepack": format!("{list} > ../seen") } });
        let folder = lab.project("looked-at", &manifest);
        let both = [None, Some("--max-old-space-size=999 --no-deprecation")];
        for options in both.into_iter().skip(usize::from(!matches!(major, 8 | 12))) {
            looks_as_without_us(&lab, &folder, options);
        }
        lab.write("home/.npmrc", lab.user_config());
        explain_shows_no_arguments(&lab, &folder);
    }
}

#[track_caller]
fn looks_as_without_us(lab: &Lab, folder: &Path, options: Option<&str>) {
    let seen = || {
        let text = std::fs::read_to_string(lab.path("work/seen")).unwrap();
        text.lines()
            .filter(|line| !line.starts_with("npm_config_globalconfig="))
            .collect::<Vec<_>>()
            .join("\n")
    };
    let publish = || {
        let run = lab.npm(folder, &["publish", "--dry-run"]);
        options
            .into_iter()
            .fold(run, |run, options| run.env("NODE_OPTIONS", options))
    };
    lab.write("home/.npmrc", lab.user_config());
    let through = publish().run().expect(0);
    let with = seen();
    // The same, with the token where it used to be.
    let token = format!(
        "{}:_authToken={}\n",
        lab.registry.nerf(),
        lab.registry.writer.token
    );
    lab.write("home/.npmrc", lab.user_config() + &token);
    let bare = publish().env("NPMCRED", "off").run().expect(0);
    let what = format!("npm {}, {options:?}", lab.major);
    assert_eq!(with, seen(), "{what}");
    assert_eq!(
        (through.out(), through.err()),
        (bare.out(), bare.err()),
        "{what}"
    );
}

#[track_caller]
fn explain_shows_no_arguments(lab: &Lab, folder: &Path) {
    for (words, holds) in [
        (["publish", "."], true),
        (["unpublish", "--force"], true),
        (["view", "x"], false),
    ] {
        let told = lab
            .npmcred(&["explain", "--json", "npm"])
            .args(words)
            .cwd(folder)
            .run()
            .expect(0);
        let told: Value = serde_json::from_str(&told.out()).unwrap();
        let hand_over = &told["hand_over"];
        assert_eq!(
            (&hand_over["holds_publish_config"], &hand_over["arguments"]),
            (&json!(holds), &json!([]))
        );
    }
}
