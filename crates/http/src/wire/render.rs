//! Records as Airtable writes them (web-api 2).

use basekey_app::Records;
use basekey_model::cell::People;
use basekey_model::doc::Doc;
use basekey_model::schema::UserNo;

use super::instant::Instants;
use super::plan::{Plan, Shape, quote};

/// Writes records of one table one after the other.
pub(crate) struct Writer<'a> {
    plan: &'a Plan,
    people: Option<&'a dyn People>,
    /// By column place; `None` shows all.
    shown: Option<&'a [bool]>,
    instants: Instants,
    /// Users written before, since most records of a page share a few.
    users: Vec<(UserNo, Vec<u8>)>,
    pub(crate) out: Vec<u8>,
}

impl<'a> Writer<'a> {
    pub(crate) fn new(
        plan: &'a Plan,
        people: Option<&'a dyn People>,
        shown: Option<&'a [bool]>,
        room: usize,
    ) -> Self {
        Self {
            plan,
            people,
            shown,
            instants: Instants::default(),
            users: Vec::new(),
            out: Vec::with_capacity(room),
        }
    }

    /// Adds records, separated by commas.
    pub(crate) fn records(&mut self, records: &Records) {
        // One raw cell per column: documents are in order of key, tables in
        // the order that people see.
        let mut cells: Vec<&str> = vec![""; self.plan.columns.len()];
        for (index, record) in records.iter().enumerate() {
            if index > 0 {
                self.out.push(b',');
            }
            cells.fill("");
            for (key, raw) in Doc(record.doc).cells() {
                if let Some(place) = self.plan.place(key) {
                    cells[place] = raw;
                }
            }
            for place in &self.plan.outside {
                // Any text that is not empty: the value is in the head.
                cells[usize::from(*place)] = "0";
            }
            self.out.extend_from_slice(b"{\"id\":\"");
            self.out.extend_from_slice(&record.head.id.bytes());
            self.out.extend_from_slice(b"\",\"createdTime\":");
            self.instants.push(&mut self.out, record.head.created);
            self.out.extend_from_slice(b",\"fields\":{");
            let first = self.out.len();
            for (place, raw) in cells.iter().enumerate() {
                if raw.is_empty() || self.shown.is_some_and(|shown| !shown[place]) {
                    continue;
                }
                let column = &self.plan.columns[place];
                let before = self.out.len();
                let label = if before == first {
                    &column.label[1..]
                } else {
                    &column.label[..]
                };
                self.out.extend_from_slice(label);
                let written = match &column.shape {
                    Shape::Copy => {
                        self.out.extend_from_slice(raw.as_bytes());
                        true
                    }
                    Shape::Day => day(&mut self.out, raw),
                    Shape::Choice(names) => choice(&mut self.out, names, raw),
                    Shape::Choices(names) => choices(&mut self.out, names, raw),
                    Shape::User => raw.parse().is_ok_and(|no| self.user(UserNo(no))),
                    Shape::Created { day: true } => {
                        self.instants.push_day(&mut self.out, record.head.created);
                        true
                    }
                    Shape::Created { day: false } => {
                        self.instants.push(&mut self.out, record.head.created);
                        true
                    }
                    Shape::CreatedBy => self.user(record.head.created_by),
                };
                if !written {
                    // A cell that names nothing any more is blank.
                    self.out.truncate(before);
                }
            }
            self.out.extend_from_slice(b"}}");
        }
    }

    fn user(&mut self, no: UserNo) -> bool {
        if let Some((_, text)) = self.users.iter().find(|(known, _)| *known == no) {
            self.out.extend_from_slice(text);
            return !text.is_empty();
        }
        let mut text = Vec::new();
        if let Some(person) = self.people.and_then(|people| people.person(no)) {
            text.extend_from_slice(b"{\"id\":\"");
            text.extend_from_slice(&person.id.bytes());
            text.extend_from_slice(b"\",\"email\":");
            quote(&mut text, person.email);
            text.extend_from_slice(b",\"name\":");
            quote(&mut text, person.name);
            text.push(b'}');
        }
        self.out.extend_from_slice(&text);
        let known = !text.is_empty();
        self.users.push((no, text));
        known
    }
}

/// `"2024-05-06T…Z"` → `"2024-05-06"`.
fn day(out: &mut Vec<u8>, raw: &str) -> bool {
    match raw.as_bytes().split_first_chunk::<11>() {
        Some((day, _)) => {
            out.extend_from_slice(day);
            out.push(b'"');
            true
        }
        None => false,
    }
}

fn choice(out: &mut Vec<u8>, names: &[Option<Box<[u8]>>], raw: &str) -> bool {
    let name = raw
        .parse::<usize>()
        .ok()
        .and_then(|key| names.get(key)?.as_ref());
    match name {
        Some(name) => {
            out.extend_from_slice(name);
            true
        }
        None => false,
    }
}

fn choices(out: &mut Vec<u8>, names: &[Option<Box<[u8]>>], raw: &str) -> bool {
    let Some(keys) = raw
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
    else {
        return false;
    };
    out.push(b'[');
    let first = out.len();
    for key in keys.split(',') {
        let before = out.len();
        if before != first {
            out.push(b',');
        }
        if !choice(out, names, key) {
            out.truncate(before);
        }
    }
    if out.len() == first {
        return false;
    }
    out.push(b']');
    true
}

#[cfg(test)]
mod tests;
