//! A user who has moved in: node in a folder of their own, start files, shims, an unlocked keyring.

use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::Value;

use super::support::Lab;
use super::support::fixture::Fixture;
use super::support::run::{Outcome, Run};
use super::support::tools;

/// What a login begins with.
const LOGIN_PATH: &str = "/usr/local/bin:/usr/bin:/bin";

/// As Debian's, with node's folder on PATH. It prints, as many do.
const PROFILE: &str = "echo welcome\nPATH=\"$HOME/.local/bin:$HOME/node/bin:$PATH\"\n[ -z \"$BASH_VERSION\" ] || . \"$HOME/.bashrc\"\n";
/// Prints what looks like an answer.
pub(crate) const BASHRC: &str = "echo '<npmcred'\necho noise\n";

pub(crate) struct World {
    pub(crate) lab: Lab<Fixture>,
    /// The shell of the user.
    pub(crate) shell: &'static str,
}

/// Something that the doctor found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) id: String,
    pub(crate) severity: String,
    pub(crate) what: String,
    pub(crate) cure: Option<String>,
}

impl World {
    /// Before moving in, with the program on PATH.
    pub(crate) fn fresh() -> World {
        World::with(11)
    }

    /// The same with this npm.
    pub(crate) fn with(npm: u32) -> World {
        let mut lab = Lab::new(npm, Fixture::start());
        lab.start_keyring();
        for folder in ["home/.local/bin", "home/node"] {
            std::fs::create_dir_all(lab.path(folder)).unwrap();
        }
        symlink(tools::program(), lab.path("home/.local/bin/npmcred")).unwrap();
        symlink(lab.path("prefix/bin"), lab.path("home/node/bin")).unwrap();
        lab.write("home/.profile", PROFILE);
        lab.write("home/.bashrc", BASHRC);
        World {
            lab,
            shell: "/bin/bash",
        }
    }

    /// After it.
    pub(crate) fn settled() -> World {
        let world = World::fresh();
        world.session("npmcred setup --yes").expect(0);
        world
    }

    pub(crate) fn home(&self, inside: impl AsRef<Path>) -> PathBuf {
        self.lab.path("home").join(inside)
    }

    /// Where the shims are.
    pub(crate) fn shims(&self) -> PathBuf {
        self.home(".local/share/npmcred/bin")
    }

    /// Makes a program of these lines.
    pub(crate) fn program(&self, inside: impl AsRef<Path>, lines: &str) -> PathBuf {
        let file = self.lab.write(
            Path::new("home").join(inside),
            format!("#!/bin/sh\n{lines}\n"),
        );
        std::fs::set_permissions(&file, PermissionsExt::from_mode(0o755)).unwrap();
        file
    }

    /// The user's shell, started anew in a terminal window of a new login, with these lines typed
    /// into it.
    pub(crate) fn shell(&self, lines: &str) -> Run {
        self.start(&["-ilc", lines])
    }

    /// The same, but each line is read behind a prompt, whose hooks have run.
    pub(crate) fn terminal(&self, lines: &str) -> Outcome {
        self.start(&["-il"]).stdin(format!("{lines}\nexit\n")).run()
    }

    fn start(&self, args: &[&str]) -> Run {
        let run = Run::new(self.shell, self.lab.environment(), &self.lab.path("work"))
            .args(args.iter().copied());
        run.env("PATH", LOGIN_PATH)
            .env("SHELL", self.shell)
            .deadline(Duration::from_secs(120))
    }

    pub(crate) fn session(&self, lines: &str) -> Outcome {
        self.shell(lines).run()
    }

    /// What the doctor finds in a new shell into which these lines were typed before. It is well
    /// if, and only if, there is no problem, and says so with its status.
    #[track_caller]
    pub(crate) fn doctor_after(&self, lines: &str) -> Vec<Found> {
        self.diagnose(lines, "npmcred doctor --json")
    }

    #[track_caller]
    pub(crate) fn diagnose(&self, lines: &str, doctor: &str) -> Vec<Found> {
        let said = self.session(&format!("{lines}\necho '<report>'\n{doctor}"));
        let out = said.out();
        let json: Value = out
            .rsplit_once("<report>\n")
            .and_then(|(_, text)| serde_json::from_str(text).ok())
            .unwrap_or_else(|| panic!("no report: {said}"));
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let groups = json["groups"].as_array().unwrap().iter();
        let found: Vec<Found> = groups
            .flat_map(|group| group["findings"].as_array().unwrap())
            .map(|one| Found {
                id: text(&one["id"]),
                severity: text(&one["severity"]),
                what: text(&one["what"]),
                cure: one["cure"].as_str().map(str::to_owned),
            })
            .collect();
        let well = !found.iter().any(|one| one.severity == "problem");
        assert_eq!(
            (json["v"].as_u64(), json["well"].as_bool()),
            (Some(1), Some(well)),
            "{said}"
        );
        assert_eq!(said.status.code(), Some(i32::from(!well)), "{said}");
        found
    }

    pub(crate) fn doctor(&self) -> Vec<Found> {
        self.doctor_after("")
    }

    /// Sees the ill, types its cure, and sees it gone, and with it every problem.
    #[track_caller]
    pub(crate) fn is_cured(&self, id: &str, typed_before: &str) -> Found {
        let found = self.sees(id, typed_before);
        let cure = found
            .cure
            .clone()
            .unwrap_or_else(|| panic!("no cure: {found:?}"));
        self.is_gone(id, &format!("{typed_before}\n{cure}"));
        found
    }

    #[track_caller]
    pub(crate) fn sees(&self, id: &str, typed_before: &str) -> Found {
        let all = self.doctor_after(typed_before);
        all.iter()
            .find(|one| one.id == id)
            .cloned()
            .unwrap_or_else(|| panic!("no {id} in {all:#?}"))
    }

    #[track_caller]
    pub(crate) fn is_gone(&self, id: &str, typed_before: &str) {
        let all = self.doctor_after(typed_before);
        assert!(
            !all.iter()
                .any(|one| one.id == id || one.severity == "problem"),
            "after {typed_before}: {all:#?}"
        );
    }
}
