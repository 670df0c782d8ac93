//! Records as Airtable writes them (web-api 2).

use basekey_app::{RecordHead, Records};
use basekey_model::cell::{self, People};
use basekey_model::doc::Doc;
use basekey_model::field::linked;
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
    /// Adds to what `out` holds already.
    pub(crate) fn new(
        plan: &'a Plan,
        people: Option<&'a dyn People>,
        shown: Option<&'a [bool]>,
        out: Vec<u8>,
    ) -> Self {
        Self {
            plan,
            people,
            shown,
            instants: Instants::default(),
            users: Vec::new(),
            out,
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
            begin(&mut self.out, &mut self.instants, record.head);
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
                let written = self.cell(&column.shape, raw, record.head);
                if !written {
                    // A cell that names nothing any more is blank.
                    self.out.truncate(before);
                }
            }
            self.out.extend_from_slice(b"}}");
        }
    }

    /// Adds a cell; false if there is nothing to show.
    #[inline]
    fn cell(&mut self, shape: &Shape, raw: &str, head: &RecordHead) -> bool {
        match shape {
            Shape::Copy => {
                self.out.extend_from_slice(raw.as_bytes());
                true
            }
            Shape::Day => day(&mut self.out, raw),
            Shape::Choice(names) => choice(&mut self.out, names, raw),
            Shape::Choices(names) => choices(&mut self.out, names, raw),
            Shape::User => raw.parse().is_ok_and(|no| self.user(UserNo(no))),
            Shape::Users => self.users(raw),
            Shape::LinkObjects => link_objects(&mut self.out, raw),
            Shape::Created { day: true } => {
                self.instants.push_day(&mut self.out, head.created);
                true
            }
            Shape::Created { day: false } => {
                self.instants.push(&mut self.out, head.created);
                true
            }
            Shape::CreatedBy => self.user(head.created_by),
            Shape::Computed(one) => self.computed(one, raw, head),
        }
    }

    fn computed(&mut self, one: &Shape, raw: &str, head: &RecordHead) -> bool {
        let Some(items) = cell::items(raw) else {
            return self.value(one, raw, head);
        };
        self.out.push(b'[');
        let first = self.out.len();
        for item in items {
            let before = self.out.len();
            if before != first {
                self.out.push(b',');
            }
            if !self.value(one, item, head) {
                self.out.truncate(before);
            }
        }
        if self.out.len() == first {
            return false;
        }
        self.out.push(b']');
        true
    }

    /// One computed value, or the error in its place.
    fn value(&mut self, one: &Shape, raw: &str, head: &RecordHead) -> bool {
        if raw.starts_with('{') {
            self.out.extend_from_slice(raw.as_bytes());
            return true;
        }
        self.cell(one, raw, head)
    }

    fn users(&mut self, raw: &str) -> bool {
        let Some(numbers) = items(raw) else {
            return false;
        };
        self.out.push(b'[');
        let first = self.out.len();
        for no in numbers {
            let before = self.out.len();
            if before != first {
                self.out.push(b',');
            }
            if !no.parse().is_ok_and(|no| self.user(UserNo(no))) {
                self.out.truncate(before);
            }
        }
        if self.out.len() == first {
            return false;
        }
        self.out.push(b']');
        true
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

/// A record up to its cells.
fn begin(out: &mut Vec<u8>, instants: &mut Instants, head: &RecordHead) {
    out.extend_from_slice(b"{\"id\":\"");
    out.extend_from_slice(&head.id.bytes());
    out.extend_from_slice(b"\",\"createdTime\":");
    instants.push(out, head.created);
    out.extend_from_slice(b",\"fields\":{");
}

/// `["rec…"]` → `[{"id":"rec…"}]`.
fn link_objects(out: &mut Vec<u8>, raw: &str) -> bool {
    out.push(b'[');
    let first = out.len();
    for id in linked(raw) {
        if out.len() > first {
            out.push(b',');
        }
        out.extend_from_slice(b"{\"id\":\"");
        out.extend_from_slice(&id.bytes());
        out.extend_from_slice(b"\"}");
    }
    if out.len() == first {
        return false;
    }
    out.push(b']');
    true
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
    let Some(keys) = items(raw) else {
        return false;
    };
    out.push(b'[');
    let first = out.len();
    for key in keys {
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

/// The items of an array of numbers.
fn items(raw: &str) -> Option<std::str::Split<'_, char>> {
    let inner = raw.strip_prefix('[')?.strip_suffix(']')?;
    Some(inner.split(','))
}

pub(crate) mod strings;
#[cfg(test)]
mod tests;
