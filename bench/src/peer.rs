//! Bare axum: one handler that answers a small JSON object, and one that
//! serialises a page of records from structs on every request.

use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use axum::extract::State;
use axum::routing::get;
use axum::{Json, Router};
use serde::{Deserialize, Serialize};

/// As many as the machine the aims were set on has cores.
const WORKERS: usize = 2;

#[derive(Serialize, Deserialize)]
struct Identity {
    id: String,
    email: String,
}

#[derive(Serialize, Deserialize)]
struct Page {
    records: Vec<Record>,
    offset: String,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Record {
    id: String,
    created_time: String,
    fields: Fields,
}

/// The twelve fields of the table that `bench/run` fills.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Fields {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    notes: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    price: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    day: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stage: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tags: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    done: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mail: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    link: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stars: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    made: Option<String>,
}

struct Data {
    identity: Identity,
    page: Page,
}

pub(crate) fn serve(whoami: &str, page: &str, ready: &str) -> Result<()> {
    let read = |path: &str| std::fs::read(path).with_context(|| path.to_owned());
    let data = Data {
        identity: serde_json::from_slice(&read(whoami)?)?,
        page: serde_json::from_slice(&read(page)?)?,
    };
    ensure!(
        data.page.records.len() == 100,
        "a page of {} records is not the page to compare with",
        data.page.records.len()
    );
    let router = Router::new()
        .route("/whoami", get(identity))
        .route("/page", get(records))
        .with_state(Arc::new(data));
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(WORKERS)
        .enable_all()
        .build()?
        .block_on(async {
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
            std::fs::write(ready, format!("{}\n", listener.local_addr()?))?;
            axum::serve(listener, router).await?;
            Ok(())
        })
}

async fn identity(State(data): State<Arc<Data>>) -> Json<Identity> {
    Json(Identity {
        id: data.identity.id.clone(),
        email: data.identity.email.clone(),
    })
}

async fn records(State(data): State<Arc<Data>>) -> Json<SharedPage> {
    Json(SharedPage(data))
}

/// Serialises the page that all requests share.
struct SharedPage(Arc<Data>);

impl Serialize for SharedPage {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.page.serialize(serializer)
    }
}
