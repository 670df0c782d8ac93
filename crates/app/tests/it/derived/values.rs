//! What derived cells hold, and that they follow.

use super::*;

#[tokio::test]
async fn a_formula_follows_its_record() {
    let world = World::new().await;
    let ids = world
        .make(TABLE, vec![json!({ "Name": "a", "Points": 2 }), json!({})])
        .await;
    let field = world
        .add(TABLE, "Label", formula("{Name} & \"-\" & Points * 2"))
        .await;
    let FieldKind::Formula(made) = &field.kind else {
        panic!("not a formula");
    };
    let name = world.field(TABLE, "Name").await.id;
    let points = world.field(TABLE, "Points").await.id;
    assert_eq!(
        made.formula,
        format!("{{{name}}} & \"-\" & {{{points}}} * 2"),
        "stored by id"
    );
    assert_eq!(made.referenced, [name, points]);
    assert_eq!(made.result.as_deref(), Some(&FieldKind::SingleLineText));
    assert_eq!(world.cell(TABLE, &ids[0], "Label").await, "a-4");
    assert_eq!(world.cell(TABLE, &ids[1], "Label").await, "-0");
    let answer = world.edit(TABLE, &ids[1], json!({ "Points": 5 })).await;
    assert_eq!(answer["Label"], "-10", "the answer shows it");
    let made = world.make(TABLE, vec![json!({ "Name": "n" })]).await;
    assert_eq!(world.cell(TABLE, &made[0], "Label").await, "n-0");
    assert_eq!(world.derived_agree().await, 3);
    world.sound().await;
}

#[tokio::test]
async fn errors_and_special_values_are_cells() {
    let world = World::new().await;
    let ids = world.make(TABLE, vec![json!({ "Points": 0 })]).await;
    for (name, text, expected) in [
        ("A", "1 / Points", json!({ "specialValue": "Infinity" })),
        ("B", "0 / Points", json!({ "specialValue": "NaN" })),
        ("C", "ERROR()", json!({ "error": "#ERROR!" })),
        ("D", "IF(1, \"\", \"x\")", Value::Null),
        ("E", "A + 1", json!({ "specialValue": "Infinity" })),
        ("F", "C & \"x\"", json!({ "error": "#ERROR!" })),
        ("G", "ISERROR(C)", json!(1)),
    ] {
        world.add(TABLE, name, formula(text)).await;
        assert_eq!(world.cell(TABLE, &ids[0], name).await, expected, "{text}");
    }
    world.derived_agree().await;
    world.sound().await;
}

#[tokio::test]
async fn values_come_through_links() {
    let world = World::new().await;
    let (_, link, other) = world.projects().await;
    let points = world.field(TABLE, "Points").await.id;
    let name = world.field(TABLE, "Name").await.id;
    let budget = world.field("Projects", "Budget").await.id;
    world
        .add("Projects", "Total", rollup(other.id, points, "SUM(values)"))
        .await;
    world
        .add(
            "Projects",
            "Names",
            rollup(other.id, name, "ARRAYUNIQUE(values)"),
        )
        .await;
    world
        .add(
            "Projects",
            "Mean",
            rollup(other.id, points, "AVERAGE(values)"),
        )
        .await;
    world
        .add("Projects", "Tasks found", lookup(other.id, name))
        .await;
    world.add("Projects", "How many", count(other.id)).await;
    let total = world.field("Projects", "Total").await.id;
    world
        .add(TABLE, "Project total", lookup(link.id, total))
        .await;
    world
        .add(TABLE, "Share", formula("Points / {Project total}"))
        .await;
    world.add(TABLE, "Budgets", lookup(link.id, budget)).await;
    world.add(TABLE, "Of", formula("{Project} & \"!\"")).await;

    let projects = world
        .make(
            "Projects",
            vec![
                json!({ "Name": "P", "Budget": 7.5 }),
                json!({ "Name": "Q" }),
            ],
        )
        .await;
    let tasks = world
        .make(
            TABLE,
            vec![
                json!({ "Name": "a", "Points": 1, "Project": [projects[0]] }),
                json!({ "Name": "b", "Points": 3, "Project": [projects[0], projects[1]] }),
                json!({ "Name": "b", "Points": 4 }),
            ],
        )
        .await;
    let project = |field: &'static str| world.cell("Projects", &projects[0], field);
    assert_eq!(project("Total").await, 4);
    assert_eq!(project("Mean").await, 2);
    assert_eq!(project("Names").await, json!(["a", "b"]));
    assert_eq!(project("Tasks found").await, json!(["a", "b"]));
    assert_eq!(project("How many").await, 2);
    let task = |id: usize, field: &'static str| world.cell(TABLE, &tasks[id], field);
    assert_eq!(task(0, "Share").await, 0.25);
    assert_eq!(task(1, "Project total").await, json!([4, 3]));
    assert_eq!(task(1, "Budgets").await, json!([7.5]), "blanks are skipped");
    assert_eq!(task(1, "Of").await, "P, Q!");
    assert_eq!(task(2, "Of").await, "!");

    world.edit(TABLE, &tasks[0], json!({ "Points": 5 })).await;
    assert_eq!(project("Total").await, 8);
    assert_eq!(task(0, "Share").await, 0.625);
    world
        .edit("Projects", &projects[0], json!({ "Name": "R" }))
        .await;
    assert_eq!(task(1, "Of").await, "R, Q!");
    let answer = world
        .edit(TABLE, &tasks[2], json!({ "Project": [projects[0]] }))
        .await;
    assert_eq!(answer["Project total"], json!([12]));
    assert_eq!(project("Names").await, json!(["a", "b"]));
    assert_eq!(project("Tasks found").await, json!(["a", "b", "b"]));
    let permit = world.permit::<op::DeleteRecords>().await;
    let gone = vec![tasks[1].clone()];
    world
        .app
        .delete_records(permit, TABLE, gone, true)
        .await
        .unwrap();
    assert_eq!(project("Total").await, 9);
    assert_eq!(project("How many").await, 2);
    let empty = world.cell("Projects", &projects[1], "Total").await;
    assert_eq!(empty, 0);
    let empty = world.cell("Projects", &projects[1], "Mean").await;
    assert_eq!(empty, json!({ "specialValue": "NaN" }));
    let empty = world.cell("Projects", &projects[1], "How many").await;
    assert_eq!(empty, 0, "a count is never blank");
    assert!(world.derived_agree().await > 15);
    world.sound().await;
}

#[tokio::test]
async fn one_edit_reaches_as_many_records_as_there_are() {
    let limits = basekey_model::limits::Limits {
        recalculated_per_write: 20,
        ..Default::default()
    };
    let world = World::with(limits).await;
    let (_, link, _) = world.projects().await;
    let budget = world.field("Projects", "Budget").await.id;
    world.add(TABLE, "Budgets", lookup(link.id, budget)).await;
    world
        .add(TABLE, "Twice", formula("SUM({Budgets}) * 2"))
        .await;
    let project = world.make("Projects", vec![json!({ "Budget": 1 })]).await;
    let mut tasks = Vec::new();
    for _ in 0..5 {
        let rows = (0..10)
            .map(|_| json!({ "Project": [project[0]] }))
            .collect();
        tasks.extend(world.make(TABLE, rows).await);
    }
    world
        .edit("Projects", &project[0], json!({ "Budget": 4 }))
        .await;
    // Whether it has been stored by now or not, everybody sees it.
    for (_, row) in world.read(TABLE).await {
        assert_eq!(row["Twice"], 8);
    }
    world.edit(TABLE, &tasks[7], json!({ "Project": [] })).await;
    assert_eq!(world.cell(TABLE, &tasks[7], "Twice").await, 0);
    world.filled().await;
    for (id, row) in world.read(TABLE).await {
        assert_eq!(row["Twice"], if id == tasks[7] { 0 } else { 8 });
    }
    assert_eq!(world.derived_agree().await, 100);
    world.sound().await;
}

#[tokio::test]
async fn the_least_of_no_dates_is_blank() {
    let world = World::new().await;
    let (_, _, other) = world.projects().await;
    let day = basekey_model::field::DateFormat::Iso;
    let due = world.add(TABLE, "Due", FieldKind::Date { date: day }).await;
    world
        .add("Projects", "First", rollup(other.id, due.id, "MIN(values)"))
        .await;
    let project = world.make("Projects", vec![json!({})]).await;
    let first = world.cell("Projects", &project[0], "First").await;
    assert_eq!(first, Value::Null);
    world
        .make(
            TABLE,
            vec![json!({ "Due": "2026-03-01", "Project": [project[0]] })],
        )
        .await;
    let first = world.cell("Projects", &project[0], "First").await;
    assert_eq!(first, "2026-03-01T00:00:00.000Z");
    world.sound().await;
}

#[tokio::test]
async fn a_base_is_made_with_formulas() {
    let world = World::new().await;
    let ctx = world.ctx().await;
    let new = |text: &str| basekey_app::NewBase {
        name: "Second".to_owned(),
        tables: vec![TableDraft {
            name: "T".to_owned(),
            description: None,
            fields: vec![
                FieldDraft::new("Name", FieldKind::SingleLineText),
                FieldDraft::new("F", formula(text)),
            ],
        }],
    };
    let create = async |text: &str| {
        let permit = world
            .app
            .permit_workspace::<op::CreateBase>(&ctx, &world.workspace)
            .await
            .unwrap();
        world.app.create_base(permit, &ctx, new(text)).await
    };
    let made = create("{Name} & \"!\"").await.unwrap();
    let FieldKind::Formula(formula) = &made.schema.tables[0].fields[1].kind else {
        panic!("not a formula");
    };
    assert!(formula.formula.starts_with("{fld"), "{}", formula.formula);
    assert_eq!(formula.result.as_deref(), Some(&FieldKind::SingleLineText));
    assert!(create("{Nope}").await.is_err());
}
