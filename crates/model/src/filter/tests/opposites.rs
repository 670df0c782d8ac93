//! Operators and their opposites.

use proptest::prelude::*;
use serde_json::json;

use super::*;

proptest! {
    /// What is not blank is equal or is not, contains or does not, and so on;
    /// and what is blank is on the side of "not".
    #[test]
    fn opposites_are_opposites(
        text in prop_oneof![Just("-".to_owned()), "[abAé\\\\\"]{1,3}"],
        number in prop::option::of(-3i32..4),
        wanted in "[abAé]{0,2}",
        than in -3i32..4,
        pick in 0usize..4,
    ) {
        let table = table();
        let kept = |field: &str, operator: &str, value: Value, raw: &str| {
            let condition = condition(&table, field, operator, Some(value));
            keeps(&table, &filter(Conjunction::And, vec![condition]), field, raw)
        };
        let raw = if text == "-" { text.clone() } else { serde_json::to_string(&text).unwrap() };
        let number = number.map_or("-".to_owned(), |number| number_text(f64::from(number) / 2.0));
        let than = json!(f64::from(than) / 2.0);
        let blank = |raw: &str| raw == "-";
        for (yes, no) in [("=", "!="), ("contains", "doesNotContain")] {
            let (yes, no) = (
                kept("text", yes, json!(wanted), &raw),
                kept("text", no, json!(wanted), &raw),
            );
            prop_assert_ne!(yes, no);
        }
        for (yes, no) in [("=", "!="), ("<", ">="), (">", "<=")] {
            let found = (kept("number", yes, than.clone(), &number), kept("number", no, than.clone(), &number));
            if blank(&number) {
                prop_assert_eq!(found, (false, no == "!="));
            } else {
                prop_assert_ne!(found.0, found.1);
            }
        }
        let ids = value(&table, "many", ["[\"sel:a\"]", "[\"sel:b\",\"sel:c\"]"][pick % 2]).unwrap();
        let one = ["0", "1", "2", "-"][pick];
        prop_assert_ne!(kept("one", "isAnyOf", ids.clone(), one), kept("one", "isNoneOf", ids.clone(), one));
        let many = ["[0]", "[2,0]", "[1,2]", "-"][pick];
        let has = |operator: &str| kept("many", operator, ids.clone(), many);
        prop_assert_ne!(has("hasAnyOf"), has("hasNoneOf"));
        prop_assert!(!has("isExactly") || has("hasAllOf"));
        prop_assert!(!has("hasAllOf") || has("hasAnyOf"));
        let day = ["\"2024-06-04\"", "\"2024-06-05\"", "\"2024-06-06\"", "-"][pick];
        let is = |operator: &str| kept("date", operator, json!({"mode": "today"}), day);
        prop_assert_ne!(is("is"), is("isNot"));
        prop_assert_eq!(is("isOnOrBefore"), is("isBefore") || is("is"));
        prop_assert_eq!(is("isOnOrAfter"), is("isAfter") || is("is"));
        if !blank(day) {
            prop_assert_ne!(is("isBefore"), is("isOnOrAfter"));
        }
        let empty = |operator: &str| {
            let condition = condition(&table, "text", operator, None);
            keeps(&table, &filter(Conjunction::And, vec![condition]), "text", &raw)
        };
        prop_assert_eq!((empty("isEmpty"), empty("isNotEmpty")), (blank(&raw), !blank(&raw)));
    }
}
