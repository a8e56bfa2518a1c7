//! Which bun this is. The installer of bun leaves no manifest beside it, so bun itself is asked.

use crate::context::Env;
use crate::settings;
use crate::tool::real::RealTool;
use npmcred_platform::process::{self, Launch};
use std::fmt;
use std::time::Duration;

/// A version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Version(u64, u64, u64);

/// The first one that reads the variable.
pub(super) const FIRST: Version = Version(1, 4, 4);

/// The first one of which it is not known how often `bun x` reads the file.
pub(super) const FIRST_UNKNOWN_X: Version = Version(1, 5, 0);

/// How long a launcher may take to start bun.
const PATIENCE: Duration = Duration::from_secs(5);

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.0, self.1, self.2)
    }
}

impl Version {
    /// That of the real bun; `env` is what it would be started with.
    #[must_use]
    pub(super) fn of(real: &RealTool, env: &Env) -> Option<Self> {
        let stated = real.package.as_ref().map(|it| it.version.clone());
        Self::parse(&stated.or_else(|| ask(real, env.clone()))?)
    }

    fn parse(text: &str) -> Option<Self> {
        let plain = text.trim().split(['-', '+']).next()?;
        let mut numbers = plain.split('.').map(str::parse);
        let mut next = || numbers.next()?.ok();
        Some(Self(next()?, next()?, next()?))
    }
}

/// It takes 3 ms.
fn ask(real: &RealTool, mut env: Env) -> Option<String> {
    // A launcher that starts the tool to find out must not come back to us; what bun is made to
    // load has no say here.
    env.set(settings::BYPASS.name, "off");
    env.remove("BUN_OPTIONS");
    let launch = Launch {
        program: real.path.clone(),
        args: vec!["--version".into()],
        env: env.variables().to_vec(),
    };
    let told = process::run_captured(&launch, PATIENCE).ok()?;
    String::from_utf8(told.stdout)
        .ok()
        .filter(|_| told.status == 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_by_their_numbers() {
        for (text, is_served) in [
            ("1.3.14", false),
            ("1.4.2\n", false),
            ("1.4.4", true),
            ("1.4.10", true),
            ("1.10.0+abc", true),
            ("2.0.0-canary.1", true),
        ] {
            let version = Version::parse(text).unwrap();
            assert_eq!(version >= FIRST, is_served, "{text}");
        }
        for text in ["", "bun", "1.4", "1.4.x"] {
            assert_eq!(Version::parse(text), None, "{text}");
        }
        assert_eq!(Version(1, 4, 5).to_string(), "1.4.5");
    }
}
