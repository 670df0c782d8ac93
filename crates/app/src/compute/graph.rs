//! Which derived field reads what, and in which order they are computed.

use std::collections::HashMap;

use basekey_formula::Program;
use basekey_model::field::{FieldKind, Upkeep};
use basekey_model::id::{FieldId, TableId};
use basekey_model::schema::{BaseSchema, Field, FieldKey, TableNo};

/// Stands for the last change of a record, which formulas can read; no field
/// has this key.
pub(crate) const MODIFIED: FieldKey = FieldKey(0);

/// The derived fields of a base.
#[derive(Debug, Default)]
pub(crate) struct Graph {
    /// Every field stands after all that it reads.
    pub(in crate::compute) fields: Vec<Derived>,
    /// Runs of fields of one table that are computed together.
    pub(in crate::compute) stages: Vec<Stage>,
    /// By table: its fields, in order.
    pub(in crate::compute) of_table: HashMap<TableNo, Vec<usize>>,
    /// By table: formulas that read nothing but stored cells of their record,
    /// in order.
    pub(in crate::compute) own: HashMap<TableNo, Vec<usize>>,
    /// Who reads the cells under a key of a table.
    pub(in crate::compute) readers: HashMap<(TableNo, FieldKey), Vec<Reader>>,
}

/// Fields of one table that follow each other and of which none reads another
/// through a link.
#[derive(Debug)]
pub(in crate::compute) struct Stage {
    pub(in crate::compute) table: TableNo,
    /// The first and the one after the last, in [`Graph::fields`].
    pub(in crate::compute) fields: std::ops::Range<usize>,
}

/// A field that reads a cell.
#[derive(Debug, Clone, Copy)]
pub(in crate::compute) struct Reader {
    /// Its place in [`Graph::fields`].
    pub(in crate::compute) field: usize,
    /// `None` if it reads the cell of its own record; else the key under which
    /// the record that is read holds who links to it.
    pub(in crate::compute) through: Option<FieldKey>,
}

/// One derived field and how it is computed.
#[derive(Debug)]
pub(crate) struct Derived {
    pub(in crate::compute) table: TableNo,
    pub(in crate::compute) field: Field,
    pub(in crate::compute) upkeep: Upkeep,
    pub(in crate::compute) how: How,
    /// The derived fields of the same record that it reads.
    pub(in crate::compute) own_reads: Vec<usize>,
    /// The fields it reads, of any table, as the schema has them.
    pub(in crate::compute) inputs: Vec<Input>,
}

/// A field that another reads.
#[derive(Debug, Clone, Copy)]
pub(in crate::compute) struct Input {
    pub(in crate::compute) table: TableId,
    pub(in crate::compute) field: FieldId,
    /// Of linked records, not of the same one.
    pub(in crate::compute) through_link: bool,
}

/// How the cells of a field come about.
#[derive(Debug)]
pub(in crate::compute) enum How {
    /// The field is not valid: every cell is an error.
    Invalid,
    /// A formula over cells of the record.
    Formula { program: Program, slots: Slots },
    /// A formula over cells of linked records.
    Rollup {
        path: Box<Path>,
        program: Program,
        slots: Slots,
    },
    /// The cells of linked records.
    Lookup(Path),
    /// The number of linked records.
    Count(FieldKey),
}

/// What a program reads.
#[derive(Debug)]
pub(in crate::compute) struct Slots {
    pub(in crate::compute) cells: Vec<Slot>,
    /// The keys of kept last changes, in the order of [`Program::watched`].
    pub(in crate::compute) watched: Vec<FieldKey>,
}

/// A field of the same record.
#[derive(Debug)]
pub(in crate::compute) struct Slot {
    pub(in crate::compute) field: Field,
    /// For cells that name records: where those are, and what names them.
    pub(in crate::compute) named: Option<Named>,
}

/// Where the records are that cells name, and what names them.
#[derive(Debug, Clone)]
pub(in crate::compute) struct Named {
    pub(in crate::compute) table: TableNo,
    pub(in crate::compute) primary: Field,
}

/// From a record through a link to a field of the linked records.
#[derive(Debug)]
pub(in crate::compute) struct Path {
    /// The link's key in the record.
    pub(in crate::compute) link: FieldKey,
    /// Where the link leads.
    pub(in crate::compute) table: TableNo,
    /// The field there.
    pub(in crate::compute) source: Field,
    /// If the cells there name records in turn.
    pub(in crate::compute) named: Option<Named>,
}

impl Graph {
    /// Fields of a table whose cells are not in the documents, or not yet.
    pub(in crate::compute) fn unstored(&self, table: TableNo) -> impl Iterator<Item = usize> + '_ {
        self.of_table(table)
            .filter(|index| self.fields[*index].upkeep != Upkeep::Stored)
    }

    /// The fields of a table in order.
    pub(in crate::compute) fn of_table(&self, table: TableNo) -> impl Iterator<Item = usize> + '_ {
        self.of_table.get(&table).into_iter().flatten().copied()
    }

    /// Who reads the cells under a key.
    pub(in crate::compute) fn readers(&self, table: TableNo, key: FieldKey) -> &[Reader] {
        self.readers.get(&(table, key)).map_or(&[], Vec::as_slice)
    }

    /// A field and the fields of the same record that it reads, as far as they
    /// are not stored, in order. What is read through links is not among them,
    /// so that records which link to each other end somewhere: no field reads
    /// itself, on whatever way.
    pub(in crate::compute) fn unstored_for(&self, field: usize) -> Vec<usize> {
        let mut needed = vec![field];
        let mut next = 0;
        while let Some(field) = needed.get(next) {
            next += 1;
            for read in &self.fields[*field].own_reads {
                if !needed.contains(read) {
                    needed.push(*read);
                }
            }
        }
        needed.retain(|field| self.fields[*field].upkeep != Upkeep::Stored);
        needed.sort_unstable();
        needed
    }

    /// The place of the derived field of a table under a key.
    pub(in crate::compute) fn place(&self, table: TableNo, key: FieldKey) -> Option<usize> {
        self.of_table(table)
            .find(|index| self.fields[*index].field.key == key)
    }

    /// The derived field of a table under a key.
    pub(in crate::compute) fn at(&self, table: TableNo, key: FieldKey) -> Option<&Derived> {
        self.place(table, key).map(|index| &self.fields[index])
    }
}

/// True if any field of the base is derived.
pub(in crate::compute) fn has_derived(schema: &BaseSchema) -> bool {
    let mut fields = schema.tables.iter().flat_map(|table| &table.fields);
    fields.any(|field| field.kind.is_derived())
}

/// True for kinds that show what people are called.
pub(in crate::compute) fn names_people(kind: &FieldKind) -> bool {
    matches!(
        kind.shown(),
        Some(
            FieldKind::SingleCollaborator
                | FieldKind::MultipleCollaborators
                | FieldKind::CreatedBy
                | FieldKind::LastModifiedBy { .. }
        )
    )
}
