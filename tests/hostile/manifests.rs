//! Manifests that npm reads and that are hard to read: each names a proxy, and none is an accident.
//!
//! Typed, and in every other way; a script stands in another folder, so that the manifest stays as
//! it is.

use serde_json::json;

use super::manifest_case::{Case, goes_there, harmless, manifest, refused, start, tarball};
use super::recorder::Recorder;
use super::support::Lab;
use super::support::needles::Needles;
use super::support::tools::majors;
use super::ways::Way;
use super::world::stored;

fn zipped(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write;
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    writer.write_all(bytes).unwrap();
    writer.finish().unwrap()
}

/// Texts that JavaScript reads.
fn texts(proxy: &str) -> Vec<Case> {
    let case = |what, more: &str| {
        Case::new(what, &["publish"]).file("package.json", manifest(proxy, "@priv/case", more))
    };
    let padding = format!(r#""a":"{}","#, "x".repeat(5 * 1024 * 1024));
    let nested = format!(r#""a":{}{},"#, "[".repeat(300), "]".repeat(300));
    let mut no_text = manifest(proxy, "@priv/case", r#""a":"?","#).into_bytes();
    no_text[6] = 0xff;
    vec![
        case("a number beyond the doubles", r#""a":1e999,"#),
        case("half a surrogate pair", r#""a":"\ud800","#),
        case("a second key", r#""publishConfig":{},"#),
        case("nested deeply", &nested),
        case("larger than the limit", &padding),
        Case::new("no text", &["publish"]).file("package.json", no_text),
        Case::new("a byte order mark", &["publish"]).file(
            "package.json",
            format!("\u{feff}{}", manifest(proxy, "@priv/case", r#""a":1e999,"#)),
        ),
        Case::new("in a comment", &["unpublish", "--force"]).file(
            "index.js",
            format!("/**package\n{}\n**/\n", manifest(proxy, "@priv/case", "")),
        ),
    ]
}

/// Tarballs, and what else can be published that is no folder.
fn packed(lab: &Lab, proxy: &str) -> Vec<Case> {
    let (bad, good) = (manifest(proxy, "@priv/case", ""), harmless("@priv/case"));
    let plain = tarball(lab, &[("package/package.json", &bad)]);
    let two = tarball(
        lab,
        &[
            ("package/package.json", &good),
            ("package/./package.json", &bad),
        ],
    );
    let member = [zipped(&plain[..256]), zipped(&plain[256..])].concat();
    vec![
        Case::new("a plain tar", &["publish", "./x.tar"]).file("x.tar", plain.clone()),
        Case::new("a packed tar by another name", &["publish", "./x.tar"])
            .file("x.tar", zipped(&plain)),
        Case::new("two manifests", &["publish", "./x.tgz"]).file("x.tgz", zipped(&two)),
        Case::new("two members", &["publish", "./x.tgz"]).file("x.tgz", member),
        Case::new("by file:", &["publish", "file:x.tar"]).file("x.tar", plain.clone()),
        Case::new(
            "by file: and three slashes",
            &["publish", "file:../case/x.tgz"],
        )
        .file("x.tgz", zipped(&plain)),
    ]
}

/// Places that are not the working folder.
fn places(major: u32, proxy: &str) -> Vec<Case> {
    let bad = manifest(proxy, "@priv/case", "");
    let root = r#"{"name":"root","version":"1.0.0","workspaces":["a"]}"#;
    let bad_root = manifest(proxy, "@priv/root", r#""workspaces":["a"],"#);
    let with_member = |what, args: &[&str]| {
        Case::new(what, args)
            .file("package.json", root)
            .file("a/package.json", bad.as_str())
    };
    let with_root = |what, args: &[&str]| {
        Case::new(what, args)
            .file("package.json", bad_root.as_str())
            .file("a/package.json", harmless("@priv/case"))
    };
    let mut cases = vec![
        with_member("a workspace", &["publish", "-w", "a"]),
        with_member("all workspaces", &["publish", "--workspaces"]),
        with_member("the workspace around", &["publish"])
            .file("a/sub/x", "")
            .in_folder("a/sub"),
        with_root(
            "the root as well",
            &["publish", "-w", "a", "--include-workspace-root"],
        ),
        with_root("unpublish", &["unpublish", "--force"]),
        with_root("unpublish by name", &["unpublish", "@priv/root", "--force"]),
        with_root(
            "unpublish from below",
            &["unpublish", "@priv/root@1.0.0", "--force"],
        )
        .file("sub/x", "")
        .in_folder("sub"),
        with_root(
            "unpublish elsewhere",
            &["unpublish", "@priv/root", "--force", "--prefix=.."],
        )
        .file("sub/x", "")
        .in_folder("sub"),
    ];
    if major > 8 {
        cases.push(with_member(
            "unpublish a workspace",
            &["unpublish", "@priv/case@1.0.0", "--force", "-w", "a"],
        ));
    } else {
        let folder = Case::new("a folder that is taken for a URL", &["publish"]).in_folder("a#b");
        cases.push(
            folder
                .file("a#b/package.json", harmless("@priv/case"))
                .file("package.json", bad.as_str()),
        );
    }
    cases
}

#[test]
fn a_manifest_that_javascript_reads_is_read() {
    for major in majors() {
        let lab = stored(major);
        let proxy = Recorder::listen();
        let cases = texts(&proxy.url());
        refused(&lab, &cases, &Needles::of(&lab.registry.writer), &proxy);
        goes_there(&lab, &texts("PROXY")[0]);
    }
}

#[test]
fn a_tarball_is_read_as_npm_unpacks_it() {
    for major in majors() {
        let lab = stored(major);
        let proxy = Recorder::listen();
        refused(
            &lab,
            &packed(&lab, &proxy.url()),
            &Needles::of(&lab.registry.writer),
            &proxy,
        );
    }
}

#[test]
fn what_is_published_from_elsewhere_gets_nothing() {
    for major in majors() {
        let lab = stored(major);
        let proxy = Recorder::listen();
        let away = format!("{}x.tgz", proxy.url());
        let operands = [
            away.as_str(),
            "git+file:///srv/x",
            "@priv/lib@1.0.0",
            "case",
            "user/case",
            "github:user/case",
        ];
        let cases: Vec<Case> = operands
            .iter()
            .map(|operand| {
                Case::new("elsewhere", &["publish", operand])
                    .file("package.json", harmless("@priv/case"))
            })
            .collect();
        refused(&lab, &cases, &Needles::of(&lab.registry.writer), &proxy);
    }
}

#[test]
fn the_manifest_is_that_of_the_place_which_npm_takes() {
    for major in majors() {
        let lab = stored(major);
        let proxy = Recorder::listen();
        refused(
            &lab,
            &places(major, &proxy.url()),
            &Needles::of(&lab.registry.writer),
            &proxy,
        );
        for case in places(major, "PROXY")
            .iter()
            .filter(|case| case.what.starts_with("unpublish"))
        {
            goes_there(&lab, case);
        }
    }
}

/// What can be read exactly is published, however it is written.
#[test]
fn an_unusual_manifest_without_a_way_of_its_own_is_published() {
    for major in majors() {
        let lab = stored(major);
        let named = |word: &str| format!("@priv/{word}-{major}-{}", lab.unique());
        let odd = format!(
            "\u{feff}{{\"a\":1e999,\"b\":\"\\ud800\",\"name\":\"{}\",\"version\":\"1.0.0\"}}",
            named("odd")
        );
        let plain = tarball(
            &lab,
            &[
                ("package/index.js", "1"),
                ("package/package.json", &harmless(&named("plain"))),
            ],
        );
        let cases = [
            Case::new("odd", &["publish"]).file("package.json", odd),
            Case::new("plain", &["publish", "./x.tar"]).file("x.tar", plain),
        ];
        for case in &cases {
            start(&lab, case, Way::Typed).expect(0);
            let path = format!("/{}", named(case.what).replace('/', "%2f"));
            let bearer = format!("Bearer {}", lab.registry.writer.token);
            let asked = lab.registry.requests(&path);
            let puts = asked.iter().filter(|one| one.method == "PUT");
            assert!(
                puts.clone()
                    .any(|put| put.authorization.as_ref() == Some(&bearer)),
                "{}: {asked:?}",
                case.what
            );
        }
    }
}

/// A token in `publishConfig` goes out with the package: the shim, `explain`, `doctor` and
/// `migrate` say so.
#[test]
fn a_token_in_a_manifest_is_told() {
    let lab = stored(12);
    let dart = lab.registry.url.strip_prefix("http:").unwrap();
    let key = format!("{dart}:_authToken");
    let name = format!("@priv/telling-{}", lab.unique());
    let manifest = json!({ "name": name, "version": "1.0.0", "publishConfig": { &key: lab.registry.writer.token } });
    let folder = lab.project("telling", &manifest);
    let told = |args: &[&str]| {
        let outcome = lab.npmcred(args).cwd(&folder).run();
        let text = outcome.out() + &outcome.err();
        assert!(
            text.contains("package.json") && text.contains("_authToken"),
            "{args:?}: {outcome}"
        );
        assert!(
            !text.contains(&lab.registry.writer.token),
            "{args:?}: {outcome}"
        );
    };
    told(&["explain", "npm", "publish"]);
    told(&["migrate", "--dry-run"]);
    told(&["doctor"]);
    let outcome = lab.npm(&folder, &["publish"]).run().expect(0);
    assert!(
        outcome
            .said()
            .join("\n")
            .contains("publishes it with the package"),
        "{outcome}"
    );
}
