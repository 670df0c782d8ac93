use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::cell::Nobody;
use crate::limits::Limits;
use crate::testing::Fixed;

fn limited(value: &Value, typecast: bool, limits: &Limits) -> Result<Written, CellError> {
    let context = WriteContext {
        typecast,
        limits,
        people: &Nobody,
        entropy: &Fixed::new(1),
    };
    write(value, &context)
}

fn exact(value: &Value) -> Result<Written, CellError> {
    limited(value, false, &Limits::default())
}

fn cast(value: &Value) -> Result<Written, CellError> {
    limited(value, true, &Limits::default())
}

/// Address and name of what is new, the id of what is kept.
fn short(written: Result<Written, CellError>) -> Vec<(String, String)> {
    let Ok(Written::Attachments(inputs)) = written else {
        panic!("{written:?}");
    };
    let each = |input: &AttachmentInput| match input {
        AttachmentInput::Keep(id) => (id.to_string(), String::new()),
        AttachmentInput::New(raw) => {
            let file: Attachment<'_> = serde_json::from_str(raw).unwrap();
            (file.url.into_owned(), file.filename.into_owned())
        }
    };
    inputs.iter().map(each).collect()
}

fn pairs(list: &[(&str, &str)]) -> Vec<(String, String)> {
    let owned = |(left, right): &(&str, &str)| ((*left).to_owned(), (*right).to_owned());
    list.iter().map(owned).collect()
}

const HELD: &str = "attAAAAAAAAAAAAA1";

#[test]
fn new_files_have_an_address_and_a_name() {
    let id = AttachmentId::random(&Fixed::new(1));
    let new = |rest: &str| {
        let raw = format!("{{\"id\":\"{id}\",{rest}}}");
        Ok(Written::Attachments(vec![AttachmentInput::New(raw)]))
    };
    for (value, rest) in [
        (
            json!([{"filename": "b \"c\".png", "url": "https://z.example/a.png"}]),
            r#""url":"https://z.example/a.png","filename":"b \"c\".png""#,
        ),
        // Only these two are the client's to say.
        (
            json!([{"url": "HTTP://z.example", "size": 5, "type": "image/png", "id": null}]),
            r#""url":"HTTP://z.example","filename":"z.example""#,
        ),
    ] {
        assert_eq!(exact(&value), new(rest), "{value}");
        assert_eq!(cast(&value), new(rest), "{value}");
    }
    for (url, name) in [
        ("https://z.example/a/b.png?c=d/e#f", "b.png"),
        ("https://z.example/a/b%20%C3%A9.png", "b é.png"),
        ("https://z.example/a/100%", "100%"),
        ("https://z.example/a%2", "a%2"),
        ("https://z.example/%FF.png", "%FF.png"),
        ("https://z.example/a%0Ab", "a%0Ab"),
        ("https://z.example/a/", "a"),
        ("https://z.example?a=b", "z.example"),
    ] {
        for file in [
            json!([{"url": url}]),
            json!([{"url": url, "filename": " "}]),
        ] {
            assert_eq!(short(exact(&file)), pairs(&[(url, name)]));
        }
    }
}

#[test]
fn files_are_kept_by_id() {
    let other = "attAAAAAAAAAAAAA2";
    // As clients send back what they read.
    let value = json!([
        {"id": other, "url": "x", "filename": 1, "size": "y"},
        {"id": HELD},
        {"id": other},
        {"url": "https://z.example/a"},
        {"url": "https://z.example/a"},
    ]);
    let new = ("https://z.example/a", "a");
    assert_eq!(
        short(exact(&value)),
        pairs(&[(other, ""), (HELD, ""), new, new])
    );
    assert_eq!(exact(&json!([])), Ok(Written::Clear));
}

#[test]
fn other_values_are_refused() {
    for wrong in [
        json!({"url": "https://z.example"}),
        json!("https://z.example"),
        json!(1),
    ] {
        assert!(
            matches!(exact(&wrong), Err(CellError::Wrong { .. })),
            "{wrong}"
        );
    }
    for (item, error) in [
        (json!("https://z.example"), NO_OBJECT),
        (json!(null), NO_OBJECT),
        (json!(1), NO_OBJECT),
        (json!([]), NO_OBJECT),
        (json!({}), NO_OBJECT),
        (json!({"filename": "a"}), NO_OBJECT),
        (json!({"url": null}), NO_OBJECT),
        (json!({"id": "att1"}), NO_ID),
        (json!({"id": 1, "url": "https://z.example"}), NO_ID),
        (json!({"url": 1}), NO_ADDRESS),
        (json!({"url": ""}), NO_ADDRESS),
        (json!({"url": "z.example/a.png"}), NO_ADDRESS),
        (json!({"url": "data:image/png;base64,AAAA"}), NO_ADDRESS),
        (json!({"url": "javascript:alert(1)"}), NO_ADDRESS),
        (json!({"url": "file:///etc/hosts"}), NO_ADDRESS),
        (json!({"url": "https:///a.png"}), NO_ADDRESS),
        (json!({"url": "https://"}), NO_ADDRESS),
        (json!({"url": "https://a b/c"}), NO_ADDRESS),
        (json!({"url": "https://z.example/a\nb"}), NO_ADDRESS),
        (json!({"url": "https://z.example/a\u{0}"}), NO_ADDRESS),
        (json!({"url": "https://z.example", "filename": 1}), NO_NAME),
    ] {
        let value = json!([{"url": "https://z.example"}, item]);
        assert_eq!(exact(&value), Err(error.clone()), "{item}");
        if item.is_object() {
            assert_eq!(cast(&item), Err(error), "{item}");
        }
    }
}

#[test]
fn there_is_a_greatest_number_and_length() {
    let limits = Limits {
        attachments_per_cell: 2,
        cell_chars: 24,
        ..Limits::default()
    };
    let file = json!({"url": "https://z.example/a"});
    let many = Err(CellError::TooMany { max: 2 });
    assert!(limited(&json!([file, file]), false, &limits).is_ok());
    assert_eq!(limited(&json!([file, file, file]), false, &limits), many);
    let text = "https://a.b https://a.b https://a.b";
    assert_eq!(limited(&json!(text), true, &limits), many);
    let held = json!([{"id": HELD}, {"id": HELD}, {"id": HELD}]);
    assert!(limited(&held, false, &limits).is_ok());
    let long = json!([{"url": "https://z.example/abcdefg"}]);
    assert_eq!(limited(&long, false, &limits), Err(LONG_ADDRESS));
    let long = json!([{"url": "https://z.example", "filename": "x".repeat(25)}]);
    assert_eq!(limited(&long, false, &limits), Err(LONG_NAME));
}

#[test]
fn with_typecast_text_lists_addresses() {
    let (a, b) = ("https://z.example/a.png", "http://z.example/b,c.png?d=(e)");
    let both = pairs(&[(a, "a.png"), (b, "b,c.png")]);
    for text in [
        format!("{a} {b}"),
        format!("{a},{b}"),
        format!(" {a}, {b} ,"),
        format!("{a}\n{b}\n"),
        format!("{a}; {b}"),
        format!("see {a} and {b}"),
        format!("see {a}, and {b}; both"),
        format!("a.png ({a}), b,c.png ({b})"),
        format!("a.png ({a}),b,c.png ({b})"),
    ] {
        assert_eq!(short(cast(&json!(text))), both, "{text}");
    }
    assert_eq!(short(cast(&json!([a, b]))), both);
    let mixed = json!([a, {"id": HELD}, null, {"url": b}, "none", 7]);
    let expected = pairs(&[(a, "a.png"), (HELD, ""), (b, "b,c.png")]);
    assert_eq!(short(cast(&mixed)), expected);
    assert_eq!(
        short(cast(&json!("My file (1).png (https://z.example/x)"))),
        pairs(&[("https://z.example/x", "My file (1).png")])
    );
    assert_eq!(
        short(cast(&json!(format!("a (last) ({a}); (b) ({b})")))),
        pairs(&[(a, "a (last)"), (b, "(b)")])
    );
    // No end to speak of, and no time to lose.
    assert_eq!(cast(&json!("(http:// ".repeat(50_000))), Ok(Written::Clear));
    // What is no address is dropped.
    for blank in [
        json!(""),
        json!("a.png"),
        json!("z.example/a.png"),
        json!("ftp://z.example/a.png"),
        json!("xhttps://z.example"),
        json!("https://"),
        json!("https:// ("),
        json!(7),
        json!(true),
        json!([]),
        json!([null, ""]),
    ] {
        assert_eq!(cast(&blank), Ok(Written::Clear), "{blank}");
    }
    assert_eq!(cast(&json!([[a]])), Err(NO_OBJECT));
}

#[test]
fn cells_are_put_together() {
    let kept = r#"{"id":"attAAAAAAAAAAAAA1","url":"https://z.example/a","filename":"a","size":3}"#;
    let gone = r#"{"id":"attAAAAAAAAAAAAA2","url":"https://z.example/b","filename":"b"}"#;
    let new = r#"{"id":"attAAAAAAAAAAAAA3","url":"https://z.example/c","filename":"c"}"#;
    let held = format!("[{gone},{kept}]");
    let keep = |id: &str| AttachmentInput::Keep(id.parse().unwrap());
    let inputs = [AttachmentInput::New(new.to_owned()), keep(HELD)];
    let raw = attachments_raw(Some(&held), &inputs).unwrap();
    assert_eq!(raw, format!("[{new},{kept}]"));
    assert!(is_stored(&raw));
    assert_eq!(attachments_raw(None, &inputs), Err(NOT_HELD));
    let foreign = [keep("attAAAAAAAAAAAAA9")];
    assert_eq!(attachments_raw(Some(&held), &foreign), Err(NOT_HELD));
    assert_eq!(NOT_HELD.kind(), crate::cell::CellErrorKind::Attachment);
    assert_eq!(
        plain(&raw),
        "c (https://z.example/c), a (https://z.example/a)"
    );
    assert_eq!(attachments(&raw)[1].size, Some(3));
}

#[test]
fn imported_files_say_more() {
    let file = concat!(
        r#"[{"id":"attAAAAAAAAAAAAA1","url":"https://z.example/a","filename":"a","size":3,"#,
        r#""type":"image/png","width":4,"height":5,"#,
        r#""thumbnails":{"small":{"url":"https://z.example/s","width":36,"height":36}}}]"#
    );
    assert!(is_stored(file));
    for (from, to) in [
        ("\"size\":3", "\"size\":\"3\""),
        ("\"size\":3", "\"size\":3.5"),
        ("\"size\":3,", "\"size\":null,"),
        ("\"width\":4,\"height\":5", "\"height\":5,\"width\":4"),
        ("\"width\"", "\"breadth\""),
        ("https://z.example/a", "data:a"),
        ("\"filename\":\"a\"", "\"filename\":\"\""),
        ("\"filename\":\"a\",", ""),
        ("attAAAAAAAAAAAAA1", "att1"),
        ("[{", "[ {"),
    ] {
        let bad = file.replace(from, to);
        assert_ne!(bad, file);
        assert!(!is_stored(&bad), "{bad}");
    }
    let one = file.trim_matches(['[', ']']);
    for bad in ["[]", "null", one, &format!("[{one},{one}]")] {
        assert!(!is_stored(bad), "{bad}");
        assert!(bad.starts_with("[{") || attachments(bad).is_empty());
    }
}

proptest! {
    #[test]
    fn any_text_is_read_without_panic(text in "(https?://|[ab(), ;/%é\u{1}]|\\.png|%20){0,20}") {
        for value in [json!(text), json!([{"url": text}])] {
            if let Ok(Written::Attachments(inputs)) = cast(&value) {
                let raw = attachments_raw(None, &inputs).unwrap();
                prop_assert!(is_stored(&raw), "{raw}");
                prop_assert!(!plain(&raw).is_empty());
            }
        }
    }

    /// The text form leads back to the same files.
    #[test]
    fn texts_lead_back(files in prop::collection::vec(("[a-c]{1,3}( [a-c(]{1,3})?\\.png", "https://z\\.example/[a-c/]{1,5}(,[a-c]|\\([a-c]\\)[a-c])?"), 1..4)) {
        let value: Vec<Value> = files
            .iter()
            .map(|(name, url)| json!({"url": url, "filename": name}))
            .collect();
        let Ok(Written::Attachments(inputs)) = exact(&Value::Array(value)) else {
            return Err(TestCaseError::fail("refused"));
        };
        let text = plain(&attachments_raw(None, &inputs).unwrap());
        let expected: Vec<(String, String)> = files.into_iter().map(|(name, url)| (url, name)).collect();
        prop_assert_eq!(short(cast(&json!(text))), expected);
    }
}
