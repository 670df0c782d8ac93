//! Values as numbers, texts, dates and truths (formulas 3.2 to 3.6).

use std::borrow::Cow;

use crate::context::Context;
use crate::value::{Failure, Moment, Value};

/// As a text.
pub(crate) fn text<'v>(value: &'v Value<'_>, context: &Context) -> Result<Cow<'v, str>, Failure> {
    let _ = (value, context);
    Ok(Cow::Borrowed(""))
}

/// As a number, as arithmetic takes it.
pub(crate) fn number(value: &Value<'_>) -> Result<f64, Failure> {
    let _ = value;
    Ok(0.0)
}

/// As a point in time; blank has none. Texts are read as by `DATETIME_PARSE`.
pub(crate) fn date(value: &Value<'_>) -> Result<Option<Moment>, Failure> {
    let _ = value;
    Ok(None)
}

/// Whether it counts as true.
pub(crate) fn truth(value: &Value<'_>) -> bool {
    let _ = value;
    false
}
