use basekey_access::op;
use basekey_app::TableEdit;
use serde_json::{Value, json};

use super::include;
use crate::error::{Answer, Refusal};
use crate::extract::Call;
use crate::wire::date_dependency::date_dependency;
use crate::wire::schema::{Object, table_draft, table_json};
use crate::wire::{docs, json as json_answer};

/// Reads a base's tables, fields and views.
///
/// `include[]=visibleFieldIds` adds to each grid the fields it shows.
#[utoipa::path(
    get, path = "/v0/meta/bases/{baseId}/tables", operation_id = "getBaseSchema", tag = "Meta",
    params(docs::IncludeParams),
    responses((status = 200, body = docs::TableList))
)]
pub(super) async fn list(mut call: Call) -> Answer {
    let [base] = call.base_path().await?;
    let ctx = call.ctx::<op::GetBaseSchema>().await?;
    let visible = !include(call.query(), &["visibleFieldIds"])?.is_empty();
    let permit = call.base::<op::GetBaseSchema>(&ctx, &base).await?;
    let schema = call.app().base_schema(permit).await?;
    let tables: Vec<_> = schema
        .tables
        .iter()
        .map(|table| table_json(table, visible))
        .collect();
    json_answer(&json!({ "tables": tables }))
}

/// Makes a table. Its first field is the primary one.
#[utoipa::path(
    post, path = "/v0/meta/bases/{baseId}/tables", operation_id = "createTable", tag = "Meta",
    request_body = docs::TableBody,
    responses((status = 200, body = docs::Table))
)]
pub(super) async fn create(mut call: Call) -> Answer {
    let [base] = call.base_path().await?;
    let ctx = call.ctx::<op::CreateTable>().await?;
    let body = call.value().await?;
    let draft = table_draft("the request body", body, call.app().entropy())?;
    let permit = call.base::<op::CreateTable>(&ctx, &base).await?;
    let table = call.app().create_table(permit, draft).await?;
    json_answer(&table_json(&table, false))
}

/// Renames or describes a table, or sets its date dependency.
///
/// Date dependency settings are kept and shown; the server moves no dates.
#[utoipa::path(
    patch, path = "/v0/meta/bases/{baseId}/tables/{tableIdOrName}", operation_id = "updateTable", tag = "Meta",
    request_body = docs::TableEditBody,
    responses((status = 200, body = docs::Table))
)]
pub(super) async fn update(mut call: Call) -> Answer {
    let [base, table] = call.base_path().await?;
    let ctx = call.ctx::<op::UpdateTable>().await?;
    let body = call.value().await?;
    let edit = edit(body)?;
    let permit = call.base::<op::UpdateTable>(&ctx, &base).await?;
    let table = call.app().update_table(permit, &table, edit).await?;
    json_answer(&table_json(&table, false))
}

fn edit(body: Value) -> Answer<TableEdit> {
    let mut body = Object::of("the request body", body)?;
    // `null` takes the settings away (web-api 4.5).
    let date_dependency = match body.take_even_null("dateDependencySettings") {
        None => None,
        Some(Value::Null) => Some(None),
        Some(settings) => Some(Some(date_dependency(settings)?)),
    };
    let edit = TableEdit {
        name: body.text("name")?,
        description: body.text("description")?,
        date_dependency,
    };
    body.finish()?;
    if edit.name.is_none() && edit.description.is_none() && edit.date_dependency.is_none() {
        return Err(Refusal::parameter(
            "name",
            "or `description` or `dateDependencySettings` is required",
        ));
    }
    Ok(edit)
}
