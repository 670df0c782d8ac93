//! Records with every cell as the text a person sees: `cellFormat=string`
//! (web-api 2.8). Asked for rarely, so it is plain instead of fast.

use std::borrow::Cow;

use basekey_app::{RecordHead, Records};
use basekey_model::cell::{Locale, Names, TextFormat, plain_in};
use basekey_model::doc::Doc;
use basekey_model::field::FieldKind;
use basekey_model::schema::Table;
use basekey_model::time::Zone;

use super::begin;
use crate::wire::instant::Instants;
use crate::wire::plan::{Plan, quote};

/// Where the reader of the texts is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reader {
    pub(crate) zone: Zone,
    pub(crate) locale: Locale,
}

/// Writes records of one table one after the other.
pub(crate) struct Strings<'a> {
    pub(crate) table: &'a Table,
    /// Of the same table: it has the labels.
    pub(crate) plan: &'a Plan,
    pub(crate) names: Names<'a>,
    pub(crate) reader: &'a Reader,
    /// By column place; `None` shows all.
    pub(crate) shown: Option<&'a [bool]>,
}

impl Strings<'_> {
    /// Adds records, separated by commas.
    pub(crate) fn records(&self, out: &mut Vec<u8>, records: &Records) {
        let mut instants = Instants::default();
        let format = TextFormat {
            zone: Some(&self.reader.zone),
            locale: self.reader.locale,
        };
        for (index, record) in records.iter().enumerate() {
            if index > 0 {
                out.push(b',');
            }
            begin(out, &mut instants, record.head);
            let mut first = true;
            let columns = self.table.fields.iter().zip(&self.plan.columns);
            for (place, (field, column)) in columns.enumerate() {
                if self.shown.is_some_and(|shown| !shown[place]) {
                    continue;
                }
                let raw = match head_cell(&field.kind, record.head) {
                    Some(raw) => Some(Cow::Owned(raw)),
                    None => Doc(record.doc).get(field.key).map(Cow::Borrowed),
                };
                let text = raw.map(|raw| plain_in(&field.kind, &raw, &self.names, &format));
                let Some(text) = text.filter(|text| !text.is_empty()) else {
                    continue;
                };
                out.extend_from_slice(&column.label[usize::from(first)..]);
                first = false;
                quote(out, &text);
            }
            out.extend_from_slice(b"}}");
        }
    }
}

/// The raw cell of a field that the record's head holds.
fn head_cell(kind: &FieldKind, head: &RecordHead) -> Option<String> {
    match kind {
        FieldKind::CreatedTime { .. } => Some(format!("\"{}\"", head.created)),
        FieldKind::CreatedBy => Some(head.created_by.0.to_string()),
        _ => None,
    }
}
