//! What the Keychain means by an error: locked, denied, or not open to this program. Pure, so that
//! it is tested on every system.
//!
//! An item is open to the programs on its list; anyone else is asked for on the screen. If nobody
//! may be asked, that fails with the same code as a locked keychain: only its status tells them
//! apart.

use crate::secret_store::{Availability, StoreError};

// From Apple's SecBase.h.
const USER_CANCELED: i32 = -128;
const INVALID_OWNER_EDIT: i32 = -25244;
const NOT_AVAILABLE: i32 = -25291;
const AUTH_FAILED: i32 = -25293;
const NO_SUCH_KEYCHAIN: i32 = -25294;
const NO_DEFAULT_KEYCHAIN: i32 = -25307;
const INTERACTION_NOT_ALLOWED: i32 = -25308;

/// From Apple's SecKeychain.h: the bit of a status that says that it is open.
const UNLOCKED: u32 = 1;

/// The state of a keychain, or the code of the error in place of it.
pub(crate) type Status = Result<u32, i32>;

/// An error's meaning; `None` if the code says nothing that we know. `status` is asked where it
/// tells.
pub(crate) fn meaning(code: i32, status: impl FnOnce() -> Status) -> Option<StoreError> {
    match code {
        INTERACTION_NOT_ALLOWED => Some(match status() {
            Ok(status) if status & UNLOCKED != 0 => StoreError::Guarded,
            Ok(_) | Err(_) => StoreError::Locked,
        }),
        USER_CANCELED | AUTH_FAILED | INVALID_OWNER_EDIT => Some(StoreError::Denied),
        NOT_AVAILABLE | NO_SUCH_KEYCHAIN | NO_DEFAULT_KEYCHAIN => Some(StoreError::Unavailable(
            "there is no login keychain".to_owned(),
        )),
        _ => None,
    }
}

/// Whether the store can be used, by its status. The names of its items can be read while it is
/// locked, so that a list of them does not tell.
pub(crate) fn availability(status: Status) -> Availability {
    match status {
        Ok(status) if status & UNLOCKED != 0 => Availability::Ready,
        Ok(_) => Availability::Locked,
        Err(code) => match meaning(code, || status) {
            Some(StoreError::Locked | StoreError::Guarded) => Availability::Locked,
            Some(error) => Availability::Missing(error.to_string()),
            None => Availability::Missing(format!("the keychain answers with the error {code}")),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Open, and for this program to read and write.
    const OPEN: Status = Ok(7);
    /// Only to be looked at.
    const CLOSED: Status = Ok(6);

    #[test]
    fn locked_and_not_on_the_items_list_are_told_apart_by_the_status_alone() {
        let told = |status| meaning(INTERACTION_NOT_ALLOWED, || status);
        assert_eq!(told(OPEN), Some(StoreError::Guarded));
        assert_eq!(told(CLOSED), Some(StoreError::Locked));
        // It does not answer even that.
        assert_eq!(told(Err(NO_SUCH_KEYCHAIN)), Some(StoreError::Locked));
    }

    #[test]
    fn whatever_the_status_a_person_who_refused_has_refused() {
        for code in [USER_CANCELED, AUTH_FAILED, INVALID_OWNER_EDIT] {
            let unasked = || panic!("nobody needs to know");
            assert_eq!(meaning(code, unasked), Some(StoreError::Denied), "{code}");
        }
    }

    #[test]
    fn without_a_keychain_there_is_no_store_and_what_is_unknown_stays_so() {
        let told = meaning(NO_DEFAULT_KEYCHAIN, || OPEN);
        assert!(matches!(told, Some(StoreError::Unavailable(_))), "{told:?}");
        assert_eq!(meaning(-50, || OPEN), None);
    }

    #[test]
    fn a_locked_keychain_is_not_ready_though_its_names_can_be_read() {
        assert!(matches!(availability(OPEN), Availability::Ready));
        assert!(matches!(availability(CLOSED), Availability::Locked));
        for code in [NO_SUCH_KEYCHAIN, -50] {
            let told = availability(Err(code));
            assert!(matches!(told, Availability::Missing(_)), "{code}");
        }
    }
}
