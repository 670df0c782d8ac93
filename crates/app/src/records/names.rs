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
use crate::compute::Fresh;
use crate::directory;
use crate::error::{AppError, Result, Rule};
use crate::schemas::TableHandle;

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

/// A field whose cells name records, and where those are.
pub(super) struct LinkField {
    key: FieldKey,
    table: TableNo,
    primary: Field,
    /// If what names them is computed at reading.
    fresh: Option<Fresh>,
}

/// True if cells of this kind name records: links and look-ups of such.
pub(crate) fn names_records(kind: &FieldKind) -> bool {
    kind.shown().is_some_and(|kind| kind.link().is_some())
}

impl LinkField {
    /// Those among `fields` that name records.
    pub(super) fn among<'f>(
        app: &App,
        schema: &Arc<BaseSchema>,
        people: &Arc<directory::People>,
        fields: impl IntoIterator<Item = &'f Field>,
    ) -> Vec<Self> {
        fields
            .into_iter()
            .filter_map(|field| {
                let id = field.kind.shown()?.link()?.table;
                let table = schema.table_of_id(id)?;
                let primary = table.primary()?.clone();
                let fresh = if is_unstored(&primary.kind) {
                    let table = TableHandle::numbered(schema, table.no)?;
                    Fresh::of(app, &table, people.clone())
                } else {
                    None
                };
                Some(Self {
                    key: field.key,
                    table: table.no,
                    primary,
                    fresh,
                })
            })
            .collect()
    }
}

/// True if the cells are computed when they are read.
pub(crate) fn is_unstored(kind: &FieldKind) -> bool {
    use basekey_model::field::Upkeep;
    kind.upkeep().is_some_and(|upkeep| upkeep != Upkeep::Stored)
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
                let mut found = read.records(base, field.table, ids)?;
                if let Some(fresh) = &field.fresh {
                    found = fresh.apply(read, found)?;
                }
                for record in found.iter() {
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

/// What it takes to make a page of records as clients see it.
pub(super) struct Finish {
    base: BaseNo,
    people: Arc<directory::People>,
    fresh: Option<Fresh>,
    links: Vec<LinkField>,
}

impl Finish {
    /// `named` are the fields whose linked records are to be named. `None` if
    /// a page is good as it is stored.
    pub(super) async fn new(
        app: &App,
        table: &TableHandle,
        named: Option<&[Field]>,
    ) -> Result<Option<Self>> {
        let unstored = table.fields.iter().any(|field| is_unstored(&field.kind));
        if named.is_none() && !unstored {
            return Ok(None);
        }
        let people = app.people().await?;
        let fresh = if unstored {
            Fresh::of(app, table, people.clone())
        } else {
            None
        };
        let links = LinkField::among(app, table.schema(), &people, named.unwrap_or_default());
        Ok(Some(Self {
            base: table.base(),
            people,
            fresh,
            links,
        }))
    }

    /// A page as it is stored, with the cells that are computed at reading,
    /// and with names if they are asked for.
    pub(super) fn page(
        this: Option<&Self>,
        read: &dyn Read,
        page: Records,
    ) -> Result<(Records, LinkNames)> {
        let Some(this) = this else {
            return Ok((page, LinkNames::default()));
        };
        let page = match &this.fresh {
            Some(fresh) => fresh.apply(read, page)?,
            None => page,
        };
        let names = this.names(read, &page)?;
        Ok((page, names))
    }

    /// What the records are called that a complete page names.
    pub(super) fn names(&self, read: &dyn Read, page: &Records) -> Result<LinkNames> {
        let mut names = LinkNames::default();
        names.look_up(read, self.base, &self.links, page, &*self.people)?;
        Ok(names)
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
