//! The one kind of formula that is read before there are formulas:
//! `OR(RECORD_ID()='rec…', RECORD_ID()='rec…')`, which the object mapper of
//! pyairtable sends to load linked records.

use basekey_model::id::RecordId;

/// The records that the formula names; `None` if it says anything else. A text
/// that is no record id names none.
pub(super) fn record_ids(formula: &str) -> Option<Vec<RecordId>> {
    let formula = formula.trim();
    let comparisons = match after_word(formula, "OR").and_then(|rest| rest.strip_prefix('(')) {
        Some(rest) => rest.strip_suffix(')')?,
        None => formula,
    };
    let mut ids = Vec::new();
    // Ids have no commas in them.
    for comparison in comparisons.split(',') {
        let rest = after_word(comparison.trim(), "RECORD_ID")?;
        let rest = rest.strip_prefix('(')?.trim_start();
        let rest = rest.strip_prefix(')')?.trim_start();
        let text = quoted(rest.strip_prefix('=')?.trim())?;
        ids.extend(text.parse::<RecordId>());
    }
    Some(ids)
}

/// What follows a function's name, which is read without regard to case.
fn after_word<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    let (start, rest) = text.split_at_checked(word.len())?;
    start
        .eq_ignore_ascii_case(word)
        .then_some(rest.trim_start())
}

/// The text between quotes that holds neither quotes nor escapes.
fn quoted(text: &str) -> Option<&str> {
    let inner = ['\'', '"']
        .iter()
        .find_map(|mark| text.strip_prefix(*mark)?.strip_suffix(*mark))?;
    (!inner.contains(['\'', '"', '\\'])).then_some(inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_read_and_nothing_else() {
        let (one, two) = ("recAAAAAAAAAAAAA1", "recAAAAAAAAAAAAA2");
        let read = |formula: &str| {
            record_ids(formula).map(|ids| ids.iter().map(RecordId::to_string).collect::<Vec<_>>())
        };
        for (formula, ids) in [
            (
                format!("OR(RECORD_ID()='{one}', RECORD_ID()='{two}')"),
                vec![one, two],
            ),
            (format!("OR(RECORD_ID()='{one}')"), vec![one]),
            (
                format!(" or ( record_id ( ) = \"{two}\",RECORD_ID()='{one}' ) "),
                vec![two, one],
            ),
            (format!("RECORD_ID() = '{one}'"), vec![one]),
            ("RECORD_ID()='x'".to_owned(), vec![]),
        ] {
            assert_eq!(read(&formula).unwrap(), ids, "{formula}");
        }
        for formula in [
            "",
            "1",
            "OR()",
            "OR(1)",
            "RECORD_ID()",
            "RECORD_ID()=recAAAAAAAAAAAAA1",
            "RECORD_ID()!='recAAAAAAAAAAAAA1'",
            "AND(RECORD_ID()='recAAAAAAAAAAAAA1')",
            "OR(RECORD_ID()='recAAAAAAAAAAAAA1'",
            "OR(RECORD_ID()='recAAAAAAAAAAAAA1', {Name}='x')",
            "RECORD_ID()='recAAAAAAAAAAAAA1' & 'x'",
            "RECORD_ID()='a\\'b'",
            "ORRECORD_ID()",
            "é",
        ] {
            assert_eq!(record_ids(formula), None, "{formula}");
        }
    }
}
