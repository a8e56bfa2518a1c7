//! What the client sends, and which requests it repeats.

use super::*;

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
