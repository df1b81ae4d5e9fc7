//! Who is not let in: requests for another host, and those that another site had a browser make.

use std::{net::SocketAddr, sync::Arc};

use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::Response,
};

use crate::ballot::address;

/// The hosts that requests may be for.
#[derive(Clone)]
pub(super) struct Hosts(Arc<[String]>);

impl Hosts {
    pub(super) fn of(address: SocketAddr) -> Self {
        Self(address::hosts(address).into())
    }

    fn knows(&self, host: &str) -> bool {
        self.0.iter().any(|known| known.eq_ignore_ascii_case(host))
    }

    /// Whether the page of this server asks.
    fn is_own(&self, origin: &str) -> bool {
        origin.strip_prefix("http://").is_some_and(|host| self.knows(host))
    }
}

/// Lets through what is for this host and was not made by another site.
pub(super) async fn guarded(State(hosts): State<Hosts>, request: Request, next: Next) -> Response {
    match refusal(&hosts, &request) {
        Some((status, sentence)) => answer(status, sentence),
        None => next.run(request).await,
    }
}

fn refusal(hosts: &Hosts, request: &Request) -> Option<(StatusCode, &'static str)> {
    let headers = request.headers();
    let Some(host) = only(headers, &header::HOST) else {
        return Some((StatusCode::BAD_REQUEST, "Name one host."));
    };
    let named = request.uri().authority().map(axum::http::uri::Authority::as_str);
    if !hosts.knows(host) || !named.is_none_or(|named| hosts.knows(named)) {
        return Some((StatusCode::MISDIRECTED_REQUEST, "This host is not served here."));
    }
    let is_plain = matches!(*request.method(), Method::GET | Method::HEAD);
    let is_api = request.uri().path().starts_with("/api/");
    let foreign = (StatusCode::FORBIDDEN, "Only the page of this workshop may ask for that.");
    if let Some(site) = headers.get("sec-fetch-site")
        && (is_api || !is_plain)
        && !matches!(site.as_bytes(), b"same-origin" | b"none")
    {
        return Some(foreign);
    }
    let origins = headers.get_all(header::ORIGIN).iter();
    let mut origins = origins.map(|origin| origin.to_str().unwrap_or_default());
    if (is_api || !is_plain) && origins.any(|origin| !hosts.is_own(origin)) {
        return Some(foreign);
    }
    None
}

/// The one value of a header.
pub(super) fn only<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    let mut all = headers.get_all(name).iter();
    let first = all.next()?.to_str().ok()?;
    all.next().is_none().then_some(first)
}

/// A JSON object that says why not.
pub(super) fn answer(status: StatusCode, sentence: &str) -> Response {
    json(status, serde_json::json!({ "error": sentence }).to_string())
}

/// A JSON object. What could begin a tag is written as an escape, whoever takes it for a page.
pub(super) fn json(status: StatusCode, body: String) -> Response {
    let body = if body.contains('<') { body.replace('<', "\\u003c") } else { body };
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    let kind = HeaderValue::from_static("application/json; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}

/// What every answer carries.
pub(super) fn dressed(mut response: Response) -> Response {
    let all = [
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    ];
    let headers = response.headers_mut();
    for (name, value) in all {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if !headers.contains_key(header::CONTENT_SECURITY_POLICY) {
        let nothing = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'");
        headers.insert(header::CONTENT_SECURITY_POLICY, nothing);
    }
    response
}
