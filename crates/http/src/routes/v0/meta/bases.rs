use basekey_access::{Role, op};
use basekey_app::{Collaborator, NewBase};
use basekey_model::id::BaseId;
use serde_json::{Map, Value, json};

use super::include;
use crate::error::{Answer, Code, Refusal};
use crate::extract::{Call, Query, shaped};
use crate::wire::schema::{Object, table_draft, table_json};
use crate::wire::{docs, json as json_answer};

/// Stands before the last base of a page in offsets, which are to look like Airtable's.
const ITERATOR: &str = "itr00000000000000/";

/// Lists the bases that both the caller and the token reach.
#[utoipa::path(
    get, path = "/v0/meta/bases", operation_id = "listBases", tag = "Meta",
    params(docs::OffsetParams),
    responses((status = 200, body = docs::BaseList))
)]
pub(super) async fn list(call: Call) -> Answer {
    let ctx = call.ctx::<op::ListBases>().await?;
    let mut query = Query::parse(call.query());
    let offset = query.text("offset")?.filter(|offset| !offset.is_empty());
    query.finish()?;
    let after = match offset {
        None => None,
        Some(text) => {
            let id = text
                .strip_prefix(ITERATOR)
                .and_then(|id| id.parse::<BaseId>().ok());
            Some(id.ok_or_else(|| Refusal::new(Code::InvalidOffset))?)
        }
    };
    let permit = call.account::<op::ListBases>(&ctx)?;
    let (bases, more) = call.app().list_bases(permit, &ctx, after).await?;
    let last = bases.last().map(|base| base.id).filter(|_| more);
    let bases: Vec<_> = bases
        .iter()
        .map(
            |base| json!({ "id": base.id, "name": base.name, "permissionLevel": level(base.role) }),
        )
        .collect();
    let mut answer = json!({ "bases": bases });
    if let (Some(last), Some(answer)) = (last, answer.as_object_mut()) {
        answer.insert("offset".to_owned(), json!(format!("{ITERATOR}{last}")));
    }
    json_answer(&answer)
}

/// Makes a base with its tables in a workspace.
#[utoipa::path(
    post, path = "/v0/meta/bases", operation_id = "createBase", tag = "Meta",
    request_body = docs::CreateBaseBody,
    responses((status = 200, body = docs::CreatedBase))
)]
pub(super) async fn create(mut call: Call) -> Answer {
    let ctx = call.ctx::<op::CreateBase>().await?;
    let body = call.value().await?;
    let mut body = Object::of("the request body", body)?;
    let name = body.required_text("name")?;
    // Airtable says no more than this about a missing workspace (web-api 4.3).
    let workspace = body.text("workspaceId")?.ok_or_else(|| {
        Refusal::new(Code::InvalidRequest)
            .say("Invalid request: `workspaceId` of the request body is required")
    })?;
    let tables = body.array("tables")?.unwrap_or_default();
    body.finish()?;
    let tables = tables
        .into_iter()
        .enumerate()
        .map(|(index, table)| table_draft(&format!("tables[{index}]"), table, call.app().entropy()))
        .collect::<Answer<Vec<_>>>()?;
    shaped(&workspace, "wsp")
        .map_err(|_| Refusal::new(Code::ModelNotFound).say("there is no such workspace"))?;
    let permit = call.workspace::<op::CreateBase>(&ctx, &workspace).await?;
    let created = call
        .app()
        .create_base(permit, &ctx, NewBase { name, tables })
        .await?;
    let tables: Vec<_> = created
        .schema
        .tables
        .iter()
        .map(|table| table_json(table, false))
        .collect();
    json_answer(&json!({ "id": created.id, "tables": tables }))
}

/// Reads who collaborates on a base.
///
/// `include` may hold `collaborators`, `inviteLinks`, `interfaces` and `packages`.
#[utoipa::path(
    get, path = "/v0/meta/bases/{baseId}", operation_id = "getBaseCollaborators", tag = "Meta",
    params(docs::IncludeParams),
    responses((status = 200, body = docs::BaseCollaborators))
)]
pub(super) async fn collaborators(mut call: Call) -> Answer {
    let [base] = call.base_path().await?;
    let ctx = call.ctx::<op::GetBaseCollaborators>().await?;
    let include = include(
        call.query(),
        &["collaborators", "inviteLinks", "interfaces", "packages"],
    )?;
    let permit = call.base::<op::GetBaseCollaborators>(&ctx, &base).await?;
    let found = call.app().base_collaborators(permit).await?;
    let mut answer = Map::new();
    answer.insert("id".to_owned(), json!(found.base));
    answer.insert("name".to_owned(), json!(found.name));
    answer.insert("createdTime".to_owned(), json!(found.created.to_string()));
    answer.insert(
        "permissionLevel".to_owned(),
        json!(found.role.map_or("none", Role::wire)),
    );
    answer.insert("workspaceId".to_owned(), json!(found.workspace));
    let wants = |what: &str| include.iter().any(|item| item == what);
    if wants("collaborators") {
        answer.insert(
            "individualCollaborators".to_owned(),
            json!({
                "baseCollaborators": found.of_base.iter().map(individual).collect::<Vec<_>>(),
                "workspaceCollaborators": found.of_workspace.iter().map(individual).collect::<Vec<_>>(),
            }),
        );
        answer.insert(
            "groupCollaborators".to_owned(),
            json!({ "baseCollaborators": [], "workspaceCollaborators": [] }),
        );
    }
    if wants("inviteLinks") {
        answer.insert(
            "inviteLinks".to_owned(),
            json!({ "baseInviteLinks": [], "workspaceInviteLinks": [] }),
        );
    }
    if wants("interfaces") {
        answer.insert("interfaces".to_owned(), json!({}));
    }
    json_answer(&Value::Object(answer))
}

/// A collaborator as Airtable lists one. Clients insist on somebody who
/// granted the role; for those who had it from the start, that is themselves.
pub(super) fn individual(one: &Collaborator) -> Value {
    json!({
        "userId": one.id,
        "email": one.email,
        "permissionLevel": one.role.wire(),
        "createdTime": one.created.to_string(),
        "grantedByUserId": one.granted_by.unwrap_or(one.id),
    })
}

/// A list of bases knows no owners: `create` is its highest level (web-api 4.1).
fn level(role: Option<Role>) -> &'static str {
    role.map_or("none", |role| role.min(Role::Creator).wire())
}
