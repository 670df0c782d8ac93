//! Bases, tables, fields and views as Airtable writes them (web-api 4).

use basekey_model::id::Entropy;
use basekey_model::schema::{Field, FieldDraft, Table, TableDraft, View, ViewKind};
use serde_json::{Map, Value, json};

use super::date_dependency::date_dependency_json;
use super::field::{self, Place};
use crate::error::{Answer, Code, Refusal};
use crate::extract::shorten;

/// A field. Absent parts are left out: clients refuse `null` (web-api 4.2).
pub(crate) fn field_json(field: &Field) -> Value {
    let mut object = Map::new();
    object.insert("id".to_owned(), json!(field.id));
    object.insert("name".to_owned(), json!(field.name));
    object.insert("type".to_owned(), json!(field.kind.type_name()));
    if let Some(description) = &field.description {
        object.insert("description".to_owned(), json!(description));
    }
    if let Some(options) = field::options(&field.kind) {
        object.insert("options".to_owned(), options);
    }
    Value::Object(object)
}

/// A view; `visible` adds the fields that a grid shows (web-api 4.2).
pub(crate) fn view_json(table: &Table, view: &View, visible: bool) -> Value {
    let mut object = json!({ "id": view.id, "name": view.name, "type": view_type(view) });
    if let (true, Some(object)) = (visible, object.as_object_mut()) {
        object.insert(
            "visibleFieldIds".to_owned(),
            json!(view.visible_fields(table)),
        );
    }
    object
}

/// A view's type as clients spell it.
pub(crate) fn view_type(view: &View) -> &'static str {
    match view.kind {
        ViewKind::Grid => "grid",
    }
}

/// A table with its fields and views.
pub(crate) fn table_json(table: &Table, visible: bool) -> Value {
    let mut object = Map::new();
    object.insert("id".to_owned(), json!(table.id));
    object.insert("name".to_owned(), json!(table.name));
    if let Some(description) = &table.description {
        object.insert("description".to_owned(), json!(description));
    }
    object.insert("primaryFieldId".to_owned(), json!(table.primary_field));
    object.insert(
        "fields".to_owned(),
        table.fields.iter().map(field_json).collect(),
    );
    object.insert(
        "views".to_owned(),
        table
            .views
            .iter()
            .map(|view| view_json(table, view, visible))
            .collect(),
    );
    if let Some(settings) = &table.date_dependency {
        object.insert(
            "dateDependencySettings".to_owned(),
            date_dependency_json(settings),
        );
    }
    Value::Object(object)
}

/// A JSON object from which keys are taken one by one, so that what is left
/// over is what nobody knows.
pub(crate) struct Object<'a> {
    what: &'a str,
    keys: Map<String, Value>,
}

impl<'a> Object<'a> {
    /// `what` names the object in messages: "the request body", "tables[0]".
    pub(crate) fn of(what: &'a str, value: Value) -> Answer<Self> {
        match value {
            Value::Object(keys) => Ok(Self { what, keys }),
            _ => Err(Refusal::new(Code::InvalidRequestUnknown)
                .say(format!("Invalid request: {what} must be an object"))),
        }
    }

    fn wrong(&self, key: &str, wants: &str) -> Refusal {
        Refusal::new(Code::InvalidRequestUnknown).say(format!(
            "Invalid request: `{}` of {} {wants}",
            shorten(key),
            self.what
        ))
    }

    /// Takes a key whatever it holds; `null` counts as absent.
    pub(crate) fn take(&mut self, key: &str) -> Option<Value> {
        self.keys.shift_remove(key).filter(|value| !value.is_null())
    }

    /// Takes a key whatever it holds, `null` included.
    pub(crate) fn take_even_null(&mut self, key: &str) -> Option<Value> {
        self.keys.shift_remove(key)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    pub(crate) fn has(&self, key: &str) -> bool {
        self.keys.contains_key(key)
    }

    pub(crate) fn text(&mut self, key: &str) -> Answer<Option<String>> {
        match self.take(key) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(self.wrong(key, "must be text")),
        }
    }

    pub(crate) fn required_text(&mut self, key: &str) -> Answer<String> {
        self.text(key)?
            .ok_or_else(|| self.wrong(key, "is required"))
    }

    /// Takes an id; `wants` says what it is the id of.
    pub(crate) fn id<T: std::str::FromStr>(&mut self, key: &str, wants: &str) -> Answer<Option<T>> {
        match self.take(key) {
            None => Ok(None),
            Some(value) => match value.as_str().and_then(|text| text.parse().ok()) {
                Some(id) => Ok(Some(id)),
                None => Err(self.wrong(key, &format!("must be {wants}"))),
            },
        }
    }

    pub(crate) fn boolean(&mut self, key: &str) -> Answer<Option<bool>> {
        match self.take(key) {
            None => Ok(None),
            Some(Value::Bool(value)) => Ok(Some(value)),
            Some(_) => Err(self.wrong(key, "must be true or false")),
        }
    }

    pub(crate) fn number(&mut self, key: &str) -> Answer<Option<i64>> {
        match self.take(key) {
            None => Ok(None),
            Some(value) => value
                .as_i64()
                .map(Some)
                .ok_or_else(|| self.wrong(key, "must be a whole number")),
        }
    }

    pub(crate) fn array(&mut self, key: &str) -> Answer<Option<Vec<Value>>> {
        match self.take(key) {
            None => Ok(None),
            Some(Value::Array(items)) => Ok(Some(items)),
            Some(_) => Err(self.wrong(key, "must be an array")),
        }
    }

    pub(crate) fn texts(&mut self, key: &str) -> Answer<Vec<String>> {
        self.array(key)?
            .unwrap_or_default()
            .into_iter()
            .map(|item| match item {
                Value::String(text) => Ok(text),
                _ => Err(self.wrong(key, "must be an array of text")),
            })
            .collect()
    }

    /// Drops keys that are accepted and mean nothing here.
    pub(crate) fn ignore(&mut self, keys: &[&str]) {
        for key in keys {
            self.keys.shift_remove(*key);
        }
    }

    /// Refuses what nobody took.
    pub(crate) fn finish(self) -> Answer<()> {
        match self.keys.keys().next() {
            None => Ok(()),
            Some(key) => Err(self.wrong(key, "is not known here; check its spelling")),
        }
    }
}

/// A field about to be made in the table called `table`.
pub(crate) fn field_draft(
    what: &str,
    table: &str,
    value: Value,
    entropy: &dyn Entropy,
) -> Answer<FieldDraft> {
    let mut object = Object::of(what, value)?;
    let name = object.required_text("name")?;
    let kind = object.required_text("type")?;
    let description = object.text("description")?;
    let options = object.take("options");
    object.finish()?;
    let place = Place {
        table,
        field: &name,
    };
    let kind = field::kind(place, &kind, options.as_ref(), entropy)?;
    Ok(FieldDraft {
        name,
        description,
        kind,
    })
}

/// A table about to be made.
pub(crate) fn table_draft(what: &str, value: Value, entropy: &dyn Entropy) -> Answer<TableDraft> {
    let mut object = Object::of(what, value)?;
    let name = object.required_text("name")?;
    let description = object.text("description")?;
    let fields = object.array("fields")?.unwrap_or_default();
    object.finish()?;
    let fields = fields
        .into_iter()
        .enumerate()
        .map(|(index, field)| field_draft(&format!("fields[{index}]"), &name, field, entropy))
        .collect::<Answer<_>>()?;
    Ok(TableDraft {
        name,
        description,
        fields,
    })
}
