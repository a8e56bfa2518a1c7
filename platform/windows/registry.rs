//! Texts in the system's registry.

use super::wide::wide;
use std::io::{self, ErrorKind};
use std::ptr::{null, null_mut};
use windows_sys::Win32::Foundation::{ERROR_FILE_NOT_FOUND, ERROR_SUCCESS, WIN32_ERROR};
use windows_sys::Win32::System::Registry::{
    HKEY, KEY_QUERY_VALUE, KEY_SET_VALUE, KEY_WOW64_64KEY, REG_EXPAND_SZ, REG_SZ, RegCloseKey,
    RegDeleteValueW, RegOpenKeyExW, RegQueryValueExW, RegSetValueExW,
};

/// A key that is open.
pub(super) struct Key(HKEY);

/// A text under a name.
pub(super) struct RegistryText {
    /// Without the zero at its end.
    pub(super) text: String,
    /// Whether variables in it are to be filled in.
    pub(super) is_expanded: bool,
}

impl Key {
    /// Opens a key for reading, or also for writing; `None` if there is none.
    pub(super) fn open(root: HKEY, path: &str, writes: bool) -> io::Result<Option<Self>> {
        let rights = KEY_QUERY_VALUE | KEY_WOW64_64KEY | if writes { KEY_SET_VALUE } else { 0 };
        let (path, mut key) = (wide(path), null_mut());
        // SAFETY: the path ends with a zero, and the handle is written where it belongs.
        let status = unsafe { RegOpenKeyExW(root, path.as_ptr(), 0, rights, &raw mut key) };
        there(status).map(|is_there| is_there.then_some(Self(key)))
    }

    /// The text of this name; `None` if there is none.
    ///
    /// # Errors
    /// `InvalidData` for a value that is no text.
    pub(super) fn text(&self, name: &str) -> io::Result<Option<RegistryText>> {
        let (name, mut kind, mut bytes) = (wide(name), 0, 0);
        let mut ask = |place: *mut u16, bytes: &mut u32| {
            // SAFETY: the name ends with a zero, and the place is null or has this many bytes.
            unsafe {
                RegQueryValueExW(
                    self.0,
                    name.as_ptr(),
                    null(),
                    &raw mut kind,
                    place.cast(),
                    bytes,
                )
            }
        };
        if !there(ask(null_mut(), &mut bytes))? {
            return Ok(None);
        }
        let mut units = vec![0_u16; bytes.div_ceil(2) as usize];
        if !there(ask(units.as_mut_ptr(), &mut bytes))? {
            return Ok(None);
        }
        if kind != REG_SZ && kind != REG_EXPAND_SZ {
            return Err(ErrorKind::InvalidData.into());
        }
        units.truncate(bytes as usize / 2);
        if units.last() == Some(&0) {
            units.pop();
        }
        let text = String::from_utf16(&units).map_err(|_| ErrorKind::InvalidData)?;
        let is_expanded = kind == REG_EXPAND_SZ;
        Ok(Some(RegistryText { text, is_expanded }))
    }

    pub(super) fn set_text(&self, name: &str, text: &str, is_expanded: bool) -> io::Result<()> {
        let kind = if is_expanded { REG_EXPAND_SZ } else { REG_SZ };
        let (name, text) = (wide(name), wide(text));
        let bytes = u32::try_from(size_of_val(text.as_slice()));
        let bytes = bytes.map_err(|_| ErrorKind::InvalidInput)?;
        // SAFETY: the name ends with a zero, and the text has this many bytes.
        let status =
            unsafe { RegSetValueExW(self.0, name.as_ptr(), 0, kind, text.as_ptr().cast(), bytes) };
        done(status)
    }

    /// Removes what has this name; that there is nothing is no error.
    pub(super) fn remove(&self, name: &str) -> io::Result<()> {
        let name = wide(name);
        // SAFETY: the name ends with a zero.
        there(unsafe { RegDeleteValueW(self.0, name.as_ptr()) }).map(drop)
    }
}

impl Drop for Key {
    fn drop(&mut self) {
        // SAFETY: it was opened by us, and is used no more.
        unsafe { RegCloseKey(self.0) };
    }
}

fn done(status: WIN32_ERROR) -> io::Result<()> {
    match status {
        ERROR_SUCCESS => Ok(()),
        error => Err(io::Error::from_raw_os_error(error.cast_signed())),
    }
}

/// Whether what was asked for exists.
fn there(status: WIN32_ERROR) -> io::Result<bool> {
    if status == ERROR_FILE_NOT_FOUND {
        return Ok(false);
    }
    done(status).map(|()| true)
}
