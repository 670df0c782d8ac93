use basekey_access::op;
use basekey_app::{FieldChange, FieldEdit};
use basekey_model::field::FieldKind;
use basekey_model::schema::Field;
use serde_json::Value;

use crate::error::{Answer, Code, Refusal};
use crate::extract::Call;
use crate::wire::field::{Place, changed};
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

/// Renames or describes a field, or changes its formula. Other types and
/// options stay: our own API changes them.
#[utoipa::path(
    patch, path = "/v0/meta/bases/{baseId}/tables/{tableIdOrName}/fields/{fieldIdOrName}",
    operation_id = "updateField", tag = "Meta",
    request_body = docs::FieldEditBody,
    responses((status = 200, body = docs::Field))
)]
pub(super) async fn update(mut call: Call) -> Answer {
    let [base, table, field] = call.base_path().await?;
    let ctx = call.ctx::<op::UpdateField>().await?;
    let body = call.value().await?;
    let (edit, options) = edit(body)?;
    let permit = call.base::<op::UpdateField>(&ctx, &base).await?;
    let app = call.app().clone();
    let Some(options) = options else {
        let field = app.update_field(permit, &table, &field, edit).await?;
        return json_answer(&field_json(&field));
    };
    let change = FieldChange {
        name: edit.name,
        description: edit.description,
        ..FieldChange::default()
    };
    let (entropy, called) = (call.app().clone(), table.clone());
    let new_kind = move |field: &Field| {
        if !matches!(field.kind, FieldKind::Formula(_)) {
            return Err(not_here());
        }
        let place = Place {
            table: &called,
            field: &field.name,
        };
        changed(place, &field.kind, None, Some(&options), entropy.entropy())
    };
    let done = app
        .change_field(permit, &table, &field, change, new_kind)
        .await?;
    json_answer(&field_json(&done.field))
}

/// What is to become of a field, and the options that are to.
fn edit(body: Value) -> Answer<(FieldEdit, Option<Value>)> {
    let mut body = Object::of("the request body", body)?;
    let edit = FieldEdit {
        name: body.text("name")?,
        description: body.text("description")?,
    };
    let options = body.take("options");
    if body.take("type").is_some() {
        return Err(not_here());
    }
    body.finish()?;
    if edit.name.is_none() && edit.description.is_none() && options.is_none() {
        return Err(Refusal::parameter(
            "name",
            "or `description` is required; formulas have `options` as well",
        ));
    }
    Ok((edit, options))
}

/// Airtable lets formulas be changed here and nothing else (web-api 4.7).
fn not_here() -> Refusal {
    Refusal::new(Code::InvalidRequestUnknown).say(
        "Invalid request: type and options of a field can not be changed here, but for formulas; PATCH the same path under /api/bases/ instead of /v0/meta/bases/",
    )
}
