//! Tables of who set a setting: the user, a project, or a script.

use std::collections::HashSet;
use std::path::Path;

use super::super::config::Config;
use super::super::layer::LayerKind;
use super::super::testing;
use super::outer::{Outer, UNKNOWN};
use crate::npmrc::version::NpmVersion;

const NPM: NpmVersion = NpmVersion::Npm12;

fn own(config: &Config, key: &str) -> Option<String> {
    config.own().text(key).map(str::to_owned)
}

#[test]
fn a_variable_in_a_script_is_the_users_only_if_the_user_had_it() {
    let env = &[
        ("npm_config_https_proxy", "http://p:1"),
        ("npm_config_cafile", "/c.pem"),
    ];
    let typed = testing::nested("", "", NPM, env, &[], &Outer::Nothing);
    assert_eq!(own(&typed, "https-proxy").as_deref(), Some("http://p:1/"));
    let nothing = testing::recorded(NPM, &[], &[]);
    let script = testing::nested("", "", NPM, env, &[], &nothing);
    assert_eq!(
        (own(&script, "https-proxy"), own(&script, "cafile")),
        (None, None)
    );
    assert!(!script.own().is_of(LayerKind::Env, "cafile") && script.get("cafile").is_some());
    // By the same variable, and by a flag that npm passes on as one.
    let exported = testing::recorded(NPM, &env[..1], &[]);
    let typed = testing::recorded(NPM, &[], &["run", "x", "--https-proxy=http://p:1"]);
    for outer in [exported, typed] {
        let script = testing::nested("", "", NPM, env, &[], &outer);
        assert_eq!(own(&script, "https-proxy").as_deref(), Some("http://p:1/"));
        assert_eq!(own(&script, "cafile"), None);
        let other = testing::nested(
            "",
            "",
            NPM,
            &[("npm_config_https_proxy", "http://p:2")],
            &[],
            &outer,
        );
        assert_eq!(own(&other, "https-proxy"), None);
    }
}

#[test]
fn a_flag_that_a_script_types_is_not_the_users() {
    let nothing = testing::recorded(NPM, &[], &[]);
    let script = testing::nested(
        "",
        "proxy=http://a/",
        NPM,
        &[],
        &["view", "x", "--proxy=http://e/"],
        &nothing,
    );
    assert_eq!(script.text("proxy"), Some("http://e/"));
    assert_eq!(own(&script, "proxy").as_deref(), Some("http://a/"));
}

#[test]
fn without_a_record_a_registry_may_be_the_users_and_a_way_may_not() {
    let unknown = Outer::read(false, true, None);
    assert_eq!(unknown, Outer::Unknown);
    let env = &[
        ("npm_config_registry", "https://r/"),
        ("npm_config_proxy", "http://p/"),
    ];
    let script = testing::nested("", "", NPM, env, &[], &unknown);
    assert_eq!(
        (own(&script, "registry").as_deref(), own(&script, "proxy")),
        (Some("https://r/"), None)
    );
    let script = testing::nested("registry=https://r/", "", NPM, env, &[], &unknown);
    assert_eq!(own(&script, "registry"), None);
    // A shim in between does not make it known.
    let inputs = testing::nested(
        "",
        "",
        NPM,
        env,
        &[],
        &Outer::read(true, true, Some(UNKNOWN)),
    );
    assert_eq!(own(&inputs, "registry").as_deref(), Some("https://r/"));
}

#[test]
fn files_that_a_project_names_are_not_the_users() {
    for line in [
        "userconfig=/p/.npmrc",
        "globalconfig=/h/.npmrc",
        "prefix=/p",
    ] {
        let config = testing::config(line, "proxy=http://a/", NPM);
        assert_eq!(config.own().user_path(), Path::new("/h/.npmrc"), "{line}");
        assert_eq!(
            config.own().global_path(),
            Path::new("/n/etc/npmrc"),
            "{line}"
        );
        assert_eq!(
            own(&config, "proxy").as_deref(),
            Some("http://a/"),
            "{line}"
        );
        let moved = if line.starts_with("user") {
            LayerKind::User
        } else {
            LayerKind::Global
        };
        assert!(!config.own().is_layer(moved), "{line}");
    }
    let config = testing::config("", "prefix=/x", NPM);
    assert_eq!(config.own().global_path(), Path::new("/x/etc/npmrc"));
    // A global config in a folder that is named for its project is not the user's.
    let config = testing::nested(
        "",
        "",
        NPM,
        &[],
        &["--prefix", "/q", "install"],
        &Outer::Nothing,
    );
    assert_eq!(
        (
            config.own().global_path(),
            config.own().is_layer(LayerKind::Global)
        ),
        (Path::new("/n/etc/npmrc"), false)
    );
}

#[test]
fn a_record_is_made_only_where_there_is_something() {
    let nothing = |env: &[(&str, &str)], flags: &[&str]| {
        testing::recorded(NPM, env, flags) == Outer::Recorded(HashSet::new())
    };
    assert!(nothing(
        &[
            ("npm_config_loglevel", "silly"),
            ("HTTPS_PROXY", "http://p/")
        ],
        &["run", "x", "--json"]
    ));
    assert!(nothing(&[], &["--prefix=/x", "run", "y"]));
    assert!(!nothing(&[("NPM_CONFIG_REGISTRY", "https://r/")], &[]));
}
