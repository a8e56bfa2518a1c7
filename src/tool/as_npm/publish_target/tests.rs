//! Command lines and the packages that npm would publish.

use super::*;
use crate::npmrc::testing::{FakeFiles, config_of};
use serde_json::Value;

/// The targets of a command line typed in `/p/sub`, of which the workspaces are `/p/a` and
/// `/p/b`.
fn targets(npm: NpmVersion, npmrc: &str, line: &[&str]) -> Vec<String> {
    let files = FakeFiles::new(&[
        (
            "/p/package.json",
            r#"{"name":"root","workspaces":["a","b"],"publishConfig":{"tag":"r"}}"#,
        ),
        (
            "/p/a/package.json",
            r#"{"name":" @s/a ","publishConfig":{"tag":"a"}}"#,
        ),
        (
            "/p/b/package.json",
            r#"{"name":"b","publishConfig":"none"}"#,
        ),
        (
            "/p/sub/package.json",
            "\u{feff}{\"name\":\"sub\",\"version\":1e999}",
        ),
        ("/p/sub/broken/package.json", "{"),
        ("/p/.npmrc", npmrc),
    ]);
    let config = config_of(&files, "/p", npm);
    let request = PublishRequest {
        command: line[0],
        operands: &line[1..],
        cwd: Path::new("/p/sub"),
        home: Some(Path::new("/h")),
        config: &config,
        npm,
    };
    let shown = |target: PublishTarget| match target.unread {
        Some(_) => "unread".to_owned(),
        None => {
            format!(
                "{}:{}",
                target.name,
                target
                    .publish_config
                    .get("tag")
                    .and_then(Value::as_str)
                    .unwrap_or("-")
            )
        }
    };
    publish_targets(&files, &request)
        .into_iter()
        .map(shown)
        .collect()
}

#[test]
fn each_command_reads_its_own_manifests() {
    for (npmrc, line, want, want_of_8) in [
        ("", &["publish"][..], &["sub:-"][..], &["sub:-"][..]),
        ("", &["stage", "publish", "../a"], &["@s/a:a"], &["@s/a:a"]),
        ("", &["stage", "list"], &[], &[]),
        ("", &["publish", "./broken"], &["unread"], &["unread"]),
        ("", &["publish", "./none"], &[], &[]),
        ("", &["publish", "a"], &["unread"], &["unread"]),
        (
            "workspaces=true",
            &["publish"],
            &["@s/a:a", "b:-"],
            &["@s/a:a", "b:-"],
        ),
        (
            "workspaces=true",
            &["publish", "./broken"],
            &["unread"],
            &["@s/a:a", "b:-"],
        ),
        (
            "workspaces=true\ninclude-workspace-root=true",
            &["publish"],
            &["@s/a:a", "b:-", "root:r"],
            &["@s/a:a", "b:-", "root:r"],
        ),
        ("", &["unpublish"], &["root:r"], &["root:r"]),
        ("", &["unpublish", "root@1.0.0"], &["root:r"], &["root:r"]),
        ("", &["unpublish", "other@1.0.0"], &[], &[]),
        (
            "workspaces=true",
            &["unpublish", "@s/a@1.0.0"],
            &["@s/a:a"],
            &["@s/a:-", "b:-"],
        ),
        ("", &["view"], &[], &[]),
    ] {
        assert_eq!(
            targets(NpmVersion::Npm12, npmrc, line),
            want,
            "{npmrc} {line:?}"
        );
        assert_eq!(
            targets(NpmVersion::Npm8, npmrc, line),
            want_of_8,
            "npm 8: {npmrc} {line:?}"
        );
    }
}

#[test]
fn a_path_that_old_npms_take_for_a_url_is_read_both_ways() {
    let read = |cwd: &str, path: &str| {
        readings(Path::new(cwd), Path::new(path))
            .iter()
            .map(|one| one.display().to_string())
            .collect::<Vec<_>>()
    };
    assert_eq!(read("/p/a b", "é"), ["/p/a b/é"]);
    assert_eq!(read("/p/a%41b", "/p/a%41b/x"), ["/p/a%41b/x", "/p/aAb/x"]);
    assert_eq!(
        read("/p/x%2f..%2fy", "z"),
        ["/p/x%2f..%2fy/z", "/p/x/../y/z"]
    );
    assert_eq!(read("/p/a#b", "."), ["/p/a#b/.", "/p/"]);
    assert_eq!(read("/p/a\\b", "./c"), ["/p/a\\b/./c", "/p/a/b/c"]);
}

#[test]
fn where_the_workspaces_are_not_certain_every_package_below_is_looked_at() {
    let found = |patterns: &str| {
        let files = FakeFiles::new(&[
            (
                "/p/package.json",
                &format!(r#"{{"workspaces":{patterns}}}"#),
            ),
            (
                "/p/a/package.json",
                r#"{"name":"a","publishConfig":{"proxy":"http://e/"}}"#,
            ),
            ("/p/b/package.json", r#"{"name":"b"}"#),
            ("/p/.npmrc", "workspaces=true"),
        ]);
        let (config, npm) = (
            config_of(&files, "/p", NpmVersion::Npm12),
            NpmVersion::Npm12,
        );
        let request = PublishRequest {
            command: "publish",
            operands: &[],
            cwd: Path::new("/p"),
            home: None,
            config: &config,
            npm,
        };
        let shown = |one: PublishTarget| {
            if one.unread.is_some() {
                "unread".to_owned()
            } else {
                one.name
            }
        };
        publish_targets(&files, &request)
            .into_iter()
            .map(shown)
            .collect::<Vec<_>>()
    };
    assert_eq!(found(r#"["b"]"#), ["b"]);
    assert_eq!(found(r#"["b", "[[:alpha:]]"]"#), ["b", "a"]);
    assert_eq!(found(r#"["b", "x/../a"]"#), ["b", "unread"]);
    assert_eq!(found(r#"["b", "{.,x}./p/a"]"#), ["b", "unread"]);
    assert_eq!(found(&format!(r#"["{}"]"#, "@(".repeat(30_000))), ["a"]);
}
