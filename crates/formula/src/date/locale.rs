//! How languages write dates.

/// A locale of formulas 14.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LocaleId(pub(crate) u16);

impl LocaleId {
    /// The locale of this name.
    pub fn named(name: &str) -> Option<Self> {
        name.eq_ignore_ascii_case("en").then_some(Self(0))
    }
}

/// What a language has for dates.
pub(crate) struct Locale;

/// The data of a locale; without one, English.
pub(crate) fn data(id: Option<LocaleId>) -> &'static Locale {
    let _ = id;
    &Locale
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const DAYS: [&str; 7] = [
    "Sunday",
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
];

impl Locale {
    pub(crate) fn month(&self, month: usize, _: &str) -> &str {
        MONTHS.get(month).copied().unwrap_or_default()
    }

    pub(crate) fn month_short(&self, month: usize, format: &str) -> &str {
        self.month(month, format).get(..3).unwrap_or_default()
    }

    pub(crate) fn weekday(&self, day: usize, _: &str) -> &str {
        DAYS.get(day).copied().unwrap_or_default()
    }

    pub(crate) fn weekday_short(&self, day: usize, format: &str) -> &str {
        self.weekday(day, format).get(..3).unwrap_or_default()
    }

    pub(crate) fn weekday_min(&self, day: usize, format: &str) -> &str {
        self.weekday(day, format).get(..2).unwrap_or_default()
    }

    pub(crate) fn ordinal(&self, number: u32, _: &str) -> String {
        let ending = match (number % 100 / 10, number % 10) {
            (1, _) => "th",
            (_, 1) => "st",
            (_, 2) => "nd",
            (_, 3) => "rd",
            _ => "th",
        };
        format!("{number}{ending}")
    }

    pub(crate) fn meridiem(&self, hour: u32, _: u32, lower: bool) -> String {
        let text = if hour < 12 { "AM" } else { "PM" };
        if lower {
            text.to_lowercase()
        } else {
            text.to_owned()
        }
    }

    /// Where a meridiem stands in a text, its length, and whether it is the
    /// afternoon's.
    pub(crate) fn find_meridiem(&self, text: &str) -> Option<(usize, usize, bool)> {
        let lower = text.to_ascii_lowercase();
        let at = lower.find(['a', 'p'])?;
        let pm = lower[at..].starts_with('p');
        let rest = &lower[at + 1..];
        let length = if rest.starts_with(".m.") {
            4
        } else if rest.starts_with(".m") {
            3
        } else if rest.starts_with('m') {
            2
        } else {
            1
        };
        Some((at, length, pm))
    }

    pub(crate) fn long_format(&self, token: &str) -> Option<&str> {
        Some(match token {
            "LT" => "h:mm A",
            "LTS" => "h:mm:ss A",
            "L" => "MM/DD/YYYY",
            "LL" => "MMMM D, YYYY",
            "LLL" => "MMMM D, YYYY h:mm A",
            "LLLL" => "dddd, MMMM D, YYYY h:mm A",
            "l" => "M/D/YYYY",
            "ll" => "MMM D, YYYY",
            "lll" => "MMM D, YYYY h:mm A",
            "llll" => "ddd, MMM D, YYYY h:mm A",
            _ => return None,
        })
    }

    pub(crate) fn first_day(&self) -> u32 {
        0
    }

    pub(crate) fn first_week(&self) -> u32 {
        6
    }

    pub(crate) fn postformat(&self, text: String) -> String {
        text
    }

    pub(crate) fn preparse(&self, text: &str) -> String {
        text.to_owned()
    }

    /// The first month named in a text: its number, place and length.
    pub(crate) fn find_month(&self, text: &str, short: bool) -> Option<(usize, usize, usize)> {
        find(text, &MONTHS, short)
    }

    /// The first day of the week named in a text: its number, place and length.
    pub(crate) fn find_weekday(&self, text: &str, letters: Option<usize>) -> Option<(usize, usize, usize)> {
        let short = letters.is_some();
        find(text, &DAYS, short)
    }

    pub(crate) fn relative(&self, unit: &str, count: i64) -> String {
        let words = match unit {
            "s" => "a few seconds",
            "m" => "a minute",
            "h" => "an hour",
            "d" => "a day",
            "M" => "a month",
            "y" => "a year",
            "ss" => return format!("{count} seconds"),
            "mm" => return format!("{count} minutes"),
            "hh" => return format!("{count} hours"),
            "dd" => return format!("{count} days"),
            "MM" => return format!("{count} months"),
            _ => return format!("{count} years"),
        };
        words.to_owned()
    }
}

fn find(text: &str, names: &[&str], short: bool) -> Option<(usize, usize, usize)> {
    let lower = text.to_ascii_lowercase();
    let mut best: Option<(usize, usize, usize)> = None;
    for (number, name) in names.iter().enumerate() {
        let name = name.to_ascii_lowercase();
        for name in [name.as_str(), &name[..3]] {
            if let Some(at) = lower.find(name)
                && best.is_none_or(|(_, place, length)| {
                    at < place || (at == place && name.len() > length)
                })
            {
                best = Some((number, at, name.len()));
            }
        }
    }
    let _ = short;
    best
}
