//! What moment gives, as tables.

mod read;

use basekey_model::time::{Millis, Zone};

use super::*;
use crate::value::{Failure, Moment};

fn at(text: &str) -> Millis {
    Millis::parse(text).unwrap()
}

fn moment(text: &str, zone: &str, locale: &str) -> Moment {
    Moment {
        at: at(text),
        zone: (!zone.is_empty()).then(|| Zone::named(zone).unwrap()),
        locale: Some(LocaleId::named(locale).unwrap()),
    }
}

/// The instant of a text without seconds or an offset; an empty one has none.
fn iso(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| {
        let seconds = if text.len() == 16 { ":00" } else { "" };
        at(&format!("{text}{seconds}Z")).to_string()
    })
}

#[test]
fn writes_tokens() {
    let when = moment("2024-03-05T09:07:03.045Z", "", "en");
    for (tokens, text) in [
        ("M Mo MM MMM MMMM", "3 3rd 03 Mar March"),
        ("Q Qo D Do DD DDD DDDo DDDD", "1 1st 5 5th 05 65 65th 065"),
        ("d do dd ddd dddd e E", "2 2nd Tu Tue Tuesday 2 2"),
        ("w wo ww W Wo WW", "10 10th 10 10 10th 10"),
        (
            "YY YYYY YYYYY YYYYYY Y YYY",
            "24 2024 02024 +002024 2024 242024",
        ),
        (
            "y yy yyyy yo N NNNN",
            "2024 2024 2024 2024th AD Anno Domini",
        ),
        ("gg gggg ggggg GG GGGG g", "24 2024 02024 24 2024 g"),
        ("A a H HH h hh k kk", "AM am 9 09 9 09 9 09"),
        ("Hmm Hmmss hmm hmmss eHHmm", "907 90703 907 90703 20907"),
        (
            "m mm s ss S SS SSS SSSS SSSSSSSSS",
            "7 07 3 03 0 04 045 0450 045000000",
        ),
        (
            "z zz Z ZZ X x",
            "UTC UTC +00:00 +0000 1709629623 1709629623045",
        ),
        ("LT|LTS|L|LL", "9:07 AM|9:07:03 AM|03/05/2024|March 5, 2024"),
        ("LLLL", "Tuesday, March 5, 2024 9:07 AM"),
        ("l|ll|llll", "3/5/2024|Mar 5, 2024|Tue, Mar 5, 2024 9:07 AM"),
        ("YYYY-[Q]Q [[YYYY] [a]b] [", "2024-Q1 [YYYY a]b ["),
        (r"\YYYY \L \[YYYY\] \\D", r"YYYY L [2024] 5"),
        ("D\nM", "53"),
        ("w| u", "w| u"),
        ("", "2024-03-05T09:07:03Z"),
    ] {
        assert_eq!(format(&when, tokens).unwrap(), text, "{tokens}");
    }
}

#[test]
fn writes_in_zones_and_locales() {
    for (when, zone, locale, tokens, text) in [
        (
            "2024-07-04T23:30:00Z",
            "America/New_York",
            "en",
            "M/D HH:mm z Z",
            "7/4 19:30 EDT -04:00",
        ),
        (
            "2024-07-04T23:30:00Z",
            "Pacific/Marquesas",
            "en",
            "HH:mm ZZ",
            "14:00 -0930",
        ),
        (
            "2024-07-04T23:30:00Z",
            "America/New_York",
            "en",
            "",
            "2024-07-04T19:30:00-04:00",
        ),
        (
            "9999-12-31T23:59:59.999Z",
            "",
            "en",
            "YYYY-MM-DD HH:mm",
            "9999-12-31 23:59",
        ),
        (
            "9999-12-31T23:59:59.999Z",
            "Asia/Tokyo",
            "en",
            "Y-MM-DD HH:mm",
            "+10000-01-01 08:59",
        ),
        (
            "0001-01-01T00:00:00Z",
            "America/New_York",
            "en",
            "YYYY-MM-DD",
            "0000-12-31",
        ),
        (
            "2021-01-03T00:00:00Z",
            "",
            "en",
            "GGGG-[W]WW-E gggg-ww-e",
            "2020-W53-7 2021-02-0",
        ),
        (
            "2024-03-05T09:07:03Z",
            "",
            "de",
            "LLLL",
            "Dienstag, 5. März 2024 09:07",
        ),
        (
            "2024-03-05T09:07:03Z",
            "",
            "ru",
            "MMMM, D MMMM",
            "марта, 5 марта",
        ),
        ("2024-03-05T09:07:03Z", "", "ru", "MMMM YYYY", "март 2024"),
        ("2024-03-05T09:07:03Z", "", "pl", "D MMMM", "5 marca"),
        ("2024-03-05T09:07:03Z", "", "el", "MMMM D", "Μάρτιος 5"),
        (
            "2024-03-05T09:07:03Z",
            "",
            "nl",
            "D-MMM-YY D MMM",
            "5-mrt-24 5 mrt",
        ),
        ("2024-03-05T09:07:03Z", "", "uk", "[В] dddd", "В вівторок"),
        ("2024-03-05T09:07:03Z", "", "ar", "D/M, h a", "٥/٣، ٩ ص"),
        (
            "2024-03-05T11:45:03Z",
            "",
            "zh-cn",
            "ah:mm Do",
            "中午11:45 5日",
        ),
        ("2019-05-01T00:00:00Z", "", "ja", "NNNN yo", "令和 元年"),
        ("2024-03-01T00:00:00Z", "", "fr", "Do DDDo", "1er 61e"),
    ] {
        let when = moment(when, zone, locale);
        assert_eq!(format(&when, tokens).unwrap(), text, "{tokens} {locale}");
    }
    assert_eq!(
        format(&Millis(0).into(), &"Y".repeat(100_000)),
        Err(Failure::TooMuch)
    );
}

#[test]
fn every_locale_is_there_and_whole() {
    let names: Vec<&str> = LocaleId::names().collect();
    assert_eq!(names.len(), 88);
    assert_eq!(LocaleId::named("PT-BR"), LocaleId::named("pt-br"));
    for unknown in ["", "xx", "english", "en-us", "de\t"] {
        assert_eq!(LocaleId::named(unknown), None, "{unknown}");
    }
    for name in names {
        for token in [
            "MMMM", "MMM", "dddd", "ddd", "dd", "LT", "LTS", "L", "LL", "LLL", "LLLL", "a", "Do",
        ] {
            let when = moment("2024-03-05T09:07:03Z", "", name);
            let text = format(&when, token).unwrap();
            assert!(!text.is_empty() && text != token, "{name} {token} {text}");
        }
        for seconds in [
            1,
            60,
            600,
            3600,
            36_000,
            86_400,
            864_000,
            3_000_000,
            9_000_000,
            40_000_000,
            400_000_000,
        ] {
            let when = moment("2024-03-05T09:07:03Z", "", name);
            let now = Millis(when.at.0 + seconds * 1000);
            assert!(!span(&when, now, false).is_empty(), "{name} {seconds}");
            assert!(!span(&when, now, true).is_empty(), "{name} {seconds}");
        }
        // What it writes it reads.
        let when = moment("2023-11-01T00:00:00Z", "", name);
        let text = format(&when, "MMMM YYYY").unwrap();
        let read = parse_format(&text, "MMMM YYYY", when.locale, Millis(0));
        assert_eq!(read, Some(when.at), "{name} {text}");
    }
}

#[test]
fn adds_units() {
    for (from, zone, count, unit, result) in [
        ("2024-01-31T00:00", "", 1.0, "months", "2024-02-29T00:00"),
        ("2024-02-29T00:00", "", -1.0, "y", "2023-02-28T00:00"),
        ("2024-11-30T00:00", "", 1.0, "Q", "2025-02-28T00:00"),
        ("2024-03-10T00:00", "", -2.0, "w", "2024-02-25T00:00"),
        ("2024-03-10T00:00", "", 1.5, "hours", "2024-03-10T01:30"),
        ("2024-03-10T00:00", "", 1.5, "days", "2024-03-12T00:00"),
        ("2024-03-10T00:00", "", -1.5, "days", "2024-03-08T00:00"),
        ("2024-03-10T00:00", "", 0.5, "years", "2024-09-10T00:00"),
        ("2024-03-10T00:00", "", 90.0, "m", "2024-03-10T01:30"),
        // A day of 23 hours.
        (
            "2024-03-09T12:00",
            "America/New_York",
            1.0,
            "day",
            "2024-03-10T11:00",
        ),
        (
            "2024-03-09T12:00",
            "America/New_York",
            24.0,
            "hours",
            "2024-03-10T12:00",
        ),
        ("9999-12-31T00:00", "", 1.0, "day", ""),
        ("0001-01-01T00:00", "", -1.0, "ms", ""),
        ("2024-01-01T00:00", "", 1e300, "years", ""),
        ("2024-01-01T00:00", "", f64::NEG_INFINITY, "seconds", ""),
    ] {
        let from = moment(&format!("{from}:00Z"), zone, "en");
        let sum = Unit::named(unit).unwrap().add(&from, count);
        assert_eq!(
            sum.ok().map(|sum| sum.at.to_string()),
            iso(result),
            "{unit}"
        );
    }
    for unknown in ["", "fortnights", "D", "q", " days", "date"] {
        assert_eq!(Unit::named(unknown), None, "{unknown}");
    }
}

#[test]
fn counts_units_between() {
    for (to, from, unit, count) in [
        ("2024-03-10T23:59", "2024-03-09T00:00", "days", 1.0),
        ("2024-03-09T00:00", "2024-03-10T23:59", "days", -1.0),
        ("2024-03-10T00:00", "2024-01-31T00:00", "months", 1.0),
        ("2024-03-30T00:00", "2024-02-29T00:00", "months", 1.0),
        ("2024-02-29T12:00", "2024-01-31T12:01", "months", 0.0),
        ("2025-01-30T00:00", "2024-01-31T00:00", "years", 0.0),
        ("2020-06-06T00:00", "2022-06-06T00:00", "y", -2.0),
        ("2024-12-25T00:00", "2024-01-01T00:00", "quarters", 3.0),
        ("2024-12-25T00:00", "2024-01-01T00:00", "weeks", 51.0),
        ("9999-12-31T00:00", "0001-01-01T00:00", "years", 9998.0),
    ] {
        let (to, from) = (at(&format!("{to}:00Z")), at(&format!("{from}:00Z")));
        let units = Unit::named(unit).unwrap().between(&to.into(), &from.into());
        assert!((units - count).abs() < 1e-9 && units.is_sign_positive() == (count >= 0.0));
    }
}

#[test]
fn knows_what_is_in_one_unit() {
    for (one, other, zone, unit, same) in [
        ("2024-03-10T01:00", "2024-03-10T23:00", "", "day", true),
        ("2024-03-09T00:00", "2024-03-10T00:00", "", "week", false),
        ("2024-03-10T00:00", "2024-03-16T23:59", "", "week", true),
        ("2024-03-10T00:00", "2024-03-04T00:00", "", "isoweek", true),
        ("2024-03-10T00:00", "2024-01-01T00:00", "", "quarter", true),
        ("2024-03-10T00:00", "2023-12-31T23:59", "", "year", false),
        (
            "2024-03-10T02:00",
            "2024-03-09T23:00",
            "America/New_York",
            "day",
            true,
        ),
        ("9999-12-31T00:00", "9999-12-31T23:59", "", "year", true),
    ] {
        let one = moment(&format!("{one}:00Z"), zone, "en");
        let other = at(&format!("{other}:00Z"));
        assert_eq!(
            Unit::named(unit).unwrap().holds(&one, other),
            same,
            "{unit}"
        );
    }
}

#[test]
fn says_spans_in_words() {
    let now = at("2024-03-05T00:00:00Z");
    for (when, locale, text) in [
        ("2024-03-05T00:00:00Z", "en", "a few seconds"),
        ("2024-03-08T00:00:00Z", "en", "3 days"),
        ("2024-03-04T22:00:00Z", "en", "2 hours"),
        ("2023-03-05T00:00:00Z", "en", "a year"),
        ("2024-02-05T00:00:00Z", "en", "a month"),
        ("1824-03-05T00:00:00Z", "en", "200 years"),
        ("2024-03-08T00:00:00Z", "ru", "3 дня"),
        ("2024-03-10T00:00:00Z", "pl", "5 dni"),
        ("2024-03-08T00:00:00Z", "hi", "३ दिन"),
    ] {
        let when = moment(when, "", locale);
        let ahead = when.at > now;
        assert_eq!(span(&when, now, ahead), text, "{locale}");
    }
    let when = moment("2024-03-05T02:00:00Z", "", "fi");
    assert_eq!(span(&when, now, true), "kahden tunnin");
    assert_eq!(span(&when, now, false), "kaksi tuntia");
}

proptest::proptest! {
    #[test]
    fn days_of_the_calendar_go_back_and_forth(number in -1_000_000i64..3_000_000) {
        let date = calendar::Date::of(number);
        proptest::prop_assert_eq!(date.number(), number);
        let theirs = jiff::civil::date(1970, 1, 1) + jiff::Span::new().days(number.clamp(-700_000, 2_900_000));
        let ours = calendar::Date::of(number.clamp(-700_000, 2_900_000));
        proptest::prop_assert_eq!(
            (ours.year, ours.month, ours.day),
            (theirs.year().into(), theirs.month().into(), theirs.day().into())
        );
    }

    #[test]
    fn nothing_panics(
        text in "[-+0-9A-Za-z:/., ()\\[\\]\\\\é年٣]{0,24}",
        tokens in "[YMDdwWQNygGeEaAhHkmsSzZxXLlTo\\[\\]\\\\ :/|é年\n]{0,16}",
        millis in calendar_range(),
        place in 0u16..90,
        count in proptest::num::f64::ANY,
    ) {
        let locale = Some(LocaleId(place));
        let read = parse(&text, locale);
        let by_format = parse_format(&text, &tokens, locale, Millis(millis));
        for at in [read, by_format].into_iter().flatten() {
            proptest::prop_assert!(in_range(at).is_ok());
        }
        let zone = Zone::named("Asia/Tokyo");
        let when = Moment { at: Millis(millis), zone, locale };
        let _ = format(&when, &tokens);
        for unit in [Unit::Millisecond, Unit::Hour, Unit::Day, Unit::Week, Unit::Quarter, Unit::Year] {
            let _ = (unit.add(&when, count), unit.start(&when), unit.holds(&when, Millis(0)));
            let _ = unit.between(&when, &Millis(0).into());
        }
    }
}

fn calendar_range() -> impl proptest::strategy::Strategy<Value = i64> {
    -62_135_596_800_000_i64..=253_402_300_799_999
}
