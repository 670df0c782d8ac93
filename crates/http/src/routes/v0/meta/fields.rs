use basekey_access::op;
use basekey_app::FieldEdit;
use serde_json::Value;

use crate::error::{Answer, Code, Refusal};
use crate::extract::Call;
use crate::wire::schema::{Object, field_draft, field_json};
use crate::wire::{docs, json as json_answer};

/// Makes a field.
#[utoipa::path(
    post, path = "/v0/meta/bases/{baseId}/tables/{tableIdOrName}/fields", operation_id = "createField", tag = "Meta",
    request_body = docs::FieldBody,
    responses((status = 200, body = docs::Field))
)]
pub(super) async fn create(mut call: Call) -> Answer {
    let [base, table] = call.base_path().await?;
    let ctx = call.ctx::<op::CreateField>().await?;
    let body = call.value().await?;
    let draft = field_draft("the request body", &table, body, call.app().entropy())?;
    let permit = call.base::<op::CreateField>(&ctx, &base).await?;
    let (_, field) = call.app().create_field(permit, &table, draft).await?;
    json_answer(&field_json(&field))
}

/// Renames or describes a field. Its type and options stay: our own API changes them.
#[utoipa::path(
    patch, path = "/v0/meta/bases/{baseId}/tables/{tableIdOrName}/fields/{fieldIdOrName}",
    operation_id = "updateField", tag = "Meta",
    request_body = docs::NameBody,
    responses((status = 200, body = docs::Field))
)]
pub(super) async fn update(mut call: Call) -> Answer {
    let [base, table, field] = call.base_path().await?;
    let ctx = call.ctx::<op::UpdateField>().await?;
    let body = call.value().await?;
    let edit = edit(body)?;
    let permit = call.base::<op::UpdateField>(&ctx, &base).await?;
    let field = call
        .app()
        .update_field(permit, &table, &field, edit)
        .await?;
    json_answer(&field_json(&field))
}

fn edit(body: Value) -> Answer<FieldEdit> {
    let mut body = Object::of("the request body", body)?;
    let edit = FieldEdit {
        name: body.text("name")?,
        description: body.text("description")?,
    };
    // Airtable lets formulas be changed here and nothing else (web-api 4.7).
    if body.take("options").is_some() || body.take("type").is_some() {
        return Err(Refusal::new(Code::InvalidRequestUnknown).say(
            "Invalid request: type and options of a field can not be changed here; PATCH the same path under /api/bases/ instead of /v0/meta/bases/",
        ));
    }
    body.finish()?;
    if edit.name.is_none() && edit.description.is_none() {
        return Err(Refusal::parameter("name", "or `description` is required"));
    }
    Ok(edit)
}
