//! What a project says, said again by npm to its scripts: a variable is the project's word where
//! the project put it there.

use std::path::PathBuf;

use serde_json::{Value, json};

use super::recorder::Recorder;
use super::support::Lab;
use super::support::needles::Needles;
use super::support::run::Outcome;
use super::support::tools::majors;
use super::ways::Way;
use super::world::{registry, stored};

/// Keys by which a project leads everything through a proxy or another file, and the lines that do.
/// The files of theirs name the proxy.
fn lines(key: &str, proxy: &str) -> String {
    match key {
        "proxy" | "https-proxy" => format!("{key}={proxy}\n"),
        // npm takes the proxy of its setting for every address, this one's list for none.
        "noproxy" => format!("https-proxy={proxy}\nnoproxy=nowhere.example\n"),
        "cafile" => "cafile=./theirs/ca.pem\n".to_owned(),
        "ca" => "ca=theirs\n".to_owned(),
        "strict-ssl" => "strict-ssl=false\n".to_owned(),
        "userconfig" => "userconfig=./theirs/npmrc\n".to_owned(),
        "globalconfig" => "globalconfig=./theirs/npmrc\n".to_owned(),
        "prefix" => "prefix=./theirs\n".to_owned(),
        "registry" => format!("registry={proxy}\n@priv:registry={proxy}\n"),
        _ => "replace-registry-host=always\nhttps-proxy=".to_owned() + proxy + "\n",
    }
}

const KEYS: [&str; 11] = [
    "proxy",
    "https-proxy",
    "noproxy",
    "cafile",
    "ca",
    "strict-ssl",
    "userconfig",
    "globalconfig",
    "prefix",
    "registry",
    "replace-registry-host",
];

fn manifest() -> Value {
    json!({ "name": "consumer", "version": "1.0.0" })
}

fn project(lab: &Lab, config: &str, proxy: &str) -> PathBuf {
    let project = lab.project("consumer", &manifest());
    lab.write("work/consumer/.npmrc", config);
    let theirs = format!(
        "registry={}\nhttps-proxy={proxy}\nproxy={proxy}\n",
        lab.registry.url
    );
    lab.write("work/consumer/theirs/npmrc", &theirs);
    lab.write("work/consumer/theirs/etc/npmrc", &theirs);
    lab.write("work/consumer/theirs/ca.pem", "theirs");
    project
}

const VIEW: [&str; 4] = ["view", "@priv/lib", "version", "--fetch-retries=0"];

fn start(lab: &Lab, way: Way, config: &str, proxy: &Recorder) -> Outcome {
    let project = project(lab, config, &proxy.url());
    way.start(lab, &project, &manifest(), &VIEW).run()
}

/// That the command got nothing: the registry gives this package to its owner only.
fn gets_nothing(lab: &Lab, key: &str, way: Way) {
    let proxy = Recorder::listen();
    let what = format!("npm {}, {key}, {way:?}", lab.major);
    let outcome = start(lab, way, &lines(key, &proxy.url()), &proxy);
    proxy.assert_without(&Needles::of(&lab.registry.writer), &what);
    assert!(
        !outcome.out().contains("1.0.0\n") || way == Way::Version,
        "{what}: {outcome}"
    );
    assert!(
        !outcome.status.success(),
        "{what}: it went through: {outcome}"
    );
    let said = outcome.said().join("\n");
    let file = lab.path("work/consumer/.npmrc");
    assert!(
        said.contains(&format!("{} line ", file.display())),
        "{what}: {said:?} {outcome}"
    );
    if !matches!(key, "cafile" | "ca" | "strict-ssl") {
        assert!(
            proxy.was_asked(),
            "{what}: the proxy plays no part: {outcome}"
        );
    }
}

/// With the oldest and the newest npm each key in a script and typed; with every npm each key in
/// one way or another, so that the five together have all of them.
fn every_key(major: u32) {
    let lab = stored(major);
    // So that leading away from it is seen.
    lab.write(
        "home/.npmrc",
        format!("{}@priv:registry={}\n", lab.user_config(), lab.registry.url),
    );
    for (at, key) in KEYS.into_iter().enumerate() {
        let turn = Way::turn(major, at);
        gets_nothing(&lab, key, turn);
        if matches!(major, 8 | 12) && turn != Way::Script {
            gets_nothing(&lab, key, Way::Script);
        }
    }
}

#[test]
fn no_line_of_a_project_is_the_users_word_inside_a_script() {
    for major in majors() {
        every_key(major);
    }
}

/// A folder inside the project, with a manifest of its own: its commands do not read the file that
/// said so.
#[test]
fn a_script_that_goes_elsewhere_takes_the_projects_word_along() {
    for major in majors() {
        let lab = stored(major);
        let proxy = Recorder::listen();
        project(
            &lab,
            &format!("https-proxy={}\n", proxy.url()),
            &proxy.url(),
        );
        lab.project(
            "consumer/sub",
            &json!({ "name": "sub", "version": "1.0.0" }),
        );
        let manifest = json!({ "name": "consumer", "version": "1.0.0",
            "scripts": { "there": format!("cd sub && npm {}", VIEW.join(" ")) } });
        let project = lab.project("consumer", &manifest);
        let outcome = lab.npm(&project, &["run", "there"]).run();
        proxy.assert_without(&Needles::of(&lab.registry.writer), &format!("npm {major}"));
        assert!(
            outcome.said().join("\n").contains("consumer/.npmrc line 1"),
            "{outcome}"
        );
        // What was allowed where it stands holds where npm takes it.
        lab.npmcred(&["trust", "--yes"])
            .cwd(&project)
            .run()
            .expect(0);
        let outcome = lab.npm(&project, &["run", "there"]).run();
        assert!(outcome.said().is_empty(), "npm {major}: {outcome}");
    }
}

/// Where npm was started by its path there is no record, and a variable that repeats the project is
/// still the project's.
#[test]
fn a_script_of_an_npm_that_we_do_not_stand_in_front_of() {
    for major in majors() {
        let lab = stored(major);
        let proxy = Recorder::listen();
        let line = format!("npm {}", VIEW.join(" "));
        project(
            &lab,
            &format!("https-proxy={}\n", proxy.url()),
            &proxy.url(),
        );
        let manifest = json!({ "name": "consumer", "version": "1.0.0", "scripts": { "go": line } });
        let folder = lab.project("consumer", &manifest);
        let npm = lab.path("prefix/bin/npm");
        let outcome = lab
            .run(npm.to_str().unwrap())
            .cwd(&folder)
            .args(["run", "go"])
            .run();
        proxy.assert_without(&Needles::of(&lab.registry.writer), &format!("npm {major}"));
        assert!(outcome.said().join("\n").contains("line 1"), "{outcome}");
    }
}

#[test]
fn what_the_user_says_holds_inside_a_script() {
    for major in majors() {
        let lab = stored(major);
        let needles = Needles::of(&lab.registry.writer);
        let ca = lab.write("home/ca.pem", "mine");
        let manifest = json!({ "name": "consumer", "version": "1.0.0" });
        let folder = project(&lab, "", "");
        // Exported, as companies do.
        let run = Way::Script
            .start(&lab, &folder, &manifest, &VIEW)
            .env("npm_config_cafile", ca.as_os_str());
        let outcome = run.run().expect(0);
        assert!(
            outcome.out().contains("1.0.0") && outcome.said().is_empty(),
            "npm {major}: {outcome}"
        );
        // Typed at the outermost command, and passed on by npm: the token takes the user's own way.
        let proxy = Recorder::listen();
        for way in [Way::Script, Way::Version] {
            let flag = format!("--https-proxy={}", proxy.url());
            let outcome = way
                .start(&lab, &folder, &manifest, &VIEW)
                .args([flag])
                .run();
            assert!(outcome.said().is_empty(), "npm {major}, {way:?}: {outcome}");
        }
        assert!(
            needles.find(&proxy.heard()).is_some(),
            "npm {major}: the user's proxy was not used"
        );
        // In the user's own file.
        lab.write(
            "home/.npmrc",
            format!(
                "{}cafile={}\nca[]=A\nca[]=B\n",
                lab.user_config(),
                ca.display()
            ),
        );
        let outcome = Way::Script
            .start(&lab, &folder, &manifest, &VIEW)
            .run()
            .expect(0);
        assert!(outcome.said().is_empty(), "npm {major}: {outcome}");
    }
}

#[test]
fn what_was_allowed_holds_inside_a_script_and_what_a_script_adds_does_not() {
    for major in majors() {
        let lab = stored(major);
        let folder = project(&lab, "cafile=./theirs/ca.pem\n", "");
        lab.npmcred(&["trust", "--yes"])
            .cwd(&folder)
            .run()
            .expect(0);
        for way in [Way::Typed, Way::Script, Way::Version, Way::Npx] {
            let outcome = way.start(&lab, &folder, &manifest(), &VIEW).run();
            assert!(
                outcome.out().contains("1.0.0") && outcome.said().is_empty(),
                "npm {major}, {way:?}: {outcome}"
            );
        }
        let proxy = Recorder::listen();
        let said = format!("--https-proxy={}", proxy.url());
        let args: Vec<&str> = VIEW.into_iter().chain([said.as_str()]).collect();
        let outcome = Way::Script.start(&lab, &folder, &manifest(), &args).run();
        proxy.assert_without(&Needles::of(&lab.registry.writer), &format!("npm {major}"));
        assert!(
            outcome
                .said()
                .join("\n")
                .contains("--https-proxy, which a script set"),
            "{outcome}"
        );
        // The file that the line names is part of what was allowed.
        lab.write("work/consumer/theirs/ca.pem", "other");
        let outcome = Way::Typed.start(&lab, &folder, &manifest(), &VIEW).run();
        assert!(
            outcome.said().join("\n").contains("line 1, cafile"),
            "npm {major}: {outcome}"
        );
    }
}

/// An image or a build server names a global config by a variable; a project that names one as well
/// is not it.
#[test]
fn a_global_config_of_the_project_is_not_merged_in() {
    for major in majors() {
        let lab = stored(major);
        let own = lab.write("home/global", "loglevel=warn\n");
        for way in [Way::Typed, Way::Script] {
            let proxy = Recorder::listen();
            let folder = project(&lab, "globalconfig=./theirs/npmrc\n", &proxy.url());
            let run = way
                .start(&lab, &folder, &manifest(), &VIEW)
                .env("npm_config_globalconfig", own.as_os_str());
            let outcome = run.run();
            proxy.assert_without(
                &Needles::of(&lab.registry.writer),
                &format!("npm {major}, {way:?}"),
            );
            assert!(
                outcome.said().join("\n").contains("line 1, globalconfig"),
                "npm {major}, {way:?}: {outcome}"
            );
            lab.write("work/consumer/.npmrc", "");
            let run = way
                .start(&lab, &folder, &manifest(), &VIEW)
                .env("npm_config_globalconfig", own.as_os_str());
            let outcome = run.run().expect(0);
            assert!(outcome.said().is_empty(), "npm {major}, {way:?}: {outcome}");
        }
    }
}

/// For the public registry an address in plain text does no harm, until a project tells npm to go
/// where it says.
#[test]
fn nor_is_where_a_project_has_npm_go_to_the_letter() {
    for major in [8, 12] {
        let lab = Lab::shimmed(major, registry());
        let (public, needles) = (
            "https://registry.npmjs.org/",
            Needles::of(&lab.registry.writer),
        );
        lab.store(public, &lab.registry.writer, &[]);
        let address = "http://registry.npmjs.org/x/-/x-1.0.0.tgz";
        let needs = json!({ "name": "case", "version": "1.0.0", "dependencies": { "x": "1.0.0" } });
        let packages =
            json!({ "": needs, "node_modules/x": { "version": "1.0.0", "resolved": address } });
        let lock = json!({ "name": "case", "version": "1.0.0", "lockfileVersion": 3, "packages": packages });
        let folder = lab.project("case", &needs);
        lab.write("work/case/package-lock.json", lock.to_string());
        lab.write("work/case/.npmrc", "replace-registry-host=never\n");
        for way in [Way::Typed, Way::Script, Way::Npx, Way::ShellWrapper] {
            // The user's own, so that nothing leaves this machine and all that npm sends in plain
            // text is heard.
            let proxy = Recorder::listen();
            let own = format!(
                "proxy={0}\nhttps-proxy={0}\nregistry={public}\n",
                proxy.url()
            );
            lab.write("home/.npmrc", &own);
            let ci = ["ci", "--ignore-scripts", "--fetch-retries=0"];
            let outcome = way.start(&lab, &folder, &needs, &ci).run();
            let what = format!("npm {major}, {way:?}");
            assert!(
                outcome.said().join("\n").contains("package-lock.json line"),
                "{what}: {outcome}"
            );
            proxy.assert_without(&needles, &what);
            if (major, way) == (8, Way::Typed) {
                let token = format!(
                    "//registry.npmjs.org/:_authToken={}\n",
                    lab.registry.writer.token
                );
                lab.write("home/.npmrc", own + &token);
                let outcome = lab.npm(&folder, &ci).env("NPMCRED", "off").run();
                assert!(
                    needles.find(&proxy.heard()).is_some(),
                    "npm alone does not go there: {outcome}"
                );
            }
        }
    }
}
