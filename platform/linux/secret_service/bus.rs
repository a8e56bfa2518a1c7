//! The session bus: which one is the user's, and a connection to it.
//!
//! What `DBUS_SESSION_BUS_ADDRESS` names is taken at its word, also where nothing answers there: a
//! sandbox or a test that names a bus means no other. Only where it names none, the bus that
//! systemd gives every user is looked for, because cron and task runners pass few variables on.

use super::socket::Socket;
use crate::secret_store::StoreError;
use crate::variable::Lookup;
use futures_util::future::join;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{FileTypeExt, MetadataExt};
use std::path::{Path, PathBuf};
use std::pin::pin;
use zbus::Connection;
use zbus::address::{Address, transport::Transport};

/// The variable that names the bus.
pub(crate) const VARIABLE: &str = "DBUS_SESSION_BUS_ADDRESS";

/// Where systemd keeps a folder for each user.
const RUN_USER: &str = "/run/user";

/// The address of the user's bus.
pub(crate) fn address(env: Lookup<'_>) -> Result<String, StoreError> {
    address_below(
        env,
        Path::new(RUN_USER),
        rustix::process::geteuid().as_raw(),
    )
}

/// The address of the bus in the user's own folder, whatever the environment says of it.
pub(crate) fn usual_address() -> Option<String> {
    address_below(
        &|_| None,
        Path::new(RUN_USER),
        rustix::process::geteuid().as_raw(),
    )
    .ok()
}

fn address_below(env: Lookup<'_>, run_user: &Path, uid: u32) -> Result<String, StoreError> {
    let filled = |name| env(name).filter(|value| !value.is_empty());
    if let Some(named) = filled(VARIABLE) {
        return named
            .into_string()
            .map_err(|_| missing(&format!("{VARIABLE} is no text")));
    }
    let of_session = filled("XDG_RUNTIME_DIR").map(|folder| PathBuf::from(folder).join("bus"));
    if let Some(socket) = of_session.filter(|socket| socket.exists()) {
        return Ok(address_of(&socket));
    }
    let of_user = run_user.join(uid.to_string()).join("bus");
    let is_ours = of_user
        .metadata()
        .is_ok_and(|found| found.file_type().is_socket() && found.uid() == uid);
    if is_ours {
        return Ok(address_of(&of_user));
    }
    Err(missing(&format!(
        "{VARIABLE} is not set in this environment, and there is none at {}",
        of_user.display()
    )))
}

/// The path as an address has it: what is no plain letter is percent-encoded (D-Bus specification,
/// Server Addresses).
fn address_of(socket: &Path) -> String {
    let mut address = "unix:path=".to_owned();
    for &byte in socket.as_os_str().as_bytes() {
        match byte {
            b'-' | b'_' | b'/' | b'.' | b'\\' | b'*' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => {
                address.push(char::from(byte));
            }
            _ => address.push_str(&format!("%{byte:02x}")),
        }
    }
    address
}

/// A connection to the bus, on which nobody waits but the thread that asks.
pub(super) struct Link {
    pub(super) connection: Connection,
    socket: Socket,
}

impl Link {
    /// Connects, and does something while the bus says hello.
    pub(super) fn connect<T>(
        address: &str,
        meanwhile: impl FnOnce() -> T,
    ) -> Result<(Self, T), StoreError> {
        let address: Address = address.parse()?;
        let refused = |error: zbus::Error| match error.into() {
            // Another user's, as `su` leaves it in the environment.
            StoreError::Denied => missing("it does not let this user in"),
            other => other,
        };
        if matches!(address.transport(), Transport::Tcp(_)) {
            return Err(missing(
                "its address is one of the network, over which npmcred sends no secret",
            ));
        }
        let socket = Socket::connect(address.transport()).map_err(|cause| refused(cause.into()))?;
        let socket = socket.ok_or_else(|| missing("its address is no Unix socket"))?;
        let connecting = zbus::connection::Builder::socket(socket.halves())
            .internal_executor(false)
            .build();
        // In this order: what is done first has been sent by the time the other begins.
        let (connected, done) = socket.run(join(connecting, async { meanwhile() }), |_| {});
        let connection = connected.map_err(refused)?;
        Ok((Self { connection, socket }, done))
    }

    /// Does the work, and reads from the connection meanwhile.
    pub(super) fn run<T>(&self, work: impl Future<Output = T>) -> T {
        self.socket.run(work, |context| {
            while pin!(self.connection.executor().tick())
                .poll(context)
                .is_ready()
            {}
        })
    }
}

/// There is no bus, and why.
pub(super) fn missing(why: &str) -> StoreError {
    StoreError::Unreachable(format!("no session bus ({why})"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::ffi::OsString;
    use std::os::unix::net::UnixListener;

    #[test]
    fn the_users_bus_is_found_whatever_the_environment_lacks() {
        let (folder, uid) = (
            tempfile::tempdir().unwrap(),
            rustix::process::geteuid().as_raw(),
        );
        let found = |variables: &[(&str, OsString)]| {
            let env = |name: &str| {
                variables
                    .iter()
                    .find(|(key, _)| *key == name)
                    .map(|(_, value)| value.clone())
            };
            address_below(&env, folder.path(), uid)
        };
        let Err(StoreError::Unreachable(why)) = found(&[]) else {
            panic!("there is none")
        };
        assert!(
            why.contains(VARIABLE) && why.contains(&format!("/{uid}/bus")),
            "{why}"
        );

        let (own, session) = (
            folder.path().join(uid.to_string()),
            folder.path().join("a session"),
        );
        for place in [&own, &session] {
            std::fs::create_dir(place).unwrap();
        }
        // A file is no bus.
        std::fs::write(own.join("bus"), "").unwrap();
        assert!(found(&[]).is_err());
        std::fs::remove_file(own.join("bus")).unwrap();
        let _listeners =
            [&own, &session].map(|place| UnixListener::bind(place.join("bus")).unwrap());
        let of_user = format!("unix:path={}/bus", own.display());
        let runtime = ("XDG_RUNTIME_DIR", session.clone().into_os_string());
        assert_eq!(found(&[]).unwrap(), of_user);
        assert_eq!(found(&[(VARIABLE, OsString::new())]).unwrap(), of_user);
        assert_eq!(
            found(&[("XDG_RUNTIME_DIR", "/nowhere".into())]).unwrap(),
            of_user
        );
        let of_session = format!("unix:path={}/a%20session/bus", folder.path().display());
        assert_eq!(found(std::slice::from_ref(&runtime)).unwrap(), of_session);
        // What is named counts, be it dead.
        assert_eq!(
            found(&[(VARIABLE, "disabled:".into()), runtime]).unwrap(),
            "disabled:"
        );
        // Another user's is not ours.
        std::fs::rename(&own, folder.path().join((uid + 1).to_string())).unwrap();
        assert!(address_below(&|_| None, folder.path(), uid + 1).is_err());
    }
}
