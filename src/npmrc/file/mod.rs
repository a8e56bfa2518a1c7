//! One config file: its lines, its values, its placeholders, and the bytes around them.

pub(super) mod base64;
mod edit;
pub(super) mod expand;
pub(super) mod ini;
pub(super) mod js;
pub mod json;
mod object;
pub(super) mod value;
