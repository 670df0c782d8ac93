//! What all requests share.

use std::sync::atomic::AtomicBool;

use basekey_app::App;
use bytes::Bytes;

use crate::config::HttpConfig;
use crate::exchange::RequestIds;
use crate::metrics::Metrics;
use crate::rate::{Rates, TokenRates};
use crate::routes::Pages;
use crate::wire::plan::Plans;

pub(crate) struct Site {
    pub(crate) app: App,
    pub(crate) config: HttpConfig,
    pub(crate) metrics: Metrics,
    pub(crate) rates: Option<Rates>,
    pub(crate) token_rates: TokenRates,
    pub(crate) request_ids: RequestIds,
    pub(crate) plans: Plans,
    /// The OpenAPI document as served.
    pub(crate) openapi: Bytes,
    /// What browsers are given.
    pub(crate) pages: Pages,
    /// Set once a stop has begun.
    pub(crate) stopping: AtomicBool,
}

impl Site {
    pub(crate) fn new(app: App, config: HttpConfig, openapi: Bytes) -> Self {
        Self {
            metrics: Metrics::new(),
            rates: Rates::new(&config.rate_limits),
            token_rates: TokenRates::default(),
            request_ids: RequestIds::new(app.entropy()),
            plans: Plans::default(),
            openapi,
            pages: Pages::embedded(),
            stopping: AtomicBool::new(false),
            app,
            config,
        }
    }
}
