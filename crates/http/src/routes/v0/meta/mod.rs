//! `/v0/meta/…`: who asks, bases, tables, fields, views, workspaces (web-api 1, 4, 8.2).

mod bases;
mod fields;
mod tables;
mod views;
mod whoami;
mod workspaces;

use utoipa_axum::routes;

use crate::error::{Answer, Refusal};
use crate::extract::Query;
use crate::routes::Routes;

pub(super) fn routes() -> Routes {
    Routes::default()
        .routes(routes!(whoami::get))
        .routes(routes!(bases::list, bases::create))
        .routes(routes!(bases::collaborators))
        .routes(routes!(tables::list, tables::create))
        .routes(routes!(tables::update))
        .routes(routes!(fields::create))
        .routes(routes!(fields::update))
        .routes(routes!(views::list))
        .routes(routes!(views::get, views::delete))
        .routes(routes!(workspaces::get))
}

/// The `include` parameter, whose items must be among `known`.
fn include(raw: &str, known: &[&str]) -> Answer<Vec<String>> {
    let mut query = Query::parse(raw);
    let items = query.list("include")?;
    query.finish()?;
    match items.iter().find(|item| !known.contains(&item.as_str())) {
        None => Ok(items),
        Some(_) => Err(Refusal::parameter(
            "include",
            &format!("may hold {}", known.join(", ")),
        )),
    }
}
