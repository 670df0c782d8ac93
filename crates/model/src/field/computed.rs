//! Fields whose cells follow from other cells: formulas, rollups, lookups and
//! counts.
//!
//! What a client chose stands beside what follows from it and the rest of the
//! schema (`result`, `referenced`, `upkeep`), which the server derives anew
//! with every change of the schema.

use serde::{Deserialize, Serialize};

use super::FieldKind;
use crate::id::FieldId;
use crate::schema::FieldKey;

/// The options of a formula field.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Formula {
    /// The formula; fields are written by id, `{fld…}`.
    pub formula: String,
    /// How the result is to be shown, if a client said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<Box<FieldKind>>,
    /// The fields that it reads, each once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub referenced: Vec<FieldId>,
    /// The type of the cells; `None` if the formula is not valid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<Box<FieldKind>>,
    /// Where records keep when fields last changed that it asks for with
    /// `LAST_MODIFIED_TIME`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub watches: Vec<Watch>,
    /// Where its cells are.
    #[serde(default)]
    pub upkeep: Upkeep,
}

/// The last change of some fields, kept under a key that no field has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Watch {
    /// The fields, in the order in which the formula names them.
    pub fields: Vec<FieldId>,
    /// The key in the records' documents.
    pub key: FieldKey,
}

/// The options of a rollup field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Rollup {
    /// The link field of the same table whose records are rolled up.
    pub link: FieldId,
    /// The field of the linked table whose cells are `values`.
    pub field: FieldId,
    /// The formula over `values`; fields are written by id.
    pub formula: String,
    /// How the result is to be shown, if a client said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<Box<FieldKind>>,
    /// The fields of the same table that the formula reads, each once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub referenced: Vec<FieldId>,
    /// The type of the cells, or of the items where cells are lists; `None` if
    /// it is not valid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<Box<FieldKind>>,
    /// Where its cells are.
    #[serde(default)]
    pub upkeep: Upkeep,
}

/// The options of a lookup field. Its cells are lists of what the linked
/// records' cells hold, in the stored form of `result`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Lookup {
    /// The link field of the same table whose records are looked up.
    pub link: FieldId,
    /// The field of the linked table.
    pub field: FieldId,
    /// The type of the items; `None` if it is not valid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<Box<FieldKind>>,
    /// Where its cells are.
    #[serde(default)]
    pub upkeep: Upkeep,
}

/// The options of a count field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Count {
    /// The link field of the same table whose records are counted.
    pub link: FieldId,
    /// False if the link field is gone.
    #[serde(default)]
    pub valid: bool,
    /// Where its cells are.
    #[serde(default)]
    pub upkeep: Upkeep,
}

/// Where the cells of a derived field are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Upkeep {
    /// In the documents, exact after every write.
    #[default]
    Stored,
    /// On their way into the documents, part by part. Until they are there
    /// they are computed when they are read.
    Filling,
    /// Computed when they are read: they depend on the present time, on what
    /// people are called, or are errors because the field is not valid.
    AtRead,
}

impl FieldKind {
    /// True for formulas, rollups, lookups and counts, whose cells follow from
    /// other cells.
    pub fn is_derived(&self) -> bool {
        self.upkeep().is_some()
    }

    /// Where the cells of a derived field are.
    pub fn upkeep(&self) -> Option<Upkeep> {
        match self {
            Self::Formula(formula) => Some(formula.upkeep),
            Self::Rollup(rollup) => Some(rollup.upkeep),
            Self::MultipleLookupValues(lookup) => Some(lookup.upkeep),
            Self::Count(count) => Some(count.upkeep),
            _ => None,
        }
    }

    /// Says where the cells of a derived field are.
    pub fn set_upkeep(&mut self, upkeep: Upkeep) {
        match self {
            Self::Formula(formula) => formula.upkeep = upkeep,
            Self::Rollup(rollup) => rollup.upkeep = upkeep,
            Self::MultipleLookupValues(lookup) => lookup.upkeep = upkeep,
            Self::Count(count) => count.upkeep = upkeep,
            _ => {}
        }
    }

    /// The type that the cells of this field have: of a derived field its
    /// result (of a lookup that of the items), of any other its own. `None`
    /// for a derived field that is not valid.
    pub fn shown(&self) -> Option<&FieldKind> {
        const COUNTED: FieldKind = FieldKind::Number { precision: 0 };
        match self {
            Self::Formula(Formula { result, .. })
            | Self::Rollup(Rollup { result, .. })
            | Self::MultipleLookupValues(Lookup { result, .. }) => result.as_deref(),
            Self::Count(count) => count.valid.then_some(&COUNTED),
            other => Some(other),
        }
    }
}

/// Derived kinds for tests.
#[cfg(test)]
pub(crate) mod samples {
    use super::*;
    use crate::id::FieldId;
    use crate::testing::Fixed;

    fn field(n: u64) -> FieldId {
        FieldId::random(&Fixed::new(n))
    }

    pub(crate) fn formula(result: FieldKind) -> FieldKind {
        FieldKind::Formula(Formula {
            formula: "1".to_owned(),
            result: Some(Box::new(result)),
            ..Formula::default()
        })
    }

    pub(crate) fn rollup(result: FieldKind) -> FieldKind {
        FieldKind::Rollup(Rollup {
            link: field(1),
            field: field(2),
            formula: "values".to_owned(),
            format: None,
            referenced: Vec::new(),
            result: Some(Box::new(result)),
            upkeep: Upkeep::Stored,
        })
    }

    pub(crate) fn lookup(result: FieldKind) -> FieldKind {
        FieldKind::MultipleLookupValues(Lookup {
            link: field(1),
            field: field(2),
            result: Some(Box::new(result)),
            upkeep: Upkeep::Stored,
        })
    }

    pub(crate) fn count() -> FieldKind {
        FieldKind::Count(Count {
            link: field(1),
            valid: true,
            upkeep: Upkeep::Stored,
        })
    }

    /// The same, not valid any more.
    pub(crate) fn broken(mut kind: FieldKind) -> FieldKind {
        match &mut kind {
            FieldKind::Formula(formula) => formula.result = None,
            FieldKind::Rollup(rollup) => rollup.result = None,
            FieldKind::MultipleLookupValues(lookup) => lookup.result = None,
            FieldKind::Count(count) => count.valid = false,
            _ => {}
        }
        kind.set_upkeep(Upkeep::AtRead);
        kind
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_derived_kind_shows_its_result() {
        let number = FieldKind::Number { precision: 2 };
        for kind in [
            samples::formula(number.clone()),
            samples::rollup(number.clone()),
            samples::lookup(number.clone()),
        ] {
            assert_eq!(kind.shown(), Some(&number));
            assert_eq!(kind.upkeep(), Some(Upkeep::Stored));
            assert!(kind.is_derived());
            let broken = samples::broken(kind);
            assert_eq!(broken.shown(), None);
            assert_eq!(broken.upkeep(), Some(Upkeep::AtRead));
        }
        let counted = FieldKind::Number { precision: 0 };
        assert_eq!(samples::count().shown(), Some(&counted));
        assert_eq!(samples::broken(samples::count()).shown(), None);
        assert_eq!(number.shown(), Some(&number));
        assert_eq!(number.upkeep(), None);
    }

    #[test]
    fn what_was_stored_with_less_reads_back() {
        let kind: FieldKind =
            serde_json::from_str(r#"{"type":"formula","options":{"formula":"1"}}"#)
                .expect("absent parts are what they were");
        assert_eq!(kind.shown(), None);
        let stored = serde_json::to_string(&samples::count()).expect("kinds are stored as JSON");
        let back: FieldKind = serde_json::from_str(&stored).expect("what is stored is read");
        assert_eq!(back, samples::count());
    }
}
