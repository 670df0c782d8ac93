//! Every target over the saved corpus, over arbitrary bytes, and over bytes
//! that look like what it reads.

use std::path::Path;

use basekey_formula::Function;
use basekey_fuzz::{
    TARGETS, cell_write, csv_inference, doc_scanner, formula_evaluate, formula_parse, list_query,
    record_body, token_text,
};
use proptest::prelude::*;
use serde_json::{Value, json};

#[test]
fn the_corpus_holds() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    for (name, target) in TARGETS {
        let mut inputs = 0;
        for entry in std::fs::read_dir(corpus.join(name)).unwrap() {
            target(&std::fs::read(entry.unwrap().path()).unwrap());
            inputs += 1;
        }
        assert!(inputs > 0, "{name} has no corpus");
    }
}

/// What clients send as a cell, right or wrong.
fn almost_a_cell() -> impl Strategy<Value = Value> {
    let plain = prop::sample::select(vec![
        json!(null),
        json!(true),
        json!(1),
        json!(-2.5),
        json!("a"),
        json!("b, c"),
        json!("new"),
        json!("rec1"),
        json!("fuzz@example.com"),
        json!({ "email": "fuzz@example.com" }),
        json!({ "url": "https://files.example/a.png" }),
        json!({ "url": "data:x" }),
        json!({ "id": "att1" }),
        json!({ "id": "rec2" }),
        json!("recAAAAAAAAAAAAAA"),
    ]);
    let item = prop::sample::select(vec![
        json!("rec1"),
        json!("rec2"),
        json!("rec3"),
        json!("a"),
        json!("new"),
        json!({ "url": "https://files.example/a.png" }),
        json!({ "id": "usrAAAAAAAAAAAAAA" }),
        json!(null),
        json!([]),
    ]);
    prop_oneof![
        plain,
        prop::collection::vec(item, 0..4).prop_map(Value::from)
    ]
}

/// The body of a create, update or upsert, right or wrong.
fn almost_a_write() -> impl Strategy<Value = Value> {
    let name = || prop::sample::select(vec!["Name", "N", "S", "F", "P", "U", "Own", "Nothing"]);
    let fields = prop::collection::btree_map(name(), almost_a_cell(), 0..4);
    let id = prop::option::of(prop::sample::select(vec!["rec1", "rec2", "rec3", "rec4"]));
    let record = (id, fields).prop_map(|(id, fields)| match id {
        Some(id) => json!({ "id": id, "fields": fields }),
        None => json!({ "fields": fields }),
    });
    let merge = prop::option::of(prop::collection::vec(name(), 0..5));
    let records = prop::collection::vec(record, 0..4);
    (records, merge, any::<Option<bool>>(), any::<bool>()).prop_map(
        |(records, merge, typecast, one)| {
            let mut body = match records.first() {
                Some(record) if one => record.clone(),
                _ => json!({ "records": records }),
            };
            if let Some(merge) = merge {
                body["performUpsert"] = json!({ "fieldsToMergeOn": merge });
            }
            if let Some(typecast) = typecast {
                body["typecast"] = json!(typecast);
            }
            body
        },
    )
}

/// What formulas are made of, one after the other.
const LEAVES: &str = "{Name}|{Long}|{N}|{Big}|{Stars}|{Done}|{Day}|{When}|{First}|{Last}|{State}|{Tags}|\
    {Team}|{Link}|{Files}|{Half}|{Endless}|{Failed}|{All}|{Numbers}|{Days}|{Mixed}|\
    {Made}|values|TODAY()|NOW()|BLANK()|0|1|-1|2.5|3|1000000000|(1/0)|(0/0)|''|'a'|\
    'é😀b'|'3.5'|' '|', '|'days'|'M'|'months'|'ms'|'quarter'|'2024-02-29'|'29.2.2024'|\
    'YYYY-MM-DD'|'L LTS dddd'|'Europe/Berlin'|'de'|'Monday'|'[a-z]+'|'(.)?'|'$1'";

/// A formula that makes sense to the parser, and mostly to the checker.
fn formula() -> impl Strategy<Value = String> {
    let leaf = prop::sample::select(LEAVES.split('|').collect::<Vec<_>>());
    leaf.prop_map(str::to_owned)
        .prop_recursive(5, 40, 4, |inner| {
            let op = prop::sample::select(vec![
                "+", "-", "*", "/", "&", "=", "!=", "<", "<=", ">", ">=",
            ]);
            let function = prop::sample::select(Function::ALL);
            let args = prop::collection::vec(inner.clone(), 6);
            prop_oneof![
                2 => (inner.clone(), op, inner.clone())
                    .prop_map(|(left, op, right)| format!("({left} {op} {right})")),
                1 => inner.prop_map(|of| format!("-{of}")),
                6 => (function, args, any::<prop::sample::Index>()).prop_map(
                    |(function, args, count)| {
                        let (least, most) = function.arity();
                        let most = most.unwrap_or(args.len()).min(args.len());
                        let count = least + count.index(most - least + 1);
                        format!("{}({})", function.name(), args[..count].join(", "))
                    }
                ),
            ]
        })
}

proptest! {
    // What breaks a promise is put into the corpus by hand, under a name that says what it was.
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_bytes_hold(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        for (_, target) in TARGETS {
            target(&bytes);
        }
    }

    #[test]
    fn almost_tokens_hold(text in "[ .]{0,2}(pat)?[A-Za-z0-9]{0,16}\\.?[0-9a-fA-F]{0,70}[ .]{0,2}") {
        token_text(text.as_bytes());
    }

    #[test]
    fn almost_queries_hold(
        text in "(fields|sort|view|offset|pageSize|maxRecords|filterByFormula|cellFormat|timeZone|userLocale|returnFieldsByFieldId|recordMetadata|string|commentCount|true|Europe/Berlin|en-gb|field|direction|desc|Name|N|T|Own|\\[|\\]|%5B|=|&|%|\\+|0|1|itr|rec|/){0,20}"
    ) {
        list_query(text.as_bytes());
    }

    #[test]
    fn almost_records_hold(body in almost_a_write(), spaces in 0..3_usize) {
        // The length chooses between creating, updating and replacing.
        record_body(format!("{body}{}", " ".repeat(spaces)).as_bytes());
    }

    #[test]
    fn almost_formulas_hold(
        text in "(IF\\(|now\\(|SUMM\\(|[A-Za-zÄ_]{1,3}|\\{(Name|Größe|a\\\\\\}b \\{c\\} \\\\\\\\)\\}|[{}\\\\]{1,3}|[0-9.]{1,4}|1e5|\"[^\"]{0,3}\"|'|\"|“|”|[+*/&=<>(),!%^;?|#-]|!=|<=|==|&&|//|/\\*|\\*/|[ \n]){0,25}"
    ) {
        formula_parse(text.as_bytes());
        formula_evaluate(text.as_bytes());
    }

    #[test]
    fn formulas_hold(text in formula()) {
        formula_parse(text.as_bytes());
        formula_evaluate(text.as_bytes());
    }

    #[test]
    fn almost_documents_hold(text in "(\\{|\\}|\"[0-9]{1,3}\"|\"|:|,|\\[|\\]|\\\\u00e9|\\\\|true|null|[0-9.eE+-]{1,6}|[a-zé\u{1}]){0,30}") {
        doc_scanner(text.as_bytes());
    }

    #[test]
    fn columns_hold(
        cells in proptest::collection::vec(
            "(|yes|no|true|x|[0-9]{1,4}|-?[0-9]{1,3}([.,][0-9]{3}){0,2}([.,][0-9]{1,2})?|[€$ ]?[0-9]{1,3}%?|[0-9]{1,2}[./-][0-9]{1,2}[./-][0-9]{2,4}|[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2})?Z?)?|(Jan|March|dec) [0-9]{1,2},? [0-9]{4}|[a-c]@[a-c]\\.de|https?://[a-c]\\.de|\\+[0-9 ]{5,12}|[ab]{1,3})",
            1..30,
        )
    ) {
        csv_inference(cells.join("\n").as_bytes());
    }

    #[test]
    fn values_hold(
        text in "(-?[0-9]{1,20}(\\.[0-9]{1,20})?([eE][+-]?[0-9]{1,3})?|\"[0-9:., /TZ+-]{0,26}\"|\"[0-9]{1,4}-[0-9]{1,2}-[0-9]{1,2}(T| )[0-9]{1,2}:[0-9]{1,2}(:[0-9]{1,2})?(Z|[+-][0-9]{1,2}:?[0-9]{2})?\"|\\[(\"(a|B|c, d|1|x)\",?){0,3}\\]|\"(a|B|c, d|1|checked|yes|no|[$€]?[0-9,.]{1,9}%?)\"|true|false|\\{\\})"
    ) {
        cell_write(text.as_bytes());
    }
}
