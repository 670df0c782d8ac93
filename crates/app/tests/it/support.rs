//! An application on a store of its own, and callers of every kind.

use std::sync::Arc;

use basekey_access::{Access, Caller, Operation, Permit, Role, ScopeSet, op};
use basekey_app::{
    App, Ctx, NewBase, NewCollaborator, NewToken, NewUserSettings, Origin, Parts, RecordInput,
    RecordPage, UserInfo, WriteOptions,
};
use basekey_model::field::{Choices, DateFormat, FieldKind, MomentFormat, TimeFormat, TimeResult};
use basekey_model::id::RequestId;
use basekey_model::limits::Limits;
use basekey_model::schema::{FieldDraft, TableDraft};
use basekey_model::testing::{Fixed, ManualClock};
use basekey_model::time::Millis;
use basekey_store::sqlite::{SqliteOptions, SqliteStore};
use serde_json::{Map, Value};

pub(crate) struct World {
    pub(crate) app: App,
    /// What the application keeps things in, for looking behind it.
    pub(crate) store: Arc<SqliteStore>,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) base: String,
    pub(crate) workspace: String,
    pub(crate) owner: UserInfo,
    dir: tempfile::TempDir,
}

pub(crate) const TABLE: &str = "Tasks";

pub(crate) fn map(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        other => panic!("not an object: {other}"),
    }
}

fn field(name: &str, kind: FieldKind) -> FieldDraft {
    FieldDraft {
        name: name.to_owned(),
        description: None,
        kind,
    }
}

impl World {
    pub(crate) async fn new() -> Self {
        Self::with(Limits::default()).await
    }

    pub(crate) async fn with(limits: Limits) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let clock = Arc::new(ManualClock::at(Millis(1_760_000_000_000)));
        let entropy = Arc::new(Fixed::new(42));
        let store = Arc::new(SqliteStore::open(&SqliteOptions::new(dir.path())).unwrap());
        let parts = Parts {
            clock: clock.clone(),
            entropy,
            limits,
        };
        let app = App::open(store.clone(), parts);
        let ctx = operator(&app, None).await;
        let new = NewUserSettings {
            email: "Ann@Example.com".to_owned(),
            ..Default::default()
        };
        let owner = app
            .create_user(
                app.permit_instance::<op::CreateUser>(&ctx).unwrap(),
                &ctx,
                new,
            )
            .await
            .unwrap();
        let ctx = operator(&app, Some(&owner.email)).await;
        let spaces = app
            .list_workspaces(
                app.permit_account::<op::ListWorkspaces>(&ctx).unwrap(),
                &ctx,
            )
            .await
            .unwrap();
        let workspace = spaces[0].id.to_string();
        let moment = MomentFormat {
            date: DateFormat::Iso,
            time: TimeFormat::TwentyFourHour,
            zone: "utc".to_owned(),
        };
        let table = TableDraft {
            name: TABLE.to_owned(),
            description: None,
            fields: vec![
                field("Name", FieldKind::SingleLineText),
                field("Points", FieldKind::Number { precision: 0 }),
                field(
                    "State",
                    FieldKind::SingleSelect(Choices::named(["Todo", "Done"], &Fixed::new(1))),
                ),
                field("No", FieldKind::AutoNumber),
                field(
                    "Changed",
                    FieldKind::LastModifiedTime {
                        watched: Vec::new(),
                        result: TimeResult::DateTime(moment),
                    },
                ),
            ],
        };
        let new = NewBase {
            name: "Plan".to_owned(),
            tables: vec![table],
        };
        let permit = app
            .permit_workspace::<op::CreateBase>(&ctx, &workspace)
            .await
            .unwrap();
        let base = app
            .create_base(permit, &ctx, new)
            .await
            .unwrap()
            .id
            .to_string();
        Self {
            app,
            store,
            clock,
            base,
            workspace,
            owner,
            dir,
        }
    }

    /// Where the store's files are.
    pub(crate) fn folder(&self) -> &std::path::Path {
        self.dir.path()
    }

    pub(crate) async fn ctx(&self) -> Ctx {
        operator(&self.app, Some(&self.owner.email)).await
    }

    pub(crate) async fn permit<O: Operation>(&self) -> Permit<O> {
        self.app
            .permit_base::<O>(&self.ctx().await, &self.base)
            .await
            .unwrap()
    }

    pub(crate) async fn create(&self, rows: Vec<Value>) -> RecordPage {
        let inputs = rows
            .into_iter()
            .map(|row| RecordInput { fields: map(row) })
            .collect();
        self.app
            .create_records(
                self.permit::<op::CreateRecords>().await,
                TABLE,
                inputs,
                WriteOptions::default(),
            )
            .await
            .unwrap()
    }

    /// A user with a role on the base, signed in by nobody yet.
    pub(crate) async fn user(&self, email: &str, role: Option<Role>) -> UserInfo {
        let ctx = self.ctx().await;
        let new = NewUserSettings {
            email: email.to_owned(),
            ..Default::default()
        };
        let user = self
            .app
            .create_user(
                self.app.permit_instance::<op::CreateUser>(&ctx).unwrap(),
                &ctx,
                new,
            )
            .await
            .unwrap();
        if let Some(role) = role {
            let permit = self.permit::<op::AddBaseCollaborator>().await;
            let new = vec![NewCollaborator {
                user: user.id.to_string(),
                role,
            }];
            self.app
                .add_base_collaborators(permit, &ctx, new)
                .await
                .unwrap();
        }
        user
    }

    /// A token of a user and its text.
    pub(crate) async fn token(
        &self,
        email: &str,
        scopes: ScopeSet,
        access: Access,
    ) -> (String, String) {
        self.token_from(email, NewToken::new("test", scopes, access))
            .await
    }

    /// The same with settings of every kind.
    pub(crate) async fn token_from(&self, email: &str, new: NewToken) -> (String, String) {
        let ctx = operator(&self.app, Some(email)).await;
        let (info, secret) = self
            .app
            .create_token(
                self.app.permit_account::<op::CreateToken>(&ctx).unwrap(),
                &ctx,
                new,
            )
            .await
            .unwrap();
        (info.id.to_string(), secret.expose().to_owned())
    }

    pub(crate) async fn by_token(&self, text: &str) -> Result<Ctx, basekey_app::AuthFailure> {
        self.by_token_from(text, None).await
    }

    pub(crate) async fn by_token_from(
        &self,
        text: &str,
        address: Option<&str>,
    ) -> Result<Ctx, basekey_app::AuthFailure> {
        let request = RequestId::random(self.app.entropy());
        let origin = Origin {
            address: address.map(str::to_owned),
            client: None,
        };
        let caller = self
            .app
            .caller_by_token(text, &origin, request)
            .await?
            .caller;
        Ok(ctx_of(&self.app, caller))
    }

    /// A browser in which a user has just signed in by a link.
    pub(crate) async fn session(&self, user: &UserInfo) -> Ctx {
        let ctx = self.ctx().await;
        let permit = self
            .app
            .permit_instance::<op::CreateSignInLink>(&ctx)
            .unwrap();
        let link = self
            .app
            .create_sign_in_link(permit, &ctx, &user.id.to_string())
            .await
            .unwrap();
        let signed_in = self
            .app
            .sign_in_by_link(link.expose(), &Origin::default())
            .await
            .unwrap();
        let caller = self.app.caller_by_session(&signed_in.cookie).await.unwrap();
        ctx_of(&self.app, caller)
    }
}

pub(crate) fn ctx_of(app: &App, caller: Caller) -> Ctx {
    Ctx {
        caller,
        origin: Arc::new(Origin::default()),
        request: RequestId::random(app.entropy()),
    }
}

pub(crate) async fn operator(app: &App, act_as: Option<&str>) -> Ctx {
    ctx_of(app, app.operator(act_as).await.unwrap())
}

/// The documents of a page as values by field name.
pub(crate) fn rows(page: &RecordPage) -> Vec<Map<String, Value>> {
    page.records
        .iter()
        .map(|record| {
            basekey_model::doc::Doc(record.doc)
                .cells()
                .filter_map(|(key, raw)| {
                    // A hidden other side of a link has no field.
                    let field = page.table.field_by_key(key)?;
                    Some((field.name.clone(), serde_json::from_str(raw).unwrap()))
                })
                .collect()
        })
        .collect()
}
