//! Each hint about a project, a profile or a file in the way, typed where it is offered.

use std::os::unix::fs::{PermissionsExt, symlink};

use serde_json::json;

use super::support::typed::behind;
use super::world::{assert_logged_in, package, signed_in, world};

#[test]
fn where_only_another_profile_has_one() {
    let it = world(12);
    let url = it.registry.url.clone();
    it.store(&url, &it.registry.user, &["--profile", "work"]);
    let folder = package(&it, "mine");
    let told = it.npm(&folder, &["publish"]).run().expect(3);
    let says = "or use that of another, this once";
    let own = [("npm …", "npm publish")];
    it.types_with(&told, says, &own)
        .cwd(&folder)
        .run()
        .expect(0);
    assert!(it.registry.has_package("mine"));
}

#[test]
fn where_a_placeholder_hides_what_is_stored() {
    let it = signed_in(12);
    let folder = package(&it, "mine");
    let line = format!("{}:_auth=\n", it.registry.nerf());
    it.write("home/.npmrc", it.user_config() + &line);
    let told = it.npm(&folder, &["publish"]).run();
    if told.status.success() {
        // An empty one hides nothing from this npm.
        return;
    }
    it.types(&told, "remove it").run().expect(0);
    it.npm(&folder, &["publish"]).run().expect(0);
}

/// Only a script says it, so that there is no file to be allowed.
#[test]
fn where_only_a_script_is_in_the_way() {
    let it = signed_in(12);
    let url = it.registry.url.clone();
    let script = format!("npm_config_proxy={url} npm publish");
    let manifest = json!({ "name": "mine", "version": "1.0.0", "scripts": { "rel": script } });
    let folder = it.project("mine", &manifest);
    let told = it.npm(&folder, &["run", "rel"]).run();
    let says = "if it is what you want everywhere, put it into your own ~/.npmrc";
    let edit = behind(&told.err(), says);
    let editor = it.write("put", format!("#!/bin/sh\necho proxy={url} >>\"$1\"\n"));
    std::fs::set_permissions(&editor, PermissionsExt::from_mode(0o755)).unwrap();
    let typed = it.run("/bin/sh").args(["-c", &edit]);
    typed.env("EDITOR", &editor).run().expect(0);
    let file = std::fs::read_to_string(it.path("home/.npmrc")).unwrap();
    assert!(file.contains(&format!("proxy={url}")), "{file}");
    it.npm(&folder, &["run", "rel"]).run().expect(0);
    assert!(it.registry.has_package("mine"));
}

#[test]
fn where_what_is_published_has_to_be_fetched_first() {
    let it = signed_in(12);
    it.registry.add_package("theirs", "x");
    package(&it, "mine");
    let told = it.npm(&it.path("work"), &["publish", "--force", "theirs@1.0.0"]);
    let told = told.run().expect(7);
    let says = "publish a folder or a tarball that lies here";
    let own = [("FOLDER", "mine")];
    it.types_with(&told, says, &own).run().expect(0);
    assert!(it.registry.has_package("mine"));
}

#[test]
fn where_one_host_is_named_with_and_without_encryption() {
    let it = signed_in(12);
    let https = it.registry.url.replace("http:", "https:");
    it.write(
        "home/.npmrc",
        format!("{}@s:registry={https}\n", it.user_config()),
    );
    let manifest = json!({
        "name": "x", "version": "1.0.0", "dependencies": { "@s/a": "1.0.0", "b": "1.0.0" }
    });
    let folder = it.project("x", &manifest);
    let words = ["explain", "npm", "install"];
    let told = it.npmcred(&words).cwd(&folder).run().expect(0);
    let list = it
        .types(&told, "see who names it")
        .cwd(&folder)
        .run()
        .expect(0);
    assert!(list.out().contains(&https), "{list}");
}

/// In a folder that a program makes anew, as a system that is described in files does.
#[test]
fn where_the_users_file_is_made_elsewhere() {
    let it = world(12);
    let line = format!("{}:_authToken=npm_old\n", it.registry.nerf());
    let made = it.write("made/npmrc", it.user_config() + &line);
    let file = it.path("home/.npmrc");
    std::fs::remove_file(&file).unwrap();
    symlink(&made, &file).unwrap();
    let mode = |mode| std::fs::set_permissions(&made, PermissionsExt::from_mode(mode)).unwrap();
    mode(0o444);
    let told = it.npmcred(&["login"]).run().expect(6);
    let says = "hint: change it where that file is made, and then do this again\n";
    assert!(told.err().contains(says), "{told}");
    mode(0o644);
    std::fs::write(&made, it.user_config()).unwrap();
    mode(0o444);
    it.npmcred(&["login"]).run().expect(0);
    assert_logged_in(&it);
}

#[test]
fn where_npm_has_saved_a_secret_that_could_not_be_moved() {
    let mut it = world(12);
    it.bus().lock();
    let key = format!("{}:_authToken", it.registry.nerf());
    let editor = it.write(
        "put",
        format!("#!/bin/sh\necho '{key}=npm_what' >>\"$1\"\n"),
    );
    std::fs::set_permissions(&editor, PermissionsExt::from_mode(0o755)).unwrap();
    let edit = it.npm(&it.path("work"), &["config", "edit"]);
    let told = edit.env("EDITOR", &editor).run().expect(0);
    it.types(&told, "then take it out").run().expect(0);
    let file = std::fs::read_to_string(it.path("home/.npmrc")).unwrap();
    assert!(!file.contains("npm_what"), "{file}");
}
