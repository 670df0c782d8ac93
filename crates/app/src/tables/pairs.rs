//! The two sides of a link field.
//!
//! A link to another table gets a field there that shows the other side. A
//! link within one table has none to show, and keeps its other side under a
//! key of the same table that no field has.

use basekey_model::field::{FieldKind, Inverse, Link};
use basekey_model::id::{FieldId, TableId};
use basekey_model::schema::{Field, FieldDraft, Table, TableNo};

use super::edit::SchemaEdit;
use crate::drafts::{bad_options, check_room, free_name};
use crate::error::{Missing, Result};

impl SchemaEdit<'_> {
    /// Makes the other side of a link field that has none yet, and gives the
    /// field made for it, if it is one, with its table.
    ///
    /// # Errors
    ///
    /// Names the option at fault if the link leads nowhere, and refuses if the
    /// other table has no room.
    pub(super) fn make_other_side(
        &mut self,
        table: TableId,
        field: FieldId,
    ) -> Result<Option<(TableNo, Field)>> {
        let app = self.app;
        let own = self.table(table)?;
        let Some((name, link)) = own
            .field_of_id(field)
            .and_then(|field| Some((field.name.clone(), field.kind.link()?.clone())))
        else {
            return Err(Missing::Field(field.to_string()).into());
        };
        self.check_link(&name, &link)?;
        if link.table == table {
            let own = self.table_mut(table)?;
            let key = own.take_key();
            point(own, field, Inverse::Hidden(key));
            return Ok(None);
        }
        let named_after = own.name.clone();
        let other = self.table_mut(link.table)?;
        check_room(app, other)?;
        let taken = other.fields.iter().map(|field| field.name.as_str());
        let draft = FieldDraft::new(
            free_name(app, &named_after, taken),
            FieldKind::MultipleRecordLinks(Link {
                inverse: Inverse::Field(field),
                ..Link::to(table)
            }),
        );
        let made = (other.no, other.add_field(draft, app.entropy()).clone());
        point(self.table_mut(table)?, field, Inverse::Field(made.1.id));
        Ok(Some(made))
    }

    /// Refuses a link to a table or view that is not there.
    pub(super) fn check_link(&self, field: &str, link: &Link) -> Result<()> {
        let Some(linked) = self.schema.table_of_id(link.table) else {
            let what = format!(
                "linkedTableId names {}, which is no table of this base",
                link.table
            );
            return Err(bad_options(field, &what));
        };
        if let Some(view) = link.view
            && !linked.views.iter().any(|other| other.id == view)
        {
            let what = format!(
                "viewIdForRecordSelection names {view}, which is no view of table \"{}\"",
                linked.name
            );
            return Err(bad_options(field, &what));
        }
        Ok(())
    }
}

/// Says where a link field's other side is.
fn point(table: &mut Table, field: FieldId, inverse: Inverse) {
    let link = table
        .fields
        .iter_mut()
        .find(|other| other.id == field)
        .and_then(|field| field.kind.link_mut());
    if let Some(link) = link {
        link.inverse = inverse;
    }
}
