//! npm gets its token through `npm.exe`, and its scripts do not.

use crate::machine::{Machine, NEWEST, Ran, pairs};
use crate::support::needles::Needles;
use crate::support::registry::{Package, Registry};
use serde_json::json;
use std::fs;

const PACKAGE: &str = "@priv/harvested";
const TOOL: &str = "@priv/tool";
const EVENTS: [&str; 3] = ["preinstall", "install", "postinstall"];

pub(crate) fn registry() -> &'static Registry {
    Registry::shared(|| {
        let scripts = EVENTS.map(|event| (event.to_owned(), json!("node harvest.cjs")));
        let scripts: serde_json::Map<_, _> = scripts.into_iter().collect();
        let harvest = include_str!("harvest.cjs").to_owned();
        let package = |name, manifest| Package {
            name,
            version: "1.0.0",
            manifest,
            files: vec![
                ("harvest.cjs", harvest.clone()),
                ("tool.cmd", "@node \"%~dp0harvest.cjs\" %*\r\n".to_owned()),
            ],
        };
        // A batch file: Wine's interpreter runs nothing of what npm writes for a script of node's,
        // which leaves its batch file by a `goto` that leads nowhere (`cmd-shim`).
        let tool = json!({ "bin": { "tool": "tool.cmd" } });
        vec![
            package(PACKAGE, json!({ "scripts": scripts })),
            package(TOOL, tool),
        ]
    })
}

/// Puts the writer's token into the store.
pub(crate) fn store(machine: &Machine) {
    let (url, token) = (&registry().url, &registry().writer.token);
    let words = [r"C:\npmcred\npmcred.exe", "store", "--registry", url];
    let stored = machine.run(&words, token);
    assert_eq!(stored.status, 0, "{stored:?}");
    let place = "in the Credential Manager";
    assert!(stored.out.contains(place), "{stored:?}");
}

/// The reports of all scripts; each says what it could read.
fn harvest(machine: &Machine, ci: impl FnOnce() -> Ran) -> Vec<(String, Vec<u8>)> {
    let registry = registry();
    for folder in ["reports", "project/node_modules"] {
        let _ = fs::remove_dir_all(machine.c(folder));
    }
    fs::create_dir_all(machine.c("reports")).unwrap();
    let url = &registry.url;
    let dependencies = json!({ PACKAGE: "1.0.0" });
    let package = json!({ "name": "app", "version": "1.0.0", "dependencies": dependencies });
    let entry = json!({
        "version": "1.0.0",
        "resolved": format!("{url}{PACKAGE}/-/harvested-1.0.0.tgz"),
        "integrity": registry.integrity(PACKAGE, "1.0.0"),
        "hasInstallScript": true,
    });
    let mut lock = package.clone();
    lock["lockfileVersion"] = json!(3);
    lock["requires"] = json!(true);
    lock["packages"] = json!({ "": package, format!("node_modules/{PACKAGE}"): entry });
    fs::write(machine.c("project/package.json"), package.to_string()).unwrap();
    fs::write(machine.c("project/package-lock.json"), lock.to_string()).unwrap();
    let ran = ci();
    assert_eq!(ran.status, 0, "{ran:?}");
    let report = |event: &str| {
        let file = machine.c(&format!("reports/{event}.json"));
        let text = fs::read(&file).unwrap_or_else(|_| panic!("no report of {event}: {ran:?}"));
        (event.to_owned(), text)
    };
    EVENTS.into_iter().map(report).collect()
}

/// What a tool could read that npx has fetched.
fn of_npx(machine: &Machine, batch_file: &str) -> Vec<u8> {
    let cache = machine.local().join("../npm-cache");
    let _ = fs::remove_dir_all(cache);
    let report = "reports/npx.json";
    let words = [batch_file, "--yes", TOOL, &format!("C:/{report}")];
    let ran = machine.run(&[&["cmd", "/d", "/c"], &words[..]].concat(), "");
    assert_eq!(ran.status, 0, "{ran:?}");
    fs::read(machine.c(report)).unwrap_or_else(|_| panic!("no report of npx: {ran:?}"))
}

/// Publishes a package of this npm's through `npm.exe`; the registry heard the token.
fn publish(machine: &Machine, (node, npm): (u32, u32)) {
    let registry = registry();
    let name = format!("published-{node}-{npm}");
    let folder = machine.c("project");
    for left in ["package-lock.json", "node_modules"].map(|left| folder.join(left)) {
        let _ = fs::remove_file(&left);
        let _ = fs::remove_dir_all(&left);
    }
    let package = json!({ "name": format!("@priv/{name}"), "version": "1.0.0" });
    fs::write(folder.join("package.json"), package.to_string()).unwrap();
    let ran = machine.run(&[r"C:\npmcred\npm.exe", "publish"], "");
    assert_eq!(ran.status, 0, "{ran:?}");
    let requests = registry.requests(&name);
    let put = requests.iter().find(|one| one.method == "PUT").unwrap();
    let bearer = format!("Bearer {}", registry.writer.token);
    assert_eq!(put.authorization.as_ref(), Some(&bearer));
}

#[test]
fn npm_reads_its_token_and_no_script_does() {
    let (machine, registry) = (Machine::take(), registry());
    let (url, user) = (&registry.url, &registry.writer);
    let needles = Needles::of(user);
    let allowed = "ignore-scripts=false\nallow-scripts=true\ndangerously-allow-all-scripts=true\n";
    machine.install(NEWEST);
    machine.write_npmrc(&format!("registry={url}\n{allowed}"));
    store(&machine);
    for pair in pairs() {
        machine.install(pair);
        let whoami = machine.run(&[r"C:\npmcred\NPM.EXE", "whoami"], "");
        assert_eq!(whoami.out.trim(), user.name, "{pair:?} {whoami:?}");
        // They start npm.exe and npx.exe, so that both names are tried.
        let (npm, npx) = (machine.batch_file("npm"), machine.batch_file("npx"));
        let ci = ["cmd", "/d", "/c", &npm, "ci"];
        let mut reports = harvest(&machine, || machine.run(&ci, ""));
        reports.push(("npx".to_owned(), of_npx(&machine, &npx)));
        for (event, report) in reports {
            let text = String::from_utf8_lossy(&report);
            let is_named = text.contains("npmcred-");
            assert!(is_named, "{pair:?} {event}: no pipe is named");
            assert_eq!(needles.find(&report), None, "{pair:?} {event}");
        }
        publish(&machine, pair);
    }
    // The search itself finds: the same scripts, without us, and the token where npm keeps it.
    let bare = [
        r"C:\Program Files\nodejs\node.exe",
        r"C:\Program Files\nodejs\node_modules\npm\bin\npm-cli.js",
        "ci",
    ];
    let line = format!("{}:_authToken={}", registry.nerf(), user.token);
    machine.write_npmrc(&format!("registry={url}\n{allowed}{line}\n"));
    for (event, report) in harvest(&machine, || machine.run(&bare, "")) {
        assert!(needles.find(&report).is_some(), "{event}");
    }
}

#[test]
fn another_program_is_given_a_token_in_a_variable_alone() {
    let (machine, registry) = (Machine::take(), registry());
    machine.install(NEWEST);
    machine.write_npmrc("");
    store(&machine);
    let exec = |flags: &[&str]| {
        let words = ["--", "node", "-p", "process.env.TOKEN"];
        let all = [&[r"C:\npmcred\npmcred.exe", "exec"], flags, &words].concat();
        machine.run(&all, "")
    };
    let refused = exec(&[]);
    assert_eq!(refused.status, 7, "{refused:?}");
    assert!(refused.err.contains("--env"), "{refused:?}");
    let given = exec(&["--env", "TOKEN", "--registry", &registry.url]);
    assert_eq!(given.out.trim(), registry.writer.token, "{given:?}");
}

/// In the place of a version manager's: another program reads what is offered before npm does.
const LAUNCHER: &str = "@node C:\\launcher\\reader.cjs ci npm-cli.js\r
@\"C:\\Program Files\\nodejs\\npm.cmd\" %*\r
";

/// A wrapper that starts npm by its name, and so meets the shim again; what it starts afterwards
/// passes for npm.
const WRAPPER: &str = "@set PATH=C:\\npmcred;C:\\Program Files\\nodejs\r
@npm.exe %*\r
@node C:\\launcher\\npm-cli.js\r
";

const READER: &str = r"
const fs = require('fs')
const reads = [1, 2, 3].map(() => fs.readFileSync(process.env.npm_config_globalconfig, 'utf8'))
fs.writeFileSync('C:/io/reads', JSON.stringify(reads))
";

#[test]
fn behind_a_launcher_npm_alone_reads_its_token() {
    let (machine, registry) = (Machine::take(), registry());
    machine.install(NEWEST);
    machine.write_npmrc(&format!("registry={}\n", registry.url));
    store(&machine);
    let folder = machine.c("launcher");
    fs::create_dir_all(&folder).unwrap();
    for name in ["reader.cjs", "npm-cli.js"] {
        fs::write(folder.join(name), READER).unwrap();
    }
    for launcher in [LAUNCHER, WRAPPER] {
        fs::write(folder.join("npm.cmd"), launcher).unwrap();
        let line = r"set PATH=C:\launcher;%PATH%& C:\npmcred\npm.exe whoami";
        let whoami = machine.run(&["cmd", "/d", "/c", line], "");
        // Wine's command interpreter shows a line of `npm.cmd` before.
        let last = whoami.out.lines().last();
        assert_eq!(last, Some(&*registry.writer.name), "{whoami:?}");
        let reads = fs::read_to_string(machine.c("io/reads")).unwrap();
        assert_eq!(reads, r#"["","",""]"#, "{launcher}");
        fs::remove_file(machine.c("io/reads")).unwrap();
    }
}
