//! What a write looks records up by.

use std::collections::HashMap;

use basekey_model::cell::{LinkTarget, Nobody, WriteContext, Written, write};
use basekey_model::id::RecordId;
use basekey_model::schema::{Field, FieldKey, Table, TableNo};
use basekey_store::Result as StoreResult;
use serde_json::Value;

use super::Batch;
use crate::records::cells::{NewCell, NewCells};
use crate::records::links::linked_table;
use crate::records::matching::{KeyOf, joined};

/// Records read at a time.
const CHUNK: usize = 50;

impl Batch<'_> {
    /// Looks up once what [`Self::matches`] will be asked for.
    pub(crate) fn look_up(&mut self, table: &Table, by: &KeyOf, keys: &[&str]) -> StoreResult<()> {
        if self.overlay.watch(table.no, by) {
            self.show_written(table)?;
        }
        let new: Vec<&str> = keys
            .iter()
            .filter(|key| {
                let key = (table.no, by.clone(), (**key).to_owned());
                !self.found.contains_key(&key)
            })
            .copied()
            .collect();
        if new.is_empty() {
            return Ok(());
        }
        let matching = &self.app.inner.matching;
        let changed = self.has_changed(table.no);
        let (read, base) = (self.tx.reader(), self.schema.no);
        let found = matching.candidates(read, base, table, by, &new, changed)?;
        for (key, ids) in found {
            self.found
                .insert((table.no, by.clone(), key.to_owned()), ids);
        }
        Ok(())
    }

    /// True if this write has changed or deleted records of a table.
    fn has_changed(&self, table: TableNo) -> bool {
        self.updated.iter().any(|(no, _)| *no == table)
            || self.deleted.iter().any(|(no, _)| *no == table)
    }

    /// Shows the overlay what this write has written to a table before anyone
    /// asked.
    fn show_written(&mut self, table: &Table) -> StoreResult<()> {
        let written = |no: TableNo| no == table.no;
        for (_, records) in self.created.iter().filter(|(no, _)| written(*no)) {
            for (id, doc) in records {
                self.overlay.wrote(table, *id, doc.as_str());
            }
        }
        let edited: Vec<RecordId> = self
            .updated
            .iter()
            .filter(|(no, _)| written(*no))
            .flat_map(|(_, edits)| edits.iter().map(|edit| edit.id))
            .collect();
        let records = self.tx.records(self.schema.no, table.no, &edited)?;
        for record in records.iter() {
            self.overlay.wrote(table, record.head.id, record.doc);
        }
        Ok(())
    }

    /// The records of a table that have this key now, in order of id: the first
    /// and the second.
    pub(crate) fn matches(
        &mut self,
        table: &Table,
        by: &KeyOf,
        key: &str,
    ) -> StoreResult<Vec<RecordId>> {
        let looked_up = (table.no, by.clone(), key.to_owned());
        if !self.found.contains_key(&looked_up) {
            self.look_up(table, by, &[key])?;
        }
        let mut ids = self.overlay.candidates(table.no, by, key);
        ids.extend(self.found.get(&looked_up).into_iter().flatten());
        self.having(table, by, key, ids)
    }

    /// As [`Self::matches`], of the records only that this write has made.
    pub(crate) fn matches_made(
        &mut self,
        table: &Table,
        by: &KeyOf,
        key: &str,
    ) -> StoreResult<Vec<RecordId>> {
        let mut ids = self.overlay.candidates(table.no, by, key);
        let made = self.created.iter().filter(|(no, _)| *no == table.no);
        let made: Vec<RecordId> = made
            .flat_map(|(_, records)| records.iter().map(|(id, _)| *id))
            .collect();
        ids.retain(|id| made.contains(id));
        self.having(table, by, key, ids)
    }

    /// Those of the records that have this key now, in order of id: the first
    /// and the second, since more make no difference to anyone.
    fn having(
        &mut self,
        table: &Table,
        by: &KeyOf,
        key: &str,
        mut ids: Vec<RecordId>,
    ) -> StoreResult<Vec<RecordId>> {
        ids.sort_unstable();
        ids.dedup();
        let mut found = Vec::new();
        for some in ids.chunks(CHUNK) {
            let records = self.tx.records(self.schema.no, table.no, some)?;
            found.extend(
                records
                    .iter()
                    .filter(|record| by.of(table, record.doc).as_deref() == Some(key))
                    .map(|record| record.head.id),
            );
            if found.len() > 1 {
                found.truncate(2);
                break;
            }
        }
        Ok(found)
    }

    /// Looks up cells that would be the same where no primary cell reads so:
    /// before anything is written, when an index can be used.
    fn look_up_same(&mut self, table: &Table, primary: &Field, texts: &[&str]) -> StoreResult<()> {
        if primary.kind.is_text() {
            return Ok(());
        }
        let by = KeyOf::Text(primary.key);
        let unread = |text: &&&str| {
            let key = (table.no, by.clone(), (**text).to_owned());
            self.found.get(&key).is_none_or(Vec::is_empty)
        };
        let keys: Vec<String> = texts
            .iter()
            .filter(unread)
            .filter_map(|text| self.cell_of(primary, text))
            .map(|raw| joined([Some(raw.as_str())].into_iter()))
            .collect();
        let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
        if keys.is_empty() {
            return Ok(());
        }
        self.look_up(table, &KeyOf::Cells(vec![primary.key]), &keys)
    }

    /// The primary cell that a new record of this name gets.
    pub(super) fn cell_of(&self, primary: &Field, text: &str) -> Option<String> {
        let context = WriteContext {
            typecast: true,
            limits: self.app.limits(),
            people: &Nobody,
            entropy: self.app.entropy(),
        };
        match write(&primary.kind, &Value::from(text), &context) {
            Ok(Written::Raw(raw)) => Some(raw),
            _ => None,
        }
    }

    /// Looks up at once all texts of link cells, so that a thousand rows cost
    /// one look at the log.
    pub(crate) fn look_up_links<'c>(
        &mut self,
        table: &Table,
        cells: impl Iterator<Item = &'c NewCells>,
    ) -> StoreResult<()> {
        if !table.fields.iter().any(|field| field.kind.link().is_some()) {
            return Ok(());
        }
        let named = |target| match target {
            LinkTarget::Named(text) => Some(text),
            _ => None,
        };
        let mut texts: HashMap<FieldKey, Vec<String>> = HashMap::new();
        for (key, cell) in cells.flatten() {
            let NewCell::Links(targets) = cell else {
                continue;
            };
            let texts = texts.entry(*key).or_default();
            for target in targets {
                match target {
                    LinkTarget::Id(_) => {}
                    LinkTarget::Named(text) => texts.push(text.clone()),
                    LinkTarget::Text(text) => {
                        texts.push(text.clone());
                        texts.extend(LinkTarget::parts(text).into_iter().filter_map(named));
                    }
                }
            }
        }
        let schema = self.schema.clone();
        for (key, mut texts) in texts {
            let link = table.field_by_key(key).and_then(|field| field.kind.link());
            let linked = link.and_then(|link| linked_table(&schema, link));
            if let Some(linked) = linked
                && let Some(primary) = linked.primary()
            {
                texts.sort_unstable();
                texts.dedup();
                let keys: Vec<&str> = texts.iter().map(String::as_str).collect();
                self.look_up(linked, &KeyOf::Text(primary.key), &keys)?;
                self.look_up_same(linked, primary, &keys)?;
            }
        }
        Ok(())
    }
}
