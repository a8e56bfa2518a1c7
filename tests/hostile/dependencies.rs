//! Addresses in plain text in what npm takes its dependencies from: what is stored for https is not sent
//! there.

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

fn cases(to: &str) -> Vec<Case> {
    let address = format!("{to}x.tgz");
    let escaped = address.replace("http:", "\\u0068ttp:");
    let package = |more: &str| format!(r#"{{"name":"case","version":"1.0.0",{more}}}"#);
    let needs = package(r#""dependencies":{"x":"1.0.0"}"#);
    let (start, end) = escaped.split_at(10);
    let merged = lockfile(&format!("{start}\n{end}"), "").replacen("{", "{\n<<<<<<< a\n", 1);
    let merged = merged.replacen(
        "\"packages\"",
        "\n||||||| b\n=======\n>>>>>>> c\n\"packages\"",
        1,
    );
    let ours = merged.replacen(
        "\n||||||| b\n=======\n",
        &format!("\n||||||| b\n{0}\n=======\n{0}\n", merged_head()),
        1,
    );
    let install: &[&str] = &["install"];
    let leads = |name: &str| {
        format!(r#"{{"name":"{name}","version":"1.0.0","dependencies":{{"x":"{address}"}}}}"#)
    };
    let deep = format!(r#""deep":{}{},"#, "[".repeat(300), "]".repeat(300));
    vec![
        Case {
            what: "a number",
            files: vec![
                ("package.json", needs.clone()),
                ("package-lock.json", lockfile(&escaped, r#""a":1e999,"#)),
            ],
            args: &["ci"],
        },
        Case {
            what: "half a pair",
            files: vec![
                ("package.json", needs.clone()),
                ("package-lock.json", lockfile(&escaped, r#""a":"\ud800","#)),
            ],
            args: &["ci"],
        },
        Case {
            what: "a merge",
            files: vec![("package.json", needs.clone()), ("package-lock.json", ours)],
            args: &["ci"],
        },
        Case {
            what: "yarn.lock",
            files: vec![
                ("package.json", needs),
                (
                    "yarn.lock",
                    format!(
                        "x@1.0.0:\n  version \"1.0.0\"\n  resolved \"{}\"\n",
                        address.replacen("http", "ht tp", 1)
                    ),
                ),
            ],
            args: install,
        },
        Case {
            what: "a workspace",
            files: vec![
                ("package.json", package(r#""workspaces":["w"]"#)),
                ("w/package.json", leads("w")),
            ],
            args: install,
        },
        Case {
            what: "a folder",
            files: vec![
                (
                    "package.json",
                    package(r#""dependencies":{"w":"file:./w"}"#),
                ),
                ("w/package.json", leads("w")),
            ],
            args: install,
        },
        Case {
            what: "a workspace of a root that is nested deeply",
            files: vec![
                (
                    "package.json",
                    package(&format!(r#"{deep}"workspaces":["w"]"#)),
                ),
                ("w/package.json", leads("w")),
            ],
            args: install,
        },
        Case {
            what: "a folder of such a root",
            files: vec![
                (
                    "package.json",
                    package(&format!(r#"{deep}"dependencies":{{"w":"file:./w"}}"#)),
                ),
                ("w/package.json", leads("w")),
            ],
            args: install,
        },
        Case {
            what: "a folder of such a folder",
            files: vec![
                (
                    "package.json",
                    package(r#""dependencies":{"v":"file:./v"}"#),
                ),
                (
                    "v/package.json",
                    format!(
                        r#"{{{deep}"name":"v","version":"1.0.0","dependencies":{{"w":"file:../w"}}}}"#
                    ),
                ),
                ("w/package.json", leads("w")),
            ],
            args: install,
        },
        Case {
            what: "two marks of byte order",
            files: vec![
                (
                    "package.json",
                    format!("\u{feff}\u{feff}{}", package(r#""workspaces":["w"]"#)),
                ),
                ("w/package.json", leads("w")),
            ],
            args: install,
        },
        Case {
            what: "a class of letters",
            files: vec![
                ("package.json", package(r#""workspaces":["[[:alpha:]]"]"#)),
                ("w/package.json", leads("w")),
            ],
            args: install,
        },
        Case {
            what: "a way round",
            files: vec![
                ("package.json", package(r#""workspaces":["v/../w"]"#)),
                ("v/x", String::new()),
                ("w/package.json", leads("w")),
            ],
            args: install,
        },
        Case {
            what: "a folder by a URL, and from below a dependency",
            files: vec![
                (
                    "package.json",
                    package(r#""dependencies":{"w":"file:/./%77"},"overrides":{"y":"file:./y"}"#),
                ),
                ("w/package.json", leads("w")),
                ("%77/package.json", leads("w")),
            ],
            args: install,
        },
        Case {
            what: "the lockfile of a folder",
            files: vec![
                (
                    "package.json",
                    package(r#""dependencies":{"w":"file:./w"}"#),
                ),
                (
                    "w/package.json",
                    package(r#""dependencies":{"x":"1.0.0"}"#).replace("case", "w"),
                ),
                (
                    "w/npm-shrinkwrap.json",
                    lockfile(&address, "").replace("case", "w"),
                ),
            ],
            args: &["install", "--install-links"],
        },
    ]
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
