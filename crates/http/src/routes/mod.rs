//! The routes, as a tree like their URLs, and the document that describes them.

mod api;
mod ops;
mod pages;
mod v0;

use std::sync::Arc;

use axum::Router;
use bytes::Bytes;
use utoipa_axum::router::OpenApiRouter;

use crate::error::{Code, Refusal};
use crate::openapi;
use crate::site::Site;

pub(crate) use pages::Pages;

type Routes = OpenApiRouter<Arc<Site>>;

/// What a route does not do is answered like what no route matches (web-api 6.2).
async fn not_found() -> Refusal {
    Refusal::new(Code::NotFound)
}

/// All routes and the OpenAPI document as it is served.
pub(crate) fn router() -> (Router<Arc<Site>>, Bytes) {
    let (router, document) = OpenApiRouter::with_openapi(openapi::head())
        .merge(v0::routes())
        .merge(api::routes())
        .merge(ops::routes())
        .split_for_parts();
    let document = openapi::finish(document);
    let router = router
        .merge(pages::routes())
        .fallback(pages::or_not_found)
        .method_not_allowed_fallback(not_found);
    (router, Bytes::from(document))
}
