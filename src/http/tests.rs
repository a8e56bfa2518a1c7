//! The client against servers of every sort.

use super::testing::{Authority, Certified, Stream, Stub, answer, ok};
use super::{Client, HttpError, Identity, Method, Request, Retries, Roots, Route};
use crate::registry::Registry;
use npmcred_platform::Secret;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;
use url::Url;

/// Long enough for any machine.
const AMPLE: Duration = Duration::from_secs(25);

fn request(method: Method, url: &str) -> Request {
    Request {
        method,
        url: Url::parse(url).unwrap(),
        headers: Vec::new(),
        secrets: Vec::new(),
        body: None,
    }
}

fn retries(count: usize) -> Retries {
    Retries {
        count,
        factor: 1.0,
        min: Duration::from_millis(1),
        max: Duration::from_millis(1),
    }
}

fn route() -> Route {
    Route {
        retries: retries(0),
        deadline: AMPLE,
        ..Route::default()
    }
}

fn get(route: Route, url: &str) -> Result<u16, HttpError> {
    Client::new(route)
        .send(&request(Method::Get, url))
        .map(|answer| answer.status)
}

fn head_of(request: &str) -> Vec<String> {
    request
        .split("\r\n\r\n")
        .next()
        .unwrap()
        .split("\r\n")
        .map(str::to_lowercase)
        .collect()
}

fn is_untrusted(outcome: &Result<u16, HttpError>, word: &str) -> bool {
    matches!(outcome, Err(HttpError::Untrusted(why)) if why.contains(word))
}

#[test]
fn a_request_is_what_npm_would_send() {
    let stub = Stub::new(|_, stream| ok(stream, r#"{"ok":true}"#));
    let url = stub.url("http", "127.0.0.1");
    let client = Client::new(route());
    let realm = Registry::parse(&url).unwrap().realm();
    let mut put = request(Method::Put, &format!("{url}-/x?y=%20#z"));
    put.headers
        .push(("content-type", "application/json".into()));
    put.secrets
        .push(("authorization", realm, Secret::from("Bearer t".to_owned())));
    put.body = Some(Secret::from("{}".to_owned()));
    assert_eq!(client.send(&put).unwrap().json().unwrap()["ok"], true);
    client.send(&request(Method::Delete, &url)).unwrap();
    let host = format!("host: {}", stub.address);
    let heads: Vec<_> = stub
        .requests()
        .iter()
        .map(|request| head_of(request))
        .collect();
    let put = [
        "put /-/x?y=%20 http/1.1",
        "content-type: application/json",
        "authorization: bearer t",
        &host,
    ];
    for line in put.iter().chain(&[
        "accept: */*",
        "accept-encoding: gzip,deflate",
        "content-length: 2",
    ]) {
        assert!(
            heads[0].iter().any(|found| found == line),
            "{line} in {:?}",
            heads[0]
        );
    }
    assert!(
        heads[0]
            .iter()
            .any(|found| found == "connection: keep-alive"),
        "{:?}",
        heads[0]
    );
    assert_eq!(heads[0].len(), 8);
    assert_eq!(
        heads[1].len(),
        5,
        "a request without a body says nothing of one: {:?}",
        heads[1]
    );
}

#[test]
fn a_redirect_is_an_answer() {
    let stub = Stub::new(|_, stream| {
        drop(stream.write_all(
            b"HTTP/1.1 302 Found\r\nlocation: /b\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
        ));
    });
    for method in [Method::Get, Method::Post] {
        let answer = Client::new(route())
            .send(&request(method, &stub.url("http", "127.0.0.1")))
            .unwrap();
        assert_eq!(
            (answer.status, answer.header("Location")),
            (302, Some("/b"))
        );
    }
    assert_eq!(stub.requests().len(), 2);
}

#[test]
fn a_secret_goes_to_no_other_realm() {
    let stub = Stub::new(|_, stream| ok(stream, "{}"));
    let url = stub.url("http", "127.0.0.1");
    for other in [
        "https://127.0.0.1/",
        "http://127.0.0.1:1/",
        "http://localhost:4873/",
    ] {
        let mut request = request(Method::Get, &url);
        let realm = Registry::parse(other).unwrap().realm();
        request.secrets.push((
            "authorization",
            realm,
            Secret::from("Bearer canary".to_owned()),
        ));
        let error = Client::new(route()).send(&request).err().unwrap();
        assert!(
            matches!(error, HttpError::Untrusted(_)) && !error.to_string().contains("canary"),
            "{error}"
        );
    }
    assert_eq!(stub.requests(), [] as [String; 0]);
}

#[test]
fn what_fails_for_now_is_asked_again() {
    for (method, asked, status) in [
        (Method::Get, 3, 200),
        (Method::Delete, 3, 200),
        (Method::Post, 1, 503),
    ] {
        let stub = Stub::new(|nth, stream| match nth {
            0 => answer(stream, "503 Busy", ""),
            1 => answer(stream, "429 Slow down", ""),
            _ => ok(stream, "{}"),
        });
        let client = Client::new(Route {
            retries: retries(2),
            ..route()
        });
        let answer = client
            .send(&request(method, &stub.url("http", "127.0.0.1")))
            .unwrap();
        assert_eq!(
            (answer.status, stub.requests().len()),
            (status, asked),
            "{method:?}"
        );
    }
}

#[test]
fn a_broken_connection_is_tried_again_and_the_last_answer_stands() {
    let stub = Stub::new(|nth, stream| {
        if nth > 0 {
            answer(stream, "500 No", "");
        }
    });
    assert_eq!(
        get(
            Route {
                retries: retries(1),
                ..route()
            },
            &stub.url("http", "127.0.0.1")
        ),
        Ok(500)
    );
    assert_eq!(stub.requests().len(), 2);
}

#[test]
fn no_wait_outlives_our_patience() {
    let stub = Stub::new(|_, stream| answer(stream, "503 Busy", ""));
    let hour = Duration::from_secs(3600);
    let slow = Retries {
        count: 9,
        factor: 1.0,
        min: hour,
        max: hour,
    };
    assert_eq!(
        get(
            Route {
                retries: slow,
                ..route()
            },
            &stub.url("http", "127.0.0.1")
        ),
        Ok(503)
    );
    assert_eq!(stub.requests().len(), 1);
}

#[test]
fn an_answer_that_never_ends_ends_at_the_deadline() {
    fn drip(stream: &mut dyn Stream, start: &str) {
        let mut more = stream.write_all(start.as_bytes());
        while more.is_ok() {
            std::thread::sleep(Duration::from_millis(20));
            more = stream.write_all(b"a").and_then(|()| stream.flush());
        }
    }
    let deadline = Duration::from_millis(400);
    for start in [
        "",
        "HTTP/1.1 200 OK\r\nx: ",
        "HTTP/1.1 200 OK\r\ncontent-length: 900000\r\n\r\n",
    ] {
        let stub = Stub::new(move |_, stream| drip(stream, start));
        let outcome = get(
            Route {
                deadline,
                ..route()
            },
            &stub.url("http", "127.0.0.1"),
        );
        assert!(
            matches!(outcome, Err(HttpError::TimedOut | HttpError::Garbled(_))),
            "{start:?}: {outcome:?}"
        );
    }
    // The same from a proxy that is asked for a tunnel.
    let proxy = Stub::new(|_, stream| drip(stream, "HTTP/1.1 200 OK\r\nx: "));
    let https_proxy = Url::parse(&proxy.url("http", "127.0.0.1")).ok();
    let outcome = get(
        Route {
            https_proxy,
            deadline,
            ..route()
        },
        "https://registry.test/",
    );
    assert_eq!(outcome, Err(HttpError::TimedOut));
}

#[test]
fn a_long_answer_is_not_read() {
    for head in [
        "content-length: 104857600\r\n",
        "transfer-encoding: chunked\r\n",
        "",
    ] {
        let stub = Stub::new(move |_, stream| {
            let mut more = stream.write_all(format!("HTTP/1.1 200 OK\r\n{head}\r\n").as_bytes());
            let chunk = [b"10000\r\n".as_slice(), &[b'a'; 0x10000], b"\r\n"].concat();
            while more.is_ok() {
                more = stream.write_all(&chunk);
            }
        });
        assert_eq!(
            get(route(), &stub.url("http", "127.0.0.1")),
            Err(HttpError::TooLarge),
            "{head}"
        );
    }
}

#[test]
fn no_error_repeats_a_url_or_an_escape() {
    let gone = { Stub::new(|_, _| {}).url("http", "user:canary@127.0.0.1") };
    let garbled = Stub::new(|_, stream| drop(stream.write_all(b"\x1b[31mcanary\r\n\r\n")));
    let proxy =
        Stub::new(|_, stream| drop(stream.write_all(b"HTTP/1.1 502 \x1b[31mcanary\r\n\r\n")));
    let through = |text: String| Route {
        https_proxy: Url::parse(&text).ok(),
        ..route()
    };
    let to = |route, url: &str| get(route, url).err().unwrap().to_string();
    for text in [
        to(route(), &format!("{gone}-/user/token/canary")),
        to(route(), &garbled.url("http", "127.0.0.1")),
        to(
            through(proxy.url("http", "u:canary@127.0.0.1")),
            "https://registry.test/canary",
        ),
        to(
            through("http://u:canary%ff@proxy.test:1".to_owned()),
            "https://registry.test/canary",
        ),
        to(
            through("gopher://u:canary@proxy.test:1".to_owned()),
            "https://registry.test/canary",
        ),
    ] {
        assert!(
            !text.contains("canary") && !text.chars().any(char::is_control),
            "{text:?}"
        );
    }
}

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
    let authority = Authority::new();
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

    let refusing = Stub::new(|_, stream| answer(stream, "407 Who are you", ""));
    let http_proxy = Url::parse(&refusing.url("http", "127.0.0.1")).ok();
    let refused = get(
        Route {
            http_proxy,
            ..route()
        },
        "http://registry.test/",
    );
    assert!(matches!(refused, Err(HttpError::Unreachable(why)) if why.contains("proxy wants")));
}

#[test]
fn an_https_url_goes_through_a_tunnel() {
    let authority = Authority::new();
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
    assert!(matches!(refused, Err(HttpError::Unreachable(why)) if why.contains("proxy wants")));
}

#[test]
fn a_server_is_trusted_for_its_root_its_name_and_its_dates() {
    let (ours, theirs) = (Authority::new(), Authority::new());
    let ours_only = || Roots::Only(vec![ours.pem().into_bytes()]);
    let good = Stub::tls(&ours.certify("localhost").server());
    let url = good.url("https", "localhost");
    assert_eq!(
        get(
            Route {
                roots: ours_only(),
                ..route()
            },
            &url
        ),
        Ok(200)
    );
    assert_eq!(
        get(
            Route {
                roots: Roots::BuiltInAnd(vec![ours.pem().into_bytes()]),
                ..route()
            },
            &url
        ),
        Ok(200)
    );
    assert!(is_untrusted(
        &get(route(), &url),
        "signed by nobody we know"
    ));
    let both = format!("# two of them\n{}\n{}", theirs.pem(), ours.pem());
    assert_eq!(
        get(
            Route {
                roots: Roots::Only(vec![both.into_bytes()]),
                ..route()
            },
            &url
        ),
        Ok(200)
    );
    let others = Roots::Only(vec![theirs.pem().into_bytes()]);
    assert!(is_untrusted(
        &get(
            Route {
                roots: others,
                ..route()
            },
            &url
        ),
        "signed by nobody we know"
    ));
    let none = Roots::Only(vec![b"no certificate".to_vec()]);
    assert!(is_untrusted(
        &get(
            Route {
                roots: none,
                ..route()
            },
            &url
        ),
        "no certificate to trust"
    ));

    let named = get(
        Route {
            roots: ours_only(),
            ..route()
        },
        &good.url("https", "127.0.0.1"),
    );
    assert!(is_untrusted(&named, "another name"), "{named:?}");
    let expired = Stub::tls(&ours.certify_until("localhost", 2001).server());
    let expired = expired.url("https", "localhost");
    assert!(is_untrusted(
        &get(
            Route {
                roots: ours_only(),
                ..route()
            },
            &expired
        ),
        "expired"
    ));
    assert_eq!(
        get(
            Route {
                strict_ssl: false,
                ..route()
            },
            &expired
        ),
        Ok(200)
    );
    assert_eq!(
        get(
            Route {
                strict_ssl: false,
                ..route()
            },
            &good.url("https", "127.0.0.1")
        ),
        Ok(200)
    );

    let plain = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://localhost:{}/", plain.local_addr().unwrap().port());
    std::thread::spawn(move || {
        let mut stream = plain.accept().unwrap().0;
        stream.write_all(b"HTTP/1.1 400 No\r\n\r\n").unwrap();
        drop(stream.read_to_end(&mut Vec::new()));
    });
    assert!(matches!(get(route(), &url), Err(HttpError::Garbled(why)) if why.contains("not TLS")));
}

#[test]
fn a_trusted_certificate_may_be_its_own_authority() {
    let own = Certified::own_authority("localhost", 2100);
    let trusting = |pem: &str| Route {
        roots: Roots::Only(vec![pem.as_bytes().to_vec()]),
        ..route()
    };
    let stub = Stub::tls(&own.server());
    assert_eq!(
        get(trusting(&own.certificate), &stub.url("https", "localhost")),
        Ok(200)
    );
    assert!(is_untrusted(
        &get(trusting(&own.certificate), &stub.url("https", "127.0.0.1")),
        "another name"
    ));
    let other = Certified::own_authority("localhost", 2100);
    assert!(
        get(
            trusting(&other.certificate),
            &stub.url("https", "localhost")
        )
        .is_err()
    );
    let expired = Certified::own_authority("localhost", 2001);
    let stub = Stub::tls(&expired.server());
    assert!(is_untrusted(
        &get(
            trusting(&expired.certificate),
            &stub.url("https", "localhost")
        ),
        "expired"
    ));
}

#[test]
fn our_own_certificate_is_shown_in_its_realm_only() {
    let authority = Authority::new();
    let config = authority.server_for_members(&authority.certify("localhost"));
    let (asked, other) = (Stub::tls(&config), Stub::tls(&config));
    let own = authority.certify("me");
    let identity = |url: &str| Identity {
        realm: Registry::parse(url).unwrap().realm(),
        certificate: own.certificate.clone().into_bytes(),
        key: Secret::from(own.key.clone()),
    };
    let url = asked.url("https", "localhost");
    let route = |identity| Route {
        identity,
        roots: Roots::Only(vec![authority.pem().into_bytes()]),
        ..route()
    };
    assert_eq!(get(route(Some(identity(&url))), &url), Ok(200));
    assert!(is_untrusted(&get(route(None), &url), "wants a certificate"));
    assert!(is_untrusted(
        &get(
            route(Some(identity(&url))),
            &other.url("https", "localhost")
        ),
        "wants a certificate"
    ));
    let broken = Identity {
        key: Secret::from("no key".to_owned()),
        ..identity(&url)
    };
    assert!(is_untrusted(
        &get(route(Some(broken)), &url),
        "key of your own certificate"
    ));
}

#[test]
fn a_client_may_be_used_by_several_threads() {
    fn check<T: Send + Sync>(_: &T) {}
    check(&Arc::new(Client::default()));
}
