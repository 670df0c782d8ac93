//! Taking away for good what was deleted longer ago than it is kept.
//!
//! First the schema notes that they can not be restored any more, whatever the
//! clock says later. Then the cells go, a few records at a time, so that others
//! may write in between; nobody sees them any more. At last, in one transaction,
//! the schema forgets the fields and tables. Whoever stops in between loses
//! nothing: the next time begins again.

use std::collections::{BTreeMap, BTreeSet};

use basekey_model::change::{Change, ChangeItem};
use basekey_model::doc::{Doc, merge};
use basekey_model::id::{BaseId, FieldId, RecordId};
use basekey_model::limits::Limits;
use basekey_model::schema::{BaseNo, BaseSchema, Field, FieldKey, Table, TableNo};
use basekey_model::time::Millis;
use basekey_store::{Cost, Result as StoreResult, StoreError, StoreExt, Tx};

use super::deleted::is_over;
use crate::App;
use crate::error::Result;

/// Records changed or deleted in one transaction.
const CHUNK: usize = 500;

/// When something was deleted of which parts may be gone: so long ago that no
/// clock and no limit brings it back.
const LONG_AGO: Millis = Millis(i64::MIN);

/// What of one base is to go.
#[derive(Debug, Default, PartialEq, Eq)]
struct Expired {
    tables: BTreeSet<TableNo>,
    /// By table: the fields, and every key that their cells have.
    fields: BTreeMap<TableNo, BTreeMap<FieldId, Vec<FieldKey>>>,
}

impl Expired {
    fn of(schema: &BaseSchema, limits: &Limits, now: Millis) -> Self {
        let tables: Vec<&Table> = schema
            .deleted
            .iter()
            .filter(|table| {
                let deletion = table.deleted.as_ref();
                deletion.is_some_and(|deletion| is_over(limits, deletion, now))
            })
            .collect();
        let leads_to_one = |field: &Field| {
            let link = field.kind.link();
            link.is_some_and(|link| tables.iter().any(|table| table.id == link.table))
        };
        let mut found = Self {
            tables: tables.iter().map(|table| table.no).collect(),
            fields: BTreeMap::new(),
        };
        for table in schema.tables.iter().chain(&schema.deleted) {
            if found.tables.contains(&table.no) {
                continue;
            }
            let gone = table.deleted_fields.iter().filter(|gone| {
                let by_itself = gone.with_table.is_none();
                by_itself && is_over(limits, &gone.deletion, now) || leads_to_one(&gone.field)
            });
            // A deleted table still has its links to another one among its fields.
            let linked = table.fields.iter().filter(|field| leads_to_one(field));
            let fields: BTreeMap<_, _> = gone
                .map(|gone| &gone.field)
                .chain(linked)
                .map(|field| (field.id, keys(field)))
                .collect();
            if !fields.is_empty() {
                found.fields.insert(table.no, fields);
            }
        }
        found
    }

    fn is_empty(&self) -> bool {
        self.tables.is_empty() && self.fields.is_empty()
    }

    fn count(&self) -> usize {
        self.tables.len() + self.fields.values().map(BTreeMap::len).sum::<usize>()
    }

    /// Notes in the schema that none of it can be restored any more.
    fn condemn(&self, tx: &mut dyn Tx, schema: BaseSchema) -> StoreResult<()> {
        for mut table in schema.tables.into_iter().chain(schema.deleted) {
            let gone = self.tables.contains(&table.no);
            let own = table.deleted.iter_mut().filter(|_| gone);
            let fields = self.fields.get(&table.no);
            let is_gone = |id: &FieldId| fields.is_some_and(|fields| fields.contains_key(id));
            let parts = table.deleted_fields.iter_mut();
            let parts = parts.filter(|part| is_gone(&part.field.id));
            let mut changed = false;
            for deletion in own.chain(parts.map(|part| &mut part.deletion)) {
                changed |= deletion.at != LONG_AGO;
                deletion.at = LONG_AGO;
            }
            if changed {
                tx.put_table(schema.no, &table)?;
            }
        }
        Ok(())
    }

    /// Takes it out of the schema and tells what to log.
    fn remove(&self, tx: &mut dyn Tx, schema: BaseSchema) -> StoreResult<Vec<ChangeItem>> {
        let mut what = Vec::new();
        for mut table in schema.tables.into_iter().chain(schema.deleted) {
            let no = table.no;
            if self.tables.contains(&no) {
                if table.deleted.is_none() {
                    continue;
                }
                tx.remove_table(schema.no, no)?;
                what.push(ChangeItem::TablePurged { table: no });
            } else if let Some(fields) = self.fields.get(&no) {
                let before = table.fields.len() + table.deleted_fields.len();
                table.fields.retain(|field| !fields.contains_key(&field.id));
                let gone = &mut table.deleted_fields;
                gone.retain(|gone| !fields.contains_key(&gone.field.id));
                if before == table.fields.len() + table.deleted_fields.len() {
                    continue;
                }
                let keys = fields.values().flatten();
                what.extend(keys.map(|key| ChangeItem::FieldPurged {
                    table: no,
                    key: *key,
                }));
                tx.put_table(schema.no, &table)?;
            }
        }
        Ok(what)
    }
}

/// Every key under which records of a field's table hold its cells.
fn keys(field: &Field) -> Vec<FieldKey> {
    let own = std::iter::once(field.key);
    let mut keys: Vec<FieldKey> = own.chain(field.hidden_keys()).collect();
    keys.sort_unstable();
    keys
}

impl App {
    /// Takes away for good what was deleted longer ago than it is kept, and
    /// tells how many tables and fields that were. A base that can not be read
    /// does not hold up the others; the first such error is answered at the end.
    pub async fn purge_deleted(&self) -> Result<usize> {
        let now = self.now();
        let bases = self
            .store()
            .run_read(Cost::Short, |read| read.bases())
            .await?;
        let (mut count, mut failed) = (0, None);
        for base in bases {
            match self.purge_base(base.id, base.no, now).await {
                Ok(purged) => count += purged,
                Err(error) => failed = failed.or(Some(error)),
            }
        }
        match failed {
            Some(error) => Err(error.into()),
            None => Ok(count),
        }
    }

    async fn purge_base(&self, id: BaseId, base: BaseNo, now: Millis) -> StoreResult<usize> {
        let limits = self.limits().clone();
        let expired = self
            .store()
            .run_read(Cost::Short, move |read| {
                let schema = read.schema(id, base)?;
                StoreResult::Ok(Expired::of(&schema, &limits, now))
            })
            .await?;
        if expired.is_empty() {
            return Ok(0);
        }
        // Someone may have restored some of it just now.
        let limits = self.limits().clone();
        let expired = self
            .write_schema(move |tx| {
                let schema = tx.schema(id, base)?;
                let expired = Expired::of(&schema, &limits, now);
                expired.condemn(tx, schema)?;
                StoreResult::Ok(expired)
            })
            .await?;
        for (table, fields) in &expired.fields {
            let mut keys: Vec<FieldKey> = fields.values().flatten().copied().collect();
            keys.sort_unstable();
            self.strip(base, *table, keys).await?;
        }
        for table in expired.tables.iter().copied() {
            loop {
                let deleted = self
                    .store()
                    .run_write(move |tx| tx.delete_some(base, table, CHUNK))
                    .await?;
                if deleted < CHUNK {
                    break;
                }
            }
        }
        let count = expired.count();
        self.write_schema(move |tx| {
            let schema = tx.schema(id, base)?;
            let what = expired.remove(tx, schema)?;
            if !what.is_empty() {
                let change = Change::of_system(now, what);
                tx.add_change(base, &change)?;
            }
            Ok::<_, StoreError>(())
        })
        .await?;
        Ok(count)
    }

    /// Takes the cells of these keys, which ascend, out of all records.
    async fn strip(&self, base: BaseNo, table: TableNo, keys: Vec<FieldKey>) -> StoreResult<()> {
        let mut after = None;
        loop {
            let keys = keys.clone();
            after = self
                .store()
                .run_write(move |tx| strip_some(tx, base, table, after, &keys))
                .await?;
            if after.is_none() {
                return Ok(());
            }
        }
    }
}

/// The next records without the cells; gives the last one looked at, or `None`
/// at the end.
fn strip_some(
    tx: &mut dyn Tx,
    base: BaseNo,
    table: TableNo,
    after: Option<RecordId>,
    keys: &[FieldKey],
) -> StoreResult<Option<RecordId>> {
    let chunk = tx.page(base, table, after, CHUNK)?;
    let cleared: Vec<_> = keys.iter().map(|key| (*key, None)).collect();
    let mut last = None;
    for record in chunk.iter() {
        last = Some(record.head.id);
        if keys.iter().any(|key| Doc(record.doc).get(*key).is_some()) {
            let doc = merge(record.doc, &cleared);
            tx.put_record(base, table, record.head, &doc)?;
        }
    }
    Ok(last.filter(|_| chunk.len() == CHUNK))
}
