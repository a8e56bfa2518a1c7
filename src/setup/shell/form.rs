//! The languages that start files are written in.

/// A language that start files are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// sh, dash, bash, zsh, ksh, mksh, yash, busybox.
    Posix,
    /// fish.
    Fish,
    /// nushell.
    Nushell,
    /// PowerShell.
    PowerShell,
    /// elvish.
    Elvish,
    /// xonsh.
    Xonsh,
    /// tcsh and csh.
    Tcsh,
}

impl Form {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Posix,
        Self::Fish,
        Self::Nushell,
        Self::PowerShell,
        Self::Elvish,
        Self::Xonsh,
        Self::Tcsh,
    ];

    /// Its name for `npmcred env`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Posix => "sh",
            Self::Fish => "fish",
            Self::Nushell => "nu",
            Self::PowerShell => "powershell",
            Self::Elvish => "elvish",
            Self::Xonsh => "xonsh",
            Self::Tcsh => "tcsh",
        }
    }

    /// The text, with places to fill in.
    pub(super) fn template(self) -> &'static str {
        match self {
            Self::Posix => include_str!("posix.sh"),
            Self::Fish => include_str!("fish.fish"),
            Self::Nushell => include_str!("nushell.nu"),
            Self::PowerShell => include_str!("powershell.ps1"),
            Self::Elvish => include_str!("elvish.elv"),
            Self::Xonsh => include_str!("xonsh.xsh"),
            Self::Tcsh => include_str!("tcsh.csh"),
        }
    }
}
