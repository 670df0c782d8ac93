//! Ids in paths. One of the wrong shape is answered like a route that does
//! not exist, before anything else is looked at (web-api 6.4).

use basekey_model::id::has_shape;

use crate::error::{Answer, Code, Refusal};

/// Refuses `text` unless it is an id with this prefix.
pub(crate) fn shaped(text: &str, prefix: &str) -> Answer<()> {
    if has_shape(text, prefix) {
        Ok(())
    } else {
        Err(Refusal::new(Code::NotFound))
    }
}
