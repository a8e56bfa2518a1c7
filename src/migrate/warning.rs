//! What is worth knowing before a credential is moved.

use std::fmt;

/// One warning about one credential.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Warning {
    /// It also stands at this spot, and stays there.
    CopyRemains(String),
    /// A version of its file in the repository holds it.
    InHistory,
    /// Some versions of its file in the repository could not be read.
    HistoryUnsearched,
    /// These other tools read it from its file.
    ReadByOthers(Vec<&'static str>),
    /// Its file is npm's global one.
    ReadByEveryUser,
    /// This tool ends with an error while this variable, which takes its place, is not set.
    StopsWithout {
        /// The tool.
        tool: &'static str,
        /// The variable.
        variable: String,
    },
    /// It would be removed, and is not the one that npm uses for the same registry.
    WouldBeLost,
    /// The store keeps another one, which is described.
    Replaces(String),
    /// Its registry did not say whether it is accepted; the reason.
    NotChecked(String),
}

impl Warning {
    /// Whether somebody else may have it, or may get it from a copy.
    #[must_use]
    pub fn is_exposure(&self) -> bool {
        match self {
            Self::CopyRemains(_) | Self::InHistory | Self::HistoryUnsearched => true,
            Self::ReadByOthers(_)
            | Self::ReadByEveryUser
            | Self::StopsWithout { .. }
            | Self::WouldBeLost
            | Self::Replaces(_)
            | Self::NotChecked(_) => false,
        }
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CopyRemains(spot) => write!(f, "a copy remains in {spot}"),
            Self::InHistory => {
                f.write_str("the history of the repository contains it, and so does every clone")
            }
            Self::HistoryUnsearched => {
                f.write_str("not all of the repository's history could be searched for it")
            }
            Self::ReadByOthers(tools) => {
                let verb = if tools.len() == 1 { "reads" } else { "read" };
                let names = tools.join(" and ");
                write!(
                    f,
                    "{names} {verb} it from this file too, and will not find it"
                )
            }
            Self::ReadByEveryUser => f.write_str("every user of this machine reads this file"),
            Self::StopsWithout { tool, variable } => {
                write!(
                    f,
                    "{tool} stops at ${{{variable}}} while {variable} is not set"
                )
            }
            Self::WouldBeLost => {
                f.write_str("it differs from the credential that npm uses, and would be lost")
            }
            Self::Replaces(old) => write!(
                f,
                "it would replace {old} in the store; npm uses this one today"
            ),
            Self::NotChecked(why) => {
                write!(f, "its registry could not be asked about it: {why}")
            }
        }
    }
}
