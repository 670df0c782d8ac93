//! Fields beyond what Airtable's API does with them.

use basekey_access::op;
use basekey_app::FieldChange;
use basekey_model::schema::Field;

use crate::error::{Answer, Refusal};
use crate::extract::Call;
use crate::wire::field::{Place, changed};
use crate::wire::json;
use crate::wire::own::{FieldChangeIn, FieldChangedOut, GoneOut, Patch};

/// Changes a field: its name, description, type and options.
///
/// Cells are converted; what can not be converted becomes blank and is told.
/// With `dryRun` nothing is changed.
#[utoipa::path(
    patch, path = "/api/bases/{baseId}/tables/{tableIdOrName}/fields/{fieldIdOrName}",
    operation_id = "changeField", tag = "Structure",
    request_body = FieldChangeIn,
    responses((status = 200, body = FieldChangedOut)),
    extensions(("x-basekey-operation" = json!("updateField")))
)]
pub(super) async fn change(mut call: Call) -> Answer {
    let [base, table, field] = call.base_path().await?;
    let ctx = call.ctx::<op::UpdateField>().await?;
    let body: FieldChangeIn = call.json().await?;
    if body.says_nothing() {
        return Err(Refusal::parameter(
            "name",
            "or `description`, `type` or `options` is required",
        ));
    }
    let dry_run = body.dry_run.unwrap_or(false);
    let change = FieldChange {
        name: body.name,
        description: match body.description {
            Patch::Absent => None,
            Patch::Null => Some(String::new()),
            Patch::Set(text) => Some(text),
        },
        delete_choices: body.enable_select_field_choice_deletion.unwrap_or(false),
        dry_run,
    };
    let (kind, options) = (body.kind, body.options);
    let permit = call.base::<op::UpdateField>(&ctx, &base).await?;
    let (app, called) = (call.app().clone(), table.clone());
    let new_kind = move |field: &Field| {
        let place = Place {
            table: &called,
            field: &field.name,
        };
        changed(
            place,
            &field.kind,
            kind.as_deref(),
            options.as_ref(),
            app.entropy(),
        )
    };
    let done = call
        .app()
        .change_field(permit, &table, &field, change, new_kind)
        .await?;
    json(&FieldChangedOut::new(&done, dry_run))
}

/// Deletes a field with its cells, and its other side if it is a link. It can
/// be restored for 30 days.
#[utoipa::path(
    delete, path = "/api/bases/{baseId}/tables/{tableIdOrName}/fields/{fieldIdOrName}",
    operation_id = "deleteField", tag = "Structure",
    responses((status = 200, body = GoneOut))
)]
pub(super) async fn delete(mut call: Call) -> Answer {
    let [base, table, field] = call.base_path().await?;
    let ctx = call.ctx::<op::DeleteField>().await?;
    let permit = call.base::<op::DeleteField>(&ctx, &base).await?;
    json(&GoneOut::from(
        call.app().delete_field(permit, &table, &field).await?,
    ))
}
