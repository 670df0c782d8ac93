//! Predicates put together, as simple as may be.

use basekey_model::id::RecordId;
use basekey_model::predicate::Predicate;

pub(super) fn all(parts: impl IntoIterator<Item = Predicate>) -> Predicate {
    let mut flat: Vec<Predicate> = Vec::new();
    for part in parts {
        if part.is_false() {
            return part;
        }
        match part {
            Predicate::All(inner) => flat.extend(inner),
            part if flat.contains(&part) => {}
            part => flat.push(part),
        }
    }
    match <[Predicate; 1]>::try_from(flat) {
        Ok([one]) => one,
        Err(flat) => Predicate::All(flat),
    }
}

pub(super) fn any(parts: impl IntoIterator<Item = Predicate>) -> Predicate {
    let mut flat: Vec<Predicate> = Vec::new();
    let mut ids: Vec<RecordId> = Vec::new();
    for part in parts {
        if part.is_true() {
            return part;
        }
        match part {
            Predicate::Any(inner) => flat.extend(inner),
            // One list of records can be looked up one by one.
            Predicate::Id(more) => ids.extend(more),
            part if flat.contains(&part) => {}
            part => flat.push(part),
        }
    }
    if !ids.is_empty() {
        ids.sort_unstable();
        ids.dedup();
        flat.push(Predicate::Id(ids));
    }
    match <[Predicate; 1]>::try_from(flat) {
        Ok([one]) => one,
        Err(flat) => Predicate::Any(flat),
    }
}

pub(super) fn not(part: Predicate) -> Predicate {
    match part {
        Predicate::Not(inner) => *inner,
        part if part.is_true() => Predicate::FALSE,
        part if part.is_false() => Predicate::TRUE,
        part => Predicate::Not(Box::new(part)),
    }
}

/// How many conditions it is made of.
pub(super) fn size(predicate: &Predicate) -> usize {
    match predicate {
        Predicate::All(parts) | Predicate::Any(parts) => 1 + parts.iter().map(size).sum::<usize>(),
        Predicate::Not(part) => 1 + size(part),
        Predicate::Id(ids) => 1 + ids.len() / 16,
        _ => 1,
    }
}
