//! What linked records are called.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use basekey_model::cell::{Names, Nobody, People, RecordNames, plain};
use basekey_model::doc::Doc;
use basekey_model::field::{FieldKind, linked};
use basekey_model::id::RecordId;
use basekey_model::schema::{BaseNo, BaseSchema, Field, FieldKey, TableNo};
use basekey_store::{Read, RecordRef, Records};

use crate::App;
use crate::directory;
use crate::error::{AppError, Result, Rule};

/// Linked records read at a time.
const CHUNK: usize = 1_000;

/// Bytes of names that one request may take at a time.
const BYTES: usize = 256 * 1024 * 1024;

/// Names remembered while a table is read from beginning to end.
const REMEMBERED: usize = 100_000;

/// The texts of records' primary cells. Users in them are named; a primary
/// cell that itself names records, which only an imported base can have, says
/// nothing.
#[derive(Debug, Clone, Default)]
pub struct LinkNames {
    by_id: HashMap<RecordId, String>,
    bytes: usize,
}

impl RecordNames for LinkNames {
    fn record(&self, id: RecordId) -> Option<&str> {
        self.by_id.get(&id).map(String::as_str)
    }
}

/// A link field and where its records are.
pub(super) struct LinkField {
    key: FieldKey,
    table: TableNo,
    primary: Field,
}

impl LinkField {
    /// The link fields among `fields`.
    pub(super) fn among<'f>(
        schema: &BaseSchema,
        fields: impl Iterator<Item = &'f Field>,
    ) -> Vec<Self> {
        fields
            .filter_map(|field| {
                let table = schema.table_of_id(field.kind.link()?.table)?;
                Some(Self {
                    key: field.key,
                    table: table.no,
                    primary: table.primary()?.clone(),
                })
            })
            .collect()
    }
}

impl LinkNames {
    /// Looks up what the records are called that these cells name, as far as
    /// it is not known yet.
    pub(super) fn look_up(
        &mut self,
        read: &dyn Read,
        base: BaseNo,
        fields: &[LinkField],
        records: &Records,
        people: &dyn People,
    ) -> Result<()> {
        for field in fields {
            let mut wanted = Vec::new();
            let mut seen = HashSet::new();
            for record in records.iter() {
                let raw = Doc(record.doc).get(field.key).unwrap_or_default();
                wanted.extend(
                    linked(raw).filter(|id| !self.by_id.contains_key(id) && seen.insert(*id)),
                );
            }
            for ids in wanted.chunks(CHUNK) {
                for record in read.records(base, field.table, ids)?.iter() {
                    let name = text(&field.primary, record, people);
                    self.bytes += name.len() + size_of::<(RecordId, String)>();
                    self.by_id.insert(record.head.id, name);
                }
                if self.bytes > BYTES {
                    return Err(AppError::invalid(
                        Rule::Request,
                        "these cells link to more records than can be named at once; \
                         ask for fewer records or fields",
                    ));
                }
            }
        }
        Ok(())
    }

    /// Makes room before the next part of a table is read.
    pub(super) fn make_room(&mut self) {
        if self.by_id.len() > REMEMBERED {
            *self = Self::default();
        }
    }
}

/// What it takes to name the records that a page's cells link to.
pub(super) struct PageNames {
    people: Arc<directory::People>,
    links: Vec<LinkField>,
}

impl PageNames {
    pub(super) async fn new(app: &App, links: Vec<LinkField>) -> Result<Self> {
        let people = app.people().await?;
        Ok(Self { people, links })
    }

    /// A page with the names, if they are asked for.
    pub(super) fn of(
        this: Option<&Self>,
        read: &dyn Read,
        base: BaseNo,
        page: Records,
    ) -> Result<(Records, LinkNames)> {
        let mut names = LinkNames::default();
        if let Some(Self { people, links }) = this {
            names.look_up(read, base, links, &page, &**people)?;
        }
        Ok((page, names))
    }
}

/// What people read in a cell.
pub(crate) fn text(field: &Field, record: RecordRef<'_>, people: &dyn People) -> String {
    let names = Names {
        people,
        records: &Nobody,
    };
    stored(field, record).map_or_else(String::new, |raw| plain(&field.kind, &raw, &names))
}

/// A cell's raw text, wherever the record has it.
pub(crate) fn stored<'r>(field: &Field, record: RecordRef<'r>) -> Option<Cow<'r, str>> {
    match field.kind {
        FieldKind::CreatedTime { .. } => Some(format!("\"{}\"", record.head.created).into()),
        FieldKind::CreatedBy => Some(record.head.created_by.0.to_string().into()),
        _ => Doc(record.doc).get(field.key).map(Cow::Borrowed),
    }
}
