//! Gets a credential from a registry: the web login, the password login, the second factor, the
//! logout.
//!
//! On the wire this imitates the npm behind the shim, header for header. Registries decide by
//! headers such as `npm-command`, and some by the version. It differs only where npm would put a
//! registry or a token at risk. It follows no redirects, polls with a pause and an end, and sends
//! no token unencrypted over a foreign network.
//!
//! [`Session`] is a whole login or logout. [`UserConfig`] stands for the tool whose configuration
//! it follows.

pub mod account;
mod address;
mod answer;
mod ask;
mod caller;
mod challenge;
mod component;
mod confirm;
mod cure;
mod foreign;
mod identity;
mod input;
mod inventory;
mod job;
mod keep;
mod lock;
mod log_in;
mod log_out;
mod owner;
mod password;
mod person;
mod poll;
mod protocol;
mod renew;
mod replaced;
mod request;
mod revoke;
mod session;
mod step_up;
mod store_command;
mod summary;
mod taken;
mod user_config;
mod voice;
mod web;

pub use address::refuse_secret_inside;
pub(crate) use answer::{refused, sound_token, unreachable};
pub use ask::{accepted, answers_strangers};
pub use caller::{AuthType, Authorization, Caller, user_agent};
pub use challenge::{Challenge, challenge};
pub(crate) use component::COMPONENT;
pub use confirm::{by_hand, confirm, confirm_login};
pub use cure::{cure, cure_as, replacement, store, store_cure, store_replacement};
pub use foreign::{ask_about_foreign, confirm_foreign};
pub use identity::{Identity, REJECTED, identity, question};
pub use inventory::{InventoryItem, RegistryStatus, ask_each, ask_now, held};
pub use job::{LONGEST_JOB, end_with_the_job};
pub use keep::{KeepResult, authorization, keep, stored};
pub use lock::{Abandoned, LoginLock};
pub use log_in::refuse_unencrypted;
pub use log_out::Extent;
pub use protocol::Protocol;
pub use renew::{RenewalRequest, Renewed, renew};
pub use replaced::Replacement;
pub use request::{Browser, LoginRequest};
pub use revoke::{Revoked, revoke};
pub use session::{LogoutResult, Session};
pub use step_up::{StepUp, with_otp};
pub use store_command::{Replaced, StoreCommand};
pub use summary::say_kept;
pub use taken::{confirm_replacing, described, is_same, taken};
pub use user_config::{FileChange, UserConfig};
pub use voice::Voice;
