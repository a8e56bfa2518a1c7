//! Tests of `route`: tables over settings and variables.

use super::*;
use crate::error::{Error, ErrorKind};
use crate::http::Roots;
use crate::npmrc::{NpmVersion, testing};
use std::ffi::OsString;
use std::path::Path;

/// The route to `https://h.example/a/` for these files and this environment; files named `*.pem`
/// contain their names.
fn way(project: &str, user: &str, env: &[(&str, &str)]) -> Result<(Route, Vec<String>)> {
    let env: Vec<_> = env
        .iter()
        .map(|(key, value)| (OsString::from(key), OsString::from(value)))
        .collect();
    let read = |path: &Path| match path.extension().and_then(|extension| extension.to_str()) {
        Some("pem") => Ok(Some(path.to_string_lossy().into_owned().into_bytes())),
        Some("secret") => Err(Error::file(
            "read",
            path,
            &std::io::ErrorKind::PermissionDenied.into(),
        )),
        _ => Ok(None),
    };
    let world = RouteInputs {
        env: &env,
        cwd: Path::new("/p"),
        read: &read,
        list: &|_| Vec::new(),
    };
    let config = testing::config(project, user, NpmVersion::Npm12);
    super::read(
        &world,
        &config,
        &Registry::parse("https://h.example/a/").unwrap(),
    )
}

fn proxies(user: &str, env: &[(&str, &str)]) -> [String; 2] {
    let (route, _) = way("", user, env).unwrap();
    [route.https_proxy, route.http_proxy].map(|proxy| proxy.map_or_else(String::new, String::from))
}

fn roots(project: &str, user: &str, env: &[(&str, &str)]) -> Roots {
    way(project, user, env).unwrap().0.roots
}

fn texts(texts: &[&str]) -> Vec<Vec<u8>> {
    texts.iter().map(|text| text.as_bytes().to_vec()).collect()
}

#[test]
fn proxies_are_those_of_npm() {
    type Case = (
        &'static str,
        &'static [(&'static str, &'static str)],
        [&'static str; 2],
    );
    let cases: &[Case] = &[
        ("", &[], ["", ""]),
        ("proxy=http://a", &[], ["http://a/", "http://a/"]),
        (
            "proxy=http://a\nhttps-proxy=http://b",
            &[("HTTPS_PROXY", "http://c")],
            ["http://b/", "http://b/"],
        ),
        (
            "proxy=false",
            &[("https_proxy", "http://c")],
            ["http://c/", "http://c/"],
        ),
        ("", &[("HTTP_PROXY", "http://c")], ["", "http://c/"]),
        (
            "",
            &[("PROXY", "http://c"), ("http_proxy", "socks5://d:1")],
            ["", "socks5://d:1"],
        ),
        (
            "",
            &[("Proxy", "http://u:p%40@c")],
            ["", "http://u:p%40@c/"],
        ),
        (
            "",
            &[("https_proxy", "http://c"), ("HTTPS_PROXY", "http://d")],
            ["http://d/", "http://d/"],
        ),
        (
            "",
            &[("https_proxy", "http://c"), ("HTTPS_PROXY", "")],
            ["", ""],
        ),
        ("", &[("ALL_PROXY", "http://c")], ["", ""]),
    ];
    for (user, env, expected) in cases {
        assert_eq!(proxies(user, env), *expected, "{user} {env:?}");
    }
    for text in [
        "proxy.example:3128",
        "10.0.0.1:3128",
        "gopher://h",
        "http://",
    ] {
        let error = way("", "", &[("HTTPS_PROXY", text)]).err().unwrap();
        assert!(
            error.message.starts_with("HTTPS_PROXY") && !error.message.contains(text),
            "{error}"
        );
    }
}

#[test]
fn the_no_proxy_list_is_both_of_them() {
    let list = |user, env| way("", user, env).unwrap().0.no_proxy.join(" ");
    assert_eq!(list("noproxy=a, b,", &[("No_Proxy", "c")]), "a b c");
    assert_eq!(list("noproxy[]=a\nnoproxy[]=b", &[]), "a b");
    assert_eq!(list("", &[]), "");
}

#[test]
fn roots_are_replaced_by_settings_and_added_to_by_node() {
    let extra: &[(&str, &str)] = &[("NODE_EXTRA_CA_CERTS", "e.pem")];
    assert_eq!(roots("", "", &[]), Roots::BuiltInAnd(vec![]));
    assert_eq!(
        roots("", "", extra),
        Roots::BuiltInAnd(texts(&["/p/e.pem"]))
    );
    assert_eq!(
        roots("", "cafile=/c.pem", extra),
        Roots::Only(texts(&["/c.pem"]))
    );
    assert_eq!(
        roots("", "ca=A\ncafile=/c.pem", extra),
        Roots::Only(texts(&["/c.pem"]))
    );
    assert_eq!(
        roots("", "cafile=/c.pem\nca[]=A\nca[]=B", &[]),
        Roots::Only(texts(&["A", "B"]))
    );
    assert_eq!(
        roots("", "cafile=/c.pem\nca=null", &[]),
        Roots::BuiltInAnd(vec![])
    );
    assert_eq!(
        roots("ca=A\ncafile=/c.pem", "", &[]),
        Roots::BuiltInAnd(vec![])
    );
    for (user, env, word) in [
        ("cafile=/none", "", "cafile"),
        ("", "none", "NODE_EXTRA"),
        ("", "x.secret", "NODE_EXTRA"),
    ] {
        let (route, notes) = way("", user, &[("NODE_EXTRA_CA_CERTS", env)]).unwrap();
        assert_eq!(route.roots, Roots::BuiltInAnd(vec![]));
        assert!(notes.len() == 1 && notes[0].contains(word), "{notes:?}");
    }
    assert_eq!(
        way("", "cafile=/x.secret", &[]).err().unwrap().kind,
        ErrorKind::File
    );
}

#[test]
fn checks_are_turned_off_by_the_setting_alone() {
    let strict = |user, value| {
        way("", user, &[("NODE_TLS_REJECT_UNAUTHORIZED", value)])
            .unwrap()
            .0
            .strict_ssl
    };
    assert!(strict("", "1") && strict("", "0") && strict("strict-ssl=true", "0"));
    assert!(!strict("strict-ssl=false", "1") && !strict("strict-ssl=0", "1"));
}

#[test]
fn a_certificate_of_ours_is_for_its_registry() {
    let identity = |user: &str| {
        let (route, _) = way("", user, &[]).unwrap();
        route.identity.map(|identity| {
            let key = identity.key.expose_str().unwrap().to_owned();
            (
                identity.realm.to_string(),
                String::from_utf8(identity.certificate).unwrap(),
                key,
            )
        })
    };
    let is = |certificate: &str, key: &str| {
        Some(("https://h.example".into(), certificate.into(), key.into()))
    };
    assert_eq!(
        identity("//h.example/a/:certfile=/c.pem\n//h.example/a/:keyfile=/k.pem"),
        is("/c.pem", "/k.pem")
    );
    assert_eq!(
        identity("//h.example/:certfile=/c.pem\n//h.example/:keyfile=/k.pem"),
        is("/c.pem", "/k.pem")
    );
    assert_eq!(
        identity("cert=C\nkey=K\n//h.example/:certfile=/none\n//h.example/:keyfile=/k.pem"),
        is("C", "K")
    );
    assert_eq!(
        identity("//other.example/:certfile=/c.pem\n//other.example/:keyfile=/k.pem"),
        None
    );
    assert_eq!(identity("//h.example/:certfile=/c.pem"), None);
    assert_eq!(identity("cert=C"), None);
    let unreadable = way(
        "",
        "//h.example/:certfile=/c.secret\n//h.example/:keyfile=/k.pem",
        &[],
    );
    assert_eq!(unreadable.err().unwrap().kind, ErrorKind::File);
}

#[test]
fn retries_are_npms() {
    let retries = |user| way("", user, &[]).unwrap().0.retries;
    assert_eq!(retries(""), Retries::default());
    let all = "fetch-retries=4\nfetch-retry-factor=2\nfetch-retry-mintimeout=5\nfetch-retry-maxtimeout=1e400";
    let (min, max) = (Duration::from_millis(5), Duration::MAX);
    assert_eq!(
        retries(all),
        Retries {
            count: 4,
            factor: 2.0,
            min,
            max
        }
    );
    assert_eq!(retries("fetch-retries=-1").count, 0);
    assert_eq!(retries("fetch-retries=Infinity").count, usize::MAX);
}

#[test]
fn a_project_has_no_say_and_is_told_so_once() {
    let project = "proxy=http://evil\nhttps-proxy=http://evil\nstrict-ssl=false\nnoproxy=h.example\nca=A\n\
                   cafile=/c.pem\ncert=C\nkey=K\n//h.example/:certfile=/c.pem\n//h.example/:keyfile=/k.pem\n\
                   fetch-retries=9";
    let (route, notes) = way(project, "", &[]).unwrap();
    assert!(route.https_proxy.is_none() && route.http_proxy.is_none() && route.no_proxy.is_empty());
    assert!(
        route.roots == Roots::BuiltInAnd(vec![]) && route.strict_ssl && route.identity.is_none()
    );
    assert_eq!(route.retries, Retries::default());
    let [note] = &*notes else { panic!("{notes:?}") };
    assert!(
        note.starts_with("/p/.npmrc, line 1 (proxy), line 2 (https-proxy), line 3 (strict-ssl)"),
        "{note}"
    );
    assert!(note.contains("line 10 (//h.example/:keyfile)"), "{note}");
    assert_eq!(
        way("strict-ssl=true\nfetch-retries=3", "", &[]).unwrap().1,
        [] as [String; 0]
    );
    assert!(
        way("proxy=http://evil", "proxy=http://a", &[])
            .unwrap()
            .0
            .http_proxy
            .unwrap()
            .as_str()
            == "http://a/"
    );
}

#[test]
fn a_file_that_a_project_chose_is_not_asked_and_the_users_own_is() {
    for line in [
        "userconfig=/h/.npmrc",
        "userconfig=/p/.npmrc",
        "globalconfig=/h/.npmrc",
    ] {
        let (route, notes) = way(line, "proxy=http://a", &[]).unwrap();
        assert_eq!(
            route.http_proxy.map(String::from).as_deref(),
            Some("http://a/"),
            "{line}"
        );
        assert_eq!(notes.len(), 1, "{line}");
    }
}
