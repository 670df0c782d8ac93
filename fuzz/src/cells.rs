use basekey_model::cell::{NoPeople, Written, check, plain, value, write};
use basekey_model::field::{
    BrightColor, CheckboxIcon, Choices, DateFormat, DurationFormat, FieldKind, MomentFormat,
    RatingIcon, TimeFormat,
};
use basekey_model::limits::Limits;
use basekey_model::testing::Fixed;
use serde_json::Value;

/// Writing a cell never panics. What is accepted is in stored form, can be
/// read, and what is read can be written again and gives the same cell.
pub fn cell_write(bytes: &[u8]) {
    let text = crate::text(bytes);
    let written = serde_json::from_str(&text).unwrap_or(Value::String(text.into_owned()));
    let limits = Limits::default();
    for kind in kinds() {
        for typecast in [false, true] {
            let Ok(Written::Raw(raw)) = write(&kind, &written, typecast, &limits) else {
                continue;
            };
            let name = kind.type_name();
            assert_eq!(
                check(&kind, &raw),
                Ok(()),
                "{written} in {name} is stored as {raw}"
            );
            let _ = plain(&kind, &raw, &NoPeople);
            let read = value(&kind, &raw, &NoPeople);
            assert_eq!(
                write(&kind, &read, false, &limits),
                Ok(Written::Raw(raw)),
                "{written} in {name} reads as {read}"
            );
        }
    }
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
    ]
}
