//! Bodies that nobody would send.

use axum::http::Method;
use proptest::prelude::*;
use serde_json::Value;

use crate::support::Rich;

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
        prop_oneof![
            Just("Name"),
            Just("Points"),
            Just("Tags"),
            Just("Met"),
            Just("red")
        ]
        .prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 6, |inner| {
        let key = prop_oneof![
            Just("fields".to_owned()),
            Just("records".to_owned()),
            Just("id".to_owned()),
            Just("Name".to_owned()),
            Just("Tags".to_owned()),
            Just("Points".to_owned()),
            Just("sort".to_owned()),
            Just("typecast".to_owned()),
            Just("performUpsert".to_owned()),
            Just("fieldsToMergeOn".to_owned()),
            Just("filters".to_owned()),
            Just("conjunction".to_owned()),
            Just("conditions".to_owned()),
            Just("options".to_owned()),
            Just("choices".to_owned()),
            Just("name".to_owned()),
            ".{0,8}",
        ];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((key, inner), 0..4)
                .prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
        ]
    })
}

#[test]
fn no_body_makes_a_handler_fail() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let rich = runtime.block_on(Rich::new());
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig {
        cases: 150,
        ..ProptestConfig::default()
    });
    let paths = [
        ("POST", "T"),
        ("POST", "T/listRecords"),
        ("POST", "M/tables"),
        ("POST", "M/tables/Tasks/fields"),
        ("POST", "A/tables/Tasks/views"),
        ("PATCH", "T"),
        ("PATCH", "T/<task1>"),
        ("PUT", "T/<task2>"),
        ("PATCH", "M/tables/Tasks/fields/<Tasks.Phone>"),
        ("PATCH", "A/tables/Tasks/fields/<Tasks.Phone>"),
        ("PATCH", "A/views/<Open>"),
    ];
    runner
        .run(&any_json(), |body| {
            for (method, path) in paths {
                let method: Method = method.parse().unwrap();
                let good = rich.world.good();
                let reply = runtime.block_on(good.json(method, &rich.path(path), body.clone()));
                prop_assert!(
                    [200, 422].contains(&reply.status.as_u16()),
                    "{path} {body}: {}",
                    reply.text()
                );
            }
            Ok(())
        })
        .unwrap();
}
