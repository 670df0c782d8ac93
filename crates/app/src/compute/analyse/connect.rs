//! Who reads which cells.

use std::collections::HashMap;

use basekey_model::field::Upkeep;
use basekey_model::id::FieldId;
use basekey_model::schema::{BaseSchema, Field, FieldKey, Table};

use crate::compute::graph::{Graph, How, MODIFIED, Reader};
use crate::records::linked_table;

impl Graph {
    /// Notes who reads which cells.
    pub(super) fn connect(&mut self, schema: &BaseSchema) {
        let mut own: HashMap<_, Vec<usize>> = HashMap::new();
        for (index, derived) in self.fields.iter().enumerate() {
            let How::Formula { slots, .. } = &derived.how else {
                continue;
            };
            let of_table = own.entry(derived.table).or_default();
            let is_own = derived.upkeep == Upkeep::Stored
                && slots.cells.iter().all(|slot| {
                    slot.named.is_none()
                        && (!slot.field.kind.is_derived()
                            || of_table
                                .iter()
                                .any(|other| self.fields[*other].field.id == slot.field.id))
                });
            if is_own {
                of_table.push(index);
            }
        }
        self.own = own;
        let places: HashMap<FieldId, usize> = self
            .fields
            .iter()
            .enumerate()
            .map(|(index, derived)| (derived.field.id, index))
            .collect();
        let ids: HashMap<_, _> = schema.tables.iter().map(|t| (t.no, t.id)).collect();
        for derived in &mut self.fields {
            let own = ids.get(&derived.table).copied();
            derived.own_reads = derived
                .inputs
                .iter()
                .filter(|input| !input.through_link && Some(input.table) == own)
                .filter_map(|input| places.get(&input.field).copied())
                .collect();
        }
        let mut readers: HashMap<_, Vec<Reader>> = HashMap::new();
        let mut read = |table, key: FieldKey, field, through| {
            readers
                .entry((table, key))
                .or_default()
                .push(Reader { field, through });
        };
        for (index, derived) in self.fields.iter().enumerate() {
            let own = derived.table;
            let table = schema.tables.iter().find(|table| table.no == own);
            let Some(table) = table else { continue };
            match &derived.how {
                How::Invalid => {}
                How::Count(link) => read(own, *link, index, None),
                How::Lookup(path) => {
                    read(own, path.link, index, None);
                    through(schema, table, path.link, |back| {
                        read(path.table, path.source.key, index, Some(back));
                    });
                }
                How::Formula { program, slots } | How::Rollup { program, slots, .. } => {
                    for slot in &slots.cells {
                        read(own, slot.field.key, index, None);
                        if let (Some(named), Some(_)) = (&slot.named, slot.field.kind.link()) {
                            through(schema, table, slot.field.key, |back| {
                                read(named.table, named.primary.key, index, Some(back));
                            });
                        }
                    }
                    for key in &slots.watched {
                        read(own, *key, index, None);
                    }
                    if program.uses().modified {
                        read(own, MODIFIED, index, None);
                    }
                    if let How::Rollup { path, .. } = &derived.how {
                        read(own, path.link, index, None);
                        through(schema, table, path.link, |back| {
                            read(path.table, path.source.key, index, Some(back));
                        });
                    }
                }
            }
        }
        self.readers = readers;
    }
}

/// Tells the key under which linked records hold who links to them.
fn through(schema: &BaseSchema, table: &Table, link: FieldKey, mut with: impl FnMut(FieldKey)) {
    let field: Option<&Field> = table.field_by_key(link);
    if let Some(link) = field.and_then(|field| field.kind.link())
        && let Some(linked) = linked_table(schema, link)
        && let Some(key) = linked.inverse_key(link.inverse)
    {
        with(key);
    }
}
