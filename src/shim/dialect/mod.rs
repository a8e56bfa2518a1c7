//! What each tool's words mean, and how it is handed a credential. One file per tool, because they
//! differ.

pub mod npm;
pub mod npm_asks;
pub mod overview;
