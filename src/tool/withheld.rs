//! What a build server put into variables for a tool, and its scripts are not to see.

use crate::credential::Credential;

/// The variables to take out of a command's environment, and what they are worth to the tool.
#[derive(Debug, Default)]
pub struct Withheld {
    /// The variables.
    pub variables: Vec<String>,
    /// The credentials that the tool's files make of them.
    pub credentials: Vec<Credential>,
}
