use super::*;
use crate::field::{BrightColor, DateFormat, RatingIcon, TimeFormat};
use crate::id::{FieldId, TableId};
use crate::testing::Fixed;

fn validate(kind: &FieldKind) -> Result<(), OptionsError> {
    kind.validate(&Limits::default())
}

#[test]
fn numbers_have_ranges() {
    let currency = |precision| FieldKind::Currency {
        precision,
        symbol: "$".to_owned(),
    };
    let rating = |max| FieldKind::Rating {
        max,
        icon: RatingIcon::Star,
        color: BrightColor::Red,
    };
    for good in [
        FieldKind::Number { precision: 8 },
        currency(7),
        rating(1),
        rating(10),
    ] {
        assert_eq!(validate(&good), Ok(()), "{good:?}");
    }
    let number = FieldKind::Number { precision: 9 };
    assert_eq!(
        validate(&number),
        Err(OptionsError::Precision { max: 8, found: 9 })
    );
    let percent = FieldKind::Percent { precision: 9 };
    assert_eq!(
        validate(&percent),
        Err(OptionsError::Precision { max: 8, found: 9 })
    );
    assert_eq!(
        validate(&currency(8)),
        Err(OptionsError::Precision { max: 7, found: 8 })
    );
    assert_eq!(
        validate(&rating(0)),
        Err(OptionsError::RatingMax { found: 0 })
    );
    assert_eq!(
        validate(&rating(11)),
        Err(OptionsError::RatingMax { found: 11 })
    );
    let symbol = FieldKind::Currency {
        precision: 0,
        symbol: "x".repeat(21),
    };
    assert_eq!(
        validate(&symbol).map_err(|error| error.option()),
        Err("symbol")
    );
}

#[test]
fn zones_are_known() {
    let format = |zone: &str| MomentFormat {
        date: DateFormat::Iso,
        time: TimeFormat::TwelveHour,
        zone: zone.to_owned(),
    };
    let result = |zone: &str| TimeResult::DateTime(format(zone));
    for kind in [
        FieldKind::DateTime(format("UTC")),
        FieldKind::CreatedTime {
            result: result("UTC"),
        },
        FieldKind::LastModifiedTime {
            watched: vec![],
            result: result("UTC"),
        },
    ] {
        assert_eq!(
            validate(&kind),
            Err(OptionsError::Zone {
                found: "UTC".to_owned()
            })
        );
    }
    for zone in ["utc", "client", "Europe/Berlin"] {
        assert_eq!(
            validate(&FieldKind::DateTime(format(zone))),
            Ok(()),
            "{zone}"
        );
    }
}

#[test]
fn choices_differ() {
    let select = |names: &[&str]| {
        FieldKind::SingleSelect(Choices::named(names.iter().copied(), &Fixed::new(1)))
    };
    assert_eq!(
        validate(&select(&["a", "A", "b"])),
        Ok(()),
        "names differ in case"
    );
    assert_eq!(validate(&select(&[])), Ok(()));
    assert_eq!(
        validate(&select(&["a", "b", "a"])),
        Err(OptionsError::DuplicateChoice {
            name: "a".to_owned()
        })
    );
    assert_eq!(
        validate(&select(&["a", " "])),
        Err(OptionsError::EmptyChoice { position: 2 })
    );
    let limits = Limits {
        choices_per_field: 1,
        ..Limits::default()
    };
    assert_eq!(
        select(&["a", "b"]).validate(&limits),
        Err(OptionsError::TooManyChoices { max: 1, found: 2 })
    );
    let mut kind = select(&["a", "b"]);
    if let Some(choices) = kind.choices_mut() {
        choices.list[1].key = 0;
    }
    assert!(matches!(
        validate(&kind),
        Err(OptionsError::ChoiceIdentity { .. })
    ));
    let mut kind = select(&["a", "b"]);
    if let Some(choices) = kind.choices_mut() {
        choices.next_key = 1;
    }
    assert!(matches!(
        validate(&kind),
        Err(OptionsError::ChoiceIdentity { .. })
    ));
}

#[test]
fn prompts_have_an_end() {
    let field = |tail: usize| FieldId::from_tail(&format!("{tail:014}")).unwrap();
    let prompt = |prompt: Vec<PromptPart>, referenced: usize| {
        FieldKind::AiText(AiText {
            prompt,
            referenced: (0..referenced).map(field).collect(),
        })
    };
    let text = |chars: usize| PromptPart::Text("é".repeat(chars));
    for good in [
        prompt(vec![], 0),
        prompt(
            vec![text(10), PromptPart::Field(field(1)), text(19_990)],
            500,
        ),
    ] {
        assert_eq!(validate(&good), Ok(()));
    }
    let long = OptionsError::TooLong {
        what: "prompt",
        max: 20_000,
    };
    let many = |what| OptionsError::TooManyFields { what, max: 500 };
    for (bad, error) in [
        (prompt(vec![text(10_000), text(10_001)], 0), long.clone()),
        (prompt(vec![text(0); 20_001], 0), long),
        (prompt(vec![], 501), many("referencedFieldIds")),
        (
            prompt(vec![PromptPart::Field(field(1)); 501], 0),
            many("prompt"),
        ),
    ] {
        assert_eq!(validate(&bad), Err(error));
    }
}

#[test]
fn sources_differ_as_choices_do() {
    let kind = |names: &[&str]| {
        FieldKind::ExternalSyncSource(Choices::named(names.iter().copied(), &Fixed::new(1)))
    };
    assert_eq!(validate(&kind(&["a", "b"])), Ok(()));
    assert!(validate(&kind(&["a", "a"])).is_err());
}

/// The stored form names types as clients do.
#[test]
fn names_agree_with_the_stored_form() {
    let result = TimeResult::Date {
        date: DateFormat::Us,
    };
    for kind in [
        FieldKind::SingleLineText,
        FieldKind::PhoneNumber,
        FieldKind::Number { precision: 1 },
        FieldKind::Date {
            date: DateFormat::Us,
        },
        FieldKind::MultipleSelects(Choices::default()),
        FieldKind::AutoNumber,
        FieldKind::LastModifiedTime {
            watched: vec![],
            result,
        },
        FieldKind::LastModifiedBy { watched: vec![] },
        FieldKind::SingleCollaborator,
        FieldKind::MultipleCollaborators,
        FieldKind::MultipleRecordLinks(Link::to(TableId::from_tail("AAAAAAAAAAAAA1").unwrap())),
        FieldKind::MultipleAttachments { reversed: true },
        FieldKind::Barcode,
        FieldKind::Button,
        FieldKind::ExternalSyncSource(Choices::default()),
        FieldKind::AiText(AiText {
            prompt: vec![PromptPart::Text("Say ".to_owned())],
            referenced: vec![],
        }),
    ] {
        let json = serde_json::to_value(&kind).unwrap();
        assert_eq!(json["type"], kind.type_name());
        assert_eq!(serde_json::from_value::<FieldKind>(json).unwrap(), kind);
    }
}

#[test]
fn uses_of_kinds() {
    assert!(FieldKind::AutoNumber.is_computed() && FieldKind::AutoNumber.can_be_primary());
    assert!(FieldKind::CreatedBy.is_in_head() && !FieldKind::CreatedBy.can_be_primary());
    assert!(!FieldKind::Email.is_computed() && FieldKind::Email.is_text());
    assert!(!FieldKind::Email.is_number());
}

#[test]
fn results_are_shown_as_numbers_days_and_texts() {
    let shown_as = |format: FieldKind| {
        let format = Some(Box::new(format));
        let formula = FieldKind::Formula(crate::field::Formula {
            formula: "1".to_owned(),
            format: format.clone(),
            ..crate::field::Formula::default()
        });
        let mut rollup = crate::field::computed_samples::rollup(FieldKind::Email);
        if let FieldKind::Rollup(rollup) = &mut rollup {
            rollup.format = format;
        }
        let outcome = validate(&formula);
        assert_eq!(validate(&rollup), outcome, "{formula:?}");
        outcome
    };
    let moment = |zone: &str| {
        FieldKind::DateTime(MomentFormat {
            date: DateFormat::Iso,
            time: TimeFormat::TwentyFourHour,
            zone: zone.to_owned(),
        })
    };
    for good in [
        FieldKind::Number { precision: 8 },
        FieldKind::Percent { precision: 0 },
        FieldKind::Duration {
            format: crate::field::DurationFormat::Minutes,
        },
        FieldKind::Date {
            date: DateFormat::Us,
        },
        moment("utc"),
        FieldKind::SingleLineText,
        FieldKind::Url,
    ] {
        assert_eq!(shown_as(good.clone()), Ok(()), "{good:?}");
    }
    // Their own options have to be possible, too.
    assert_eq!(
        shown_as(FieldKind::Number { precision: 9 }),
        Err(OptionsError::Precision { max: 8, found: 9 })
    );
    assert_eq!(
        shown_as(moment("Nowhere")).map_err(|error| error.option()),
        Err("timeZone")
    );
    for bad in [
        FieldKind::AutoNumber,
        FieldKind::SingleCollaborator,
        FieldKind::MultipleAttachments { reversed: false },
        crate::field::computed_samples::count(),
    ] {
        let found = bad.type_name();
        let error = shown_as(bad).unwrap_err();
        assert_eq!(error, OptionsError::Result { found });
        assert_eq!(error.option(), "result");
        assert!(error.to_string().contains(found), "{error}");
    }
}

#[test]
fn formulas_have_an_end() {
    let formula = |chars: usize| {
        FieldKind::Formula(crate::field::Formula {
            formula: "1".repeat(chars),
            ..crate::field::Formula::default()
        })
    };
    assert_eq!(validate(&formula(FORMULA_CHARS)), Ok(()));
    let error = validate(&formula(FORMULA_CHARS + 1)).unwrap_err();
    assert_eq!(error.option(), "formula");
}
