//! Requests go through the whole server in memory: parser, rules and refusal.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

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

/// No body of a create, update or upsert makes the server fail: it answers
/// records or a refusal in one of Airtable's two envelopes, and what is refused
/// leaves every record as it was. In the body `rec1` to `rec3` stand for the
/// records there are.
pub fn record_body(bytes: &[u8]) {
    // What one call leaves must not be taken for what another did.
    static ALONE: Mutex<()> = Mutex::new(());
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let site = site();
    let mut body = crate::text(bytes).into_owned();
    for (at, id) in site.records.iter().enumerate() {
        body = body.replace(&format!("rec{}", at + 1), id);
    }
    // Several ways of writing take such a body.
    let method = match bytes.len() % 3 {
        0 => Method::POST,
        1 => Method::PATCH,
        _ => Method::PUT,
    };
    let tables = [&site.path, &site.linked];
    let all = || tables.map(|path| site.call(Method::GET, path, None).1);
    let before = all();
    let (status, answer) = site.send(method.clone(), &site.path, body.clone().into());
    if status == StatusCode::OK {
        assert!(
            answer["records"].is_array() || answer["id"].is_string(),
            "{method} {body}: {answer}"
        );
        site.forget_new_records();
        return;
    }
    assert!(
        status.is_client_error(),
        "{method} {body}: {status} {answer}"
    );
    assert!(
        answer["error"].is_string() || answer["error"]["type"].is_string(),
        "{method} {body}: {status} {answer}"
    );
    assert_eq!(before, all(), "{method} {body}: {answer}");
}

const USER: &str = "fuzz@example.com";

struct Site {
    server: Server,
    runtime: tokio::runtime::Runtime,
    /// Of a table with three records.
    path: String,
    /// Of a table that it links to.
    linked: String,
    /// The three records.
    records: Vec<String>,
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
            linked: String::new(),
            records: Vec::new(),
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
                    { "name": "S", "type": "singleSelect", "options": { "choices": [{ "name": "x" }] } },
                    { "name": "F", "type": "multipleAttachments" },
                    { "name": "P", "type": "multipleCollaborators" },
                ]}],
            }),
        )?;
        let base = base["id"].as_str().ok_or("the base has no id")?;
        site.path = format!("/v0/{base}/T");
        site.linked = format!("/v0/{base}/U");
        let tables = format!("/v0/meta/bases/{base}/tables");
        let own = site.call(Method::GET, &tables, None).1["tables"][0]["id"].take();
        site.made(
            &tables,
            &json!({ "name": "U", "fields": [
                { "name": "Name", "type": "singleLineText" },
                { "name": "T", "type": "multipleRecordLinks", "options": { "linkedTableId": own } },
            ]}),
        )?;
        site.made(
            &format!("{tables}/T/fields"),
            &json!({
                "name": "Own",
                "type": "multipleRecordLinks",
                "options": { "linkedTableId": own },
            }),
        )?;
        let rows: Vec<_> = ["a", "b", "c"]
            .map(|name| json!({ "fields": { "Name": name } }))
            .into();
        let made = site.made(&site.path, &json!({ "records": rows }))?;
        site.records = ids(&made);
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

    /// Deletes the records beside the three of the beginning.
    fn forget_new_records(&self) {
        for path in [&self.path, &self.linked] {
            for id in ids(&self.call(Method::GET, path, None).1) {
                if !self.records.contains(&id) {
                    self.call(Method::DELETE, &format!("{path}/{id}"), None);
                }
            }
        }
    }

    /// One call with a body of JSON.
    fn call(&self, method: Method, path: &str, body: Option<&Value>) -> (StatusCode, Value) {
        let bytes = body.map(Value::to_string).unwrap_or_default();
        self.send(method, path, bytes.into())
    }

    /// One call by the machine's owner, who makes the user and then acts for them.
    fn send(&self, method: Method, path: &str, body: Bytes) -> (StatusCode, Value) {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header("content-type", "application/json");
        if path != "/api/users" {
            request = request.header("x-basekey-act-as", USER);
        }
        let Ok(request) = request.body(body) else {
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

/// The ids of the records in an answer.
fn ids(answer: &Value) -> Vec<String> {
    let records = answer["records"].as_array().into_iter().flatten();
    records
        .filter_map(|record| record["id"].as_str())
        .map(str::to_owned)
        .collect()
}
