//! Days as filters name them: relative to now, or by date.

use jiff::Span;
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::Value;

use super::Operator;
use super::prepare::Misfit;
use crate::cell::local;
use crate::time::iso::{Moment, parse_iso};
use crate::time::{Millis, Zone};

/// Moments from one to another, or all others. A missing end is no end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Range {
    from: Option<Millis>,
    /// The first moment that is no longer in it.
    until: Option<Millis>,
    /// Moments outside are meant, and no moment at all.
    outside: bool,
}

impl Range {
    pub(super) fn holds(self, at: Option<Millis>) -> bool {
        self.holds_among([at].into_iter())
    }

    /// As [`Range::holds`], of a cell of several moments: one must be inside,
    /// or none if those outside are meant.
    pub(super) fn holds_among(self, mut moments: impl Iterator<Item = Option<Millis>>) -> bool {
        let is_inside = |at: Millis| {
            self.from.is_none_or(|from| from <= at) && self.until.is_none_or(|until| at < until)
        };
        moments.any(|at| at.is_some_and(is_inside)) != self.outside
    }
}

/// The most days that may be counted: some centuries.
const MOST_DAYS: u32 = 100_000;

/// A value as it is stored.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct When {
    mode: Mode,
    #[serde(default)]
    exact_date: Option<String>,
    #[serde(default)]
    days: Option<u32>,
    #[serde(default)]
    time_zone: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Mode {
    Today,
    Tomorrow,
    Yesterday,
    OneWeekAgo,
    OneWeekFromNow,
    OneMonthAgo,
    OneMonthFromNow,
    DaysAgo,
    DaysFromNow,
    ExactDate,
    PastWeek,
    PastMonth,
    PastYear,
    NextWeek,
    NextMonth,
    NextYear,
    PastNumberOfDays,
    NextNumberOfDays,
    ThisCalendarWeek,
    ThisCalendarMonth,
    ThisCalendarYear,
}

const DAY: &str = "an object with a mode that names a day, such as {\"mode\": \"today\"} or \
                   {\"mode\": \"exactDate\", \"exactDate\": \"2024-05-06\"}";
const TIME: &str = "an object with a mode that names a time, such as {\"mode\": \"pastWeek\"} or \
                    {\"mode\": \"nextNumberOfDays\", \"days\": 3}";
const DAYS: &str = "an object with days, a whole number from 0 to 100000";
const ZONE: &str = "an object whose timeZone is utc or an IANA name such as Europe/Berlin";

/// The moments that a value means. `zone` is the field's own; cells of days
/// without a time are taken for midnight in UTC, and `zone` is `None`.
pub(super) fn range(
    operator: Operator,
    value: Option<&Value>,
    zone: Option<&Zone>,
    now: Millis,
) -> Result<Range, Misfit> {
    let wanted = if operator == Operator::IsWithin {
        TIME
    } else {
        DAY
    };
    let wrong = || Misfit::Value(wanted);
    let when: When = value
        .and_then(|value| When::deserialize(value).ok())
        .ok_or_else(wrong)?;
    let given = match when.time_zone.as_deref() {
        None => None,
        Some(name) if Zone::is_option(name) => Some(Zone::of_option(name)),
        Some(_) => return Err(Misfit::Value(ZONE)),
    };
    let utc = Zone::utc();
    let clocks = given.as_ref().or(zone).unwrap_or(&utc);
    let today = local(now, clocks).ok_or_else(wrong)?.date();
    let (first, last) = when.days(operator, today)?;
    let begins = |day: Date| {
        // Where a cell has no time of day, its day is the same everywhere.
        let zone = zone.map_or(&utc, |_| clocks);
        let moment = Moment {
            date: day,
            time: None,
            offset: None,
        };
        moment.instant(zone)
    };
    let from = begins(first);
    let until = last.tomorrow().ok().and_then(begins);
    let (from, until, outside) = match operator {
        Operator::Is | Operator::IsWithin => (from, until, false),
        Operator::IsNot => (from, until, true),
        Operator::IsBefore => (None, from, false),
        Operator::IsOnOrBefore => (None, until, false),
        Operator::IsAfter => (until, None, false),
        Operator::IsOnOrAfter => (from, None, false),
        _ => return Err(Misfit::Operator),
    };
    Ok(Range {
        from,
        until,
        outside,
    })
}

impl When {
    /// The first and the last day.
    fn days(&self, operator: Operator, today: Date) -> Result<(Date, Date), Misfit> {
        let within = operator == Operator::IsWithin;
        let wrong = Misfit::Value(if within { TIME } else { DAY });
        let count = || {
            self.days
                .filter(|days| *days <= MOST_DAYS)
                .map(|days| Span::new().days(days))
                .ok_or(Misfit::Value(DAYS))
        };
        let ago = |span: Span| today.saturating_sub(span);
        let ahead = |span: Span| today.saturating_add(span);
        let (day, week, month, year) = (
            Span::new().days(1),
            Span::new().weeks(1),
            Span::new().months(1),
            Span::new().years(1),
        );
        let one = |day: Date| (day, day);
        let (is_time, days) = match self.mode {
            Mode::Today => (false, one(today)),
            Mode::Tomorrow => (false, one(ahead(day))),
            Mode::Yesterday => (false, one(ago(day))),
            Mode::OneWeekAgo => (false, one(ago(week))),
            Mode::OneWeekFromNow => (false, one(ahead(week))),
            Mode::OneMonthAgo => (false, one(ago(month))),
            Mode::OneMonthFromNow => (false, one(ahead(month))),
            Mode::DaysAgo => (false, one(ago(count()?))),
            Mode::DaysFromNow => (false, one(ahead(count()?))),
            Mode::ExactDate => (false, one(self.exact().ok_or(wrong)?)),
            Mode::PastWeek => (true, (ago(week), today)),
            Mode::PastMonth => (true, (ago(month), today)),
            Mode::PastYear => (true, (ago(year), today)),
            Mode::NextWeek => (true, (today, ahead(week))),
            Mode::NextMonth => (true, (today, ahead(month))),
            Mode::NextYear => (true, (today, ahead(year))),
            Mode::PastNumberOfDays => (true, (ago(count()?), today)),
            Mode::NextNumberOfDays => (true, (today, ahead(count()?))),
            Mode::ThisCalendarWeek => {
                let since = i64::from(today.weekday().to_sunday_zero_offset());
                let sunday = ago(Span::new().days(since));
                (true, (sunday, sunday.saturating_add(Span::new().days(6))))
            }
            Mode::ThisCalendarMonth => (true, (today.first_of_month(), today.last_of_month())),
            Mode::ThisCalendarYear => (true, (today.first_of_year(), today.last_of_year())),
        };
        if is_time == within {
            Ok(days)
        } else {
            Err(wrong)
        }
    }

    /// A day without a time.
    fn exact(&self) -> Option<Date> {
        let text = self.exact_date.as_deref()?;
        let moment = parse_iso(text)?;
        moment.time.is_none().then_some(moment.date)
    }
}
