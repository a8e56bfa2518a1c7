//! Version managers of node whose layouts are rebuilt: nvm, asdf, Volta and nodenv.
//!
//! No package registry has these programs. Rebuilt are the folders, the start file, and how each
//! finds its current version.

use std::fs;

use super::manager::{Manager, NEW, OLD, check, unpack};
use super::world::World;

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
