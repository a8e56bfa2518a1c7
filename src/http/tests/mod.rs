//! The client against servers of every kind.

mod exchanges;
mod limits;
mod proxies;
mod trust;

use super::testing::{Certified, Stream, Stub, TestAuthority, answer, ok};
use super::{Client, ClientCertificate, HttpError, Method, Request, Retries, Roots, Route};
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
