//! Browser sessions: an opaque cookie, kept as a hash, listed and ended like a token.

use basekey_access::{Caller, Opaque, Permit, SecretHash, Via, op};
use basekey_model::id::SessionId;
use basekey_model::time::Millis;
use basekey_store::{Cost, Origin, Session, StoreError, StoreExt, Tx, User, UserKey};
use serde_json::json;

use crate::audit::Actor;
use crate::authorize::caller;
use crate::directory::OwnerState;
use crate::error::{AppError, AuthFailure, Missing, Result};
use crate::users::UserInfo;
use crate::{App, Ctx};

/// A session lives this long, in seconds: thirty days.
pub const SESSION_SECONDS: i64 = 30 * 24 * 3600;

/// A new session: the cookie's text exists here once.
#[derive(Debug)]
pub struct SignIn {
    /// `ses…` and its secret, separated by a dot.
    pub cookie: zeroize::Zeroizing<String>,
    /// Who signed in.
    pub user: UserInfo,
    /// When the session ends by itself.
    pub expires: Millis,
}

/// A session as its user sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionInfo {
    /// `ses…`
    pub id: SessionId,
    /// When it began.
    pub created: Millis,
    /// When it ends by itself.
    pub expires: Millis,
    /// Address and client that began it.
    pub origin: Origin,
    /// True for the session that asks.
    pub current: bool,
}

impl App {
    /// Signs in by e-mail and password. Every failure looks the same.
    pub async fn sign_in(
        &self,
        email: &str,
        password: &str,
        origin: &Origin,
    ) -> Result<SignIn, SignInFailure> {
        // What can be no e-mail or no password is nobody's. It costs no hash,
        // so it must cost no memory and no write either.
        let Ok(email) = crate::users::email(email) else {
            return Err(SignInFailure::Refused(AuthFailure::Unknown));
        };
        if crate::passwords::is_too_long(password) {
            return Err(SignInFailure::Refused(AuthFailure::Unknown));
        }
        self.may_try(&email)?;
        let key = email.clone();
        let user = self
            .store()
            .run_read(Cost::Short, move |read| read.user(UserKey::Email(&key)))
            .await
            .map_err(AppError::from)?;
        let stored = user
            .as_ref()
            .filter(|user| user.active)
            .and_then(|user| user.password.clone());
        let right = match self.password_matches(password, stored).await {
            Ok(right) => right,
            Err(error) => {
                self.not_tried(&email);
                return Err(error.into());
            }
        };
        match user {
            Some(user) if right => {
                self.succeeded(&email);
                self.begin_session(user, "password", origin).await
            }
            found => {
                self.note_refused_sign_in(found.map(|user| user.id), origin);
                Err(SignInFailure::Refused(AuthFailure::Unknown))
            }
        }
    }

    /// Signs in by a link's secret, which works once.
    pub async fn sign_in_by_link(
        &self,
        code: &str,
        origin: &Origin,
    ) -> Result<SignIn, SignInFailure> {
        let hash = Opaque::hash_of(code);
        let now = self.now();
        let user = self
            .store()
            .run_write(move |tx| {
                let Some(link) = tx.take_sign_in_link(&hash)? else {
                    return Ok(None);
                };
                let user = tx.user(UserKey::No(link.user))?;
                Ok::<_, AppError>(user.filter(|user| user.active && link.expires > now))
            })
            .await?;
        match user {
            Some(user) => self.begin_session(user, "link", origin).await,
            None => Err(SignInFailure::Refused(AuthFailure::Unknown)),
        }
    }

    /// Begins a session unless the user was deactivated or got another
    /// password since they were looked up: that ends the sessions there are,
    /// and this one must not come after it.
    async fn begin_session(
        &self,
        user: User,
        by: &'static str,
        origin: &Origin,
    ) -> Result<SignIn, SignInFailure> {
        let id = SessionId::random(&*self.inner.entropy);
        let secret = Opaque::mint(&*self.inner.entropy);
        let now = self.now();
        let session = Session {
            id,
            user: user.no,
            hash: secret.hash(),
            created: now,
            expires: now.plus_seconds(SESSION_SECONDS),
            origin: origin.clone(),
        };
        let expires = session.expires;
        let actor = Actor {
            user: Some(user.id),
            token: None,
            origin: origin.clone(),
        };
        let known = user.password.clone();
        let begun = self
            .store()
            .run_write(move |tx| {
                let same = tx
                    .user(UserKey::No(session.user))?
                    .is_some_and(|user| user.active && user.password == known);
                if !same {
                    return Ok(false);
                }
                tx.add_session(&session)?;
                actor.log(
                    tx,
                    now,
                    "signIn.done",
                    Some(id.to_string()),
                    json!({ "by": by }),
                )?;
                Ok::<_, AppError>(true)
            })
            .await?;
        if !begun {
            return Err(SignInFailure::Refused(AuthFailure::Unknown));
        }
        let cookie = zeroize::Zeroizing::new(format!("{id}.{}", secret.expose()));
        Ok(SignIn {
            cookie,
            user: UserInfo::of(&user),
            expires,
        })
    }

    /// Who holds this cookie.
    pub async fn caller_by_session(&self, cookie: &str) -> Result<Caller, AuthFailure> {
        let (id, secret) = cookie.split_once('.').ok_or(AuthFailure::Unknown)?;
        let id: SessionId = id.parse().map_err(|_| AuthFailure::Unknown)?;
        let hash: SecretHash = Opaque::hash_of(secret);
        let now = self.now();
        let found = self
            .store()
            .run_read(Cost::Short, move |read| {
                let Some(session) = read.session(id)? else {
                    return Ok(None);
                };
                let user = read.user(UserKey::No(session.user))?;
                Ok::<_, StoreError>(user.map(|user| (session, OwnerState::of(&user))))
            })
            .await?;
        let Some((session, owner)) = found else {
            hash.matches(&hash);
            return Err(AuthFailure::SessionEnded);
        };
        if !session.hash.matches(&hash) {
            return Err(AuthFailure::Unknown);
        }
        if session.expires <= now || !owner.active {
            return Err(AuthFailure::SessionEnded);
        }
        Ok(caller(&owner, Via::Session(id)))
    }

    /// The caller's sessions, newest first.
    pub async fn list_sessions(
        &self,
        permit: Permit<op::ListSessions>,
        ctx: &Ctx,
    ) -> Result<Vec<SessionInfo>> {
        let user = permit.user();
        let here = match &ctx.caller.via {
            Via::Session(id) => Some(*id),
            _ => None,
        };
        let now = self.now();
        let sessions = self
            .store()
            .run_read(Cost::Short, move |read| read.sessions_of(user))
            .await?;
        Ok(sessions
            .into_iter()
            .filter(|session| session.expires > now)
            .map(|session| SessionInfo {
                id: session.id,
                created: session.created,
                expires: session.expires,
                origin: session.origin,
                current: Some(session.id) == here,
            })
            .collect())
    }

    /// Ends one of the caller's sessions.
    pub async fn end_session(
        &self,
        permit: Permit<op::EndSession>,
        ctx: &Ctx,
        id: &str,
    ) -> Result<()> {
        let id: SessionId = id.parse().map_err(|_| Missing::Session)?;
        let (user, actor, now) = (permit.user(), Actor::of(ctx), self.now());
        self.store()
            .run_write(move |tx| {
                owned_session(tx, id, user)?;
                tx.end_session(id)?;
                actor.log(
                    tx,
                    now,
                    "session.ended",
                    Some(id.to_string()),
                    serde_json::Value::Null,
                )?;
                Ok(())
            })
            .await
    }
}

fn owned_session(
    tx: &dyn Tx,
    id: SessionId,
    user: basekey_model::schema::UserNo,
) -> Result<Session> {
    tx.session(id)?
        .filter(|session| session.user == user)
        .ok_or(AppError::NotFound(Missing::Session))
}

/// A sign-in was refused, or could not be judged.
#[derive(Debug, thiserror::Error)]
pub enum SignInFailure {
    /// The credentials are not right.
    #[error(transparent)]
    Refused(AuthFailure),
    /// Something else went wrong.
    #[error(transparent)]
    App(#[from] AppError),
}
