//! Barcodes: what a scanner read.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::error::CellError;
use super::read::is_canonical;
use super::write::{Written, fitting, only_item, scalar_text};
use crate::limits::Limits;

const WRONG: CellError = CellError::Wrong {
    wanted: "a barcode such as {\"text\": \"…\"}",
};

/// The stored form, which is also what clients see.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Barcode {
    text: String,
    /// The symbology, such as `upce`; a free text.
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    symbology: Option<String>,
}

/// An object of `text` and perhaps `type`; with typecast also plain text.
/// Other keys are let be; a barcode without text clears the cell.
pub(super) fn write(value: &Value, typecast: bool, limits: &Limits) -> Result<Written, CellError> {
    let value = match typecast.then(|| only_item(value)).transpose()? {
        None => value,
        Some(Some(item)) => item,
        Some(None) => return Ok(Written::Clear),
    };
    let scalar = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        value if typecast => scalar_text(value).map(std::borrow::Cow::into_owned),
        _ => None,
    };
    let barcode = match value {
        Value::Object(keys) => Barcode {
            text: keys.get("text").and_then(scalar).ok_or(WRONG)?,
            symbology: match keys.get("type") {
                None | Some(Value::Null) => None,
                Some(Value::String(symbology)) if symbology.is_empty() => None,
                Some(Value::String(symbology)) => Some(symbology.clone()),
                Some(_) => return Err(WRONG),
            },
        },
        value if typecast => Barcode {
            text: scalar(value).ok_or(WRONG)?,
            symbology: None,
        },
        _ => return Err(WRONG),
    };
    fitting(&barcode.text, limits)?;
    fitting(barcode.symbology.as_deref().unwrap_or_default(), limits)?;
    if barcode.text.is_empty() {
        return Ok(Written::Clear);
    }
    match serde_json::to_string(&barcode) {
        Ok(raw) => Ok(Written::Raw(raw)),
        Err(_) => Err(WRONG),
    }
}

/// The text of a stored barcode.
pub fn text(raw: &str) -> Option<String> {
    serde_json::from_str(raw)
        .ok()
        .map(|barcode: Barcode| barcode.text)
}

/// True if the cell is one that barcode fields store.
pub(super) fn is_stored(raw: &str) -> bool {
    is_canonical(raw, |barcode: &Barcode| {
        !barcode.text.is_empty() && barcode.symbology.as_deref() != Some("")
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_text_and_perhaps_a_type() {
        let limits = Limits {
            cell_chars: 5,
            ..Limits::default()
        };
        let (exact, cast) = (
            |value: &Value| write(value, false, &limits),
            |value: &Value| write(value, true, &limits),
        );
        for (value, raw) in [
            (json!({"text": "123"}), r#"{"text":"123"}"#),
            (
                json!({"type": "upce", "text": "a\"b"}),
                r#"{"text":"a\"b","type":"upce"}"#,
            ),
            (
                json!({"text": "1", "type": null, "x": 1}),
                r#"{"text":"1"}"#,
            ),
            (json!({"text": "1", "type": ""}), r#"{"text":"1"}"#),
            (json!({"text": "éééé "}), r#"{"text":"éééé "}"#),
        ] {
            let written = Ok(Written::Raw(raw.to_owned()));
            assert_eq!(exact(&value), written, "{value}");
            assert_eq!(cast(&value), written, "{value}");
            assert_eq!(cast(&json!([value])), written, "{value}");
            assert!(is_stored(raw), "{raw}");
        }
        assert_eq!(text(r#"{"text":"a\"b","type":"x"}"#).unwrap(), "a\"b");
        for wrong in [
            json!("123"),
            json!(123),
            json!({}),
            json!({"type": "upce"}),
            json!({"text": 1}),
            json!({"text": null}),
            json!({"text": "1", "type": 2}),
            json!([{"text": "1"}]),
        ] {
            assert_eq!(exact(&wrong), Err(WRONG), "{wrong}");
        }
        for long in [
            json!({"text": "123456"}),
            json!({"text": "1", "type": "123456"}),
        ] {
            assert_eq!(exact(&long), Err(CellError::TooLong { max: 5 }));
        }
        assert_eq!(
            exact(&json!({"text": "", "type": "upce"})),
            Ok(Written::Clear)
        );
        for (value, raw) in [
            (json!("12 "), r#"{"text":"12 "}"#),
            (json!(12), r#"{"text":"12"}"#),
            (json!(["x"]), r#"{"text":"x"}"#),
            (json!({"text": 12}), r#"{"text":"12"}"#),
        ] {
            assert_eq!(cast(&value), Ok(Written::Raw(raw.to_owned())), "{value}");
        }
        for blank in [json!(""), json!([]), json!([null]), json!({"text": ""})] {
            assert_eq!(cast(&blank), Ok(Written::Clear), "{blank}");
        }
        for wrong in [json!([["a"]]), json!({})] {
            assert_eq!(cast(&wrong), Err(WRONG), "{wrong}");
        }
        assert!(cast(&json!(["a", "b"])).is_err());
    }

    #[test]
    fn other_forms_are_not_stored() {
        for bad in [
            "\"1\"",
            "{}",
            r#"{"text":""}"#,
            r#"{"text": "1"}"#,
            r#"{"type":"x","text":"1"}"#,
            r#"{"text":"1","type":""}"#,
            r#"{"text":"1","type":null}"#,
            r#"{"text":"1","text":"1"}"#,
            r#"{"text":"1","more":1}"#,
        ] {
            assert!(!is_stored(bad), "{bad}");
        }
    }
}
