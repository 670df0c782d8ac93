//! Where a reader is from, as far as the writing of days goes.
//!
//! The patterns are those of the Unicode Common Locale Data Repository for a
//! day whose year, month and day are all numbers, the year in full: what
//! browsers write for `toLocaleDateString`. Years are Gregorian and digits
//! Latin everywhere, and marks of writing direction are left out.

use std::fmt::Write as _;

use jiff::civil::Date;

/// How days of the format `local` are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Locale {
    /// `d` and `M` are numbers, `dd` and `MM` numbers of two digits, `y` is the
    /// year; every other mark stands for itself.
    pattern: &'static str,
}

/// Month first, as in `5/6/2024`: American English.
impl Default for Locale {
    fn default() -> Self {
        Self {
            pattern: MONTH_FIRST,
        }
    }
}

const MONTH_FIRST: &str = "M/d/y";

/// English in a region that is not listed.
const WORLD_ENGLISH: &str = "dd/MM/y";

/// Patterns by language, and by language and region where the region differs.
const PATTERNS: &[(&str, &str)] = &[
    ("af", "y-MM-dd"),
    ("am", "d/M/y"),
    ("ar", "d/M/y"),
    ("az", "dd.MM.y"),
    ("be", "d.M.y"),
    ("bg", "d.MM.y г."),
    ("bn", "d/M/y"),
    ("br", "dd/MM/y"),
    ("bs", "d. M. y."),
    ("ca", "d/M/y"),
    ("cs", "d. M. y"),
    ("cv", "y.MM.dd"),
    ("cy", "d/M/y"),
    ("da", "d.M.y"),
    ("de", "d.M.y"),
    ("el", "d/M/y"),
    ("en", MONTH_FIRST),
    ("en-as", MONTH_FIRST),
    ("en-be", "d/M/y"),
    ("en-ca", "y-MM-dd"),
    ("en-ch", "dd.MM.y"),
    ("en-gu", MONTH_FIRST),
    ("en-hk", "d/M/y"),
    ("en-ie", "d/M/y"),
    ("en-in", "d/M/y"),
    ("en-nz", "d/MM/y"),
    ("en-ph", MONTH_FIRST),
    ("en-pr", MONTH_FIRST),
    ("en-se", "y-MM-dd"),
    ("en-us", MONTH_FIRST),
    ("en-vi", MONTH_FIRST),
    ("en-za", "y/MM/dd"),
    ("en-zw", "d/M/y"),
    ("eo", "y-MM-dd"),
    ("es", "d/M/y"),
    ("es-cl", "dd-MM-y"),
    ("es-pa", "MM/dd/y"),
    ("es-pr", "MM/dd/y"),
    ("et", "d.M.y"),
    ("eu", "y/M/d"),
    ("fa", "y/M/d"),
    ("fi", "d.M.y"),
    ("fo", "dd.MM.y"),
    ("fr", "dd/MM/y"),
    ("fr-ca", "y-MM-dd"),
    ("fr-ch", "dd.MM.y"),
    ("fy", "d-M-y"),
    ("ga", "dd/MM/y"),
    ("gl", "d/M/y"),
    ("he", "d.M.y"),
    ("hi", "d/M/y"),
    ("hr", "dd. MM. y."),
    ("hu", "y. MM. dd."),
    ("hy", "dd.MM.y"),
    ("id", "d/M/y"),
    ("is", "d.M.y"),
    ("it", "dd/MM/y"),
    ("ja", "y/M/d"),
    ("jv", "dd-MM-y"),
    ("ka", "d.M.y"),
    ("kk", "dd.MM.y"),
    ("km", "d/M/y"),
    ("ko", "y. M. d."),
    ("lb", "d.M.y"),
    ("lt", "y-MM-dd"),
    ("lv", "d.MM.y."),
    ("me", "d. M. y."),
    ("mk", "d.M.y г."),
    ("ml", "d/M/y"),
    ("mr", "d/M/y"),
    ("ms", "d/M/y"),
    ("my", "d/M/y"),
    ("nb", "d.M.y"),
    ("ne", "y-MM-dd"),
    ("nl", "d-M-y"),
    ("nl-be", "d/M/y"),
    ("nn", "d.M.y"),
    ("no", "d.M.y"),
    ("pl", "d.MM.y"),
    ("pt", "dd/MM/y"),
    ("ro", "dd.MM.y"),
    ("ru", "dd.MM.y"),
    ("si", "y-M-d"),
    ("sk", "d. M. y"),
    ("sl", "d. M. y"),
    ("sq", "d.M.y"),
    ("sr", "d. M. y."),
    ("sv", "y-MM-dd"),
    ("sv-fi", "d.M.y"),
    ("sw", "d/M/y"),
    ("ta", "d/M/y"),
    ("te", "d/M/y"),
    ("th", "d/M/y"),
    ("tr", "dd.MM.y"),
    ("tzm", "y-MM-dd"),
    ("uk", "dd.MM.y"),
    ("ur", "d/M/y"),
    ("uz", "dd/MM/y"),
    ("vi", "d/M/y"),
    ("zh", "y/M/d"),
    ("zh-hk", "d/M/y"),
    ("zh-mo", "d/M/y"),
    ("zu", "y-MM-dd"),
];

impl Locale {
    /// The locale of a tag such as `en`, `en-US`, `en_gb` or `zh-Hant-HK`. Every
    /// tag is taken: of an unknown region the language decides, and an unknown
    /// language writes the month first.
    pub fn from_tag(tag: &str) -> Self {
        let mut parts = tag.trim().split(['-', '_']);
        let language = parts.next().unwrap_or_default().to_ascii_lowercase();
        // Before the region a script of four letters may stand; a single letter
        // begins what is no part of the place any more (`-u-ca-gregory`).
        let region = parts
            .take_while(|part| part.len() > 1)
            .find(|part| part.len() == 2 || part.bytes().all(|byte| byte.is_ascii_digit()));
        let pattern = match region {
            Some(region) => {
                let whole = format!("{language}-{}", region.to_ascii_lowercase());
                find(&whole).or_else(|| match language.as_str() {
                    "en" => Some(WORLD_ENGLISH),
                    language => find(language),
                })
            }
            None => find(&language),
        };
        Self {
            pattern: pattern.unwrap_or(MONTH_FIRST),
        }
    }

    /// The day as this locale writes it.
    pub(super) fn day(self, date: Date) -> String {
        let mut text = String::with_capacity(16);
        let mut rest = self.pattern;
        while let Some(mark) = rest.chars().next() {
            let end = rest.find(|other| other != mark).unwrap_or(rest.len());
            let (run, after) = rest.split_at(end);
            let width = run.len();
            let _ = match mark {
                'd' => write!(text, "{:0width$}", date.day()),
                'M' => write!(text, "{:0width$}", date.month()),
                'y' => write!(text, "{}", date.year()),
                _ => write!(text, "{run}"),
            };
            rest = after;
        }
        text
    }
}

fn find(tag: &str) -> Option<&'static str> {
    let at = PATTERNS.binary_search_by(|(known, _)| (*known).cmp(tag));
    PATTERNS.get(at.ok()?).map(|(_, pattern)| *pattern)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(tag: &str) -> String {
        Locale::from_tag(tag).day(Date::constant(2024, 5, 6))
    }

    #[test]
    fn days_are_written_as_at_home() {
        for (tag, text) in [
            ("en", "5/6/2024"),
            ("en-US", "5/6/2024"),
            ("en_gb", "06/05/2024"),
            ("en-AU", "06/05/2024"),
            ("EN-ie", "6/5/2024"),
            ("en-CA", "2024-05-06"),
            ("en-150", "06/05/2024"),
            ("en-u-ca-gregory", "5/6/2024"),
            ("es-419", "6/5/2024"),
            ("de", "6.5.2024"),
            ("de-AT", "6.5.2024"),
            ("de-Latn-CH", "6.5.2024"),
            ("fr", "06/05/2024"),
            ("fr-CA", "2024-05-06"),
            ("fr-CH", "06.05.2024"),
            ("nl", "6-5-2024"),
            ("pl", "6.05.2024"),
            ("cs", "6. 5. 2024"),
            ("bg", "6.05.2024 г."),
            ("hu", "2024. 05. 06."),
            ("sv", "2024-05-06"),
            ("lt", "2024-05-06"),
            ("ja", "2024/5/6"),
            ("ja-JP-u-ca-japanese", "2024/5/6"),
            ("ko", "2024. 5. 6."),
            ("zh-cn", "2024/5/6"),
            ("zh-Hant-HK", "6/5/2024"),
            ("pt-br", "06/05/2024"),
        ] {
            assert_eq!(day(tag), text, "{tag}");
        }
    }

    #[test]
    fn an_unknown_tag_writes_the_month_first() {
        for tag in [
            "", " ", "x", "tlh", "tlh-US", "-", "_en", "é", "en-", "en-Latn",
        ] {
            assert_eq!(day(tag), "5/6/2024", "{tag}");
        }
        assert_eq!(Locale::default(), Locale::from_tag("en-US"));
    }

    #[test]
    fn patterns_are_in_order_and_name_all_of_a_day() {
        assert!(PATTERNS.is_sorted_by(|left, right| left.0 < right.0));
        for (tag, pattern) in PATTERNS {
            let text = day(tag);
            assert!(text.contains("2024"), "{pattern}");
            assert!(text.contains('5') && text.contains('6'), "{pattern}");
        }
    }

    #[test]
    fn double_digits_need_no_padding() {
        let last = Date::constant(2024, 12, 31);
        assert_eq!(Locale::from_tag("en-GB").day(last), "31/12/2024");
        assert_eq!(Locale::from_tag("de").day(last), "31.12.2024");
    }
}
