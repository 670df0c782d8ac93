use basekey_model::cell::{Nobody, WriteContext, Written, write};
use basekey_model::field::{Choices, FieldKind};
use basekey_model::infer::Inference;
use basekey_model::limits::Limits;
use basekey_model::testing::Fixed;
use serde_json::Value;

/// The kind guessed for a column keeps every text of it: written with
/// typecast, no filled cell becomes blank (unticked boxes aside).
pub fn csv_inference(bytes: &[u8]) {
    let text = crate::text(bytes);
    let column: Vec<&str> = text.split(['\n', ';']).collect();
    let mut inference = Inference::new();
    for cell in &column {
        inference.observe(cell);
    }
    let entropy = Fixed::new(1);
    let mut kind = inference.verdict(&entropy);
    if let Err(error) = kind.validate(&Limits::default()) {
        panic!("a guessed kind is not possible: {error}");
    }
    let context = WriteContext {
        typecast: true,
        limits: &Limits::default(),
        people: &Nobody,
        entropy: &entropy,
    };
    for cell in column.iter().filter(|cell| !cell.trim().is_empty()) {
        let value = Value::String((*cell).to_owned());
        let mut written = write(&kind, &value, &context);
        if let Ok(Written::NewChoices { names }) = &written {
            if let FieldKind::SingleSelect(choices) = &mut kind {
                add(choices, names, &entropy);
            }
            written = write(&kind, &value, &context);
        }
        match written {
            Ok(Written::Raw(_)) => {}
            Ok(Written::Clear) if matches!(kind, FieldKind::Checkbox { .. }) => {}
            other => panic!("{cell:?} became {other:?} in a {} column", kind.type_name()),
        }
    }
}

fn add(choices: &mut Choices, names: &[String], entropy: &Fixed) {
    for name in names {
        choices.add(name, None, entropy);
    }
}
