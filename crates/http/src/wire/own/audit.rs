//! The audit log, as JSON and as a CSV file (RFC 4180).

use std::borrow::Cow;

use basekey_app::{AuditLine, AuditPage};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AuditEntryOut {
    seq: i64,
    time: String,
    /// What happened, for instance `token.created`.
    action: String,
    user_id: Option<String>,
    /// What that user is called now.
    #[schema(required = true)]
    user_name: Option<String>,
    token_id: Option<String>,
    /// The id of what it was done to.
    subject: Option<String>,
    /// Settings before and after, never a secret.
    detail: Value,
    address: Option<String>,
    client: Option<String>,
}

impl From<AuditLine> for AuditEntryOut {
    fn from(line: AuditLine) -> Self {
        let entry = line.entry;
        Self {
            seq: entry.seq,
            time: entry.at.to_string(),
            action: entry.action,
            user_id: entry.user.map(|id| id.to_string()),
            user_name: line.user_name,
            token_id: entry.by_token.map(|id| id.to_string()),
            subject: entry.subject,
            detail: entry.detail,
            address: entry.origin.address,
            client: entry.origin.client,
        }
    }
}

#[derive(Serialize, ToSchema)]
pub(crate) struct AuditOut {
    entries: Vec<AuditEntryOut>,
    /// Send as `before` for the next page; `null` on the last.
    next: Option<i64>,
}

impl From<AuditPage> for AuditOut {
    fn from(page: AuditPage) -> Self {
        Self {
            entries: page.entries.into_iter().map(Into::into).collect(),
            next: page.next,
        }
    }
}

/// The first line of the file.
pub(crate) const CSV_HEAD: &str =
    "seq,time,action,userId,userName,tokenId,subject,detail,address,client\r\n";

/// The lines of some entries.
pub(crate) fn csv_lines(lines: &[AuditLine]) -> String {
    let mut out = String::with_capacity(lines.len() * 256);
    for line in lines {
        let entry = &line.entry;
        let detail = match &entry.detail {
            Value::Null => String::new(),
            detail => detail.to_string(),
        };
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let cells = [
            entry.seq.to_string(),
            entry.at.to_string(),
            entry.action.clone(),
            entry.user.map(|id| id.to_string()).unwrap_or_default(),
            text(&line.user_name),
            entry.by_token.map(|id| id.to_string()).unwrap_or_default(),
            text(&entry.subject),
            detail,
            text(&entry.origin.address),
            text(&entry.origin.client),
        ];
        for (at, cell) in cells.iter().enumerate() {
            if at > 0 {
                out.push(',');
            }
            out.push_str(&csv_cell(cell));
        }
        out.push_str("\r\n");
    }
    out
}

/// A cell as RFC 4180 wants it. What a spreadsheet would take for a formula
/// gets an apostrophe in front: names and clients are texts that strangers choose.
fn csv_cell(text: &str) -> String {
    let text = &*guarded(text);
    let quote = text.contains([',', '"', '\r', '\n']);
    if !quote {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len() + 3);
    out.push('"');
    for c in text.chars() {
        if c == '"' {
            out.push('"');
        }
        out.push(c);
    }
    out.push('"');
    out
}

/// With an apostrophe before what would begin a formula: at the beginning, and
/// after what some spreadsheets split cells at besides commas.
fn guarded(text: &str) -> Cow<'_, str> {
    let begins = |c: char| matches!(c, '=' | '+' | '-' | '@' | '\t' | '\r');
    let mut out = None::<String>;
    let mut at_start = true;
    for (index, c) in text.char_indices() {
        if at_start && begins(c) {
            out.get_or_insert_with(|| text[..index].to_owned())
                .push('\'');
        }
        if let Some(out) = &mut out {
            out.push(c);
        }
        at_start = c == ';' || (at_start && c == ' ');
    }
    out.map_or(Cow::Borrowed(text), Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_where_they_must_be_and_are_no_formulas() {
        for (text, cell) in [
            ("", ""),
            ("plain text", "plain text"),
            ("a,b", "\"a,b\""),
            ("say \"x\"", "\"say \"\"x\"\"\""),
            ("two\nlines", "\"two\nlines\""),
            ("=1+1", "'=1+1"),
            ("+49", "'+49"),
            ("-1", "'-1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t=1"),
            ("\r=1", "\"'\r=1\""),
            ("=HYPERLINK(\"x\",1)", "\"'=HYPERLINK(\"\"x\"\",1)\""),
            ("a=b", "a=b"),
            ("x;=cmd", "x;'=cmd"),
            ("x; =cmd", "x; '=cmd"),
            (" =cmd", " '=cmd"),
            ("x;y", "x;y"),
            ("'=1", "'=1"),
        ] {
            assert_eq!(csv_cell(text), cell, "{text:?}");
        }
    }
}
