//! Spans of time in words.

use basekey_model::time::Millis;

use super::calendar::{Clock, DAY};
use super::locale::data;
use super::unit::later;
use crate::value::Moment;

/// Days of a month, on average over all years.
const MONTH: f64 = 146_097.0 / 4_800.0;

/// How far a moment is from the present one, in words of its locale and without
/// a direction; `ahead` is for languages that say it differently of what is to
/// come.
pub fn span(moment: &Moment, now: Millis, ahead: bool) -> String {
    let (early, late) = (moment.at.min(now), moment.at.max(now));
    let (from, to) = (Clock::at(early, None), Clock::at(late, None));
    let (here, there) = (from.date(), to.date());
    let mut months = (there.year - here.year) * 12 + there.month - here.month;
    if later(&from, months) > late {
        months -= 1;
    }
    // Whole months, and what is left in milliseconds.
    let rest = (late.0 - later(&from, months).0) as f64;
    let whole_days = (months as f64 * MONTH).round();
    let days = whole_days + rest / DAY as f64;
    let months = months as f64 + rest / DAY as f64 / MONTH;
    let seconds = (whole_days * 86_400.0 + rest / 1000.0).round() as i64;
    let minutes = (whole_days * 1_440.0 + rest / 60_000.0).round() as i64;
    let hours = (whole_days * 24.0 + rest / 3_600_000.0).round() as i64;
    let days = days.round() as i64;
    let years = (months / 12.0).round() as i64;
    let months = months.round() as i64;
    let (unit, number) = match (seconds, minutes, hours, days, months) {
        (..=44, ..) => ("s", seconds.max(1)),
        (_, ..=1, ..) => ("m", 1),
        (_, ..=44, ..) => ("mm", minutes),
        (_, _, ..=1, ..) => ("h", 1),
        (_, _, ..=21, ..) => ("hh", hours),
        (_, _, _, ..=1, _) => ("d", 1),
        (_, _, _, ..=25, _) => ("dd", days),
        (.., ..=1) => ("M", 1),
        (.., ..=10) => ("MM", months),
        _ if years <= 1 => ("y", 1),
        _ => ("yy", years),
    };
    let locale = data(moment.locale);
    locale.written(locale.span(unit, number, ahead))
}
