//! Imports go on where they stopped.

use basekey_access::op;
use basekey_app::{ImportRows, ListQuery, NewImport};
use serde_json::json;

use crate::support::{TABLE, World, map};

#[tokio::test]
async fn a_batch_sent_twice_is_stored_once_and_bad_cells_are_reported() {
    let world = World::new().await;
    let begin = || async {
        let new = NewImport {
            file: "ab".repeat(32),
            plan: "{}".to_owned(),
        };
        world
            .app
            .begin_import(world.permit::<op::ImportRecords>().await, new)
            .await
            .unwrap()
    };
    let import = begin().await;
    assert_eq!((import.done, import.resumed), (0, false));
    let send = |from, rows: Vec<serde_json::Value>| {
        let (world, id) = (&world, import.id.to_string());
        async move {
            let batch = ImportRows {
                table: TABLE.to_owned(),
                from,
                rows: rows.into_iter().map(map).collect(),
            };
            world
                .app
                .import_rows(world.permit::<op::ImportRecords>().await, &id, batch)
                .await
        }
    };
    let first = vec![
        json!({"Name": "a", "Points": "1"}),
        json!({"Name": "b", "Points": "many"}),
    ];
    let answer = send(0, first.clone()).await.unwrap();
    assert_eq!(answer.done, 2);
    assert_eq!(answer.rejected.len(), 1);
    assert_eq!(
        (answer.rejected[0].row, answer.rejected[0].field.as_str()),
        (1, "Points")
    );
    send(0, first).await.unwrap();
    assert!(send(5, vec![json!({})]).await.is_err(), "a gap is refused");
    for before_all in [-1, i64::MIN] {
        assert!(send(before_all, vec![json!({})]).await.is_err());
    }
    let again = begin().await;
    assert_eq!((again.id, again.done, again.resumed), (import.id, 2, true));
    send(
        1,
        vec![
            json!({"Name": "b again"}),
            json!({"Name": "c", "State": "Later"}),
        ],
    )
    .await
    .unwrap();
    let page = world
        .app
        .list_records(
            world.permit::<op::ListRecords>().await,
            TABLE,
            ListQuery::default(),
        )
        .await
        .unwrap();
    assert_eq!(page.records.len(), 3);
    let id = import.id.to_string();
    world
        .app
        .finish_import(world.permit::<op::ImportRecords>().await, &id)
        .await
        .unwrap();
    assert!(send(3, vec![json!({})]).await.is_err());
    assert!(!begin().await.resumed);
}
