//! Bases: listing, making, renaming, moving.

use std::sync::Arc;

use basekey_access::{Denial, Permit, Role, Via, op};
use basekey_model::change::{Change, ChangeItem};
use basekey_model::id::{BaseId, WorkspaceId};
use basekey_model::schema::{BaseNo, BaseSchema, Table, TableDraft, TableNo};
use basekey_store::{Base, Cost, Shared, StoreExt};
use serde_json::json;

use crate::audit::Actor;
use crate::compute::analyse;
use crate::directory::role_on_workspace;
use crate::drafts::{bad_options, build_table};
use crate::error::{AppError, Missing, Result, Rule};
use crate::tables::change_by;
use crate::workspaces::{role_in, title};
use crate::{App, Ctx};

/// A base in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedBase {
    /// `app…`
    pub id: BaseId,
    /// As people see it.
    pub name: String,
    /// Where it lives.
    pub workspace: WorkspaceId,
    /// The caller's role.
    pub role: Option<Role>,
}

/// What a base is made from.
#[derive(Debug)]
pub struct NewBase {
    /// As people see it.
    pub name: String,
    /// At least one.
    pub tables: Vec<TableDraft>,
}

/// A base that was just made.
#[derive(Debug)]
pub struct CreatedBase {
    /// `app…`
    pub id: BaseId,
    /// Its tables.
    pub schema: Arc<BaseSchema>,
}

/// What to change of a base; absent parts stay.
#[derive(Debug, Default)]
pub struct BaseEdit {
    /// As people see it.
    pub name: Option<String>,
    /// Moves the base: the caller must be a creator there and where it is now.
    pub workspace: Option<Permit<op::UpdateWorkspace>>,
}

impl App {
    /// The bases that both the caller and the credential reach, oldest first,
    /// after the base `after`. The flag tells whether there are more.
    pub async fn list_bases(
        &self,
        permit: Permit<op::ListBases>,
        ctx: &Ctx,
        after: Option<BaseId>,
    ) -> Result<(Vec<ListedBase>, bool)> {
        let (user, via) = (permit.user(), ctx.caller.via.clone());
        let most = self.limits().bases_per_page;
        self.store()
            .run_read(Cost::Short, move |read| {
                let memberships = read.memberships(user)?;
                let everything = matches!(via, Via::Operator);
                let after = match after {
                    Some(id) => read.base(id)?.map(|base| base.no),
                    None => None,
                };
                let mut listed = Vec::new();
                for base in read.bases()? {
                    if after.is_some_and(|after| base.no <= after) {
                        continue;
                    }
                    let role = role_in(&memberships, Shared::Base(base.id))
                        .max(role_in(&memberships, Shared::Workspace(base.workspace)));
                    let reached = match &via {
                        Via::Token(token) => {
                            role.is_some() && token.access.reaches_base(base.id, base.workspace)
                        }
                        Via::Session(_) => role.is_some(),
                        Via::Operator => true,
                    };
                    if reached {
                        let role = if everything {
                            Some(role.unwrap_or(Role::Owner))
                        } else {
                            role
                        };
                        listed.push(ListedBase {
                            id: base.id,
                            name: base.name,
                            workspace: base.workspace,
                            role,
                        });
                    }
                    if listed.len() > most {
                        break;
                    }
                }
                let more = listed.len() > most;
                listed.truncate(most);
                Ok((listed, more))
            })
            .await
    }

    /// Makes a base with its tables in a workspace.
    pub async fn create_base(
        &self,
        permit: Permit<op::CreateBase>,
        ctx: &Ctx,
        new: NewBase,
    ) -> Result<CreatedBase> {
        let name = title(self, &new.name, "base")?;
        if new.tables.is_empty() {
            return Err(AppError::invalid(
                Rule::Request,
                "a base begins with at least one table",
            ));
        }
        let id = BaseId::random(&*self.inner.entropy);
        let mut tables = Vec::with_capacity(new.tables.len());
        for (draft, no) in new.tables.into_iter().zip(1..) {
            let table = build_table(self, &tables, TableNo(no), draft)?;
            no_links(&table)?;
            tables.push(table);
        }
        let tables = valid(id, tables)?;
        let workspace = permit.workspace();
        let (who, actor, now) = (change_by(&permit), Actor::of(ctx), self.now());
        let schema = self
            .write_directory(move |tx| {
                tx.workspace(workspace)?.ok_or(Missing::Workspace)?;
                let no = tx.add_base(id, workspace, &name, now)?;
                let mut what = vec![ChangeItem::BaseCreated { name: name.clone() }];
                for table in tables {
                    tx.put_table(no, &table)?;
                    what.push(ChangeItem::TableCreated {
                        table: Box::new(table),
                    });
                }
                tx.add_change(
                    no,
                    &Change {
                        what,
                        ..who.at(now)
                    },
                )?;
                actor.log(
                    tx,
                    now,
                    "base.created",
                    Some(id.to_string()),
                    json!({ "name": name, "workspace": workspace }),
                )?;
                tx.schema(id, no).map_err(AppError::from)
            })
            .await?;
        Ok(CreatedBase {
            id,
            schema: Arc::new(schema),
        })
    }

    /// Renames a base or moves it to another workspace. A move changes at
    /// once which tokens and collaborators reach it, so the caller must be a
    /// creator on both workspaces: who was only given a role on the base could
    /// else take it away from those who gave it.
    pub async fn update_base(
        &self,
        permit: Permit<op::UpdateBase>,
        ctx: &Ctx,
        edit: BaseEdit,
    ) -> Result<Base> {
        let name = edit
            .name
            .as_deref()
            .map(|name| title(self, name, "base"))
            .transpose()?;
        let workspace = edit.workspace.map(|permit| permit.workspace());
        let ((id, no), who, actor, now) = (
            permit.base(),
            change_by(&permit),
            Actor::of(ctx),
            self.now(),
        );
        let mover = match permit.via() {
            Via::Operator => None,
            Via::Token(_) | Via::Session(_) => Some(permit.user()),
        };
        let base = self
            .write_directory(move |tx| {
                let before = tx.base(id)?.ok_or(Missing::Base)?;
                if let Some(mover) = mover
                    && workspace.is_some_and(|workspace| workspace != before.workspace)
                {
                    let need = Role::Creator;
                    let have = role_on_workspace(tx.reader(), mover, before.workspace)?;
                    if have.is_none_or(|have| have < need) {
                        return Err(Denial::Role { have, need }.into());
                    }
                }
                let base = Base {
                    name: name.unwrap_or_else(|| before.name.clone()),
                    workspace: workspace.unwrap_or(before.workspace),
                    ..before.clone()
                };
                tx.put_base(&base)?;
                if base.name != before.name {
                    let what = vec![ChangeItem::BaseRenamed {
                        before: before.name.clone(),
                        after: base.name.clone(),
                    }];
                    tx.add_change(
                        no,
                        &Change {
                            what,
                            ..who.at(now)
                        },
                    )?;
                }
                let detail = json!({
                    "before": { "name": before.name, "workspace": before.workspace },
                    "after": { "name": base.name, "workspace": base.workspace },
                });
                actor.log(tx, now, "base.updated", Some(id.to_string()), detail)?;
                Ok::<_, AppError>(base)
            })
            .await?;
        Ok(base)
    }
}

/// New tables with what follows for their derived fields; one that is not valid
/// is refused.
fn valid(base: BaseId, tables: Vec<Table>) -> Result<Vec<Table>> {
    let analysis = analyse(BaseSchema {
        base,
        no: BaseNo(0),
        version: 0,
        next_table: TableNo(tables.len() as i64 + 1),
        tables,
        deleted: Vec::new(),
    });
    let mut fields = analysis
        .schema
        .tables
        .iter()
        .flat_map(|table| &table.fields);
    let refused = fields.find_map(|field| {
        let problem = analysis.problems.get(&field.id)?;
        Some(bad_options(&field.name, problem))
    });
    match refused {
        Some(refused) => Err(refused),
        None => Ok(analysis.schema.tables),
    }
}

/// Refuses links among the first tables of a base: no table has an id yet by
/// which another could name it.
fn no_links(table: &Table) -> Result<()> {
    match table.links().next() {
        Some((field, link)) => Err(bad_options(
            &field.name,
            &format!(
                "linkedTableId names {}, which is no table of the new base; \
                 make the base first and then its link fields",
                link.table
            ),
        )),
        None => Ok(()),
    }
}
