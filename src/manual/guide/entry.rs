//! What is said of one command.

/// An example: what is typed, and what it does.
pub type Example = (&'static str, &'static str);

/// What is said of one command.
pub struct GuideEntry {
    /// The words behind `npmcred`; empty for the program itself.
    pub command: &'static str,
    /// A paragraph or two, one empty line between.
    pub prose: &'static str,
    /// What one types, most useful first.
    pub examples: &'static [Example],
}
