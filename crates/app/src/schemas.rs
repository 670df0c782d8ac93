//! Schemas of bases, kept in memory as the store last had them.

use std::ops::Deref;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use basekey_model::id::BaseId;
use basekey_model::schema::{BaseNo, BaseSchema, Table, TableNo};
use basekey_store::{Cost, Result as StoreResult, StoreError, StoreExt, Tx};
use quick_cache::sync::Cache;

use crate::App;
use crate::error::{AppError, Missing, Result};

/// Schemas kept at most.
const KEPT: usize = 1_000;

/// A write whose schema changed under it is checked again this often.
pub(crate) const ATTEMPTS: usize = 20;

pub(crate) struct Schemas {
    epoch: AtomicU64,
    /// Counts writes of records that left derived cells behind, which changes
    /// the schema on the way.
    left_behind: AtomicU64,
    kept: Cache<BaseNo, (u64, Arc<BaseSchema>)>,
}

impl Default for Schemas {
    fn default() -> Self {
        Self {
            epoch: AtomicU64::new(0),
            left_behind: AtomicU64::new(0),
            kept: Cache::new(KEPT),
        }
    }
}

/// A table within the schema it belongs to.
#[derive(Debug, Clone)]
pub struct TableHandle {
    schema: Arc<BaseSchema>,
    index: usize,
}

impl TableHandle {
    /// The schema of the whole base.
    pub fn schema(&self) -> &Arc<BaseSchema> {
        &self.schema
    }

    /// The base's number in the store.
    pub fn base(&self) -> BaseNo {
        self.schema.no
    }

    /// Changes whenever any table of the base does.
    pub fn version(&self) -> i64 {
        self.schema.version
    }

    /// The table of this number.
    pub(crate) fn numbered(schema: &Arc<BaseSchema>, no: TableNo) -> Option<Self> {
        let index = schema.tables.iter().position(|table| table.no == no)?;
        Some(Self {
            schema: schema.clone(),
            index,
        })
    }

    /// The table with this id or exactly this name.
    pub(crate) fn find(schema: &Arc<BaseSchema>, id_or_name: &str) -> Result<Self> {
        let table = schema
            .table(id_or_name)
            .ok_or_else(|| Missing::Table(id_or_name.to_owned()))?;
        let index = schema
            .tables
            .iter()
            .position(|other| other.id == table.id)
            .unwrap_or_default();
        Ok(Self {
            schema: schema.clone(),
            index,
        })
    }
}

impl Deref for TableHandle {
    type Target = Table;

    fn deref(&self) -> &Table {
        &self.schema.tables[self.index]
    }
}

/// A write found another schema than the one it was checked against.
pub(crate) enum Attempt {
    /// Check again against the new schema.
    Stale,
    /// The write's own refusal.
    Failed(AppError),
}

impl<E: Into<AppError>> From<E> for Attempt {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

/// The answer to a write whose schema changed under it time and again.
pub(crate) fn contended() -> AppError {
    AppError::Busy("the schema of this base is being changed by others; try again")
}

/// Refuses to go on if the schema is not the one a write was checked against.
pub(crate) fn still(tx: &dyn Tx, schema: &BaseSchema) -> Result<(), Attempt> {
    if tx.schema_version(schema.no)? == schema.version {
        Ok(())
    } else {
        Err(Attempt::Stale)
    }
}

impl App {
    /// The schema of a base.
    pub(crate) async fn schema(&self, base: BaseId, no: BaseNo) -> StoreResult<Arc<BaseSchema>> {
        let epoch = self.inner.schemas.epoch.load(Ordering::Acquire);
        if let Some((held, schema)) = self.inner.schemas.kept.get(&no)
            && held == epoch
        {
            return Ok(schema);
        }
        let schema = self
            .store()
            .run_read(Cost::Short, move |read| read.schema(base, no))
            .await?;
        let schema = Arc::new(schema);
        self.inner.schemas.kept.insert(no, (epoch, schema.clone()));
        self.fill_derived(&schema);
        Ok(schema)
    }

    /// A table of a base by id or name.
    pub(crate) async fn table(
        &self,
        base: BaseId,
        no: BaseNo,
        id_or_name: &str,
    ) -> Result<TableHandle> {
        let schema = self.schema(base, no).await?;
        TableHandle::find(&schema, id_or_name)
    }

    /// A write that changes the schema of a base.
    pub(crate) async fn write_schema<T, E, F>(&self, job: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: FnOnce(&mut dyn Tx) -> Result<T, E> + Send + 'static,
    {
        self.write_and(job, Self::schemas_changed).await
    }

    /// Notes, inside a write of records, that it changed the schema.
    pub(crate) fn note_left_behind(&self) {
        self.inner
            .schemas
            .left_behind
            .fetch_add(1, Ordering::AcqRel);
    }

    /// A write of records with derived cells, which changes the schema if it
    /// leaves some behind.
    pub(crate) async fn write_derived<T, F>(&self, job: F) -> Result<T, Attempt>
    where
        T: Send + 'static,
        F: FnOnce(&mut dyn Tx) -> Result<T, Attempt> + Send + 'static,
    {
        let app = self.clone();
        let written = tokio::spawn(async move {
            let seen = app.inner.schemas.left_behind.load(Ordering::Acquire);
            let done = app.store().run_write(job).await;
            if app.inner.schemas.left_behind.load(Ordering::Acquire) != seen {
                app.schemas_changed();
            }
            done
        });
        written
            .await
            .unwrap_or_else(|_| Err(StoreError::Closed.into()))
    }

    /// Makes the kept schemas stale. Called after every committed change of
    /// one, and before a write that was checked against a stale one is tried again.
    pub(crate) fn schemas_changed(&self) {
        self.inner.schemas.epoch.fetch_add(1, Ordering::AcqRel);
    }
}
