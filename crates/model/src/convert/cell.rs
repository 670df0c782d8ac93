//! One cell.

use serde_json::Value;

use super::choices::ByName;
use super::{Becomes, Conversion, ConvertContext, Converted};
use crate::cell::{
    self, WriteContext, Written, attachments, attachments_raw, checkbox_word, keys, local,
    names_of_people, names_of_records, number, number_text, parse_amount, parse_loose, plain,
    split_list, unquoted,
};
use crate::field::{FieldKind, TimeResult, linked};
use crate::schema::UserNo;
use crate::time::{Millis, Zone};

impl Converted {
    pub(super) fn kept(raw: String) -> Self {
        Self {
            becomes: Becomes::Raw(raw),
            lost: false,
        }
    }

    pub(super) fn blank(lost: bool) -> Self {
        Self {
            becomes: Becomes::Blank,
            lost,
        }
    }

    /// The raw text if there is one; else what was there is lost.
    fn of(raw: Option<String>) -> Self {
        raw.map_or(Self::blank(true), Self::kept)
    }

    pub(super) fn or_lost(self, lost: bool) -> Self {
        Self {
            lost: self.lost || lost,
            ..self
        }
    }
}

impl Conversion {
    /// What one cell that is not blank becomes. Cells of a record's head are
    /// handed in as [`crate::cell`] writes them.
    pub fn convert(&self, raw: &str, context: &ConvertContext<'_>) -> Converted {
        if self.same && !self.derived {
            return Converted {
                becomes: Becomes::Same,
                lost: false,
            };
        }
        if self.to.is_computed() {
            // What a record's head says stays there, and what was computed
            // can be computed again.
            return Converted::blank(!self.from.is_in_head() && !self.derived);
        }
        if self.derived {
            return self.computed(raw, context);
        }
        if let Some(map) = &self.keys {
            let old: Vec<u32> = match keys(raw) {
                Some(keys) => keys.collect(),
                None => raw.parse().into_iter().collect(),
            };
            let new = old.iter().filter_map(|key| map.get(key).copied());
            return self.listed(new, old.len());
        }
        self.to_other(raw, context)
    }

    /// What a cell of another kind becomes.
    pub(super) fn to_other(&self, raw: &str, context: &ConvertContext<'_>) -> Converted {
        use FieldKind as K;
        match &self.to {
            to if to.is_text() => self.text(raw, context),
            K::SingleSelect(_) | K::MultipleSelects(_) => self.choices(raw, context),
            K::SingleCollaborator | K::MultipleCollaborators => self.people(raw, context),
            K::MultipleRecordLinks(_) => self.links(raw, context),
            K::MultipleAttachments { .. } => self.files(raw, context),
            K::Checkbox { .. } => self.tick(raw, context),
            K::Date { .. } => self.day(raw, context),
            K::DateTime(_) if matches!(self.from, K::Date { .. }) => {
                self.typecast(&unquoted(raw).unwrap_or_default(), context)
            }
            to if to.is_number() => self.number(raw, context),
            _ => self.typecast(&self.plain(raw, context), context),
        }
    }

    /// What people read.
    fn plain(&self, raw: &str, context: &ConvertContext<'_>) -> String {
        match self.several(raw) {
            None => plain(&self.from, raw, &context.names),
            Some(items) => {
                let texts: Vec<String> = items
                    .map(|item| plain(&self.from, item, &context.names))
                    .filter(|text| !text.is_empty())
                    .collect();
                texts.join(", ")
            }
        }
    }

    fn typecast(&self, text: &str, context: &ConvertContext<'_>) -> Converted {
        if text.trim().is_empty() {
            return Converted::blank(false);
        }
        match write(&self.to, &Value::from(text), context) {
            Some(Written::Raw(raw)) => Converted::kept(raw),
            _ => Converted::blank(true),
        }
    }

    /// A cell of one or of several keys or numbers, of which there were `had`.
    fn listed<T>(&self, items: impl Iterator<Item = T>, had: usize) -> Converted
    where
        T: PartialEq + std::fmt::Display,
    {
        let mut kept: Vec<T> = Vec::new();
        let mut found = 0;
        for item in items {
            found += 1;
            if !kept.contains(&item) {
                kept.push(item);
            }
        }
        let several = matches!(
            self.to,
            FieldKind::MultipleSelects(_) | FieldKind::MultipleCollaborators
        );
        let lost = found < had || (!several && kept.len() > 1);
        let raw = if several {
            list_raw(&kept)
        } else {
            kept.first().map(ToString::to_string)
        };
        Converted::of(raw).or_lost(lost)
    }

    fn text(&self, raw: &str, context: &ConvertContext<'_>) -> Converted {
        let mut text = self.plain(raw, context);
        let mut lost = self.text_loses(raw, &text, context);
        if let Some((end, _)) = text.char_indices().nth(context.limits.cell_chars) {
            text.truncate(end);
            lost = true;
        }
        if text.is_empty() {
            return Converted::blank(lost);
        }
        Converted::of(serde_json::to_string(&text).ok()).or_lost(lost)
    }

    /// True if what people read says less than the cell does.
    fn text_loses(&self, raw: &str, text: &str, context: &ConvertContext<'_>) -> bool {
        match &self.from {
            // Computed cells stay as they were shown.
            kind if kind.is_computed() || self.derived => false,
            FieldKind::MultipleRecordLinks(_) => {
                names_of_records(raw, context.names.records).count() < linked(raw).count()
            }
            FieldKind::SingleCollaborator | FieldKind::MultipleCollaborators => users(raw)
                .iter()
                .any(|no| context.names.people.person(*no).is_none()),
            kind if kind.is_number()
                || matches!(kind, FieldKind::Date { .. } | FieldKind::DateTime(_)) =>
            {
                write(kind, &Value::from(text), context) != Some(Written::Raw(raw.to_owned()))
            }
            _ => false,
        }
    }

    /// What a cell says, item by item; one item for what is no list.
    fn items(&self, raw: &str, context: &ConvertContext<'_>) -> Vec<String> {
        if let Some(items) = self.several(raw) {
            return items
                .map(|item| plain(&self.from, item, &context.names))
                .collect();
        }
        match &self.from {
            FieldKind::MultipleSelects(choices) => keys(raw)
                .into_iter()
                .flatten()
                .filter_map(|key| Some(choices.by_key(key)?.name.clone()))
                .collect(),
            FieldKind::MultipleRecordLinks(_) => names_of_records(raw, context.names.records)
                .map(str::to_owned)
                .collect(),
            FieldKind::MultipleCollaborators => names_of_people(raw, context.names.people)
                .map(str::to_owned)
                .collect(),
            FieldKind::MultipleAttachments { .. } => attachments(raw)
                .into_iter()
                .map(|file| file.filename.into_owned())
                .collect(),
            _ => vec![self.plain(raw, context)],
        }
    }

    /// The names of choices that a cell of another kind means.
    pub(super) fn texts(
        &self,
        by_name: &ByName,
        raw: &str,
        context: &ConvertContext<'_>,
    ) -> Vec<String> {
        let mut texts = self.items(raw, context);
        if self.from.is_text()
            && matches!(self.to, FieldKind::MultipleSelects(_))
            && let [text] = texts.as_slice()
            // A choice may have a comma in its name.
            && !by_name.is_given(text.trim())
        {
            texts = split_list(text);
        }
        for text in &mut texts {
            let trimmed = text.trim();
            if trimmed.len() < text.len() {
                *text = trimmed.to_owned();
            }
        }
        texts.retain(|text| !text.is_empty());
        texts
    }

    fn choices(&self, raw: &str, context: &ConvertContext<'_>) -> Converted {
        let Some(by_name) = &self.by_name else {
            return Converted::blank(true);
        };
        let texts = self.texts(by_name, raw, context);
        if texts.is_empty() {
            return Converted::blank(self.says_something(raw));
        }
        let found = texts.iter().filter_map(|text| by_name.find(text));
        self.listed(found, texts.len())
    }

    /// True if a cell that people read as nothing holds something all the
    /// same: links to records without a name, users who are gone.
    fn says_something(&self, raw: &str) -> bool {
        match self.from {
            FieldKind::MultipleRecordLinks(_) => linked(raw).next().is_some(),
            FieldKind::SingleCollaborator | FieldKind::MultipleCollaborators => true,
            _ => false,
        }
    }

    fn people(&self, raw: &str, context: &ConvertContext<'_>) -> Converted {
        if matches!(
            self.from,
            FieldKind::SingleCollaborator
                | FieldKind::MultipleCollaborators
                | FieldKind::CreatedBy
                | FieldKind::LastModifiedBy { .. }
        ) {
            let users = users(raw);
            return self.listed(users.iter().map(|no| no.0), users.len());
        }
        let find = |text: &str| {
            let person = Value::from(text.trim());
            match write(&FieldKind::SingleCollaborator, &person, context) {
                Some(Written::Raw(raw)) => raw.parse::<i64>().ok(),
                _ => None,
            }
        };
        let mut texts = self.items(raw, context);
        if let [text] = texts.as_slice()
            && self.from.is_text()
            && find(text).is_none()
        {
            texts = split_list(text);
        }
        texts.retain(|text| !text.trim().is_empty());
        if texts.is_empty() {
            return Converted::blank(self.says_something(raw));
        }
        let most = context.limits.people_per_cell;
        let found = texts.iter().filter_map(|text| find(text)).take(most);
        self.listed(found, texts.len())
    }

    fn links(&self, raw: &str, context: &ConvertContext<'_>) -> Converted {
        if matches!(self.from, FieldKind::Checkbox { .. }) {
            return Converted::blank(true);
        }
        let mut texts = self.items(raw, context);
        let had = match self.from {
            FieldKind::MultipleRecordLinks(_) => linked(raw).count(),
            _ => texts.len(),
        };
        texts.truncate(context.limits.links_per_cell);
        let lost = texts.len() < had;
        let value = match texts.as_slice() {
            [text] if self.from.is_text() => Value::from(text.as_str()),
            _ => texts.into(),
        };
        match write(&self.to, &value, context) {
            Some(Written::Links(targets)) => Converted {
                becomes: Becomes::Links(targets),
                lost,
            },
            Some(_) => Converted::blank(self.says_something(raw)),
            None => Converted::blank(true),
        }
    }

    fn files(&self, raw: &str, context: &ConvertContext<'_>) -> Converted {
        let text = self.plain(raw, context);
        let written = write(&self.to, &Value::from(text.as_str()), context);
        let Some(Written::Attachments(inputs)) = written else {
            return Converted::blank(!text.trim().is_empty());
        };
        let Ok(raw) = attachments_raw(None, &inputs) else {
            return Converted::blank(true);
        };
        // Words around the addresses are in no file.
        let mut rest = text;
        for file in attachments(&raw) {
            rest = rest.replacen(&*file.url, "", 1);
            rest = rest.replacen(&*file.filename, "", 1);
        }
        let lost = rest.contains(char::is_alphanumeric);
        Converted::kept(raw).or_lost(lost)
    }

    fn tick(&self, raw: &str, context: &ConvertContext<'_>) -> Converted {
        let ticked = || Converted::kept("true".to_owned());
        if self.from.is_number() {
            return match number(raw) {
                Some(number) if number != 0.0 => ticked().or_lost(raw != "1"),
                _ => Converted::blank(false),
            };
        }
        let text = self.plain(raw, context);
        match checkbox_word(&text) {
            Some(true) => ticked(),
            Some(false) => Converted::blank(false),
            None if text.trim().is_empty() => Converted::blank(self.says_something(raw)),
            None => ticked().or_lost(true),
        }
    }

    fn day(&self, raw: &str, context: &ConvertContext<'_>) -> Converted {
        let (zone, shows_time) = match &self.from {
            FieldKind::DateTime(format)
            | FieldKind::CreatedTime {
                result: TimeResult::DateTime(format),
            }
            | FieldKind::LastModifiedTime {
                result: TimeResult::DateTime(format),
                ..
            } => (Zone::of_option(&format.zone), true),
            FieldKind::CreatedTime { .. } | FieldKind::LastModifiedTime { .. } => {
                (Zone::utc(), false)
            }
            _ => {
                let text = self.plain(raw, context);
                let day_first = matches!(&self.to, FieldKind::Date { date } if date.is_day_first());
                let has_time = parse_loose(&text, day_first)
                    .and_then(|found| found.moment.time)
                    .is_some_and(|time| time != jiff::civil::Time::midnight());
                return self.typecast(&text, context).or_lost(has_time);
            }
        };
        let local = unquoted(raw)
            .and_then(|text| Millis::parse(&text))
            .and_then(|at| local(at, &zone));
        let Some(local) = local else {
            return Converted::blank(true);
        };
        Converted::kept(format!("\"{}\"", local.date()))
            .or_lost(shows_time && local.time() != jiff::civil::Time::midnight())
    }

    fn number(&self, raw: &str, context: &ConvertContext<'_>) -> Converted {
        match (&self.from, &self.to) {
            (FieldKind::Checkbox { .. }, _) => Converted::kept("1".to_owned()),
            // Only a rating is not the same number.
            (from, FieldKind::Rating { .. }) if from.is_number() => {
                number(raw).map_or(Converted::blank(true), |value| self.stars(value, context))
            }
            (_, FieldKind::Rating { .. }) => {
                let text = self.plain(raw, context);
                match parse_amount(text.trim()) {
                    Some(amount) => self.stars(amount.value, context),
                    None => Converted::blank(!text.trim().is_empty()),
                }
            }
            _ => self.typecast(&self.plain(raw, context), context),
        }
    }

    /// A rating of nothing is a blank one.
    fn stars(&self, value: f64, context: &ConvertContext<'_>) -> Converted {
        match write(&self.to, &Value::from(value), context) {
            Some(Written::Raw(stars)) => {
                let lost = stars != number_text(value);
                Converted::kept(stars).or_lost(lost)
            }
            _ => Converted::blank(value != 0.0),
        }
    }
}

/// What typecast makes of a value.
fn write(kind: &FieldKind, value: &Value, context: &ConvertContext<'_>) -> Option<Written> {
    let context = WriteContext {
        typecast: true,
        limits: context.limits,
        people: context.people,
        entropy: context.entropy,
    };
    cell::write(kind, value, &context).ok()
}

/// The users of a cell of one or several.
fn users(raw: &str) -> Vec<UserNo> {
    let inner = raw
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
        .unwrap_or(raw);
    inner
        .split(',')
        .map_while(|no| no.parse().ok())
        .map(UserNo)
        .collect()
}

/// A list as stored; `None` if it is empty.
fn list_raw<T: std::fmt::Display>(items: &[T]) -> Option<String> {
    let items: Vec<String> = items.iter().map(ToString::to_string).collect();
    (!items.is_empty()).then(|| format!("[{}]", items.join(",")))
}
