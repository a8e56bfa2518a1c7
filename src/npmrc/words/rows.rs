//! The rows of the generated tables.

/// A config key: name, versions, types, and the words that it takes literally.
pub(super) struct Flag(
    pub &'static str,
    pub u8,
    pub u16,
    pub &'static [&'static str],
);

/// A short spelling: name, versions, and the arguments that it stands for.
pub(super) struct Shorthand(pub &'static str, pub u8, pub &'static [&'static str]);

/// A command word: name, versions, the command's own name, and whether it must be spelled out.
pub(super) struct CommandWord(pub &'static str, pub u8, pub &'static str, pub bool);

/// The types of a config key, as bits of [`Flag`].
pub(super) mod kind {
    /// A JavaScript `String`.
    pub(crate) const STRING: u16 = 1;
    /// A JavaScript `Boolean`: takes no word but `true` and `false`.
    pub(crate) const BOOLEAN: u16 = 1 << 1;
    /// A number.
    pub(crate) const NUMBER: u16 = 1 << 2;
    /// A file path, made absolute.
    pub(crate) const PATH: u16 = 1 << 3;
    /// A URL, dropped if invalid.
    pub(crate) const URL: u16 = 1 << 4;
    /// A date.
    pub(crate) const DATE: u16 = 1 << 5;
    /// A file mode mask.
    pub(crate) const UMASK: u16 = 1 << 6;
    /// A full semantic version.
    pub(crate) const SEMVER: u16 = 1 << 7;
    /// May be given several times.
    pub(crate) const LIST: u16 = 1 << 8;
    /// `null` is a value of it.
    pub(crate) const NULL: u16 = 1 << 9;
    /// `false` is a value of it, though it is no boolean.
    pub(crate) const FALSE: u16 = 1 << 10;
    /// Declared as a list of types: npm's parser treats even `[null, String]` differently from
    /// `String`.
    pub(crate) const CHOICE: u16 = 1 << 11;
    /// An address of one of this machine's network cards: any word may be one.
    pub(crate) const ADDRESS: u16 = 1 << 12;
}

impl Flag {
    /// Whether any of the given type bits is set.
    pub(super) const fn is(&self, kinds: u16) -> bool {
        self.2 & kinds != 0
    }
}
