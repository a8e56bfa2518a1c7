//! Requests through a proxy.

use super::*;

#[test]
fn an_http_url_is_asked_of_the_proxy_itself() {
    let proxy = Stub::new(|_, stream| ok(stream, "{}"));
    for (userinfo, sent) in [
        ("", None),
        (
            "us%40er:p%2Bw@",
            Some("proxy-authorization: basic dxnazxi6cct3"),
        ),
    ] {
        let http_proxy = Url::parse(&proxy.url("http", &format!("{userinfo}127.0.0.1"))).ok();
        let route = Route {
            http_proxy,
            ..route()
        };
        let before = proxy.requests().len();
        assert_eq!(get(route, "http://registry.test:4873/a?b"), Ok(200));
        let head = head_of(&proxy.requests()[before]);
        assert_eq!(head[0], "get http://registry.test:4873/a?b http/1.1");
        assert!(
            head.contains(&"proxy-connection: keep-alive".to_owned()),
            "{head:?}"
        );
        assert!(
            head.contains(&"host: registry.test:4873".to_owned()),
            "{head:?}"
        );
        let found = head
            .iter()
            .find(|line| line.starts_with("proxy-authorization"));
        assert_eq!(found.map(String::as_str), sent);
    }
}

#[test]
fn a_proxy_that_speaks_tls_is_asked_for_an_http_url_too() {
    let authority = TestAuthority::new();
    let proxy = Stub::tls(&authority.certify("127.0.0.1").server());
    let http_proxy = Url::parse(&proxy.url("https", "127.0.0.1")).ok();
    let roots = Roots::Only(vec![authority.pem().into_bytes()]);
    assert_eq!(
        get(
            Route {
                http_proxy,
                roots,
                ..route()
            },
            "http://registry.test/a"
        ),
        Ok(200)
    );
    assert!(
        proxy.requests()[0].starts_with("GET http://registry.test/a HTTP/1.1\r\n"),
        "{:?}",
        proxy.requests()
    );
}

#[test]
fn a_proxy_that_wants_a_password_is_told_from_a_registry() {
    let refusing = Stub::new(|_, stream| answer(stream, "407 Who are you", ""));
    let http_proxy = Url::parse(&refusing.url("http", "127.0.0.1")).ok();
    let refused = get(
        Route {
            http_proxy,
            ..route()
        },
        "http://registry.test/",
    );
    assert!(matches!(refused, Err(HttpError::Unreachable(why)) if why.contains("proxy asks for")));
}

#[test]
fn an_https_url_goes_through_a_tunnel() {
    let authority = TestAuthority::new();
    let inside = Some(authority.certify("registry.test").server());
    for outside in [None, Some(authority.certify("127.0.0.1").server())] {
        let scheme = if outside.is_some() { "https" } else { "http" };
        let proxy = Stub::layered(outside, inside.clone(), |_, stream| ok(stream, "{}"));
        let https_proxy = Url::parse(&proxy.url(scheme, "user:p%40w@127.0.0.1")).ok();
        let roots = Roots::Only(vec![authority.pem().into_bytes()]);
        let client = Client::new(Route {
            https_proxy,
            roots,
            ..route()
        });
        assert_eq!(
            client
                .send(&request(Method::Get, "https://registry.test/x"))
                .unwrap()
                .status,
            200,
            "{scheme}"
        );
        let requests = proxy.requests();
        assert!(
            requests[0].starts_with("CONNECT registry.test:443 HTTP/1.1\r\n"),
            "{requests:?}"
        );
        assert!(
            requests[0].contains("Proxy-Authorization: Basic dXNlcjpwQHc=\r\n"),
            "{requests:?}"
        );
        assert!(
            requests[1].starts_with("GET /x ") && !requests[1].to_lowercase().contains("proxy-"),
            "{requests:?}"
        );
    }
    let refusing = Stub::new(|_, stream| answer(stream, "407 Who are you", ""));
    let https_proxy = Url::parse(&refusing.url("http", "127.0.0.1")).ok();
    let refused = get(
        Route {
            https_proxy,
            ..route()
        },
        "https://registry.test/",
    );
    assert!(matches!(refused, Err(HttpError::Unreachable(why)) if why.contains("proxy asks for")));
}
