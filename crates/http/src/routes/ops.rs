//! For operators and tools: health, readiness, metrics, the API's description.

use std::sync::atomic::Ordering;

use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, HeaderValue};
use serde_json::json;
use utoipa_axum::routes;

use super::Routes;
use crate::error::{Answer, Code, Refusal};
use crate::extract::Call;
use crate::wire::{docs, json as json_answer, json_text};

pub(super) fn routes() -> Routes {
    Routes::default()
        .routes(routes!(healthz))
        .routes(routes!(readyz))
        .routes(routes!(metrics))
        .routes(routes!(openapi))
}

/// Tells that the process answers.
#[utoipa::path(
    get, path = "/healthz", operation_id = "health", tag = "Operation",
    responses((status = 200, body = docs::Status))
)]
async fn healthz() -> Answer {
    json_answer(&json!({ "status": "ok" }))
}

/// Tells whether requests can be served: the store answers, and no stop has begun.
#[utoipa::path(
    get, path = "/readyz", operation_id = "readiness", tag = "Operation",
    responses((status = 200, body = docs::Status), (status = 503, body = docs::Status))
)]
async fn readyz(call: Call) -> Answer {
    let stopping = call.site.stopping.load(Ordering::Acquire);
    if !stopping && call.app().ready().await {
        return json_answer(&json!({ "status": "ready" }));
    }
    let mut answer =
        json_answer(&json!({ "status": if stopping { "stopping" } else { "store unavailable" } }))?;
    *answer.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
    Ok(answer)
}

/// Metrics for Prometheus, unless the configuration keeps them private.
#[utoipa::path(
    get, path = "/metrics", operation_id = "metrics", tag = "Operation",
    responses((status = 200, body = String, content_type = "application/openmetrics-text"))
)]
async fn metrics(call: Call) -> Answer {
    if !call.site.config.metrics && !call.is_private() {
        return Err(Refusal::new(Code::NotFound));
    }
    let mut answer = json_text(call.site.metrics.text());
    let kind =
        HeaderValue::from_static("application/openmetrics-text; version=1.0.0; charset=utf-8");
    answer.headers_mut().insert(CONTENT_TYPE, kind);
    Ok(answer)
}

/// This document.
#[utoipa::path(
    get, path = "/openapi.json", operation_id = "openApi", tag = "Operation",
    responses((status = 200, body = Object))
)]
async fn openapi(call: Call) -> Answer {
    Ok(json_text(call.site.openapi.clone()))
}
