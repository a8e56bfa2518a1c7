//! Where the client of a container engine takes a build secret: pure.
//!
//! The flag goes right behind the word that begins a build. That word must be the client's own
//! command: in `docker run IMAGE build` it is an argument of somebody else's program, which must
//! not be handed anything.

use std::ffi::{OsStr, OsString};
use std::path::Path;

/// A build secret as a client's flag names it.
#[derive(Clone, Copy, Debug)]
pub struct SecretFlag<'a> {
    /// Its name in the Dockerfile.
    pub id: &'a str,
    /// The file that it is read from.
    pub source: &'a Path,
}

/// Why the flag has no place in a command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unplaced {
    /// The client is known, and this is not one of its builds.
    NoBuild,
    /// The command line names a secret with this id itself.
    NamedAlready,
}

/// A client: its program, its options that take the next word as their value, and its commands.
struct BuildClient {
    name: &'static str,
    valued: &'static [&'static str],
    /// The words of each command that builds.
    builds: &'static [&'static [&'static str]],
    /// The words of each command that reads the secret's place in a file of the project.
    by_file: &'static [&'static [&'static str]],
}

/// docker 28 `docker --help`; nerdctl follows it.
const DOCKER_OPTIONS: &[&str] = &[
    "--config",
    "-c",
    "--context",
    "-H",
    "--host",
    "-l",
    "--log-level",
    "--tlscacert",
    "--tlscert",
    "--tlskey",
    "--builder",
    "-n",
    "--namespace",
    "-a",
    "--address",
    "--data-root",
    "--snapshotter",
];

/// podman 5 `podman --help`, buildah 1.39 `buildah --help`.
const PODMAN_OPTIONS: &[&str] = &[
    "--root",
    "--runroot",
    "--imagestore",
    "--storage-driver",
    "--storage-opt",
    "--log-level",
    "-c",
    "--connection",
    "--url",
    "--identity",
    "--cgroup-manager",
    "--conmon",
    "--events-backend",
    "--runtime",
    "--runtime-flag",
    "--tmpdir",
    "--volumepath",
    "--network-cmd-path",
    "--network-config-dir",
    "--hooks-dir",
    "--namespace",
    "--registries-conf",
    "--registries-conf-dir",
    "--userns-uid-map",
    "--userns-gid-map",
    "--default-mounts-file",
    "--short-name-alias-conf",
];

const OF_DOCKER: &[&[&str]] = &[
    &["build"],
    &["image", "build"],
    &["builder", "build"],
    &["buildx", "build"],
    &["buildx", "b"],
];

const CLIENTS: [BuildClient; 4] = [
    BuildClient {
        name: "docker",
        valued: DOCKER_OPTIONS,
        builds: OF_DOCKER,
        by_file: &[&["compose"], &["buildx", "bake"]],
    },
    BuildClient {
        name: "nerdctl",
        valued: DOCKER_OPTIONS,
        builds: OF_DOCKER,
        by_file: &[&["compose"]],
    },
    BuildClient {
        name: "podman",
        valued: PODMAN_OPTIONS,
        builds: OF_DOCKER,
        by_file: &[&["compose"]],
    },
    BuildClient {
        name: "buildah",
        valued: PODMAN_OPTIONS,
        builds: &[&["build"], &["bud"], &["build-using-dockerfile"]],
        by_file: &[],
    },
];

/// The arguments with the flag in its place. They are as they were for a program that reads the
/// file's path from somewhere else: a compose file, a bake file, a script of the user's.
///
/// # Errors
/// See [`Unplaced`].
pub fn place(
    program: &str,
    args: &[OsString],
    secret: SecretFlag<'_>,
) -> Result<Vec<OsString>, Unplaced> {
    let mut args = args.to_vec();
    let Some(client) = CLIENTS.iter().find(|client| client.name == program) else {
        return Ok(args);
    };
    if let Some(behind) = client.command(client.builds, &args) {
        if names_secret(&args, secret.id) {
            return Err(Unplaced::NamedAlready);
        }
        let mut value = OsString::from(format!("id={},src=", secret.id));
        value.push(secret.source);
        args.splice(behind..behind, ["--secret".into(), value]);
        return Ok(args);
    }
    match client.command(client.by_file, &args) {
        Some(_) => Ok(args),
        None => Err(Unplaced::NoBuild),
    }
}

impl BuildClient {
    /// The place behind the words of one of these commands, if the line is one.
    fn command(&self, commands: &[&[&str]], args: &[OsString]) -> Option<usize> {
        let operands = self.operands(args);
        let is_it = |words: &&&[&str]| {
            let typed = operands.iter().map(|(_, word)| word.to_str());
            typed.take(words.len()).eq(words.iter().copied().map(Some))
        };
        let words = commands.iter().find(is_it)?;
        operands.get(words.len() - 1).map(|(at, _)| at + 1)
    }

    /// The words that are neither options nor values of options, each with its place.
    fn operands<'a>(&self, args: &'a [OsString]) -> Vec<(usize, &'a OsStr)> {
        let mut operands = Vec::new();
        let mut is_value = false;
        for (at, word) in args.iter().enumerate() {
            let is_option = word.as_encoded_bytes().starts_with(b"-");
            if !std::mem::take(&mut is_value) && !is_option {
                operands.push((at, word.as_os_str()));
            }
            is_value = is_option && self.valued.iter().any(|option| word == option);
        }
        operands
    }
}

/// Whether a secret of this id is named by the command line itself.
fn names_secret(args: &[OsString], id: &str) -> bool {
    let wanted = format!("id={id}");
    let names = |value: &str| value.split(',').any(|part| part == wanted);
    args.iter().enumerate().any(|(at, word)| {
        let word = word.to_string_lossy();
        match word.strip_prefix("--secret=") {
            Some(value) => names(value),
            None => at > 0 && args[at - 1] == "--secret" && names(&word),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn placed(line: &str) -> Result<String, Unplaced> {
        let mut words = line.split(' ');
        let program = words.next().unwrap();
        let args: Vec<OsString> = words.map(OsString::from).collect();
        let secret = SecretFlag {
            id: "npmrc",
            source: Path::new("/dev/fd/200"),
        };
        let placed = place(program, &args, secret)?;
        let text: Vec<_> = placed.iter().map(|word| word.to_string_lossy()).collect();
        Ok(text
            .join(" ")
            .replace("--secret id=npmrc,src=/dev/fd/200", "SECRET"))
    }

    #[test]
    fn the_flag_stands_right_behind_the_words_of_a_build() {
        let cases = [
            ("docker build .", "build SECRET ."),
            (
                "docker build -t a --secret id=other,src=x .",
                "build SECRET -t a --secret id=other,src=x .",
            ),
            (
                "docker --context build build .",
                "--context build build SECRET .",
            ),
            (
                "docker --context=build -D build .",
                "--context=build -D build SECRET .",
            ),
            ("docker buildx build .", "buildx build SECRET ."),
            (
                "docker buildx --builder b b .",
                "buildx --builder b b SECRET .",
            ),
            ("docker image build .", "image build SECRET ."),
            (
                "podman --storage-driver vfs build .",
                "--storage-driver vfs build SECRET .",
            ),
            ("buildah bud .", "bud SECRET ."),
            // Their files name the path by a variable.
            ("docker compose build", "compose build"),
            ("docker buildx bake", "buildx bake"),
            ("make build", "build"),
        ];
        for (line, want) in cases {
            assert_eq!(placed(line).as_deref(), Ok(want), "{line}");
        }
    }

    #[test]
    fn what_is_no_build_and_what_names_the_secret_itself_is_not_changed() {
        let cases = [
            ("docker run alpine build", Unplaced::NoBuild),
            ("docker", Unplaced::NoBuild),
            ("docker --unknown value build .", Unplaced::NoBuild),
            ("docker buildx ls build", Unplaced::NoBuild),
            ("buildah run c build", Unplaced::NoBuild),
            (
                "docker build --secret id=npmrc,src=x .",
                Unplaced::NamedAlready,
            ),
            (
                "docker build --secret=type=file,id=npmrc .",
                Unplaced::NamedAlready,
            ),
        ];
        for (line, want) in cases {
            assert_eq!(placed(line), Err(want), "{line}");
        }
    }
}
