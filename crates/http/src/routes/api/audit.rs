use axum::body::Body;
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::Response;
use basekey_access::op;
use basekey_app::AuditFilter;
use futures_util::stream::{self, StreamExt};

use crate::error::{Answer, Refusal};
use crate::extract::{Call, Query};
use crate::wire::own::{AuditOut, CSV_HEAD, csv_lines, moment};
use crate::wire::{docs, json};

/// Reads the log of token, sign-in, user and sharing events, newest first.
#[utoipa::path(
    get, path = "/api/audit", operation_id = "listAudit", tag = "Instance",
    params(docs::PageParams, docs::AuditParams),
    responses((status = 200, body = AuditOut))
)]
pub(super) async fn list(call: Call) -> Answer {
    let ctx = call.ctx::<op::ListAudit>().await?;
    let mut query = Query::parse(call.query());
    let (before, limit) = page(&mut query)?;
    let filter = filter(&mut query)?;
    query.finish()?;
    let permit = call.instance::<op::ListAudit>(&ctx)?;
    json(&AuditOut::from(
        call.app().list_audit(permit, filter, before, limit).await?,
    ))
}

/// Reads the same log as a CSV file with a header, newest first.
#[utoipa::path(
    get, path = "/api/audit/export", operation_id = "exportAudit", tag = "Instance",
    params(docs::AuditParams),
    responses((status = 200, body = String, content_type = "text/csv"))
)]
pub(super) async fn export(call: Call) -> Answer {
    let ctx = call.ctx::<op::ExportAudit>().await?;
    let mut query = Query::parse(call.query());
    let filter = filter(&mut query)?;
    query.finish()?;
    let permit = call.instance::<op::ExportAudit>(&ctx)?;
    let mut export = call.app().export_audit(permit, filter).await?;
    // The first part decides the status; what fails later cuts the answer off.
    let first = export.part().await?.unwrap_or_default();
    let first = Ok::<_, axum::Error>([CSV_HEAD, &csv_lines(&first)].concat());
    let rest = stream::try_unfold(export, async |mut export| {
        let part = export.part().await.map_err(axum::Error::new)?;
        Ok(part.map(|part| (csv_lines(&part), export)))
    });
    let mut answer = Response::new(Body::from_stream(
        stream::iter([first]).chain(Box::pin(rest)),
    ));
    let headers = answer.headers_mut();
    headers.insert(
        CONTENT_TYPE,
        HeaderValue::from_static("text/csv; charset=utf-8; header=present"),
    );
    headers.insert(
        CONTENT_DISPOSITION,
        HeaderValue::from_static("attachment; filename=\"basekey-audit.csv\""),
    );
    Ok(answer)
}

/// `before` and `limit` of a page of the log.
pub(super) fn page(query: &mut Query<'_>) -> Answer<(Option<i64>, usize)> {
    let before = query.number("before")?;
    let limit = query.number("limit")?.unwrap_or(100);
    let limit = usize::try_from(limit)
        .ok()
        .filter(|limit| (1..=200).contains(limit))
        .ok_or_else(|| Refusal::parameter("limit", "must be a number from 1 to 200"))?;
    Ok((before, limit))
}

fn filter(query: &mut Query<'_>) -> Answer<AuditFilter> {
    let user = query.text("userId")?.map(|text| {
        let parsed = text.parse();
        parsed.map_err(|_| Refusal::parameter("userId", "must be the id of a user (usr…)"))
    });
    let token = query.text("tokenId")?.map(|text| {
        let parsed = text.parse();
        parsed.map_err(|_| Refusal::parameter("tokenId", "must be the id of a token (pat…)"))
    });
    let from = query.text("from")?.map(|text| moment("from", &text));
    let to = query.text("to")?.map(|text| moment("to", &text));
    Ok(AuditFilter {
        action: query.text("action")?.filter(|text| !text.is_empty()),
        user: user.transpose()?,
        by_token: token.transpose()?,
        subject: query.text("subject")?.filter(|text| !text.is_empty()),
        from: from.transpose()?,
        to: to.transpose()?,
    })
}
