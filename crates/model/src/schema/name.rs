//! Names of tables, fields and views: unique without regard to case.

/// True if two names differ at most in case, which makes them one name
/// (field-types 1).
pub fn same_name(left: &str, right: &str) -> bool {
    // Nearly all names are plain, and lists of thousands are compared.
    if left.is_ascii() && right.is_ascii() {
        return left.eq_ignore_ascii_case(right);
    }
    left == right
        || left
            .chars()
            .flat_map(char::to_lowercase)
            .eq(right.chars().flat_map(char::to_lowercase))
}

/// A name as [`same_name`] compares it: one text for all its spellings.
pub fn folded_name(name: &str) -> String {
    name.chars().flat_map(char::to_lowercase).collect()
}

/// `wanted`, or with the smallest number appended that makes it differ from
/// every name of `taken`.
pub fn unique_name(wanted: &str, taken: &[&str]) -> String {
    let free = |name: &str| !taken.iter().any(|other| same_name(other, name));
    if free(wanted) {
        return wanted.to_owned();
    }
    let mut number = 2u64;
    loop {
        let name = format!("{wanted} {number}");
        if free(&name) {
            return name;
        }
        number += 1;
    }
}

/// Why names of a draft or a rename are refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// Nothing but space.
    #[error("the name is empty")]
    Empty,
    /// There is one of this name already, perhaps in other case.
    #[error("the name \"{0}\" is taken")]
    Taken(String),
    /// Too many characters.
    #[error("the name is longer than {max} characters")]
    TooLong {
        /// The greatest possible number of characters.
        max: usize,
    },
}

/// Checks a name of a table or field against those beside it.
pub fn check_name<'n>(
    name: &str,
    max_chars: usize,
    mut others: impl Iterator<Item = &'n str>,
) -> Result<(), NameError> {
    if name.trim().is_empty() {
        return Err(NameError::Empty);
    }
    if name.chars().count() > max_chars {
        return Err(NameError::TooLong { max: max_chars });
    }
    match others.find(|other| same_name(other, name)) {
        Some(_) => Err(NameError::Taken(name.to_owned())),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_checked_against_others() {
        let others = ["Name", "Größe"];
        let check = |name| check_name(name, 6, others.into_iter());
        assert_eq!(check("Notes"), Ok(()));
        assert_eq!(check(" "), Err(NameError::Empty));
        assert_eq!(check("nAME"), Err(NameError::Taken("nAME".to_owned())));
        assert_eq!(check("ööööööö"), Err(NameError::TooLong { max: 6 }));
        assert_eq!(unique_name("name", &others), "name 2");
        assert_eq!(unique_name("Other", &others), "Other");
        assert_eq!(unique_name("a", &["A", "A 2"]), "a 3");
    }
}
