use proptest::prelude::*;

use super::*;
use crate::bounds::Bounds;
use crate::parse::parse;

const NAMES: &[&str] = &["Name", "Größe", "a b", "a}b\\", "Value", "values"];

fn id(place: usize) -> FieldId {
    format!("fld{place:014}").parse().unwrap()
}

fn find(name: &str) -> Option<FieldId> {
    let place = NAMES.iter().position(|known| *known == name)?;
    Some(id(place))
}

fn name(of: FieldId) -> Option<String> {
    let place = (0..NAMES.len()).find(|place| id(*place) == of)?;
    Some(NAMES[place].to_owned())
}

fn ids(text: &str) -> String {
    to_ids(text, &parse(text, &Bounds::default()).expr, &find)
}

fn names(text: &str) -> String {
    to_names(text, &name)
}

#[test]
fn only_fields_are_written_anew() {
    for (text, by_id, by_name) in [
        (
            " Name&{a b} ",
            " {fld00000000000000}&{fld00000000000002} ",
            " {Name}&{a b} ",
        ),
        (
            "if( VALUE({Value}) , 'Name {Name}' ,{Gone}+NOW )",
            "if( VALUE({fld00000000000004}) , 'Name {Name}' ,{Gone}+NOW )",
            "if( VALUE({Value}) , 'Name {Name}' ,{Gone}+NOW )",
        ),
        (
            "-(\n\tGröße\n) = {a\\}b\\\\} & \"\\d\"",
            "-(\n\t{fld00000000000001}\n) = {fld00000000000003} & \"\\d\"",
            "-(\n\t{Größe}\n) = {a\\}b\\\\} & \"\\d\"",
        ),
        ("SUM(values)", "SUM({fld00000000000005})", "SUM({values})"),
    ] {
        assert_eq!(ids(text), by_id, "{text}");
        assert_eq!(names(by_id), by_name, "{text}");
    }
}

#[test]
fn what_is_not_known_stays() {
    for text in ["{fldZZZZZZZZZZZZZZ} & {fld1} & Other", "", "1"] {
        assert_eq!(ids(text), text);
        assert_eq!(names(text), text);
    }
}

#[test]
fn what_is_no_formula_any_more_gets_names() {
    for (text, wanted) in [
        ("NOPE({fld00000000000000}", "NOPE({Name}"),
        (
            "{fld00000000000000} {fld00000000000002} ) # “x” // y",
            "{Name} {a b} ) # “x” // y",
        ),
        (
            "{fld00000000000000} & 'open {fld00000000000000}",
            "{Name} & 'open {fld00000000000000}",
        ),
        ("{fld00000000000000", "{fld00000000000000"),
    ] {
        assert_eq!(names(text), wanted);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn to_ids_and_back(
        parts in prop::collection::vec((0..NAMES.len(), "[ \n]{0,2}", "[+*/&=<>-]"), 1..8)
    ) {
        let write = |field: &dyn Fn(usize) -> String| {
            let parts = parts.iter().map(|(place, space, op)| {
                format!("{space}{}{space}{op}'{{Name}}'{op}", field(*place))
            });
            parts.collect::<String>() + "1"
        };
        let by_name = write(&|place| braced(NAMES[place]));
        let by_id = write(&|place| format!("{{{}}}", id(place)));
        prop_assert_eq!(ids(&by_name), by_id.as_str());
        prop_assert_eq!(ids(&by_id), by_id.as_str());
        prop_assert_eq!(names(&by_id), by_name.as_str());
        prop_assert_eq!(names(&by_name), by_name.as_str());
    }

    #[test]
    fn nothing_else_of_any_text_changes(text in any::<String>()) {
        prop_assert_eq!(names(&text), text.as_str());
        let expr = parse(&text, &Bounds::default()).expr;
        prop_assert_eq!(to_ids(&text, &expr, &|_| None), text.as_str());
    }
}
