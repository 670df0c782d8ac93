use basekey_model::field::{
    BrightColor, CheckboxIcon, Choices, DateFormat, FieldKind, Formula, Lookup, MomentFormat,
    TimeFormat, Upkeep,
};
use basekey_model::schema::{FieldDraft, TableDraft, TableNo};
use basekey_model::testing::Fixed;

use super::*;
use crate::types::Item;

fn table() -> Table {
    let entropy = Fixed::new(5);
    let moment = FieldKind::DateTime(MomentFormat {
        date: DateFormat::Iso,
        time: TimeFormat::TwentyFourHour,
        zone: "utc".to_owned(),
    });
    let lookup = FieldKind::MultipleLookupValues(Lookup {
        link: FieldId::random(&entropy),
        field: FieldId::random(&entropy),
        result: Some(Box::new(FieldKind::SingleCollaborator)),
        upkeep: Upkeep::Stored,
    });
    let formula = FieldKind::Formula(Formula {
        result: Some(Box::new(FieldKind::Number { precision: 4 })),
        ..Formula::default()
    });
    let fields = vec![
        FieldDraft::new("Name", FieldKind::SingleLineText),
        FieldDraft::new(
            "Price",
            FieldKind::Currency {
                precision: 3,
                symbol: "$".to_owned(),
            },
        ),
        FieldDraft::new("Share", FieldKind::Percent { precision: 1 }),
        FieldDraft::new(
            "Day",
            FieldKind::Date {
                date: DateFormat::Iso,
            },
        ),
        FieldDraft::new("When", moment),
        FieldDraft::new(
            "State",
            FieldKind::SingleSelect(Choices::named(["A"], &entropy)),
        ),
        FieldDraft::new(
            "Tags",
            FieldKind::MultipleSelects(Choices::named(["A"], &entropy)),
        ),
        FieldDraft::new(
            "Done",
            FieldKind::Checkbox {
                icon: CheckboxIcon::Check,
                color: BrightColor::Green,
            },
        ),
        FieldDraft::new("Owner", FieldKind::SingleCollaborator),
        FieldDraft::new("Owners of links", lookup),
        FieldDraft::new("Total", formula),
        FieldDraft::new("Go", FieldKind::Button),
        FieldDraft::new("TODAY", FieldKind::SingleLineText),
    ];
    let draft = TableDraft {
        name: "T".to_owned(),
        description: None,
        fields,
    };
    draft.build(TableNo(1), &entropy)
}

fn checked(text: &str) -> Result<Program, Vec<Problem>> {
    let bounds = Bounds::default();
    let expr = crate::parse::parse(text, &bounds).ok().unwrap();
    check(&expr, &Scope::of(&table()), &bounds)
}

#[test]
fn types_of_results() {
    let date = |time| Type::Date { time };
    for (text, wanted) in [
        ("1 + {Price}", Type::Number),
        ("-{Name}", Type::Number),
        ("{Price} & 1", Type::Text),
        ("{Price} > 1", Type::Number),
        ("{State}", Type::Text),
        ("{Tags}", Type::List(Item::Text)),
        ("ARRAYUNIQUE({Tags})", Type::List(Item::Text)),
        ("{Day}", date(false)),
        ("{When}", date(true)),
        ("NOW", date(true)),
        ("TODAY()", date(false)),
        ("TODAY", Type::Text),
        ("true", Type::Number),
        ("WORKDAY({When}, 3)", date(false)),
        ("DATEADD({Day}, 3, 'days')", date(false)),
        ("DATEADD({Day}, 3, 'M')", date(false)),
        ("DATEADD({Day}, 3, 'm')", date(true)),
        ("DATEADD({Day}, 3, 'hours')", date(true)),
        ("DATEADD({Day}, 3, {Name})", date(true)),
        ("DATEADD({When}, 3, 'days')", date(true)),
        ("MAX({Day}, {When})", date(true)),
        ("MAX({Day}, BLANK())", date(false)),
        ("MAX({Day}, 1)", Type::Any),
        ("MAX({Name})", Type::Number),
        ("BLANK()", Type::Blank),
        ("IF({Done}, {Price})", Type::Number),
        ("IF({Done}, {Price}, ERROR())", Type::Number),
        ("IF({Done}, {Day}, {When})", date(true)),
        ("IF({Done}, 1, 'x')", Type::Text),
        ("IF({Done}, {Tags}, 'x')", Type::Text),
        ("SWITCH({State}, 'A', 1, 'B', 2)", Type::Number),
        ("SWITCH({State}, 'A', 1, 'B', 2, 'z')", Type::Text),
        ("SWITCH({State}, 1, 'x', 2, BLANK(), 'z')", Type::Text),
        ("{Total}", Type::Number),
        ("LAST_MODIFIED_TIME({Day})", date(true)),
    ] {
        assert_eq!(checked(text).unwrap().result(), wanted, "{text}");
    }
}

#[test]
fn decimals_of_results() {
    for (text, wanted) in [
        ("{Price} * 2", 3),
        ("{Price} + {Share}", 3),
        ("{Share}", 3),
        ("{Total}", 4),
        ("1.25 + 1", 2),
        ("-0.5", 1),
        ("1 / {Done}", 2),
        ("{Price} / 2", 3),
        ("AVERAGE(1, 2)", 2),
        ("{Price} > 0.123", 0),
        ("COUNT({Price})", 0),
        ("ROUND({Price}, 1)", 1),
        ("ROUND({Price})", 0),
        ("ROUND({Price}, -2)", 0),
        ("ROUND({Price}, {Done})", 3),
        ("INT({Price})", 0),
        ("FLOOR({Price}, 0.05)", 2),
        ("IF({Done}, {Price}, 0.12345)", 5),
        ("SUM({Price}, 0.1)", 3),
        ("{Name}", 0),
        ("0.0000000001", 8),
    ] {
        assert_eq!(checked(text).unwrap().decimals(), wanted, "{text}");
    }
}

#[test]
fn what_is_read() {
    let table = table();
    let ids = |names: &[&str]| -> Vec<FieldId> {
        names
            .iter()
            .map(|name| table.field(name).unwrap().id)
            .collect()
    };
    let program = checked("{When} & Price & {When} & {Owner}").unwrap();
    assert_eq!(program.fields(), ids(&["When", "Price", "Owner"]));
    assert!(program.uses().people && !program.uses().now && !program.uses().modified);
    assert!(checked("{Owners of links}").unwrap().uses().people);
    assert!(checked("FROMNOW({Day})").unwrap().uses().now);
    assert!(checked("Now").unwrap().uses().now);
    let program = checked(
        "LAST_MODIFIED_TIME() & LAST_MODIFIED_TIME({Day}, Price, {Day}) & LAST_MODIFIED_TIME({Name})
         & LAST_MODIFIED_TIME({Day}, {Price})",
    )
    .unwrap();
    assert!(program.uses().modified && program.fields().is_empty());
    assert_eq!(program.watched(), [ids(&["Day", "Price"]), ids(&["Name"])]);
    let by_id = format!("{{{}}}", ids(&["Day"])[0]);
    assert_eq!(checked(&by_id).unwrap().fields(), ids(&["Day"]));
}

#[test]
fn values_belong_to_rollups() {
    let table = table();
    let bounds = Bounds::default();
    let scope = Scope {
        table: &table,
        values: Some(Type::List(Item::Number)),
    };
    let expr = crate::parse::parse("MAX(values)", &bounds).ok().unwrap();
    let program = check(&expr, &scope, &bounds).unwrap();
    assert!(program.uses().values);
    assert_eq!(program.result(), Type::Number);
}

#[test]
fn what_is_wrong() {
    for (text, span, wanted) in [
        (
            "1 + {name}",
            (4, 10),
            "unknown field name \"name\"; did you mean Name?",
        ),
        (
            "{Prise}",
            (0, 7),
            "unknown field name \"Prise\"; did you mean Price?",
        ),
        ("Quantity", (0, 8), "unknown field name \"Quantity\""),
        (
            "SUM(values)",
            (4, 10),
            "values can only be used in a rollup",
        ),
        (
            "{Go} & 1",
            (0, 4),
            "the field \"Go\" can not be used in a formula",
        ),
        (
            "1 + IF({Name})",
            (4, 6),
            "IF takes 2 or 3 arguments, found 1",
        ),
        ("AND()", (0, 3), "AND takes at least 1 argument, found 0"),
        ("NOW(1)", (0, 3), "NOW takes no arguments, found 1"),
        ("MID('x', 1)", (0, 3), "MID takes 3 arguments, found 2"),
        (
            "DATETIME_PARSE(1, 2, 3, 4)",
            (0, 14),
            "DATETIME_PARSE takes 1 to 3 arguments, found 4",
        ),
        (
            "LAST_MODIFIED_TIME({Day}, 'Day')",
            (26, 31),
            "LAST_MODIFIED_TIME: takes nothing but fields",
        ),
        (
            "LAST_MODIFIED_TIME({Days})",
            (19, 25),
            "unknown field name \"Days\"; did you mean Day?",
        ),
    ] {
        let problems = checked(text).unwrap_err();
        assert_eq!(problems.len(), 1, "{text}");
        assert_eq!(problems[0].to_string(), wanted, "{text}");
        assert_eq!(
            (problems[0].span.start, problems[0].span.end),
            span,
            "{text}"
        );
    }
    let problems = checked("{a} + {b} + LEN()").unwrap_err();
    assert_eq!(problems.len(), 3);
    let many = format!("SUM({})", vec!["{gone}"; 500].join(","));
    assert_eq!(checked(&many).unwrap_err().len(), PROBLEMS);
}

#[test]
fn a_tree_that_is_too_deep_is_refused() {
    let mut expr = Expr {
        span: Span::default(),
        kind: ExprKind::Number(1.0),
    };
    for _ in 0..300 {
        expr = Expr {
            span: Span::default(),
            kind: ExprKind::Unary {
                op: UnaryOp::Minus,
                of: Box::new(expr),
            },
        };
    }
    let problems = check(&expr, &Scope::of(&table()), &Bounds::default()).unwrap_err();
    assert!(matches!(problems[0].kind, ProblemKind::TooLarge { .. }));
}

#[test]
fn long_chains_are_as_good_as_short_ones() {
    let text = vec!["{Name}"; 2_000].join(" & ") + " = 'x'";
    let program = checked(&text).unwrap();
    let Node::Binary(BinaryOp::Equal, joined, _) = &program.root else {
        panic!("{:?}", program.root);
    };
    assert!(matches!(&**joined, Node::Call(Function::Concatenate, args) if args.len() == 2_000));
    let program = checked("{Name} & {State}").unwrap();
    assert!(matches!(program.root, Node::Binary(BinaryOp::Join, ..)));
    assert!(checked(&vec!["{Price}"; 2_000].join("+")).is_ok());
    // However they are put into each other, it is bounded how deep that goes.
    let nested = format!("({0})+{0}", vec!["{Price}"; 1_500].join("+"));
    let problems = checked(&nested).unwrap_err();
    assert!(matches!(problems[0].kind, ProblemKind::TooLarge { .. }));
}

#[test]
fn what_is_constant_is_computed_once() {
    let folded = |text: &str| matches!(checked(text).unwrap().root, Node::Constant(_));
    for text in [
        "1 + 2 * 3",
        "-(2)",
        "DATEADD('2024-01-31', 1, 'month')",
        "IF(1, 'a')",
        "1/0",
        "TRUE",
    ] {
        assert!(folded(text), "{text}");
    }
    for text in [
        "{Price}",
        "NOW()",
        "RECORD_ID()",
        "REPT('x', 1000)",
        "CREATED_TIME()",
    ] {
        assert!(!folded(text), "{text}");
    }
    assert!(matches!(
        checked("1 + 2 * 3").unwrap().root,
        Node::Constant(Value::Number(number)) if (number - 7.0).abs() < f64::EPSILON
    ));
    // No more is computed in advance than one evaluation may.
    let endless = format!("LEN({})", vec!["REPT('x', 4000000)"; 50].join("&"));
    assert!(!folded(&endless));
}

#[test]
fn constant_regular_expressions_are_compiled_once() {
    let program = checked("REGEX_MATCH({Name}, 'a+') + REGEX_MATCH({State}, 'a+')").unwrap();
    let Node::Binary(_, left, right) = &program.root else {
        panic!("{program:?}");
    };
    let (Node::Regex(_, a, _), Node::Regex(_, b, _)) = (&**left, &**right) else {
        panic!("{program:?}");
    };
    assert!(Arc::ptr_eq(a, b));
    for text in ["REGEX_MATCH({Name}, {State})", "REGEX_MATCH({Name}, '(')"] {
        assert!(
            matches!(checked(text).unwrap().root, Node::Call(..)),
            "{text}"
        );
    }
    let many: Vec<String> = (0..=REGEXES)
        .map(|n| format!("REGEX_MATCH({{Name}}, 'a{n}')"))
        .collect();
    let problems = checked(&format!("OR({})", many.join(","))).unwrap_err();
    assert!(matches!(problems[0].kind, ProblemKind::TooLarge { .. }));
}
