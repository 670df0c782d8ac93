//! Calls, as formulas make them.

use basekey_model::time::Millis;
use serde_json::{Value as Json, json};

use crate::bounds::Bounds;
use crate::cases::{Case, run};
use crate::context::Context;

/// 2025-06-15T13:00:00Z
const NOW: Millis = Millis(1_749_992_400_000);

fn result(formula: &str) -> Json {
    let context = Context::new(NOW, Bounds::default());
    run(&json!({ "formula": formula }), &context).unwrap()
}

fn table(rows: &[(&str, Json)]) {
    for (formula, expected) in rows {
        assert_eq!(result(formula), *expected, "{formula}");
    }
}

fn error() -> Json {
    json!({ "error": "#ERROR!" })
}

#[test]
fn parts_are_those_of_the_zone() {
    let at = "SET_TIMEZONE('2024-01-01T02:30:15Z', 'America/New_York')";
    table(&[
        (&format!("YEAR({at})"), json!(2023)),
        (&format!("MONTH({at})"), json!(12)),
        (&format!("DAY({at})"), json!(31)),
        (&format!("HOUR({at})"), json!(21)),
        (&format!("MINUTE({at})"), json!(30)),
        (&format!("SECOND({at})"), json!(15)),
        (&format!("WEEKDAY({at})"), json!(0)),
        (&format!("WEEKDAY({at}, 'monday')"), json!(6)),
        (&format!("WEEKNUM({at})"), json!(1)),
        (&format!("WEEKNUM({at}, 'Monday')"), json!(53)),
        // These two are in GMT whatever was set.
        (&format!("DATESTR({at})"), json!("2024-01-01")),
        (&format!("TIMESTR({at})"), json!("02:30:15")),
        ("WEEKDAY('2024-01-01', 'Friday')", error()),
    ]);
}

#[test]
fn the_present_comes_from_outside() {
    table(&[
        ("NOW()", json!("2025-06-15T13:00:00.000Z")),
        ("TODAY()", json!("2025-06-15T00:00:00.000Z")),
        ("FROMNOW('2025-06-18T13:00:00Z')", json!("3 days")),
        ("TONOW('2025-06-12T13:00:00Z')", json!("3 days")),
        (
            "FROMNOW(SET_LOCALE('2025-06-15T15:00:00Z', 'fi'))",
            json!("kahden tunnin"),
        ),
        (
            "TONOW(SET_LOCALE('2025-06-15T15:00:00Z', 'fi'))",
            json!("kaksi tuntia"),
        ),
    ]);
}

#[test]
fn counts_working_days() {
    table(&[
        (
            "WORKDAY('2026-01-16', 1)",
            json!("2026-01-19T00:00:00.000Z"),
        ),
        (
            "WORKDAY('2026-01-16', 1, '2026-01-19')",
            json!("2026-01-20T00:00:00.000Z"),
        ),
        (
            "WORKDAY('2026-01-19', -1, '2026-01-16, , 2026-01-15')",
            json!("2026-01-14T00:00:00.000Z"),
        ),
        (
            "WORKDAY('2026-01-17', 0)",
            json!("2026-01-17T00:00:00.000Z"),
        ),
        (
            "WORKDAY('2024-01-01', 2000000)",
            json!("9690-02-20T00:00:00.000Z"),
        ),
        ("WORKDAY('2024-01-01', 3000000)", error()),
        ("WORKDAY('2024-01-01', -1000000000000)", error()),
        ("WORKDAY('2024-01-01', 1, 'soon')", error()),
        ("WORKDAY_DIFF('2024-03-04', '2024-03-08')", json!(5)),
        ("WORKDAY_DIFF('2024-03-08', '2024-03-04')", json!(-5)),
        (
            "WORKDAY_DIFF('2024-03-04', '2024-03-08', '2024-03-06, 2024-03-06, 2024-03-09')",
            json!(4),
        ),
        ("WORKDAY_DIFF('2024-03-09', '2024-03-10')", json!(0)),
        ("WORKDAY_DIFF('0001-01-01', '9999-12-31')", json!(2_608_615)),
    ]);
}

#[test]
fn blank_dates_and_bad_words() {
    table(&[
        ("YEAR(BLANK())", Json::Null),
        ("DATEADD(BLANK(), 1, 'days')", Json::Null),
        ("DATETIME_DIFF('2024-01-01', BLANK())", Json::Null),
        ("DATETIME_FORMAT('', 'YYYY')", Json::Null),
        ("DATETIME_PARSE('')", Json::Null),
        ("IS_SAME(BLANK(), BLANK())", json!(0)),
        ("IS_AFTER('2024-01-01', BLANK())", json!(0)),
        ("DATEADD('2024-01-01', 1, 'fortnights')", error()),
        ("DATEADD('2024-01-01', 'x', 'days')", error()),
        ("DATEADD('9999-12-31', 1, 'days')", error()),
        ("IS_SAME('2024-01-01', '2024-01-01', 'age')", error()),
        ("SET_LOCALE('2024-01-01', 'klingon')", error()),
        ("SET_TIMEZONE('2024-01-01', 'Mars/Base')", error()),
        ("DATETIME_PARSE('1 mai', 'D MMM', 'klingon')", error()),
        ("DATETIME_PARSE('soon')", error()),
        ("YEAR(5)", error()),
    ]);
}

#[test]
fn compares_and_formats() {
    table(&[
        (
            "DATETIME_FORMAT('2024-03-05')",
            json!("2024-03-05T00:00:00Z"),
        ),
        (
            "DATETIME_FORMAT(DATEADD(SET_TIMEZONE(SET_LOCALE('2024-03-09T12:00:00Z', 'de'), 'America/New_York'), 1, 'day'), 'dddd HH:mm z')",
            json!("Sonntag 07:00 EDT"),
        ),
        (
            "IS_SAME(SET_TIMEZONE('2024-03-10T02:00:00Z', 'America/New_York'), '2024-03-09T23:00:00Z', 'day')",
            json!(1),
        ),
        ("DATETIME_DIFF('2024-03-10', '2024-03-09')", json!(86_400)),
        (
            "DATETIME_DIFF('2024-03-10', '2024-03-09', '')",
            json!(86_400),
        ),
        (
            "DATETIME_DIFF('2024-03-10', '2024-03-09', 'fortnights')",
            json!(86_400_000),
        ),
        (
            "DATETIME_PARSE('5', 'D') = DATETIME_PARSE('2025-06-05')",
            json!(1),
        ),
    ]);
}

#[test]
fn tells_whether_the_present_counts() {
    let context = Context::new(NOW, Bounds::default());
    let case = json!({ "fields": {
        "T": { "type": "singleLineText", "value": "5" },
    } });
    let case = Case::read(&case).unwrap();
    for (formula, now) in [
        ("DATETIME_PARSE({T})", false),
        ("DATETIME_PARSE({T}, 'M/D/YYYY')", false),
        ("DATETIME_PARSE({T}, 'D')", true),
        ("DATETIME_PARSE('5', 'D')", true),
        ("DATETIME_PARSE('5', {T})", true),
        ("YEAR(TODAY())", true),
    ] {
        let program = case.program(formula, &context).unwrap();
        assert_eq!(program.uses.now, now, "{formula}");
    }
}
