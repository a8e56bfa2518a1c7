//! Which lines of a project leave a token in an image, its history, or the record of its build.
//!
//! The files are read as far as it takes to find such lines, and no further: a line that is not
//! understood is not reported.

mod compose;
mod dockerfile;
mod folder;
mod ignore;
mod kind;
mod leak;

pub use folder::{LeakyFile, folder};
pub use leak::{Leak, LeakWay};
