//! The version of npm whose login is imitated.

/// The versions of npm whose logins differ on the wire or on the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Protocol {
    /// npm 8.
    Npm8,
    /// npm 9.
    Npm9,
    /// npm 10.
    Npm10,
    /// npm 11.
    Npm11,
    /// npm 12.
    Npm12,
}
