//! Airtable's Web API.

mod meta;
mod records;

use super::Routes;

pub(super) fn routes() -> Routes {
    Routes::default()
        .merge(meta::routes())
        .merge(records::routes())
}
