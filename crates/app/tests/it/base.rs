//! Tables, fields and records of the test base, in few words.

use std::sync::Arc;

use basekey_access::op;
use basekey_app::{
    AppError, DeletedItem, Gone, ListQuery, RecordInput, RecordPage, Rule, TableHandle,
    WriteOptions,
};
use basekey_model::field::{FieldKind, Link};
use basekey_model::id::TableId;
use basekey_model::schema::{BaseSchema, Field, FieldDraft, TableDraft};
use serde_json::{Map, Value};

use crate::support::{World, map, rows};

pub(crate) fn draft(name: &str, kind: FieldKind) -> FieldDraft {
    FieldDraft::new(name, kind)
}

pub(crate) fn text(name: &str) -> FieldDraft {
    draft(name, FieldKind::SingleLineText)
}

pub(crate) fn link_to(table: TableId) -> FieldKind {
    FieldKind::MultipleRecordLinks(Link::to(table))
}

/// The rule that was broken and what is said of it.
pub(crate) fn broken<T: std::fmt::Debug>(result: Result<T, AppError>) -> (Rule, String) {
    match result {
        Err(AppError::Invalid { rule, message }) => (rule, message),
        other => panic!("not refused by a rule: {other:?}"),
    }
}

impl World {
    pub(crate) async fn schema(&self) -> Arc<BaseSchema> {
        let permit = self.permit::<op::GetBaseSchema>().await;
        self.app.base_schema(permit).await.unwrap()
    }

    pub(crate) async fn table(&self, name: &str) -> basekey_model::schema::Table {
        self.schema().await.table(name).unwrap().clone()
    }

    pub(crate) async fn try_table(
        &self,
        name: &str,
        fields: Vec<FieldDraft>,
    ) -> Result<TableHandle, AppError> {
        let draft = TableDraft {
            name: name.to_owned(),
            description: None,
            fields,
        };
        let permit = self.permit::<op::CreateTable>().await;
        self.app.create_table(permit, draft).await
    }

    /// A table whose first field is the text field "Name".
    pub(crate) async fn make_table(&self, name: &str, more: Vec<FieldDraft>) -> TableId {
        let fields = [text("Name")].into_iter().chain(more).collect();
        self.try_table(name, fields).await.unwrap().id
    }

    pub(crate) async fn try_field(
        &self,
        table: &str,
        draft: FieldDraft,
    ) -> Result<Field, AppError> {
        let permit = self.permit::<op::CreateField>().await;
        let (_, field) = self.app.create_field(permit, table, draft).await?;
        Ok(field)
    }

    pub(crate) async fn make_field(&self, table: &str, draft: FieldDraft) -> Field {
        self.try_field(table, draft).await.unwrap()
    }

    pub(crate) async fn make(&self, table: &str, records: Vec<Value>) -> Vec<String> {
        let inputs = records
            .into_iter()
            .map(|fields| RecordInput {
                fields: map(fields),
            })
            .collect();
        let permit = self.permit::<op::CreateRecords>().await;
        let options = WriteOptions { typecast: true };
        let page = self
            .app
            .create_records(permit, table, inputs, options)
            .await;
        let page = page.unwrap();
        page.records
            .iter()
            .map(|record| record.head.id.to_string())
            .collect()
    }

    pub(crate) async fn page(&self, table: &str) -> RecordPage {
        let permit = self.permit::<op::ListRecords>().await;
        let query = ListQuery::default();
        self.app.list_records(permit, table, query).await.unwrap()
    }

    /// The cells of a table's records by field name, as they are stored.
    pub(crate) async fn cells(&self, table: &str) -> Vec<Map<String, Value>> {
        rows(&self.page(table).await)
    }

    /// One field's cells, `null` for blank ones.
    pub(crate) async fn column(&self, table: &str, field: &str) -> Vec<Value> {
        let cells = self.cells(table).await;
        let cell = |mut row: Map<String, Value>| row.remove(field).unwrap_or_default();
        cells.into_iter().map(cell).collect()
    }

    pub(crate) async fn remove(&self, table: &str, id: &str) {
        let permit = self.permit::<op::DeleteRecords>().await;
        let ids = vec![id.to_owned()];
        self.app
            .delete_records(permit, table, ids, true)
            .await
            .unwrap();
    }

    pub(crate) async fn try_delete_field(
        &self,
        table: &str,
        field: &str,
    ) -> Result<Gone, AppError> {
        let permit = self.permit::<op::DeleteField>().await;
        self.app.delete_field(permit, table, field).await
    }

    pub(crate) async fn delete_field(&self, table: &str, field: &str) -> Gone {
        self.try_delete_field(table, field).await.unwrap()
    }

    pub(crate) async fn try_delete_table(&self, table: &str) -> Result<Gone, AppError> {
        let permit = self.permit::<op::DeleteTable>().await;
        self.app.delete_table(permit, table).await
    }

    pub(crate) async fn delete_table(&self, table: &str) -> Gone {
        self.try_delete_table(table).await.unwrap()
    }

    pub(crate) async fn try_restore(&self, id: &str) -> Result<Gone, AppError> {
        let permit = self.permit::<op::RestoreDeleted>().await;
        self.app.restore_deleted(permit, id).await
    }

    pub(crate) async fn restore(&self, id: &str) -> Gone {
        self.try_restore(id).await.unwrap()
    }

    pub(crate) async fn deleted(&self) -> Vec<DeletedItem> {
        let permit = self.permit::<op::ListDeleted>().await;
        self.app.list_deleted(permit).await.unwrap()
    }
}
