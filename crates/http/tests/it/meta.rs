//! whoami, bases, tables, fields, views, workspaces (web-api 1, 4).

use serde_json::{Value, json};

use crate::support::{TABLE, World, all_scopes};

#[tokio::test]
async fn whoami_gives_the_email_with_its_scope_only() {
    let world = World::new().await;
    let all = world.good().get("/v0/meta/whoami?include=x").await.ok();
    assert_eq!(
        all,
        json!({ "id": world.owner, "email": "owner@example.com" })
    );
    let token = world
        .mint("owner@example.com", &[], json!({ "mode": "all" }))
        .await;
    let bare = world.bearer(&token).get("/v0/meta/whoami/").await.ok();
    assert_eq!(bare, json!({ "id": world.owner }));
}

#[tokio::test]
async fn the_schema_leaves_absent_parts_out() {
    let world = World::new().await;
    let reply = world
        .good()
        .get(&format!("/v0/meta/bases/{}/tables", world.base))
        .await;
    assert!(!reply.text().contains("null"), "{}", reply.text());
    let table = &reply.ok()["tables"][0];
    assert_eq!(table["name"], TABLE);
    assert_eq!(table["primaryFieldId"], table["fields"][0]["id"]);
    assert_eq!(table["views"][0]["name"], "Grid view");
    assert_eq!(table["views"][0]["type"], "grid");
    assert!(table["views"][0].get("visibleFieldIds").is_none());
    let mut by_name = std::collections::HashMap::new();
    for field in table["fields"].as_array().unwrap() {
        assert!(field.get("description").is_none());
        by_name.insert(field["name"].as_str().unwrap(), field);
    }
    let options = |name: &str| by_name[name].get("options").cloned().unwrap_or(Value::Null);
    assert_eq!(options("Name"), Value::Null);
    assert_eq!(options("Points"), json!({ "precision": 1 }));
    assert_eq!(
        options("Due"),
        json!({ "dateFormat": { "name": "iso", "format": "YYYY-MM-DD" } })
    );
    assert_eq!(
        options("Met")["timeFormat"],
        json!({ "name": "24hour", "format": "HH:mm" })
    );
    assert_eq!(options("State")["choices"][0]["name"], "open");
    assert_eq!(options("Made")["result"]["type"], "dateTime");
    assert_eq!(options("Changed")["isValid"], true);
    for spelling in [
        "include[]=visibleFieldIds",
        "include=visibleFieldIds",
        "include%5B%5D=visibleFieldIds",
    ] {
        let reply = world
            .good()
            .get(&format!("/v0/meta/bases/{}/tables?{spelling}", world.base))
            .await
            .ok();
        let visible = reply["tables"][0]["views"][0]["visibleFieldIds"]
            .as_array()
            .unwrap();
        assert_eq!(visible.len(), table["fields"].as_array().unwrap().len());
    }
}

#[tokio::test]
async fn what_is_made_is_there_at_once() {
    let world = World::new().await;
    let good = world.good();
    let made = good
        .post(
            "/v0/meta/bases",
            json!({ "name": "New", "workspaceId": world.workspace, "tables": [
                { "name": "T", "description": "about", "fields": [{ "name": "F", "type": "email", "description": "mail" }] },
            ] }),
        )
        .await
        .ok();
    let id = made["id"].as_str().unwrap();
    let bases = good.get("/v0/meta/bases").await;
    assert!(!bases.text().contains("offset"));
    let listed = bases.ok();
    let found = listed["bases"]
        .as_array()
        .unwrap()
        .iter()
        .find(|base| base["id"] == id)
        .unwrap();
    assert_eq!(
        (&found["name"], &found["permissionLevel"]),
        (&json!("New"), &json!("create"))
    );
    let meta = format!("/v0/meta/bases/{id}/tables");
    let tables = good.get(&meta).await.ok();
    assert_eq!(tables["tables"], made["tables"]);
    assert_eq!(tables["tables"][0]["fields"][0]["description"], "mail");

    let table = good
        .post(
            &meta,
            json!({ "name": "U", "fields": [{ "name": "A", "type": "singleLineText" }] }),
        )
        .await
        .ok();
    let field = good
        .post(&format!("{meta}/U/fields"), json!({ "name": "B", "type": "rating", "options": { "max": 3, "icon": "heart", "color": "redBright" } }))
        .await
        .ok();
    assert_eq!(
        field["options"],
        json!({ "icon": "heart", "max": 3, "color": "redBright" })
    );
    let record = good
        .post(
            &format!("/v0/{id}/U"),
            json!({ "fields": { "A": "x", "B": 3 } }),
        )
        .await
        .ok();
    let renamed = good
        .patch(
            &format!("{meta}/U/fields/{}", field["id"].as_str().unwrap()),
            json!({ "name": "Bee", "description": "d" }),
        )
        .await
        .ok();
    assert_eq!(
        (&renamed["name"], &renamed["description"], &renamed["type"]),
        (&json!("Bee"), &json!("d"), &json!("rating"))
    );
    let undescribed = good
        .patch(
            &format!("{meta}/U/fields/Bee"),
            json!({ "description": "" }),
        )
        .await
        .ok();
    assert!(undescribed.get("description").is_none());
    let path = format!("{meta}/{}", table["id"].as_str().unwrap());
    let renamed = good
        .patch(&path, json!({ "name": "Vee", "description": "tables" }))
        .await
        .ok();
    assert_eq!(
        (&renamed["name"], &renamed["description"]),
        (&json!("Vee"), &json!("tables"))
    );
    assert_eq!(renamed["fields"].as_array().unwrap().len(), 2);
    let read = good
        .get(&format!("/v0/{id}/Vee/{}", record["id"].as_str().unwrap()))
        .await
        .ok();
    assert_eq!(read["fields"], json!({ "A": "x", "Bee": 3 }));
}

#[tokio::test]
async fn views_are_listed_and_read() {
    let world = World::new().await;
    let meta = format!("/v0/meta/bases/{}", world.base);
    let views = world
        .good()
        .get(&format!("{meta}/views?include[]=visibleFieldIds"))
        .await
        .ok();
    let view = &views["views"][0];
    let one = world
        .good()
        .get(&format!(
            "{meta}/views/{}?include=visibleFieldIds",
            view["id"].as_str().unwrap()
        ))
        .await
        .ok();
    assert_eq!(&one, view);
    let listed = world
        .good()
        .get(&format!(
            "{}?view={}",
            world.table(),
            view["id"].as_str().unwrap()
        ))
        .await
        .ok();
    assert_eq!(listed["records"].as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn collaborators_are_shown_as_clients_expect() {
    let world = World::new().await;
    let ann = world.user("ann@example.com").await;
    world.role_on_base(&ann, Some("edit")).await;
    let path = format!(
        "/v0/meta/bases/{}?include=collaborators&include=inviteLinks&include=interfaces",
        world.base
    );
    let found = world.good().get(&path).await.ok();
    assert_eq!(
        (&found["permissionLevel"], &found["workspaceId"]),
        (&json!("owner"), &json!(world.workspace))
    );
    let of_base = &found["individualCollaborators"]["baseCollaborators"];
    assert_eq!(
        (&of_base[0]["userId"], &of_base[0]["permissionLevel"]),
        (&json!(ann), &json!("edit"))
    );
    let of_workspace = &found["individualCollaborators"]["workspaceCollaborators"];
    assert_eq!(
        (
            &of_workspace[0]["userId"],
            &of_workspace[0]["permissionLevel"]
        ),
        (&json!(world.owner), &json!("owner"))
    );
    assert!(
        of_workspace[0]["grantedByUserId"].is_string()
            && of_workspace[0]["createdTime"].is_string()
    );
    assert_eq!(found["interfaces"], json!({}));
    let bare = world
        .good()
        .get(&format!("/v0/meta/bases/{}", world.base))
        .await
        .ok();
    assert!(bare.get("individualCollaborators").is_none());
    let workspace = world
        .good()
        .get(&format!(
            "/v0/meta/workspaces/{}?include[]=collaborators",
            world.workspace
        ))
        .await
        .ok();
    assert_eq!(workspace["baseIds"], json!([world.base]));
    assert_eq!(
        workspace["individualCollaborators"]["workspaceCollaborators"][0]["email"],
        "owner@example.com"
    );
    // Either scope opens it.
    for scope in ["schema.bases:read", "workspacesAndBases:read"] {
        let token = world
            .mint("owner@example.com", &[scope], json!({ "mode": "all" }))
            .await;
        world.bearer(&token).get(&path).await.ok();
    }
}

#[tokio::test]
async fn bases_are_listed_a_thousand_at_a_time() {
    let world = World::new().await;
    let body = json!({ "name": "x", "workspaceId": world.workspace, "tables": [{ "name": "T", "fields": [{ "name": "F", "type": "email" }] }] });
    // One is there already.
    for _ in 0..1000 {
        world.good().post("/v0/meta/bases", body.clone()).await.ok();
    }
    let first = world.good().get("/v0/meta/bases?offset=").await.ok();
    assert_eq!(first["bases"].as_array().unwrap().len(), 1000);
    let offset = first["offset"].as_str().unwrap();
    assert!(offset.starts_with("itr") && offset.contains("/app"));
    let second = world
        .good()
        .get(&format!(
            "/v0/meta/bases?offset={}",
            offset.replace('/', "%2F")
        ))
        .await;
    assert!(!second.text().contains("offset"));
    assert_eq!(second.ok()["bases"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_token_lists_the_bases_it_reaches() {
    let world = World::new().await;
    let second = world.new_base(&world.workspace, "Second").await;
    let list = async |ids: Value| {
        let access = json!({ "mode": "specificModelIds", "ids": ids });
        let token = world.mint("owner@example.com", &all_scopes(), access).await;
        let found = world.bearer(&token).get("/v0/meta/bases").await.ok();
        found["bases"]
            .as_array()
            .unwrap()
            .iter()
            .map(|base| base["id"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(list(json!([second])).await, [second.as_str()]);
    assert_eq!(
        list(json!([world.workspace])).await,
        [world.base.clone(), second.clone()]
    );
    // A token for a workspace reaches the bases made there later.
    let access = json!({ "mode": "specificModelIds", "ids": [world.workspace] });
    let token = world.mint("owner@example.com", &all_scopes(), access).await;
    let third = world.new_base(&world.workspace, "Third").await;
    world
        .bearer(&token)
        .get(&format!("/v0/{third}/Tasks"))
        .await
        .ok();
}
