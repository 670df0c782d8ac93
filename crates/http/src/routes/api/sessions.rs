use axum::http::header::SET_COOKIE;
use axum::response::Response;
use basekey_access::{Via, op};
use basekey_app::{SESSION_SECONDS, SignIn, SignInFailure};

use crate::error::{Answer, Code, Refusal};
use crate::extract::{Call, clear_session, same_origin, set_session, shaped};
use crate::wire::own::{
    ConfirmIn, ConfirmedOut, LinkIn, SessionsOut, SignInIn, SignedInOut, UserOut,
};
use crate::wire::{docs, json};

/// Reads who is signed in.
#[utoipa::path(
    get, path = "/api/session", operation_id = "getSession", tag = "Account",
    responses((status = 200, body = UserOut)),
    extensions(("x-basekey-operation" = json!("getAccount")))
)]
pub(super) async fn current(call: Call) -> Answer {
    let ctx = call.ctx::<op::GetAccount>().await?;
    let permit = call.account::<op::GetAccount>(&ctx)?;
    json(&UserOut::from(&call.app().account(permit).await?))
}

/// Signs in by e-mail and password. The session is in `Set-Cookie`.
#[utoipa::path(
    post, path = "/api/session", operation_id = "signIn", tag = "Account",
    request_body = SignInIn,
    responses((status = 200, body = SignedInOut))
)]
pub(super) async fn begin(mut call: Call) -> Answer {
    // A page elsewhere must not sign a visitor in as somebody else.
    same_origin(call.headers(), false)?;
    let body: SignInIn = call.json().await?;
    let signed_in = call
        .app()
        .sign_in(&body.email, &body.password, &call.origin())
        .await;
    signed_in_answer(&call, &signed_in.map_err(refused)?)
}

/// Signs in by a link's code, which works once. The session is in `Set-Cookie`.
#[utoipa::path(
    post, path = "/api/session/link", operation_id = "signInByLink", tag = "Account",
    request_body = LinkIn,
    responses((status = 200, body = SignedInOut))
)]
pub(super) async fn begin_by_link(mut call: Call) -> Answer {
    same_origin(call.headers(), false)?;
    let body: LinkIn = call.json().await?;
    let signed_in = call.app().sign_in_by_link(&body.code, &call.origin()).await;
    signed_in_answer(&call, &signed_in.map_err(refused)?)
}

/// Shows by the password that it is still the user who sits before the session.
///
/// For fifteen minutes after this, and after signing in, a session may let
/// tokens do more than they could.
#[utoipa::path(
    post, path = "/api/session/confirm", operation_id = "confirmSession", tag = "Account",
    request_body = ConfirmIn,
    responses((status = 200, body = ConfirmedOut))
)]
pub(super) async fn confirm(mut call: Call) -> Answer {
    let ctx = call.ctx::<op::ConfirmSession>().await?;
    let body: ConfirmIn = call.json().await?;
    let permit = call.account::<op::ConfirmSession>(&ctx)?;
    let until = call
        .app()
        .confirm_session(permit, &ctx, &body.password)
        .await?;
    json(&ConfirmedOut {
        confirmed_until: until.to_string(),
    })
}

/// Signs this session out.
#[utoipa::path(
    delete, path = "/api/session", operation_id = "signOut", tag = "Account",
    responses((status = 200, body = docs::Done)),
    extensions(("x-basekey-operation" = json!("endSession")))
)]
pub(super) async fn end_current(call: Call) -> Answer {
    let ctx = call.ctx::<op::EndSession>().await?;
    let permit = call.account::<op::EndSession>(&ctx)?;
    if let Via::Session(id) = &ctx.caller.via {
        call.app()
            .end_session(permit, &ctx, &id.to_string())
            .await?;
    }
    let mut answer = json(&docs::Done { done: true })?;
    answer
        .headers_mut()
        .insert(SET_COOKIE, clear_session(call.site.config.secure_cookies));
    Ok(answer)
}

/// Lists where the caller is signed in, newest first.
#[utoipa::path(
    get, path = "/api/sessions", operation_id = "listSessions", tag = "Account",
    responses((status = 200, body = SessionsOut))
)]
pub(super) async fn list(call: Call) -> Answer {
    let ctx = call.ctx::<op::ListSessions>().await?;
    let permit = call.account::<op::ListSessions>(&ctx)?;
    let sessions = call.app().list_sessions(permit, &ctx).await?;
    json(&SessionsOut {
        sessions: sessions.into_iter().map(Into::into).collect(),
    })
}

/// Signs one of the caller's sessions out.
#[utoipa::path(
    delete, path = "/api/sessions/{sessionId}", operation_id = "endSession", tag = "Account",
    responses((status = 200, body = docs::Done))
)]
pub(super) async fn end(mut call: Call) -> Answer {
    let [id] = call.path().await?;
    shaped(&id, "ses")?;
    let ctx = call.ctx::<op::EndSession>().await?;
    let permit = call.account::<op::EndSession>(&ctx)?;
    call.app().end_session(permit, &ctx, &id).await?;
    json(&docs::Done { done: true })
}

/// Every failed sign-in looks the same.
pub(crate) fn refused(failure: SignInFailure) -> Refusal {
    match failure {
        SignInFailure::Refused(_) => Refusal::sign_in(),
        SignInFailure::App(error) => error.into(),
    }
}

fn signed_in_answer(call: &Call, signed_in: &SignIn) -> Answer {
    with_session(call, signed_in, json(&SignedInOut::from(signed_in))?)
}

/// The answer with the session that has just begun.
pub(super) fn with_session(call: &Call, signed_in: &SignIn, mut answer: Response) -> Answer {
    let cookie = set_session(
        &signed_in.cookie,
        SESSION_SECONDS,
        call.site.config.secure_cookies,
    );
    answer
        .headers_mut()
        .insert(SET_COOKIE, cookie.ok_or(Refusal::new(Code::ServerError))?);
    Ok(answer)
}
