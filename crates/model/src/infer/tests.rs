use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::cell::{Names, Nobody, WriteContext, Written, plain, write};
use crate::limits::Limits;
use crate::testing::Fixed;

fn infer(texts: &[&str]) -> FieldKind {
    let mut inference = Inference::new();
    for text in texts {
        inference.observe(text);
    }
    inference.verdict(&Fixed::new(1))
}

/// A kind with the options that matter here.
fn short(kind: &FieldKind) -> String {
    match kind {
        FieldKind::Number { precision } | FieldKind::Percent { precision } => {
            format!("{} {precision}", kind.type_name())
        }
        FieldKind::Currency { precision, symbol } => format!("currency {precision} {symbol}"),
        FieldKind::Date { date } => format!("date {date}"),
        FieldKind::DateTime(format) => format!("dateTime {} {}", format.date, format.time),
        FieldKind::SingleSelect(choices) => {
            let names: Vec<&str> = choices
                .list
                .iter()
                .map(|choice| choice.name.as_str())
                .collect();
            format!("singleSelect {}", names.join("|"))
        }
        kind => kind.type_name().to_owned(),
    }
}

const CASES: &[(&[&str], &str)] = &[
    // Nothing to go by.
    (&[], "singleLineText"),
    (&["", "  ", ""], "singleLineText"),
    // Checkboxes.
    (&["TRUE", "false", "True"], "checkbox"),
    (&["yes", "No", "YES", "no"], "checkbox"),
    (&["checked", "", "checked"], "checkbox"),
    (&["x", "", "", "X"], "checkbox"),
    (&["y", "n"], "checkbox"),
    // "no" and blank are not the same answer.
    (&["yes", "no", "", "yes"], "singleLineText"),
    (
        &["yes", "no", "", "yes", "no", "yes", "no"],
        "singleSelect yes|no",
    ),
    (&["yes", "no", "maybe"], "singleLineText"),
    (&["1", "0", "1"], "number 0"),
    (&["yes", "1"], "singleLineText"),
    // Numbers.
    (&["1", "22", "-3"], "number 0"),
    (&["1", "2.5", "", "3.125"], "number 3"),
    (&["1,234", "1,234,567.50", "12"], "number 2"),
    (&["1.234,50", "99,5"], "number 2"),
    (&["1 234,5", "7"], "number 1"),
    (&["1e3", "2.5e-3"], "number 1"),
    (&["(5)", "7"], "number 0"),
    // The comma is decimal in one and can not be sure in the other.
    (&["3,5", "1,234"], "singleLineText"),
    (&["1.5", "1.234.567"], "singleLineText"),
    (&["1,5", "1.5"], "singleLineText"),
    (&["1", "two"], "singleLineText"),
    (&["12", "N/A"], "singleLineText"),
    // Codes and long numbers would lose digits.
    (&["00501", "90210"], "singleLineText"),
    (&["1234567890123456", "1"], "singleLineText"),
    (&["123456789012345", "1"], "number 0"),
    (&["0.5", "0", "0.25"], "number 2"),
    (&["5551234567", "5559876543"], "number 0"),
    // Percent and money.
    (&["50%", "12.5 %"], "percent 1"),
    (&["50%", "7"], "singleLineText"),
    (&["$1,234.50", "-$5.00", "$7"], "currency 2 $"),
    (&["$1.50", "2", "$3"], "currency 2 $"),
    (&["$1", "2", "3"], "singleLineText"),
    (&["1,50 €", "1.234,00 €"], "currency 2 €"),
    (&["$5", "€5"], "singleLineText"),
    // Days.
    (&["2024-06-01", "", "2023-02-28"], "date iso"),
    (&["2024/06/01", "2024-06-02"], "date iso"),
    (&["8/27/1998", "8/7/1998"], "date us"),
    (&["27/8/1998", "8/7/1998"], "date european"),
    (&["7.8.1998", "8.8.1998"], "date european"),
    (&["8/27/98", "8/7/98"], "date us"),
    (&["Aug 7 1998", "September 12, 2001"], "date friendly"),
    (&["7-Aug-98", "12-Sep-01"], "date friendly"),
    (&["7/7/1998", "8/8/1998"], "date iso"),
    (&["8/7/1998", "9/7/1998"], "singleLineText"),
    (&["8/27/1998", "27/8/1998"], "singleLineText"),
    (&["2024-06-01", "2024-06-31"], "singleLineText"),
    (&["2024-06-01", "soon"], "singleLineText"),
    (&["2024", "1998"], "number 0"),
    (&["13:30", "9:15"], "singleLineText"),
    // Moments.
    (
        &["2024-06-01T12:30:00.000Z", "2024-06-02T00:00:00Z"],
        "dateTime iso 24hour",
    ),
    (&["2024-06-01 12:30", "2024-06-02"], "dateTime iso 24hour"),
    (
        &["8/27/1998 1:30pm", "8/7/1998 9:00am"],
        "dateTime us 12hour",
    ),
    (&["27/8/1998 13:30"], "dateTime european 24hour"),
    (
        &["Thu, 27 Aug 1998 13:30:00 +0200"],
        "dateTime friendly 24hour",
    ),
    // Addresses and telephone numbers.
    (&["ann@example.com", "", "bob@example.org"], "email"),
    (&["ann@example.com", "bob"], "singleLineText"),
    (&["https://example.com", "www.example.org/x"], "url"),
    (&["https://example.com", "none"], "singleLineText"),
    (&["(555) 123-4567", "555-123-4567"], "phoneNumber"),
    (&["+49 30 123 456", "+49 171 1234567"], "phoneNumber"),
    (&["192.168.100.200", "10.0.0.1"], "singleLineText"),
    (&["978-3-16-148410-0"], "singleLineText"),
    // Selects.
    (
        &["Open", "Done", "Open", "Open", "Done", "Done"],
        "singleSelect Open|Done",
    ),
    (
        &["Open ", "Done", " Open", "Open", "Done", "Done"],
        "singleSelect Open|Done",
    ),
    (
        &["Open", "open", "Open", "open", "Open", "open"],
        "singleSelect Open|open",
    ),
    (&["Open", "Done", "Open", "Open", "Done"], "singleLineText"),
    (&["a", "b", "c", "d", "e", "f", "a"], "singleLineText"),
    (
        &["a, b", "a, b", "a, b", "c", "c", "c"],
        "singleSelect a, b|c",
    ),
    // Text.
    (&["Ann", "Bob"], "singleLineText"),
    (&["one\ntwo", "three"], "multilineText"),
    (
        &["a\nb", "a\nb", "a\nb", "a\nb", "a\nb", "a\nb"],
        "multilineText",
    ),
];

#[test]
fn columns_as_they_come() {
    for (texts, expected) in CASES {
        assert_eq!(short(&infer(texts)), *expected, "{texts:?}");
    }
}

#[test]
fn long_text_is_long() {
    let long = "word ".repeat(60);
    assert_eq!(infer(&[&long, "short"]).type_name(), "multilineText");
    let names: Vec<String> = (0..60)
        .flat_map(|n| std::iter::repeat_n(format!("n{n}x"), 4))
        .collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    assert_eq!(
        infer(&names).type_name(),
        "singleLineText",
        "too many different texts"
    );
    assert!(
        short(&infer(&names[..12])).starts_with("singleSelect"),
        "enough repeats"
    );
}

/// Nothing is lost: a filled cell stays filled in a field of the proposed kind.
fn survives(kind: &FieldKind, text: &str) -> bool {
    let context = WriteContext {
        typecast: true,
        limits: &Limits::default(),
        people: &Nobody,
        entropy: &Fixed::new(1),
    };
    match write(kind, &json!(text), &context) {
        Ok(Written::Raw(raw)) => !plain(kind, &raw, &Names::NONE).is_empty(),
        Ok(Written::Clear) => {
            text.trim().is_empty()
                || (matches!(kind, FieldKind::Checkbox { .. })
                    && checkbox_word(text) == Some(false))
        }
        _ => false,
    }
}

#[test]
fn no_case_loses_a_cell() {
    for (texts, _) in CASES {
        let kind = infer(texts);
        assert_eq!(kind.validate(&Limits::default()), Ok(()));
        for text in *texts {
            assert!(survives(&kind, text), "{text:?} as {}", short(&kind));
        }
    }
}

proptest! {
    #[test]
    fn no_column_loses_a_cell(texts in prop::collection::vec(
        prop_oneof![
            "[0-9]{1,2}[/.-][0-9]{1,2}[/.-](19|20)?[0-9]{2}( [0-9]{1,2}:[0-9]{2}(am|pm)?)?",
            "[-+]?[$€]?[0-9]{1,3}([,. ]?[0-9]{1,3}){0,3}[%€]?",
            "(yes|no|true|x|Open|Done|)",
            "\\PC{0,12}",
        ],
        1..8,
    ), one in any::<bool>()) {
        // Columns of one text find their kind more often.
        let texts: Vec<&str> = texts.iter().map(String::as_str).take(if one { 1 } else { 8 }).collect();
        let kind = infer(&texts);
        for text in &texts {
            prop_assert!(survives(&kind, text), "{:?} as {}", text, short(&kind));
        }
    }
}
