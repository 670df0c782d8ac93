//! Which records a filter keeps.

use std::collections::BTreeSet;

use memchr::memmem;

use super::prepare::{Among, Asked, How, Matching, Source, Test, test};
use super::{Condition, Conjunction, Filter, Operator};
use crate::cell::{
    Attachment, Names, ai_value, attachment, attachments, barcode_text, button_label, is_failure,
    moment, names_of_records, number, parts, record_of_item, special_number, unquoted,
};
use crate::doc::Doc;
use crate::field::{FieldKind, linked};
use crate::schema::{FieldKey, Table, UserNo};
use crate::time::Millis;

/// What of a record a filter looks at.
#[derive(Debug, Clone, Copy)]
pub struct Row<'r> {
    /// When it was made.
    pub created: Millis,
    /// Who made it.
    pub created_by: UserNo,
    /// Its document.
    pub doc: &'r str,
}

/// A filter that was prepared for one table and one moment.
#[derive(Debug, Clone)]
pub struct Keeper {
    /// `None` keeps all.
    node: Option<Node>,
    links: Vec<FieldKey>,
    /// Where text is put in small letters, so that rows need no room of their own.
    small: String,
}

#[derive(Debug, Clone, PartialEq)]
enum Node {
    All(Vec<Node>),
    Any(Vec<Node>),
    Cell(Place, Test),
}

/// Where a record holds a cell.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Place {
    Doc(FieldKey),
    /// The same, of a derived field.
    Computed(FieldKey),
    Created,
    CreatedBy,
}

/// A cell, wherever it was.
#[derive(Clone, Copy)]
enum Seen<'r> {
    Blank,
    Raw(&'r str),
    Moment(Millis),
    User(UserNo),
}

/// Equal ones keep the same records.
impl PartialEq for Keeper {
    fn eq(&self, other: &Self) -> bool {
        self.node == other.node
    }
}

impl Keeper {
    pub(super) fn of(filter: &Filter, table: &Table, now: Millis) -> Self {
        let mut links = Vec::new();
        Self {
            node: node(filter, table, now, &mut links),
            links,
            small: String::new(),
        }
    }

    /// True if it keeps every record.
    pub fn keeps_all(&self) -> bool {
        self.node.is_none()
    }

    /// The link fields for which [`Keeper::keeps`] asks what the linked
    /// records are called.
    pub fn links(&self) -> &[FieldKey] {
        &self.links
    }

    /// True if the filter keeps the record. `names` has the users, and the
    /// records that cells of [`Keeper::links`] name.
    pub fn keeps(&mut self, row: Row<'_>, names: &Names<'_>) -> bool {
        match &self.node {
            None => true,
            Some(node) => node.holds(row, names, &mut self.small),
        }
    }
}

/// Prepares a filter; `None` if nothing of it counts.
fn node(filter: &Filter, table: &Table, now: Millis, links: &mut Vec<FieldKey>) -> Option<Node> {
    let mut nodes: Vec<Node> = filter
        .conditions
        .iter()
        .filter_map(|condition| match condition {
            Condition::Group(filter) => node(filter, table, now, links),
            Condition::Cell {
                field,
                operator,
                value,
            } => {
                let field = table.field_of_id(*field)?;
                let asked = Asked {
                    operator: *operator,
                    value: value.as_ref(),
                    now,
                    strictly: false,
                };
                let test = test(&field.kind, asked).ok()?;
                if matches!(test, Test::Text(Source::Links, _)) && !links.contains(&field.key) {
                    links.push(field.key);
                }
                let place = match field.kind {
                    FieldKind::CreatedTime { .. } => Place::Created,
                    FieldKind::CreatedBy => Place::CreatedBy,
                    _ if field.kind.is_derived() => Place::Computed(field.key),
                    _ => Place::Doc(field.key),
                };
                Some(Node::Cell(place, test))
            }
        })
        .collect();
    match (nodes.len(), filter.conjunction) {
        (0, _) => None,
        (1, _) => nodes.pop(),
        (_, Conjunction::And) => Some(Node::All(nodes)),
        (_, Conjunction::Or) => Some(Node::Any(nodes)),
    }
}

impl Node {
    fn holds(&self, row: Row<'_>, names: &Names<'_>, small: &mut String) -> bool {
        match self {
            Self::All(nodes) => nodes.iter().all(|node| node.holds(row, names, small)),
            Self::Any(nodes) => nodes.iter().any(|node| node.holds(row, names, small)),
            Self::Cell(place, test) => {
                let seen = match place {
                    Place::Doc(key) => Doc(row.doc).get(*key).map_or(Seen::Blank, Seen::Raw),
                    Place::Computed(key) => match Doc(row.doc).get(*key) {
                        Some(raw) => return test.holds_of_computed(raw, names, small),
                        None => Seen::Blank,
                    },
                    Place::Created => Seen::Moment(row.created),
                    Place::CreatedBy => Seen::User(row.created_by),
                };
                test.holds(seen, names, small)
            }
        }
    }
}

impl<'r> Seen<'r> {
    fn raw(self) -> Option<&'r str> {
        match self {
            Self::Raw(raw) => Some(raw),
            _ => None,
        }
    }

    /// A moment, or the midnight in UTC with which a day begins.
    fn moment(self) -> Option<Millis> {
        match self {
            Self::Moment(at) => Some(at),
            Self::Raw(raw) => moment(raw),
            _ => None,
        }
    }

    /// The numbers of a cell of one or of several; what is damaged ends the list.
    fn numbers(self) -> impl Iterator<Item = i64> + 'r {
        let (raw, user) = match self {
            Self::Raw(raw) => (raw, None),
            Self::User(no) => ("", Some(no.0)),
            _ => ("", None),
        };
        let inner = raw
            .strip_prefix('[')
            .and_then(|rest| rest.strip_suffix(']'))
            .unwrap_or(raw);
        let listed = inner.split(',').map_while(|number| number.parse().ok());
        user.into_iter().chain(listed)
    }
}

impl Test {
    fn holds(&self, seen: Seen<'_>, names: &Names<'_>, small: &mut String) -> bool {
        match self {
            Self::Blank(blank) => matches!(seen, Seen::Blank) == *blank,
            Self::Text(source, matching) => {
                small.clear();
                if let Some(raw) = seen.raw() {
                    put_text(*source, raw, names, small);
                }
                matching.holds(small)
            }
            Self::Number(operator, wanted) => {
                let found = seen.raw().and_then(number);
                let Some(found) = found else {
                    return *operator == Operator::NotEqual;
                };
                compares(*operator, found, *wanted)
            }
            Self::Ticked(ticked) => (seen.raw() == Some("true")) == *ticked,
            Self::Days(range) => range.holds(seen.moment()),
            Self::Choices(among) => {
                let keys = seen.numbers().map(|key| u32::try_from(key).ok());
                among.holds(keys)
            }
            Self::Users(among) => among.holds(seen.numbers().map(|no| {
                let person = names.people.person(UserNo(no))?;
                Some(person.id)
            })),
            Self::Records(among) => {
                let raw = seen.raw().unwrap_or_default();
                among.holds(linked(raw).map(Some))
            }
            Self::Nothing => false,
            Self::Filename(matching) => files(seen).iter().any(|file| {
                small.clear();
                put_small(&file.filename, small);
                matching.holds(small)
            }),
            Self::Filetype(wanted) => files(seen).iter().any(|file| is_file_type(file, wanted)),
        }
    }
}

impl Test {
    /// Of a cell of several values, what is asked for must hold of one of them,
    /// and what is excluded of none; texts are read as they are shown, one
    /// after the other. Errors are not empty, and nothing else holds of them.
    fn holds_of_computed(&self, raw: &str, names: &Names<'_>, small: &mut String) -> bool {
        if let Self::Blank(blank) = self {
            return !blank;
        }
        let mut parts = parts(raw).filter(|part| !self.is_failure(part)).peekable();
        if parts.peek().is_none() {
            return false;
        }
        match self {
            Self::Blank(_) | Self::Nothing => false,
            Self::Text(source, matching) => {
                small.clear();
                for part in parts {
                    let start = small.len();
                    put_text(*source, part, names, small);
                    if start > 0 && small.len() > start {
                        small.insert_str(start, ", ");
                    }
                }
                matching.holds(small)
            }
            Self::Number(operator, wanted) => {
                let mut numbers = parts.filter_map(|part| number(part).or(special_number(part)));
                match operator {
                    Operator::NotEqual => numbers.all(|found| compares(*operator, found, *wanted)),
                    _ => numbers.any(|found| compares(*operator, found, *wanted)),
                }
            }
            Self::Ticked(ticked) => parts.any(|part| part == "true") == *ticked,
            Self::Days(range) => range.holds_among(parts.map(moment)),
            Self::Choices(among) => {
                among.holds_with_repeats(parts.map(|part| part.parse::<u32>().ok()))
            }
            Self::Users(among) => among.holds_with_repeats(parts.map(|part| {
                let person = names.people.person(UserNo(part.parse().ok()?))?;
                Some(person.id)
            })),
            Self::Records(among) => among.holds_with_repeats(parts.map(record_of_item)),
            Self::Filename(matching) => parts.filter_map(attachment).any(|file| {
                small.clear();
                put_small(&file.filename, small);
                matching.holds(small)
            }),
            Self::Filetype(wanted) => parts
                .filter_map(attachment)
                .any(|file| is_file_type(&file, wanted)),
        }
    }

    /// True for what stands in place of a value. Infinite numbers are numbers.
    fn is_failure(&self, raw: &str) -> bool {
        let is_infinite = || {
            matches!(self, Self::Number(..))
                && special_number(raw).is_some_and(|number| !number.is_nan())
        };
        is_failure(raw) && !is_infinite()
    }
}

impl Matching {
    fn holds(&self, small: &str) -> bool {
        let matches = if self.whole {
            small == self.wanted
        } else {
            memmem::find(small.as_bytes(), self.wanted.as_bytes()).is_some()
        };
        matches != self.not
    }
}

impl<T: Ord> Among<T> {
    /// As [`Among::holds`], of items that may come several times.
    fn holds_with_repeats(&self, items: impl Iterator<Item = Option<T>>) -> bool {
        match self.how {
            How::Any | How::None => self.holds(items),
            How::All | How::Exactly => {
                let items: BTreeSet<Option<T>> = items.collect();
                self.holds(items.into_iter())
            }
        }
    }

    /// No item comes twice; `None` is one that is not wanted.
    fn holds(&self, items: impl Iterator<Item = Option<T>>) -> bool {
        let is_wanted =
            |item: Option<T>| item.is_some_and(|item| self.wanted.binary_search(&item).is_ok());
        let mut items = items.map(is_wanted);
        match self.how {
            How::Any => items.any(|wanted| wanted),
            How::None => !items.any(|wanted| wanted),
            How::All => items.filter(|wanted| *wanted).count() == self.wanted.len(),
            How::Exactly => {
                let (mut all, mut found) = (0, 0);
                for wanted in items {
                    all += 1;
                    found += usize::from(wanted);
                }
                all == found && found == self.wanted.len()
            }
        }
    }
}

#[expect(
    clippy::float_cmp,
    reason = "a number that a person asks for is stored as the same double"
)]
fn compares(operator: Operator, found: f64, wanted: f64) -> bool {
    match operator {
        Operator::Equal => found == wanted,
        Operator::NotEqual => found != wanted,
        Operator::Less => found < wanted,
        Operator::LessOrEqual => found <= wanted,
        Operator::Greater => found > wanted,
        Operator::GreaterOrEqual => found >= wanted,
        _ => false,
    }
}

/// Puts what people read in a cell, in small letters.
fn put_text(source: Source, raw: &str, names: &Names<'_>, small: &mut String) {
    match source {
        Source::Own => put_small(&unquoted(raw).unwrap_or_default(), small),
        Source::Barcode => put_small(&barcode_text(raw).unwrap_or_default(), small),
        Source::Button => put_small(&button_label(raw).unwrap_or_default(), small),
        Source::Ai => put_small(&ai_value(raw).unwrap_or_default(), small),
        // One that is looked up stands alone.
        Source::Links if raw.starts_with('"') => {
            let record = record_of_item(raw).and_then(|id| names.records.record(id));
            put_small(record.unwrap_or_default(), small);
        }
        Source::Links => {
            for name in names_of_records(raw, names.records) {
                if !small.is_empty() {
                    small.push_str(", ");
                }
                put_small(name, small);
            }
        }
    }
}

fn put_small(text: &str, small: &mut String) {
    if text.is_ascii() {
        let start = small.len();
        small.push_str(text);
        small[start..].make_ascii_lowercase();
    } else {
        small.extend(text.chars().flat_map(char::to_lowercase));
    }
}

fn files(seen: Seen<'_>) -> Vec<Attachment<'_>> {
    seen.raw().map(attachments).unwrap_or_default()
}

fn is_file_type(file: &Attachment<'_>, wanted: &str) -> bool {
    let found = file.media_type.as_deref();
    is_type(found.or_else(|| type_of_name(&file.filename)), wanted)
}

/// True if a media type is the wanted one, or of the wanted family.
fn is_type(found: Option<&str>, wanted: &str) -> bool {
    let Some(found) = found else {
        return false;
    };
    // Parameters, as in `text/plain; charset=utf-8`, do not count.
    let found = found.split(';').next().unwrap_or_default().trim();
    let family = found.split('/').next().unwrap_or_default();
    found.eq_ignore_ascii_case(wanted) || family.eq_ignore_ascii_case(wanted)
}

/// The media type that a file's name tells. Nothing is fetched, so for files
/// that a client named there is nothing else to go by.
fn type_of_name(name: &str) -> Option<&'static str> {
    let (_, ending) = name.rsplit_once('.')?;
    Some(match ending.to_ascii_lowercase().as_str() {
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "svg" => "image/svg+xml",
        "tif" | "tiff" => "image/tiff",
        "heic" => "image/heic",
        "bmp" => "image/bmp",
        "txt" => "text/plain",
        "csv" => "text/csv",
        "md" => "text/markdown",
        "htm" | "html" => "text/html",
        "mp3" => "audio/mpeg",
        "wav" => "audio/wav",
        "mp4" => "video/mp4",
        "mov" => "video/quicktime",
        "webm" => "video/webm",
        "pdf" => "application/pdf",
        "json" => "application/json",
        "zip" => "application/zip",
        "doc" => "application/msword",
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xls" => "application/vnd.ms-excel",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "ppt" => "application/vnd.ms-powerpoint",
        "pptx" => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        _ => return None,
    })
}
