//! The versions of npm whose rules are reproduced.

/// A major version of npm whose rules are reproduced; older ones count as 8, newer ones as 12.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NpmVersion {
    /// npm 8; also older ones.
    Npm8,
    /// npm 9.
    Npm9,
    /// npm 10.
    Npm10,
    /// npm 11.
    Npm11,
    /// npm 12 and later.
    Npm12,
}

impl NpmVersion {
    /// The rules to use for a major version.
    #[must_use]
    pub const fn from_major(major: u64) -> Self {
        match major {
            0..=8 => Self::Npm8,
            9 => Self::Npm9,
            10 => Self::Npm10,
            11 => Self::Npm11,
            _ => Self::Npm12,
        }
    }

    /// This version's bit in the generated tables.
    pub(crate) const fn bit(self) -> u8 {
        1 << self as u8
    }
}
