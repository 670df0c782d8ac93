//! Telling whether a document is in canonical form, for `basekey doctor`.

use super::Doc;
use crate::cell::number_text;

/// What is wrong with a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{what} at byte {at}")]
pub struct DocError {
    /// The byte at which the form is left.
    pub at: usize,
    /// What is wrong there.
    pub what: &'static str,
}

pub(super) fn check(text: &str) -> Result<(), DocError> {
    if text == super::EMPTY {
        return Ok(());
    }
    let base = text.as_ptr() as usize;
    let mut cells = Doc(text).cells();
    let mut last = None;
    let mut end = 0;
    for (key, raw) in cells.by_ref() {
        let start = raw.as_ptr() as usize - base;
        let fail = |what| Err(DocError { at: start, what });
        if last.is_some_and(|last| last >= key) {
            return fail("field keys do not ascend");
        }
        last = Some(key);
        // Between the lead and the value stand the quoted key and a colon.
        if start != end + 4 + key.0.checked_ilog10().map_or(1, |log| log as usize + 1) {
            return fail("a field key has a leading zero");
        }
        if let Err(what) = check_value(raw) {
            return fail(what);
        }
        end = start + raw.len();
    }
    if end == 0 || text.get(end..) != Some("}") {
        return Err(DocError {
            at: end,
            what: "not a document from here on",
        });
    }
    Ok(())
}

fn check_value(raw: &str) -> Result<(), &'static str> {
    let value: serde_json::Value = serde_json::from_str(raw).map_err(|_| "a cell is not JSON")?;
    match &value {
        serde_json::Value::Bool(true) => Ok(()),
        serde_json::Value::Null | serde_json::Value::Bool(false) => Err("a blank cell is stored"),
        serde_json::Value::String(text) if text.is_empty() => Err("an empty text is stored"),
        serde_json::Value::Array(items) if items.is_empty() => Err("an empty array is stored"),
        serde_json::Value::Number(number) => {
            let text = number.as_f64().map(number_text);
            if text.as_deref() == Some(raw) {
                Ok(())
            } else {
                Err("a number is not in canonical form")
            }
        }
        _ => {
            let written = serde_json::to_string(&value).unwrap_or_default();
            if written == raw {
                Ok(())
            } else {
                Err("a cell is not in canonical form")
            }
        }
    }
}
