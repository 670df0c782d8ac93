//! Dates as moment writes and reads them: format tokens, units, locales
//! (formulas 10 to 14).

mod calendar;
mod format;
mod locale;
mod loose;
mod parse;
mod token;
mod unit;

pub use format::format;
pub use locale::LocaleId;
pub use loose::parse;
pub use parse::parse_format;

pub(crate) use calendar::{Clock, DAY, in_range, week_of_year};
pub(crate) use locale::data;
pub(crate) use unit::Unit;
