//! Which credential wins, given a project's file, a user's file and a store.

use super::super::testing::{PUBLISH, READ, World};
use super::*;
use crate::context::Env;
use crate::npmrc::{self, NpmVersion};
use crate::tool::with_settings;
use npmcred_platform::testing::MemoryStore;
use npmcred_platform::{Opening, SecretStore, StoreError};

fn outcomes(
    project: &'static str,
    user: &'static str,
    stored: &'static [&'static str],
) -> Vec<String> {
    World::new(project, user, stored).resolve(READ).0
}

#[test]
fn each_registry_gets_its_own_and_nothing_else() {
    let user = "registry=https://a/\n@s:registry=https://b/x/\n@t:registry=https://c/\n";
    assert_eq!(
        outcomes("", user, &["https://a/", "https://b/", "https://d/"]),
        [
            "https://a/ //a/:_authToken",
            "https://b/x/ //b/x/:_authToken",
            "https://c/ none"
        ]
    );
    let both = "registry=https://a/x/\n@s:registry=https://a/y/\n";
    assert_eq!(
        outcomes("", both, &["https://a/"]),
        [
            "https://a/x/ //a/x/:_authToken",
            "https://a/y/ //a/y/:_authToken"
        ]
    );
}

#[test]
fn what_the_user_wrote_wins_and_what_is_no_credential_does_not() {
    let stored = &["https://a/"];
    assert_eq!(
        outcomes("", "registry=https://a/\n//a/:_authToken=mine", stored),
        ["https://a/ theirs /h/.npmrc:2"]
    );
    assert_eq!(
        outcomes("registry=https://a/\n//a:_authToken=mine", "", stored),
        ["https://a/ theirs /p/.npmrc:2"]
    );
    let placeholder = World::new(
        "registry=https://a/\n//a/:_authToken=${NPM_TOKEN}",
        "",
        stored,
    );
    let (outcomes, grant, _) = placeholder.resolve(READ);
    assert_eq!(
        (outcomes[0].as_str(), grant.arguments),
        (
            "https://a/ //a:_authToken",
            vec!["--//a/:_authToken=".into()]
        )
    );
    let placeholder = World::new(
        "registry=https://a/\n//a/:_authToken=${NPM_TOKEN}",
        "",
        stored,
    );
    assert_eq!(
        placeholder.resolve(PUBLISH).0,
        ["https://a/ //a/-/:_authToken //a/@s%2fp:_authToken"]
    );
    let empty = World::new("registry=https://a/\n//a/:_authToken=", "", stored);
    assert_eq!(
        empty.resolve(PUBLISH).0,
        ["https://a/ //a/-/:_authToken //a/@s%2fp:_authToken"]
    );
}

#[test]
fn a_registry_that_npms_configuration_cannot_name_gets_nothing() {
    for path in ["a;b", "a=b", "a[]"] {
        let user: &'static str =
            Box::leak(format!("registry='https://a/{path}/'").into_boxed_str());
        let told = format!(
            "https://a/{path}/ npm's configuration cannot hold the key //a/{path}/:_authToken"
        );
        assert_eq!(outcomes("", user, &["https://a/"]), [told]);
    }
    let blank = outcomes("", "registry=https://a/b c/", &["https://a/"]);
    assert_eq!(blank, ["https://a/b%20c/ //a/b%20c/:_authToken"]);
}

#[test]
fn a_project_does_not_change_the_way() {
    let stored = &["https://a/", "https://b/"];
    for line in [
        "proxy=http://e/",
        "https-proxy=http://e/",
        "strict-ssl=false",
        "cafile=/e",
        "globalconfig=e",
        "ca[]=x",
    ] {
        let project: &'static str =
            Box::leak(format!("registry=https://a/\n{line}\n").into_boxed_str());
        assert_eq!(
            outcomes(project, "", stored),
            ["https://a/ refused 2"],
            "{line}"
        );
    }
    assert_eq!(
        outcomes("strict-ssl=true\nregistry=https://a/", "", stored),
        ["https://a/ //a/:_authToken"]
    );
    assert_eq!(
        outcomes(
            "proxy=http://e/",
            "registry=https://a/\nproxy=http://e/",
            stored
        ),
        ["https://a/ //a/:_authToken"]
    );
    assert_eq!(
        outcomes("registry=https://a/", "registry=https://b/", stored),
        ["https://a/ refused 1"]
    );
    assert_eq!(
        outcomes("registry=https://e/", "registry=https://b/", stored),
        ["https://e/ refused 1"]
    );
    assert_eq!(
        outcomes("registry=https://e/", "registry=https://f/", stored),
        ["https://e/ none"]
    );
}

#[test]
fn a_downgrade_takes_the_credential_from_the_secure_registry_too() {
    let user = "registry=https://a/\n";
    assert_eq!(
        outcomes("@s:registry=http://a/", user, &["https://a/"]),
        ["https://a/ refused 1", "http://a/ refused 1"],
        "npm's key has no scheme"
    );
    assert_eq!(
        outcomes("registry=http://a/", "", &["https://a/"]),
        ["http://a/ refused 1"]
    );
    let both = "registry=https://a/\n@s:registry=http://a/\n";
    assert_eq!(
        outcomes("", both, &["https://a/"]),
        ["https://a/ twin http://a/", "http://a/ none"]
    );
}

fn of_profile(
    profile: &'static str,
    stored: &'static [&'static str],
    typed: &[&str],
) -> Vec<String> {
    World {
        profile,
        ..World::new("", "registry=https://a/x/", stored)
    }
    .resolve(typed)
    .0
}

#[test]
fn a_profile_has_its_own_credentials_and_no_other_stands_in() {
    const BOTH: &[&str] = &["https://a/", "work@https://a/"];
    for typed in [READ, PUBLISH] {
        let key = "https://a/x/ //a/x/:_authToken";
        assert_eq!(of_profile("", BOTH, typed), [key]);
        assert_eq!(of_profile("work", BOTH, typed), [key]);
        assert_eq!(
            of_profile("work", &BOTH[..1], typed),
            ["https://a/x/ other profile default"]
        );
        assert_eq!(
            of_profile("", &BOTH[1..], typed),
            ["https://a/x/ other profile work"]
        );
        assert_eq!(
            of_profile("home", &["work@https://b/"], typed),
            ["https://a/x/ none"]
        );
        assert_eq!(
            of_profile("work", &["work@https://dead/", "https://dead/"], typed),
            ["https://a/x/ none"]
        );
    }
    let public = World {
        profile: "work",
        ..World::new("", "", &["https://registry.npmjs.org/"])
    };
    assert_eq!(
        public.resolve(READ).0,
        ["https://registry.npmjs.org/ none"],
        "everybody may read there"
    );
    let public = World {
        profile: "work",
        ..World::new("", "", &["https://registry.npmjs.org/"])
    };
    assert_eq!(
        public.resolve(PUBLISH).0,
        ["https://registry.npmjs.org/ other profile default"]
    );
    assert_eq!(of_profile("a b", BOTH, READ), ["https://a/x/ failed 2"]);
}

fn in_a_folder_of(stored: &'static [&'static str], typed: &[&str]) -> Vec<String> {
    World {
        folder: "work",
        ..World::new("", "registry=https://a/x/", stored)
    }
    .resolve(typed)
    .0
}

#[test]
fn the_profile_of_everywhere_else_stands_in_for_a_folders_profile() {
    let (handed, other) = (
        "https://a/x/ //a/x/:_authToken",
        "https://a/x/ other profile default",
    );
    // Stored, and what becomes of a command that reads.
    let cases: [(&'static [&'static str], &str); 6] = [
        (&["https://a/"], handed),
        (&["https://a/", "work@https://b/"], handed),
        (&["https://a/", "work@https://a/x/"], handed),
        (&["https://a/", "work@https://a/y/"], other),
        (&["other@https://a/"], "https://a/x/ other profile other"),
        (&[], "https://a/x/ none"),
    ];
    for (stored, want) in cases {
        assert_eq!(in_a_folder_of(stored, READ), [want], "{stored:?}");
    }
    for typed in [PUBLISH, &["whoami"]] {
        assert_eq!(in_a_folder_of(&["https://a/"], typed), [other]);
    }
    let dead = World {
        folder: "work",
        ..World::new("", "registry=https://dead/", &["https://dead/"])
    };
    assert_eq!(dead.resolve(READ).0, ["https://dead/ expired"]);
    let astray = World {
        folder: "work",
        ..World::new("proxy=http://e/", "registry=https://a/", &["https://a/"])
    };
    assert_eq!(astray.resolve(READ).0, ["https://a/ refused 1"]);
    let certified = World {
        folder: "work",
        ..World::new(
            "",
            "registry=https://a/\n//a/:certfile=c\n//a/:keyfile=k\n",
            &["https://a/"],
        )
    };
    assert_eq!(
        certified.resolve(READ).0,
        ["https://a/ other profile default"]
    );
}

#[test]
fn a_thousand_registries_are_resolved_from_one_store_that_is_opened_once() {
    let scopes = |number| format!("@s{number}:registry=https://r{number}/\n");
    let user: String = (0..1000).map(scopes).collect();
    let config = npmrc::testing::config("", &user, NpmVersion::Npm12);
    let opened = std::rc::Rc::new(std::cell::Cell::new(0));
    let count = std::rc::Rc::clone(&opened);
    let open = move |_: &Env, _: Opening| {
        count.set(count.get() + 1);
        Ok(Box::new(MemoryStore::new()) as Box<dyn SecretStore>)
    };
    let context = Context::invented(Env::default(), Box::new(open), || 10);
    let resolution = with_settings(&context, READ, &[], config, |settings, targets| {
        resolve(
            &context,
            settings,
            targets,
            &Findings::default(),
            &Known::default(),
        )
    });
    let decisions = resolution.decisions;
    assert_eq!((decisions.len(), opened.get()), (1001, 1));
}

#[test]
fn failure_is_not_absence() {
    for (fault, code) in [
        (StoreError::Locked, 4),
        (StoreError::TimedOut, 4),
        (StoreError::Unavailable("x".into()), 4),
    ] {
        let mut world = World::new("", "registry=https://a/", &["https://a/"]);
        world.fault = Some(fault);
        assert_eq!(world.resolve(READ).0, [format!("https://a/ failed {code}")]);
    }
    assert_eq!(
        outcomes("", "registry=https://dead/", &["https://dead/"]),
        ["https://dead/ expired"]
    );
}

#[test]
fn a_credential_that_npm_does_not_see_at_first_is_none_to_a_command_that_looks() {
    let user = "registry=https://a/\n//a:_authToken=mine\n";
    assert_eq!(
        World::new("", user, &["https://a/"]).resolve(READ).0,
        ["https://a/ theirs /h/.npmrc:2"]
    );
    assert_eq!(
        World::new("", user, &["https://a/"]).resolve(PUBLISH).0,
        ["https://a/ //a/:_authToken"]
    );
    let both = "registry=https://a/\n//a:_authToken=mine\n//a/:_authToken=too\n";
    assert_eq!(
        World::new("", both, &["https://a/"]).resolve(PUBLISH).0,
        ["https://a/ theirs /h/.npmrc:3"]
    );
}
