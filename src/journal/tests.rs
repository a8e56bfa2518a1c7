//! Tests of what the journal records, reports and settles.

use super::*;
use crate::context::Env;
use npmcred_platform::StoreError;
use std::ffi::OsString;

struct JournalWorld {
    context: Context,
    _home: tempfile::TempDir,
}

impl JournalWorld {
    fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        let env = Env::new(vec![("HOME".into(), OsString::from(home.path()))]);
        let context = Context::invented(env, Box::new(|_, _| Err(StoreError::Denied)), || 1_000);
        Self {
            context,
            _home: home,
        }
    }

    fn file(&self) -> PathBuf {
        path(&self.context).unwrap()
    }
}

fn entry(deed: Deed, token: Option<&str>) -> Operation {
    Operation {
        deed,
        registry: "https://h/".into(),
        profile: Profile::DEFAULT,
        purpose: Use::Any,
        token: token.map(str::to_owned),
        since: 1_000,
        issued: None,
    }
}

#[test]
fn what_is_dropped_is_unfinished_and_what_is_repeated_is_settled() {
    let world = JournalWorld::new();
    assert!(
        unfinished(&world.context).is_empty() && !world.file().exists(),
        "looking makes no file"
    );
    let logout = begin(&world.context, entry(Deed::Logout, None)).unwrap();
    let rotate = begin(&world.context, entry(Deed::Rotate, Some("ci"))).unwrap();
    assert!(
        unfinished(&world.context).is_empty(),
        "somebody is still at it"
    );
    rotate.finish(&world.context).unwrap();
    drop(logout);
    assert_eq!(unfinished(&world.context), [entry(Deed::Logout, None)]);
    let again = Operation {
        since: 2_000,
        ..entry(Deed::Logout, None)
    };
    begin(&world.context, again)
        .unwrap()
        .finish(&world.context)
        .unwrap();
    assert!(unfinished(&world.context).is_empty() && !world.file().exists());
}

#[test]
fn each_reminder_ends_with_what_to_type() {
    let with_profile = Operation {
        profile: "work".parse().unwrap(),
        ..entry(Deed::Logout, None)
    };
    let cases = [
        (
            entry(Deed::Logout, None),
            Some("npmcred logout --registry https://h/"),
        ),
        (
            with_profile,
            Some("npmcred logout --registry https://h/ --profile work"),
        ),
        (
            entry(Deed::Rotate, Some("ci")),
            Some("npmcred rotate --use any --registry https://h/"),
        ),
        (
            entry(Deed::Create, Some("it's")),
            Some(r#"npmcred token revoke 'it'"'"'s' --registry https://h/"#),
        ),
        (
            entry(Deed::Revoke, Some("abc")),
            Some("npmcred token revoke abc --registry https://h/"),
        ),
        (entry(Deed::Revoke, None), None),
    ];
    for (entry, want) in cases {
        assert_eq!(entry.cure().and_then(|cure| cure.shown()).as_deref(), want);
        assert!(
            want.is_none_or(|command| entry.reminder().ends_with(command)),
            "{}",
            entry.reminder()
        );
    }
}

#[test]
fn what_no_command_settles_is_told_once() {
    let world = JournalWorld::new();
    drop(begin(&world.context, entry(Deed::Revoke, None)).unwrap());
    drop(begin(&world.context, entry(Deed::Logout, None)).unwrap());
    remind(&world.context, &|| true);
    assert_eq!(unfinished(&world.context), [entry(Deed::Logout, None)]);
}

#[test]
fn a_damaged_journal_is_set_aside_and_a_newer_one_left_alone() {
    for text in [
        "",
        "{",
        r#"{"v":1}"#,
        r#"{"v":1,"unfinished":[{"what":"logout"}]}"#,
    ] {
        let world = JournalWorld::new();
        files::write_private(&world.file(), text.as_bytes()).unwrap();
        assert!(unfinished(&world.context).is_empty(), "{text}");
        assert!(
            !world.file().exists() && world.file().with_extension("json.damaged").exists(),
            "{text}"
        );
        begin(&world.context, entry(Deed::Logout, None))
            .unwrap()
            .finish(&world.context)
            .unwrap();
    }
    let world = JournalWorld::new();
    files::write_private(&world.file(), br#"{"v":2}"#).unwrap();
    assert!(
        unfinished(&world.context).is_empty()
            && begin(&world.context, entry(Deed::Logout, None)).is_err()
    );
    assert_eq!(files::read(&world.file()).unwrap().unwrap(), br#"{"v":2}"#);
}
