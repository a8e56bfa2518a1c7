//! A tool that answers only what every tool has to, for the tests: all else has its default.

use super::call::Call;
use super::delivery::{Channel, Delivery, PathSlot, Undelivered};
use super::dialect::{Dialect, Line, Next, NothingSaved, Snapshot};
use super::grant::{Grant, Obstacle};
use super::intent::{Access, Intent};
use super::phrases::Phrases;
use super::real::RealTool;
use super::settings::{Outline, Seen, Settings};
use super::target::{Part, Target};
use crate::context::Env;
use crate::credential::{Credential, CredentialKind, Existing};
use crate::error::{Error, ErrorKind, Result};
use crate::registry::Registry;
use crate::trust::Finding;
use npmcred_platform::Secret;
use std::ffi::OsString;

/// Its own words.
pub(crate) static PHRASES: Phrases = Phrases {
    name: "least",
    reader: "least",
    any_command: "least …",
    package: "least",
    runs_on_node: false,
    show_config: "",
    edit_config: "",
    delete_setting: None,
    publish_here: "",
};

/// The tool, each command of which wants the same.
pub(crate) struct Least {
    pub intent: Intent,
    /// Its one registry.
    pub registry: &'static str,
    /// Whether everybody reads from that.
    pub is_public: bool,
}

impl Least {
    /// One whose command uses the registry like this.
    pub(crate) fn with(registry: &'static str, access: Access) -> Self {
        Self {
            intent: Intent::Registry(access),
            registry,
            is_public: false,
        }
    }
}

impl Dialect for Least {
    fn phrases(&self) -> &'static Phrases {
        &PHRASES
    }

    fn read(&self, _: &[OsString], _: &RealTool) -> Box<dyn Line> {
        Box::new(Self { ..*self })
    }

    fn commands(&self) -> Vec<(&'static str, &'static [&'static str])> {
        vec![("do", &[])]
    }

    fn intent(&self, _: &str, _: &[&str]) -> Intent {
        self.intent
    }
}

impl Line for Least {
    fn command(&self) -> Option<&'static str> {
        Some("do")
    }

    fn intent(&self) -> Intent {
        self.intent
    }

    fn load<'a>(&'a self, _: &'a Call<'a>) -> Box<dyn Settings + 'a> {
        Box::new(OfLeast(self))
    }

    fn serve(&self, _: &Call<'_>) -> Result<Next> {
        Err(Error::new(ErrorKind::Refused, "nothing is served"))
    }

    fn snapshot<'a>(&'a self, _: &'a Call<'a>) -> Box<dyn Snapshot + 'a> {
        Box::new(NothingSaved)
    }
}

struct OfLeast<'a>(&'a Least);

impl Settings for OfLeast<'_> {
    fn access(&self) -> Access {
        match self.0.intent {
            Intent::Registry(access) => access,
            _ => Access::NONE,
        }
    }

    fn targets(&self) -> Vec<Target> {
        let registry = Registry::parse(self.0.registry).unwrap();
        vec![Target {
            nerf: registry.nerf_dart(),
            registry,
            scopes: Vec::new(),
            is_default: true,
            part: Part::Main,
        }]
    }

    fn is_public(&self, _: &Registry) -> bool {
        self.0.is_public
    }

    fn existing(&self, _: &Target) -> Seen {
        Seen {
            existing: Existing::default(),
            unseen: None,
        }
    }

    fn findings(&self, _: &[Target]) -> Vec<Finding> {
        Vec::new()
    }

    fn grant(
        &self,
        target: &Target,
        _: &[Target],
        _: &Existing,
        credential: &Credential,
    ) -> std::result::Result<Grant, Obstacle> {
        Ok(Grant {
            lines: vec![(target.registry.host(), credential.config_value())],
            ..Grant::default()
        })
    }

    fn deliver(&self, all: &Grant, _: &Env) -> std::result::Result<Delivery, Undelivered> {
        Ok(Delivery {
            contents: Secret::new(all.lines[0].1.expose().to_vec()),
            afterwards: Vec::new(),
            channel: Channel::Pipe,
            scripts: &[],
            env: Vec::new(),
            path_in: vec![PathSlot::Variable("LEAST_CONFIG")],
            covered: ("LEAST_CONFIG", OsString::new()),
            args: Vec::new(),
        })
    }

    fn can_deliver(&self, all: &Grant, env: &Env) -> std::result::Result<(), Undelivered> {
        self.deliver(all, env).map(drop)
    }

    fn outline(&self) -> Outline {
        Outline {
            stands_in_for: "config file",
            merged_with: None,
            holds_publish_config: false,
        }
    }

    fn saves(&self, _: Option<CredentialKind>) -> bool {
        false
    }
}
