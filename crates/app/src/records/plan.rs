//! From a request about records to one write: what can be checked is checked
//! before it, against the schema kept in memory, and the write goes on only if
//! that is still the schema.

use std::collections::HashMap;
use std::sync::Arc;

use basekey_access::{BaseOperation, Permit, Role};
use basekey_model::cell::{FindPerson, Nobody};
use basekey_model::change::{ChangeItem, ChangeSource};
use basekey_model::field::{ChoiceColor, ChoiceNames, Choices};
use basekey_model::id::{BaseId, FieldId};
use basekey_model::schema::{BaseNo, BaseSchema, Table, TableNo};
use basekey_store::{Cost, Records, StoreError, StoreExt};

use super::WriteOptions;
use super::cells::{CellReader, MissingChoices, NewCells};
use super::matching::KeyOf;
use super::write::Batch;
use crate::App;
use crate::compute::{Fresh, analyse};
use crate::error::{AppError, Result, Rule};
use crate::schemas::{ATTEMPTS, Attempt, TableHandle, contended, still};
use crate::tables::{Author, change_by};

/// Who writes records where, and how.
pub(crate) struct Writer {
    base: BaseId,
    no: BaseNo,
    who: Author,
    may_add_choices: bool,
    options: WriteOptions,
}

impl Writer {
    /// The holder of this permit.
    pub(crate) fn of<O: BaseOperation>(permit: &Permit<O>, options: WriteOptions) -> Self {
        let (base, no) = permit.base();
        Self {
            base,
            no,
            who: change_by(permit),
            may_add_choices: permit.can(Role::Creator),
            options,
        }
    }

    /// The same, for the log as another kind of caller.
    pub(crate) fn from(mut self, source: ChangeSource) -> Self {
        self.who.source = source;
        self
    }
}

impl App {
    /// Writes records of one table. `plan` reads the request against the
    /// table; `keys` tells by what the write will look records up, so that an
    /// index is made before it and not while others wait; `run` carries the
    /// plan out inside the write.
    ///
    /// Choices that a typecast needs are added in the same write.
    pub(crate) async fn write_records<P, T, R>(
        &self,
        writer: &Writer,
        table: &str,
        plan: impl Fn(&CellReader<'_>, &mut MissingChoices) -> Result<P> + Send + Sync,
        keys: impl Fn(&TableHandle, &P) -> Vec<(TableNo, KeyOf)> + Send + Sync,
        run: R,
    ) -> Result<(TableHandle, T)>
    where
        P: Send + 'static,
        T: Answer + Send + 'static,
        R: Fn(&mut Batch<'_>, &Table, P) -> Result<T, Attempt> + Clone + Send + 'static,
    {
        let (base, no) = (writer.base, writer.no);
        for _ in 0..ATTEMPTS {
            let handle = self.table(base, no, table).await?;
            let people = self.people_for(base, &handle).await?;
            let people: &(dyn FindPerson + Sync) = match &people {
                Some(people) => &**people,
                None => &Nobody,
            };
            let read = |table: &Table, choices: &mut MissingChoices| {
                let reader = CellReader {
                    app: self,
                    table,
                    options: writer.options,
                    people,
                };
                plan(&reader, choices)
            };
            let mut missing = MissingChoices::new();
            let first = read(&handle, &mut missing)?;
            let (changed, planned) = if missing.is_empty() {
                (None, first)
            } else {
                let changed = self.with_choices(&handle, missing, writer.may_add_choices)?;
                let mut still_missing = MissingChoices::new();
                let planned = read(&changed.table, &mut still_missing)?;
                if let Some((_, name)) = still_missing.into_iter().next() {
                    return Err(AppError::invalid(Rule::ChoiceNotAllowed, name));
                }
                (Some(changed), planned)
            };
            for (table, by) in keys(&handle, &planned) {
                self.warm(&handle, table, by).await?;
            }
            let (app, run, who) = (self.clone(), run.clone(), writer.who);
            let in_write = handle.clone();
            let adds_choices = changed.is_some();
            let derives = self.inner.graphs.of(handle.schema()).is_some();
            let job = move |tx: &mut dyn basekey_store::Tx| {
                still(tx, in_write.schema())?;
                let now = app.now();
                let (handle, items) = match changed {
                    None => (in_write, Vec::new()),
                    Some(ChangedTables {
                        table,
                        stored,
                        items,
                    }) => {
                        for table in &stored {
                            tx.put_table(no, table)?;
                        }
                        (table, items)
                    }
                };
                let mut batch = Batch::new(&app, tx, handle.schema().clone(), who, now);
                for item in items {
                    batch.log(item);
                }
                let table = &*handle;
                let mut done = run(&mut batch, table, planned)?;
                let left_behind = batch.finish()?;
                if let Some(records) = done.records()
                    && table.fields.iter().any(|field| field.kind.is_derived())
                {
                    // What follows at the end of the write is shown, too.
                    let ids: Vec<_> = records.iter().map(|record| record.head.id).collect();
                    *records = tx.records(no, table.no, &ids)?;
                }
                Ok::<_, Attempt>((done, left_behind))
            };
            let done = if adds_choices {
                self.write_schema(job).await
            } else if derives {
                self.write_derived(job).await
            } else {
                self.store().run_write(job).await
            };
            match done {
                Ok((mut done, left_behind)) => {
                    let handle = if adds_choices || left_behind {
                        self.table(base, no, &handle.id.to_string()).await?
                    } else {
                        handle
                    };
                    if derives && let Some(records) = done.records() {
                        *records = self.fresh(&handle, std::mem::take(records)).await?;
                    }
                    return Ok((handle, done));
                }
                Err(Attempt::Stale) => self.schemas_changed(),
                Err(Attempt::Failed(error)) => return Err(error),
            }
        }
        Err(contended())
    }

    /// The records with the cells that are computed at reading, once the write
    /// is over: nobody else waits for them.
    async fn fresh(&self, table: &TableHandle, records: Records) -> Result<Records> {
        match Fresh::of(self, table, self.people().await?) {
            None => Ok(records),
            Some(fresh) => {
                self.store()
                    .run_read(Cost::Long, move |read| fresh.apply(read, records))
                    .await
            }
        }
    }

    /// Makes an index outside of any write, if there is none yet.
    async fn warm(&self, handle: &TableHandle, table: TableNo, by: KeyOf) -> Result<()> {
        let no = handle.base();
        let Some(table) = TableHandle::numbered(handle.schema(), table) else {
            return Ok(());
        };
        if self.inner.matching.has(no, table.no, &by) {
            return Ok(());
        }
        let app = self.clone();
        self.store()
            .run_read(Cost::Long, move |read| {
                app.inner.matching.warm(read, no, &table, &by)
            })
            .await
            .map_err(|error: StoreError| error.into())
    }

    /// The table with choices added that a typecast found missing.
    fn with_choices(
        &self,
        handle: &TableHandle,
        missing: MissingChoices,
        allowed: bool,
    ) -> Result<ChangedTables> {
        if !allowed {
            let name = missing.into_iter().next().map(|(_, name)| name);
            return Err(AppError::invalid(
                Rule::ChoiceNotAllowed,
                name.unwrap_or_default(),
            ));
        }
        let mut table: Table = (**handle).clone();
        let mut by_name: HashMap<FieldId, ChoiceNames> = HashMap::new();
        for (id, name) in missing {
            let Some(field) = table.fields.iter_mut().find(|field| field.id == id) else {
                continue;
            };
            let Some(choices) = field.kind.choices_mut() else {
                continue;
            };
            let names = by_name
                .entry(id)
                .or_insert_with(|| ChoiceNames::of(choices));
            if names.find_loosely(&name).is_none() {
                let color = next_color(choices);
                names.add(choices.add(&name, color, self.entropy()));
            }
        }
        for field in &table.fields {
            field.kind.validate(self.limits()).map_err(|error| {
                AppError::invalid(
                    Rule::FieldOptions,
                    format!("field \"{}\": {error}", field.name),
                )
            })?;
        }
        let mut schema: BaseSchema = (**handle.schema()).clone();
        let id = table.id;
        if let Some(place) = schema.tables.iter_mut().find(|other| other.id == id) {
            *place = table;
        }
        // Lookups show the choices of what they look up.
        let schema = analyse(schema).schema;
        let (mut items, mut stored) = (Vec::new(), Vec::new());
        for (before, after) in handle.schema().tables.iter().zip(&schema.tables) {
            let fields = before.fields.iter().zip(&after.fields);
            for (was, is) in fields.filter(|(was, is)| was != is) {
                items.push(ChangeItem::FieldUpdated {
                    table: before.no,
                    before: Box::new(was.clone()),
                    after: Box::new(is.clone()),
                });
            }
            if before != after {
                stored.push(after.clone());
            }
        }
        Ok(ChangedTables {
            table: TableHandle::find(&Arc::new(schema), &id.to_string())?,
            stored,
            items,
        })
    }
}

/// By what the records are looked up that link cells name by text.
pub(crate) fn link_keys<'c>(
    table: &TableHandle,
    cells: impl Iterator<Item = &'c NewCells>,
) -> Vec<(TableNo, KeyOf)> {
    let mut keys = Vec::new();
    if !table.fields.iter().any(|field| field.kind.link().is_some()) {
        return keys;
    }
    for (key, cell) in cells.flatten() {
        if !cell.names_records() {
            continue;
        }
        let link = table.field_by_key(*key).and_then(|field| field.kind.link());
        let linked = link.and_then(|link| table.schema().table_of_id(link.table));
        if let Some(linked) = linked
            && let Some(primary) = linked.primary()
        {
            let key = (linked.no, KeyOf::Text(primary.key));
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
    }
    keys
}

/// What a write changes of the schema first.
struct ChangedTables {
    /// The table that is written, as it is then.
    table: TableHandle,
    /// The tables to store.
    stored: Vec<Table>,
    /// What to log.
    items: Vec<ChangeItem>,
}

/// What a write of records answers.
pub(crate) trait Answer {
    /// The records in it, if any, which are shown with all their cells.
    fn records(&mut self) -> Option<&mut Records>;
}

impl Answer for Records {
    fn records(&mut self) -> Option<&mut Records> {
        Some(self)
    }
}

impl<T> Answer for Vec<T> {
    fn records(&mut self) -> Option<&mut Records> {
        None
    }
}

/// New choices go through the light colours in turn, unless the field has colours off.
fn next_color(choices: &Choices) -> Option<ChoiceColor> {
    let light: Vec<_> = ChoiceColor::ALL
        .iter()
        .filter(|color| color.name().ends_with("Light2"))
        .collect();
    let turn = light.get(choices.list.len() % light.len().max(1))?;
    choices.has_colors().then_some(**turn)
}
