use super::*;
use crate::print::print;

fn read(text: &str) -> Parsed {
    parse(text, &Bounds::default())
}

/// A tree as a text that shows what belongs together.
fn shape(expr: &Expr) -> String {
    let shapes = |args: &[Expr]| -> Vec<String> { args.iter().map(shape).collect() };
    match &expr.kind {
        ExprKind::Call { function, args, .. } => {
            format!("{}[{}]", function.name(), shapes(args).join(" "))
        }
        ExprKind::Unary { op, of } => format!("{op:?}[{}]", shape(of)),
        ExprKind::Binary { op, left, right } => {
            format!("[{} {} {}]", shape(left), op.text(), shape(right))
        }
        ExprKind::Paren(inner) => format!("({})", shape(inner)),
        ExprKind::Missing => "?".to_owned(),
        _ => print(expr),
    }
}

#[test]
fn operators_bind_as_they_should() {
    for (text, wanted) in [
        ("1 + 2 * 3", "[1 + [2 * 3]]"),
        ("10 - 4 - 3", "[[10 - 4] - 3]"),
        ("8 / 4 / 2 * 3", "[[[8 / 4] / 2] * 3]"),
        ("1 - -10", "[1 - Minus[10]]"),
        ("--+x", "Minus[Minus[Plus[x]]]"),
        ("-a * -b", "[Minus[a] * Minus[b]]"),
        ("-(a + b)", "Minus[([a + b])]"),
        ("'x' & 40 - 20 & 'y'", "[[\"x\" & [40 - 20]] & \"y\"]"),
        ("2 + 3 * 4 = 14", "[[2 + [3 * 4]] = 14]"),
        ("'a' & 1 = 'a1'", "[[\"a\" & 1] = \"a1\"]"),
        ("a = b != c < d", "[[[a = b] != c] < d]"),
        ("a <= b & c > d + e", "[[a <= [b & c]] > [d + e]]"),
        ("(1 + 2) * 3", "[([1 + 2]) * 3]"),
        ("((x))", "((x))"),
    ] {
        let parsed = read(text);
        assert_eq!(parsed.problems, [], "{text}");
        assert_eq!(shape(&parsed.expr), wanted, "{text}");
    }
}

#[test]
fn functions_fields_and_words() {
    for (text, wanted) in [
        ("if({A}, B, 'c')", "IF[{A} B \"c\"]"),
        ("Now ( )", "NOW[]"),
        ("NOW", "NOW"),
        ("SUM(\n\t1,\n\t2\n)", "SUM[1 2]"),
        ("{Value} & VALUE('1')", "[{Value} & VALUE[\"1\"]]"),
        ("LEFT & LEFT(LEFT)", "[LEFT & LEFT[LEFT]]"),
        ("MAX(values)", "MAX[values]"),
        (
            "IF(AND(a, NOT(b)), 1 + 2, -x)",
            "IF[AND[a NOT[b]] [1 + 2] Minus[x]]",
        ),
    ] {
        let parsed = read(text);
        assert_eq!(parsed.problems, [], "{text}");
        assert_eq!(shape(&parsed.expr), wanted, "{text}");
    }
}

#[test]
fn every_part_knows_its_place() {
    let text = " 1 + IF( {Ä}, (x) , -2 )";
    let expr = read(text).ok().unwrap();
    let mut found = Vec::new();
    let mut left = vec![&expr];
    while let Some(expr) = left.pop() {
        found.push(&text[expr.span.start..expr.span.end]);
        match &expr.kind {
            ExprKind::Call { args, name, .. } => {
                found.push(&text[name.start..name.end]);
                left.extend(args);
            }
            ExprKind::Binary { left: a, right, .. } => left.extend([&**a, &**right]),
            ExprKind::Unary { of, .. } => left.push(of),
            ExprKind::Paren(inner) => left.push(inner),
            _ => {}
        }
    }
    let wanted = [
        "1 + IF( {Ä}, (x) , -2 )",
        "IF( {Ä}, (x) , -2 )",
        "IF",
        "-2",
        "2",
        "(x)",
        "x",
        "{Ä}",
        "1",
    ];
    assert_eq!(found, wanted);
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    for (text, told) in [
        (
            "",
            &["expected an expression, found the end (at character 1)"][..],
        ),
        (
            "  ",
            &["expected an expression, found the end (at character 1)"],
        ),
        (
            "1 +",
            &["expected an expression, found the end (at character 4)"],
        ),
        (
            "1 +  ",
            &["expected an expression, found the end (at character 4)"],
        ),
        (
            "* 2",
            &["expected an expression, found \"*\" (at character 1)"],
        ),
        ("(1", &["expected \")\", found the end (at character 3)"]),
        (
            "()",
            &["expected an expression, found \")\" (at character 2)"],
        ),
        (
            "IF({A}, 1",
            &["expected \",\" or \")\", found the end (at character 10)"],
        ),
        (
            "IF(",
            &["expected an expression, found the end (at character 4)"],
        ),
        (
            "IF(1, (2",
            &["expected \")\", found the end (at character 9)"],
        ),
        (
            "IF(1, 2,)",
            &["expected another argument after the comma, found \")\" (at character 9)"],
        ),
        (
            "IF(1, 2,",
            &["expected an expression, found the end (at character 9)"],
        ),
        (
            "IF(1,,2)",
            &["expected an expression, found \",\" (at character 6)"],
        ),
        (
            "IF(,1)",
            &["expected an expression, found \",\" (at character 4)"],
        ),
        (
            "1 2",
            &["expected an operator or the end, found a number (at character 3)"],
        ),
        (
            "1)",
            &["expected an operator or the end, found \")\" (at character 2)"],
        ),
        (
            "1, 2",
            &["expected an operator or the end, found \",\" (at character 2)"],
        ),
        (
            "(1, 2)",
            &["expected an operator or \")\", found \",\" (at character 3)"],
        ),
        (
            "SUM({A} {B}, 2)",
            &["expected an operator, \",\" or \")\", found the field {B} (at character 9)"],
        ),
        (
            "{A} AND {B}",
            &["expected an operator or the end, found \"AND\": write AND(…, …) (at character 5)"],
        ),
        (
            "First Name 2 = 'x'",
            &[
                "expected an operator or the end, found \"Name\": write {First Name 2} if that is a name (at character 7)",
            ],
        ),
        (
            "Price NOW()",
            &["expected an operator or the end, found \"NOW\" (at character 7)"],
        ),
        (
            "= 1 + 2",
            &[
                "unexpected \"=\": a formula is written without it at its beginning (at character 1)",
            ],
        ),
        (
            "“a” & 'b'",
            &["unexpected \"“\": write \" or ' around texts (at character 1)"],
        ),
        ("a # b", &["unexpected \"#\" (at character 3)"]),
        ("!{A}", &["unexpected \"!\": write NOT(…) (at character 1)"]),
        (
            "1 // one",
            &["unexpected \"//\": formulas have no comments (at character 3)"],
        ),
        (
            "IF(a, 'b",
            &["the text is not closed; expected \" at its end (at character 7)"],
        ),
        (
            "IF({a, 1",
            &["the field name is not closed; expected } at its end (at character 4)"],
        ),
        (
            "SUMM(1)",
            &["unknown function SUMM; did you mean SUM? (at character 1)"],
        ),
        (
            "iferror(1)",
            &["unknown function iferror; did you mean ISERROR? (at character 1)"],
        ),
        ("VLOOKUP(1)", &["unknown function VLOOKUP (at character 1)"]),
        // Several in one go, in order of place.
        (
            "IF(FOO(1, 2 3), {A} == 1, BAZ(,))",
            &[
                "unknown function FOO",
                "expected an operator, \",\" or \")\", found a number",
                "unexpected \"==\"",
                "unknown function BAZ",
                "expected an expression, found \",\"",
                "expected another argument",
            ],
        ),
        (
            "{A} {B} + NOPE(1) * ) + 50% & (",
            &[
                "expected an operator or the end, found the field {B}",
                "unknown function NOPE",
                "expected an expression, found \")\"",
                "unexpected \"%\"",
                "expected an expression, found the end",
            ],
        ),
        (
            "(1 2, 3 4) + LEN(((1)",
            &[
                "expected an operator or \")\", found a number",
                "expected \")\", found the end",
            ],
        ),
    ] {
        let problems = read(text).problems;
        let all: Vec<String> = problems
            .iter()
            .map(|problem| problem.placed(text))
            .collect();
        assert_eq!(all.len(), told.len(), "{text}: {all:#?}");
        for (problem, told) in all.iter().zip(told) {
            let told = told.replace(
                "expected \" at its end",
                match text {
                    "IF(a, 'b" => "expected ' at its end",
                    _ => "expected \" at its end",
                },
            );
            assert!(problem.starts_with(&told), "{text}: {problem}");
        }
        assert!(read(text).ok().is_err(), "{text}");
    }
}

#[test]
fn a_tree_is_there_in_any_case() {
    for (text, wanted) in [
        ("", "?"),
        ("1 + ", "[1 + ?]"),
        ("IF({A}, 1 2, 3", "IF[{A} 1 3]"),
        ("IF(1,,2,)", "IF[1 ? 2]"),
        ("(1, 2) + 3", "[(1) + 3]"),
        ("NOPE({A}) + {B}", "[? + {B}]"),
        ("= a == 1", "[a = 1]"),
        ("{A} {B}", "{A}"),
    ] {
        assert_eq!(shape(&read(text).expr), wanted, "{text}");
    }
}

#[test]
fn problems_are_bounded() {
    for text in ["NOPE() + ".repeat(5_000), "F(a b, 1 1),".repeat(5_000)] {
        assert_eq!(read(&text).problems.len(), PROBLEMS);
    }
}

/// Reads a text that meets a bound, and gives the problem of that.
fn too_large(text: &str, bounds: &Bounds) -> String {
    let problems = parse(text, bounds).problems;
    assert!(problems.len() <= PROBLEMS);
    let is = |problem: &&Problem| matches!(problem.kind, ProblemKind::TooLarge { .. });
    let told: Vec<&Problem> = problems.iter().filter(is).collect();
    assert_eq!(told.len(), 1, "{problems:?}");
    told[0].placed(text)
}

#[test]
fn bounds_are_met() {
    let bounds = Bounds {
        text_bytes: 100,
        depth: 5,
        chain: 3,
        nodes: 10,
        ..Bounds::default()
    };
    for (fits, exceeds, told) in [
        (
            "x".repeat(100),
            "x".repeat(101),
            "more than 100 bytes (at character 1)",
        ),
        (
            "-----".replacen('-', "", 1) + "1",
            "-----1".to_owned(),
            "more than 5 parts within each other (at character 6)",
        ),
        (
            "((((1))))".to_owned(),
            "(((((1)))))".to_owned(),
            "more than 5 parts within each other (at character 6)",
        ),
        (
            "abs(abs(abs(abs(1))))".to_owned(),
            "abs(abs(abs(abs(abs(1)))))".to_owned(),
            "more than 5 parts within each other (at character 21)",
        ),
        (
            "1 + 1 + 1 + 1".to_owned(),
            "1 + 1 + 1 + 1 + 1".to_owned(),
            "more than 3 operators in a row (at character 15)",
        ),
        (
            "SUM(1,2,3,4,5,6,7,8,9)".to_owned(),
            "SUM(1,2,3,4,5,6,7,8,9,10)".to_owned(),
            "more than 10 parts (at character 1)",
        ),
    ] {
        assert_eq!(parse(&fits, &bounds).problems, [], "{fits}");
        let wanted = format!("the formula is too large: {told}");
        assert_eq!(too_large(&exceeds, &bounds), wanted, "{exceeds}");
    }
}

#[test]
fn nothing_overflows_the_stack() {
    let bounds = Bounds::default();
    for text in [
        "-".repeat(200_000),
        "(".repeat(200_000),
        "((".repeat(50_000) + "1" + &"))".repeat(50_000),
        "abs(".repeat(60_000),
        "nope(".repeat(50_000),
        "1=1&1+1*-(".repeat(20_000),
        "IF(1,2,".repeat(30_000),
        "1+".repeat(100_000) + "1",
        "+{a}".repeat(60_000),
        "(1 2".repeat(60_000),
    ] {
        too_large(&text, &bounds);
    }
    // The deepest trees that are allowed, on a stack that is smaller than any
    // of the server's.
    let inner = vec!["x"; bounds.chain].join("+");
    let mut rows = inner.clone();
    for _ in 0..2 {
        rows = format!("({rows})+{inner}");
    }
    let deep = bounds.depth - 1;
    let texts = [
        rows,
        "-".repeat(deep) + "1",
        "(".repeat(deep) + "1" + &")".repeat(deep),
        "IF(1,2,".repeat(deep) + "3" + &")".repeat(deep),
        "1=1&1+1*-(".repeat(deep / 6) + "1" + &")".repeat(deep / 6),
    ];
    let done = std::thread::Builder::new()
        .stack_size(1024 * 1024)
        .spawn(move || {
            for text in texts {
                let expr = parse(&text, &bounds).ok().unwrap();
                let copy = expr.clone();
                assert!(copy == expr);
                let again = parse(&print(&expr), &bounds).ok().unwrap();
                assert!(print(&again) == print(&expr));
                assert_eq!(crate::rename::to_ids(&text, &expr, &|_| None), text);
                drop(copy);
            }
        })
        .unwrap()
        .join();
    assert!(done.is_ok());
}

#[test]
fn long_formulas_work() {
    let ids: Vec<String> = (0..560)
        .map(|n| format!("RECORD_ID()='rec{n:014}'"))
        .collect();
    let text = format!("OR({})", ids.join(", "));
    assert!(text.len() > 17_000);
    let expr = read(&text).ok().unwrap();
    assert!(matches!(&expr.kind, ExprKind::Call { args, .. } if args.len() == 560));
    assert!(read(&vec!["{Name}"; 2_001].join(" & ")).ok().is_ok());
    assert!(
        read(&("IF({a}='x',1,".repeat(150) + "0" + &")".repeat(150)))
            .ok()
            .is_ok()
    );
}
