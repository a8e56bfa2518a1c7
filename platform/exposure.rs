//! What other users may do with a file: a value that each system fills in.

/// What users other than the owner may do with a file or folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exposure {
    /// Neither the user nor root owns it.
    pub is_strangers: bool,
    /// Others may read it.
    pub others_read: bool,
    /// Others may write to it.
    pub others_write: bool,
}
