//! Buttons and texts that a model wrote: cells that come with an imported
//! base and that nobody writes here.

use serde::{Deserialize, Serialize};

use super::read::is_canonical;

/// The stored form of a button, which is also what clients see.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Button {
    label: String,
    /// `null` if the formula that makes it is broken.
    url: Option<String>,
}

/// The stored form of a model's text, which is also what clients see.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct AiCell {
    state: AiState,
    is_stale: bool,
    value: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    error_type: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum AiState {
    Empty,
    Loading,
    Generated,
    Error,
}

/// What stands on a stored button.
pub(crate) fn label(raw: &str) -> Option<String> {
    serde_json::from_str(raw)
        .ok()
        .map(|button: Button| button.label)
}

/// The text that a model wrote.
pub fn ai_value(raw: &str) -> Option<String> {
    serde_json::from_str(raw)
        .ok()
        .and_then(|cell: AiCell| cell.value)
}

/// True if the cell is one that button fields store.
pub(super) fn is_stored_button(raw: &str) -> bool {
    is_canonical(raw, |_: &Button| true)
}

/// True if the cell is one that fields of models' texts store. Only a failure
/// has a kind.
pub(super) fn is_stored_ai(raw: &str) -> bool {
    is_canonical(raw, |cell: &AiCell| {
        cell.error_type.is_none() || cell.state == AiState::Error
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buttons_have_a_label_and_perhaps_an_address() {
        for good in [
            r#"{"label":"Go","url":"https://z.example"}"#,
            r#"{"label":"Go","url":null}"#,
        ] {
            assert!(is_stored_button(good), "{good}");
            assert_eq!(label(good).as_deref(), Some("Go"));
        }
        for bad in [
            r#"{"label":"Go"}"#,
            r#"{"url":null,"label":"Go"}"#,
            r#"{"label":1,"url":null}"#,
            r#"{"label":"Go","url":null,"x":1}"#,
            r#""Go""#,
            "null",
        ] {
            assert!(!is_stored_button(bad), "{bad}");
        }
    }

    #[test]
    fn texts_of_models_have_a_state() {
        for (good, text) in [
            (
                r#"{"state":"generated","isStale":false,"value":"a"}"#,
                Some("a"),
            ),
            (r#"{"state":"empty","isStale":true,"value":null}"#, None),
            (
                r#"{"state":"loading","isStale":true,"value":"old"}"#,
                Some("old"),
            ),
            (
                r#"{"state":"error","isStale":false,"value":null,"errorType":"x"}"#,
                None,
            ),
        ] {
            assert!(is_stored_ai(good), "{good}");
            assert_eq!(ai_value(good).as_deref(), text);
        }
        for bad in [
            r#"{"state":"done","isStale":false,"value":"a"}"#,
            r#"{"state":"generated","isStale":false}"#,
            r#"{"state":"generated","value":"a"}"#,
            r#"{"isStale":false,"state":"generated","value":"a"}"#,
            r#"{"state":"generated","isStale":false,"value":"a","errorType":"x"}"#,
            r#"{"state":"error","isStale":false,"value":"a","errorType":null}"#,
            r#""a""#,
        ] {
            assert!(!is_stored_ai(bad), "{bad}");
        }
    }
}
