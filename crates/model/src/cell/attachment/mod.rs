//! Attachments: files as clients describe them. Nothing is fetched.

mod text;

use std::borrow::Cow;
use std::collections::HashSet;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::error::CellError;
use super::read::is_canonical;
use super::write::{WriteContext, Written, fitting, scalar_text};
use crate::id::AttachmentId;

/// A file that an attachment cell is to hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AttachmentInput {
    /// One that the cell holds already.
    Keep(AttachmentId),
    /// A new one, as the object that is stored.
    New(String),
}

/// One file of a stored cell. The serde form is the stored one, which is also
/// what the Web API shows; a client gives an address and a name, the other
/// parts come with imported bases.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attachment<'a> {
    /// `att…`
    pub id: AttachmentId,
    /// Where the file is, on the web.
    #[serde(borrow)]
    pub url: Cow<'a, str>,
    /// What the file is called.
    #[serde(borrow)]
    pub filename: Cow<'a, str>,
    /// In bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
    /// The MIME type.
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub media_type: Option<Cow<'a, str>>,
    /// Of an image, in pixels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub width: Option<u64>,
    /// Of an image, in pixels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub height: Option<u64>,
    /// Smaller images by size: `small`, `large`, `full`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thumbnails: Option<Map<String, Value>>,
}

const NO_OBJECT: CellError = CellError::Attachment(
    "An attachment is an object with the url of a file, or with the id of one that the cell holds.",
);
const NO_ID: CellError =
    CellError::Attachment("An attachment's id is \"att\" and 14 letters or digits.");
const NOT_HELD: CellError =
    CellError::Attachment("An attachment's id is not that of one that the cell holds.");
const NO_ADDRESS: CellError =
    CellError::Attachment("An attachment's url must begin with http:// or https:// and a host.");
const LONG_ADDRESS: CellError = CellError::Attachment("An attachment's url is too long.");
const NO_NAME: CellError = CellError::Attachment("An attachment's filename must be text.");
const LONG_NAME: CellError = CellError::Attachment("An attachment's filename is too long.");

/// The files of a stored cell, in order; none if it is damaged.
pub fn attachments(raw: &str) -> Vec<Attachment<'_>> {
    serde_json::from_str(raw).unwrap_or_default()
}

/// One file of a stored cell; `None` if it is damaged.
pub(crate) fn attachment(raw: &str) -> Option<Attachment<'_>> {
    serde_json::from_str(raw).ok()
}

/// The cell that holds these files after one that holds `held`.
///
/// # Errors
///
/// [`CellError::Attachment`] if one to keep is not there.
pub fn attachments_raw(
    held: Option<&str>,
    inputs: &[AttachmentInput],
) -> Result<String, CellError> {
    #[derive(Deserialize)]
    struct Named {
        id: AttachmentId,
    }
    let held: Vec<&RawValue> = held
        .and_then(|raw| serde_json::from_str(raw).ok())
        .unwrap_or_default();
    let held = held.into_iter().filter_map(|file| {
        let named: Named = serde_json::from_str(file.get()).ok()?;
        Some((named.id, file.get()))
    });
    let held: std::collections::HashMap<AttachmentId, &str> = held.collect();
    let mut raw = String::from("[");
    for input in inputs {
        if raw.len() > 1 {
            raw.push(',');
        }
        raw.push_str(match input {
            AttachmentInput::Keep(id) => held.get(id).ok_or(NOT_HELD)?,
            AttachmentInput::New(file) => file,
        });
    }
    raw.push(']');
    Ok(raw)
}

/// An attachment cell's value: an array of objects, each with the `id` of a
/// file that the cell holds, or with `url` and perhaps `filename` of a new one.
/// With typecast also addresses as text, alone, in an array or in a list.
pub(super) fn write(value: &Value, context: &WriteContext<'_>) -> Result<Written, CellError> {
    let max = context.limits.attachments_per_cell;
    let mut inputs = Vec::new();
    let mut kept = HashSet::new();
    let items = match value {
        Value::Array(items) => items.as_slice(),
        value if context.typecast => std::slice::from_ref(value),
        _ => {
            return Err(CellError::Wrong {
                wanted: "an array of attachments",
            });
        }
    };
    for item in items {
        match item {
            Value::Object(keys) => match of_object(keys, context)? {
                AttachmentInput::Keep(id) if !kept.insert(id) => {}
                input => inputs.push(input),
            },
            Value::Null if context.typecast => {}
            item if context.typecast => {
                let text = scalar_text(item).ok_or(NO_OBJECT)?;
                // One too many is enough to tell.
                for file in text::files(&text).take(max + 1) {
                    inputs.push(new(file.url, file.name, context)?);
                }
            }
            _ => return Err(NO_OBJECT),
        }
        if inputs.len() > max {
            return Err(CellError::TooMany { max });
        }
    }
    Ok(if inputs.is_empty() {
        Written::Clear
    } else {
        Written::Attachments(inputs)
    })
}

/// Clients send back what they read, so beside an id nothing else counts.
fn of_object(
    keys: &Map<String, Value>,
    context: &WriteContext<'_>,
) -> Result<AttachmentInput, CellError> {
    let key = |name: &str| keys.get(name).filter(|value| !value.is_null());
    if let Some(id) = key("id") {
        let id = id.as_str().and_then(|id| id.parse().ok()).ok_or(NO_ID)?;
        return Ok(AttachmentInput::Keep(id));
    }
    let url = key("url").ok_or(NO_OBJECT)?;
    let name = match key("filename") {
        None => None,
        Some(Value::String(name)) => Some(name.as_str()),
        Some(_) => return Err(NO_NAME),
    };
    new(url.as_str().ok_or(NO_ADDRESS)?.trim(), name, context)
}

fn new(
    url: &str,
    name: Option<&str>,
    context: &WriteContext<'_>,
) -> Result<AttachmentInput, CellError> {
    if !text::is_address(url) {
        return Err(NO_ADDRESS);
    }
    fitting(url, context.limits).map_err(|_| LONG_ADDRESS)?;
    let name = name.filter(|name| !name.trim().is_empty());
    let filename = name.map_or_else(|| text::name_of(url), Cow::Borrowed);
    fitting(&filename, context.limits).map_err(|_| LONG_NAME)?;
    let file = Attachment {
        id: AttachmentId::random(context.entropy),
        url: Cow::Borrowed(url),
        filename,
        size: None,
        media_type: None,
        width: None,
        height: None,
        thumbnails: None,
    };
    match serde_json::to_string(&file) {
        Ok(raw) => Ok(AttachmentInput::New(raw)),
        Err(_) => Err(NO_OBJECT),
    }
}

/// As people read it: `filename (url)`, joined by commas (field-types 5.15).
pub(super) fn plain(raw: &str) -> String {
    let files: Vec<String> = attachments(raw)
        .iter()
        .map(|file| format!("{} ({})", file.filename, file.url))
        .collect();
    files.join(", ")
}

/// True if the cell is one that attachment fields store.
pub(super) fn is_stored(raw: &str) -> bool {
    is_canonical(raw, |files: &Vec<Attachment<'_>>| {
        let mut seen = HashSet::with_capacity(files.len());
        !files.is_empty()
            && files.iter().all(|file| {
                seen.insert(file.id) && text::is_address(&file.url) && !file.filename.is_empty()
            })
    })
}

#[cfg(test)]
mod tests;
