//! Version managers of node, before and after our lines: `npm` is the shim, behind it is the
//! manager's current npm, and both stay so when it is switched.
//!
//! n, nodeenv, mise and fnm are real, and fetch from a mirror on this machine. Of nvm, asdf, Volta
//! and nodenv, which no registry has, the layouts are rebuilt: folders, start file, and how each
//! finds its current version.

use std::fs;
use std::process::Command;

use super::mirror;
use super::support::tools;
use super::world::{BASHRC, World};

/// node and the npm that comes with it, the second one current at first.
const NEW: (&str, &str) = ("22.23.3", "11.21.2");
const OLD: (&str, &str) = ("20.20.2", "10.9.9");

struct Manager {
    /// As the doctor calls it.
    name: &'static str,
    /// What its documentation says to put into a start file.
    init: String,
    /// Makes a version current; `VERSION` is its number.
    switch: &'static str,
    /// What the folder of global packages begins with, below home.
    prefix: &'static str,
    /// Whether a program of its own stands in npm's place, and puts the manager first for what it
    /// starts.
    launches: bool,
}

#[track_caller]
fn check(world: &World, manager: &Manager) {
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
    let answers: Vec<Vec<&str>> = out
        .lines()
        .filter_map(|line| {
            Some(
                line.strip_prefix('<')?
                    .strip_suffix('>')?
                    .split(' ')
                    .collect(),
            )
        })
        .filter(|words: &Vec<&str>| words.len() == 3)
        .collect();
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
    let json: serde_json::Value =
        serde_json::from_str(&report[..=report.rfind('}').unwrap()]).unwrap();
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
fn unpack(world: &World, (node, npm): (&str, &str), folder: &str) {
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

#[test]
fn n() {
    let world = World::fresh();
    let program = tools::folder().join("managers/n/bin/n");
    let manager = Manager {
        name: "n",
        init: format!(
            "export N_PREFIX=\"$HOME/n\" N_NODE_MIRROR={} N_USE_XZ=0\nPATH=\"$N_PREFIX/bin:$PATH\"\nn() {{ bash {} \"$@\"; }}\n",
            mirror::url(),
            program.display()
        ),
        switch: "n VERSION",
        prefix: "n",
        launches: false,
    };
    check(&world, &manager);
}

#[test]
fn nodeenv() {
    let world = World::fresh();
    let program = tools::folder().join("managers/nodeenv/bin/nodeenv");
    for (node, _) in [NEW, OLD] {
        let line = format!(
            "{} --mirror {} --node {node} --prebuilt ~/env/{node}",
            program.display(),
            mirror::url()
        );
        world.session(&line).expect(0);
    }
    let init = format!(". ~/env/{}/bin/activate\n", OLD.0);
    let manager = Manager {
        name: "nodeenv",
        init,
        switch: "deactivate_node; . ~/env/VERSION/bin/activate",
        prefix: "env",
        launches: false,
    };
    check(&world, &manager);
}

#[test]
fn mise() {
    let world = World::fresh();
    let program = tools::folder().join("managers/mise/bin/mise");
    let init = format!(
        "export MISE_NODE_MIRROR_URL={}/\neval \"$({} activate bash)\"\n",
        mirror::url(),
        program.display()
    );
    check(
        &world,
        &Manager {
            name: "mise",
            init,
            switch: "mise use -g node@VERSION",
            prefix: ".local/share/mise/installs/node",
            launches: false,
        },
    );
}

/// The same without the hook of the shell: its folder of launchers. What they start finds what
/// stood before them on PATH, and so us.
#[test]
fn mise_by_its_shims() {
    let world = World::fresh();
    let program = tools::folder().join("managers/mise/bin/mise");
    let init = format!(
        "export MISE_NODE_MIRROR_URL={}/\nmise() {{ {} \"$@\"; }}\nexport PATH=\"$HOME/.local/share/mise/shims:$PATH\"\n",
        mirror::url(),
        program.display()
    );
    check(
        &world,
        &Manager {
            name: "mise",
            init,
            switch: "mise use -g node@VERSION",
            prefix: ".local/share/mise/installs/node",
            launches: false,
        },
    );
}

/// `nvm use` puts its folder in the place of the one that it put there before, or first
/// (`nvm_change_path`).
const NVM: &str = r#"nvm() {
  case $PATH in
    *"$NVM_DIR/versions/node/"*) PATH=$(printf %s "$PATH" | sed "s|$NVM_DIR/versions/node/[^:]*|$NVM_DIR/versions/node/v$2/bin|") ;;
    *) PATH=$NVM_DIR/versions/node/v$2/bin:$PATH ;;
  esac
  export PATH
  hash -r
}
nvm use "$(cat "$NVM_DIR/alias/default")"
"#;

fn nvm_world() -> (World, &'static str) {
    let world = World::fresh();
    for version in [NEW, OLD] {
        unpack(&world, version, ".nvm/versions/node/v@");
    }
    world.lab.write("home/.nvm/nvm.sh", NVM);
    world.lab.write("home/.nvm/alias/default", OLD.0);
    (
        world,
        "export NVM_DIR=\"$HOME/.nvm\"\n[ -s \"$NVM_DIR/nvm.sh\" ] && . \"$NVM_DIR/nvm.sh\"\n",
    )
}

#[test]
fn nvm() {
    let (world, init) = nvm_world();
    check(
        &world,
        &Manager {
            name: "nvm",
            init: init.to_owned(),
            switch: "nvm use VERSION",
            prefix: ".nvm/versions/node",
            launches: false,
        },
    );
}

#[test]
fn fnm() {
    let world = World::fresh();
    let program = tools::folder().join("managers/fnm/bin/fnm");
    let init = format!(
        "export FNM_NODE_DIST_MIRROR={}\nfnm() {{ {} \"$@\"; }}\neval \"$(fnm env --shell bash)\"\n",
        mirror::url(),
        program.display()
    );
    for (node, _) in [NEW, OLD] {
        world
            .session(&format!("{init}fnm install {node} && fnm default {node}"))
            .expect(0);
    }
    let prefix = ".local/share/fnm/node-versions";
    check(
        &world,
        &Manager {
            name: "fnm",
            init,
            switch: "fnm use VERSION",
            prefix,
            launches: false,
        },
    );
}

/// A program of its own for every name, which looks up the version and puts that one's folder
/// first.
fn launchers(world: &World, shims: &str, installs: &str, current: &str) {
    for name in ["node", "npm", "npx"] {
        let lines = format!(
            "bin=\"$HOME/{installs}/$(sed -n 's/^nodejs //p' \"$HOME/{current}\")/bin\"\nPATH=\"$bin:$PATH\" exec \"$bin/{name}\" \"$@\""
        );
        world.program(format!("{shims}/{name}"), &lines);
    }
    for version in [NEW, OLD] {
        unpack(world, version, &format!("{installs}/@"));
    }
    world
        .lab
        .write(format!("home/{current}"), format!("nodejs {}\n", OLD.0));
}

#[test]
fn asdf() {
    let world = World::fresh();
    launchers(
        &world,
        ".asdf/shims",
        ".asdf/installs/nodejs",
        ".tool-versions",
    );
    let init = "export PATH=\"${ASDF_DATA_DIR:-$HOME/.asdf}/shims:$PATH\"\n".to_owned();
    let switch = "echo 'nodejs VERSION' >~/.tool-versions";
    check(
        &world,
        &Manager {
            name: "asdf",
            init,
            switch,
            prefix: ".asdf/installs/nodejs",
            launches: true,
        },
    );
}

#[test]
fn volta() {
    let world = World::fresh();
    launchers(
        &world,
        ".volta/bin",
        ".volta/tools/image/node",
        ".volta/tools/user/platform",
    );
    let init =
        "export VOLTA_HOME=\"$HOME/.volta\"\nexport PATH=\"$VOLTA_HOME/bin:$PATH\"\n".to_owned();
    let switch = "echo 'nodejs VERSION' >~/.volta/tools/user/platform";
    check(
        &world,
        &Manager {
            name: "Volta",
            init,
            switch,
            prefix: ".volta/tools/image/node",
            launches: true,
        },
    );
}

#[test]
fn nodenv() {
    let world = World::fresh();
    launchers(
        &world,
        ".nodenv/shims",
        ".nodenv/versions",
        ".nodenv/version",
    );
    let init = "export PATH=\"$HOME/.nodenv/shims:$PATH\"\n".to_owned();
    let switch = "echo 'nodejs VERSION' >~/.nodenv/version";
    check(
        &world,
        &Manager {
            name: "nodenv",
            init,
            switch,
            prefix: ".nodenv/versions",
            launches: true,
        },
    );
}

/// An editor sees no prompt, so in zsh a manager behind our lines comes first there; taken out and
/// put in again, ours are last.
#[test]
fn lines_behind_ours_are_put_before_them() {
    let (mut world, init) = nvm_world();
    world.shell = "/bin/zsh";
    world.lab.write(
        "home/.zprofile",
        "PATH=\"$HOME/.local/bin:$HOME/node/bin:$PATH\"\n",
    );
    world.session("npmcred setup --yes").expect(0);
    let rc = world.home(".zshrc");
    let text = fs::read_to_string(&rc).unwrap();
    fs::write(&rc, format!("{text}{init}")).unwrap();
    let found = world.sees("editor", "");
    assert_eq!(
        found.cure.as_deref(),
        Some("npmcred setup --undo --keep-credentials && npmcred setup")
    );
    world.session(&found.cure.unwrap()).expect(0);
    world.is_gone("editor", "");
}
