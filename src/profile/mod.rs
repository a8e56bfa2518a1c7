//! Chooses the active profile, and says why it is that one.
//!
//! The flag comes first, then the variable, then the user's record: the longest folder that
//! contains the current one, otherwise the user's own default. Nothing that a project brings can
//! choose, so the record is kept outside all projects and goes by folders. If the choice cannot be
//! made, for example because the record is damaged, that is an error. It is never the default
//! profile, because that would use the credentials of another account.
//!
//! A folder's profile has a stand-in: the profile that is used everywhere else. The folder's
//! profile may have nothing at all for a registry. Then a command that only reads gets what the
//! stand-in has for it, as it would one folder further up. A command that changes something, or
//! that is about the account itself, gets nothing and says which profile has something. A publish
//! under the wrong account is worse than none. Nobody but the user's own record binds a folder, so
//! a project gains nothing. A profile that is named for one command has no stand-in, because its
//! user has just said whose credentials are meant. Two rules lost. Without a stand-in, every read
//! in such a folder ran without a credential and said so. With a question, each read would have
//! stopped at it.

mod active;
mod record;

pub use active::{Active, ProfileOrigin};
pub use record::ProfileRecord;

use crate::context::Context;
use crate::credential::Profile;
use crate::error::{Error, ErrorKind, Result};
use crate::settings::PROFILE;
use npmcred_platform::hint;
use std::path::Path;

/// The active profile. It reads the record, so call it only before asking a store.
///
/// # Errors
/// `Usage` if the variable names no profile; `File` if the record cannot be read.
pub fn active(context: &Context) -> Result<Active> {
    active_in(context, context.existing_cwd())
}

/// The profile that would be active in this folder.
///
/// # Errors
/// Those of [`active()`].
pub fn active_in(context: &Context, folder: Option<&Path>) -> Result<Active> {
    if let Some(profile) = &context.profile {
        return Ok(Active {
            profile: profile.clone(),
            from: ProfileOrigin::Flag,
            stand_in: None,
        });
    }
    if let Some(text) = context.env.filled(PROFILE.name) {
        let profile = parse(&text.to_string_lossy()).map_err(|error| {
            let unset = hint::unset(PROFILE.name, context.env.filled("SHELL"));
            error
                .note(format!("{} is set", PROFILE.name))
                .cure("unset it", unset.into())
        })?;
        return Ok(Active {
            profile,
            from: ProfileOrigin::Variable,
            stand_in: None,
        });
    }
    Ok(ProfileRecord::read(context)?.choose(folder))
}

/// The profile of this name.
///
/// # Errors
/// `Usage` if it is not a valid name.
pub fn parse(text: &str) -> Result<Profile> {
    text.parse()
        .map_err(|error: crate::credential::NotAProfile| Error::from_cause(ErrorKind::Usage, error))
}

#[cfg(test)]
#[allow(clippy::disallowed_methods, reason = "a test damages a record")]
mod tests {
    use super::*;
    use crate::context::Env;
    use npmcred_platform::StoreError;
    use std::ffi::OsString;
    use std::path::PathBuf;

    /// A home with folders in it, and a record.
    struct World {
        home: tempfile::TempDir,
    }

    impl World {
        fn new() -> Self {
            let home = tempfile::tempdir().unwrap();
            std::fs::create_dir_all(home.path().join("work/inner/deep")).unwrap();
            std::fs::create_dir_all(home.path().join("workshop")).unwrap();
            Self { home }
        }

        fn folder(&self, name: &str) -> PathBuf {
            self.home.path().canonicalize().unwrap().join(name)
        }

        fn context(&self, cwd: Option<&Path>, variable: &str) -> Context {
            let env = Env::new(vec![
                ("HOME".into(), OsString::from(self.home.path())),
                (PROFILE.name.into(), OsString::from(variable)),
            ]);
            Context::invented(env, Box::new(|_, _| Err(StoreError::Denied)), || 0).at(cwd)
        }

        fn record(&self, entries: &[(Option<&str>, &str)]) {
            let context = self.context(None, "");
            for (folder, profile) in entries {
                let folder = folder.map(|folder| self.folder(folder));
                ProfileRecord::set(&context, folder.as_deref(), Some(&profile.parse().unwrap()))
                    .unwrap();
            }
        }

        fn active(&self, cwd: &str, variable: &str) -> String {
            active(&self.context(Some(&self.folder(cwd)), variable))
                .unwrap()
                .to_string()
        }
    }

    #[test]
    fn the_nearest_word_wins() {
        let world = World::new();
        assert_eq!(world.active("work", ""), "default");
        world.record(&[
            (Some("work"), "job"),
            (Some("work/inner"), "client"),
            (None, "me"),
        ]);
        let work = world.folder("work");
        assert_eq!(world.active("", ""), "me, chosen for everywhere else");
        assert_eq!(
            world.active("work", ""),
            format!("job, chosen for {} and below", work.display())
        );
        let inner = format!(
            "client, chosen for {} and below",
            work.join("inner").display()
        );
        assert_eq!(world.active("work/inner", ""), inner);
        assert_eq!(world.active("work/inner/deep", ""), inner);
        assert_eq!(
            world.active("workshop", ""),
            "me, chosen for everywhere else",
            "a name is no folder's beginning"
        );
        assert_eq!(
            world.active("work/inner", "Other"),
            "other, chosen by NPMCRED_PROFILE"
        );
        assert_eq!(
            world.active("work", "default"),
            "default, chosen by NPMCRED_PROFILE"
        );
        let mut flagged = world.context(Some(&work), "other");
        flagged.profile = Some(Profile::DEFAULT);
        assert_eq!(
            active(&flagged).unwrap().to_string(),
            "default, chosen by --profile"
        );
    }

    #[test]
    fn a_tree_may_be_given_back_to_the_default_profile() {
        let world = World::new();
        world.record(&[(None, "me"), (Some("work"), "default")]);
        let active = active(&world.context(Some(&world.folder("work/inner")), "")).unwrap();
        assert_eq!(
            (active.profile, active.from),
            (
                Profile::DEFAULT,
                ProfileOrigin::Folder(world.folder("work").display().to_string())
            )
        );
    }

    #[test]
    fn what_is_used_everywhere_else_stands_in_for_a_folders_profile_and_for_no_other() {
        let world = World::new();
        let stand_in = |cwd: &str, variable: &str| {
            let context = world.context(Some(&world.folder(cwd)), variable);
            active(&context).unwrap().stand_in.map(|it| it.to_string())
        };
        world.record(&[(Some("work"), "job"), (Some("work/inner"), "me")]);
        assert_eq!(stand_in("work", ""), Some("default".to_owned()));
        assert_eq!(stand_in("workshop", ""), None);
        world.record(&[(None, "me")]);
        assert_eq!(stand_in("work", ""), Some("me".to_owned()));
        assert_eq!(stand_in("work/inner", ""), None, "it is the same");
        assert_eq!(stand_in("workshop", ""), None, "nothing is further up");
        assert_eq!(stand_in("work", "job"), None, "it was named");
        let mut flagged = world.context(Some(&world.folder("work")), "");
        flagged.profile = Some("job".parse().unwrap());
        assert_eq!(active(&flagged).unwrap().stand_in, None, "it was named");
    }

    #[test]
    fn folders_that_are_gone_choose_nothing() {
        let world = World::new();
        world.record(&[(Some("work/inner"), "client")]);
        std::fs::rename(world.folder("work/inner"), world.folder("moved")).unwrap();
        assert_eq!(world.active("moved", ""), "default");
        assert_eq!(
            world.active("work/inner/deep", ""),
            "default",
            "the working folder itself is gone"
        );
        assert_eq!(
            active(&world.context(None, "")).unwrap().from,
            ProfileOrigin::Nothing
        );
    }

    #[test]
    fn what_cannot_be_made_out_is_no_default() {
        let world = World::new();
        for wrong in ["a b", "-x", "../x"] {
            let error = active(&world.context(Some(&world.folder("work")), wrong)).unwrap_err();
            assert_eq!(
                (error.kind, error.notes),
                (ErrorKind::Usage, vec!["NPMCRED_PROFILE is set".to_owned()])
            );
        }
        world.record(&[(Some("work"), "job")]);
        let path = world
            .context(None, "")
            .config_folder()
            .unwrap()
            .join("profiles.json");
        for damaged in [
            "",
            "{",
            r#"{"v":2}"#,
            r#"{"v":1,"folders":{"/x":"a b"}}"#,
            r#"{"v":1,"user":1,"folders":{}}"#,
        ] {
            std::fs::write(&path, damaged).unwrap();
            let error = active(&world.context(Some(&world.folder("")), "")).unwrap_err();
            assert_eq!(error.kind, ErrorKind::File, "{damaged}");
            assert!(
                ProfileRecord::set(&world.context(None, ""), None, None).is_err(),
                "and is not overwritten"
            );
            assert_eq!(std::fs::read_to_string(&path).unwrap(), damaged);
        }
        assert_eq!(
            world.active("work", "job"),
            "job, chosen by NPMCRED_PROFILE",
            "who chose does not depend on it"
        );
    }

    #[test]
    fn many_who_record_at_once_lose_nothing() {
        let world = World::new();
        let names: Vec<String> = (0..8).map(|number| format!("p{number}")).collect();
        std::thread::scope(|scope| {
            for name in &names {
                std::fs::create_dir(world.folder(name)).unwrap();
                let world = &world;
                scope.spawn(move || world.record(&[(Some(name), name)]));
            }
        });
        for name in &names {
            assert!(
                world
                    .active(name, "")
                    .starts_with(&format!("{name}, chosen for ")),
                "{name}"
            );
        }
    }
}
