//! Waiting for ENTER is not supported yet; the address is still shown.

use std::io;

pub(crate) struct EnterWatch;

impl EnterWatch {
    pub(crate) fn begin(_prompt: &str, _then: Box<dyn FnOnce() + Send>) -> io::Result<Self> {
        Err(crate::unsupported::not_yet("waiting for ENTER"))
    }
}
