//! Putting store, application and HTTP together from the configuration.

use std::sync::Arc;

use anyhow::{Context, Result};
use basekey_app::{App, Parts};
use basekey_http::Server;
use basekey_store::sqlite::{SqliteOptions, SqliteStore};

use crate::config::Config;
use crate::system::{SystemClock, SystemEntropy};

/// An opened instance. Its data directory is locked until `app` is closed.
pub(crate) struct Instance {
    pub(crate) app: App,
    pub(crate) server: Server,
}

/// Opens the data directory, which is made if it is not there.
pub(crate) fn open(config: &Config) -> Result<Instance> {
    let store = SqliteStore::open(&SqliteOptions::new(&config.data))
        .with_context(|| format!("opening the data directory {}", config.data.display()))?;
    let parts = Parts {
        clock: Arc::new(SystemClock),
        entropy: Arc::new(SystemEntropy),
        limits: config.limits.clone(),
    };
    let app = App::open(Arc::new(store), parts);
    let server = Server::new(app.clone(), config.http.clone());
    Ok(Instance { app, server })
}
