//! Guessing a field kind from the texts of a column, as an import meets them.
//!
//! A kind is proposed only if every text of the column survives it: written
//! with typecast into a field of the proposed kind, no filled cell becomes
//! blank (a checkbox's "no" aside), and no two readings of a number or a day
//! are possible. Blank cells say nothing. Whatever is in doubt stays text.

mod shapes;

use std::collections::HashMap;

use crate::cell::{Amount, DayOrder, checkbox_word, parse_amount, parse_loose};
use crate::field::{
    BrightColor, CheckboxIcon, Choices, DateFormat, FieldKind, MomentFormat, TimeFormat,
};
use crate::id::Entropy;

/// A select is proposed for at most this many different texts …
const MAX_CHOICES: usize = 50;
/// … each of at most this many characters …
const MAX_CHOICE_CHARS: usize = 60;
/// … if there are at least this many filled cells …
const MIN_CELLS: u64 = 6;
/// … and each text stands in this many of them on average.
const MIN_REPEATS: u64 = 3;

/// Text longer than this is proposed as long text.
const LINE_CHARS: usize = 255;

/// Whole numbers of more digits lose some as doubles.
const SAFE_DIGITS: usize = 15;

/// What has been seen of one column. Memory does not grow with the column.
#[derive(Debug, Clone, Default)]
pub struct Inference {
    filled: u64,
    blank: u64,
    lines: bool,
    longest: usize,
    ticks: Ticks,
    numbers: Numbers,
    days: Days,
    emails: u64,
    urls: u64,
    phones: u64,
    distinct: Distinct,
}

impl Inference {
    /// Nothing seen.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes one cell's text into account.
    pub fn observe(&mut self, text: &str) {
        let trimmed = text.trim();
        if trimmed.is_empty() {
            self.blank += 1;
            return;
        }
        let first = self.filled == 0;
        self.filled += 1;
        self.lines |= trimmed.contains(['\n', '\r']);
        self.longest = self
            .longest
            .max(trimmed.chars().take(LINE_CHARS + 1).count());
        // A reading is tried for as long as it fits every text before.
        let so_far = |count: u64, filled: u64| first || count + 1 == filled;
        if so_far(self.ticks.fit, self.filled) {
            self.ticks.observe(trimmed);
        }
        if so_far(self.numbers.fit, self.filled) {
            self.numbers.observe(trimmed);
        }
        if so_far(self.days.fit, self.filled) {
            self.days.observe(trimmed);
        }
        self.emails += u64::from(shapes::is_email(trimmed));
        self.urls += u64::from(shapes::is_url(trimmed));
        self.phones += u64::from(shapes::is_phone(trimmed));
        self.distinct.observe(trimmed);
    }

    /// How many filled cells were seen.
    pub fn filled(&self) -> u64 {
        self.filled
    }

    /// The narrowest kind that keeps every text seen; `entropy` is for the ids
    /// of a select's choices. A column of blanks is proposed as one line of text.
    pub fn verdict(&self, entropy: &dyn Entropy) -> FieldKind {
        let all = |count: u64| count == self.filled && self.filled > 0;
        if all(self.ticks.fit) && !(self.ticks.unticked && self.blank > 0) {
            return FieldKind::Checkbox {
                icon: CheckboxIcon::Check,
                color: BrightColor::Green,
            };
        }
        if all(self.numbers.fit)
            && let Some(kind) = self.numbers.verdict(self.filled)
        {
            return kind;
        }
        if all(self.days.fit)
            && let Some(kind) = self.days.verdict()
        {
            return kind;
        }
        if all(self.emails) {
            return FieldKind::Email;
        }
        if all(self.urls) {
            return FieldKind::Url;
        }
        // Days that could not be decided look much like telephone numbers.
        if all(self.phones) && self.days.fit == 0 {
            return FieldKind::PhoneNumber;
        }
        if !self.lines
            && let Some(names) = self.distinct.names(self.filled)
        {
            return FieldKind::SingleSelect(Choices::named(names, entropy));
        }
        if self.lines || self.longest > LINE_CHARS {
            FieldKind::MultilineText
        } else {
            FieldKind::SingleLineText
        }
    }
}

/// Words for ticked and unticked. Digits are left to numbers.
#[derive(Debug, Clone, Default)]
struct Ticks {
    fit: u64,
    /// True if a word for unticked was seen: beside blanks, a checkbox would
    /// no longer tell the two apart.
    unticked: bool,
}

impl Ticks {
    fn observe(&mut self, text: &str) {
        if text.bytes().any(|byte| byte.is_ascii_digit()) {
            return;
        }
        if let Some(ticked) = checkbox_word(text) {
            self.fit += 1;
            self.unticked |= !ticked;
        }
    }
}

/// Texts that read as numbers.
#[derive(Debug, Clone, Default)]
struct Numbers {
    fit: u64,
    decimals: usize,
    percents: u64,
    symbol: Option<String>,
    symbols: u64,
    /// The marks seen before decimals and between thousands. A mark in both
    /// uses means that some text was misread.
    points: Vec<char>,
    separators: Vec<char>,
}

impl Numbers {
    fn observe(&mut self, text: &str) {
        let Some(amount) = parse_amount(text).filter(|amount| is_safe(amount, text)) else {
            return;
        };
        let symbol = amount.symbol.map(ToOwned::to_owned);
        if symbol.is_some() {
            if self.symbol.is_some() && self.symbol != symbol {
                return;
            }
            self.symbol = symbol;
            self.symbols += 1;
        }
        self.fit += 1;
        self.decimals = self.decimals.max(amount.decimals);
        self.percents += u64::from(amount.percent);
        for (mark, marks) in [
            (amount.point, &mut self.points),
            (amount.separator, &mut self.separators),
        ] {
            if let Some(mark) = mark.filter(|mark| !marks.contains(mark)) {
                marks.push(mark);
            }
        }
    }

    fn verdict(&self, filled: u64) -> Option<FieldKind> {
        if self.points.len() > 1
            || self
                .separators
                .iter()
                .any(|mark| self.points.contains(mark))
        {
            return None;
        }
        // Above the greatest precision the field shows fewer decimals than it keeps.
        let precision = self.decimals.min(8) as u8;
        if self.percents > 0 {
            let whole = self.percents == filled && self.symbol.is_none();
            return whole.then_some(FieldKind::Percent { precision });
        }
        match &self.symbol {
            // A few amounts without the sign are the same money.
            Some(symbol) if self.symbols * 2 > filled => Some(FieldKind::Currency {
                precision: precision.min(7),
                symbol: symbol.clone(),
            }),
            Some(_) => None,
            None => Some(FieldKind::Number { precision }),
        }
    }
}

/// True if a number keeps all that its text says: no zeros in front, no more
/// digits than a double has, and no telephone number's plus sign.
fn is_safe(amount: &Amount<'_>, text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    !amount.padded
        && digits <= SAFE_DIGITS
        && !(text.starts_with('+') && amount.separator == Some(' '))
}

/// Texts that read as days or moments.
#[derive(Debug, Clone, Default)]
struct Days {
    fit: u64,
    timed: u64,
    day_first: u64,
    month_first: u64,
    open: u64,
    worded: u64,
    twelve_hour: bool,
}

impl Days {
    fn observe(&mut self, text: &str) {
        let Some(found) = parse_loose(text, true) else {
            return;
        };
        if found.moment.instant(&crate::time::Zone::utc()).is_none() {
            return;
        }
        self.fit += 1;
        self.timed += u64::from(found.moment.time.is_some());
        self.worded += u64::from(found.worded);
        self.twelve_hour |= found.twelve_hour;
        match found.order {
            DayOrder::Told => {}
            DayOrder::DayFirst => self.day_first += 1,
            DayOrder::MonthFirst => self.month_first += 1,
            DayOrder::Open => self.open += 1,
        }
    }

    fn verdict(&self) -> Option<FieldKind> {
        let date = match (self.day_first > 0, self.month_first > 0) {
            (true, true) => return None,
            (true, false) => DateFormat::European,
            (false, true) => DateFormat::Us,
            // Not one text tells whether day or month comes first.
            (false, false) if self.open > 0 => return None,
            (false, false) if self.worded * 2 > self.fit => DateFormat::Friendly,
            (false, false) => DateFormat::Iso,
        };
        if self.timed == 0 {
            return Some(FieldKind::Date { date });
        }
        let time = if self.twelve_hour {
            TimeFormat::TwelveHour
        } else {
            TimeFormat::TwentyFourHour
        };
        Some(FieldKind::DateTime(MomentFormat {
            date,
            time,
            zone: "utc".to_owned(),
        }))
    }
}

/// The different texts of a column, until there are too many.
#[derive(Debug, Clone, Default)]
struct Distinct {
    places: HashMap<String, usize>,
    too_many: bool,
}

impl Distinct {
    fn observe(&mut self, text: &str) {
        if self.too_many || self.places.contains_key(text) {
            return;
        }
        let next = self.places.len();
        if next == MAX_CHOICES || text.chars().nth(MAX_CHOICE_CHARS).is_some() {
            self.too_many = true;
            self.places = HashMap::new();
        } else {
            self.places.insert(text.to_owned(), next);
        }
    }

    /// The texts in the order first seen, if they are fit for choices.
    fn names(&self, filled: u64) -> Option<Vec<&str>> {
        let few = !self.too_many
            && filled >= MIN_CELLS
            && self.places.len() as u64 * MIN_REPEATS <= filled;
        few.then(|| {
            let mut names: Vec<(&str, usize)> = self
                .places
                .iter()
                .map(|(name, place)| (name.as_str(), *place))
                .collect();
            names.sort_unstable_by_key(|(_, place)| *place);
            names.into_iter().map(|(name, _)| name).collect()
        })
    }
}

#[cfg(test)]
mod tests;
