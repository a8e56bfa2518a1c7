//! Deadlines, lengths, and what an error message repeats.

use super::*;

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

/// A SOCKS proxy that says nothing: the connection takes all the time, before our own limit begins.
#[test]
fn a_second_attempt_has_only_what_the_first_one_left() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let proxy = format!("socks5h://{}", silent.local_addr().unwrap());
    let client = Client::new(Route {
        http_proxy: Url::parse(&proxy).ok(),
        retries: retries(1),
        deadline: Duration::from_millis(1500),
        ..route()
    });
    let begun = std::time::Instant::now();
    let outcome = client.send_within(
        Duration::from_millis(2000),
        &request(Method::Get, "http://registry.test/"),
    );
    assert_eq!(outcome.err(), Some(HttpError::TimedOut));
    let took = begun.elapsed();
    assert!(took >= Duration::from_millis(1900), "{took:?}");
    assert!(took < Duration::from_millis(2800), "{took:?}");
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
fn a_client_may_be_used_by_several_threads() {
    fn check<T: Send + Sync>(_: &T) {}
    check(&Arc::new(Client::default()));
}
