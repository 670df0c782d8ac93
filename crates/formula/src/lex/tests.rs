use super::*;

/// The tokens without the end, and the problems in words.
fn read(text: &str) -> (Vec<TokenKind>, Vec<String>) {
    let mut lexer = Lexer::new(text);
    let mut kinds = Vec::new();
    loop {
        let token = lexer.next();
        if token.kind == TokenKind::End {
            assert_eq!(lexer.next().kind, TokenKind::End);
            let told = lexer.problems.iter().map(ToString::to_string);
            return (kinds, told.collect());
        }
        kinds.push(token.kind);
    }
}

/// The only token of a text in which nothing is wrong.
fn one(text: &str) -> TokenKind {
    let (kinds, problems) = read(text);
    assert_eq!(problems, [""; 0], "{text}");
    assert_eq!(kinds.len(), 1, "{text}: {kinds:?}");
    kinds.into_iter().next().unwrap()
}

fn text(of: &str) -> TokenKind {
    TokenKind::Text(of.to_owned())
}

fn field(name: &str) -> TokenKind {
    TokenKind::Field(name.to_owned())
}

fn word(word: &str) -> TokenKind {
    TokenKind::Word(word.to_owned())
}

#[test]
fn texts_and_their_escapes() {
    for (written, wanted) in [
        (r#""""#, ""),
        (r#""a 'b' c""#, "a 'b' c"),
        (r#"'a "b" c'"#, "a \"b\" c"),
        (r#""\"\'\\""#, "\"'\\"),
        (r"'\'\n\t\r'", "'\n\t\r"),
        // One pattern, whichever way it is written.
        (r#""\d+""#, r"\d+"),
        (r#""\\d+""#, r"\d+"),
        (r#""\u0041\}\é""#, r"\u0041\}\é"),
        ("\"one\ntwo\"", "one\ntwo"),
        ("'{not} // (a field'", "{not} // (a field"),
        ("\"\u{1F600}“”\"", "\u{1F600}“”"),
    ] {
        assert_eq!(one(written), text(wanted), "{written}");
    }
}

#[test]
fn fields_and_their_escapes() {
    for (written, wanted) in [
        ("{}", ""),
        ("{Name}", "Name"),
        ("{ a b }", " a b "),
        ("{Owner's \"List\" {1)}", "Owner's \"List\" {1)"),
        (r"{a\}b}", "a}b"),
        (r"{\}}", "}"),
        (r"{\}\}}", "}}"),
        // A backslash elsewhere is a letter like others,
        (r"{a\b\\c\n}", r"a\b\\c\n"),
        // and only before a brace two are one.
        (r"{a\\}", r"a\"),
        (r"{a\\\}b}", r"a\}b"),
        (r"{a\\\\}", r"a\\"),
        ("{one\ntwo}", "one\ntwo"),
        ("{Ж 日}", "Ж 日"),
    ] {
        assert_eq!(one(written), field(wanted), "{written}");
    }
}

#[test]
fn words() {
    for written in ["Price", "_x", "a1_B2", "Größe", "цена", "価格", "values"] {
        assert_eq!(one(written), word(written));
    }
    assert_eq!(read("a b.").0, [word("a"), word("b")]);
}

#[test]
fn numbers() {
    for (written, wanted) in [
        ("0", 0.0),
        ("007", 7.0),
        ("12.50", 12.5),
        (".5", 0.5),
        ("0.1", 0.1),
        ("9007199254740993", 9_007_199_254_740_992.0),
    ] {
        assert_eq!(one(written), TokenKind::Number(wanted), "{written}");
    }
    let long = "1".repeat(300);
    assert_eq!(one(&long), TokenKind::Number(long.parse().unwrap()));
    assert_eq!(
        read("1.5.5").0,
        [TokenKind::Number(1.5), TokenKind::Number(0.5)]
    );
}

#[test]
fn symbols() {
    let (kinds, problems) = read("( ) , + - * / & = != < <= > >= a<=-b!=c");
    assert_eq!(problems, [""; 0]);
    let words: Vec<String> = kinds.iter().map(TokenKind::in_words).collect();
    let wanted = "( ) , + - * / & = != < <= > >= a <= - b != c";
    let wanted: Vec<String> = wanted
        .split(' ')
        .map(|text| format!("\"{text}\""))
        .collect();
    assert_eq!(words, wanted);
}

#[test]
fn spaces_are_free_and_places_are_bytes() {
    let mut lexer = Lexer::new(" é\u{a0}\t\r\n{x}  ");
    for (start, end) in [(1, 3), (8, 11), (11, 11), (11, 11)] {
        assert_eq!(lexer.next().span, Span::new(start, end));
    }
    assert_eq!(Lexer::new("  ").next().span, Span::new(0, 0));
}

#[test]
fn what_is_not_the_language_comes_with_what_to_write_instead() {
    for (written, told) in [
        ("a == b", "unexpected \"==\": write = to compare"),
        ("a <> b", "unexpected \"<>\": write != to compare"),
        ("a => b", "unexpected \"=>\": write >="),
        ("a =< b", "unexpected \"=<\": write <="),
        ("a ≥ b", "unexpected \"≥\": write >="),
        ("a && b", "unexpected \"&&\": write AND(…, …)"),
        ("a || b", "unexpected \"||\": write OR(…, …)"),
        ("a | b", "unexpected \"|\": write OR(…, …)"),
        ("!a", "unexpected \"!\": write NOT(…)"),
        ("a ^ 2", "unexpected \"^\": write POWER(…, …)"),
        ("a ** 2", "unexpected \"**\": write POWER(…, …)"),
        ("a − 2", "unexpected \"−\": write -"),
        ("a ? b", "unexpected \"?\": write IF(…, …, …)"),
        ("a; b", "unexpected \";\": write , between arguments"),
        ("[a]", "unexpected \"[\": write { and } around field names"),
        ("a}", "unexpected \"}\": a field name begins with {"),
        (
            "50%",
            "unexpected \"%\": write 0.5 for 50 percent, MOD(…, …) for a remainder",
        ),
        ("a // b", "unexpected \"//\": formulas have no comments"),
        ("a /* b */", "unexpected \"/*\": formulas have no comments"),
        ("a /* b", "unexpected \"/*\": formulas have no comments"),
        ("“a”", "unexpected \"“\": write \" or ' around texts"),
        ("‘a’", "unexpected \"‘\": write \" or ' around texts"),
        ("«a»", "unexpected \"«\": write \" or ' around texts"),
        ("`a`", "unexpected \"`\": write \" or ' around texts"),
        ("5.", "unexpected \".\": digits follow a decimal point"),
        (
            "1e5",
            "unexpected \"1e5\": numbers are written without an exponent",
        ),
        (
            "2.5E-10",
            "unexpected \"2.5E-10\": numbers are written without an exponent",
        ),
        (
            "1e",
            "unexpected \"1e\": write { and } around a name that begins with a digit",
        ),
        (
            "2nd_Price",
            "unexpected \"2nd_Price\": write { and } around a name that begins with a digit",
        ),
        ("2.5x", "unexpected \"2.5x\""),
        ("###", "unexpected \"#\""),
        ("\\", "unexpected \"\\\""),
        ("a\u{200b}", "unexpected character U+200B"),
        ("\0", "unexpected character U+0000"),
        ("\"abc", "the text is not closed; expected \" at its end"),
        ("'abc\"", "the text is not closed; expected ' at its end"),
        (
            "\"abc\\\"",
            "the text is not closed; expected \" at its end",
        ),
        ("\"abc\\", "the text is not closed; expected \" at its end"),
        (
            "{abc",
            "the field name is not closed; expected } at its end",
        ),
        (
            r"{abc\}",
            "the field name is not closed; expected } at its end",
        ),
    ] {
        let problems = read(written).1;
        assert_eq!(
            problems.first().map(String::as_str),
            Some(told),
            "{written}"
        );
    }
    let (kinds, problems) = read(&"9".repeat(400));
    assert_eq!(kinds, [TokenKind::Number(0.0)]);
    assert_eq!(
        problems,
        ["unexpected number of 400 digits: there are none beyond 1.8e308"]
    );
}

#[test]
fn what_was_meant_is_read() {
    for (written, wanted) in [
        ("a == b <> c", "\"a\" \"=\" \"b\" \"!=\" \"c\""),
        ("a; b", "\"a\" \",\" \"b\""),
        ("“it’s” & 1", "a text \"&\" a number"),
        ("“a", "\"a\""),
        ("7 % 2", "a number \"/\" a number"),
        ("50% & x", "a number \"&\" \"x\""),
        ("1 // two\n+ 3", "a number \"+\" a number"),
        ("1 /* two */ + 3", "a number \"+\" a number"),
        ("/*/ 1", ""),
        ("'abc", "a text"),
        ("1e-5+2", "a number \"+\" a number"),
        ("1e-x", "a number \"-\" \"x\""),
    ] {
        let (kinds, problems) = read(written);
        assert!(!problems.is_empty(), "{written}");
        let words: Vec<String> = kinds.iter().map(TokenKind::in_words).collect();
        assert_eq!(words.join(" "), wanted, "{written}");
    }
    assert_eq!(read("“it’s”").0, [text("it’s")]);
}

#[test]
fn after_what_was_passed_over_a_token_is_doubtful() {
    let mut lexer = Lexer::new("a # b c 'd");
    let doubts: Vec<bool> = (0..6).map(|_| lexer.next().doubtful).collect();
    assert_eq!(doubts, [false, true, false, false, true, true]);
}

#[test]
fn problems_are_bounded_and_so_is_what_they_repeat() {
    let (_, problems) = read(&"# a".repeat(1_000));
    assert_eq!(problems.len(), PROBLEMS);
    let (_, problems) = read(&format!("1{}", "x".repeat(10_000)));
    assert!(problems[0].len() < 200, "{}", problems[0]);
    assert!(field(&"é".repeat(1_000)).in_words().len() < 200);
}

#[test]
fn looking_ahead_changes_nothing() {
    let mut lexer = Lexer::new("a # b");
    lexer.next();
    let mut ahead = lexer.ahead();
    assert_eq!(ahead.next().kind, word("b"));
    assert!(lexer.problems.is_empty());
    assert_eq!(lexer.next().kind, word("b"));
    assert_eq!(lexer.problems.len(), 1);
}
