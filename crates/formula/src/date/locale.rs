//! What languages have for dates, from a table that is made by
//! `scripts/locales.mjs`.

use std::borrow::Cow;
use std::sync::{LazyLock, OnceLock};

use regex::Regex;
use serde_json::Value as Json;

use super::calendar::WeekRule;
use super::token::shortened;

/// A locale of formulas 14.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LocaleId(pub(crate) u16);

impl LocaleId {
    /// The locale of this name, without regard to case.
    pub fn named(name: &str) -> Option<Self> {
        let place = TABLE
            .iter()
            .position(|row| row.name.eq_ignore_ascii_case(name))?;
        u16::try_from(place).ok().map(Self)
    }

    /// The names of all locales; English is the first.
    pub fn names() -> impl Iterator<Item = &'static str> {
        TABLE.iter().map(|row| row.name)
    }
}

/// A line of the table, read when it is asked for.
struct Row {
    name: &'static str,
    json: &'static str,
    read: OnceLock<Locale>,
}

static TABLE: LazyLock<Vec<Row>> = LazyLock::new(|| {
    include_str!("locales.txt")
        .lines()
        .filter_map(|line| line.split_once('\t'))
        .map(|(name, json)| Row {
            name,
            json,
            read: OnceLock::new(),
        })
        .collect()
});

/// The data of a locale; without one, English.
pub(crate) fn data(id: Option<LocaleId>) -> &'static Locale {
    static NONE: LazyLock<Locale> = LazyLock::new(|| Locale::read(&Json::Null));
    match TABLE.get(id.map_or(0, |id| usize::from(id.0))) {
        Some(row) => row.read.get_or_init(|| {
            let json = serde_json::from_str(row.json).unwrap_or_default();
            Locale::read(&json)
        }),
        None => &NONE,
    }
}

/// A regular expression, compiled when it is asked for.
pub(super) struct Pattern {
    source: String,
    compiled: OnceLock<Option<Regex>>,
}

impl Pattern {
    fn read(json: &Json) -> Option<Self> {
        Some(Self::new(json.as_str()?))
    }

    fn new(source: &str) -> Self {
        Self {
            source: source.to_owned(),
            compiled: OnceLock::new(),
        }
    }

    fn regex(&self) -> Option<&Regex> {
        let compile = || Regex::new(&self.source).ok();
        self.compiled.get_or_init(compile).as_ref()
    }

    pub(super) fn matches(&self, text: &str) -> bool {
        self.regex().is_some_and(|regex| regex.is_match(text))
    }

    /// From where to where it first matches.
    pub(super) fn find(&self, text: &str) -> Option<(usize, usize)> {
        let found = self.regex()?.find(text)?;
        Some((found.start(), found.end()))
    }
}

/// Texts for numbers, `%d` where the number stands.
struct Phrases {
    texts: Vec<String>,
    /// Which text is for 0, 1, 2, …, if there are several. Beyond its end, what
    /// holds for the last full hundred holds again.
    which: Vec<u8>,
}

impl Phrases {
    fn read(json: &Json) -> Self {
        if let Some(text) = json.as_str() {
            let texts = vec![text.to_owned()];
            let which = Vec::new();
            return Self { texts, which };
        }
        let place = |digit: u8| match digit {
            b'0'..=b'9' => digit - b'0',
            b'a'..=b'z' => digit - b'a' + 10,
            _ => digit.wrapping_sub(b'A').wrapping_add(36),
        };
        Self {
            texts: texts(&json[0]),
            which: text(&json[1]).bytes().map(place).collect(),
        }
    }

    fn say(&self, number: i64) -> String {
        let hundred = if self.which.len() > 300 { 200 } else { 100 };
        let wrapped = usize::try_from(hundred + number.rem_euclid(100)).ok();
        let which = usize::try_from(number)
            .ok()
            .and_then(|number| self.which.get(number))
            .or_else(|| self.which.get(wrapped?));
        let text = self.texts.get(which.map_or(0, |which| usize::from(*which)));
        text.map_or_else(String::new, |text| text.replace("%d", &number.to_string()))
    }
}

/// Names that take another form where the format asks for it.
pub(super) struct Names {
    /// The first is the one that stands alone.
    forms: Vec<Vec<String>>,
    when: Vec<(Pattern, usize)>,
}

impl Names {
    fn read(forms: &Json, when: &Json) -> Self {
        let rule = |rule: &Json| {
            let form = usize::try_from(rule[1].as_u64()?).ok()?;
            Some((Pattern::read(&rule[0])?, form))
        };
        Self {
            forms: list(forms).iter().map(names).collect(),
            when: list(when).iter().filter_map(rule).collect(),
        }
    }

    pub(super) fn name(&self, place: i64, format: &str) -> &str {
        let form = self.when.iter().find(|(when, _)| when.matches(format));
        let form = form.map_or(0, |(_, form)| *form);
        let names = self.forms.get(form).map_or(&[][..], Vec::as_slice);
        let name = usize::try_from(place).ok().and_then(|at| names.get(at));
        name.map_or("", String::as_str)
    }

    /// Those that stand alone.
    pub(super) fn alone(&self) -> &[String] {
        self.forms.first().map_or(&[], Vec::as_slice)
    }
}

/// A count of years. English has two, before and after Christ.
pub(super) struct Era {
    /// The beginning and the end, in milliseconds; the other way round for
    /// years that are counted backwards.
    since: i64,
    until: i64,
    /// 1, or -1 for years that are counted backwards.
    pub(super) step: i64,
    /// The number of the year it begins with.
    pub(super) first: i64,
    pub(super) name: String,
    pub(super) short: String,
    pub(super) narrow: String,
}

impl Era {
    fn read(json: &Json) -> Self {
        let step = json[2].as_i64().unwrap_or(1);
        let open = if step > 0 { i64::MAX } else { i64::MIN };
        Self {
            since: json[0].as_i64().unwrap_or_default(),
            until: json[1].as_i64().unwrap_or(open),
            step,
            first: json[3].as_i64().unwrap_or(1),
            name: text(&json[4]).to_owned(),
            short: text(&json[5]).to_owned(),
            narrow: text(&json[6]).to_owned(),
        }
    }

    /// The calendar year that it begins in.
    pub(super) fn beginning(&self) -> i64 {
        super::calendar::Date::of(self.since.div_euclid(super::calendar::DAY)).year
    }
}

/// How a part of the day changes an hour: which hour is meant by none, 0, 1, …,
/// 24. An hour may be left out (`None`) or come out as none at all (-1).
pub(super) type PartHours = Vec<Option<i64>>;

/// What a language has for dates.
pub(crate) struct Locale {
    pub(super) months: Names,
    pub(super) months_short: Names,
    pub(super) days: Names,
    pub(super) days_short: Vec<String>,
    pub(super) days_min: Vec<String>,
    /// Presets by their tokens.
    long: Vec<(String, String)>,
    pub(super) week: WeekRule,
    /// By the token of the number; `*` for all others.
    ordinals: Vec<(String, Phrases)>,
    /// The parts of the day and the minutes they begin with, in lower and upper
    /// case.
    parts: Option<[Vec<(i64, String)>; 2]>,
    spans: Vec<(String, Phrases)>,
    /// Where those to come are said differently.
    spans_ahead: Vec<(String, Phrases)>,
    /// The digits, and perhaps the comma.
    digits: Vec<char>,
    eras: Vec<Era>,

    // For reading.
    /// Whether names of months are read to the letter.
    pub(super) months_exact: bool,
    pub(super) months_find: Option<Pattern>,
    /// What each month's name is known by, if not by its beginning.
    pub(super) months_test: Vec<Option<Pattern>>,
    pub(super) days_exact: bool,
    pub(super) days_test: Vec<Option<Pattern>>,
    pub(super) ordinal_find: Pattern,
    part_find: Option<Pattern>,
    /// For languages whose parts of the day are more than two.
    pub(super) part_hours: Vec<(String, PartHours)>,
    /// The parts of the day after noon; without, those that begin with `p`.
    pub(super) part_after: Option<Vec<String>>,
    /// How years of eras are written with an ending, if in a special way.
    pub(super) era_year: Option<Pattern>,
}

impl Locale {
    pub(crate) fn english() -> &'static Self {
        data(None)
    }

    fn read(json: &Json) -> Self {
        let phrases = |json: &Json| match json {
            Json::Object(map) => map
                .iter()
                .map(|(key, json)| (key.clone(), Phrases::read(json)))
                .collect(),
            json => vec![("*".to_owned(), Phrases::read(json))],
        };
        let patterns = |json: &Json| list(json).iter().map(Pattern::read).collect();
        let numbers = |json: &Json| list(json).iter().map(Json::as_i64).collect();
        let mut long: Vec<(String, String)> = match &json["long"] {
            Json::Object(map) => map
                .iter()
                .map(|(key, long)| (key.clone(), text(long).to_owned()))
                .collect(),
            _ => Vec::new(),
        };
        for (short, of) in [("l", "L"), ("ll", "LL"), ("lll", "LLL"), ("llll", "LLLL")] {
            if long.iter().all(|(key, _)| key != short)
                && let Some((_, format)) = long.iter().find(|(key, _)| key == of)
            {
                long.push((short.to_owned(), shortened(format)));
            }
        }
        let first_day = json["week"][0].as_i64().unwrap_or(0);
        let part = |json: &Json| {
            list(json)
                .chunks(2)
                .filter_map(|run| Some((run.first()?.as_i64()?, text(run.get(1)?).to_owned())))
                .collect()
        };
        let ordinal_find = match json["ordinalFind"].as_str() {
            Some(source) => format!("{source}|[0-9]{{1,2}}"),
            None => "[0-9]{1,2}".to_owned(),
        };
        Self {
            months: Names::read(&json["months"], &json["monthsWhen"]),
            months_short: Names::read(&json["short"], &json["shortWhen"]),
            days: Names::read(&json["days"], &json["daysWhen"]),
            days_short: names(&json["daysShort"]),
            days_min: names(&json["daysMin"]),
            long,
            week: WeekRule {
                first_day,
                january: 7 + first_day - json["week"][1].as_i64().unwrap_or(6),
            },
            ordinals: phrases(&json["ordinal"]),
            parts: json["parts"]
                .is_array()
                .then(|| [part(&json["parts"][0]), part(&json["parts"][1])]),
            spans: phrases(&json["spans"]),
            spans_ahead: phrases(&json["spansAhead"]),
            digits: text(&json["digits"]).chars().collect(),
            eras: list(&json["eras"]).iter().map(Era::read).collect(),
            months_exact: json["monthsExact"].as_bool().unwrap_or(false),
            months_find: Pattern::read(&json["monthsFind"]),
            months_test: patterns(&json["monthsTest"]),
            days_exact: json["daysExact"].as_bool().unwrap_or(false),
            days_test: patterns(&json["daysTest"]),
            ordinal_find: Pattern::new(&ordinal_find),
            part_find: Pattern::read(&json["partFind"]),
            part_hours: list(&json["partHours"])
                .iter()
                .map(|row| (text(&row[0]).to_owned(), numbers(&row[1])))
                .collect(),
            part_after: json["partAfter"]
                .is_array()
                .then(|| texts(&json["partAfter"])),
            era_year: Pattern::read(&json["eraYear"]),
        }
    }

    /// What a preset stands for.
    pub(super) fn long(&self, preset: &str) -> Option<&str> {
        let found = self.long.iter().find(|(key, _)| key == preset);
        found.map(|(_, format)| format.as_str())
    }

    /// A number with the ending of its place in a row; `token` tells of what.
    pub(super) fn ordinal(&self, number: i64, token: &str) -> String {
        let by = |token: &str| self.ordinals.iter().find(|(key, _)| key == token);
        by(token)
            .or_else(|| by("*"))
            .map_or_else(|| number.to_string(), |(_, phrases)| phrases.say(number))
    }

    /// AM, PM or what there is instead, at this minute of the day.
    pub(super) fn part_of_day(&self, minute: i64, upper: bool) -> &str {
        let parts = self.parts.as_ref().or(Self::english().parts.as_ref());
        let part = parts.and_then(|parts| {
            let runs = &parts[usize::from(upper)];
            runs.iter().rev().find(|(from, _)| *from <= minute)
        });
        part.map_or("", |(_, text)| text)
    }

    /// How the parts of the day are found.
    pub(super) fn part_find(&self) -> Option<&Pattern> {
        self.part_find
            .as_ref()
            .or(Self::english().part_find.as_ref())
    }

    /// A span of time in words: `unit` is `s`, `m`, `mm`, `h`, `hh`, …
    pub(super) fn span(&self, unit: &str, number: i64, ahead: bool) -> String {
        let find = |spans: &'_ [(String, Phrases)]| spans.iter().position(|(key, _)| key == unit);
        let ahead = find(&self.spans_ahead).filter(|_| ahead);
        let phrases = match ahead {
            Some(place) => self.spans_ahead.get(place),
            None => find(&self.spans).and_then(|place| self.spans.get(place)),
        };
        phrases.map_or_else(String::new, |(_, phrases)| phrases.say(number))
    }

    pub(super) fn eras(&self) -> &[Era] {
        if self.eras.is_empty() {
            &Self::english().eras
        } else {
            &self.eras
        }
    }

    /// The era that a midnight is in.
    pub(super) fn era(&self, midnight: i64) -> Option<&Era> {
        self.eras().iter().find(|era| {
            let (from, to) = (era.since.min(era.until), era.since.max(era.until));
            (from..=to).contains(&midnight)
        })
    }

    /// A text with the language's own digits.
    pub(super) fn written(&self, text: String) -> String {
        if self.digits.is_empty() {
            return text;
        }
        let own = |c: char| {
            let place = match c {
                ',' => Some(10),
                c => c.to_digit(10),
            };
            let own = place.and_then(|place| self.digits.get(usize::try_from(place).ok()?));
            own.copied().unwrap_or(c)
        };
        text.chars().map(own).collect()
    }

    /// A text with the digits that all languages share.
    pub(super) fn read_digits<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if self.digits.is_empty() {
            return Cow::Borrowed(text);
        }
        let shared = |c: char| match self.digits.iter().position(|own| *own == c) {
            Some(10) => ',',
            Some(digit) => char::from_digit(u32::try_from(digit).unwrap_or(0), 10).unwrap_or(c),
            None => c,
        };
        text.chars().map(shared).collect()
    }
}

fn text(json: &Json) -> &str {
    json.as_str().unwrap_or_default()
}

fn list(json: &Json) -> &[Json] {
    json.as_array().map_or(&[], Vec::as_slice)
}

fn texts(json: &Json) -> Vec<String> {
    list(json)
        .iter()
        .map(|json| text(json).to_owned())
        .collect()
}

/// Names with underscores between them.
fn names(json: &Json) -> Vec<String> {
    text(json).split('_').map(str::to_owned).collect()
}
