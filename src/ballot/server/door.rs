//! What can be asked for: the page, to come in, the state, and to answer. Everything else is not there.

use std::{net::SocketAddr, sync::mpsc::Sender};

use axum::{
    Extension, Router,
    body::{Body, to_bytes},
    extract::{Query, Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware,
    response::Response,
    routing::{get, post, put},
};
use serde::{Deserialize, de::DeserializeOwned};
use tokio::{
    sync::{oneshot, watch},
    time::{Instant, sleep_until, timeout},
};

use super::{
    BODY, NEWS, Peer,
    guard::{Hosts, answer, guarded, json, only},
};
use crate::ballot::{
    keeper::{Ask, Reply, Request as Wish},
    secrets,
    wire::{BODY_MAX, Claim, Join, Submission},
};

/// The page on which experts answer.
const PAGE: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/workshop/page.html"));
/// What stands in it for the number by which the browser knows its own scripts.
const NONCE: &str = "{{NONCE}}";

/// The way to the keeper.
#[derive(Clone)]
struct Desk {
    asks: Sender<Ask>,
    is_over: watch::Receiver<bool>,
}

/// Everything that can be asked for.
pub(super) fn router(
    address: SocketAddr,
    asks: Sender<Ask>,
    is_over: watch::Receiver<bool>,
) -> Router {
    Router::new()
        .route("/", get(page))
        .route("/api/join", post(join))
        .route("/api/claim", post(claim))
        .route("/api/state", get(state))
        .route("/api/judgements", put(judge))
        .fallback(|| async { answer(StatusCode::NOT_FOUND, "There is no such page.") })
        .method_not_allowed_fallback(|| async {
            answer(StatusCode::METHOD_NOT_ALLOWED, "That cannot be done here.")
        })
        .with_state(Desk { asks, is_over })
        .layer(middleware::from_fn_with_state(Hosts::of(address), guarded))
}

impl Desk {
    async fn ask(&self, wish: Wish) -> Result<Reply, Response> {
        let (reply, answer) = oneshot::channel();
        let closing = || self::answer(StatusCode::SERVICE_UNAVAILABLE, "The workshop is closing.");
        self.asks.send(Ask::Request(wish, reply)).map_err(|_closed| closing())?;
        answer.await.map_err(|_closed| closing())
    }

    async fn told(&self, wish: Wish) -> Response {
        match self.ask(wish).await {
            Ok(reply) => response(reply),
            Err(response) => response,
        }
    }
}

fn response(reply: Reply) -> Response {
    let Reply::Told { status, body, retry } = reply else {
        return json(StatusCode::OK, "{}".to_owned());
    };
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = json(status, body);
    if let Some(seconds) = retry {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

async fn page(
    State(desk): State<Desk>,
    Extension(Peer(from)): Extension<Peer>,
    method: Method,
) -> Response {
    match desk.ask(Wish::Page(from)).await {
        Ok(Reply::Welcome) => {}
        Ok(other) => return response(other),
        Err(response) => return response,
    }
    let Ok(nonce) = secrets::id() else {
        return answer(StatusCode::SERVICE_UNAVAILABLE, "The system gives no random numbers.");
    };
    let policy = format!(
        "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    );
    let body = if method == Method::HEAD { String::new() } else { PAGE.replace(NONCE, &nonce) };
    let mut response = Response::new(Body::from(body));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

async fn join(
    State(desk): State<Desk>,
    Extension(Peer(from)): Extension<Peer>,
    request: Request,
) -> Response {
    match read::<Join>(request).await {
        Ok(Join { code, name }) => desk.told(Wish::Join { from, code, name }).await,
        Err(response) => response,
    }
}

async fn claim(
    State(desk): State<Desk>,
    Extension(Peer(from)): Extension<Peer>,
    request: Request,
) -> Response {
    match read::<Claim>(request).await {
        Ok(Claim { token }) => desk.told(Wish::Claim { from, token }).await,
        Err(response) => response,
    }
}

async fn judge(
    State(desk): State<Desk>,
    Extension(Peer(from)): Extension<Peer>,
    request: Request,
) -> Response {
    let Some(token) = bearer(request.headers()) else { return stranger() };
    match read::<Submission>(request).await {
        Ok(submission) => {
            desk.told(Wish::Judge { from, token, submission: Box::new(submission) }).await
        }
        Err(response) => response,
    }
}

/// What a page knows already.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Known {
    after: Option<u64>,
}

async fn state(
    State(mut desk): State<Desk>,
    Extension(Peer(from)): Extension<Peer>,
    headers: HeaderMap,
    known: Result<Query<Known>, axum::extract::rejection::QueryRejection>,
) -> Response {
    let Ok(Query(Known { after })) = known else {
        return answer(StatusCode::BAD_REQUEST, "Ask after a version, which is a number.");
    };
    let Some(token) = bearer(&headers) else { return stranger() };
    let end = Instant::now() + NEWS;
    let wish = || Wish::State { from, token: token.clone(), after };
    let mut follower = match desk.ask(wish()).await {
        Ok(Reply::Unchanged(follower)) => follower,
        Ok(reply) => return response(reply),
        Err(response) => return response,
    };
    tokio::select! {
        changed = follower.changed() => {
            if changed.is_ok() {
                return desk.told(wish()).await;
            }
        }
        () = sleep_until(end) => {}
        _ = desk.is_over.changed() => {
            return answer(StatusCode::SERVICE_UNAVAILABLE, "The workshop is closing.");
        }
    }
    json(StatusCode::OK, format!(r#"{{"version":{}}}"#, after.unwrap_or_default()))
}

/// The digest of the token that a request comes with.
fn bearer(headers: &HeaderMap) -> Option<String> {
    let token = only(headers, &header::AUTHORIZATION)?.strip_prefix("Bearer ")?;
    (token.len() <= 512).then(|| secrets::digest(token))
}

fn stranger() -> Response {
    answer(StatusCode::UNAUTHORIZED, "This token is not known.")
}

/// The body of a request, which has to be JSON of this form.
async fn read<T: DeserializeOwned>(request: Request) -> Result<T, Response> {
    let headers = request.headers();
    let kind = only(headers, &header::CONTENT_TYPE).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    if !kind.eq_ignore_ascii_case("application/json") {
        return Err(answer(StatusCode::UNSUPPORTED_MEDIA_TYPE, "Send JSON."));
    }
    let length = only(headers, &header::CONTENT_LENGTH).and_then(|n| n.parse::<usize>().ok());
    let too_long = || answer(StatusCode::PAYLOAD_TOO_LARGE, "At most 64 kB are read.");
    if length.is_some_and(|length| length > BODY_MAX) {
        return Err(too_long());
    }
    let bytes = match timeout(BODY, to_bytes(request.into_body(), BODY_MAX)).await {
        Ok(Ok(bytes)) => bytes,
        Ok(Err(_too_long)) => return Err(too_long()),
        Err(_elapsed) => {
            return Err(answer(StatusCode::REQUEST_TIMEOUT, "The body took too long."));
        }
    };
    // What is wrong is not told in its words: it may hold an answer.
    serde_json::from_slice(&bytes)
        .map_err(|_wrong| answer(StatusCode::BAD_REQUEST, "This is not what the page sends."))
}
