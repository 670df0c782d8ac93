//! A base with everything in it: links both ways, files, people, views, and
//! things that were deleted.

use serde_json::{Value, json};

use super::{TABLE, World, text};

/// A world with more in it, and the ids of what there is under short names.
pub(crate) struct Rich {
    pub(crate) world: World,
    names: Vec<(String, String)>,
}

impl Rich {
    pub(crate) async fn new() -> Self {
        Self::of(World::new().await).await
    }

    /// Adds to a world: a table `People`, which `Tasks` links to as `Owner`
    /// (with the other side `Tasks`), a link `After` within `Tasks`, one field
    /// of every other type, a view `Open`, and deleted things.
    pub(crate) async fn of(world: World) -> Self {
        let good = world.good();
        let meta = format!("/v0/meta/bases/{}/tables", world.base);
        let own = format!("/api/bases/{}", world.base);
        let people = good
            .post(
                &meta,
                json!({ "name": "People", "fields": [
                    { "name": "Name", "type": "singleLineText" },
                    { "name": "Age", "type": "number", "options": { "precision": 0 } },
                ] }),
            )
            .await
            .ok();
        let schema = good.get(&meta).await.ok();
        let tasks = schema["tables"][0]["id"].clone();
        for field in [
            json!({ "name": "Owner", "type": "multipleRecordLinks", "options": { "linkedTableId": people["id"] } }),
            json!({ "name": "After", "type": "multipleRecordLinks", "options": { "linkedTableId": tasks } }),
            json!({ "name": "Files", "type": "multipleAttachments" }),
            json!({ "name": "Code", "type": "barcode" }),
            json!({ "name": "Who", "type": "singleCollaborator" }),
            json!({ "name": "Team", "type": "multipleCollaborators" }),
        ] {
            good.post(&format!("{meta}/{TABLE}/fields"), field)
                .await
                .ok();
        }
        let mut rich = Self {
            world,
            names: Vec::new(),
        };
        rich.learn_ids().await;
        rich.fill(&own).await;
        rich
    }

    async fn learn_ids(&mut self) {
        let path = format!("/v0/meta/bases/{}/tables", self.world.base);
        let schema = self.world.good().get(&path).await.ok();
        for table in schema["tables"].as_array().unwrap() {
            let name = text(&table["name"]);
            self.name(&name, &table["id"]);
            self.name(&format!("{name}/view"), &table["views"][0]["id"]);
            for field in table["fields"].as_array().unwrap() {
                self.name(&format!("{name}.{}", text(&field["name"])), &field["id"]);
                if field["name"] == "State" {
                    self.name("choice", &field["options"]["choices"][0]["id"]);
                }
            }
        }
        let (base, workspace, owner) = (
            self.world.base.clone(),
            self.world.workspace.clone(),
            self.world.owner.clone(),
        );
        self.name("base", &json!(base));
        self.name("workspace", &json!(workspace));
        self.name("owner", &json!(owner));
        let stranger = self.world.user("stranger@example.com").await;
        self.name("stranger", &json!(stranger));
        for (index, record) in self.world.records.clone().iter().enumerate() {
            self.name(&format!("task{}", index + 1), &json!(record));
        }
    }

    async fn fill(&mut self, own: &str) {
        let world = &self.world;
        let good = world.good();
        let people = format!("/v0/{}/People", world.base);
        let made = good
            .post(
                &people,
                json!({ "records": [{ "fields": { "Name": "Ann", "Age": 30 } }, { "fields": { "Name": "Bob" } }] }),
            )
            .await
            .ok();
        let ann = made["records"][0]["id"].clone();
        let file = json!([{ "url": "https://example.com/a.png" }]);
        let filled = good
            .patch(
                &format!("{}/{}", world.table(), world.records[0]),
                json!({ "fields": { "Owner": [ann], "Files": file, "Code": { "text": "12" }, "Who": { "id": world.owner } } }),
            )
            .await
            .ok();
        let view = good
            .post(
                &format!("{own}/tables/{TABLE}/views"),
                json!({ "name": "Open", "hiddenFieldIds": [self.id("Tasks.Notes")] }),
            )
            .await
            .ok();
        let short = json!({ "name": "Gone", "type": "singleLineText" });
        let field = good
            .post(
                &format!("/v0/meta/bases/{}/tables/{TABLE}/fields", world.base),
                short.clone(),
            )
            .await
            .ok();
        good.delete(&format!("{own}/tables/{TABLE}/fields/Gone"))
            .await
            .ok();
        let table = good
            .post(
                &format!("/v0/meta/bases/{}/tables", world.base),
                json!({ "name": "Lost", "fields": [short] }),
            )
            .await
            .ok();
        let lost = good
            .post(
                &format!("/v0/{}/Lost", world.base),
                json!({ "fields": { "Gone": "x" } }),
            )
            .await
            .ok();
        good.delete(&format!("{own}/tables/Lost")).await.ok();
        self.name("Ann", &ann);
        self.name("Bob", &made["records"][1]["id"]);
        self.name("file", &filled["fields"]["Files"][0]["id"]);
        self.name("Open", &view["id"]);
        self.name("Gone", &field["id"]);
        self.name("Lost", &table["id"]);
        self.name("lost record", &lost["id"]);
    }

    fn name(&mut self, name: &str, id: &Value) {
        self.names.push((format!("<{name}>"), text(id)));
    }

    /// The id under a name.
    #[track_caller]
    pub(crate) fn id(&self, name: &str) -> &str {
        let name = format!("<{name}>");
        let found = self.names.iter().find(|(known, _)| *known == name);
        &found.unwrap_or_else(|| panic!("{name} has no id")).1
    }

    /// A text with every `<name>` replaced by its id, and a leading `T`, `M`
    /// or `A` by the path of the table, of the base's schema, or of the base
    /// in our own API.
    pub(crate) fn path(&self, text: &str) -> String {
        let base = &self.world.base;
        let text = match (text.chars().next(), text.get(1..)) {
            (Some('T'), Some(rest)) => format!("{}{rest}", self.world.table()),
            (Some('M'), Some(rest)) => format!("/v0/meta/bases/{base}{rest}"),
            (Some('A'), Some(rest)) => format!("/api/bases/{base}{rest}"),
            _ => text.to_owned(),
        };
        self.ids(&text)
    }

    /// A text with every `<name>` replaced by its id.
    pub(crate) fn ids(&self, text: &str) -> String {
        self.names.iter().fold(text.to_owned(), |text, (name, id)| {
            if text.contains(name.as_str()) {
                text.replace(name, id)
            } else {
                text
            }
        })
    }
}
