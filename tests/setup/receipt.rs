//! The receipt: the record of everything that setup wrote.
//!
//! Uninstalling works without it, because the marks in the files say enough; one of a newer version
//! is not touched.

use std::fs;
use std::path::Path;

use crate::world::{World, contains};

/// What the marks in the files say is enough.
#[test]
fn a_lost_or_damaged_receipt_keeps_nobody_from_moving_out() {
    for damage in [None, Some("{"), Some("{\"v\":1}")] {
        let world = World::lived_in();
        // What a receipt alone knows is whose folders they were.
        for folder in [
            ".local/share",
            ".config/environment.d",
            ".config/fish/conf.d",
            ".config/elvish",
        ] {
            fs::create_dir_all(world.at(folder)).unwrap();
        }
        let before = world.all();
        world.set_up();
        let receipt = world.at(".local/share/npmcred/receipt.json");
        match damage {
            None => fs::remove_file(&receipt).unwrap(),
            Some(text) => fs::write(&receipt, text).unwrap(),
        }
        world.undo();
        assert_eq!(world.all(), before, "{damage:?}");
    }
}

#[test]
fn a_receipt_of_the_future_is_left_alone() {
    let world = World::lived_in();
    world.set_up();
    let receipt = world.write(".local/share/npmcred/receipt.json", "{\"v\":2}");
    let inside = world.all();
    for words in [&["setup"][..], &["setup", "--undo"]] {
        let said = world.npmcred(words).run().expect(6);
        assert!(said.err().contains("newer npmcred"), "{said}");
    }
    assert_eq!(
        (world.all(), fs::read(receipt).unwrap()),
        (inside, b"{\"v\":2}".to_vec())
    );
}

/// Everything that is on record is there, and everything that is there is on record.
#[test]
fn the_receipt_names_every_byte() {
    let world = World::lived_in();
    let before = world.all();
    world.set_up();
    let receipt: serde_json::Value =
        serde_json::from_slice(&world.read(".local/share/npmcred/receipt.json")).unwrap();
    assert_eq!(
        (&receipt["v"], &receipt["complete"]),
        (&1.into(), &true.into())
    );
    let mut named: Vec<String> = Vec::new();
    for list in ["folders", "links"] {
        named.extend(
            receipt[list]
                .as_array()
                .unwrap()
                .iter()
                .map(|path| path.as_str().unwrap().to_owned()),
        );
    }
    for file in receipt["files"].as_array().unwrap() {
        named.push(file["path"].as_str().unwrap().to_owned());
    }
    for lines in receipt["lines"].as_array().unwrap() {
        let (path, bytes) = (
            lines["path"].as_str().unwrap(),
            lines["bytes"].as_str().unwrap(),
        );
        assert!(
            contains(&fs::read(path).unwrap(), bytes.as_bytes()),
            "{path}"
        );
        named.push(path.to_owned());
    }
    named.push(
        world
            .at(".local/share/npmcred/receipt.json")
            .to_str()
            .unwrap()
            .to_owned(),
    );
    let fresh = world
        .all()
        .into_keys()
        .filter(|path| !before.contains_key(path));
    for path in fresh.map(|path| world.at(path)) {
        assert!(
            named.iter().any(|name| Path::new(name) == path),
            "{} is not on record",
            path.display()
        );
    }
}
