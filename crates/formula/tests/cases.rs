//! The language is held to cases that are data: see `data/cases.json`. A case
//! we hold to be wrong is in `data/exceptions.json` with its reason.

use std::collections::HashMap;

use basekey_formula::cases::{matches, run};
use basekey_formula::{Bounds, Context};
use basekey_model::time::Millis;
use serde_json::Value;

#[test]
fn every_case_gives_what_it_expects() {
    let cases: Vec<Value> = serde_json::from_str(include_str!("data/cases.json")).unwrap();
    let exceptions: Vec<Value> =
        serde_json::from_str(include_str!("data/exceptions.json")).unwrap();
    let exceptions: HashMap<&str, &str> = exceptions
        .iter()
        .map(|exception| {
            let text = |key: &str| exception[key].as_str().unwrap();
            (text("id"), text("reason"))
        })
        .collect();
    assert!(cases.len() >= 696, "cases were lost");
    let context = Context::new(Millis(1_760_000_000_000), Bounds::default());
    let mut wrong = Vec::new();
    for case in &cases {
        let id = case["id"].as_str().unwrap();
        let got = run(case, &context);
        let right = matches(&case["expect"], &got);
        match (right, exceptions.contains_key(id)) {
            (true, false) | (false, true) => {}
            (true, true) => wrong.push(format!("{id} is listed as an exception and passes")),
            (false, false) => wrong.push(format!(
                "{id}: {} gives {got:?}, expected {}",
                case["formula"], case["expect"]
            )),
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {}:\n{}",
        wrong.len(),
        cases.len(),
        wrong.join("\n")
    );
}
