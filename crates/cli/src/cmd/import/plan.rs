//! Which column goes into which field.

use std::collections::HashMap;
use std::path::Path;

use anyhow::Result;
use basekey_model::field::FieldKind;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::NewColumns;
use super::file::{Column as Found, Scan};
use crate::cmd::{list, text, usage};
use crate::out;
use crate::system::SystemEntropy;

/// Types whose cells the server fills.
const COMPUTED: [&str; 5] = [
    "autoNumber",
    "createdTime",
    "createdBy",
    "lastModifiedTime",
    "lastModifiedBy",
];

/// Kept by the server with the import, so that one that goes on does so
/// alike whatever has changed since.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Plan {
    /// The table's name.
    pub(crate) table: String,
    /// True if the import makes the table.
    pub(crate) new: bool,
    /// What separates cells, as a byte.
    pub(crate) delimiter: u8,
    /// In the order of the file.
    pub(crate) columns: Vec<Column>,
}

/// One column of the file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Column {
    pub(crate) name: String,
    pub(crate) target: Target,
}

/// Where a column goes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Target {
    /// Into a field to be made.
    New { field: String, draft: Draft },
    /// Into a field that is there.
    Existing { field: String, kind: String },
    /// Nowhere.
    Out { why: String },
}

/// A field's type as the API takes it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Draft {
    #[serde(rename = "type")]
    pub(crate) kind: String,
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub(crate) options: Value,
}

impl Draft {
    fn new(kind: &str, options: Value) -> Self {
        Self {
            kind: kind.to_owned(),
            options,
        }
    }

    /// With a name, as the API takes it.
    pub(crate) fn named(&self, name: &str) -> Value {
        let mut field = json!({ "name": name, "type": self.kind });
        if !self.options.is_null() {
            field["options"] = self.options.clone();
        }
        field
    }

    /// The type for an inferred kind.
    fn of(kind: &FieldKind) -> Self {
        let options = match kind {
            FieldKind::Number { precision } | FieldKind::Percent { precision } => {
                json!({ "precision": precision })
            }
            FieldKind::Currency { precision, symbol } => {
                json!({ "precision": precision, "symbol": symbol })
            }
            FieldKind::Duration { format } => json!({ "durationFormat": format.name() }),
            FieldKind::Rating { max, icon, color } => {
                json!({ "max": max, "icon": icon.name(), "color": color.name() })
            }
            FieldKind::Checkbox { icon, color } => {
                json!({ "icon": icon.name(), "color": color.name() })
            }
            FieldKind::Date { date } => json!({ "dateFormat": { "name": date.name() } }),
            FieldKind::DateTime(format) => json!({
                "dateFormat": { "name": format.date.name() },
                "timeFormat": { "name": format.time.name() },
                "timeZone": format.zone,
            }),
            FieldKind::SingleSelect(choices) | FieldKind::MultipleSelects(choices) => {
                let choices = choices.list.iter().map(|choice| match choice.color {
                    Some(color) => json!({ "name": choice.name, "color": color.name() }),
                    None => json!({ "name": choice.name }),
                });
                json!({ "choices": choices.collect::<Vec<_>>() })
            }
            // Text needs no options, and computed kinds are not inferred.
            _ => Value::Null,
        };
        Self::new(kind.type_name(), options)
    }

    /// What is worth knowing of the options, for the plan.
    fn detail(&self) -> String {
        let options = &self.options;
        if let Some(choices) = options["choices"].as_array() {
            return format!(" ({})", crate::cmd::count(choices.len() as u64, "choice"));
        }
        if let Some(date) = options["dateFormat"]["name"].as_str() {
            return format!(" ({date})");
        }
        match (options["symbol"].as_str(), options["precision"].as_u64()) {
            (Some(symbol), _) => format!(" ({symbol})"),
            (None, Some(precision)) if precision > 0 => {
                format!(" ({})", crate::cmd::count(precision, "decimal"))
            }
            _ => String::new(),
        }
    }
}

/// A type as `--types` writes it: Airtable's name or a short one, and a detail.
fn forced(written: &str, inferred: &FieldKind) -> Result<Option<Draft>, String> {
    let (name, detail) = match written.split_once(':') {
        Some((name, detail)) => (name.trim(), Some(detail.trim())),
        None => (written.trim(), None),
    };
    let decimals = || match (detail, inferred) {
        (Some(text), _) => text
            .parse::<u8>()
            .ok()
            .filter(|n| *n <= 8)
            .ok_or("decimals are a number from 0 to 8".to_owned()),
        (
            None,
            FieldKind::Number { precision }
            | FieldKind::Percent { precision }
            | FieldKind::Currency { precision, .. },
        ) => Ok(*precision),
        (None, _) => Ok(2),
    };
    let date = || {
        let name = detail.unwrap_or("iso");
        let known = ["local", "friendly", "us", "european", "iso"];
        if known.contains(&name) {
            Ok(json!({ "name": name }))
        } else {
            Err(format!("a date is one of {}", known.join(", ")))
        }
    };
    let empty = || {
        json!({ "choices": match Draft::of(inferred).options["choices"].take() {
            Value::Array(choices) => choices,
            _ => Vec::new(),
        }})
    };
    let draft = match name {
        "skip" => return Ok(None),
        "text" | "singleLineText" => Draft::new("singleLineText", Value::Null),
        "longText" | "multilineText" => Draft::new("multilineText", Value::Null),
        "richText" | "email" | "url" => Draft::new(name, Value::Null),
        "phone" | "phoneNumber" => Draft::new("phoneNumber", Value::Null),
        "number" | "percent" => Draft::new(name, json!({ "precision": decimals()? })),
        "currency" => Draft::new(
            name,
            json!({ "precision": 2, "symbol": detail.unwrap_or("$") }),
        ),
        "duration" => Draft::new(
            name,
            json!({ "durationFormat": detail.unwrap_or("h:mm:ss") }),
        ),
        "rating" => {
            let max = detail
                .unwrap_or("5")
                .parse::<u8>()
                .map_err(|_| "a rating's maximum is a number from 1 to 10")?;
            Draft::new(
                name,
                json!({ "max": max, "icon": "star", "color": "yellowBright" }),
            )
        }
        "checkbox" => Draft::new(name, json!({ "icon": "check", "color": "greenBright" })),
        "date" => Draft::new(name, json!({ "dateFormat": date()? })),
        "dateTime" => Draft::new(
            name,
            json!({ "dateFormat": date()?, "timeFormat": { "name": "24hour" }, "timeZone": "utc" }),
        ),
        "select" | "singleSelect" => Draft::new("singleSelect", empty()),
        "multiSelect" | "multipleSelects" => {
            Draft::new("multipleSelects", json!({ "choices": [] }))
        }
        other => {
            return Err(format!(
                "there is no type {other}; the types are text, longText, richText, email, url, phone, number, percent, currency, duration, rating, checkbox, date, dateTime, select, multiSelect and skip"
            ));
        }
    };
    Ok(Some(draft))
}

/// The field of this name, without regard to case.
pub(crate) fn field_named<'t>(table: &'t Value, name: &str) -> Option<&'t Value> {
    let fields = list(table, "fields");
    let wanted = name.trim().to_lowercase();
    fields
        .iter()
        .find(|field| text(field, "name") == name)
        .or_else(|| {
            fields
                .iter()
                .find(|field| text(field, "name").trim().to_lowercase() == wanted)
        })
}

/// Reads `--types`: a draft, or `None` for a column to be left out.
fn wishes(scan: &Scan, types: &[String]) -> Result<HashMap<String, Option<Draft>>> {
    let mut made = HashMap::new();
    for item in types {
        let Some((column, kind)) = item.rsplit_once('=') else {
            return Err(usage(format!("--types takes COLUMN=TYPE, not \"{item}\"")));
        };
        let wanted = column.trim().to_lowercase();
        let Some(found) = scan
            .columns
            .iter()
            .find(|found| found.name.to_lowercase() == wanted)
        else {
            return Err(usage(format!(
                "--types names \"{column}\", which is no column of the file"
            )));
        };
        let draft = forced(kind, &found.inference.verdict(&SystemEntropy))
            .map_err(|words| usage(format!("--types {column}: {words}")))?;
        made.insert(found.name.clone(), draft);
    }
    Ok(made)
}

/// Plans an import into a new table, or into `existing`.
pub(crate) fn make(
    scan: &Scan,
    table: &str,
    existing: Option<&Value>,
    types: &[String],
    new_columns: NewColumns,
) -> Result<Plan> {
    let wishes = wishes(scan, types)?;
    let mut columns = Vec::with_capacity(scan.columns.len());
    let mut unknown = Vec::new();
    // The first field names records, so it is text rather than a tick or a choice.
    let mut first = existing.is_none();
    for found in &scan.columns {
        let name = found.name.clone();
        let target = match (
            wishes.get(&name),
            existing.and_then(|table| field_named(table, &name)),
        ) {
            (Some(None), _) => Target::Out {
                why: "left out".to_owned(),
            },
            (_, Some(field)) if COMPUTED.contains(&text(field, "type")) => Target::Out {
                why: "filled by the server".to_owned(),
            },
            (_, Some(field)) => Target::Existing {
                field: text(field, "name").to_owned(),
                kind: text(field, "type").to_owned(),
            },
            (_, None) if existing.is_some() && new_columns == NewColumns::Skip => Target::Out {
                why: "no such field".to_owned(),
            },
            (wish, None) => {
                if existing.is_some() && new_columns == NewColumns::Refuse {
                    unknown.push(name.clone());
                }
                let draft = match wish {
                    Some(Some(draft)) => draft.clone(),
                    _ => inferred(found, first),
                };
                first = false;
                Target::New {
                    field: name.clone(),
                    draft,
                }
            }
        };
        columns.push(Column { name, target });
    }
    if !unknown.is_empty() {
        return Err(usage(format!(
            "the table \"{table}\" has no field for the columns {}; add fields with --new-columns add, or leave them out with --new-columns skip",
            unknown.join(", ")
        )));
    }
    if columns
        .iter()
        .all(|column| matches!(column.target, Target::Out { .. }))
    {
        return Err(usage("no column of the file goes into the table"));
    }
    Ok(Plan {
        table: table.to_owned(),
        new: existing.is_none(),
        delimiter: scan.delimiter,
        columns,
    })
}

fn inferred(column: &Found, names_records: bool) -> Draft {
    match column.inference.verdict(&SystemEntropy) {
        FieldKind::Checkbox { .. } | FieldKind::SingleSelect(_) if names_records => {
            Draft::of(&FieldKind::SingleLineText)
        }
        kind => Draft::of(&kind),
    }
}

impl Plan {
    /// The fields of a new table.
    pub(crate) fn drafts(&self) -> Vec<Value> {
        let new = |column: &Column| match &column.target {
            Target::New { field, draft } => Some(draft.named(field)),
            _ => None,
        };
        self.columns.iter().filter_map(new).collect()
    }

    /// The plan for people.
    pub(crate) fn show(&self, scan: &Scan, file: &Path) -> String {
        let verb = if self.new {
            "into the new table"
        } else {
            "added to the table"
        };
        let mut made = format!(
            "{}: {} {verb} \"{}\"\n\n",
            file.display(),
            crate::cmd::count(scan.rows, "row"),
            self.table
        );
        let rows: Vec<_> = self
            .columns
            .iter()
            .zip(&scan.columns)
            .map(|(column, found)| {
                let (field, kind) = match &column.target {
                    Target::New { field, draft } => {
                        (field.clone(), format!("{}{}", draft.kind, draft.detail()))
                    }
                    Target::Existing { field, kind } => (field.clone(), kind.clone()),
                    Target::Out { why } => (format!("- ({why})"), String::new()),
                };
                vec![
                    out::brief(&column.name, 30),
                    out::brief(&field, 30),
                    kind,
                    out::brief(&found.sample, 30),
                    found.blank.to_string(),
                ]
            })
            .collect();
        made.push_str(&out::table(
            &["COLUMN", "FIELD", "TYPE", "SAMPLE", "BLANK"],
            &rows,
        ));
        made
    }
}

#[cfg(test)]
mod tests {
    use basekey_model::infer::Inference;

    use super::*;

    fn scan(columns: &[(&str, &[&str])]) -> Scan {
        let columns = columns
            .iter()
            .map(|(name, cells)| {
                let mut inference = Inference::new();
                cells.iter().for_each(|cell| inference.observe(cell));
                Found {
                    name: (*name).to_owned(),
                    inference,
                    sample: String::new(),
                    blank: 0,
                }
            })
            .collect();
        Scan {
            sha256: String::new(),
            delimiter: b',',
            columns,
            rows: 0,
        }
    }

    #[test]
    fn a_new_table_gets_a_field_for_every_column_but_those_left_out() {
        let scan = scan(&[("Name", &["a"]), ("Secret", &["x"]), ("Price", &["1"])]);
        let types = ["secret=skip".to_owned(), "Price=currency:€".to_owned()];
        let plan = make(&scan, "T", None, &types, NewColumns::Refuse).unwrap();
        assert_eq!(
            Value::from(plan.drafts()),
            json!([
                { "name": "Name", "type": "singleLineText" },
                { "name": "Price", "type": "currency", "options": { "precision": 2, "symbol": "€" } },
            ])
        );
        let stored: Plan = serde_json::from_value(serde_json::to_value(&plan).unwrap()).unwrap();
        assert_eq!(stored, plan);
    }

    #[test]
    fn columns_find_their_fields_by_name_and_strangers_are_named() {
        let table = json!({ "fields": [
            { "name": "name ", "type": "singleLineText" },
            { "name": "Made", "type": "createdTime" },
        ]});
        let scan = scan(&[("Name", &["a"]), ("Made", &["x"]), ("Price", &["1"])]);
        let of = |what| make(&scan, "T", Some(&table), &[], what);
        let error = of(NewColumns::Refuse).unwrap_err().to_string();
        assert!(
            error.contains("Price") && !error.contains("Made"),
            "{error}"
        );
        let skipped = of(NewColumns::Skip).unwrap();
        let field = "name ".to_owned();
        assert_eq!(
            skipped.columns[0].target,
            Target::Existing {
                field,
                kind: "singleLineText".into()
            }
        );
        assert!(matches!(skipped.columns[1].target, Target::Out { .. }));
        assert!(matches!(skipped.columns[2].target, Target::Out { .. }));
        assert!(matches!(
            of(NewColumns::Add).unwrap().columns[2].target,
            Target::New { .. }
        ));
    }

    #[test]
    fn wrong_wishes_are_explained() {
        let scan = scan(&[("A", &["1"])]);
        for (wish, words) in [
            ("A", "COLUMN=TYPE"),
            ("B=text", "no column"),
            ("A=longtext", "there is no type"),
            ("A=number:9", "0 to 8"),
            ("A=date:french", "european"),
            ("A=skip", "no column of the file goes"),
        ] {
            let error = make(&scan, "T", None, &[wish.to_owned()], NewColumns::Refuse)
                .unwrap_err()
                .to_string();
            assert!(error.contains(words), "{wish}: {error}");
        }
    }
}
