//! Links: which records a cell is to name, and what they are called.

use std::collections::HashSet;

use serde_json::Value;

use super::error::CellError;
use super::names::RecordNames;
use super::select::{join_list, split_list};
use super::write::{Written, fitting, scalar_text};
use crate::field::{linked, linked_raw};
use crate::id::RecordId;
use crate::limits::Limits;

/// A record that a link cell is to name.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum LinkTarget {
    /// By id.
    Id(RecordId),
    /// With typecast: the record whose primary cell reads so, or a new one.
    /// Trimmed and not empty.
    Named(String),
    /// With typecast, and never beside another target: a text that is either
    /// what one primary cell reads, commas and all, or a list of such. Whoever
    /// finds the records tries the whole text first, and if no record reads so,
    /// takes [`LinkTarget::parts`] instead. Trimmed and not empty.
    Text(String),
}

impl LinkTarget {
    /// The targets of a [`LinkTarget::Text`] that no record reads as a whole:
    /// its parts between commas (see [`split_list`]), each an id or a name,
    /// none twice. Empty if the text is commas alone.
    pub fn parts(text: &str) -> Vec<Self> {
        let mut parts = Targets::default();
        for part in split_list(text) {
            parts.add(Self::of_text(&part));
        }
        parts.list
    }

    /// Text of the shape of a record id is an id, whatever the primary cells are.
    fn of_text(text: &str) -> Self {
        text.parse()
            .map_or_else(|_| Self::Named(text.to_owned()), Self::Id)
    }
}

/// Targets in order, each once.
#[derive(Default)]
struct Targets {
    list: Vec<LinkTarget>,
    seen: HashSet<LinkTarget>,
}

impl Targets {
    fn add(&mut self, target: LinkTarget) {
        if self.seen.insert(target.clone()) {
            self.list.push(target);
        }
    }

    fn written(self, limits: &Limits) -> Result<Written, CellError> {
        let max = limits.links_per_cell;
        if self.list.len() > max {
            return Err(CellError::TooMany { max });
        }
        Ok(if self.list.is_empty() {
            Written::Clear
        } else {
            Written::Links(self.list)
        })
    }
}

/// A link cell's value: an array of record ids, and with typecast also what
/// their primary cells read, or objects with an `id`.
pub(super) fn write(value: &Value, typecast: bool, limits: &Limits) -> Result<Written, CellError> {
    let mut targets = Targets::default();
    match value {
        Value::Array(items) => {
            for item in items {
                if let Some(target) = target(item, typecast, limits)? {
                    targets.add(target);
                }
            }
        }
        Value::String(text) if typecast => {
            let text = fitting(text.trim(), limits)?;
            let parts = LinkTarget::parts(text);
            let one = match LinkTarget::of_text(text) {
                id @ LinkTarget::Id(_) => Some(id),
                name if parts.first() == Some(&name) => Some(name),
                _ if parts.len() > limits.links_per_cell => {
                    return Err(CellError::TooMany {
                        max: limits.links_per_cell,
                    });
                }
                _ if text.is_empty() => None,
                _ => Some(LinkTarget::Text(text.to_owned())),
            };
            targets.list.extend(one);
        }
        value if typecast => targets.list.extend(target(value, true, limits)?),
        _ => return Err(CellError::NotRecordIds),
    }
    targets.written(limits)
}

/// One item of the array; `None` for one that says nothing.
fn target(item: &Value, typecast: bool, limits: &Limits) -> Result<Option<LinkTarget>, CellError> {
    let id = |text: &str| text.parse().map(LinkTarget::Id).ok();
    if !typecast {
        let target = item.as_str().and_then(id);
        return target.map(Some).ok_or(CellError::NotRecordIds);
    }
    match item {
        Value::Null => Ok(None),
        Value::Object(keys) => {
            let target = keys.get("id").and_then(Value::as_str).and_then(id);
            target.map(Some).ok_or(CellError::NotRecordIds)
        }
        item => {
            let text = scalar_text(item).ok_or(CellError::NotRecordIds)?;
            let text = fitting(text.trim(), limits)?;
            Ok((!text.is_empty()).then(|| LinkTarget::of_text(text)))
        }
    }
}

/// What the linked records are called. Records that are gone, and such whose
/// primary cell is blank, say nothing.
pub fn texts<'n>(raw: &'n str, records: &'n dyn RecordNames) -> impl Iterator<Item = &'n str> {
    linked(raw)
        .filter_map(|id| records.record(id))
        .filter(|name| !name.is_empty())
}

/// As people read it.
pub(super) fn plain(raw: &str, records: &dyn RecordNames) -> String {
    join_list(texts(raw, records))
}

/// True if the cell is one that link fields store.
pub(super) fn is_stored(raw: &str) -> bool {
    let ids: Vec<RecordId> = linked(raw).collect();
    let mut seen = HashSet::with_capacity(ids.len());
    ids.iter().all(|id| seen.insert(*id)) && linked_raw(&ids).as_deref() == Some(raw)
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use serde_json::json;

    use super::*;

    fn id(place: usize) -> RecordId {
        RecordId::from_tail(&format!("{place:014}")).unwrap()
    }

    fn by_id(place: usize) -> LinkTarget {
        LinkTarget::Id(id(place))
    }

    fn named(name: &str) -> LinkTarget {
        LinkTarget::Named(name.to_owned())
    }

    fn cast(value: &Value) -> Result<Written, CellError> {
        write(value, true, &Limits::default())
    }

    #[expect(clippy::unnecessary_wraps, reason = "it is compared with results")]
    fn links(list: &[LinkTarget]) -> Result<Written, CellError> {
        Ok(Written::Links(list.to_vec()))
    }

    #[test]
    fn ids_are_taken_and_nothing_else() {
        let exact = |value: &Value| write(value, false, &Limits::default());
        let (one, two) = (id(1).to_string(), id(2).to_string());
        assert_eq!(exact(&json!([two, one, two])), links(&[by_id(2), by_id(1)]));
        assert_eq!(exact(&json!([])), Ok(Written::Clear));
        for wrong in [
            json!(one),
            json!(""),
            json!(1),
            json!({"id": one}),
            json!([one, null]),
            json!([{"id": one}]),
            json!(["Ann"]),
            json!(["rec123"]),
            json!([format!(" {one}")]),
            json!(["tblAAAAAAAAAAAAA1"]),
            json!([[one]]),
        ] {
            assert_eq!(exact(&wrong), Err(CellError::NotRecordIds), "{wrong}");
        }
    }

    #[test]
    fn names_are_taken_with_typecast() {
        let one = id(1).to_string();
        for (value, targets) in [
            (
                json!([one, " Ann ", one, "Ann"]),
                vec![by_id(1), named("Ann")],
            ),
            // In an array every text is one name.
            (json!(["Lee, Ann"]), vec![named("Lee, Ann")]),
            (json!(["\"Ann\""]), vec![named("\"Ann\"")]),
            (
                json!(["rec123", 7, true]),
                vec![named("rec123"), named("7"), named("true")],
            ),
            (json!([{"id": one, "name": "x"}, null, " "]), vec![by_id(1)]),
            (json!(one), vec![by_id(1)]),
            (json!({"id": one}), vec![by_id(1)]),
            (json!(" Ann "), vec![named("Ann")]),
            (json!(12.50), vec![named("12.5")]),
            (json!("5\" pipe"), vec![named("5\" pipe")]),
            // Not in an array it may be a list.
            (
                json!("Ann, Bob"),
                vec![LinkTarget::Text("Ann, Bob".to_owned())],
            ),
            (
                json!(" \"Lee, Ann\""),
                vec![LinkTarget::Text("\"Lee, Ann\"".to_owned())],
            ),
            (json!(","), vec![LinkTarget::Text(",".to_owned())]),
        ] {
            assert_eq!(cast(&value), links(&targets), "{value}");
        }
        for blank in [json!([]), json!([null, ""]), json!(""), json!("  ")] {
            assert_eq!(cast(&blank), Ok(Written::Clear), "{blank}");
        }
        for wrong in [
            json!([{"name": "Ann"}]),
            json!([{"id": "Ann"}]),
            json!({}),
            json!([["Ann"]]),
        ] {
            assert_eq!(cast(&wrong), Err(CellError::NotRecordIds), "{wrong}");
        }
    }

    #[test]
    fn a_text_has_parts() {
        let one = id(1).to_string();
        assert_eq!(
            LinkTarget::parts(&format!("Ann, {one},\"Lee, Bob\" ,Ann, ann")),
            [named("Ann"), by_id(1), named("Lee, Bob"), named("ann")]
        );
        assert_eq!(LinkTarget::parts(", ,"), []);
    }

    #[test]
    fn there_is_a_greatest_number() {
        let limits = Limits {
            links_per_cell: 2,
            cell_chars: 20,
            ..Limits::default()
        };
        let many = Err(CellError::TooMany { max: 2 });
        let write = |value: &Value, typecast| write(value, typecast, &limits);
        let ids: Vec<String> = (1..=3).map(|place| id(place).to_string()).collect();
        assert!(write(&json!(ids[..2]), false).is_ok());
        assert!(write(&json!([ids[0], ids[1], ids[0]]), false).is_ok());
        assert_eq!(write(&json!(ids), false), many);
        assert_eq!(write(&json!(["a", "b", "c"]), true), many);
        assert!(write(&json!("a,b"), true).is_ok());
        assert_eq!(write(&json!("a,b,c"), true), many);
        let long = "x".repeat(21);
        let error = Err(CellError::TooLong { max: 20 });
        assert_eq!(write(&json!(long), true), error);
        assert_eq!(write(&json!([long]), true), error);
    }

    #[test]
    fn stored_links_read_as_what_records_are_called() {
        let names = HashMap::from([
            (id(1), "Ann".to_owned()),
            (id(2), "Lee, Bob".to_owned()),
            (id(3), String::new()),
        ]);
        let raw = linked_raw(&[id(2), id(9), id(3), id(1)]).unwrap();
        assert_eq!(plain(&raw, &names), "\"Lee, Bob\", Ann");
        assert!(is_stored(&raw));
        let (one, two) = (id(1), id(2));
        for bad in [
            "[]".to_owned(),
            format!("[\"{one}\",\"{one}\"]"),
            format!("[\"{one}\", \"{two}\"]"),
            format!("[\"{one}\",\"x\"]"),
            format!("[{one}]"),
            format!("\"{one}\""),
            "null".to_owned(),
        ] {
            assert!(!is_stored(&bad), "{bad}");
        }
    }

    proptest::proptest! {
        /// What people read is what typecast reads, whatever records are called.
        #[test]
        fn texts_lead_back(titles in proptest::collection::vec("[ab\", ]{0,4}[ab\",]", 1..4)) {
            let names: HashMap<RecordId, String> = titles
                .iter()
                .enumerate()
                .map(|(place, title)| (id(place), title.trim().to_owned()))
                .collect();
            let ids: Vec<RecordId> = (0..titles.len()).map(id).collect();
            let text = plain(&linked_raw(&ids).unwrap(), &names);
            let found = match cast(&json!(text)) {
                Ok(Written::Links(found)) => found,
                other => return Err(proptest::test_runner::TestCaseError::fail(format!("{other:?}"))),
            };
            let parts = match found.as_slice() {
                [LinkTarget::Text(text)] => LinkTarget::parts(text),
                _ => found,
            };
            let mut expected: Vec<LinkTarget> = Vec::new();
            for place in ids {
                let target = named(&names[&place]);
                if !expected.contains(&target) {
                    expected.push(target);
                }
            }
            proptest::prop_assert_eq!(parts, expected);
        }
    }
}
