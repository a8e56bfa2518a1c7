//! A pnpm below a pnpm.
//!
//! By its name it meets the shim. By its path it does not, and then it is anonymous at the user's
//! own registry.

use serde_json::json;

use super::world::{PNPMS, World};

#[test]
fn a_nested_pnpm_by_name_gets_its_own() {
    for major in PNPMS {
        let world = World::stored(major);
        let scripts = json!({ "ask": "pnpm view @priv/plain version", "npm": "npm view @priv/plain version" });
        let folder = world.lab.project(
            "app",
            &json!({ "name": "app", "version": "1.0.0", "scripts": scripts }),
        );
        for typed in ["pnpm run ask", "pnpm run npm", "npm run ask"] {
            let done = world.run(&folder, typed).run().expect(0);
            assert!(done.out().contains("1.0.0"), "{major} {typed}: {done}");
        }
        world.assert_nobody_outside_was_asked();
    }
}

#[test]
fn a_pnpm_that_misses_the_shim_is_anonymous_at_the_right_registry() {
    for major in PNPMS {
        let world = World::stored(major);
        let real = world.real();
        let scripts =
            json!({ "postinstall": format!("{real} view @priv/nested version || exit 0") });
        let needs = json!({ "@priv/tool": "1.0.0" });
        let folder = world.lab.project(
            "app",
            &json!({ "name": "app", "version": "1.0.0", "scripts": scripts, "dependencies": needs }),
        );
        let registry = world.lab.registry;
        let before = registry.requests("nested").len();
        world.run(&folder, "pnpm install").run().expect(0);
        let asked = &registry.requests("nested")[before..];
        assert!(!asked.is_empty(), "{major}: the script did not ask");
        assert!(
            asked.iter().all(|one| one.authorization.is_none()),
            "{major}: {asked:?}"
        );
        world.assert_nobody_outside_was_asked();
    }
}
