//! Signing in by password or by a link, and out, without a script.

use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse, Response};
use basekey_access::{Via, op};
use basekey_app::SESSION_SECONDS;

use super::html::{escape, local, page, see_other};
use crate::error::{Code, Refusal};
use crate::extract::{Call, Query, clear_session, same_origin, set_session};
use crate::routes::api::sessions::refused;

/// What the form carries.
#[derive(Default)]
struct Form {
    email: String,
    password: zeroize::Zeroizing<String>,
    /// Of a sign-in link.
    code: String,
    /// The page to go on with.
    next: String,
}

impl Form {
    fn read(text: &str) -> Self {
        let mut query = Query::parse(text);
        let mut take = |name| query.text(name).ok().flatten().unwrap_or_default();
        Self {
            email: take("email"),
            password: zeroize::Zeroizing::new(take("password")),
            code: take("code"),
            next: take("next"),
        }
    }
}

/// Shows the form. Looking at the page changes nothing, so programs that open
/// links ahead of people do not use them up.
pub(super) async fn page_form(call: Call) -> Response {
    let form = Form::read(call.query());
    show(StatusCode::OK, &form, None)
}

fn show(status: StatusCode, form: &Form, problem: Option<&str>) -> Response {
    let next = escape(local(Some(&form.next)));
    let problem = problem.map_or_else(String::new, |text| {
        format!(
            "<p class=\"bad\" role=\"alert\" id=\"problem\">{}</p>",
            escape(text)
        )
    });
    if !form.code.is_empty() {
        return page(
            status,
            "Sign in",
            &format!(
                "{problem}<p>This link signs you in once.</p><form method=\"post\" action=\"/sign-in\">\
                 <input type=\"hidden\" name=\"code\" value=\"{}\"><input type=\"hidden\" name=\"next\" value=\"{next}\">\
                 <button>Sign in</button></form>",
                escape(&form.code)
            ),
        );
    }
    // A problem is read out with the field that it is about.
    let described = if problem.is_empty() {
        ""
    } else {
        " aria-describedby=\"problem\""
    };
    page(
        status,
        "Sign in",
        &format!(
            "{problem}<form method=\"post\" action=\"/sign-in\">\
             <input type=\"hidden\" name=\"next\" value=\"{next}\">\
             <label>E-mail<input type=\"email\" name=\"email\" value=\"{}\" autocomplete=\"username\" required></label>\
             <label>Password<input type=\"password\" name=\"password\" autocomplete=\"current-password\" required{described}></label>\
             <button>Sign in</button></form>\
             <p class=\"muted\">No password yet, or forgotten? Whoever runs this server can make a sign-in link: \
             <code>basekey user sign-in-link {}</code></p>",
            escape(&form.email),
            if is_plain(&form.email) {
                &form.email
            } else {
                "YOU@EXAMPLE.COM"
            },
        ),
    )
}

/// True for an address that can be part of a command as it stands. What came
/// with the page's own address may be a stranger's.
fn is_plain(email: &str) -> bool {
    !email.is_empty()
        && !email.starts_with('-')
        && email
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"._+@-".contains(&byte))
}

pub(super) async fn sign_in(mut call: Call) -> Response {
    let bytes = match call.bytes().await {
        Ok(bytes) => bytes,
        Err(refusal) => return refusal.into_response(),
    };
    let form = Form::read(std::str::from_utf8(&bytes).unwrap_or(""));
    match begin(&call, &form).await {
        Ok(response) => response,
        Err(refusal) => {
            let status = refusal.code().status();
            match (refusal.code(), form.code.is_empty()) {
                (Code::CrossSite, _) => page(
                    status,
                    "Not from here",
                    "<p>Another site sent this form. <a href=\"/sign-in\">Open the sign-in page</a> and use the form there.</p>",
                ),
                (Code::Unauthorized, false) => page(
                    status,
                    "This link does not work",
                    "<p>It was used before, is older than a day, or was not copied whole. Ask for a new one, or \
                     <a href=\"/sign-in\">sign in with your password</a>.</p>",
                ),
                (Code::Unauthorized, true) => show(
                    status,
                    &form,
                    Some("E-mail or password is not right. Check both and try again."),
                ),
                _ => show(status, &form, Some(refusal.message())),
            }
        }
    }
}

async fn begin(call: &Call, form: &Form) -> Result<Response, Refusal> {
    same_origin(call.headers(), false)?;
    let origin = call.origin();
    let signed_in = if form.code.is_empty() {
        call.app()
            .sign_in(&form.email, &form.password, &origin)
            .await
    } else {
        call.app().sign_in_by_link(&form.code, &origin).await
    };
    let signed_in = signed_in.map_err(refused)?;
    let cookie = set_session(
        &signed_in.cookie,
        SESSION_SECONDS,
        call.site.config.secure_cookies,
    )
    .ok_or(Refusal::new(Code::ServerError))?;
    let mut response = see_other(local(Some(&form.next)));
    response.headers_mut().insert(SET_COOKIE, cookie);
    Ok(response)
}

/// Ends the session and shows the sign-in page.
pub(super) async fn sign_out(call: Call) -> Response {
    match end(&call).await {
        Ok(()) => {
            let mut response = see_other("/sign-in");
            response
                .headers_mut()
                .insert(SET_COOKIE, clear_session(call.site.config.secure_cookies));
            response
        }
        Err(refusal) => refusal.into_response(),
    }
}

async fn end(call: &Call) -> Result<(), Refusal> {
    // Without its cookie, a form of another site would still clear it.
    same_origin(call.headers(), false)?;
    let ctx = match call.ctx::<op::EndSession>().await {
        // Whoever is signed out already gets what they want.
        Err(refusal) if refusal.code() == Code::AuthenticationRequired => return Ok(()),
        other => other?,
    };
    if let Via::Session(id) = &ctx.caller.via {
        let permit = call.account::<op::EndSession>(&ctx)?;
        call.app()
            .end_session(permit, &ctx, &id.to_string())
            .await?;
    }
    Ok(())
}
