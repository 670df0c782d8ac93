//! Bare axum: one handler that answers a small JSON object, and some that
//! serialise a page of records from structs on every request.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use axum::extract::State;
use axum::routing::get;
use axum::{Json, Router};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// As many as the machine the aims were set on has cores.
const WORKERS: usize = 2;

#[derive(Serialize, Deserialize)]
struct Identity {
    id: String,
    email: String,
}

#[derive(Serialize, Deserialize)]
struct Page<F> {
    records: Vec<Record<F>>,
    offset: String,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Record<F> {
    id: String,
    created_time: String,
    fields: F,
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

/// The same and two fields of links.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct LinkedFields {
    name: String,
    notes: String,
    number: f64,
    price: f64,
    day: String,
    stage: String,
    tags: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    done: Option<bool>,
    mail: String,
    link: String,
    stars: u8,
    made: String,
    owner: Vec<String>,
    topics: Vec<String>,
}

/// The same with every value as text.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct TextFields {
    name: String,
    notes: String,
    number: String,
    price: String,
    day: String,
    stage: String,
    tags: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    done: Option<String>,
    mail: String,
    link: String,
    stars: String,
    made: String,
    owner: String,
    topics: String,
}

/// Serves `whoami.json` and the pages that lie in the folder beside it.
pub(crate) fn serve(folder: &str, ready: &str) -> Result<()> {
    let folder = Path::new(folder);
    let identity = Arc::new(parsed::<Identity>(&folder.join("whoami.json"))?);
    let mut router = Router::new().route("/whoami", get(whoami).with_state(identity));
    router = with_page::<Fields>(router, folder, "page")?;
    router = with_page::<LinkedFields>(router, folder, "linked")?;
    router = with_page::<TextFields>(router, folder, "text")?;
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

/// Adds a page, if there is one of this name.
fn with_page<F>(router: Router, folder: &Path, name: &str) -> Result<Router>
where
    F: Serialize + DeserializeOwned + Send + Sync + 'static,
{
    let path = folder.join(format!("{name}.json"));
    if !path.exists() {
        return Ok(router);
    }
    let page: Page<F> = parsed(&path)?;
    ensure!(
        page.records.len() == 100,
        "a page of {} records is not the page to compare with",
        page.records.len()
    );
    let page = get(records::<F>).with_state(Arc::new(page));
    Ok(router.route(&format!("/{name}"), page))
}

fn parsed<T: DeserializeOwned>(path: &Path) -> Result<T> {
    let words = || path.display().to_string();
    serde_json::from_slice(&std::fs::read(path).with_context(words)?).with_context(words)
}

async fn whoami(State(identity): State<Arc<Identity>>) -> Json<Shared<Identity>> {
    Json(Shared(identity))
}

async fn records<F: Serialize>(State(page): State<Arc<Page<F>>>) -> Json<Shared<Page<F>>> {
    Json(Shared(page))
}

/// Serialises what all requests share.
struct Shared<T>(Arc<T>);

impl<T: Serialize> Serialize for Shared<T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}
