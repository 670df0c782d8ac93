//! Upserts: which record is meant, and what becomes of it.

use basekey_access::op;
use basekey_app::{AppError, ListQuery, UpdateMode, UpsertElement, Upserted, WriteOptions};
use serde_json::{Value, json};

use crate::support::{TABLE, World, map, rows};

async fn upsert(
    world: &World,
    merge_on: &[&str],
    elements: Vec<Value>,
    mode: UpdateMode,
    typecast: bool,
) -> Result<Upserted, AppError> {
    let elements = elements
        .into_iter()
        .map(|element| {
            let mut element = map(element);
            UpsertElement {
                id: element
                    .remove("id")
                    .map(|id| id.as_str().unwrap().to_owned()),
                fields: map(element.remove("fields").unwrap()),
            }
        })
        .collect();
    let merge_on = merge_on.iter().map(|name| (*name).to_owned()).collect();
    let permit = world.permit::<op::UpdateRecords>().await;
    world
        .app
        .upsert_records(
            permit,
            TABLE,
            elements,
            merge_on,
            mode,
            WriteOptions { typecast },
        )
        .await
}

async fn all(world: &World) -> Vec<serde_json::Map<String, Value>> {
    let permit = world.permit::<op::ListRecords>().await;
    let page = world
        .app
        .list_records(permit, TABLE, ListQuery::default())
        .await
        .unwrap();
    rows(&page)
}

#[tokio::test]
async fn what_is_there_is_changed_and_what_is_not_is_made() {
    let world = World::new().await;
    world
        .create(vec![
            json!({"Name": "a", "Points": 1, "State": "Todo"}),
            json!({"Name": "b", "Points": 1}),
        ])
        .await;
    let done = upsert(
        &world,
        &["Name", "Points"],
        vec![
            json!({"fields": {"Name": "b", "Points": 1.0, "State": "Done"}}),
            json!({"fields": {"Name": "c", "Points": 1}}),
            json!({"fields": {"Name": "a", "Points": 1}}),
            json!({"fields": {"Name": "a", "Points": null}}),
        ],
        UpdateMode::Patch,
        false,
    )
    .await
    .unwrap();
    assert_eq!((done.created.len(), done.updated.len()), (2, 2));
    let names: Vec<_> = rows(&done.page)
        .iter()
        .map(|row| row["Name"].clone())
        .collect();
    assert_eq!(names, [json!("b"), json!("c"), json!("a"), json!("a")]);
    let rows = all(&world).await;
    assert_eq!(rows.len(), 4);
    assert!(rows[0].contains_key("State"), "what is not named stays");
    assert!(rows[1].contains_key("State"));
}

#[tokio::test]
async fn several_matches_end_the_whole_request() {
    let world = World::new().await;
    world
        .create(vec![
            json!({"Name": "a"}),
            json!({"Name": "a"}),
            json!({"Name": "b"}),
        ])
        .await;
    let error = upsert(
        &world,
        &["Name"],
        vec![
            json!({"fields": {"Name": "new"}}),
            json!({"fields": {"Name": "b", "Points": 5}}),
            json!({"fields": {"Name": "a"}}),
        ],
        UpdateMode::Patch,
        false,
    )
    .await
    .unwrap_err();
    assert!(
        error
            .to_string()
            .contains("Cannot update more than one record"),
        "{error}"
    );
    let rows = all(&world).await;
    assert_eq!(rows.len(), 3);
    assert!(rows.iter().all(|row| !row.contains_key("Points")));
}

/// As pyairtable's own tests expect of Airtable.
#[tokio::test]
async fn what_one_element_changes_does_not_change_what_another_finds() {
    let world = World::new().await;
    let page = world
        .create(vec![json!({"Name": "a"}), json!({"Name": "b"})])
        .await;
    let done = upsert(
        &world,
        &["Name"],
        vec![
            json!({"id": page.records.get(0).unwrap().head.id, "fields": {"Points": 1}}),
            json!({"id": page.records.get(1).unwrap().head.id, "fields": {"Name": "c"}}),
            json!({"fields": {"Name": null, "Points": 3}}),
            json!({"fields": {"Name": "b", "Points": 4}}),
            json!({"fields": {"Name": "c", "Points": 5}}),
        ],
        UpdateMode::Put,
        false,
    )
    .await
    .unwrap();
    assert_eq!((done.created.len(), done.updated.len()), (2, 2));
    let rows = all(&world).await;
    assert_eq!(rows[0]["Points"], json!(1));
    assert_eq!(
        (&rows[1]["Name"], &rows[1]["Points"]),
        (&json!("b"), &json!(4))
    );
    assert_eq!(rows[2].get("Name"), None);
    assert_eq!(
        (&rows[3]["Name"], &rows[3]["Points"]),
        (&json!("c"), &json!(5))
    );
}

#[tokio::test]
async fn a_key_that_comes_twice_makes_one_record() {
    let world = World::new().await;
    let done = upsert(
        &world,
        &["Name"],
        vec![
            json!({"fields": {"Name": "a", "Points": 1}}),
            json!({"fields": {"Name": "a", "Points": 2}}),
        ],
        UpdateMode::Patch,
        false,
    )
    .await
    .unwrap();
    assert_eq!((done.created.len(), done.updated.len()), (1, 0));
    let shown = rows(&done.page);
    assert_eq!(shown.len(), 2);
    assert!(shown.iter().all(|row| row["Points"] == json!(2)));
    assert_eq!(all(&world).await.len(), 1);
}

#[tokio::test]
async fn the_index_follows_what_is_written_by_others() {
    let world = World::new().await;
    let one = |name: &str, points: u32| vec![json!({"fields": {"Name": name, "Points": points}})];
    let go = async |name: &str, points: u32| {
        upsert(
            &world,
            &["Name"],
            one(name, points),
            UpdateMode::Patch,
            false,
        )
        .await
        .unwrap()
    };
    assert_eq!(go("a", 1).await.created.len(), 1);
    let page = world
        .create(vec![json!({"Name": "b"}), json!({"Name": "c"})])
        .await;
    assert_eq!(go("b", 2).await.updated.len(), 1);
    let c = page.records.get(1).unwrap().head.id.to_string();
    let permit = world.permit::<op::DeleteRecords>().await;
    world
        .app
        .delete_records(permit, TABLE, vec![c], true)
        .await
        .unwrap();
    assert_eq!(go("c", 3).await.created.len(), 1, "c was deleted");
    let by_id = json!({"id": page.records.get(0).unwrap().head.id, "fields": {"Name": "d"}});
    upsert(&world, &["Name"], vec![by_id], UpdateMode::Patch, false)
        .await
        .unwrap();
    assert_eq!(go("d", 4).await.updated.len(), 1, "b is d now");
    assert_eq!(go("b", 5).await.created.len(), 1);
    // A refused write leaves no trace in the index.
    let bad = vec![
        json!({"fields": {"Name": "x"}}),
        json!({"id": "recZZZZZZZZZZZZZZ", "fields": {}}),
    ];
    upsert(&world, &["Name"], bad, UpdateMode::Patch, false)
        .await
        .unwrap_err();
    assert_eq!(go("x", 6).await.created.len(), 1);
}

#[tokio::test]
async fn puts_clear_and_typecasts_convert() {
    let world = World::new().await;
    world
        .create(vec![json!({"Name": "7", "Points": 7, "State": "Todo"})])
        .await;
    let done = upsert(
        &world,
        &["Points"],
        vec![json!({"fields": {"Points": "7", "State": "Brand new"}})],
        UpdateMode::Put,
        true,
    )
    .await
    .unwrap();
    assert_eq!(done.updated.len(), 1);
    let rows = all(&world).await;
    assert_eq!(rows.len(), 1);
    assert!(!rows[0].contains_key("Name"));
    assert_eq!(rows[0]["State"], json!(2), "a new choice");
}

#[tokio::test]
async fn what_can_not_tell_records_apart_is_refused() {
    let world = World::new().await;
    let element = || vec![json!({"fields": {"Name": "a"}})];
    for (merge_on, text) in [
        (&[][..], "from 1 to 3"),
        (&["Name", "Name", "Name", "Name"][..], "from 1 to 3"),
        (&["No"][..], "autoNumber"),
        (&["Changed"][..], "lastModifiedTime"),
        (&["Nope"][..], "Unknown field name"),
        (&["Name", "Points"][..], "\"Points\" is missing"),
    ] {
        let error = upsert(&world, merge_on, element(), UpdateMode::Patch, false)
            .await
            .unwrap_err();
        assert!(error.to_string().contains(text), "{merge_on:?}: {error}");
    }
    assert!(all(&world).await.is_empty());
}
