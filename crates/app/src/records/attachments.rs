//! The files of an attachment cell.

use basekey_model::cell::{AttachmentInput, CellError};
use basekey_model::id::AttachmentId;
use serde::Deserialize;
use serde_json::value::RawValue;

/// What of a stored file tells which one it is.
#[derive(Deserialize)]
struct Named {
    id: AttachmentId,
}

/// The raw cell of these files. Those that are kept stay as they are stored
/// `before`.
///
/// # Errors
///
/// A file that is to be kept and is not there.
pub(crate) fn raw(
    before: Option<&str>,
    inputs: &[AttachmentInput],
) -> Result<Option<String>, CellError> {
    let stored: Vec<(AttachmentId, &str)> = before
        .and_then(|raw| serde_json::from_str::<Vec<&RawValue>>(raw).ok())
        .unwrap_or_default()
        .into_iter()
        .filter_map(|file| {
            let named: Named = serde_json::from_str(file.get()).ok()?;
            Some((named.id, file.get()))
        })
        .collect();
    let mut raw = String::from("[");
    let mut kept: Vec<AttachmentId> = Vec::new();
    for input in inputs {
        let file = match input {
            AttachmentInput::New(file) => file.as_str(),
            AttachmentInput::Keep(id) => {
                if kept.contains(id) {
                    continue;
                }
                kept.push(*id);
                let found = stored.iter().find(|(stored, _)| stored == id);
                let (_, file) = found.ok_or(CellError::Attachment(
                    "an attachment is named by the id of one that the cell does not hold",
                ))?;
                file
            }
        };
        if raw.len() > 1 {
            raw.push(',');
        }
        raw.push_str(file);
    }
    if raw.len() == 1 {
        return Ok(None);
    }
    raw.push(']');
    Ok(Some(raw))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_kept_added_and_dropped() {
        let one = r#"{"id":"attAAAAAAAAAAAAA1","url":"https://a/1","filename":"1"}"#;
        let two = r#"{"id":"attAAAAAAAAAAAAA2","url":"https://a/2","filename":"2"}"#;
        let before = format!("[{one},{two}]");
        let keep = |n: u8| {
            AttachmentInput::Keep(AttachmentId::from_tail(&format!("AAAAAAAAAAAAA{n}")).unwrap())
        };
        let new = AttachmentInput::New("{\"id\":\"x\"}".to_owned());
        let cell = |inputs: Vec<_>| raw(Some(&before), &inputs);
        assert_eq!(
            cell(vec![new.clone(), keep(2), keep(2)]),
            Ok(Some(format!("[{{\"id\":\"x\"}},{two}]")))
        );
        assert_eq!(cell(vec![]), Ok(None));
        assert!(cell(vec![keep(3)]).is_err());
        assert!(raw(None, &[keep(1)]).is_err());
        assert!(raw(Some("damaged"), &[keep(1)]).is_err());
    }
}
