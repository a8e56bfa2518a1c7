//! Which servers are trusted, and which see our certificate.

use super::*;

#[test]
fn a_server_is_trusted_for_its_root() {
    let (ours, theirs) = (TestAuthority::new(), TestAuthority::new());
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
        "not signed by a trusted authority"
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
        "not signed by a trusted authority"
    ));
}

#[test]
fn a_text_without_a_certificate_trusts_nobody() {
    let ours = TestAuthority::new();
    let url = Stub::tls(&ours.certify("localhost").server());
    let url = url.url("https", "localhost");
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
}

#[test]
fn a_server_is_trusted_for_its_name_and_its_dates() {
    let ours = TestAuthority::new();
    let ours_only = || Roots::Only(vec![ours.pem().into_bytes()]);
    let good = Stub::tls(&ours.certify("localhost").server());
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
    let authority = TestAuthority::new();
    let config = authority.server_for_members(&authority.certify("localhost"));
    let (asked, other) = (Stub::tls(&config), Stub::tls(&config));
    let own = authority.certify("me");
    let identity = |url: &str| ClientCertificate {
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
    assert!(is_untrusted(
        &get(route(None), &url),
        "asks for a client certificate"
    ));
    assert!(is_untrusted(
        &get(
            route(Some(identity(&url))),
            &other.url("https", "localhost")
        ),
        "asks for a client certificate"
    ));
    let broken = ClientCertificate {
        key: Secret::from("no key".to_owned()),
        ..identity(&url)
    };
    assert!(is_untrusted(
        &get(route(Some(broken)), &url),
        "key of your own certificate"
    ));
}
