//! PATH in the registry: the machine's and the user's value.

use super::registry::{Key, RegistryText};
use super::wide::wide;
use crate::path_value::{KeptPath, PathOwner};
use std::ffi::OsString;
use std::io;
use std::os::windows::ffi::OsStringExt;
use std::path::PathBuf;
use std::ptr::null_mut;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;
use windows_sys::Win32::System::Environment::ExpandEnvironmentStringsW;
use windows_sys::Win32::System::LibraryLoader::{
    GetProcAddress, LOAD_LIBRARY_SEARCH_SYSTEM32, LoadLibraryExW,
};
use windows_sys::Win32::System::Registry::{HKEY_CURRENT_USER, HKEY_LOCAL_MACHINE};

const NAME: &str = "Path";

fn key(owner: PathOwner, writes: bool) -> io::Result<Option<Key>> {
    let (root, path) = match owner {
        PathOwner::User => (HKEY_CURRENT_USER, "Environment"),
        PathOwner::Machine => (
            HKEY_LOCAL_MACHINE,
            r"SYSTEM\CurrentControlSet\Control\Session Manager\Environment",
        ),
    };
    Key::open(root, path, writes)
}

pub(crate) fn read(owner: PathOwner) -> io::Result<Option<KeptPath>> {
    let value = match key(owner, false)? {
        Some(key) => key.text(NAME)?,
        None => None,
    };
    Ok(value.map(|RegistryText { text, is_expanded }| KeptPath { text, is_expanded }))
}

pub(crate) fn write(owner: PathOwner, value: Option<&KeptPath>) -> io::Result<()> {
    let key = key(owner, true)?.ok_or(io::ErrorKind::NotFound)?;
    match value {
        Some(KeptPath { text, is_expanded }) => key.set_text(NAME, text, *is_expanded),
        None => key.remove(NAME),
    }
}

pub(crate) fn is_writable(owner: PathOwner) -> bool {
    matches!(key(owner, true), Ok(Some(_)))
}

pub(crate) fn filled_in(owner: PathOwner) -> OsString {
    match read(owner) {
        Ok(Some(value)) if value.is_expanded => filled(&value.text),
        Ok(Some(value)) => value.text.into(),
        // What cannot be read leads nowhere.
        Ok(None) | Err(_) => OsString::new(),
    }
}

fn filled(text: &str) -> OsString {
    let text = wide(text);
    // SAFETY: the text ends with a zero; without a buffer the call only tells the size.
    let size = unsafe { ExpandEnvironmentStringsW(text.as_ptr(), null_mut(), 0) };
    let mut units = vec![0_u16; size as usize];
    // SAFETY: as above, and the buffer has this size.
    let size = unsafe { ExpandEnvironmentStringsW(text.as_ptr(), units.as_mut_ptr(), size) };
    // The last one is a zero.
    units.truncate((size as usize).saturating_sub(1));
    OsString::from_wide(&units)
}

/// Where the system itself says, not where a variable does: that may be the user's own.
pub(crate) fn protected_folder() -> Option<PathBuf> {
    let path = r"SOFTWARE\Microsoft\Windows\CurrentVersion";
    let key = Key::open(HKEY_LOCAL_MACHINE, path, false).ok()??;
    let folder = PathBuf::from(key.text("ProgramFilesDir").ok()??.text);
    folder.is_absolute().then_some(folder)
}

/// `SendMessageTimeoutW`.
type Send = unsafe extern "system" fn(usize, u32, usize, *const u16, u32, u32, *mut usize) -> isize;

/// Tells every window (`WM_SETTINGCHANGE`). One that hangs is waited for a second, and all of them
/// together five.
pub(crate) fn announce() {
    let (done, told) = mpsc::channel();
    thread::spawn(move || {
        tell_windows();
        // Nobody waits any more.
        let _ = done.send(());
    });
    let _ = told.recv_timeout(Duration::from_secs(5));
}

/// The library is loaded for this alone: the start of every program would wait for it otherwise.
fn tell_windows() {
    const EVERY_WINDOW: usize = 0xffff;
    const SETTING_CHANGED: u32 = 0x1a;
    const NOT_IF_IT_HANGS: u32 = 2;
    const PATIENCE: u32 = 1000;
    let library = wide("user32.dll");
    // SAFETY: the name ends with a zero, and only the system's own folder is searched.
    let library =
        unsafe { LoadLibraryExW(library.as_ptr(), null_mut(), LOAD_LIBRARY_SEARCH_SYSTEM32) };
    if library.is_null() {
        return;
    }
    // SAFETY: the library is loaded, and stays so; the name ends with a zero.
    let Some(send) = (unsafe { GetProcAddress(library, c"SendMessageTimeoutW".as_ptr().cast()) })
    else {
        return;
    };
    // SAFETY: this is the type that the system documents for the function of this name.
    let send: Send = unsafe { std::mem::transmute(send) };
    let (what, mut answer) = (wide("Environment"), 0);
    // SAFETY: the text ends with a zero and lives as long as the call, as does the answer's place.
    unsafe {
        send(
            EVERY_WINDOW,
            SETTING_CHANGED,
            0,
            what.as_ptr(),
            NOT_IF_IT_HANGS,
            PATIENCE,
            &raw mut answer,
        )
    };
}
