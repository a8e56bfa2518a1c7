//! A situation, and the file that its screen is compared with.

use std::path::PathBuf;

use super::stage::Stage;

/// The width of the terminal.
pub(crate) const COLUMNS: u16 = 80;

/// One situation: what went before, and what is typed.
pub(crate) struct Scene {
    name: &'static str,
    given: &'static str,
    world: fn() -> Stage,
    acts: fn(&mut Stage),
}

/// A situation in this world; `given` tells the reader of its screen what went before.
pub(crate) const fn scene(
    name: &'static str,
    given: &'static str,
    world: fn() -> Stage,
    acts: fn(&mut Stage),
) -> Scene {
    Scene {
        name,
        given,
        world,
        acts,
    }
}

impl Scene {
    /// Its file below [`folder`].
    pub(crate) fn path(&self, theme: &str) -> String {
        format!("{theme}/{}.txt", self.name)
    }

    /// The screen; an error names what must not be on it.
    fn screen(&self) -> (String, Option<String>) {
        let mut stage = (self.world)();
        (self.acts)(&mut stage);
        let (screen, wrong) = stage.curtain();
        (format!("# {}\n\n{screen}", self.given), wrong)
    }
}

/// Where the files are.
pub(crate) fn folder() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/voice/screens"))
}

/// Plays these situations, and compares or writes their screens. `NPMCRED_SCREENS=write` writes
/// them, `NPMCRED_SCENE` chooses those whose file's name has these letters.
pub(crate) fn play(theme: &str, scenes: &[Scene]) {
    let writes = std::env::var("NPMCRED_SCREENS").is_ok_and(|word| word == "write");
    let chosen = std::env::var("NPMCRED_SCENE").unwrap_or_default();
    let mut wrong = String::new();
    for scene in scenes {
        let name = scene.path(theme);
        if !name.contains(&chosen) {
            continue;
        }
        let file = folder().join(&name);
        let (screen, flaw) = scene.screen();
        if writes {
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(&file, &screen).unwrap();
        }
        let written = std::fs::read_to_string(&file).unwrap_or_default();
        if written != screen {
            wrong.push_str(&format!(
                "{name} is\n{screen}\nand was\n{written}\n(tests/voice/write writes it)\n\n"
            ));
        }
        if let Some(text) = flaw {
            wrong.push_str(&format!("{name}: {text}\n"));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}
