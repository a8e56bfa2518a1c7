//! What every version manager must go on doing: `npm` is the shim, and behind it is the manager's
//! current npm.
//!
//! It must hold on both sides of a switch, with our lines behind the manager's in the start file
//! and before them.

use std::fs;
use std::process::Command;

use super::support::tools;
use super::world::{BASHRC, World};

/// node and the npm that comes with it, the second one current at first.
pub(super) const NEW: (&str, &str) = ("22.23.3", "11.21.2");
pub(super) const OLD: (&str, &str) = ("20.20.2", "10.9.9");

pub(super) struct Manager {
    /// As the doctor calls it.
    pub(super) name: &'static str,
    /// What its documentation says to put into a start file.
    pub(super) init: String,
    /// Makes a version current; `VERSION` is its number.
    pub(super) switch: &'static str,
    /// What the folder of global packages begins with, below home.
    pub(super) prefix: &'static str,
    /// Whether a program of its own stands in npm's place, and puts the manager first for what it
    /// starts.
    pub(super) launches: bool,
}

#[track_caller]
pub(super) fn check(world: &World, manager: &Manager) {
    world.lab.write(
        "home/thing/package.json",
        r#"{"name":"thing","version":"1.0.0"}"#,
    );
    let rc = world.home(".bashrc");
    fs::write(&rc, format!("{BASHRC}{}", manager.init)).unwrap();
    world.terminal("npmcred setup --yes");
    let text = fs::read_to_string(&rc).unwrap();
    let ours = text
        .strip_prefix(&format!("{BASHRC}{}", manager.init))
        .unwrap();
    assert!(ours.contains("npmcred"), "{text}");
    if manager.launches {
        world.terminal(&manager.switch.replace("VERSION", OLD.0));
        let found = world.is_cured("npm-run", "");
        assert!(
            found.severity == "problem" && found.what.contains("npm run"),
            "{found:?}"
        );
        let manifest = r#"{"name":"in","scripts":{"nested":"command -v npm"}}"#;
        world.lab.write("work/in/package.json", manifest);
        let nested = world.terminal("cd in; npm run --silent nested");
        assert!(
            nested
                .out()
                .contains(world.shims().join("npm").to_str().unwrap()),
            "{nested}"
        );
    }
    follows(world, manager, "after");
    fs::write(&rc, format!("{BASHRC}{ours}{}", manager.init)).unwrap();
    follows(world, manager, "before");
}

#[track_caller]
fn follows(world: &World, manager: &Manager, place: &str) {
    let Manager { name, prefix, .. } = manager;
    // The scope is mapped in the global config of that npm alone.
    let ask = "prefix=$(npm prefix -g); echo \"<$(command -v npm) $(npm --version) $prefix>\"\n\
        mkdir -p \"$prefix/etc\"; echo '@g:registry=http://127.0.0.1:9/' >\"$prefix/etc/npmrc\"\n\
        echo \"{$(npmcred explain npm view @g/x | grep -c '127.0.0.1:9/ for @g')\"; rm \"$prefix/etc/npmrc\"";
    let [to_new, to_old] = [NEW, OLD].map(|(node, _)| manager.switch.replace("VERSION", node));
    let said = world.terminal(&format!(
        "{to_new}\n{ask}\n{to_old}\n{ask}\nnpm install -g ~/thing\necho '<report>'; npmcred doctor --json"
    ));
    let out = said.out();
    let answers = answers(&out);
    let shim = world.shims().join("npm");
    let below = world.home(prefix);
    assert_eq!(answers.len(), 2, "{name}, {place}: {said}");
    let mapped = out.lines().filter(|line| *line == "{1").count();
    assert_eq!(
        mapped, 2,
        "{name}, {place}: the global config is lost: {said}"
    );
    for (answer, (_, npm)) in answers.iter().zip([NEW, OLD]) {
        assert_eq!(
            answer[..2],
            [shim.to_str().unwrap(), npm],
            "{name}, ours {place}: {said}"
        );
        assert!(
            answer[2].starts_with(below.to_str().unwrap()),
            "{name}: {} is not below {}",
            answer[2],
            below.display()
        );
    }
    assert!(
        std::path::Path::new(answers[1][2])
            .join("lib/node_modules/thing")
            .exists(),
        "{name}: {said}"
    );
    let report = out.rsplit_once("<report>\n").unwrap().1;
    doctor_knows(name, place, &report[..=report.rfind('}').unwrap()]);
}

/// The words of each line in `<>`, where they are three: shim, version and prefix.
fn answers(out: &str) -> Vec<Vec<&str>> {
    let lines = out.lines().filter_map(|line| {
        let words = line.strip_prefix('<')?.strip_suffix('>')?;
        Some(words.split(' ').collect::<Vec<_>>())
    });
    lines.filter(|words| words.len() == 3).collect()
}

/// `doctor` finds nothing wrong, and names the manager.
#[track_caller]
fn doctor_knows(name: &str, place: &str, report: &str) {
    let json: serde_json::Value = serde_json::from_str(report).unwrap();
    assert_eq!(json["well"], true, "{name}, ours {place}: {json:#}");
    let path = json["groups"]
        .as_array()
        .unwrap()
        .iter()
        .find(|group| group["name"] == "path")
        .unwrap();
    assert_eq!(path["details"]["managers"][0], *name, "{path:#}");
}

/// A version of node with its npm, unpacked below home.
pub(super) fn unpack(world: &World, (node, npm): (&str, &str), folder: &str) {
    let to = world.home(folder.replace('@', node));
    fs::create_dir_all(to.parent().unwrap()).unwrap();
    let major: u32 = npm.split('.').next().unwrap().parse().unwrap();
    let done = Command::new("cp")
        .arg("-al")
        .arg(tools::npm(major))
        .arg(&to)
        .output()
        .unwrap();
    let done = if done.status.success() {
        done
    } else {
        Command::new("cp")
            .arg("-a")
            .arg(tools::npm(major))
            .arg(&to)
            .output()
            .unwrap()
    };
    assert!(
        done.status.success(),
        "{}",
        String::from_utf8_lossy(&done.stderr)
    );
}
