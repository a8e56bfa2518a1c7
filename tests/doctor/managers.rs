//! Version managers of node that are real: n, nodeenv, mise and fnm, before and after our lines.
//!
//! They fetch node from a mirror on this machine. The managers that no package registry has are in
//! `rebuilt_managers.rs`.

use super::manager::{Manager, NEW, OLD, check};
use super::mirror;
use super::support::tools;
use super::world::World;

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

/// It has to be compiled, for minutes, so that it is there only where everything is tried.
#[test]
fn fnm() {
    if !tools::is_whole() {
        return;
    }
    let world = World::fresh();
    let program = tools::folder().join("fnm/bin/fnm");
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
