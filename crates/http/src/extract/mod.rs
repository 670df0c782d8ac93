//! From a raw request to what handlers work with.

mod body;
mod call;
mod client;
mod credentials;
mod ids;
mod query;

pub(crate) use call::Call;
pub(crate) use credentials::{
    SESSION_COOKIE, clear_session, same_origin, session_cookie, set_session,
};
pub(crate) use ids::shaped;
pub(crate) use query::{Query, shorten};
