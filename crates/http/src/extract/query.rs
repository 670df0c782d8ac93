//! The bracketed query strings of Airtable's clients (web-api 0.4).
//!
//! Clients spell one array as `fields[]=A`, `fields=A`, `fields[0]=A` or
//! `fields[][0]=A`, and write brackets raw or percent-encoded. All spellings
//! mean the same here.

use std::borrow::Cow;

use crate::error::{Code, Refusal};

/// One `key=value`: `sort[0][field]=Name` has the name `sort`, the path
/// `["0", "field"]` and the value `Name`.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Pair<'a> {
    name: Cow<'a, str>,
    path: Vec<String>,
    value: Cow<'a, str>,
}

/// A parsed query from which parameters are taken one by one, so that what is
/// left over at the end is what nobody knows.
#[derive(Debug, Default)]
pub(crate) struct Query<'a> {
    pairs: Vec<Pair<'a>>,
}

impl<'a> Query<'a> {
    /// Splits a raw query. Never fails: text that is no proper query becomes
    /// a parameter nobody knows.
    pub(crate) fn parse(raw: &'a str) -> Self {
        let pairs = raw
            .split('&')
            .filter(|part| !part.is_empty())
            .map(|part| {
                let (key, value) = part.split_once('=').unwrap_or((part, ""));
                let (name, path) = split_key(decode(key));
                Pair {
                    name,
                    path,
                    value: decode(value),
                }
            })
            .collect();
        Self { pairs }
    }

    /// Takes all pairs of this name.
    fn take(&mut self, name: &str) -> Vec<Pair<'a>> {
        if !self.pairs.iter().any(|pair| pair.name == name) {
            return Vec::new();
        }
        let (taken, left) = std::mem::take(&mut self.pairs)
            .into_iter()
            .partition(|pair| pair.name == name);
        self.pairs = left;
        taken
    }

    /// Takes a parameter with one value; of repeated ones the last counts.
    pub(crate) fn text(&mut self, name: &'static str) -> Result<Option<String>, Refusal> {
        let mut taken = self.take(name);
        if taken.iter().any(|pair| !pair.path.is_empty()) {
            return Err(Refusal::parameter(name, "must be a single value"));
        }
        Ok(taken.pop().map(|pair| pair.value.into_owned()))
    }

    /// Takes a whole number.
    pub(crate) fn number(&mut self, name: &'static str) -> Result<Option<i64>, Refusal> {
        match self.text(name)? {
            None => Ok(None),
            Some(text) => text
                .parse()
                .map(Some)
                .map_err(|_| Refusal::parameter(name, "must be a whole number")),
        }
    }

    /// Takes a truth value: `true`, `false`, `1` or `0` (web-api 0.4).
    pub(crate) fn boolean(&mut self, name: &'static str) -> Result<Option<bool>, Refusal> {
        match self.text(name)?.as_deref() {
            None | Some("") => Ok(None),
            Some("true" | "1") => Ok(Some(true)),
            Some("false" | "0") => Ok(Some(false)),
            Some(_) => Err(Refusal::parameter(name, "must be true or false")),
        }
    }

    /// Takes an array in any of its spellings. Numbered items come in the
    /// order of their numbers, others in the order they were sent.
    pub(crate) fn list(&mut self, name: &'static str) -> Result<Vec<String>, Refusal> {
        let mut items = Vec::new();
        for pair in self.take(name) {
            let index = match pair.path.iter().map(String::as_str).collect::<Vec<_>>()[..] {
                [] | [""] => 0,
                [number] | ["", number] if !number.is_empty() => number
                    .parse::<u32>()
                    .map_err(|_| Refusal::parameter(name, "must be an array"))?,
                _ => return Err(Refusal::parameter(name, "must be an array")),
            };
            items.push((index, pair.value.into_owned()));
        }
        items.sort_by_key(|(index, _)| *index);
        Ok(items.into_iter().map(|(_, value)| value).collect())
    }

    /// Takes an array of objects, `name[0][key]=value`, as lists of keys and values.
    pub(crate) fn objects(
        &mut self,
        name: &'static str,
    ) -> Result<Vec<Vec<(String, String)>>, Refusal> {
        let mut objects: Vec<(u32, Vec<(String, String)>)> = Vec::new();
        for mut pair in self.take(name) {
            let wrong =
                || Refusal::parameter(name, "must be an array of objects such as sort[0][field]");
            if pair.path.len() != 2 {
                return Err(wrong());
            }
            let key = pair.path.pop().unwrap_or_default();
            let index = pair
                .path
                .pop()
                .unwrap_or_default()
                .parse::<u32>()
                .map_err(|_| wrong())?;
            let value = pair.value.into_owned();
            match objects.iter_mut().find(|(at, _)| *at == index) {
                Some((_, object)) => object.push((key, value)),
                None => objects.push((index, vec![(key, value)])),
            }
        }
        objects.sort_by_key(|(index, _)| *index);
        Ok(objects.into_iter().map(|(_, object)| object).collect())
    }

    /// Takes parameters away that are accepted and mean nothing here.
    pub(crate) fn ignore(&mut self, names: &[&str]) {
        self.pairs.retain(|pair| !names.contains(&&*pair.name));
    }

    /// Refuses what nobody took.
    pub(crate) fn finish(self) -> Result<(), Refusal> {
        match self.pairs.first() {
            None => Ok(()),
            Some(pair) => Err(Refusal::new(Code::InvalidRequestUnknown).say(format!(
                "Unknown parameter \"{}\"; check its spelling",
                shorten(&pair.name)
            ))),
        }
    }
}

/// Keeps a message short whatever the client sent.
pub(crate) fn shorten(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(80) {
        None => Cow::Borrowed(text),
        Some((end, _)) => Cow::Owned(format!("{}…", &text[..end])),
    }
}

/// `sort[0][field]` → `sort`, `["0", "field"]`. A key whose brackets do not
/// match is a name as a whole.
fn split_key(key: Cow<'_, str>) -> (Cow<'_, str>, Vec<String>) {
    let Some(open) = key.find('[') else {
        return (key, Vec::new());
    };
    if open == 0 {
        return (key, Vec::new());
    }
    let mut path = Vec::new();
    let mut rest = &key[open..];
    while let Some(inner) = rest.strip_prefix('[') {
        let Some(close) = inner.find(']') else {
            return (key, Vec::new());
        };
        path.push(inner[..close].to_owned());
        rest = &inner[close + 1..];
    }
    if !rest.is_empty() {
        return (key, Vec::new());
    }
    let name = match key {
        Cow::Borrowed(text) => Cow::Borrowed(&text[..open]),
        Cow::Owned(mut text) => {
            text.truncate(open);
            Cow::Owned(text)
        }
    };
    (name, path)
}

/// Undoes `+` and percent-encoding. A `%` that is not followed by two hex
/// digits stays, and bytes that are not UTF-8 are replaced.
fn decode(text: &str) -> Cow<'_, str> {
    if !text.bytes().any(|byte| byte == b'%' || byte == b'+') {
        return Cow::Borrowed(text);
    }
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'+' => out.push(b' '),
            b'%' => match (
                bytes.get(at + 1).copied().and_then(hex),
                bytes.get(at + 2).copied().and_then(hex),
            ) {
                (Some(high), Some(low)) => {
                    out.push(high << 4 | low);
                    at += 2;
                }
                _ => out.push(b'%'),
            },
            byte => out.push(byte),
        }
        at += 1;
    }
    Cow::Owned(
        String::from_utf8(out)
            .unwrap_or_else(|bad| String::from_utf8_lossy(bad.as_bytes()).into_owned()),
    )
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).map(|value| value as u8)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_spelling_of_an_array_is_one() {
        for raw in [
            "fields[]=A&fields[]=B%20c",
            "fields%5B%5D=A&fields%5B%5D=B+c",
            "fields=A&fields=B c",
            "fields[0]=A&fields[1]=B+c",
            "fields[1]=B+c&fields[0]=A",
            "fields[][0]=A&fields[][1]=B+c",
        ] {
            let mut query = Query::parse(raw);
            assert_eq!(query.list("fields").unwrap(), ["A", "B c"], "{raw}");
            query.finish().unwrap();
        }
        assert!(Query::parse("fields[x]=A").list("fields").is_err());
        assert!(Query::parse("fields[0][1]=A").list("fields").is_err());
    }

    #[test]
    fn objects_keep_their_order() {
        let mut query = Query::parse("sort[1][field]=B&sort[0][field]=A&sort[0][direction]=desc&");
        let sort = query.objects("sort").unwrap();
        assert_eq!(
            sort[0],
            [
                ("field".to_owned(), "A".to_owned()),
                ("direction".to_owned(), "desc".to_owned())
            ]
        );
        assert_eq!(sort[1], [("field".to_owned(), "B".to_owned())]);
        assert!(Query::parse("sort=A").objects("sort").is_err());
        assert!(Query::parse("sort[field]=A").objects("sort").is_err());
    }

    #[test]
    fn decoding_is_lenient_and_never_loses_text() {
        for (raw, text) in [
            ("a+b", "a b"),
            ("a%2Bb", "a+b"),
            ("100%", "100%"),
            ("%zz", "%zz"),
            ("%C3%A9", "é"),
            ("%e9", "\u{fffd}"),
            ("%", "%"),
            ("%4", "%4"),
        ] {
            assert_eq!(decode(raw), text, "{raw}");
        }
    }

    #[test]
    fn odd_keys_are_unknown_names() {
        for raw in ["[]=1", "a[=1", "a]=1", "a[0]x=1", "=1", "a%5B=1"] {
            assert!(Query::parse(raw).finish().is_err(), "{raw}");
        }
        assert!(Query::parse("").finish().is_ok());
        assert!(Query::parse("&&").finish().is_ok());
    }

    #[test]
    fn booleans_and_numbers_are_strict() {
        for (raw, value) in [
            ("b=true", Some(true)),
            ("b=1", Some(true)),
            ("b=false", Some(false)),
            ("b=0", Some(false)),
            ("b=", None),
            ("", None),
        ] {
            assert_eq!(Query::parse(raw).boolean("b").unwrap(), value, "{raw}");
        }
        assert!(Query::parse("b=yes").boolean("b").is_err());
        assert_eq!(Query::parse("n=12").number("n").unwrap(), Some(12));
        for raw in ["n=", "n=1.5", "n=x", "n[]=1"] {
            assert!(Query::parse(raw).number("n").is_err(), "{raw}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(raw in ".{0,200}") {
            let mut query = Query::parse(&raw);
            let _ = query.list("fields");
            let _ = query.objects("sort");
            let _ = query.text("view");
            let _ = query.number("pageSize");
            let _ = query.boolean("returnFieldsByFieldId");
            let _ = query.finish();
        }

        #[test]
        fn brackets_in_any_number_do_no_harm(raw in "(fields|sort|\\[|\\]|=|&|%5B|%5D|%|0|1|\\+){0,60}") {
            let mut query = Query::parse(&raw);
            let _ = query.list("fields");
            let _ = query.objects("sort");
            let _ = query.finish();
        }

        #[test]
        fn a_value_survives_encoding(value in "\\PC{0,40}") {
            let encoded = value.bytes().fold(String::new(), |text, byte| text + &format!("%{byte:02X}"));
            let raw = format!("fields%5B%5D={encoded}");
            prop_assert_eq!(Query::parse(&raw).list("fields").unwrap(), vec![value]);
        }
    }
}
