//! Who wins, for whole worlds: a project's file, a user's file, and what is stored.

use super::*;
use crate::context::Env;
use crate::credential::{CredentialKind, Expiry, Use};
use crate::npmrc::{self, NpmVersion};
use crate::shim::in_play;
use crate::trust::project_findings;
use npmcred_platform::testing::MemoryStore;
use npmcred_platform::{Prompting, Secret, SecretStore, StoreError};

/// A project's file, a user's file, and what is stored.
struct World {
    project: &'static str,
    user: &'static str,
    /// Addresses, with a profile and an `@` before them where it is not the default one.
    stored: &'static [&'static str],
    profile: &'static str,
    anywhere: bool,
    fault: Option<StoreError>,
}

impl World {
    fn new(project: &'static str, user: &'static str, stored: &'static [&'static str]) -> Self {
        Self {
            project,
            user,
            stored,
            profile: "",
            anywhere: false,
            fault: None,
        }
    }

    fn settle(self, access: Access) -> (Vec<String>, Provision) {
        let config = npmrc::testing::config(self.project, self.user, NpmVersion::Npm12);
        let findings = Findings::from(project_findings(&config));
        let open = move |_: &Env, _: Prompting| {
            let store = MemoryStore::new();
            for address in self.stored {
                let (profile, url) = address.split_once('@').unwrap_or(("default", address));
                let credential = Credential {
                    profile: profile.parse().unwrap(),
                    registry: Registry::parse_any(url).unwrap(),
                    kind: CredentialKind::Granular,
                    purpose: Use::Any,
                    owner: None,
                    issued: 0,
                    expires: if url.contains("dead") {
                        Expiry::At(5)
                    } else {
                        Expiry::Unknown
                    },
                    grant: None,
                    secret: Secret::from("canary".to_owned()),
                };
                store.put(
                    &credential.store_key(),
                    "",
                    &credential.to_payload().unwrap(),
                    None,
                )?;
            }
            if let Some(fault) = self.fault.clone() {
                store.fail_next(fault);
            }
            Ok(Box::new(store) as Box<dyn SecretStore>)
        };
        let env = Env::new(vec![("NPMCRED_PROFILE".into(), self.profile.into())]);
        let context = Context::invented(env, Box::new(open), || 10);
        let reach = Reach::of_words(self.anywhere, &[], &config, NpmVersion::Npm12);
        let wish = Wish {
            access,
            way: WayRound::Flag,
            packages: &["@s/p"],
            reach: &reach,
        };
        let (decisions, provision) = settle(
            &context,
            &config,
            in_play::for_reading(&config),
            &wish,
            &findings,
        );
        let outcome = |decision: Decision| {
            let outcome = match decision.outcome {
                Outcome::Handed { keys, .. } => keys.join(" "),
                Outcome::Existing(place) => {
                    format!(
                        "theirs {}:{}",
                        place.file.unwrap().display(),
                        place.line.unwrap()
                    )
                }
                Outcome::Refused(lines) => format!("refused {}", lines[0].line.unwrap()),
                Outcome::Hidden(placeholder) => {
                    format!("hidden {}", placeholder.place.line.unwrap())
                }
                Outcome::Unfit(unfit) => unfit.to_string(),
                Outcome::Twin(other) => format!("twin {other}"),
                Outcome::Expired(_) => "expired".into(),
                Outcome::OtherUse(_) => "other use".into(),
                Outcome::OtherProfile(others) => format!("other profile {}", others[0]),
                Outcome::NotStored => "none".into(),
                Outcome::Elsewhere(error) | Outcome::Unknown(error) => {
                    format!("failed {}", error.kind.exit_code())
                }
            };
            format!("{} {outcome}", decision.in_play.registry)
        };
        (decisions.into_iter().map(outcome).collect(), provision)
    }
}

const READ: Access = Access {
    wanted: Use::Read,
    needs_credential: false,
    checks_first: false,
};
const PUBLISH: Access = Access {
    wanted: Use::Write,
    needs_credential: true,
    checks_first: true,
};

fn outcomes(
    project: &'static str,
    user: &'static str,
    stored: &'static [&'static str],
) -> Vec<String> {
    World::new(project, user, stored).settle(READ).0
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
fn a_global_config_that_a_file_names_is_told_from_one_of_a_variable() {
    let named = |user| World::new("", user, &[]).settle(READ).1.named_in_file;
    assert!(named("globalconfig=/g\n") && !named("registry=https://a/\n"));
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
    let (outcomes, provision) = placeholder.settle(READ);
    assert_eq!(
        (outcomes[0].as_str(), provision.arguments),
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
        placeholder.settle(PUBLISH).0,
        ["https://a/ //a/-/:_authToken //a/@s%2fp:_authToken"]
    );
    let empty = World::new("registry=https://a/\n//a/:_authToken=", "", stored);
    assert_eq!(
        empty.settle(PUBLISH).0,
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
    access: Access,
) -> Vec<String> {
    World {
        profile,
        ..World::new("", "registry=https://a/x/", stored)
    }
    .settle(access)
    .0
}

#[test]
fn a_profile_has_its_own_credentials_and_no_other_stands_in() {
    const BOTH: &[&str] = &["https://a/", "work@https://a/"];
    for access in [READ, PUBLISH] {
        let key = "https://a/x/ //a/x/:_authToken";
        assert_eq!(of_profile("", BOTH, access), [key]);
        assert_eq!(of_profile("work", BOTH, access), [key]);
        assert_eq!(
            of_profile("work", &BOTH[..1], access),
            ["https://a/x/ other profile default"]
        );
        assert_eq!(
            of_profile("", &BOTH[1..], access),
            ["https://a/x/ other profile work"]
        );
        assert_eq!(
            of_profile("home", &["work@https://b/"], access),
            ["https://a/x/ none"]
        );
        assert_eq!(
            of_profile("work", &["work@https://dead/", "https://dead/"], access),
            ["https://a/x/ none"]
        );
    }
    let public = World {
        profile: "work",
        ..World::new("", "", &["https://registry.npmjs.org/"])
    };
    assert_eq!(
        public.settle(READ).0,
        ["https://registry.npmjs.org/ none"],
        "everybody may read there"
    );
    let public = World {
        profile: "work",
        ..World::new("", "", &["https://registry.npmjs.org/"])
    };
    assert_eq!(
        public.settle(PUBLISH).0,
        ["https://registry.npmjs.org/ other profile default"]
    );
    assert_eq!(of_profile("a b", BOTH, READ), ["https://a/x/ failed 2"]);
}

#[test]
fn a_thousand_registries_are_settled_from_one_store_that_is_opened_once() {
    let scopes = |number| format!("@s{number}:registry=https://r{number}/\n");
    let user: String = (0..1000).map(scopes).collect();
    let config = npmrc::testing::config("", &user, NpmVersion::Npm12);
    let opened = std::rc::Rc::new(std::cell::Cell::new(0));
    let count = std::rc::Rc::clone(&opened);
    let open = move |_: &Env, _: Prompting| {
        count.set(count.get() + 1);
        Ok(Box::new(MemoryStore::new()) as Box<dyn SecretStore>)
    };
    let context = Context::invented(Env::default(), Box::new(open), || 10);
    let reach = Reach::of_words(false, &[], &config, NpmVersion::Npm12);
    let wish = Wish {
        access: READ,
        way: WayRound::Flag,
        packages: &[],
        reach: &reach,
    };
    let (decisions, _) = settle(
        &context,
        &config,
        in_play::for_reading(&config),
        &wish,
        &Findings::default(),
    );
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
        assert_eq!(world.settle(READ).0, [format!("https://a/ failed {code}")]);
    }
    assert_eq!(
        outcomes("", "registry=https://dead/", &["https://dead/"]),
        ["https://dead/ expired"]
    );
}

fn at_hand(
    project: &'static str,
    user: &'static str,
    stored: &'static [&'static str],
) -> Vec<String> {
    let world = World {
        anywhere: true,
        ..World::new(project, user, stored)
    };
    world
        .settle(READ)
        .1
        .extras
        .iter()
        .map(|extra| extra.keys.join(" "))
        .collect()
}

#[test]
fn whatever_npm_may_be_led_to_is_at_hand_and_nothing_else() {
    let user = "registry=https://a/x/\n";
    assert_eq!(
        at_hand("", user, &["https://a/", "https://b/", "https://b/y/"]),
        ["//a/:_authToken", "//b/:_authToken", "//b/y/:_authToken"]
    );
    assert!(
        World::new("", user, &["https://a/", "https://b/"])
            .settle(READ)
            .1
            .extras
            .is_empty(),
        "no tarballs"
    );
    let none: [(&str, &str, &'static [&'static str]); 9] = [
        ("", user, &["http://b/"]),
        ("", user, &["https://registry.npmjs.org/"]),
        ("", user, &["work@https://b/"]),
        ("", user, &["https://dead/"]),
        (
            "",
            "registry=https://a/x/\n//b/:_authToken=mine\n",
            &["https://b/"],
        ),
        ("", "registry=http://b/\n", &["https://b/"]),
        ("proxy=http://e/\n", user, &["https://b/"]),
        ("@s:registry=http://b/\n", user, &["https://b/"]),
        ("registry=https://b/z/\n", user, &["https://b/"]),
    ];
    for (project, user, stored) in none {
        assert_eq!(
            at_hand(project, user, stored),
            [""; 0],
            "{project} {user} {stored:?}"
        );
    }
    let placeholder = at_hand("//b/:_authToken=${NPM_TOKEN}\n", user, &["https://b/"]);
    assert_eq!(placeholder, ["//b:_authToken"]);
}

#[test]
fn a_credential_that_npm_does_not_see_at_first_is_none_to_a_command_that_looks() {
    let user = "registry=https://a/\n//a:_authToken=mine\n";
    assert_eq!(
        World::new("", user, &["https://a/"]).settle(READ).0,
        ["https://a/ theirs /h/.npmrc:2"]
    );
    assert_eq!(
        World::new("", user, &["https://a/"]).settle(PUBLISH).0,
        ["https://a/ //a/:_authToken"]
    );
    let both = "registry=https://a/\n//a:_authToken=mine\n//a/:_authToken=too\n";
    assert_eq!(
        World::new("", both, &["https://a/"]).settle(PUBLISH).0,
        ["https://a/ theirs /h/.npmrc:3"]
    );
}
