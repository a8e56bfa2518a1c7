//! Windows writes no core files; error reports are off unless the user turned them on for this
//! program.

#[derive(Debug)]
pub(crate) struct CoreDumpsOff;

impl CoreDumpsOff {
    pub(crate) fn begin() -> Self {
        Self
    }

    pub(crate) fn restore(&self) {}
}

#[derive(Debug)]
pub(crate) struct Unreadable;

impl Unreadable {
    pub(crate) fn begin() -> Self {
        Self
    }

    pub(crate) fn restore(&self) {}
}
