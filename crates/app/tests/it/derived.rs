//! Derived fields: formulas, rollups, lookups and counts follow what they are
//! computed from.

mod at_reading;
mod random;
mod schema;
mod values;

use std::sync::Arc;
use std::time::Duration;

use basekey_access::op;
use basekey_app::{
    AppError, FieldChange, ListQuery, RecordEdit, RecordInput, UpdateMode, WriteOptions,
};
use basekey_model::field::{Count, FieldKind, Formula, Link, Lookup, Rollup, Upkeep};
use basekey_model::id::{FieldId, TableId};
use basekey_model::schema::{Field, FieldDraft, TableDraft};
use basekey_store::{Cost, StoreError, StoreExt};
use serde_json::{Map, Value, json};

use crate::support::{TABLE, World, map, rows};

/// A formula field as a client asks for it.
pub(crate) fn formula(text: &str) -> FieldKind {
    FieldKind::Formula(Formula {
        formula: text.to_owned(),
        ..Formula::default()
    })
}

pub(crate) fn rollup(link: FieldId, field: FieldId, text: &str) -> FieldKind {
    FieldKind::Rollup(Rollup {
        link,
        field,
        formula: text.to_owned(),
        format: None,
        referenced: Vec::new(),
        result: None,
        upkeep: Upkeep::Stored,
    })
}

pub(crate) fn lookup(link: FieldId, field: FieldId) -> FieldKind {
    FieldKind::MultipleLookupValues(Lookup {
        link,
        field,
        result: None,
        upkeep: Upkeep::Stored,
    })
}

pub(crate) fn count(link: FieldId) -> FieldKind {
    FieldKind::Count(Count {
        link,
        valid: false,
        upkeep: Upkeep::Stored,
    })
}

impl World {
    pub(crate) async fn try_add(
        &self,
        table: &str,
        name: &str,
        kind: FieldKind,
    ) -> Result<Field, AppError> {
        let permit = self.permit::<op::CreateField>().await;
        let draft = FieldDraft::new(name, kind);
        let made = self.app.create_field(permit, table, draft).await;
        made.map(|(_, field)| field)
    }

    pub(crate) async fn add(&self, table: &str, name: &str, kind: FieldKind) -> Field {
        self.try_add(table, name, kind).await.unwrap()
    }

    /// Adds a table of names and a link to it from the tasks; gives the link
    /// and its other side.
    pub(crate) async fn projects(&self) -> (TableId, Field, Field) {
        let draft = TableDraft {
            name: "Projects".to_owned(),
            description: None,
            fields: vec![
                FieldDraft::new("Name", FieldKind::SingleLineText),
                FieldDraft::new("Budget", FieldKind::Number { precision: 2 }),
            ],
        };
        let permit = self.permit::<op::CreateTable>().await;
        let table = self.app.create_table(permit, draft).await.unwrap().id;
        let link = self
            .add(
                TABLE,
                "Project",
                FieldKind::MultipleRecordLinks(Link::to(table)),
            )
            .await;
        let schema = self.schema().await;
        let projects = schema.table("Projects").unwrap();
        let other = projects
            .fields
            .iter()
            .find(|field| field.kind.link().is_some())
            .unwrap();
        (table, link, other.clone())
    }

    pub(crate) async fn field(&self, table: &str, name: &str) -> Field {
        let schema = self.schema().await;
        let field = schema.table(table).unwrap().field(name);
        field.unwrap_or_else(|| panic!("no field {name}")).clone()
    }

    pub(crate) async fn edit(&self, table: &str, id: &str, cells: Value) -> Map<String, Value> {
        let permit = self.permit::<op::UpdateRecords>().await;
        let edits = vec![RecordEdit {
            id: id.to_owned(),
            fields: map(cells),
        }];
        let page = self
            .app
            .update_records(
                permit,
                table,
                edits,
                UpdateMode::Patch,
                WriteOptions::default(),
                true,
            )
            .await
            .unwrap();
        rows(&page).remove(0)
    }

    /// All records of a table in order, as they are read.
    pub(crate) async fn read(&self, table: &str) -> Vec<(String, Map<String, Value>)> {
        let (mut all, mut offset) = (Vec::new(), None);
        loop {
            let permit = self.permit::<op::ListRecords>().await;
            let query = ListQuery {
                offset,
                ..ListQuery::default()
            };
            let page = self.app.list_records(permit, table, query).await.unwrap();
            let ids = page.records.iter().map(|record| record.head.id.to_string());
            all.extend(ids.zip(rows(&page)));
            offset = page.offset;
            if offset.is_none() {
                return all;
            }
        }
    }

    /// One cell of one record, as it is read.
    pub(crate) async fn cell(&self, table: &str, id: &str, field: &str) -> Value {
        let permit = self.permit::<op::GetRecord>().await;
        let page = self.app.get_record(permit, table, id, false).await.unwrap();
        rows(&page).remove(0).remove(field).unwrap_or(Value::Null)
    }

    /// Computes every stored derived cell anew and compares.
    pub(crate) async fn derived_agree(&self) -> u64 {
        let id = self.base.parse().unwrap();
        let (cells, problems) = self
            .store
            .run_read(Cost::Long, move |read| {
                let no = read.base(id)?.unwrap().no;
                let schema = Arc::new(read.schema(id, no)?);
                let mut problems = Vec::new();
                let cells = basekey_app::verify_derived(read, &schema, &mut |problem| {
                    problems.push(problem);
                })?;
                Ok::<_, StoreError>((cells, problems))
            })
            .await
            .unwrap();
        assert_eq!(problems, Vec::<String>::new());
        cells
    }

    /// Waits until no field is being filled any more.
    pub(crate) async fn filled(&self) {
        for _ in 0..2_000 {
            let schema = self.schema().await;
            let mut fields = schema.tables.iter().flat_map(|table| &table.fields);
            if !fields.any(|field| field.kind.upkeep() == Some(Upkeep::Filling)) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        panic!("fields are still being filled");
    }

    pub(crate) async fn retype(
        &self,
        table: &str,
        field: &str,
        kind: FieldKind,
    ) -> Result<Field, AppError> {
        let permit = self.permit::<op::UpdateField>().await;
        let changed = self
            .app
            .change_field::<AppError, _>(permit, table, field, FieldChange::default(), move |_| {
                Ok(Some(kind.clone()))
            })
            .await?;
        Ok(changed.field)
    }
}
