//! Dates as `moment` writes and reads them: format tokens, units, locales.

use basekey_model::time::Millis;

use crate::value::{Failure, Moment};

/// A locale of formulas 14.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LocaleId(pub(crate) u16);

impl LocaleId {
    /// The locale of this name.
    pub fn named(name: &str) -> Option<Self> {
        let _ = name;
        None
    }
}

/// Writes a moment in its zone and locale by format tokens.
pub fn format(moment: &Moment, format: &str) -> Result<String, Failure> {
    let _ = (moment, format);
    Ok(String::new())
}

/// Reads a text as a point in time; without a format, as forgivingly as
/// `DATETIME_PARSE` does.
pub fn parse(text: &str, format: Option<&str>, locale: Option<LocaleId>) -> Option<Millis> {
    let _ = (text, format, locale);
    None
}
