//! Dates as moment writes and reads them: format tokens, units, locales
//! (formulas 10 to 14).

mod calendar;
mod find;
mod format;
mod locale;
mod loose;
mod parse;
mod script;
mod span;
mod token;
mod unit;

#[cfg(test)]
mod tests;

pub use format::format;
pub use locale::LocaleId;
pub use loose::parse;
pub use parse::parse_format;
pub use span::span;
pub use token::reads_today;

pub(crate) use calendar::{Clock, DAY, WeekRule, in_range};
pub(crate) use unit::Unit;
