//! When something ends, as people write it.

use basekey_model::time::Millis;

/// A time to come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Expires {
    /// Never.
    Never,
    /// So many seconds from now.
    In(i64),
    /// At this moment.
    At(Millis),
}

const FORMS: &str = "write 30d, 12h, 90m or 45s, a date such as 2027-01-31, a time such as 2027-01-31T12:00:00Z, or never";

impl std::str::FromStr for Expires {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let text = text.trim();
        if text == "never" {
            return Ok(Self::Never);
        }
        if let Some(length) = length(text) {
            return Ok(Self::In(length));
        }
        if let Some(at) = Millis::parse(text) {
            return Ok(Self::At(at));
        }
        // The whole of the named day, as people understand "until".
        match Millis::parse(&format!("{text}T00:00:00Z")) {
            Some(day) => Ok(Self::At(day.plus_seconds(24 * 3600))),
            None => Err(FORMS.to_owned()),
        }
    }
}

/// The seconds of `30d` and the like. A bare number counts days.
fn length(text: &str) -> Option<i64> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let number: i64 = digits.parse().ok().filter(|number| *number > 0)?;
    let unit = match &text[digits.len()..] {
        "s" => 1,
        "m" | "min" => 60,
        "h" => 3600,
        "" | "d" | "day" | "days" => 24 * 3600,
        "w" => 7 * 24 * 3600,
        "y" => 365 * 24 * 3600,
        _ => return None,
    };
    number.checked_mul(unit)
}

impl Expires {
    /// As the API takes it.
    pub(crate) fn wire(self, now: Millis) -> String {
        match self {
            Self::Never => "never".to_owned(),
            Self::In(seconds) => now.plus_seconds(seconds).to_string(),
            Self::At(at) => at.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_write_is_read() {
        let now = Millis::parse("2026-11-25T10:00:00Z").unwrap();
        for (text, wire) in [
            ("never", Some("never")),
            ("30d", Some("2026-12-25T10:00:00.000Z")),
            ("2", Some("2026-11-27T10:00:00.000Z")),
            ("90m", Some("2026-11-25T11:30:00.000Z")),
            ("5s", Some("2026-11-25T10:00:05.000Z")),
            ("1w", Some("2026-12-02T10:00:00.000Z")),
            ("2026-12-31", Some("2027-01-01T00:00:00.000Z")),
            (
                "2026-12-31T12:00:00+02:00",
                Some("2026-12-31T10:00:00.000Z"),
            ),
            ("0d", None),
            ("-3d", None),
            ("3 parsecs", None),
            ("2026-02-30", None),
            ("", None),
        ] {
            let read = text
                .parse::<Expires>()
                .ok()
                .map(|expires| expires.wire(now));
            assert_eq!(read.as_deref(), wire, "{text}");
        }
    }
}
