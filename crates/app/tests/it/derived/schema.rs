//! What changes of the schema do to derived fields.

use super::*;

#[tokio::test]
async fn circles_are_refused_and_named() {
    let world = World::new().await;
    world.add(TABLE, "A", formula("Points + 1")).await;
    world.add(TABLE, "B", formula("A + 1")).await;
    let error = world
        .retype(TABLE, "A", formula("B * 2"))
        .await
        .unwrap_err();
    let text = error.to_string();
    assert!(text.contains("{A} → {B} → {A}"), "{text}");
    let error = world
        .try_add(TABLE, "C", formula("C + 1"))
        .await
        .unwrap_err();
    assert!(error.to_string().contains("{C} → {C}"), "{error}");
    let FieldKind::Formula(kept) = world.field(TABLE, "A").await.kind else {
        panic!("not a formula");
    };
    assert!(kept.formula.ends_with(" + 1"), "nothing changed");
}

#[tokio::test]
async fn circles_through_links_are_refused() {
    let world = World::new().await;
    let (_, link, other) = world.projects().await;
    let points = world.field(TABLE, "Points").await.id;
    let total = world
        .add("Projects", "Total", rollup(other.id, points, "SUM(values)"))
        .await;
    let seen = world.add(TABLE, "Seen", lookup(link.id, total.id)).await;
    let error = world
        .retype(
            "Projects",
            "Total",
            rollup(other.id, seen.id, "SUM(values)"),
        )
        .await
        .unwrap_err();
    assert!(error.to_string().contains("Tasks.{Seen}"), "{error}");
}

#[tokio::test]
async fn a_bad_formula_is_refused() {
    let world = World::new().await;
    for text in ["", "1 +", "{Nothing}", "NOSUCH(1)", "LEN()", "values"] {
        let refused = world.try_add(TABLE, "F", formula(text)).await;
        assert!(refused.is_err(), "{text}");
    }
    let schema = world.schema().await;
    assert!(schema.table(TABLE).unwrap().field("F").is_none());
}

#[tokio::test]
async fn what_reads_a_deleted_field_is_an_error_until_it_is_back() {
    let world = World::new().await;
    let ids = world
        .make(TABLE, vec![json!({ "Name": "a", "Points": 2 })])
        .await;
    world.add(TABLE, "Twice", formula("Points * 2")).await;
    world.add(TABLE, "Text", formula("{Twice} & \"!\"")).await;
    let permit = world.permit::<op::DeleteField>().await;
    world
        .app
        .delete_field(permit, TABLE, "Points")
        .await
        .unwrap();
    let error = json!({ "error": "#ERROR!" });
    assert_eq!(world.cell(TABLE, &ids[0], "Twice").await, error);
    assert_eq!(world.cell(TABLE, &ids[0], "Text").await, error);
    let FieldKind::Formula(broken) = world.field(TABLE, "Twice").await.kind else {
        panic!("not a formula");
    };
    assert_eq!(broken.result, None);
    world.derived_agree().await;
    let permit = world.permit::<op::ListDeleted>().await;
    let deleted = world.app.list_deleted(permit).await.unwrap();
    let permit = world.permit::<op::RestoreDeleted>().await;
    world
        .app
        .restore_deleted(permit, &deleted[0].id)
        .await
        .unwrap();
    assert_eq!(world.cell(TABLE, &ids[0], "Text").await, "4!");
    world.derived_agree().await;
    world.sound().await;
}

#[tokio::test]
async fn a_changed_type_is_followed() {
    let world = World::new().await;
    let ids = world.make(TABLE, vec![json!({ "Name": "12" })]).await;
    world
        .add(TABLE, "Longer", formula("LEN({Name} & \"\") + 1"))
        .await;
    world.add(TABLE, "Note", FieldKind::SingleLineText).await;
    world.edit(TABLE, &ids[0], json!({ "Note": "7.0" })).await;
    world.add(TABLE, "Next", formula("{Note} & \"/\"")).await;
    assert_eq!(world.cell(TABLE, &ids[0], "Next").await, "7.0/");
    world
        .retype(TABLE, "Note", FieldKind::Number { precision: 0 })
        .await
        .unwrap();
    assert_eq!(world.cell(TABLE, &ids[0], "Next").await, "7/");
    world.derived_agree().await;
    // A formula that becomes text keeps what it gave.
    world
        .retype(TABLE, "Next", FieldKind::SingleLineText)
        .await
        .unwrap();
    world.edit(TABLE, &ids[0], json!({ "Note": 8 })).await;
    assert_eq!(world.cell(TABLE, &ids[0], "Next").await, "7/");
    // And text that becomes a formula is computed.
    world
        .retype(TABLE, "Next", formula("Note + 1"))
        .await
        .unwrap();
    assert_eq!(world.cell(TABLE, &ids[0], "Next").await, 9);
    world.derived_agree().await;
    world.sound().await;
}

#[tokio::test]
async fn a_new_name_changes_nothing_stored() {
    let world = World::new().await;
    world.add(TABLE, "Twice", formula("Points * 2")).await;
    let before = world.field(TABLE, "Twice").await;
    let permit = world.permit::<op::UpdateField>().await;
    let edit = basekey_app::FieldEdit {
        name: Some("Effort {x}".to_owned()),
        description: None,
    };
    world
        .app
        .update_field(permit, TABLE, "Points", edit)
        .await
        .unwrap();
    assert_eq!(world.field(TABLE, "Twice").await, before);
    world
        .add(TABLE, "Three", formula("{Effort {x\\}} * 3"))
        .await;
}

#[tokio::test]
async fn formats_that_do_not_fit_are_refused() {
    let world = World::new().await;
    let kind = |text: &str, format: FieldKind| {
        FieldKind::Formula(Formula {
            formula: text.to_owned(),
            format: Some(Box::new(format)),
            ..Formula::default()
        })
    };
    let percent = FieldKind::Percent { precision: 1 };
    let made = world.add(TABLE, "A", kind("1 / 2", percent.clone())).await;
    assert_eq!(made.kind.shown(), Some(&percent));
    let refused = world.try_add(TABLE, "B", kind("\"x\"", percent)).await;
    assert!(refused.unwrap_err().to_string().contains("percent"));
}

#[tokio::test]
async fn new_choices_are_seen_by_lookups() {
    let world = World::new().await;
    let (_, _, other) = world.projects().await;
    let state = world.field(TABLE, "State").await.id;
    world
        .add("Projects", "States", lookup(other.id, state))
        .await;
    let project = world.make("Projects", vec![json!({})]).await;
    let inputs = vec![RecordInput {
        fields: map(json!({ "State": "Brand new", "Project": [project[0]] })),
    }];
    let permit = world.permit::<op::CreateRecords>().await;
    let options = WriteOptions { typecast: true };
    world
        .app
        .create_records(permit, TABLE, inputs, options)
        .await
        .unwrap();
    let states = world.field("Projects", "States").await;
    let choices = states.kind.shown().and_then(FieldKind::choices).unwrap();
    assert_eq!(choices.list.len(), 3);
    world.derived_agree().await;
    world.sound().await;
}

#[tokio::test]
async fn a_field_that_is_named_like_a_word_changes_no_formula() {
    let world = World::new().await;
    let (_, _, other) = world.projects().await;
    let points = world.field(TABLE, "Points").await.id;
    world
        .add("Projects", "Total", rollup(other.id, points, "SUM(values)"))
        .await;
    world.add(TABLE, "Year", formula("YEAR(NOW)")).await;
    let before = world.field("Projects", "Total").await;
    world
        .add("Projects", "values", FieldKind::SingleLineText)
        .await;
    world.add(TABLE, "Now", FieldKind::SingleLineText).await;
    assert_eq!(world.field("Projects", "Total").await, before);
    let year = world.field(TABLE, "Year").await.kind;
    assert_eq!(year.upkeep(), Some(Upkeep::AtRead));
    world.derived_agree().await;
}

#[tokio::test]
async fn another_format_of_a_name_is_followed() {
    let world = World::new().await;
    let (table, ..) = world.projects().await;
    let _ = table;
    let draft = TableDraft {
        name: "Prices".to_owned(),
        description: None,
        fields: vec![
            FieldDraft::new("Name", formula("1 / 3")),
            FieldDraft::new("Note", FieldKind::SingleLineText),
        ],
    };
    let permit = world.permit::<op::CreateTable>().await;
    let prices = world.app.create_table(permit, draft).await.unwrap().id;
    world
        .add(
            TABLE,
            "Price",
            FieldKind::MultipleRecordLinks(Link::to(prices)),
        )
        .await;
    world.add(TABLE, "Text", formula("{Price} & \"\"")).await;
    let price = world.make("Prices", vec![json!({})]).await;
    let task = world
        .make(TABLE, vec![json!({ "Price": [price[0]] })])
        .await;
    assert_eq!(world.cell(TABLE, &task[0], "Text").await, "0.33");
    let whole = FieldKind::Formula(Formula {
        formula: "1 / 3".to_owned(),
        format: Some(Box::new(FieldKind::Number { precision: 0 })),
        ..Formula::default()
    });
    world.retype("Prices", "Name", whole).await.unwrap();
    assert_eq!(world.cell(TABLE, &task[0], "Text").await, "0");
    world.derived_agree().await;
}

#[tokio::test]
async fn links_become_text_by_names_that_are_not_stored() {
    let world = World::new().await;
    let draft = TableDraft {
        name: "Years".to_owned(),
        description: None,
        fields: vec![
            FieldDraft::new("Name", formula("{Note} & IF(NOW(), \"!\")")),
            FieldDraft::new("Note", FieldKind::SingleLineText),
        ],
    };
    let permit = world.permit::<op::CreateTable>().await;
    let years = world.app.create_table(permit, draft).await.unwrap().id;
    world
        .add(
            TABLE,
            "Year",
            FieldKind::MultipleRecordLinks(Link::to(years)),
        )
        .await;
    let year = world.make("Years", vec![json!({ "Note": "n" })]).await;
    let task = world.make(TABLE, vec![json!({ "Year": [year[0]] })]).await;
    world
        .retype(TABLE, "Year", FieldKind::SingleLineText)
        .await
        .unwrap();
    assert_eq!(world.cell(TABLE, &task[0], "Year").await, "n!");
}

#[tokio::test]
async fn what_a_write_leaves_behind_is_in_its_answer() {
    let limits = basekey_model::limits::Limits {
        recalculated_per_write: 1,
        ..Default::default()
    };
    let world = World::with(limits).await;
    let (_, link, _) = world.projects().await;
    let name = world.field("Projects", "Name").await.id;
    world.add(TABLE, "Of", lookup(link.id, name)).await;
    let project = world.make("Projects", vec![json!({ "Name": "P" })]).await;
    let row = json!({ "Project": [project[0]] });
    let page = world.create(vec![row.clone(), row]).await;
    for cells in rows(&page) {
        assert_eq!(cells["Of"], json!(["P"]));
    }
    world.filled().await;
    world.derived_agree().await;
}
