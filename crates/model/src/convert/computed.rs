//! Cells of derived fields that become fields of another type: what was
//! computed last is frozen.

use std::borrow::Cow;
use std::collections::HashSet;

use super::{Becomes, Conversion, ConvertContext, Converted};
use crate::cell::{LinkTarget, day_raw, is_failure, parts, record_of_item};
use crate::field::{FieldKind, TimeResult};

/// The kind that the cells of a derived field are as good as. Kinds of several
/// values are for lists of theirs.
pub(super) fn frozen(kind: &FieldKind) -> FieldKind {
    use FieldKind as K;
    match kind.shown() {
        // All cells are errors.
        None => K::SingleLineText,
        Some(K::SingleSelect(choices) | K::ExternalSyncSource(choices)) => {
            K::MultipleSelects(choices.clone())
        }
        Some(K::SingleCollaborator | K::CreatedBy | K::LastModifiedBy { .. }) => {
            K::MultipleCollaborators
        }
        Some(K::CreatedTime { result } | K::LastModifiedTime { result, .. }) => match result {
            TimeResult::Date { date } => K::Date { date: *date },
            TimeResult::DateTime(format) => K::DateTime(format.clone()),
        },
        Some(K::AutoNumber) => K::Number { precision: 0 },
        Some(kind) => kind.clone(),
    }
}

/// A computed cell as cells of the frozen kind are stored.
pub(super) struct Thawed<'r> {
    /// Of a kind of one value perhaps an array of several; `None` if nothing
    /// is left.
    pub(super) raw: Option<Cow<'r, str>>,
    /// True if there was an error in it.
    failed: bool,
}

impl Conversion {
    /// A cell as one of the kind it is converted from.
    pub(super) fn thawed<'r>(&self, raw: &'r str) -> Thawed<'r> {
        if !self.derived {
            return Thawed {
                raw: Some(Cow::Borrowed(raw)),
                failed: false,
            };
        }
        let mut failed = false;
        let mut items: Vec<Cow<'r, str>> = Vec::new();
        for part in parts(raw) {
            if is_failure(part) {
                failed = true;
            } else if let FieldKind::Date { .. } = self.from {
                items.extend(day_raw(part).map(Cow::Owned));
            } else {
                items.push(Cow::Borrowed(part));
            }
        }
        let is_list = self.is_list();
        if is_list {
            // What came from several records is there once.
            let mut seen = HashSet::new();
            items.retain(|item| seen.insert(item.clone()));
        }
        let raw = match items.len() {
            0 => None,
            1 if !is_list => items.pop(),
            _ => Some(Cow::Owned(format!("[{}]", items.join(",")))),
        };
        Thawed { raw, failed }
    }

    /// True if cells of the kind it is converted from are arrays anyway.
    fn is_list(&self) -> bool {
        matches!(
            self.from,
            FieldKind::MultipleSelects(_)
                | FieldKind::MultipleCollaborators
                | FieldKind::MultipleRecordLinks(_)
                | FieldKind::MultipleAttachments { .. }
        )
    }

    /// The values of a computed cell that are several, although a cell of
    /// their kind has one.
    pub(super) fn several<'r>(&self, raw: &'r str) -> Option<impl Iterator<Item = &'r str>> {
        (self.derived && !self.is_list() && raw.starts_with('[')).then(|| parts(raw))
    }

    /// What a computed cell becomes.
    pub(super) fn computed(&self, raw: &str, context: &ConvertContext<'_>) -> Converted {
        let Thawed { raw, failed } = self.thawed(raw);
        let Some(raw) = raw else {
            return Converted::blank(true);
        };
        let becomes = if self.to.is_text() {
            self.to_other(&raw, context)
        } else if self.same && self.is_list() {
            self.list(&raw, context)
        } else if let Some(mut items) = self.several(&raw) {
            if has_room_for_one(&self.to) {
                let first = items.next().unwrap_or_default();
                self.one(first, context).or_lost(true)
            } else {
                self.to_other(&raw, context)
            }
        } else {
            self.one(&raw, context)
        };
        becomes.or_lost(failed)
    }

    fn one(&self, raw: &str, context: &ConvertContext<'_>) -> Converted {
        if self.same {
            Converted::kept(raw.to_owned())
        } else {
            self.to_other(raw, context)
        }
    }

    /// A list that stays one, as long as such a cell may be.
    fn list(&self, raw: &str, context: &ConvertContext<'_>) -> Converted {
        let limits = context.limits;
        let most = match &self.to {
            FieldKind::MultipleRecordLinks(_) => limits.links_per_cell,
            FieldKind::MultipleCollaborators => limits.people_per_cell,
            _ => limits.attachments_per_cell,
        };
        let items: Vec<&str> = parts(raw).take(most).collect();
        let lost = items.len() < parts(raw).count();
        let kept = Converted::kept(format!("[{}]", items.join(","))).or_lost(lost);
        let FieldKind::MultipleRecordLinks(_) = &self.to else {
            return kept;
        };
        // The other sides have to follow.
        let targets = items.into_iter().filter_map(record_of_item);
        Converted {
            becomes: Becomes::Links(targets.map(LinkTarget::Id).collect()),
            lost,
        }
    }
}

/// True for kinds that hold one value and can not hold the text of several.
fn has_room_for_one(kind: &FieldKind) -> bool {
    match kind {
        FieldKind::Checkbox { .. } | FieldKind::Date { .. } | FieldKind::DateTime(_) => true,
        kind => kind.is_number(),
    }
}

#[cfg(test)]
mod tests;
