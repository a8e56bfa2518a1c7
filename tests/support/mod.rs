//! What the black-box tests share: a throwaway world (home, temp, bus, keyring, registry, npm)
//! around the built program.
//!
//! Nothing here links the library: the tests see what a user sees, a program and its effects.
#![allow(
    dead_code,
    unused_imports,
    reason = "each test program uses its own part of this"
)]

pub(crate) mod fixture;
pub(crate) mod front;
#[allow(unreachable_pub, reason = "also a module of tests/stores")]
pub(crate) mod keepassxc;
pub(crate) mod lab;
pub(crate) mod needles;
pub(crate) mod pty;
pub(crate) mod registry;
pub(crate) mod run;
#[allow(unreachable_pub, reason = "also a module of tests/stores")]
pub(crate) mod secret_service;
pub(crate) mod tools;
pub(crate) mod typed;

pub(crate) use lab::{Front, Lab};
