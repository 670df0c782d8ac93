//! Reading, with and without formats.

use super::{at, iso};
use crate::date::{LocaleId, parse, parse_format, reads_today};
#[test]
fn reads_by_formats() {
    let now = at("2025-06-15T13:00:00Z");
    for (text, tokens, locale, result) in [
        (
            "4 Mar 2017 23:00",
            "D MMM YYYY HH:mm",
            "en",
            "2017-03-04T23:00",
        ),
        ("29/02/2024", "DD/MM/YYYY", "en", "2024-02-29T00:00"),
        ("29|02|2024", "DD/MM/YYYY", "en", "2024-02-29T00:00"),
        ("02-03-04", "MM-DD-YY", "en", "2004-02-03T00:00"),
        ("1/1/68", "M/D/YY", "en", "2068-01-01T00:00"),
        ("1/1/69", "M/D/YY", "en", "1969-01-01T00:00"),
        (
            "5th of March 2024",
            "Do [of] MMMM YYYY",
            "en",
            "2024-03-05T00:00",
        ),
        (
            "9:07 pm 2024-03-05",
            "h:mm a YYYY-MM-DD",
            "en",
            "2024-03-05T21:07",
        ),
        (
            "12:07 am 2024-03-05",
            "h:mm a YYYY-MM-DD",
            "en",
            "2024-03-05T00:07",
        ),
        ("1709629623", "X", "en", "2024-03-05T09:07:03"),
        ("1709629623045", "x", "en", "2024-03-05T09:07:03.045"),
        (
            "2024-03-05 24:00",
            "YYYY-MM-DD HH:mm",
            "en",
            "2024-03-06T00:00",
        ),
        (
            "2024-03-05 10:00 +02:00",
            "YYYY-MM-DD HH:mm Z",
            "en",
            "2024-03-05T08:00",
        ),
        ("5 mars 2024", "D MMMM YYYY", "fr", "2024-03-05T00:00"),
        ("٥ مارس ٢٠٢٤", "D MMMM YYYY", "ar", "2024-03-05T00:00"),
        ("5 marca 2024", "D MMMM YYYY", "pl", "2024-03-05T00:00"),
        ("2024-W10-2", "GGGG-[W]WW-E", "en", "2024-03-05T00:00"),
        ("2024 65", "YYYY DDD", "en", "2024-03-05T00:00"),
        ("2024 Q2", "YYYY [Q]Q", "en", "2024-04-01T00:00"),
        ("令和 6年 3", "NNNN yo M", "ja", "2024-03-01T00:00"),
        // What is left out before is of the present day.
        ("5", "D", "en", "2025-06-05T00:00"),
        ("5", "M", "en", "2025-05-01T00:00"),
        ("7:30", "H:mm", "en", "2025-06-15T07:30"),
        ("Tuesday", "dddd", "en", "2025-06-17T00:00"),
        ("2024", "YYYY", "en", "2024-01-01T00:00"),
        ("31/02/2024", "DD/MM/YYYY", "en", ""),
        ("2024-13-01", "YYYY-MM-DD", "en", ""),
        ("2024-03-05 25:00", "YYYY-MM-DD HH:mm", "en", ""),
        ("Wed 2024-03-05", "ddd YYYY-MM-DD", "en", ""),
        ("5 mai", "D MMMM YYYY", "en", ""),
        ("5 März 2024", "D MMMM YYYY", "en", ""),
        ("words", "YYYY", "en", ""),
        ("", "YYYY", "en", ""),
        ("99999999999999999999", "x", "en", ""),
        ("10000-01-01", "YYYYY-MM-DD", "en", ""),
    ] {
        let got = parse_format(text, tokens, LocaleId::named(locale), now);
        let expected = iso(result);
        assert_eq!(got.map(|at| at.to_string()), expected, "{text} as {tokens}");
    }
    assert_eq!(parse_format(&"1".repeat(5000), "D", None, now), None);
}

#[test]
fn formats_with_a_year_do_not_read_the_clock() {
    for (tokens, reads) in [
        ("YYYY-MM-DD", false),
        ("L LT", false),
        ("X", false),
        ("GGGG-[W]WW", false),
        ("gggg ww", false),
        ("YYYY DDD", false),
        ("dddd, D MMMM YYYY", false),
        ("D MMMM", true),
        ("HH:mm", true),
        ("LT", true),
        ("dddd YYYY", true),
        ("gggg", true),
        ("WW E", true),
        ("[YYYY] D", true),
    ] {
        assert_eq!(reads_today(tokens), reads, "{tokens}");
    }
    for text in ["2024 5", "5", "5 May", "Tuesday", "no", "12"] {
        for tokens in ["YYYY-MM-DD", "D MMM YYYY", "gggg w", "h:mm YY", "W GGGG"] {
            let read = |now| parse_format(text, tokens, None, at(now));
            let (then, now) = (read("1999-01-01T00:00:00Z"), read("2025-06-15T00:00:00Z"));
            assert_eq!(then, now, "{text} as {tokens}");
        }
    }
}

#[test]
fn reads_without_formats() {
    for (text, result) in [
        ("2024-03-05", "2024-03-05T00:00"),
        ("2024-03-05T09:07:03.045Z", "2024-03-05T09:07:03.045"),
        ("2024-03-05 09:07:03,5", "2024-03-05T09:07:03.500"),
        ("20240305T0907+0200", "2024-03-05T07:07"),
        ("2024-W10-2", "2024-03-05T00:00"),
        ("2024W10", "2024-03-04T00:00"),
        ("2024-065", "2024-03-05T00:00"),
        ("2024", "2024-01-01T00:00"),
        ("202403", "2024-03-01T00:00"),
        ("+002024-03-05", "2024-03-05T00:00"),
        ("3/5/2024", "2024-03-05T00:00"),
        ("07/10/19", "2019-07-10T00:00"),
        ("1/1/50", "1950-01-01T00:00"),
        ("02/17/2013 7:31:25 am", "2013-02-17T07:31:25"),
        ("02/17/2013 7:31pm", "2013-02-17T19:31"),
        ("March 5, 2024", "2024-03-05T00:00"),
        ("5 Mar 2024 10:00", "2024-03-05T10:00"),
        ("5th March 2024", "2024-03-05T00:00"),
        ("Tue, 05 Mar 2024 09:07:03 +0100", "2024-03-05T08:07:03"),
        ("Tue, 05 Mar 2024 09:07:03 EST", "2024-03-05T14:07:03"),
        (
            "Tue Mar 05 2024 10:00:00 GMT+0200 (Central European Time)",
            "2024-03-05T08:00",
        ),
        ("2024/3/5", "2024-03-05T00:00"),
        ("1/2/2024 00::10:03.004", "2024-01-02T00:00:10.003"),
        ("1/2/2024 10:00:03.5 PM", "2024-01-02T22:00:03.500"),
        ("1/2/2024 10:00 GMT-8", "2024-01-02T18:00"),
        ("31 Feb 2023", "2023-03-03T00:00"),
        ("2024-3-5", "2024-03-05T00:00"),
        ("Date(1709629623045)", "2024-03-05T09:07:03.045"),
        ("not a date", ""),
        ("2024-02-30", ""),
        ("2024-13-01", ""),
        ("Wed, 05 Mar 2024 09:07:03 GMT", ""),
        ("13/13/2024", ""),
        ("1/1/2024 25:00", ""),
        ("5 Mar 2024 whatever", ""),
        ("0000-01-01", ""),
        ("+123456-01-01", ""),
        ("999999999-1-1", ""),
        ("", ""),
    ] {
        let got = parse(text, None);
        assert_eq!(got.map(|at| at.to_string()), iso(result), "{text}");
    }
    let bengali = parse("২০২৪-০৩-০৫", LocaleId::named("bn"));
    assert_eq!(bengali, Some(at("2024-03-05T00:00:00Z")));
}
