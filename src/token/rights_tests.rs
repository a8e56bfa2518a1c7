//! Tests of the flags, and of the request that npm would send.

use super::*;
use crate::token::{OrgsPermission, Permission};

fn rights(flags: &Flags) -> Result<Rights> {
    Rights::new(flags, &Map::new())
}

fn list(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

fn text(secret: &Secret) -> String {
    secret.expose_str().unwrap().to_owned()
}

#[test]
fn a_body_is_npms() {
    let all = Flags {
        description: Some("for \"ci\"".into()),
        expires: Some("30".into()),
        packages: list(&["a", "@s/b"]),
        packages_all: true,
        scopes: list(&["@s"]),
        orgs: list(&["o"]),
        permission: Some(Permission::ReadWriteStageOnly),
        orgs_permission: Some(OrgsPermission::NoAccess),
        cidr: list(&["192.0.2.0/24"]),
        bypass_2fa: true,
    };
    let password = Secret::from("pa\"ss".to_owned());
    assert_eq!(
        text(&rights(&all).unwrap().body("n", &password, true)),
        concat!(
            r#"{"name":"n","password":"pa\"ss","description":"for \"ci\"","packages":["a","@s/b"],"packages_all":true,"#,
            r#""scopes":["@s"],"orgs":["o"],"packages_and_scopes_permission":"read-write-stage-only","#,
            r#""orgs_permission":"no-access","expires":30,"cidr_whitelist":["192.0.2.0/24"],"bypass_2fa":true}"#
        )
    );
}

#[test]
fn the_least_is_asked_for_where_nothing_is_said() {
    let password = Secret::from("p".to_owned());
    let least = rights(&Flags::default()).unwrap();
    assert_eq!(
        text(&least.body("n", &password, true)),
        r#"{"name":"n","password":"p","packages_all":true,"packages_and_scopes_permission":"read-only"}"#
    );
    assert!(
        text(&least.body("n", &password, false))
            .ends_with(r#","readonly":true,"cidr_whitelist":[]}"#)
    );
    assert_eq!(least.purpose(), Use::Read);
    let write = Flags {
        permission: Some(Permission::ReadWrite),
        ..Flags::default()
    };
    assert_eq!(rights(&write).unwrap_err().kind, ErrorKind::Usage);
    let write = rights(&Flags {
        packages_all: true,
        ..write
    })
    .unwrap();
    assert_eq!(write.purpose(), Use::Write);
    assert!(text(&write.body("n", &password, false)).contains(r#""readonly":false"#));
    assert_eq!(
        rights(&Flags {
            expires: Some("7d".into()),
            ..Flags::default()
        })
        .unwrap()
        .life(),
        Some(604_800)
    );
}

#[test]
fn what_a_registry_passes_over_is_noticed() {
    let flags = Flags {
        expires: Some("7".into()),
        packages: list(&["a"]),
        cidr: list(&["192.0.2.0/24"]),
        description: Some("d".into()),
        ..Flags::default()
    };
    let rights = rights(&flags).unwrap();
    let verdaccio =
        json!({ "readonly": true, "cidr": ["192.0.2.0/24"], "key": "k", "expires": null });
    assert_eq!(rights.unconfirmed(&verdaccio), ["packages", "expires"]);
    let writes =
        json!({ "readonly": false, "cidr_whitelist": [], "packages": [], "expires": "2027-01-31" });
    assert_eq!(
        rights.unconfirmed(&writes),
        ["packages_and_scopes_permission"]
    );
    assert_eq!(rights.unconfirmed(&json!({})).len(), 4);
    assert_eq!(rights.unconfirmed(&json!(rights.fields())), [] as [&str; 0]);
}

#[test]
fn a_replacement_is_like_the_one_before_unless_said_otherwise() {
    let flags = Flags {
        permission: Some(Permission::ReadWrite),
        packages: list(&["a"]),
        expires: Some("9".into()),
        ..Flags::default()
    };
    let before = rights(&flags).unwrap();
    let same = Rights::new(&Flags::default(), before.fields()).unwrap();
    assert_eq!(same, before);
    let other = Flags {
        scopes: list(&["@s"]),
        expires: Some("8".into()),
        ..Flags::default()
    };
    let other = Rights::new(&other, before.fields()).unwrap();
    assert_eq!(
        json!(other.fields()).to_string(),
        r#"{"scopes":["@s"],"packages_and_scopes_permission":"read-write","expires":8}"#
    );
    let stray = json!({ "password": "x", "name": "y", "packages_all": true })
        .as_object()
        .cloned()
        .unwrap();
    assert!(
        !Rights::new(&Flags::default(), &stray)
            .unwrap()
            .fields()
            .contains_key("password")
    );
}

#[test]
fn ranges_and_lives_are_checked() {
    let range = |text: &str| {
        rights(&Flags {
            cidr: list(&[text]),
            ..Flags::default()
        })
    };
    for good in ["192.0.2.0/24", "0.0.0.0/0", "10.1.2.3/32"] {
        assert!(range(good).is_ok(), "{good}");
    }
    for bad in [
        "192.0.2.0",
        "192.0.2.0/33",
        "192.0.2/24",
        "::1/128",
        "a/8",
        "10.0.0.0/+8",
        "10.0.0.0/",
        "",
    ] {
        assert_eq!(range(bad).unwrap_err().kind, ErrorKind::Usage, "{bad}");
    }
    assert!(range("2001:db8::/32").unwrap_err().message.contains("IPv6"));
    for bad in ["0", "", "d", "2h", "-1", "1.5", "2027-01-31"] {
        let flags = Flags {
            expires: Some(bad.into()),
            ..Flags::default()
        };
        assert_eq!(rights(&flags).unwrap_err().kind, ErrorKind::Usage, "{bad}");
    }
}
