//! A PATH that the system keeps, and whose it is.

/// Whose it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathOwner {
    /// The user's, who may write it.
    User,
    /// That of all users, which only an administrator may write.
    Machine,
}

/// One that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptPath {
    /// The folders, as they are written.
    pub text: String,
    /// Whether the system fills in the variables that it names.
    pub is_expanded: bool,
}
