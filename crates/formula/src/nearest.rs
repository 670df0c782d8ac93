//! Which name was meant.

/// Longer names are not compared: that takes the square of their length.
const LONGEST: usize = 100;

/// The name that is most like `written`, if one is like it at all: at most a
/// third of its letters are others, without regard to case.
pub(crate) fn nearest<'n>(written: &str, names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let length = written.chars().take(LONGEST + 1).count();
    if length > LONGEST {
        return None;
    }
    let written = written.to_lowercase();
    let comparable = names.filter(|name| name.chars().nth(LONGEST).is_none());
    comparable
        .map(|name| (strsim::osa_distance(&written, &name.to_lowercase()), name))
        .filter(|(distance, _)| *distance <= (length / 3).max(1))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}
