use crate::{SecretStore, StoreError};
pub(super) fn open() -> Result<Box<dyn SecretStore>, StoreError> {
    Err(StoreError::Unavailable("not yet on this system".to_owned()))
}
