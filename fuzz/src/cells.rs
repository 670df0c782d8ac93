use basekey_model::cell::{
    CellError, LinkTarget, Names, Nobody, WriteContext, Written, attachments_raw, check, plain,
    value, write,
};
use basekey_model::field::{
    BrightColor, CheckboxIcon, Choices, DateFormat, DurationFormat, FieldKind, Link, MomentFormat,
    RatingIcon, TimeFormat, linked_raw,
};
use basekey_model::id::{RecordId, TableId};
use basekey_model::limits::Limits;
use basekey_model::testing::{Fixed, Office};
use serde_json::Value;

/// Writing a cell never panics. What is accepted is in stored form, can be
/// read, and what is read can be written again and gives the same cell.
pub fn cell_write(bytes: &[u8]) {
    let text = crate::text(bytes);
    let written = serde_json::from_str(&text).unwrap_or(Value::String(text.into_owned()));
    for kind in kinds() {
        for typecast in [false, true] {
            let Ok(Some(raw)) = stored(&kind, &written, typecast, None) else {
                continue;
            };
            let name = kind.type_name();
            assert_eq!(
                check(&kind, &raw),
                Ok(()),
                "{written} in {name} is stored as {raw}"
            );
            let names = Names {
                people: &Office,
                records: &Nobody,
            };
            let _ = plain(&kind, &raw, &names);
            let read = value(&kind, &raw, &Office);
            assert_eq!(
                stored(&kind, &read, false, Some(&raw)),
                Ok(Some(raw)),
                "{written} in {name} reads as {read}"
            );
        }
    }
}

/// What a cell that holds `held` holds after a value, without making choices
/// or records.
fn stored(
    kind: &FieldKind,
    value: &Value,
    typecast: bool,
    held: Option<&str>,
) -> Result<Option<String>, CellError> {
    let context = WriteContext {
        typecast,
        limits: &Limits::default(),
        people: &Office,
        entropy: &Fixed::new(1),
    };
    Ok(match write(kind, value, &context)? {
        Written::Raw(raw) => Some(raw),
        Written::Links(targets) => linked_raw(&records(&targets)),
        Written::Attachments(inputs) => Some(attachments_raw(held, &inputs)?),
        Written::Clear | Written::NewChoices { .. } => None,
    })
}

/// The records named by id; texts are taken to pieces and forgotten.
fn records(targets: &[LinkTarget]) -> Vec<RecordId> {
    targets
        .iter()
        .filter_map(|target| match target {
            LinkTarget::Id(id) => Some(*id),
            LinkTarget::Named(_) => None,
            LinkTarget::Text(text) => {
                let parts = LinkTarget::parts(text);
                assert_eq!(targets.len(), 1, "a text stands alone");
                assert_ne!(parts, [LinkTarget::Named(text.clone())]);
                None
            }
        })
        .collect()
}

fn kinds() -> Vec<FieldKind> {
    let mut choices = Choices::default();
    for name in ["a", "B", "c, d", "1"] {
        choices.add(name, None, &Fixed::new(1));
    }
    let moment = |zone: &str| {
        FieldKind::DateTime(MomentFormat {
            date: DateFormat::Us,
            time: TimeFormat::TwelveHour,
            zone: zone.to_owned(),
        })
    };
    vec![
        FieldKind::SingleLineText,
        FieldKind::MultilineText,
        FieldKind::RichText,
        FieldKind::Email,
        FieldKind::Number { precision: 2 },
        FieldKind::Percent { precision: 0 },
        FieldKind::Currency {
            precision: 2,
            symbol: "€".to_owned(),
        },
        FieldKind::Duration {
            format: DurationFormat::ALL[0],
        },
        FieldKind::Rating {
            max: 5,
            icon: RatingIcon::ALL[0],
            color: BrightColor::ALL[0],
        },
        FieldKind::Checkbox {
            icon: CheckboxIcon::ALL[0],
            color: BrightColor::ALL[0],
        },
        FieldKind::Date {
            date: DateFormat::European,
        },
        moment("utc"),
        moment("Europe/Berlin"),
        FieldKind::SingleSelect(choices.clone()),
        FieldKind::MultipleSelects(choices),
        FieldKind::SingleCollaborator,
        FieldKind::MultipleCollaborators,
        FieldKind::MultipleAttachments { reversed: false },
        FieldKind::Barcode,
    ]
    .into_iter()
    .chain(
        TableId::from_tail("AAAAAAAAAAAAA1")
            .map(|table| FieldKind::MultipleRecordLinks(Link::to(table))),
    )
    .collect()
}
