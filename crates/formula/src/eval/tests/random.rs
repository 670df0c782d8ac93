//! Whatever the tree and the row: no panic, and no more work than allowed.

use basekey_model::id::{FieldId, RecordId};
use proptest::prelude::*;

use super::*;
use crate::context::Row;
use crate::value::Failure;

/// A row of a few cells, and `values`.
#[derive(Debug)]
struct Cells(Vec<Value<'static>>);

impl Row for Cells {
    fn cell(&self, slot: usize) -> Value<'_> {
        self.0.get(slot).cloned().unwrap_or(Value::Blank)
    }

    fn values(&self) -> Value<'_> {
        Value::List(self.0.clone())
    }

    fn id(&self) -> RecordId {
        RecordId::from_tail("ABCDEFGHIJKLMN").unwrap()
    }

    fn created(&self) -> Millis {
        NOW
    }

    fn modified(&self) -> Millis {
        NOW
    }

    fn modified_of(&self, watched: usize) -> Option<Millis> {
        (watched == 0).then_some(NOW)
    }
}

/// A row of a table that is not rolled up.
pub(super) struct Bare;

impl Row for Bare {
    fn cell(&self, _: usize) -> Value<'_> {
        Value::Blank
    }

    fn id(&self) -> RecordId {
        RecordId::from_tail("ABCDEFGHIJKLMN").unwrap()
    }

    fn created(&self) -> Millis {
        NOW
    }

    fn modified(&self) -> Millis {
        NOW
    }

    fn modified_of(&self, _: usize) -> Option<Millis> {
        None
    }
}

fn texts() -> impl Strategy<Value = String> {
    prop_oneof![
        "\\PC{0,8}",
        "[ab𝒳é, ]{0,12}",
        "[-+$€0-9.,eE%]{0,8}",
        "[0-9]{1,4}-[0-9]{1,2}-[0-9]{1,2}",
        "[\\[\\](){}*+?|^$.\\\\dwsbpLQEx0-9:a-c-]{0,12}",
        Just("days".to_owned()),
        Just("$1$&$$".to_owned()),
    ]
}

fn values() -> impl Strategy<Value = Value<'static>> {
    let one = prop_oneof![
        Just(Value::Blank),
        any::<f64>().prop_map(Value::Number),
        (-20i8..20).prop_map(|number| Value::Number(f64::from(number))),
        (-40i32..40).prop_map(|number| Value::Number(f64::from(number) / 8.0)),
        texts().prop_map(Value::text),
        any::<i64>().prop_map(|at| Value::Date(Millis(at).into())),
        (0i64..2_000_000_000_000).prop_map(|at| Value::Date(Millis(at).into())),
        Just(Value::Error(Failure::Cell)),
    ];
    one.prop_recursive(3, 12, 4, |inner| {
        prop::collection::vec(inner, 0..4).prop_map(Value::List)
    })
}

fn nodes() -> impl Strategy<Value = Node> {
    let leaf = prop_oneof![
        3 => values().prop_map(Node::Constant),
        2 => (0usize..4).prop_map(Node::Field),
        1 => Just(Node::Values),
        1 => (0usize..2).prop_map(Node::ModifiedOf),
    ];
    leaf.prop_recursive(5, 40, 4, |inner| {
        let ops = prop::sample::select(vec![
            BinaryOp::Multiply,
            BinaryOp::Divide,
            BinaryOp::Add,
            BinaryOp::Subtract,
            BinaryOp::Join,
            BinaryOp::Equal,
            BinaryOp::NotEqual,
            BinaryOp::Less,
            BinaryOp::LessOrEqual,
            BinaryOp::Greater,
            BinaryOp::GreaterOrEqual,
        ]);
        let functions = prop::sample::select(Function::ALL);
        prop_oneof![
            inner.clone().prop_map(|of| Node::Negate(Box::new(of))),
            (ops, inner.clone(), inner.clone()).prop_map(|(op, left, right)| Node::Binary(
                op,
                Box::new(left),
                Box::new(right)
            )),
            (functions, prop::collection::vec(inner, 6), 0usize..3).prop_map(
                |(function, mut args, more)| {
                    let (least, most) = function.arity();
                    args.truncate((least + more).min(most.unwrap_or(6)).min(6));
                    Node::Call(function, args.into())
                }
            ),
        ]
    })
}

/// Bytes in a value's texts.
fn bytes(value: &Value<'_>) -> usize {
    match value {
        Value::Text(text) => text.len(),
        Value::List(items) => items.iter().map(bytes).sum(),
        _ => 0,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2_000) })]

    #[test]
    fn no_tree_panics_or_makes_too_much(
        node in nodes(),
        row in prop::collection::vec(values(), 0..4).prop_map(Cells),
        steps in prop::sample::select(vec![3u64, 50, 1_000_000]),
    ) {
        let bounds = Bounds { steps, output_bytes: 100_000, ..Bounds::default() };
        let context = Context::new(NOW, bounds);
        let value = evaluate(&node, &row, &context);
        // What is made, and what was there.
        prop_assert!(bytes(&value) <= 100_000 + 20_000, "{} bytes", bytes(&value));
        // The same again, whatever was kept from the first time.
        context.reset();
        let again = evaluate(&node, &row, &context);
        prop_assert_eq!(format!("{value:?}"), format!("{again:?}"));
        // No program reads more than its slots.
        let program = crate::program::Program {
            root: node.clone(),
            fields: Vec::<FieldId>::new(),
            watched: Vec::new(),
            uses: crate::program::Uses::default(),
            result: crate::types::Type::Any,
            decimals: 0,
            plain: Vec::new(),
            quick: None,
        };
        let whole = program.evaluate(&row, &context);
        prop_assert_eq!(format!("{value:?}"), format!("{whole:?}"));
        let _ = crate::cells::stored(&whole, true);
    }
}
