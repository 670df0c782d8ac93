//! Changing what a field is: its type and options, with the cells that are there.

use basekey_access::{Permit, op};
use basekey_model::field::FieldKind;
use basekey_model::schema::Field;
use basekey_store::StoreError;

use super::change_by;
use super::retype::{FieldChange, FieldChanged, Retype};
use crate::App;
use crate::error::{AppError, Missing};
use crate::schemas::{ATTEMPTS, Attempt, contended, still};

/// Why a change of a field was not kept.
enum Stop {
    Attempt(Attempt),
    /// It was only asked for what would be.
    DryRun(Box<FieldChanged>),
}

impl From<Attempt> for Stop {
    fn from(attempt: Attempt) -> Self {
        Self::Attempt(attempt)
    }
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        Self::Attempt(error.into())
    }
}

impl App {
    /// Changes a field's name, description, type and options, and converts its
    /// cells (field-types 8), all in one write. `new_kind` reads the wanted
    /// type against the field as it is; `None` leaves it.
    ///
    /// A change of type is one of the schema: records keep the time and the
    /// user of their last change. A dry run does the same and undoes it.
    pub async fn change_field<E, F>(
        &self,
        permit: Permit<op::UpdateField>,
        table: &str,
        field: &str,
        change: FieldChange,
        new_kind: F,
    ) -> Result<FieldChanged, E>
    where
        E: From<AppError>,
        F: Fn(&Field) -> Result<Option<FieldKind>, E> + Send + Sync,
    {
        let (base, who) = (permit.base(), change_by(&permit));
        for _ in 0..ATTEMPTS {
            let handle = self.table(base.0, base.1, table).await?;
            let found = handle
                .field(field)
                .ok_or_else(|| AppError::from(Missing::Field(field.to_owned())))?;
            let retype = Retype {
                who,
                table: handle.id,
                field: found.id,
                change: change.clone(),
                kind: new_kind(found)?,
                people: self.people().await?,
                finder: self
                    .collaborators_of(base.0)
                    .await
                    .map_err(AppError::from)?,
            };
            let (app, dry_run) = (self.clone(), change.dry_run);
            let done = self
                .write_schema(move |tx| {
                    still(tx, handle.schema())?;
                    let changed = retype.run(&app, tx, handle.schema());
                    if dry_run || changed.is_err() {
                        app.inner.matching.forget(base.1);
                    }
                    let changed = changed.map_err(Attempt::Failed)?;
                    if dry_run {
                        return Err(Stop::DryRun(Box::new(changed)));
                    }
                    Ok(changed)
                })
                .await;
            match done {
                Ok(changed) => return Ok(changed),
                Err(Stop::DryRun(changed)) => return Ok(*changed),
                Err(Stop::Attempt(Attempt::Stale)) => self.schemas_changed(),
                Err(Stop::Attempt(Attempt::Failed(error))) => return Err(error.into()),
            }
        }
        Err(contended().into())
    }
}
