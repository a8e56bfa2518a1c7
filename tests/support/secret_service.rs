//! A session bus and a GNOME Keyring of one's own, for tests that need a real Secret Service in a
//! certain state.
//!
//! Nothing of it touches the user's own session: folder, socket and processes are private. All of
//! them end when the value is dropped, also when a test panics. Many can run side by side. The
//! daemon needs its password on standard input to make (or open) the default collection. Without
//! one, the collection of an earlier run stays locked.

use std::collections::HashMap;
use std::ffi::OsString;
use std::fs::{File, Permissions};
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use zbus::Connection;
use zbus::zvariant::{ObjectPath, OwnedObjectPath, OwnedValue, Value};

const SERVICE: &str = "org.freedesktop.secrets";
const ROOT: &str = "/org/freedesktop/secrets";

const PASSWORD: &[u8] = b"correct horse";
const PATIENCE: Duration = Duration::from_secs(60);

/// A process of the test's own, ended when dropped.
pub struct Process(Child);

impl Process {
    /// What it complains about goes to `log`.
    fn start(command: &mut Command, log: &Path) -> Self {
        Self(
            command
                .stdout(Stdio::null())
                .stderr(File::create(log).unwrap())
                .spawn()
                .unwrap_or_else(|error| panic!("{command:?}: {error}")),
        )
    }

    fn signal(&self, name: &str) {
        let pid = self.0.id().to_string();
        assert!(
            Command::new("kill")
                .args(["-s", name, &pid])
                .status()
                .unwrap()
                .success()
        );
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // SIGKILL also ends what is stopped.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A private session bus, at first without any service.
pub struct PrivateBus {
    /// The keyring daemon, while there is one.
    daemon: Option<Process>,
    /// Clients that a test put on the bus, and that are to stay on it.
    others: Vec<Connection>,
    bus: Process,
    folder: tempfile::TempDir,
}

impl PrivateBus {
    /// A bus with a keyring that is unlocked and empty.
    pub fn unlocked() -> Self {
        let mut bus = Self::bare();
        bus.start_daemon(true);
        bus
    }

    /// A bus on which nobody offers the Secret Service, nor could be started to do so.
    pub fn bare() -> Self {
        let folder = tempfile::Builder::new()
            .prefix("npmcred-bus-")
            .tempdir()
            .unwrap();
        for name in ["home", "runtime", "data"] {
            std::fs::create_dir(folder.path().join(name)).unwrap();
        }
        // Qt takes no other for one.
        std::fs::set_permissions(folder.path().join("runtime"), Permissions::from_mode(0o700))
            .unwrap();
        let config = folder.path().join("bus.conf");
        std::fs::write(&config, configuration(&folder.path().join("bus"))).unwrap();
        let mut command = Command::new("dbus-daemon");
        command
            .arg("--nofork")
            .arg("--config-file")
            .arg(&config)
            .stdin(Stdio::null());
        let bus = Self {
            daemon: None,
            others: Vec::new(),
            bus: Process::start(&mut command, &folder.path().join("bus.log")),
            folder,
        };
        // A socket is there before anybody listens, and the keyring tries but once.
        bus.wait("the bus", || UnixStream::connect(bus.socket()).is_ok());
        bus
    }

    /// Starts the keyring daemon; without a password the default collection is locked, or missing
    /// if there never was one.
    pub fn start_daemon(&mut self, with_password: bool) {
        assert!(self.daemon.is_none());
        let mut command = self.command("gnome-keyring-daemon");
        command.args(["--foreground", "--components=secrets"]);
        if with_password {
            command.arg("--unlock").stdin(Stdio::piped());
        } else {
            command.stdin(Stdio::null());
        }
        let mut daemon = Process::start(&mut command, &self.folder.path().join("keyring.log"));
        if let Some(mut input) = daemon.0.stdin.take() {
            input.write_all(PASSWORD).unwrap();
        }
        self.daemon = Some(daemon);
        self.wait("the keyring daemon", || self.has_owner(SERVICE));
        if with_password {
            self.wait("the default collection", || {
                self.default_collection() != "/"
            });
        }
    }

    /// Starts another program that keeps secrets, with this on its standard input, in the place of
    /// the keyring daemon.
    #[allow(dead_code, reason = "most test programs want GNOME Keyring")]
    pub fn start_other(&mut self, command: &mut Command, input: &[u8]) {
        assert!(self.daemon.is_none());
        let mut other = Process::start(
            command.stdin(Stdio::piped()),
            &self.folder.path().join("keyring.log"),
        );
        other.0.stdin.take().unwrap().write_all(input).unwrap();
        self.daemon = Some(other);
        self.wait("the other store", || self.has_owner(SERVICE));
    }

    /// Ends the keyring daemon in good order; its files stay.
    pub fn stop_daemon(&mut self) {
        if let Some(mut daemon) = self.daemon.take() {
            daemon.signal("TERM");
            // KeePassXC now and then stays, on a busy machine; what it was given is in its file by
            // then.
            let begun = Instant::now();
            while daemon.0.try_wait().unwrap().is_none()
                && begun.elapsed() < Duration::from_secs(10)
            {
                std::thread::sleep(Duration::from_millis(20));
            }
        }
        self.wait("the name to be free", || !self.has_owner(SERVICE));
    }

    /// Locks the default collection: a daemon started anew without its password.
    pub fn lock(&mut self) {
        self.stop_daemon();
        self.start_daemon(false);
    }

    /// Stops the keyring daemon with SIGSTOP: it is there and answers nothing.
    pub fn freeze_daemon(&self) {
        self.daemon.as_ref().unwrap().signal("STOP");
    }

    /// Ends the keyring daemon as a fault of its own would.
    #[allow(dead_code, reason = "the tests of the worlds alone want that")]
    pub fn kill_daemon(&self) {
        self.daemon.as_ref().unwrap().signal("KILL");
    }

    /// Stops the bus itself with SIGSTOP.
    pub fn freeze_bus(&self) {
        self.bus.signal("STOP");
    }

    /// Puts a client on the bus that owns the prompter's name and never answers anybody.
    pub fn add_silent_prompter(&mut self) {
        self.others
            .push(self.connect(Some("org.gnome.keyring.SystemPrompter")));
    }

    /// Stores an item as another program might: with any attributes, also beside one that has the
    /// same.
    pub fn add_item(&self, attributes: &[(&str, &str)], secret: &[u8]) {
        self.try_add_item(attributes, secret).unwrap();
    }

    /// The same; the error is the service's.
    pub fn try_add_item(&self, attributes: &[(&str, &str)], secret: &[u8]) -> zbus::Result<()> {
        self.create_item("aliases/default", attributes, secret)
    }

    /// The same in another collection: `collection/session` is always there, and open.
    #[allow(dead_code, reason = "most test programs have one collection")]
    pub fn add_item_to(&self, collection: &str, attributes: &[(&str, &str)], secret: &[u8]) {
        self.create_item(collection, attributes, secret).unwrap();
    }

    fn create_item(
        &self,
        collection: &str,
        attributes: &[(&str, &str)],
        secret: &[u8],
    ) -> zbus::Result<()> {
        let bus = self.connect(None);
        let attributes: HashMap<&str, &str> = attributes.iter().copied().collect();
        let properties = HashMap::from([
            ("org.freedesktop.Secret.Item.Label", Value::from("foreign")),
            (
                "org.freedesktop.Secret.Item.Attributes",
                Value::from(attributes),
            ),
        ]);
        let opened = zbus::block_on(bus.call_method(
            Some(SERVICE),
            ROOT,
            Some("org.freedesktop.Secret.Service"),
            "OpenSession",
            &("plain", Value::from("")),
        ));
        let (_, session): (OwnedValue, OwnedObjectPath) = opened?.body().deserialize()?;
        let sealed = (session, Vec::<u8>::new(), secret, "text/plain");
        let place = format!("/org/freedesktop/secrets/{collection}");
        let created = zbus::block_on(bus.call_method(
            Some(SERVICE),
            ObjectPath::try_from(place)?,
            Some("org.freedesktop.Secret.Collection"),
            "CreateItem",
            &(properties, sealed, false),
        ));
        created.map(drop)
    }

    /// Waits until it is so.
    #[track_caller]
    pub fn wait(&self, what: &str, mut done: impl FnMut() -> bool) {
        let begun = Instant::now();
        while !done() {
            assert!(
                begun.elapsed() < PATIENCE,
                "{what} did not come up (gnome-keyring, dbus and libsecret-tools are needed):\n{}",
                self.complaints()
            );
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// What became of the two processes, and what they said.
    fn complaints(&self) -> String {
        let log = |name| std::fs::read_to_string(self.folder.path().join(name)).unwrap_or_default();
        let state = |process: &Process| {
            std::fs::read_to_string(format!("/proc/{}/status", process.0.id())).map_or_else(
                |error| error.to_string(),
                |text| text.lines().take(3).collect::<Vec<_>>().join(", "),
            )
        };
        let daemon = self
            .daemon
            .as_ref()
            .map_or_else(|| "none".to_owned(), state);
        format!(
            "bus: {}\n{}\nkeyring: {daemon}\n{}",
            state(&self.bus),
            log("bus.log"),
            log("keyring.log")
        )
    }

    /// Deletes all items, which is quicker than a new keyring.
    #[allow(dead_code, reason = "tests/stores begins each time with a new one")]
    pub fn empty(&self) {
        self.try_empty().unwrap();
    }

    /// The same; the error is the service's.
    pub fn try_empty(&self) -> zbus::Result<()> {
        let bus = self.connect(None);
        let service = Some("org.freedesktop.Secret.Service");
        // Asked at once for items by a client that is new, GNOME Keyring may not know the question.
        zbus::block_on(bus.call_method(Some(SERVICE), ROOT, service, "ReadAlias", &"default"))?;
        let all = HashMap::<&str, &str>::new();
        let asked = bus.call_method(Some(SERVICE), ROOT, service, "SearchItems", &all);
        let found = zbus::block_on(asked)?;
        let both: (Vec<OwnedObjectPath>, Vec<OwnedObjectPath>) = found.body().deserialize()?;
        for item in both.0 {
            let interface = Some("org.freedesktop.Secret.Item");
            zbus::block_on(bus.call_method(Some(SERVICE), item, interface, "Delete", &()))?;
        }
        Ok(())
    }

    /// Starts the keyring daemon again where it ended by itself. GNOME Keyring 42 does so once in
    /// some thousand items that come and go. Fails the test where it did not.
    #[allow(dead_code, reason = "few test programs make that many")]
    pub fn revive_daemon(&mut self) {
        let mut daemon = self.daemon.take().unwrap();
        self.wait("the end of the daemon", || {
            daemon.0.try_wait().unwrap().is_some()
        });
        self.wait("the name to be free", || !self.has_owner(SERVICE));
        self.start_daemon(true);
    }

    /// A client of the bus, with a name of its own on it if that is wanted.
    pub fn connect(&self, name: Option<&'static str>) -> Connection {
        let mut builder = zbus::connection::Builder::address(self.address().as_str()).unwrap();
        if let Some(name) = name {
            builder = builder.name(name).unwrap();
        }
        zbus::block_on(builder.build()).unwrap()
    }

    /// The address that clients connect to.
    pub fn address(&self) -> String {
        format!("unix:path={}", self.socket().display())
    }

    /// The environment of a client, as a look-up.
    pub fn env(&self) -> impl Fn(&str) -> Option<OsString> + 'static {
        let address = self.address();
        move |name| (name == "DBUS_SESSION_BUS_ADDRESS").then(|| OsString::from(&address))
    }

    /// A program with the environment of this bus and nothing else of the user's session.
    pub fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command
            .env_remove("XDG_CURRENT_DESKTOP")
            .env_remove("DISPLAY")
            .env("DBUS_SESSION_BUS_ADDRESS", self.address())
            .env("HOME", self.folder.path().join("home"))
            .env("XDG_RUNTIME_DIR", self.folder.path().join("runtime"))
            .env("XDG_DATA_HOME", self.folder.path().join("data"));
        command
    }

    /// The private folder, for what a test wants to put beside the bus.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Calls a method of the Secret Service's root object with `dbus-send`; the answer as it prints
    /// it.
    pub fn call(&self, destination: &str, path: &str, method: &str, arguments: &[&str]) -> String {
        let mut command = self.command("dbus-send");
        command.args(["--session", "--print-reply=literal", "--reply-timeout=5000"]);
        command
            .arg(format!("--dest={destination}"))
            .arg(path)
            .arg(method)
            .args(arguments);
        let output = command.stderr(Stdio::null()).output().unwrap();
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    /// The path of the default collection, or `/`.
    pub fn default_collection(&self) -> String {
        self.call(
            SERVICE,
            ROOT,
            "org.freedesktop.Secret.Service.ReadAlias",
            &["string:default"],
        )
    }

    fn has_owner(&self, name: &str) -> bool {
        let (bus, path) = ("org.freedesktop.DBus", "/org/freedesktop/DBus");
        self.call(
            bus,
            path,
            "org.freedesktop.DBus.NameHasOwner",
            &[&format!("string:{name}")],
        )
        .ends_with("true")
    }

    fn socket(&self) -> PathBuf {
        self.folder.path().join("bus")
    }
}

fn configuration(socket: &Path) -> String {
    format!(
        r#"<busconfig><type>session</type><listen>unix:path={}</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy>
</busconfig>"#,
        socket.display()
    )
}
