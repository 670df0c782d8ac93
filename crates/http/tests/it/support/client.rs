//! Requests and answers as a test writes and reads them.

use std::net::IpAddr;

use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode};
use basekey_http::{Peer, Server};
use http_body_util::BodyExt;
use serde_json::Value;

/// Who asks.
#[derive(Debug, Clone)]
pub(crate) enum Caller {
    Anonymous,
    Token(String),
    /// The cookie's text; requests come from one of our own pages.
    Session(String),
    /// On the private socket, perhaps in the name of a user.
    Operator(Option<String>),
}

/// Somebody who asks a server.
pub(crate) struct Client<'a> {
    server: &'a Server,
    caller: Caller,
}

/// A whole answer.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Vec<u8>,
}

impl Reply {
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.bytes).unwrap()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or(Value::Null)
    }

    /// The JSON of a 200; anything else fails the test.
    #[track_caller]
    pub(crate) fn ok(&self) -> Value {
        assert_eq!(self.status, 200, "{}", self.text());
        self.json()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// The type of an error, in either envelope; empty for results.
    pub(crate) fn kind(&self) -> String {
        let json = self.json();
        match &json["error"] {
            Value::String(kind) => kind.clone(),
            error => error["type"].as_str().unwrap_or("").to_owned(),
        }
    }

    pub(crate) fn message(&self) -> String {
        self.json()["error"]["message"]
            .as_str()
            .unwrap_or("")
            .to_owned()
    }

    /// Status and type in a few words.
    pub(crate) fn outcome(&self) -> String {
        format!("{} {}", self.status.as_u16(), self.kind())
            .trim()
            .to_owned()
    }

    #[track_caller]
    pub(crate) fn is(&self, status: u16, kind: &str) -> &Self {
        assert_eq!(
            (self.status.as_u16(), self.kind().as_str()),
            (status, kind),
            "{}",
            self.text()
        );
        self
    }

    /// The session cookie's text in `Set-Cookie`.
    pub(crate) fn cookie(&self) -> Option<String> {
        let cookie = self
            .header("set-cookie")?
            .strip_prefix("basekey_session=")?;
        Some(cookie.split(';').next()?.to_owned()).filter(|text| !text.is_empty())
    }
}

impl<'a> Client<'a> {
    pub(crate) fn new(server: &'a Server, caller: Caller) -> Self {
        Self { server, caller }
    }

    pub(crate) async fn get(&self, path: &str) -> Reply {
        self.send(Method::GET, path, &[], Body::empty()).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Reply {
        self.send(Method::DELETE, path, &[], Body::empty()).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Reply {
        self.json(Method::POST, path, body).await
    }

    pub(crate) async fn patch(&self, path: &str, body: Value) -> Reply {
        self.json(Method::PATCH, path, body).await
    }

    pub(crate) async fn put(&self, path: &str, body: Value) -> Reply {
        self.json(Method::PUT, path, body).await
    }

    pub(crate) async fn json(&self, method: Method, path: &str, body: Value) -> Reply {
        self.send(
            method,
            path,
            &[("content-type", "application/json")],
            Body::from(body.to_string()),
        )
        .await
    }

    pub(crate) async fn send(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Body,
    ) -> Reply {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", "basekey.test");
        let mut peer = Peer::Network(IpAddr::from([192, 0, 2, 7]));
        match &self.caller {
            Caller::Anonymous => {}
            Caller::Token(token) => {
                request = request.header("authorization", format!("Bearer {token}"));
            }
            Caller::Session(cookie) => {
                request = request
                    .header("cookie", format!("basekey_session={cookie}"))
                    .header("sec-fetch-site", "same-origin");
            }
            Caller::Operator(act_as) => {
                peer = Peer::Private;
                if let Some(act_as) = act_as {
                    request = request.header("x-basekey-act-as", act_as);
                }
            }
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = self.server.answer(request.body(body).unwrap(), peer).await;
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes().to_vec();
        assert!(
            parts
                .headers
                .get("x-request-id")
                .is_some_and(|id| id.to_str().unwrap().starts_with("req"))
        );
        Reply {
            status: parts.status,
            headers: parts.headers,
            bytes,
        }
    }
}
