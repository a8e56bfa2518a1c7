//! npm's settings of an invented configuration.

use super::*;
use crate::context::Env;
use crate::npmrc::{self, NpmVersion};
use crate::tool::dialect::Dialect;
use crate::tool::npm::dialect::NPM;
use crate::tool::real::RealTool;
use npmcred_platform::StoreError;
use std::ffi::OsString;

/// What the newest npm makes of a configuration for a command that acts on these packages, and the
/// registries that the configuration names.
pub(crate) fn with_settings<R>(
    context: &Context,
    typed: &[&str],
    packages: &[&str],
    config: Config,
    use_them: impl FnOnce(&dyn Settings, Vec<Target>) -> R,
) -> R {
    let targets = registries::for_reading(&config);
    of(context, typed, config, |settings| {
        settings.subject.packages = packages.iter().map(ToString::to_string).collect();
        use_them(settings, targets)
    })
}

fn of<R>(
    context: &Context,
    typed: &[&str],
    config: Config,
    use_them: impl FnOnce(&mut NpmSettings<'_>) -> R,
) -> R {
    let args: Vec<OsString> = typed.iter().map(OsString::from).collect();
    let (real, env) = (RealTool::none(), Env::default());
    let call = Call {
        context,
        phrases: NPM.phrases(),
        real: &real,
        args: &args,
        env: &env,
    };
    let words = Words::of(&args, NpmVersion::Npm12);
    use_them(&mut NpmSettings::of(
        &call,
        &words,
        config,
        Subject::default(),
    ))
}

#[test]
fn a_global_config_that_a_file_names_is_told_from_one_of_a_variable() {
    let open = |_: &Env, _| Err(StoreError::Unavailable("not asked here".to_owned()));
    let context = Context::invented(Env::default(), Box::new(open), || 0);
    let named = |user: &str| {
        let config = npmrc::testing::config("", user, NpmVersion::Npm12);
        of(&context, &["view", "x"], config, |settings| {
            settings.place().named_in_file
        })
    };
    assert!(named("globalconfig=/g\n") && !named("registry=https://a/\n"));
}

#[test]
fn the_users_own_path_is_kept_however_its_variable_is_spelled() {
    let open = |_: &Env, _| Err(StoreError::Unavailable("not asked here".to_owned()));
    let context = Context::invented(Env::default(), Box::new(open), || 0);
    for name in ["npm_config_globalconfig", "NPM_CONFIG_GLOBALCONFIG"] {
        let config = npmrc::testing::config("", "", NpmVersion::Npm12);
        let env = Env::new(vec![(name.into(), "/g".into())]);
        let all = Grant {
            lines: vec![("//a/:_authToken".to_owned(), "canary".to_owned().into())],
            ..Grant::default()
        };
        let delivery = of(&context, &["view", "x"], config, |settings| {
            settings.deliver(&all, &env).ok().unwrap()
        });
        assert_eq!(delivery.covered, ("npm_config_globalconfig", "/g".into()));
        assert!(delivery.env.contains(&(name.into(), None)), "{name}");
    }
}
