use proptest::prelude::*;

use super::*;
use crate::ast::{BinaryOp, Span};
use crate::bounds::Bounds;
use crate::function::Function;
use crate::parse::parse;

/// The tree without places, and without parentheses unless `parens` are kept.
fn bare(expr: &Expr, parens: bool) -> Expr {
    let boxed = |expr: &Expr| Box::new(bare(expr, parens));
    let span = Span::default();
    let kind = match &expr.kind {
        ExprKind::Paren(inner) if parens => ExprKind::Paren(boxed(inner)),
        ExprKind::Paren(inner) => return bare(inner, parens),
        ExprKind::Unary { op, of } => ExprKind::Unary {
            op: *op,
            of: boxed(of),
        },
        ExprKind::Binary { op, left, right } => ExprKind::Binary {
            op: *op,
            left: boxed(left),
            right: boxed(right),
        },
        ExprKind::Call { function, args, .. } => ExprKind::Call {
            function: *function,
            name: span,
            args: args.iter().map(|arg| bare(arg, parens)).collect(),
        },
        other => other.clone(),
    };
    Expr { span, kind }
}

fn read(text: &str) -> Expr {
    match parse(text, &Bounds::default()).ok() {
        Ok(expr) => expr,
        Err(problem) => panic!("{}", problem.caret(text)),
    }
}

#[test]
fn formulas_are_printed_in_one_form() {
    for (text, wanted) in [
        ("if( {A}='x' ,1 , -  .50)", "IF({A} = \"x\", 1, -0.5)"),
        ("(1+2)*3", "(1 + 2) * 3"),
        ("now&today( )", "now & TODAY()"),
        (r#"'it\'s "so"\n\d'"#, r#""it's \"so\"\n\\d""#),
        (r"{a\}b\c\\}", r"{a\}b\c\\}"),
        ("1.0 - - 1", "1 - -1"),
    ] {
        assert_eq!(print(&read(text)), wanted, "{text}");
    }
}

#[test]
fn numbers_have_no_exponent() {
    for number in [0.0, 1e21, 1.5e300, f64::MAX, 5e-324, 0.1 + 0.2, 1e-7] {
        let expr = Expr {
            span: Span::default(),
            kind: ExprKind::Number(number),
        };
        let text = print(&expr);
        assert!(!text.contains(['e', 'E']), "{text}");
        assert_eq!(bare(&read(&text), true), expr, "{text}");
    }
}

#[test]
fn parentheses_are_put_where_they_are_needed() {
    use BinaryOp::{Add, Equal, Join, Multiply, Subtract};

    let leaf = |name: &str| Expr {
        span: Span::default(),
        kind: ExprKind::Word(name.to_owned()),
    };
    let two = |left: Expr, op, right: Expr| Expr {
        span: Span::default(),
        kind: ExprKind::Binary {
            op,
            left: Box::new(left),
            right: Box::new(right),
        },
    };
    let minus = |of: Expr| Expr {
        span: Span::default(),
        kind: ExprKind::Unary {
            op: UnaryOp::Minus,
            of: Box::new(of),
        },
    };
    let [a, b, c] = ["a", "b", "c"].map(leaf);
    let sum = two(a.clone(), Add, b.clone());
    for (expr, wanted) in [
        (two(sum.clone(), Multiply, c.clone()), "(a + b) * c"),
        (two(c.clone(), Subtract, sum.clone()), "c - (a + b)"),
        (two(sum.clone(), Subtract, c.clone()), "a + b - c"),
        (two(c.clone(), Join, sum.clone()), "c & a + b"),
        (
            two(two(sum.clone(), Equal, c.clone()), Multiply, c.clone()),
            "(a + b = c) * c",
        ),
        (
            two(two(sum.clone(), Multiply, c.clone()), Multiply, c.clone()),
            "(a + b) * c * c",
        ),
        (minus(sum), "-(a + b)"),
        (minus(minus(a)), "--a"),
    ] {
        assert_eq!(print(&expr), wanted);
    }
}

/// Names and texts, most of them with what needs care.
fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![r#"[a-c \\{}"'\n\r\t]{0,8}"#, ".{0,8}", any::<String>()]
}

/// Any tree without holes, whether or not the parser could make it.
fn any_tree() -> impl Strategy<Value = Expr> {
    let expr = |kind| Expr {
        span: Span::default(),
        kind,
    };
    let number = any::<f64>()
        .prop_filter("finite", |number| number.is_finite())
        .prop_map(|number| ExprKind::Number(number.abs()));
    let leaf = prop_oneof![
        number,
        (0..1_000_u32).prop_map(|number| ExprKind::Number(f64::from(number) / 8.0)),
        any_text().prop_map(ExprKind::Text),
        any_text().prop_map(ExprKind::Field),
        "[\\p{L}_][\\p{L}_0-9]{0,6}".prop_map(ExprKind::Word),
    ];
    leaf.prop_map(expr).prop_recursive(6, 60, 4, move |inner| {
        let op = prop::sample::select(vec![
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
        let sign = prop::sample::select(vec![UnaryOp::Minus, UnaryOp::Plus]);
        let function = prop::sample::select(Function::ALL);
        let args = prop::collection::vec(inner.clone(), 0..4);
        prop_oneof![
            (inner.clone(), op, inner.clone()).prop_map(|(left, op, right)| ExprKind::Binary {
                op,
                left: Box::new(left),
                right: Box::new(right),
            }),
            (sign, inner.clone()).prop_map(|(op, of)| ExprKind::Unary {
                op,
                of: Box::new(of)
            }),
            inner.prop_map(|inner| ExprKind::Paren(Box::new(inner))),
            (function, args).prop_map(|(function, args)| ExprKind::Call {
                function,
                name: Span::default(),
                args,
            }),
        ]
        .prop_map(expr)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_tree_is_printed_so_that_it_reads_back(tree in any_tree()) {
        let text = print(&tree);
        let again = read(&text);
        prop_assert_eq!(bare(&again, false), bare(&tree, false), "{}", text);
        // What was read from a text comes back exactly.
        let printed = print(&again);
        prop_assert_eq!(&printed, &text);
        prop_assert_eq!(read(&printed), again);
    }

    #[test]
    fn what_reads_is_printed_to_the_same_tree(
        text in "(1|[.]5|a|\\{b\\}|'c'|\"\\\\d\"|[+*/&=<>(),-]|!=|<=|>=|IF\\(|now\\(|[ \n]){1,12}"
    ) {
        if let Ok(expr) = parse(&text, &Bounds::default()).ok() {
            let again = read(&print(&expr));
            prop_assert_eq!(bare(&again, true), bare(&expr, true));
        }
    }

    #[test]
    fn any_text_reads_to_something(text in any::<String>()) {
        let parsed = parse(&text, &Bounds::default());
        print(&parsed.expr);
        for problem in parsed.problems {
            prop_assert!(text.get(problem.span.start..problem.span.end).is_some());
            problem.placed(&text);
            prop_assert_eq!(problem.caret(&text).lines().count(), 2);
        }
    }

    #[test]
    fn quoting_and_bracing_read_back(text in any_text()) {
        prop_assert_eq!(&read(&quoted(&text)).kind, &ExprKind::Text(text.clone()));
        prop_assert_eq!(&read(&braced(&text)).kind, &ExprKind::Field(text));
    }
}
