//! The `options` object of a field, taken key by key so that what is left
//! over is what does not belong there.

use basekey_model::id::{FieldId, TableId, ViewId};
use serde_json::{Map, Value};

use crate::error::{Answer, Code, Refusal};
use crate::extract::shorten;

/// Which field is meant, for messages.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place<'a> {
    /// The table's name, or what the path calls it.
    pub(crate) table: &'a str,
    /// The field's name.
    pub(crate) field: &'a str,
}

impl Place<'_> {
    /// `table.field`, which clients look for (web-api 6.2).
    pub(super) fn text(self) -> String {
        format!("{}.{}", shorten(self.table), shorten(self.field))
    }
}

/// Options on their way in.
pub(super) struct Options<'a> {
    place: Place<'a>,
    path: String,
    object: Map<String, Value>,
}

impl<'a> Options<'a> {
    /// `value` as an object; absent and `null` are an empty one.
    pub(super) fn of(place: Place<'a>, path: &str, value: Option<&Value>) -> Answer<Self> {
        let object = match value {
            None | Some(Value::Null) => Map::new(),
            Some(Value::Object(object)) => object.clone(),
            Some(_) => return Err(bad(place, path, "must be an object")),
        };
        Ok(Self {
            place,
            path: path.to_owned(),
            object,
        })
    }

    /// The object under `key`, or an item of the array there.
    pub(super) fn inner(&self, key: &str, value: Option<&Value>) -> Answer<Self> {
        Self::of(self.place, &format!("{}.{key}", self.path), value)
    }

    pub(super) fn wrong(&self, key: &str, wants: &str) -> Refusal {
        bad(self.place, &format!("{}.{key}", self.path), wants)
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.object.contains_key(key)
    }

    /// The text under `key`, which stays.
    pub(super) fn peek(&self, key: &str) -> Option<&str> {
        self.object.get(key)?.as_str()
    }

    /// Puts a value where none was sent.
    pub(super) fn default(&mut self, key: &str, value: &Value) {
        if !self.has(key) {
            self.object.insert(key.to_owned(), value.clone());
        }
    }

    /// Takes a key whatever it holds; `null` counts as absent.
    pub(super) fn take(&mut self, key: &str) -> Option<Value> {
        self.object
            .shift_remove(key)
            .filter(|value| !value.is_null())
    }

    pub(super) fn text(&mut self, key: &str) -> Answer<String> {
        match self.take(key) {
            Some(Value::String(text)) => Ok(text),
            Some(_) => Err(self.wrong(key, "must be text")),
            None => Err(self.wrong(key, "is required")),
        }
    }

    pub(super) fn boolean(&mut self, key: &str) -> Answer<Option<bool>> {
        match self.take(key) {
            None => Ok(None),
            Some(Value::Bool(value)) => Ok(Some(value)),
            Some(_) => Err(self.wrong(key, "must be true or false")),
        }
    }

    pub(super) fn small(&mut self, key: &str, least: u8, most: u8) -> Answer<u8> {
        let wants = format!("must be a whole number from {least} to {most}");
        let value = self
            .take(key)
            .ok_or_else(|| self.wrong(key, "is required"))?;
        value
            .as_u64()
            .and_then(|number| u8::try_from(number).ok())
            .filter(|number| (least..=most).contains(number))
            .ok_or_else(|| self.wrong(key, &wants))
    }

    pub(super) fn named<T>(
        &mut self,
        key: &str,
        read: fn(&str) -> Option<T>,
        all: &[&'static str],
    ) -> Answer<T> {
        let text = self.text(key)?;
        read(&text).ok_or_else(|| self.wrong(key, &format!("must be one of {}", all.join(", "))))
    }

    /// `{name, format?}`, where the format must be the name's.
    pub(super) fn format<T: Copy>(
        &mut self,
        key: &str,
        read: fn(&str) -> Option<T>,
        format: fn(T) -> &'static str,
        all: &[&'static str],
    ) -> Answer<T> {
        let value = self
            .take(key)
            .ok_or_else(|| self.wrong(key, "is required"))?;
        let mut inner = self.inner(key, Some(&value))?;
        let found = inner.named("name", read, all)?;
        match inner.take("format") {
            None => {}
            Some(Value::String(text)) if text == format(found) => {}
            Some(_) => {
                return Err(inner.wrong(
                    "format",
                    &format!("must be \"{}\" for this name", format(found)),
                ));
            }
        }
        inner.finish()?;
        Ok(found)
    }

    pub(super) fn table(&mut self, key: &str) -> Answer<TableId> {
        let text = self.text(key)?;
        text.parse()
            .map_err(|_| self.wrong(key, "must be the id of a table (tbl…)"))
    }

    pub(super) fn view(&mut self, key: &str) -> Answer<Option<ViewId>> {
        match self.take(key) {
            None => Ok(None),
            Some(value) => match value.as_str().and_then(|text| text.parse().ok()) {
                Some(id) => Ok(Some(id)),
                None => Err(self.wrong(key, "must be the id of a view (viw…)")),
            },
        }
    }

    pub(super) fn field(&mut self, key: &str) -> Answer<FieldId> {
        self.field_if_any(key)?
            .ok_or_else(|| self.wrong(key, "is required"))
    }

    pub(super) fn field_if_any(&mut self, key: &str) -> Answer<Option<FieldId>> {
        match self.take(key) {
            None => Ok(None),
            Some(value) => match value.as_str().and_then(|text| text.parse().ok()) {
                Some(id) => Ok(Some(id)),
                None => Err(self.wrong(key, "must be the id of a field (fld…)")),
            },
        }
    }

    pub(super) fn fields(&mut self, key: &str) -> Answer<Vec<FieldId>> {
        let Some(value) = self.take(key) else {
            return Ok(Vec::new());
        };
        let ids = value.as_array().map(|ids| {
            ids.iter()
                .map(|id| id.as_str()?.parse().ok())
                .collect::<Option<Vec<_>>>()
        });
        ids.flatten()
            .ok_or_else(|| self.wrong(key, "must be an array of field ids"))
    }

    /// Takes keys that may be sent only as `shown` has them.
    pub(super) fn same(&mut self, keys: &[&str], shown: Option<&Value>) -> Answer<()> {
        for key in keys {
            let found = self.take(key);
            if found.is_some() && found.as_ref() != shown.and_then(|shown| shown.get(key)) {
                return Err(self.wrong(key, "can not be changed; make another field"));
            }
        }
        Ok(())
    }

    /// Refuses what nobody took.
    pub(super) fn finish(self) -> Answer<()> {
        match self.object.keys().next() {
            None => Ok(()),
            Some(key) => Err(self.wrong(
                &shorten(key),
                "is not an option of this field type, or can not be set",
            )),
        }
    }
}

fn bad(place: Place<'_>, path: &str, wants: &str) -> Refusal {
    Refusal::new(Code::InvalidFieldOptions).say(format!(
        "Invalid options for field \"{}\": {path} {wants}",
        shorten(place.field)
    ))
}
