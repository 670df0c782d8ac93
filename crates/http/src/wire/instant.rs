//! Moments as the wire writes them, fast: a page of records has hundreds.

use basekey_model::time::Millis;

/// Milliseconds of a day.
const DAY: i64 = 86_400_000;

/// Writes `2024-05-06T07:08:09.000Z`. Remembers the last day, because
/// neighbours in a list are mostly made on the same one.
#[derive(Debug, Default)]
pub(crate) struct Instants {
    day: Option<i64>,
    /// `2024-05-06` of `day`.
    date: [u8; 10],
}

impl Instants {
    /// Adds the moment in quotes.
    pub(crate) fn push(&mut self, out: &mut Vec<u8>, moment: Millis) {
        self.quoted(out, moment, true);
    }

    /// Adds the moment's day (UTC) in quotes.
    pub(crate) fn push_day(&mut self, out: &mut Vec<u8>, moment: Millis) {
        self.quoted(out, moment, false);
    }

    fn quoted(&mut self, out: &mut Vec<u8>, moment: Millis, clock: bool) {
        let (day, rest) = (moment.0.div_euclid(DAY), moment.0.rem_euclid(DAY));
        if self.day != Some(day) {
            let text = moment.to_string();
            let Ok(date) = <[u8; 10]>::try_from(&text.as_bytes()[..text.len().min(10)]) else {
                return;
            };
            // A year of five digits or a negative one has another layout; it is not kept.
            if text.len() != 24 {
                out.push(b'"');
                out.extend_from_slice(text.as_bytes());
                out.push(b'"');
                return;
            }
            self.day = Some(day);
            self.date = date;
        }
        out.push(b'"');
        out.extend_from_slice(&self.date);
        if clock {
            let seconds = rest / 1000;
            let mut text = *b"T00:00:00.000Z";
            two(&mut text[1..3], seconds / 3600);
            two(&mut text[4..6], seconds / 60 % 60);
            two(&mut text[7..9], seconds % 60);
            let milli = rest % 1000;
            text[10] = b'0' + (milli / 100) as u8;
            two(&mut text[11..13], milli % 100);
            out.extend_from_slice(&text);
        }
        out.push(b'"');
    }
}

fn two(into: &mut [u8], value: i64) {
    into[0] = b'0' + (value / 10) as u8;
    into[1] = b'0' + (value % 10) as u8;
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn agrees_with_the_slow_way(moments in proptest::collection::vec(-70_000_000_000_000i64..300_000_000_000_000, 1..5)) {
            let mut instants = Instants::default();
            for moment in moments {
                for near in [moment, moment + 1, moment + DAY] {
                    let mut out = Vec::new();
                    instants.push(&mut out, Millis(near));
                    prop_assert_eq!(String::from_utf8(out).unwrap(), format!("\"{}\"", Millis(near)));
                }
            }
        }
    }

    #[test]
    fn days_are_days() {
        let mut out = Vec::new();
        Instants::default().push_day(&mut out, Millis(951_782_400_123));
        assert_eq!(out, b"\"2000-02-29\"");
    }
}
