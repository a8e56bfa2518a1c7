//! The machine: a prefix of Wine, laid out as node's own installer does, with our shims before it.

use crate::support::run::Run;
use crate::support::tools;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Mutex, MutexGuard, Once, OnceLock, PoisonError};

/// What each target's programs are built for.
const TARGET: &str = "x86_64-pc-windows-gnu";
/// Longer than any of them takes on a busy machine, in seconds.
const PATIENCE: &str = "240";

/// node, npm.
pub(crate) const NEWEST: (u32, u32) = (22, 12);
const OTHERS: [(u32, u32); 3] = [(20, 10), (22, 10), (22, 11)];

/// The newest; all of them only in the whole run, for each takes a minute.
pub(crate) fn pairs() -> impl Iterator<Item = (u32, u32)> {
    let others = OTHERS.into_iter().filter(|_| tools::is_whole());
    others.chain([NEWEST])
}

/// The machine, for one test at a time.
pub(crate) struct Machine {
    _turn: MutexGuard<'static, ()>,
    prefix: PathBuf,
}

/// What became of a program.
#[derive(Debug)]
#[allow(dead_code, reason = "shown where a test fails")]
pub(crate) struct Ran {
    pub(crate) status: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Machine {
    /// Waits for the others, and makes it as it was.
    pub(crate) fn take() -> Self {
        static TURN: Mutex<()> = Mutex::new(());
        let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
        let prefix = tools::folder().join("wine/prefix");
        assert!(
            prefix.join(".pinned").exists(),
            "there is no Wine: run tests/support/provision wine"
        );
        let machine = Self {
            _turn: turn,
            prefix,
        };
        machine.begin();
        for folder in ["npmcred", "project", "io", "prefix"] {
            let _ = fs::remove_dir_all(machine.c(folder));
            fs::create_dir_all(machine.c(folder)).unwrap();
        }
        for left in [
            "AppData/Roaming/npmcred",
            "AppData/Local/npmcred",
            "AppData/Local/npm-cache",
        ] {
            let _ = fs::remove_dir_all(machine.home().join(left));
        }
        fs::create_dir_all(machine.c("test")).unwrap();
        fs::write(machine.c("test/test.cjs"), include_str!("test.cjs")).unwrap();
        for name in ["npmcred", "npm", "npx"] {
            machine.put_program(&format!("npmcred/{name}.exe"));
        }
        machine
    }

    /// One server of Wine for all tests, which stays between them: a program that comes just when
    /// an idle one ends finds a registry without a user. It ends five minutes after its last
    /// program, longer than a test builds something in between.
    fn begin(&self) {
        static BEGUN: Once = Once::new();
        BEGUN.call_once(|| {
            let told = |how: &str| {
                let mut server = Command::new("timeout");
                server.args([PATIENCE, "wineserver", how]);
                let server = self.around(&mut server);
                server.stdout(Stdio::null()).stderr(Stdio::null()).status()
            };
            // One that was left over goes first. That there is none is no failure.
            told("-k").unwrap();
            for how in ["-w", "-p300"] {
                assert!(told(how).unwrap().success(), "wineserver {how}");
            }
        });
    }

    /// A path of drive C.
    pub(crate) fn c(&self, path: &str) -> PathBuf {
        self.prefix.join("drive_c").join(path)
    }

    /// Copies the program to a path of drive C.
    pub(crate) fn put_program(&self, path: &str) {
        fs::copy(program(), self.c(path)).unwrap();
    }

    /// The batch file of this name that npmcred makes, put beside our shims; as Windows writes its
    /// path. Nothing stays in the user's home, all of which the harvester reads.
    pub(crate) fn batch_file(&self, name: &str) -> String {
        let made = self.run(&[r"C:\npmcred\npmcred.exe", "env", "powershell"], "");
        assert_eq!(made.status, 0, "{made:?}");
        let file = format!("{name}.cmd");
        let (made, beside) = (self.local().join("bin").join(&file), self.c("npmcred"));
        fs::copy(made, beside.join(&file)).unwrap();
        fs::remove_dir_all(self.local()).unwrap();
        format!(r"C:\npmcred\{file}")
    }

    /// A program at a terminal, to be run as [`run`](Self::run) does.
    pub(crate) fn at_terminal(&self, words: &[&str]) -> Run {
        let mut command = Command::new("timeout");
        let env = self.around(&mut command).get_envs();
        let env = env.map(|(name, value)| (name.to_owned(), value.unwrap().to_owned()));
        let run = Run::new("timeout", env.collect(), &self.c("project"));
        run.args(["--foreground", PATIENCE, "wine"].map(str::to_owned))
            .args(words.iter().copied().map(str::to_owned))
    }

    /// Has each node write what a variable holds to a file, and returns that.
    pub(crate) fn tell_of_variable(&self, name: &str) -> PathBuf {
        let tell =
            format!("require('fs').appendFileSync('C:/io/{name}', process.env.{name} + '\\n')\n");
        let script = self.c("test/test.cjs");
        let text = fs::read_to_string(&script).unwrap();
        fs::write(script, text + &tell).unwrap();
        self.c(&format!("io/{name}"))
    }

    /// npmcred's own folder of the user.
    pub(crate) fn local(&self) -> PathBuf {
        self.home().join("AppData/Local/npmcred")
    }

    /// The user's home, as Windows writes it.
    pub(crate) fn user_folder(&self) -> String {
        let home = self.home();
        format!(r"C:\users\{}", home.file_name().unwrap().to_str().unwrap())
    }

    /// The user's file of npm's.
    pub(crate) fn write_npmrc(&self, lines: &str) {
        let usual = "update-notifier=false\nfetch-retries=0\naudit=false\nfund=false\n";
        fs::write(self.npmrc(), format!("{usual}{lines}")).unwrap();
    }

    /// That file.
    pub(crate) fn npmrc(&self) -> PathBuf {
        self.home().join(".npmrc")
    }

    /// The user's home: Wine calls the user as this machine does, whatever the environment says.
    pub(crate) fn home(&self) -> PathBuf {
        let users = fs::read_dir(self.c("users")).unwrap();
        let mut users = users.map(|user| user.unwrap().path());
        users.find(|user| !user.ends_with("Public")).unwrap()
    }

    /// Puts a node with its npm where the installer puts them.
    pub(crate) fn install(&self, (node, npm): (u32, u32)) {
        let folder = self.c(&format!("installed/{node}-{npm}"));
        if !folder.join(".whole").exists() {
            let modules = folder.join("node_modules");
            fs::create_dir_all(&modules).unwrap();
            let exe = tools::folder().join(format!("wine/node/{node}/bin/node.exe"));
            copy_or_link(&exe, &folder.join("node.exe"));
            let package = tools::npm(npm).join("lib/node_modules/npm");
            let copied = Command::new("cp")
                .arg("-a")
                .args([&package, &modules])
                .status();
            assert!(copied.unwrap().success());
            for name in ["npm.cmd", "npx.cmd"] {
                fs::copy(package.join("bin").join(name), folder.join(name)).unwrap();
            }
            fs::write(folder.join(".whole"), "").unwrap();
        }
        let usual = self.c("Program Files/nodejs");
        let _ = fs::remove_file(&usual);
        symlink(&folder, &usual).unwrap();
    }

    /// Runs a program in `C:\project`, with an environment as Windows gives it.
    pub(crate) fn run(&self, words: &[&str], input: &str) -> Ran {
        let (out, err) = (self.c("io/out"), self.c("io/err"));
        let stdin = self.c("io/in");
        fs::write(&stdin, input).unwrap();
        let mut command = Command::new("timeout");
        command.args([PATIENCE, "wine"]).args(words);
        let status = self
            .around(&mut command)
            .current_dir(self.c("project"))
            .stdin(fs::File::open(&stdin).unwrap())
            .stdout(fs::File::create(&out).unwrap())
            .stderr(fs::File::create(&err).unwrap())
            .status()
            .unwrap();
        let read = |path: &Path| String::from_utf8_lossy(&fs::read(path).unwrap()).into_owned();
        Ran {
            status: status.code().unwrap_or(-1),
            out: read(&out),
            err: read(&err),
        }
    }

    /// The environment. Wine puts what is missing to it.
    fn around<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        command
            .env_clear()
            .env("PATH", "/usr/bin:/bin")
            .env("HOME", self.home())
            .env("WINEPREFIX", &self.prefix)
            .env("WINEDEBUG", "-all")
            .env("NODE_OPTIONS", "--require C:/test/test.cjs")
            // Two thousand files of npm's own code, which a harvester would read.
            .env("NODE_DISABLE_COMPILE_CACHE", "1")
    }

    /// Runs tests of this workspace as programs of Windows; what they said.
    pub(crate) fn cargo_test(&self, what: &[&str]) -> String {
        // A file, for Wine's own services live on and would hold a pipe open.
        let told = self.c("io/told");
        let file = fs::File::create(&told).unwrap();
        let mut cargo = cargo("test");
        // Wine's Credential Manager is slow, and its calls have a deadline.
        let status = cargo
            .args(what)
            .env("WINEPREFIX", &self.prefix)
            .env("WINEDEBUG", "-all")
            .env(
                "CARGO_TARGET_X86_64_PC_WINDOWS_GNU_RUNNER",
                format!("timeout {PATIENCE} wine"),
            )
            .env("RUST_TEST_THREADS", "1")
            .stdout(file.try_clone().unwrap())
            .stderr(file)
            .status()
            .unwrap();
        let told = String::from_utf8_lossy(&fs::read(told).unwrap()).into_owned();
        assert!(status.success(), "{told}");
        told
    }
}

/// The program of Windows, built by whoever asks first.
pub(crate) fn program() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| {
        // As the tests of the stores want it, so that nothing is compiled twice.
        let mut build = cargo("test");
        let done = build
            .args(["--no-run", "--test", "stores"])
            .output()
            .unwrap();
        let told = String::from_utf8_lossy(&done.stderr);
        assert!(done.status.success(), "{told}");
        folder().join(TARGET).join("debug/npmcred.exe")
    })
}

/// Cargo, in a target folder of its own, and without what the cargo around us says of this test:
/// build scripts would run again for it.
fn cargo(command: &str) -> Command {
    let mut cargo = Command::new(env!("CARGO"));
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy();
        if name.starts_with("CARGO_") && name != "CARGO_HOME" {
            cargo.env_remove(&*name);
        }
    }
    cargo
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        // Nobody debugs these programs: it would take half as long again to build them.
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .env("CARGO_INCREMENTAL", "0")
        .args([command, "--locked", "--quiet", "--target", TARGET])
        .arg("--target-dir")
        .arg(folder());
    cargo
}

fn folder() -> PathBuf {
    tools::folder().join("wine/target")
}

fn copy_or_link(from: &Path, to: &Path) {
    if fs::hard_link(from, to).is_err() {
        fs::copy(from, to).unwrap();
    }
}
