//! An instance in a temporary directory, and callers of every kind.

mod client;
mod digest;
mod rich;
mod snapshot;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use basekey_app::{App, Parts};
use basekey_http::{HttpConfig, Server};
use basekey_model::limits::Limits;
use basekey_model::testing::{Fixed, ManualClock};
use basekey_model::time::Millis;
use basekey_store::sqlite::{SqliteOptions, SqliteStore};
use serde_json::{Value, json};

pub(crate) use client::{Caller, Client, Reply};
pub(crate) use rich::Rich;
pub(crate) use snapshot::compare;

/// When the tests' clock stands: 2025-10-09T08:53:20.000Z.
pub(crate) const START: Millis = Millis(1_760_000_000_000);

/// No two worlds of one process give the same ids.
static SEED: AtomicU64 = AtomicU64::new(42);

/// The table most tests use.
pub(crate) const TABLE: &str = "Tasks";

/// Every scope, in the order of the table of scopes.
pub(crate) fn all_scopes() -> Vec<&'static str> {
    basekey_access::SCOPES
        .iter()
        .map(|scope| scope.name)
        .collect()
}

/// One instance with an owner, a workspace, a base and three records.
pub(crate) struct World {
    pub(crate) server: Server,
    pub(crate) app: App,
    pub(crate) store: Arc<SqliteStore>,
    pub(crate) clock: Arc<ManualClock>,
    /// `usr…` of the instance's owner, who owns the workspace too.
    pub(crate) owner: String,
    pub(crate) workspace: String,
    pub(crate) base: String,
    /// A token of the owner with every scope that reaches everything.
    pub(crate) token: String,
    /// Ids of the three records of [`TABLE`].
    pub(crate) records: Vec<String>,
    _dir: tempfile::TempDir,
}

/// JSON text as text.
pub(crate) fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

/// One field of every type that clients can write, and the computed ones.
pub(crate) fn fields() -> Value {
    let iso = json!({ "name": "iso", "format": "YYYY-MM-DD" });
    let moment =
        json!({ "timeZone": "utc", "dateFormat": iso, "timeFormat": { "name": "24hour" } });
    json!([
        { "name": "Name", "type": "singleLineText" },
        { "name": "Notes", "type": "multilineText" },
        { "name": "Rich", "type": "richText" },
        { "name": "Email", "type": "email" },
        { "name": "Link", "type": "url" },
        { "name": "Phone", "type": "phoneNumber" },
        { "name": "Points", "type": "number", "options": { "precision": 1 } },
        { "name": "Price", "type": "currency", "options": { "precision": 2, "symbol": "$" } },
        { "name": "Share", "type": "percent", "options": { "precision": 0 } },
        { "name": "Took", "type": "duration", "options": { "durationFormat": "h:mm" } },
        { "name": "Stars", "type": "rating", "options": { "icon": "star", "max": 5, "color": "yellowBright" } },
        { "name": "Done", "type": "checkbox", "options": { "icon": "check", "color": "greenBright" } },
        { "name": "Due", "type": "date", "options": { "dateFormat": iso } },
        { "name": "Met", "type": "dateTime", "options": moment },
        { "name": "State", "type": "singleSelect", "options": { "choices": [{ "name": "open" }, { "name": "shut \"x\"" }] } },
        { "name": "Tags", "type": "multipleSelects", "options": { "choices": [{ "name": "red" }, { "name": "blue" }] } },
        { "name": "No", "type": "autoNumber" },
        { "name": "Made", "type": "createdTime" },
        { "name": "Maker", "type": "createdBy" },
        { "name": "Changed", "type": "lastModifiedTime" },
        { "name": "Changer", "type": "lastModifiedBy" },
    ])
}

impl World {
    pub(crate) async fn new() -> Self {
        Self::with(HttpConfig::default(), Limits::default()).await
    }

    pub(crate) async fn with(config: HttpConfig, limits: Limits) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let clock = Arc::new(ManualClock::at(START));
        let store = Arc::new(SqliteStore::open(&SqliteOptions::new(dir.path())).unwrap());
        let parts = Parts {
            clock: clock.clone(),
            entropy: Arc::new(Fixed::new(SEED.fetch_add(1, Ordering::Relaxed))),
            limits,
        };
        let app = App::open(store.clone(), parts);
        let server = Server::new(app.clone(), config);
        let mut world = Self {
            server,
            app,
            store,
            clock,
            owner: String::new(),
            workspace: String::new(),
            base: String::new(),
            token: String::new(),
            records: Vec::new(),
            _dir: dir,
        };
        let owner = world
            .operator()
            .post(
                "/api/users",
                json!({ "email": "owner@example.com", "name": "Olive" }),
            )
            .await;
        world.owner = text(&owner.ok()["id"]);
        let spaces = world
            .acting("owner@example.com")
            .get("/api/workspaces")
            .await;
        world.workspace = text(&spaces.ok()["workspaces"][0]["id"]);
        world.base = world.new_base(&world.workspace, "Base").await;
        world.token = world
            .mint("owner@example.com", &all_scopes(), json!({ "mode": "all" }))
            .await;
        let rows = json!({ "records": [
            { "fields": { "Name": "one", "Points": 1, "State": "open" } },
            { "fields": { "Name": "two", "Points": 2 } },
            { "fields": { "Name": "three", "Points": 3 } },
        ] });
        let made = world.good().post(&world.table(), rows).await;
        world.records = made.ok()["records"]
            .as_array()
            .unwrap()
            .iter()
            .map(|record| record["id"].as_str().unwrap().to_owned())
            .collect();
        world
    }

    /// `/v0/{base}/{table}` of the table most tests use.
    pub(crate) fn table(&self) -> String {
        format!("/v0/{}/{TABLE}", self.base)
    }

    /// The machine's owner, on the private socket.
    pub(crate) fn operator(&self) -> Client<'_> {
        Client::new(&self.server, Caller::Operator(None))
    }

    /// The machine's owner in the name of a user.
    pub(crate) fn acting(&self, email: &str) -> Client<'_> {
        Client::new(&self.server, Caller::Operator(Some(email.to_owned())))
    }

    /// Nobody.
    pub(crate) fn anonymous(&self) -> Client<'_> {
        Client::new(&self.server, Caller::Anonymous)
    }

    /// A token's holder.
    pub(crate) fn bearer(&self, token: &str) -> Client<'_> {
        Client::new(&self.server, Caller::Token(token.to_owned()))
    }

    /// The holder of the owner's token.
    pub(crate) fn good(&self) -> Client<'_> {
        self.bearer(&self.token)
    }

    /// A signed-in browser.
    pub(crate) fn session(&self, cookie: &str) -> Client<'_> {
        Client::new(&self.server, Caller::Session(cookie.to_owned()))
    }

    /// Makes a user; gives `usr…`.
    pub(crate) async fn user(&self, email: &str) -> String {
        let made = self
            .operator()
            .post("/api/users", json!({ "email": email }))
            .await;
        made.ok()["id"].as_str().unwrap().to_owned()
    }

    /// Grants a role on the base; `None` takes it away.
    pub(crate) async fn role_on_base(&self, user: &str, role: Option<&str>) {
        let path = format!("/api/bases/{}/collaborators", self.base);
        self.role_at(&path, user, role).await;
    }

    /// Grants a role on the workspace; `None` takes it away.
    pub(crate) async fn role_on_workspace(&self, user: &str, role: Option<&str>) {
        let path = format!("/api/workspaces/{}/collaborators", self.workspace);
        self.role_at(&path, user, role).await;
    }

    async fn role_at(&self, path: &str, user: &str, role: Option<&str>) {
        let client = self.operator();
        match role {
            Some(role) => {
                client
                    .post(path, json!({ "user": user, "permissionLevel": role }))
                    .await
                    .ok();
            }
            None => {
                client.delete(&format!("{path}/{user}")).await;
            }
        }
    }

    /// Makes a token for a user; gives its text.
    pub(crate) async fn mint(&self, email: &str, scopes: &[&str], access: Value) -> String {
        self.mint_whole(email, scopes, access).await["token"]
            .as_str()
            .unwrap()
            .to_owned()
    }

    /// The same, with all that the answer says.
    pub(crate) async fn mint_whole(&self, email: &str, scopes: &[&str], access: Value) -> Value {
        let body =
            json!({ "name": "a token", "scopes": scopes, "access": access, "expires": null });
        self.acting(email).post("/api/tokens", body).await.ok()
    }

    /// Signs a user in by link; gives the cookie's text.
    pub(crate) async fn sign_in(&self, user: &str) -> String {
        let link = self
            .operator()
            .post(&format!("/api/users/{user}/sign-in-link"), json!({}))
            .await
            .ok();
        let reply = self
            .anonymous()
            .post("/api/session/link", json!({ "code": link["code"] }))
            .await;
        reply.ok();
        reply.cookie().unwrap()
    }

    /// Makes a base with the table most tests use.
    pub(crate) async fn new_base(&self, workspace: &str, name: &str) -> String {
        let body = json!({ "name": name, "workspaceId": workspace, "tables": [{ "name": TABLE, "fields": fields() }] });
        let made = self
            .acting("owner@example.com")
            .post("/v0/meta/bases", body)
            .await;
        made.ok()["id"].as_str().unwrap().to_owned()
    }
}
