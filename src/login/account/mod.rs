//! npm's configuration for a login: the request, the route to a registry, and the credentials in
//! its files.

mod darts;
mod named_by_project;
mod overruled;
mod request;
pub mod route;
mod user_config;
mod user_file;

pub use named_by_project::{key_only_by_project, only_by_project};
pub use overruled::{Overruled, overruled};
pub use request::{SPOKEN, refuse_secret_in_flag, registry_of_login, registry_of_logout, request};
pub use user_config::NpmUserConfig;
