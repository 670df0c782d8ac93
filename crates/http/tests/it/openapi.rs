use crate::support::{World, compare};

#[test]
fn the_document_is_the_one_that_is_checked_in() {
    compare("openapi.json", &basekey_http::openapi_json());
}

#[tokio::test]
async fn the_document_is_served_to_everybody() {
    let world = World::new().await;
    let reply = world.anonymous().get("/openapi.json").await;
    assert_eq!(reply.text(), basekey_http::openapi_json());
    assert_eq!(reply.header("access-control-allow-origin"), Some("*"));
}

/// Every row of the table of operations has a route, and every route that
/// asks for a permit names its row.
#[test]
fn every_operation_has_a_route() {
    let document: serde_json::Value = serde_json::from_str(&basekey_http::openapi_json()).unwrap();
    let mut routed = std::collections::BTreeSet::new();
    let mut ids = std::collections::BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let id = operation["operationId"].as_str().unwrap();
            assert!(ids.insert(id.to_owned()), "{id} is there twice");
            assert!(
                operation["summary"].is_string(),
                "{method} {path} says what it does"
            );
            match operation.get("x-basekey-operation") {
                Some(name) => {
                    routed.insert(name.as_str().unwrap().to_owned());
                }
                None => assert!(
                    [
                        "signIn",
                        "signInByLink",
                        "listScopes",
                        "lookAtInvite",
                        "joinByInvite",
                        "health",
                        "readiness",
                        "metrics",
                        "openApi"
                    ]
                    .contains(&id),
                    "{id} is open to everybody"
                ),
            }
        }
    }
    let known: std::collections::BTreeSet<_> = basekey_access::Op::ALL
        .iter()
        .map(|op| op.name().to_owned())
        .collect();
    assert_eq!(routed, known);
}
