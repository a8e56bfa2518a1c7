//! Finds the program that provides the Secret Service. It is asked only when something failed, was
//! not found, or is about to be unlocked with a password.

use super::bus::Link;
use crate::deadline::Worker;
use std::time::Duration;
use zbus::Connection;

/// The bus name of the Secret Service.
pub(super) const SERVICE: &str = "org.freedesktop.secrets";

/// The bus itself answers this within a millisecond, unless it hangs.
const PATIENCE: Duration = Duration::from_millis(500);

pub(crate) const GNOME_KEYRING: &str = "GNOME Keyring";
pub(crate) const KEEPASSXC: &str = "KeePassXC";
pub(crate) const KWALLET: &str = "KWallet";

/// Programs by the first 15 letters of their name, which is all that the kernel keeps, and their
/// names for people.
const KNOWN: [(&str, &str); 6] = [
    ("gnome-keyring-d", GNOME_KEYRING),
    ("keepassxc", KEEPASSXC),
    ("kwalletd5", KWALLET),
    ("kwalletd6", KWALLET),
    ("ksecretd", KWALLET),
    ("oo7-daemon", "oo7"),
];

/// The program, over a connection of its own: the store's may be the one that hangs.
pub(super) fn ask(address: &str) -> Option<String> {
    aside(address, |link| link.run(program(&link.connection)))
}

/// The number of its process, in the same way.
pub(crate) fn process(address: &str) -> Option<u32> {
    aside(address, |link| link.run(process_of(&link.connection)))
}

fn aside<T: Send + 'static>(
    address: &str,
    question: impl FnOnce(&Link) -> Option<T> + Send + 'static,
) -> Option<T> {
    let address = address.to_owned();
    let worker = Worker::start(PATIENCE, move || {
        let (link, ()) = Link::connect(&address, || ())?;
        Ok(link)
    })
    .ok()?;
    worker.ask(PATIENCE, |link| Ok(question(link))).ok()?
}

/// The program that owns the name now; `None` if the kernel does not show it to us.
pub(super) async fn program(connection: &Connection) -> Option<String> {
    let pid = process_of(connection).await?;
    let text = std::fs::read_to_string(format!("/proc/{pid}/comm")).ok()?;
    Some(called(text.trim_end())).filter(|name| !name.is_empty())
}

async fn process_of(connection: &Connection) -> Option<u32> {
    let (bus, path, question) = (
        "org.freedesktop.DBus",
        "/org/freedesktop/DBus",
        "GetConnectionUnixProcessID",
    );
    let answer = connection
        .call_method(Some(bus), path, Some(bus), question, &SERVICE)
        .await
        .ok()?;
    answer.body().deserialize().ok()
}

/// A program's name for itself is shown to a person, so only plain letters of it are used.
fn called(text: &str) -> String {
    match KNOWN.iter().find(|(comm, _)| *comm == text) {
        Some((_, name)) => (*name).to_owned(),
        None => text
            .chars()
            .map(|letter| {
                if letter.is_ascii_graphic() {
                    letter
                } else {
                    '_'
                }
            })
            .collect(),
    }
}

/// Whether the program's search also covers a locked collection. GNOME Keyring (42) keeps the
/// attributes for that. KeePassXC (2.7) and KWallet (5.103) show nothing, so an empty answer means
/// nothing there.
pub(super) fn searches_while_locked(program: Option<&str>) -> bool {
    program == Some(GNOME_KEYRING)
}

/// Whether the program unlocks its store with a password that another program gives it. KWallet
/// (5.103) and KeePassXC (2.7) take one in a window of their own only.
pub(crate) fn takes_password(program: Option<&str>) -> bool {
    program == Some(GNOME_KEYRING)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_is_called_by_its_name_and_cannot_write_to_the_terminal() {
        let cases = [
            ("gnome-keyring-d", "GNOME Keyring"),
            ("keepassxc", "KeePassXC"),
            ("my-secrets", "my-secrets"),
            ("\u{1b}[2Jx y\u{202e}", "_[2Jx_y_"),
            ("", ""),
        ];
        for (text, want) in cases {
            assert_eq!(called(text), want);
        }
    }
}
