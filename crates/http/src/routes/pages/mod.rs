//! What a browser sees: the pages built from `web/` if this binary has them,
//! and a few plain ones that need no script. Signing in and getting rid of a
//! token must work when a bundle does not.

mod files;
mod html;
mod shell;
mod sign_in;
mod tokens;

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};

pub(crate) use files::Pages;
pub(super) use shell::or_not_found;

use crate::site::Site;

pub(super) fn routes() -> Router<Arc<Site>> {
    Router::new()
        .route("/", get(shell::home))
        .route("/assets/{*path}", get(files::asset))
        .route("/plain.css", get(html::style))
        .route("/icon.svg", get(html::icon))
        .route("/sign-in", get(sign_in::page_form).post(sign_in::sign_in))
        .route("/sign-out", post(sign_in::sign_out))
        .route("/plain/tokens", get(tokens::list))
        .route("/plain/tokens/{tokenId}/delete", post(tokens::delete))
}
