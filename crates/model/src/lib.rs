//! What a base is.
//!
//! Pure data and rules: no I/O, no clock, no randomness of its own, and no
//! knowledge of databases, HTTP or tokens. The serde forms here are the
//! *stored* forms; the wire form belongs to `basekey-http`.

pub mod cell;
pub mod change;
pub mod convert;
pub mod doc;
pub mod field;
pub mod filter;
pub mod id;
pub mod infer;
pub mod limits;
pub mod order;
pub mod predicate;
pub mod schema;
pub mod testing;
pub mod time;
