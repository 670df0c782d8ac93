//! Queries go through the whole server in memory: parser, rules and refusal.

use std::sync::{Arc, OnceLock};

use basekey_app::{App, Parts};
use basekey_http::{HttpConfig, Server, call_in_process};
use basekey_model::limits::Limits;
use basekey_model::testing::{Fixed, ManualClock};
use basekey_model::time::Millis;
use basekey_store::sqlite::{SqliteOptions, SqliteStore};
use bytes::Bytes;
use hyper::{Method, Request, StatusCode};
use serde_json::{Value, json};

/// No query of a list makes the server fail: it answers a page or a refusal
/// in one of Airtable's two envelopes.
pub fn list_query(bytes: &[u8]) {
    // What an address can not hold is sent encoded, as clients do.
    let query: String = bytes
        .iter()
        .map(|byte| match byte {
            b'%' | b'&' | b'=' | b'[' | b']' | b'+' => char::from(*byte).to_string(),
            byte if byte.is_ascii_alphanumeric() => char::from(*byte).to_string(),
            byte => format!("%{byte:02X}"),
        })
        .collect();
    let site = site();
    let (status, body) = site.call(Method::GET, &format!("{}?{query}", site.path), None);
    if status == StatusCode::OK {
        assert!(body["records"].is_array(), "{query}: {body}");
        return;
    }
    assert!(status.is_client_error(), "{query}: {status} {body}");
    assert!(
        body["error"].is_string() || body["error"]["type"].is_string(),
        "{query}: {status} {body}"
    );
}

const USER: &str = "fuzz@example.com";

struct Site {
    server: Server,
    runtime: tokio::runtime::Runtime,
    /// Of a table with three records.
    path: String,
    _folder: tempfile::TempDir,
}

fn site() -> &'static Site {
    static SITE: OnceLock<Site> = OnceLock::new();
    SITE.get_or_init(|| match Site::new() {
        Ok(site) => site,
        Err(error) => panic!("the server to be fuzzed does not start: {error}"),
    })
}

impl Site {
    fn new() -> Result<Self, Box<dyn std::error::Error>> {
        let folder = tempfile::tempdir()?;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()?;
        let store = SqliteStore::open(&SqliteOptions::new(folder.path()))?;
        let parts = Parts {
            clock: Arc::new(ManualClock::at(Millis(1_700_000_000_000))),
            entropy: Arc::new(Fixed::new(7)),
            limits: Limits::default(),
        };
        let server = Server::new(App::open(Arc::new(store), parts), HttpConfig::default());
        let mut site = Self {
            server,
            runtime,
            path: String::new(),
            _folder: folder,
        };
        site.made("/api/users", &json!({ "email": USER, "name": "Fuzz" }))?;
        let workspace = site.made("/api/workspaces", &json!({ "name": "Fuzz" }))?;
        let base = site.made(
            "/v0/meta/bases",
            &json!({
                "name": "Fuzz",
                "workspaceId": workspace["id"],
                "tables": [{ "name": "T", "fields": [
                    { "name": "Name", "type": "singleLineText" },
                    { "name": "N", "type": "number", "options": { "precision": 0 } },
                ]}],
            }),
        )?;
        site.path = format!("/v0/{}/T", base["id"].as_str().ok_or("the base has no id")?);
        let rows: Vec<_> = ["a", "b", "c"]
            .map(|name| json!({ "fields": { "Name": name } }))
            .into();
        site.made(&site.path, &json!({ "records": rows }))?;
        Ok(site)
    }

    fn made(&self, path: &str, body: &Value) -> Result<Value, String> {
        let (status, answer) = self.call(Method::POST, path, Some(body));
        if status.is_success() {
            Ok(answer)
        } else {
            Err(format!("POST {path}: {status} {answer}"))
        }
    }

    /// One call by the machine's owner, who makes the user and then acts for them.
    fn call(&self, method: Method, path: &str, body: Option<&Value>) -> (StatusCode, Value) {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header("content-type", "application/json");
        if path != "/api/users" {
            request = request.header("x-basekey-act-as", USER);
        }
        let bytes = body
            .map(|body| Bytes::from(body.to_string()))
            .unwrap_or_default();
        let Ok(request) = request.body(bytes) else {
            // Not an address at all: it never reaches a server.
            return (
                StatusCode::BAD_REQUEST,
                json!({ "error": "NOT_AN_ADDRESS" }),
            );
        };
        let answer = self
            .runtime
            .block_on(call_in_process(&self.server, request));
        let status = answer.status();
        let body = serde_json::from_slice(answer.body()).unwrap_or(Value::Null);
        (status, body)
    }
}
