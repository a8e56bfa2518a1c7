//! Addresses in plain text in what npm takes its dependencies from: what is stored for https is not
//! sent there.

use serde_json::json;

use super::recorder::Recorder;
use super::support::Lab;
use super::support::needles::Needles;
use super::support::tools::majors;
use super::ways::Way;
use super::world::registry;

/// Files below `work/case`, and the words of npm.
struct Case {
    what: &'static str,
    files: Vec<(&'static str, String)>,
    args: &'static [&'static str],
}

/// A lockfile whose package comes from this address; `more` stands before everything.
fn lockfile(address: &str, more: &str) -> String {
    let packages = json!({
        "": { "name": "case", "version": "1.0.0", "dependencies": { "x": "1.0.0" } },
        "node_modules/x": { "version": "1.0.0", "resolved": "ADDRESS" },
    });
    let text = format!(
        r#"{{{more}"name":"case","version":"1.0.0","lockfileVersion":3,"requires":true,"packages":{packages}}}"#
    );
    text.replace("ADDRESS", address)
}

const INSTALL: &[&str] = &["install"];
/// The manifest that needs the package of the lockfile.
const NEEDS: &str = r#""dependencies":{"x":"1.0.0"}"#;

/// A manifest with these lines.
fn package(more: &str) -> String {
    format!(r#"{{"name":"case","version":"1.0.0",{more}}}"#)
}

fn cases(to: &str) -> Vec<Case> {
    let address = format!("{to}x.tgz");
    let mut cases = by_lockfile(&address);
    cases.extend(by_manifest(&address));
    cases.extend(by_nested_manifest(&address));
    cases.push(Case {
        what: "the lockfile of a folder",
        files: vec![
            (
                "package.json",
                package(r#""dependencies":{"w":"file:./w"}"#),
            ),
            ("w/package.json", package(NEEDS).replace("case", "w")),
            (
                "w/npm-shrinkwrap.json",
                lockfile(&address, "").replace("case", "w"),
            ),
        ],
        args: &["install", "--install-links"],
    });
    cases
}

/// The root's lockfile holds the address, in a form that few readers take.
fn by_lockfile(address: &str) -> Vec<Case> {
    let escaped = address.replace("http:", "\\u0068ttp:");
    let (start, end) = escaped.split_at(10);
    let yarn_lock = format!(
        "x@1.0.0:\n  version \"1.0.0\"\n  resolved \"{}\"\n",
        address.replacen("http", "ht tp", 1)
    );
    let case = |what, (file, text), args| Case {
        what,
        files: vec![("package.json", package(NEEDS)), (file, text)],
        args,
    };
    let npms = |text: String| ("package-lock.json", text);
    let number = lockfile(&escaped, r#""a":1e999,"#);
    let half = lockfile(&escaped, r#""a":"\ud800","#);
    let merged = merged(&format!("{start}\n{end}"));
    vec![
        case("a number", npms(number), &["ci"]),
        case("half a pair", npms(half), &["ci"]),
        case("a merge", npms(merged), &["ci"]),
        case("yarn.lock", ("yarn.lock", yarn_lock), INSTALL),
    ]
}

/// A lockfile with the marks of a merge.
fn merged(address: &str) -> String {
    let begun = lockfile(address, "").replacen("{", "{\n<<<<<<< a\n", 1);
    let head = merged_head();
    begun.replacen(
        "\"packages\"",
        &format!("\n||||||| b\n{head}\n=======\n{head}\n>>>>>>> c\n\"packages\""),
        1,
    )
}

/// The manifest of another folder holds it, to which the root's leads.
fn by_manifest(address: &str) -> Vec<Case> {
    let workspaces = |patterns: &str| package(&format!(r#""workspaces":["{patterns}"]"#));
    let case = |what, manifest, more| leading(what, manifest, more, address);
    let marked = format!("\u{feff}\u{feff}{}", workspaces("w"));
    let by_url = r#""dependencies":{"w":"file:/./%77"},"overrides":{"y":"file:./y"}"#;
    let url_folder = ("%77/package.json", leads("w", address));
    vec![
        case("a workspace", workspaces("w"), None),
        case(
            "a folder",
            package(r#""dependencies":{"w":"file:./w"}"#),
            None,
        ),
        case("two marks of byte order", marked, None),
        case("a class of letters", workspaces("[[:alpha:]]"), None),
        case(
            "a way round",
            workspaces("v/../w"),
            Some(("v/x", String::new())),
        ),
        case(
            "a folder by a URL, and from below a dependency",
            package(by_url),
            Some(url_folder),
        ),
    ]
}

/// The same, past a manifest that is nested too deeply to be read.
fn by_nested_manifest(address: &str) -> Vec<Case> {
    let deep = format!(r#""deep":{}{},"#, "[".repeat(300), "]".repeat(300));
    let case = |what, manifest: &str, more| leading(what, package(manifest), more, address);
    let between =
        format!(r#"{{{deep}"name":"v","version":"1.0.0","dependencies":{{"w":"file:../w"}}}}"#);
    vec![
        case(
            "a workspace of a root that is nested deeply",
            &format!(r#"{deep}"workspaces":["w"]"#),
            None,
        ),
        case(
            "a folder of such a root",
            &format!(r#"{deep}"dependencies":{{"w":"file:./w"}}"#),
            None,
        ),
        case(
            "a folder of such a folder",
            r#""dependencies":{"v":"file:./v"}"#,
            Some(("v/package.json", between)),
        ),
    ]
}

/// A root's manifest, one more file, and the folder `w` whose package depends on the address.
fn leading(
    what: &'static str,
    manifest: String,
    more: Option<(&'static str, String)>,
    address: &str,
) -> Case {
    let mut files = vec![("package.json", manifest)];
    files.extend(more);
    files.push(("w/package.json", leads("w", address)));
    Case {
        what,
        files,
        args: INSTALL,
    }
}

/// The manifest of a package that depends on the address.
fn leads(name: &str, address: &str) -> String {
    format!(r#"{{"name":"{name}","version":"1.0.0","dependencies":{{"x":"{address}"}}}}"#)
}

/// What stands between the marks on each side of the merge: the head of the lockfile.
fn merged_head() -> &'static str {
    r#""name":"case","version":"1.0.0","lockfileVersion":3,"requires":true,"#
}

/// The credential is stored for https at the host that listens, and the project leads to the same
/// host in plain text.
#[test]
fn what_npm_reads_its_dependencies_from_leads_no_token_into_the_clear() {
    for major in majors() {
        let lab = Lab::shimmed(major, registry());
        let needles = Needles::of(&lab.registry.writer);
        let host = Recorder::listen();
        let secure = host.url().replace("http:", "https:");
        lab.store(&secure, &lab.registry.writer, &[]);
        lab.write(
            "home/.npmrc",
            lab.user_config().replace(&lab.registry.url, &secure),
        );
        let mut wrong = Vec::new();
        for (at, case) in cases(&host.url()).into_iter().enumerate() {
            let _ = std::fs::remove_dir_all(lab.path("work/case"));
            for (name, text) in &case.files {
                lab.write(format!("work/case/{name}"), text);
            }
            let args: Vec<&str> = case
                .args
                .iter()
                .copied()
                .chain(["--fetch-retries=0", "--ignore-scripts"])
                .collect();
            let whole: Vec<&str> = ["exec", "--", "npm"]
                .into_iter()
                .chain(args.iter().copied())
                .collect();
            let folder = lab.path("work/case");
            let way = Way::turn(major, at);
            let started = [
                way.start_from_elsewhere(&lab, &folder, &args),
                lab.npmcred(&whole).cwd(&folder),
            ];
            // What `npmcred exec` looks at does not depend on npm.
            let count = if matches!(major, 8 | 12) { 2 } else { 1 };
            for typed in started.into_iter().take(count) {
                let outcome = typed.run();
                let leaked = needles.find(&host.take()).is_some();
                let is_said = ["unencrypted", "read exactly", "cannot all be looked at"]
                    .iter()
                    .any(|it| outcome.err().contains(it));
                if leaked || !is_said {
                    wrong.push(format!(
                        "npm {major}, {}, {way:?}, leaked: {leaked}\n{outcome}",
                        case.what
                    ));
                }
            }
        }
        assert!(
            wrong.is_empty(),
            "{} went wrong\n{}",
            wrong.len(),
            wrong.join("\n")
        );
    }
}
