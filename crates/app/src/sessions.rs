//! Browser sessions: an opaque cookie, kept as a hash, listed and ended like a token.

use basekey_access::{Caller, Opaque, Permit, SecretHash, Via, op};
use basekey_model::id::SessionId;
use basekey_model::schema::UserNo;
use basekey_model::time::Millis;
use basekey_store::{Cost, Origin, Read, Session, StoreError, StoreExt, Tx, User, UserKey};
use serde_json::json;

use crate::audit::Actor;
use crate::authorize::caller;
use crate::directory::OwnerState;
use crate::error::{AppError, AuthFailure, Missing, Result, Rule};
use crate::users::UserInfo;
use crate::{App, Ctx};

/// A session lives this long, in seconds: thirty days.
pub const SESSION_SECONDS: i64 = 30 * 24 * 3600;

/// For so long after its user showed who they are, a session may let tokens
/// do more, in seconds: fifteen minutes.
const CONFIRMED_SECONDS: i64 = 15 * 60;

/// How a session says that a sign-in link began it.
const BY_LINK: &str = "link";

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
    /// True if a sign-in link began it.
    pub by_link: bool,
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
        let tried = self.try_sign_in(origin)?;
        if let Err(slowed) = self.may_try(&email) {
            tried.right();
            return Err(slowed.into());
        }
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
                tried.right();
                return Err(error.into());
            }
        };
        match user {
            Some(user) if right => {
                self.succeeded(&email);
                tried.right();
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
        // A wrong code costs a write, which a stranger must not order at will.
        let tried = self.try_sign_in(origin)?;
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
            Some(user) => {
                tried.right();
                self.begin_session(user, BY_LINK, origin).await
            }
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
        let fresh = FreshSession::new(self, origin);
        let (no, known, store) = (user.no, user.password.clone(), fresh.storing(by));
        let actor = Actor::person(user.id, origin);
        let begun = self
            .store()
            .run_write(move |tx| {
                let same = tx
                    .user(UserKey::No(no))?
                    .is_some_and(|user| user.active && user.password == known);
                if same {
                    store(tx, no, &actor)?;
                }
                Ok::<_, AppError>(same)
            })
            .await?;
        if !begun {
            return Err(SignInFailure::Refused(AuthFailure::Unknown));
        }
        Ok(fresh.begun(&user))
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

    /// Shows by the password that it is still the user who sits before the
    /// session; until when that counts. Failures count as failed sign-ins.
    pub async fn confirm_session(
        &self,
        permit: Permit<op::ConfirmSession>,
        ctx: &Ctx,
        password: &str,
    ) -> Result<Millis> {
        let Via::Session(id) = *permit.via() else {
            return Err(Missing::Session.into());
        };
        let no = permit.user();
        let user = self
            .store()
            .run_read(Cost::Short, move |read| read.user(UserKey::No(no)))
            .await?
            .ok_or(Missing::User)?;
        let Some(known) = user.password else {
            return Err(AppError::invalid(
                Rule::Account,
                "you have no password; sign in again by a link instead",
            ));
        };
        self.may_try(&user.email)?;
        let right = match self.password_matches(password, Some(known.clone())).await {
            Ok(right) => right,
            Err(error) => {
                self.not_tried(&user.email);
                return Err(error);
            }
        };
        if !right {
            self.note_refused_sign_in(Some(user.id), &ctx.origin);
            return Err(AppError::invalid(
                Rule::Account,
                "password is not your password",
            ));
        }
        self.succeeded(&user.email);
        let (actor, now) = (Actor::of(ctx), self.now());
        self.store()
            .run_write(move |tx| {
                // The password may have changed while it was compared.
                let same = tx
                    .user(UserKey::No(no))?
                    .is_some_and(|user| user.active && user.password.as_ref() == Some(&known));
                if !same || !tx.confirm_session(id, now)? {
                    return Err(AppError::NotFound(Missing::Session));
                }
                let subject = Some(id.to_string());
                actor.log(
                    tx,
                    now,
                    "session.confirmed",
                    subject,
                    json!({ "by": "password" }),
                )?;
                Ok(())
            })
            .await?;
        Ok(now.plus_seconds(CONFIRMED_SECONDS))
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
                by_link: session.by_link,
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

/// A session that is about to begin.
pub(crate) struct FreshSession {
    id: SessionId,
    secret: Opaque,
    created: Millis,
    origin: Origin,
}

impl FreshSession {
    pub(crate) fn new(app: &App, origin: &Origin) -> Self {
        Self {
            id: SessionId::random(&*app.inner.entropy),
            secret: Opaque::mint(&*app.inner.entropy),
            created: app.now(),
            origin: origin.clone(),
        }
    }

    fn expires(&self) -> Millis {
        self.created.plus_seconds(SESSION_SECONDS)
    }

    /// What stores it for a user, with its entry in the log, inside a write.
    pub(crate) fn storing(
        &self,
        by: &'static str,
    ) -> impl FnOnce(&mut dyn Tx, UserNo, &Actor) -> basekey_store::Result<()> + Send + use<> {
        let (id, created, expires) = (self.id, self.created, self.expires());
        let (hash, origin) = (self.secret.hash(), self.origin.clone());
        move |tx, user, actor| {
            tx.add_session(&Session {
                id,
                user,
                hash,
                created,
                expires,
                confirmed: created,
                by_link: by == BY_LINK,
                origin,
            })?;
            let subject = Some(id.to_string());
            actor.log(tx, created, "signIn.done", subject, json!({ "by": by }))
        }
    }

    /// After it was stored: the cookie's text leaves here once.
    pub(crate) fn begun(self, user: &User) -> SignIn {
        let cookie = zeroize::Zeroizing::new(format!("{}.{}", self.id, self.secret.expose()));
        SignIn {
            cookie,
            user: UserInfo::of(user),
            expires: self.expires(),
        }
    }
}

fn owned_session(tx: &dyn Tx, id: SessionId, user: UserNo) -> Result<Session> {
    tx.session(id)?
        .filter(|session| session.user == user)
        .ok_or(AppError::NotFound(Missing::Session))
}

/// Refuses what a session may ask for only while its user has just shown who
/// they are: whoever finds a browser open can not open more with it.
pub(crate) fn require_confirmed(read: &dyn Read, via: &Via, now: Millis) -> Result<()> {
    let Via::Session(id) = via else {
        return Ok(());
    };
    let confirmed = read
        .session(*id)?
        .is_some_and(|session| session.confirmed.plus_seconds(CONFIRMED_SECONDS) > now);
    if confirmed {
        Ok(())
    } else {
        Err(AppError::ConfirmationRequired)
    }
}

/// True for a session that a sign-in link began so lately that its user may
/// set a password without knowing the one before: that is what the link is for.
pub(crate) fn came_by_link(read: &dyn Read, via: &Via, now: Millis) -> Result<bool, StoreError> {
    let Via::Session(id) = via else {
        return Ok(false);
    };
    Ok(read.session(*id)?.is_some_and(|session| {
        session.by_link && session.created.plus_seconds(CONFIRMED_SECONDS) > now
    }))
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
