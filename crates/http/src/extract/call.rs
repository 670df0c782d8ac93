//! A request as handlers see it, and the steps every handler takes: path,
//! caller, body, permit, in the order of web-api 6.4.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::body::Body;
use axum::extract::{FromRequest, RawPathParams, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method};
use basekey_access::{BaseOperation, Caller, Denial, Operation, Permit, Via};
use basekey_app::{Accepted, App, AppError, AuthFailure, Ctx, Origin};
use basekey_model::id::TokenId;
use bytes::Bytes;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::body;
use super::client::origin;
use super::credentials::{Authorization, authorization, same_origin, session_cookie};
use super::ids::shaped;
use crate::Peer;
use crate::error::{Answer, Code, Refusal};
use crate::exchange::{Exchange, Used};
use crate::site::Site;

/// Names the user in whose name a request on the private socket acts.
const ACT_AS: &str = "x-basekey-act-as";

pub(crate) struct Call {
    pub(crate) site: Arc<Site>,
    exchange: Arc<Exchange>,
    parts: Parts,
    /// Never locked, only taken; the lock lets a `&Call` be held across an await.
    body: Mutex<Body>,
}

impl FromRequest<Arc<Site>> for Call {
    type Rejection = Refusal;

    async fn from_request(request: Request, site: &Arc<Site>) -> Answer<Self> {
        let (parts, body) = request.into_parts();
        // The front puts it there before it asks the router.
        let exchange = parts
            .extensions
            .get::<Arc<Exchange>>()
            .cloned()
            .ok_or(Refusal::new(Code::ServerError))?;
        Ok(Self {
            site: site.clone(),
            exchange,
            parts,
            body: Mutex::new(body),
        })
    }
}

impl Call {
    pub(crate) fn app(&self) -> &App {
        &self.site.app
    }

    /// The parameters of the path, decoded one by one: a table's name may
    /// hold an encoded slash.
    pub(crate) async fn path<const N: usize>(&mut self) -> Answer<[String; N]> {
        use axum::extract::FromRequestParts;
        let found = RawPathParams::from_request_parts(&mut self.parts, &()).await;
        let found = found.map_err(|_| Refusal::new(Code::NotFound))?;
        let mut found = found.iter();
        let mut missing = false;
        let values = std::array::from_fn(|_| {
            let value = found.next().map(|(_, value)| value.to_owned());
            missing |= value.is_none();
            value.unwrap_or_default()
        });
        if missing {
            Err(Refusal::new(Code::NotFound))
        } else {
            Ok(values)
        }
    }

    /// The base's id and what follows it in the path.
    pub(crate) async fn base_path<const N: usize>(&mut self) -> Answer<[String; N]> {
        let path = self.path::<N>().await?;
        if let Some(base) = path.first() {
            shaped(base, "app")?;
        }
        Ok(path)
    }

    /// The workspace's id and what follows it in the path.
    pub(crate) async fn workspace_path<const N: usize>(&mut self) -> Answer<[String; N]> {
        let path = self.path::<N>().await?;
        if let Some(workspace) = path.first() {
            shaped(workspace, "wsp")?;
        }
        Ok(path)
    }

    /// True for the private socket and the same process.
    pub(crate) fn is_private(&self) -> bool {
        self.exchange.peer == Peer::Private
    }

    pub(crate) fn query(&self) -> &str {
        self.parts.uri.query().unwrap_or("")
    }

    /// The path as it came.
    pub(crate) fn path_text(&self) -> &str {
        self.parts.uri.path()
    }

    pub(crate) fn method(&self) -> &Method {
        &self.parts.method
    }

    pub(crate) fn headers(&self) -> &HeaderMap {
        &self.parts.headers
    }

    pub(crate) fn origin(&self) -> Origin {
        origin(
            &self.parts.headers,
            self.exchange.peer,
            &self.site.config.trusted_proxies,
        )
    }

    /// Who asks for `O`.
    pub(crate) async fn ctx<O: Operation>(&self) -> Answer<Ctx> {
        let _ = self.exchange.operation.set(O::OP);
        let origin = Arc::new(self.origin());
        let caller = self.caller(&origin).await?;
        if let Err(refusal) = self.within_rates(&caller) {
            self.site.metrics.limited();
            return Err(refusal);
        }
        Ok(Ctx {
            caller,
            origin,
            request: self.exchange.id,
        })
    }

    /// The token's own limit comes first: what it refuses does not count
    /// against its owner's other tokens.
    fn within_rates(&self, caller: &Caller) -> Answer<()> {
        if let Via::Token(token) = &caller.via
            && let Some(limit) = token.requests_per_second
        {
            let retry_after = self.site.config.rate_limits.retry_after;
            self.site.token_rates.check(token.id, limit, retry_after)?;
        }
        match &self.site.rates {
            Some(rates) => rates.user(caller.user),
            None => Ok(()),
        }
    }

    async fn caller(&self, origin: &Arc<Origin>) -> Answer<Caller> {
        let headers = &self.parts.headers;
        match authorization(headers) {
            Authorization::Bearer(text) => {
                let Accepted { caller, secret } = self
                    .app()
                    .caller_by_token(text, origin, self.exchange.id)
                    .await?;
                if let Some(token) = token_of(&caller) {
                    let _ = self.exchange.token.set(token);
                    let origin = origin.clone();
                    let _ = self.exchange.used.set(Used { origin, secret });
                }
                Ok(caller)
            }
            Authorization::Unreadable => Err(Refusal::new(Code::AuthenticationRequired)),
            Authorization::Absent if self.exchange.peer == Peer::Private => {
                let act_as = headers.get(ACT_AS).and_then(|value| value.to_str().ok());
                Ok(self.app().operator(act_as).await?)
            }
            Authorization::Absent => match session_cookie(headers) {
                // Cookies travel by themselves: they change things only when one
                // of our pages asks. Reading is safe, since no other site may
                // read an answer that a cookie opened.
                Some(cookie) => {
                    let caller = self
                        .app()
                        .caller_by_session(cookie)
                        .await
                        .map_err(session_refused)?;
                    if !matches!(self.parts.method, Method::GET | Method::HEAD) {
                        same_origin(headers, true)?;
                    }
                    Ok(caller)
                }
                None => Err(Refusal::new(Code::AuthenticationRequired)),
            },
        }
    }

    /// The body as it came.
    pub(crate) async fn bytes(&mut self) -> Answer<Bytes> {
        let body = std::mem::take(self.body.get_mut().unwrap_or_else(PoisonError::into_inner));
        let limit = self.app().limits().body_bytes;
        body::read(
            body,
            limit,
            Duration::from_secs(self.site.config.body_timeout.max(1)),
        )
        .await
    }

    /// The body as JSON of a known shape.
    pub(crate) async fn json<T: DeserializeOwned>(&mut self) -> Answer<T> {
        let bytes = self.bytes().await?;
        body::declared_json(&self.parts.headers)?;
        body::parse(&bytes)
    }

    /// The same, for bodies that may be left out.
    pub(crate) async fn json_or_default<T: DeserializeOwned + Default>(&mut self) -> Answer<T> {
        let bytes = self.bytes().await?;
        if bytes.is_empty() {
            return Ok(T::default());
        }
        body::declared_json(&self.parts.headers)?;
        body::parse(&bytes)
    }

    /// The body as any JSON.
    pub(crate) async fn value(&mut self) -> Answer<Value> {
        self.json().await
    }

    /// Leave to act on a base.
    pub(crate) async fn base<O: BaseOperation>(&self, ctx: &Ctx, base: &str) -> Answer<Permit<O>> {
        let permit = self.app().permit_base::<O>(ctx, base).await?;
        let _ = self.exchange.base.set(permit.base().0);
        if let Some(rates) = &self.site.rates
            && let Err(refusal) = rates.base(permit.base().0)
        {
            self.site.metrics.limited();
            return Err(refusal);
        }
        Ok(permit)
    }

    /// Leave to act on a workspace. One that the user can not see is answered
    /// like one that is not there (web-api 4.3).
    pub(crate) async fn workspace<O: Operation>(
        &self,
        ctx: &Ctx,
        workspace: &str,
    ) -> Answer<Permit<O>> {
        let permit = self.app().permit_workspace::<O>(ctx, workspace).await;
        let permit = permit.map_err(|error| match error {
            AppError::Denied {
                denial: Denial::Role { have: None, .. },
            } => Refusal::new(Code::ModelNotFound).say("there is no such workspace"),
            other => other.into(),
        })?;
        if let Ok(id) = workspace.parse() {
            let _ = self.exchange.workspace.set(id);
        }
        Ok(permit)
    }

    /// Leave to act on what is the caller's own.
    pub(crate) fn account<O: Operation>(&self, ctx: &Ctx) -> Answer<Permit<O>> {
        Ok(self.app().permit_account::<O>(ctx)?)
    }

    /// Leave to act on the instance.
    pub(crate) fn instance<O: Operation>(&self, ctx: &Ctx) -> Answer<Permit<O>> {
        Ok(self.app().permit_instance::<O>(ctx)?)
    }
}

fn token_of(caller: &Caller) -> Option<TokenId> {
    match &caller.via {
        Via::Token(token) => Some(token.id),
        Via::Session(_) | Via::Operator => None,
    }
}

/// A cookie that is no longer good is not a wrong token: the client needs to
/// sign in, not to fix a header.
fn session_refused(failure: AuthFailure) -> Refusal {
    match failure {
        AuthFailure::Store(_) => failure.into(),
        _ => Refusal::new(Code::AuthenticationRequired).say("The session has ended; sign in again"),
    }
}
