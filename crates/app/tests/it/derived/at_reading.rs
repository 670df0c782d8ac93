//! Cells that are computed when they are read.

use super::*;

#[tokio::test]
async fn the_present_is_never_stored() {
    let world = World::new().await;
    let ids = world.make(TABLE, vec![json!({ "Name": "a" })]).await;
    world.add(TABLE, "Now", formula("NOW()")).await;
    world
        .add(TABLE, "Said", formula("DATETIME_FORMAT({Now}, \"X\")"))
        .await;
    let before = world.cell(TABLE, &ids[0], "Said").await;
    world.clock.advance_seconds(100);
    let after = world.cell(TABLE, &ids[0], "Said").await;
    let seconds = |text: &Value| text.as_str().unwrap().parse::<i64>().unwrap();
    assert_eq!(seconds(&after) - seconds(&before), 100);
    let answer = world.edit(TABLE, &ids[0], json!({ "Name": "b" })).await;
    assert_eq!(answer["Said"], after, "answers of writes have it too");
    let stored = world.sound().await;
    let now = world.field(TABLE, "Now").await;
    assert_eq!(now.kind.upkeep(), Some(Upkeep::AtRead));
    let table = stored.schema.table(TABLE).unwrap().no;
    for (_, cells) in stored.records(table) {
        assert!(!cells.contains_key(&now.key));
    }
}

#[tokio::test]
async fn what_people_are_called_is_not_stored() {
    let world = World::new().await;
    let ids = world.make(TABLE, vec![json!({})]).await;
    world.add(TABLE, "By", FieldKind::CreatedBy).await;
    let field = world.add(TABLE, "Whose", formula("{By} & \"'s\"")).await;
    assert_eq!(field.kind.upkeep(), Some(Upkeep::AtRead));
    let name = format!("{}'s", world.owner.name);
    assert_eq!(world.cell(TABLE, &ids[0], "Whose").await, name);
}

#[tokio::test]
async fn values_at_reading_come_through_links() {
    let world = World::new().await;
    let (_, _, other) = world.projects().await;
    let ids = world.make("Projects", vec![json!({ "Name": "P" })]).await;
    world
        .make(TABLE, vec![json!({ "Points": 3, "Project": [ids[0]] })])
        .await;
    let age = world
        .add(TABLE, "Age", formula("Points + 0 * YEAR(NOW())"))
        .await;
    world
        .add("Projects", "Ages", rollup(other.id, age.id, "SUM(values)"))
        .await;
    assert_eq!(world.cell("Projects", &ids[0], "Ages").await, 3);
    let read = world.read("Projects").await;
    assert_eq!(read[0].1["Ages"], 3);
}

#[tokio::test]
async fn the_last_change_of_some_fields_is_kept() {
    let world = World::new().await;
    let ids = world.make(TABLE, vec![json!({ "Name": "a" })]).await;
    world
        .add(TABLE, "Any", formula("LAST_MODIFIED_TIME()"))
        .await;
    world
        .add(TABLE, "Of points", formula("LAST_MODIFIED_TIME({Points})"))
        .await;
    let before = world.cell(TABLE, &ids[0], "Of points").await;
    world.clock.advance_seconds(60);
    let one = world.edit(TABLE, &ids[0], json!({ "Name": "b" })).await;
    assert_eq!(one.get("Of points").cloned().unwrap_or_default(), before);
    assert_ne!(one["Any"], before);
    world.clock.advance_seconds(60);
    let two = world.edit(TABLE, &ids[0], json!({ "Points": 1 })).await;
    assert_eq!(two["Of points"], two["Any"]);
    assert_ne!(two["Any"], one["Any"]);
    world.derived_agree().await;
}

/// Each of many records links to all, and what one shows follows from what all
/// show, many times over: that must be gone through once for each step.
#[tokio::test]
async fn records_that_all_link_to_each_other_are_read_once() {
    let world = World::new().await;
    let table = world.schema().await.table(TABLE).unwrap().id;
    let all = FieldKind::MultipleRecordLinks(Link::to(table));
    let link = world.add(TABLE, "All", all).await;
    let mut ids = Vec::new();
    for ten in 0..15 {
        let rows = (0..10).map(|n| json!({ "Points": ten * 10 + n })).collect();
        ids.extend(world.make(TABLE, rows).await);
    }
    for ten in ids.chunks(10) {
        let edits = ten
            .iter()
            .map(|id| RecordEdit {
                id: id.clone(),
                fields: map(json!({ "All": ids })),
            })
            .collect();
        let permit = world.permit::<op::UpdateRecords>().await;
        let (mode, options) = (UpdateMode::Patch, WriteOptions::default());
        world
            .app
            .update_records(permit, TABLE, edits, mode, options, false)
            .await
            .unwrap();
    }
    let mut field = world
        .add(TABLE, "F0", formula("Points + 0 * YEAR(NOW())"))
        .await;
    for step in 1..=16 {
        let name = format!("F{step}");
        let next = rollup(link.id, field.id, "MAX(values)");
        field = world.add(TABLE, &name, next).await;
    }
    let read = world.read(TABLE).await;
    assert_eq!(read.len(), ids.len());
    assert!(read.iter().all(|(_, row)| row["F16"] == 149));
    assert_eq!(world.cell(TABLE, &ids[3], "F16").await, 149);
}
