//! The one service around the routes: everything that holds for every
//! request, in the order in which it happens.
//!
//! It is written by hand rather than stacked from layers because each layer
//! boxes a future, and the cheapest calls would spend more on layers than on
//! themselves.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Instant;

use axum::Router;
use axum::body::Body;
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, CACHE_CONTROL, CONNECTION, EXPECT,
    ORIGIN, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::request::Parts;
use axum::http::uri::PathAndQuery;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode, Uri};
use axum::response::IntoResponse;
use basekey_app::{NotedCall, Shared};
use bytes::Bytes;
use futures_util::FutureExt;
use http_body_util::BodyExt;
use hyper::body::Body as HttpBody;
use tower_service::Service;

use crate::error::{Cause, Code, Refusal, server_error};
use crate::exchange::Exchange;
use crate::leftover;
use crate::site::Site;
use crate::{HttpConfig, Peer};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// What browsers must be allowed to send for airtable.js to work (web-api 0.5).
const ALLOWED_HEADERS: HeaderValue = HeaderValue::from_static(
    "authorization,content-length,content-type,user-agent,x-airtable-application-id,x-airtable-user-agent,x-api-version,x-requested-with",
);
const ALLOWED_METHODS: HeaderValue = HeaderValue::from_static("DELETE,GET,OPTIONS,PATCH,POST,PUT");
const EXPOSED_HEADERS: HeaderValue =
    HeaderValue::from_static("x-request-id,www-authenticate,retry-after");

/// The whole HTTP side of one instance; cheap to clone.
#[derive(Clone)]
pub struct Server {
    pub(crate) site: Arc<Site>,
    router: Router,
}

impl Server {
    /// Builds the routes around `app`. Request ids and all time come from it.
    pub fn new(app: basekey_app::App, config: HttpConfig) -> Self {
        let (router, openapi) = crate::routes::router();
        let site = Arc::new(Site::new(app, config, openapi));
        Self {
            router: router.with_state(site.clone()),
            site,
        }
    }

    /// The settings this was built with.
    pub fn config(&self) -> &HttpConfig {
        &self.site.config
    }

    /// Makes `/readyz` answer 503 from now on, so that balancers look elsewhere.
    pub fn stop_accepting(&self) {
        self.site
            .stopping
            .store(true, std::sync::atomic::Ordering::Release);
    }

    /// Answers one request, whatever carried it. Never fails: a panic of a
    /// handler becomes a 500.
    pub async fn answer<B>(&self, request: Request<B>, peer: Peer) -> Response<Body>
    where
        B: HttpBody<Data = Bytes> + Send + Unpin + 'static,
        B::Error: Into<axum::BoxError>,
    {
        let started = Instant::now();
        let site = &*self.site;
        let running = site.metrics.enter();
        let exchange = Arc::new(Exchange::new(site.request_ids.next(), peer));
        let public = is_public(request.uri().path());
        let cross_origin = public && site.config.cors && request.headers().contains_key(ORIGIN);
        let mut response = if url_length(request.uri()) >= site.app.limits().url_length {
            Refusal::new(Code::UrlTooLong).into_response()
        } else if request.method() == Method::OPTIONS && public && site.config.cors {
            no_content()
        } else {
            let answered = AssertUnwindSafe(self.route(request, &exchange))
                .catch_unwind()
                .await;
            answered.unwrap_or_else(|_| {
                site.metrics.panicked();
                tracing::error!(target: "basekey::http", request = %exchange.id, "a handler panicked");
                server_error(exchange.id)
            })
        };
        if let Some(Cause(cause)) = response.extensions_mut().remove::<Cause>() {
            tracing::error!(target: "basekey::http", request = %exchange.id, cause, "a request failed");
            response = server_error(exchange.id);
        }
        finish_headers(
            response.headers_mut(),
            &exchange,
            site,
            public,
            cross_origin,
        );
        drop(running);
        self.log(&exchange, &response, started);
        response
    }

    async fn route<B>(&self, request: Request<B>, exchange: &Arc<Exchange>) -> Response<Body>
    where
        B: HttpBody<Data = Bytes> + Send + Unpin + 'static,
        B::Error: Into<axum::BoxError>,
    {
        let (mut parts, body) = request.into_parts();
        if let Some(uri) = without_trailing_slash(&parts.uri) {
            parts.uri = uri;
        }
        parts.extensions.insert(exchange.clone());
        if body.is_end_stream() {
            return self.handle(parts, Body::empty()).await;
        }
        // Whoever waits for leave to send a body has not sent it, and is not asked to after a refusal.
        let waits = parts.headers.contains_key(EXPECT);
        let (lent, rest) = leftover::lend(body);
        let body = Body::new(lent.map_err(axum::Error::new));
        let mut response = self.handle(parts, body).await;
        let reusable = if waits {
            rest.is_empty()
        } else {
            rest.finish().await
        };
        if !reusable {
            response
                .headers_mut()
                .insert(CONNECTION, HeaderValue::from_static("close"));
        }
        response
    }

    async fn handle(&self, parts: Parts, body: Body) -> Response<Body> {
        // The router is always ready and never fails.
        match self
            .router
            .clone()
            .call(Request::from_parts(parts, body))
            .await
        {
            Ok(response) => response,
            Err(never) => match never {},
        }
    }

    /// One event per request, and for the owner of a token what it was used for. Neither the path nor the query is in it: table
    /// names and filter values are the user's data.
    fn log(&self, exchange: &Exchange, response: &Response<Body>, started: Instant) {
        let took = started.elapsed();
        let bytes = HttpBody::size_hint(response.body()).exact().unwrap_or(0);
        let operation = exchange.operation.get().copied();
        let status = response.status().as_u16();
        self.site.metrics.answered(operation, status, bytes, took);
        let micros = took.as_micros() as u64;
        if let (Some(token), Some(used)) = (exchange.token.get(), exchange.used.get()) {
            let base = exchange.base.get().copied().map(Shared::Base);
            let workspace = exchange.workspace.get().copied().map(Shared::Workspace);
            self.site.app.note_call(NotedCall {
                token: *token,
                secret: used.secret,
                origin: used.origin.clone(),
                request: exchange.id,
                operation,
                status,
                resource: base.or(workspace),
                micros,
            });
        }
        if tracing::enabled!(target: "basekey::access", tracing::Level::INFO) {
            tracing::info!(
                target: "basekey::access",
                request = %exchange.id,
                token = exchange.token.get().map(tracing::field::display),
                base = exchange.base.get().map(tracing::field::display),
                operation = operation.map_or("none", basekey_access::Op::name),
                status,
                bytes,
                micros,
            );
        }
    }
}

/// Paths that scripts on other sites may call with a token, and those that are
/// open to everybody. A cookie opens some of them too, but no other site may
/// read such an answer: the allowed origin is `*`, which excludes cookies.
fn is_public(path: &str) -> bool {
    path.starts_with("/v0/") || matches!(path, "/v0" | "/openapi.json" | "/healthz" | "/readyz")
}

fn url_length(uri: &Uri) -> usize {
    uri.path_and_query().map_or(0, |both| both.as_str().len())
}

fn no_content() -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NO_CONTENT;
    response
}

/// The same address without slashes at the end of its path, if it has any
/// (web-api 0.1: clients send `…/table/?`).
fn without_trailing_slash(uri: &Uri) -> Option<Uri> {
    let path = uri.path();
    let trimmed = path.trim_end_matches('/');
    if trimmed.len() == path.len() || path == "/" {
        return None;
    }
    let trimmed = if trimmed.is_empty() { "/" } else { trimmed };
    let text = match uri.query() {
        Some(query) => format!("{trimmed}?{query}"),
        None => trimmed.to_owned(),
    };
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(PathAndQuery::try_from(text).ok()?);
    Uri::from_parts(parts).ok()
}

fn finish_headers(
    headers: &mut HeaderMap,
    exchange: &Exchange,
    site: &Site,
    public: bool,
    cross_origin: bool,
) {
    if let Ok(id) = HeaderValue::from_bytes(&exchange.id.bytes()) {
        headers.insert(REQUEST_ID, id);
    }
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    // Answers hold data or secrets; nobody between us and the client keeps them.
    headers
        .entry(CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    if site.config.secure_cookies {
        headers.insert(
            STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static("max-age=31536000"),
        );
    }
    if public && site.config.cors {
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
        if cross_origin {
            headers.insert(ACCESS_CONTROL_ALLOW_METHODS, ALLOWED_METHODS);
            headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, ALLOWED_HEADERS);
            headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED_HEADERS);
            headers.insert(ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("86400"));
        }
    }
}

/// Answers one request without a socket, as the private peer, with the whole
/// body in memory. For commands that find no running server.
pub async fn call_in_process(server: &Server, request: Request<Bytes>) -> Response<Bytes> {
    let response = server
        .answer(request.map(http_body_util::Full::new), Peer::Private)
        .await;
    let (parts, body) = response.into_parts();
    // Bodies here are in memory already and can not fail half-way.
    let bytes = body
        .collect()
        .await
        .map(http_body_util::Collected::to_bytes)
        .unwrap_or_default();
    Response::from_parts(parts, bytes)
}

#[cfg(test)]
mod tests {
    use basekey_app::{App, Parts};
    use basekey_model::limits::Limits;
    use basekey_model::testing::{Fixed, ManualClock};
    use basekey_model::time::Millis;
    use basekey_store::sqlite::{SqliteOptions, SqliteStore};

    use super::*;

    async fn faulty() -> &'static str {
        panic!("a mistake of ours")
    }

    #[tokio::test]
    async fn a_panic_is_answered_and_the_next_request_too() {
        let dir = tempfile::tempdir().unwrap();
        let store = SqliteStore::open(&SqliteOptions::new(dir.path())).unwrap();
        let clock = Arc::new(ManualClock::at(Millis(0)));
        let parts = Parts {
            clock,
            entropy: Arc::new(Fixed::new(1)),
            limits: Limits::default(),
        };
        let mut server = Server::new(App::open(Arc::new(store), parts), HttpConfig::default());
        server.router = server
            .router
            .route("/v0/faulty", axum::routing::get(faulty));
        let get = |path: &str| Request::builder().uri(path).body(Bytes::new()).unwrap();
        let answer = call_in_process(&server, get("/v0/faulty")).await;
        assert_eq!(answer.status(), 500);
        let id = answer.headers()["x-request-id"]
            .to_str()
            .unwrap()
            .to_owned();
        let body: serde_json::Value = serde_json::from_slice(answer.body()).unwrap();
        assert_eq!(body["error"]["type"], "SERVER_ERROR");
        assert!(body["error"]["message"].as_str().unwrap().contains(&id));
        assert!(!String::from_utf8_lossy(answer.body()).contains("a mistake of ours"));
        assert_eq!(
            call_in_process(&server, get("/healthz")).await.status(),
            200
        );
        let metrics = call_in_process(&server, get("/metrics")).await;
        assert!(String::from_utf8_lossy(metrics.body()).contains("basekey_http_panics_total 1"));
    }

    #[test]
    fn slashes_at_the_end_do_not_matter() {
        for (from, to) in [
            ("/v0/app/t/?", Some("/v0/app/t?")),
            ("/v0/app/t/", Some("/v0/app/t")),
            ("/v0/app/t//?a=b/", Some("/v0/app/t?a=b/")),
            ("/v0/app/a%2F", None),
            ("/", None),
            ("//", Some("/")),
            ("/v0/app/t?x=/", None),
        ] {
            let uri: Uri = from.parse().unwrap();
            assert_eq!(
                without_trailing_slash(&uri)
                    .map(|uri| uri.to_string())
                    .as_deref(),
                to,
                "{from}"
            );
        }
    }
}
