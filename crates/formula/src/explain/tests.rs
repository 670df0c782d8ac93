use basekey_model::field::{Choices, FieldKind};
use basekey_model::schema::{FieldDraft, TableDraft, TableNo};
use basekey_model::testing::Fixed;

use super::*;

fn table() -> Table {
    let entropy = Fixed::new(2);
    let draft = TableDraft {
        name: "T".to_owned(),
        description: None,
        fields: vec![
            FieldDraft::new("Name", FieldKind::SingleLineText),
            FieldDraft::new("Price", FieldKind::Number { precision: 1 }),
            FieldDraft::new(
                "State",
                FieldKind::SingleSelect(Choices::named(["A", "B"], &entropy)),
            ),
            FieldDraft::new("Owner", FieldKind::SingleCollaborator),
        ],
    };
    draft.build(TableNo(1), &entropy)
}

fn explained(text: &str) -> String {
    explain(text, &table(), &Bounds::default()).unwrap()
}

#[test]
fn a_condition_is_explained() {
    let table = table();
    let id = |name: &str| table.field(name).unwrap().id;
    assert_eq!(
        explained("AND({State} = 'A', ({Price} + 1) * -2 > 3, LEN({Name} & '!') > 2)"),
        format!(
            "tree
  AND
    =
      {{State}}
      \"A\"
    from left to right
      +
        {{Price}}
        1
      *
        -
          2
      >
        3
    >
      LEN
        &
          {{Name}}
          \"!\"
      2
type: number, 0 decimals
reads
  {{State}} {} (singleSelect)
  {{Price}} {} (number)
  {{Name}} {} (singleLineText)
as a filter
  by the store: {{State}} is \"A\"
  by the evaluator: AND(({{Price}} + 1) * -2 > 3, LEN({{Name}} & \"!\") > 2)
",
            id("State"),
            id("Price"),
            id("Name")
        )
    );
}

#[test]
fn what_else_is_read_is_told() {
    let told =
        explained("IF({Owner} = 'x', TODAY(), LAST_MODIFIED_TIME({Name})) & LAST_MODIFIED_TIME()");
    for part in [
        "when one of these last changed: {Name} fld",
        "when the record last changed\n",
        "the present moment\n",
        "what people are called\n",
        "by the store: true\n",
    ] {
        assert!(told.contains(part), "{part}: {told}");
    }
    let told = explained("{Price} > 1");
    assert!(
        told.ends_with("by the store: {Price} > 1\n  by the evaluator: nothing\n"),
        "{told}"
    );
    assert!(explained("1").contains("reads\n  nothing\n"));
}

#[test]
fn problems_are_told() {
    for text in ["1 +", "{Nmae}"] {
        assert_eq!(
            explain(text, &table(), &Bounds::default())
                .unwrap_err()
                .len(),
            1
        );
    }
}

/// What is printed of the rest reads again as the same.
#[test]
fn the_rest_reads_again() {
    for text in [
        "LEN({Name}) - ({Price} - 2) - 3 > -(1 + {Price})",
        "(({Price} = 1) = 2) = ({Price} & 1 & 2 + 3)",
        "-{Price} * (2 + {Price}) / (3 / {Price})",
        "REGEX_MATCH({Name}, 'a\\\\d') & LAST_MODIFIED_TIME({Name}, {Price})",
        "IF({Name} & 1, DATEADD({Owner}, 1, 'day'), BLANK())",
    ] {
        let table = table();
        let bounds = Bounds::default();
        let read = |text: &str| {
            let expr = parse(text, &bounds).ok().unwrap();
            check(&expr, &Scope::of(&table), &bounds).unwrap()
        };
        let program = read(text);
        let printed = node::text(&program.root, &program, &table);
        let again = read(&printed);
        assert_eq!(node::text(&again.root, &again, &table), printed);
        assert_eq!(
            format!("{:?}", again.root),
            format!("{:?}", program.root),
            "{printed}"
        );
    }
}
