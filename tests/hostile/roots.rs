//! Folders above the one in which a command is typed.
//!
//! Which of their config files count is npm's to know, and a doubt is a no.

use serde_json::json;

use super::recorder::Recorder;
use super::support::Lab;
use super::support::needles::Needles;
use super::support::run::Outcome;
use super::support::tools::majors;
use super::ways::Way;
use super::world::stored;

const VIEW: [&str; 4] = ["view", "@priv/lib", "version", "--fetch-retries=0"];

/// `npm view` in a folder `sub` below a root with this manifest, whose config file names the proxy.
fn below(lab: &Lab, way: Way, root: &str, proxy: &Recorder) -> Outcome {
    lab.write("work/P/package.json", root);
    lab.write("work/P/.npmrc", format!("https-proxy={}\n", proxy.url()));
    std::fs::create_dir_all(lab.path("work/P/packages")).unwrap();
    let manifest = json!({ "name": "sub", "version": "1.0.0" });
    let folder = lab.project("P/sub", &manifest);
    way.start(lab, &folder, &manifest, &VIEW).run()
}

fn workspaces(pattern: &str) -> String {
    json!({ "name": "root", "version": "1.0.0", "workspaces": [pattern] }).to_string()
}

fn gets_nothing(lab: &Lab, way: Way, root: &str) -> bool {
    let proxy = Recorder::listen();
    let what = format!("npm {}, {way:?}, {root}", lab.major);
    let outcome = below(lab, way, root, &proxy);
    proxy.assert_without(&Needles::of(&lab.registry.writer), &what);
    let said = outcome.said().join("\n");
    assert!(
        said.contains("P/.npmrc line 1, https-proxy"),
        "{what}: {outcome}"
    );
    proxy.was_asked()
}

#[test]
fn a_root_that_npm_reads_otherwise_than_we_do_hands_nothing_over() {
    for major in majors() {
        let lab = stored(major);
        let patterns = [
            "packages/../sub",
            "{s..u}ub",
            "[[:alpha:]]ub",
            "../P/sub",
            "*(s)ub",
            "s\\ub",
        ];
        let odd = [
            r#""x":1e999"#,
            r#""x":"\ud800""#,
            r#""x":1,"workspaces":[]"#,
        ];
        let unread = odd.iter().map(|odd| {
            format!(r#"{{"name":"root",{odd},"version":"1.0.0","workspaces":["./sub"]}}"#)
        });
        let roots = patterns
            .iter()
            .map(|pattern| workspaces(pattern))
            .chain(unread);
        let led = roots
            .enumerate()
            .filter(|(at, root)| gets_nothing(&lab, Way::turn(major, *at), root))
            .count();
        assert!(
            led >= 5,
            "npm {major}: of these, npm took only {led} for roots"
        );
    }
}

/// The other way round: npm makes nothing of the root, and takes the workspace's own file.
#[test]
fn a_workspaces_own_file_counts_where_the_root_is_in_doubt() {
    for major in majors() {
        let lab = stored(major);
        let proxy = Recorder::listen();
        lab.write(
            "work/P/sub/.npmrc",
            format!("https-proxy={}\n", proxy.url()),
        );
        lab.write(
            "work/P/package.json",
            r#"{"name":"root","version":"1.0.0","workspaces":["sub"]}"#,
        );
        lab.write(
            "work/P/sub/package.json",
            r#"{"name":"sub","version":"1.0.0"}"#,
        );
        let outcome = lab.npm(&lab.path("work/P/sub"), &VIEW).run();
        proxy.assert_without(&Needles::of(&lab.registry.writer), &format!("npm {major}"));
        assert!(
            outcome.said().join("\n").contains("P/sub/.npmrc line 1"),
            "npm {major}: {outcome}"
        );
    }
}

#[test]
fn a_folder_above_that_npm_passes_over_is_passed_over() {
    for major in majors() {
        let lab = stored(major);
        let roots = [
            r#"{"name":"root","version":"1.0.0"}"#.to_owned(),
            "no manifest".to_owned(),
            workspaces("packages/*"),
            workspaces("other"),
        ];
        for root in roots {
            let proxy = Recorder::listen();
            let outcome = below(&lab, Way::Typed, &root, &proxy).expect(0);
            assert!(
                outcome.said().is_empty() && !proxy.was_asked(),
                "npm {major}, {root}: {outcome}"
            );
        }
        std::fs::remove_file(lab.path("work/P/package.json")).unwrap();
        let outcome = lab.npm(&lab.path("work/P/sub"), &VIEW).run().expect(0);
        assert!(outcome.said().is_empty(), "npm {major}: {outcome}");
    }
}
