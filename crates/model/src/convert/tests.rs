mod table;

use proptest::prelude::*;

use super::*;
use crate::cell::{Nobody, People, Person, PersonRef, RecordNames, attachments, check, plain};
use crate::field::computed_samples::{broken, count, formula, lookup, rollup};
use crate::field::{
    AiText, BrightColor, CheckboxIcon, Choices, DateFormat, DurationFormat, Link, MomentFormat,
    RatingIcon, TimeFormat, TimeResult,
};
use crate::id::{RecordId, TableId, UserId};
use crate::schema::UserNo;
use crate::testing::Fixed;
use table::{AI, FILE, LINK, NO_AI, TABLE, UNNAMED};

/// Ann is 1, Bob 2; nobody else is there.
struct Two;

impl People for Two {
    fn person(&self, no: UserNo) -> Option<Person<'_>> {
        let (tail, email, name) = match no.0 {
            1 => ("AAAAAAAAAAAAAA", "ann@x.org", "Ann"),
            2 => ("BBBBBBBBBBBBBB", "bob@x.org", "Bob, jr."),
            _ => return None,
        };
        let id = UserId::from_tail(tail)?;
        Some(Person { id, email, name })
    }
}

impl FindPerson for Two {
    fn find(&self, who: PersonRef<'_>) -> Option<UserNo> {
        [UserNo(1), UserNo(2)].into_iter().find(|no| {
            self.person(*no).is_some_and(|person| match who {
                PersonRef::Id(id) => person.id == id,
                PersonRef::Email(email) => person.email.eq_ignore_ascii_case(email),
                PersonRef::Name(name) => person.name.eq_ignore_ascii_case(name),
            })
        })
    }
}

/// `rec…1` is called One, `rec…2` Two, and `rec…3` nothing.
struct Three;

impl RecordNames for Three {
    fn record(&self, id: RecordId) -> Option<&str> {
        match id.tail().strip_prefix("0000000000000")? {
            "1" => Some("One"),
            "2" => Some("Two, too"),
            "3" => Some(""),
            _ => None,
        }
    }
}

fn table(n: u8) -> TableId {
    TableId::from_tail(&format!("{n:014}")).unwrap()
}

/// A kind by a short name; `:` and what comes after it is an option.
pub(super) fn kind(name: &str) -> FieldKind {
    match name.split_once(' ') {
        Some(("formula", of)) => return formula(kind(of)),
        Some(("rollup", of)) => return rollup(kind(of)),
        Some(("lookup", of)) => return lookup(kind(of)),
        Some(("broken", of)) => return broken(kind(of)),
        _ if name == "count" => return count(),
        _ => {}
    }
    let (name, option) = name.split_once(':').unwrap_or((name, ""));
    let digit = || option.parse().unwrap_or(0);
    let date = match option {
        "eu" => DateFormat::European,
        "us" => DateFormat::Us,
        _ => DateFormat::Iso,
    };
    let moment = |zone: &str| MomentFormat {
        date: DateFormat::Iso,
        time: TimeFormat::TwentyFourHour,
        zone: if zone.is_empty() { "utc" } else { zone }.to_owned(),
    };
    // Other choices have other ids.
    let seed = option.bytes().fold(7, |seed: u64, byte| {
        seed.wrapping_mul(31).wrapping_add(byte.into())
    });
    let names = option.split(' ').filter(|name| !name.is_empty());
    let choices = || Choices::named(names.clone(), &Fixed::new(seed));
    match name {
        "text" => FieldKind::SingleLineText,
        "rich" => FieldKind::RichText,
        "url" => FieldKind::Url,
        "number" => FieldKind::Number { precision: digit() },
        "percent" => FieldKind::Percent { precision: digit() },
        "money" => FieldKind::Currency {
            precision: digit(),
            symbol: "$".to_owned(),
        },
        "duration" => FieldKind::Duration {
            format: DurationFormat::from_name(option).unwrap_or(DurationFormat::Minutes),
        },
        "rating" => FieldKind::Rating {
            max: digit(),
            icon: RatingIcon::Star,
            color: BrightColor::Red,
        },
        "tick" => FieldKind::Checkbox {
            icon: CheckboxIcon::Check,
            color: BrightColor::Red,
        },
        "date" => FieldKind::Date { date },
        "time" => FieldKind::DateTime(moment(option)),
        "one" => FieldKind::SingleSelect(choices()),
        "many" => FieldKind::MultipleSelects(choices()),
        "user" => FieldKind::SingleCollaborator,
        "users" => FieldKind::MultipleCollaborators,
        "links" => FieldKind::MultipleRecordLinks(Link::to(table(digit()))),
        "files" => FieldKind::MultipleAttachments { reversed: false },
        "barcode" => FieldKind::Barcode,
        "auto" => FieldKind::AutoNumber,
        "created" => FieldKind::CreatedTime {
            result: TimeResult::DateTime(moment(option)),
        },
        "modified" => FieldKind::LastModifiedTime {
            watched: vec![],
            result: TimeResult::Date { date },
        },
        "creator" => FieldKind::CreatedBy,
        "modifier" => FieldKind::LastModifiedBy { watched: vec![] },
        "button" => FieldKind::Button,
        "source" => FieldKind::ExternalSyncSource(choices()),
        "ai" => FieldKind::AiText(AiText::default()),
        other => panic!("no kind is called {other}"),
    }
}

pub(super) fn context<'a>(limits: &'a Limits, entropy: &'a Fixed) -> ConvertContext<'a> {
    ConvertContext {
        names: Names {
            people: &Two,
            records: &Three,
        },
        people: &Two,
        limits,
        entropy,
    }
}

/// The cell after a conversion, as people read it.
pub(super) fn convert(from: &str, raw: &str, to: &str, limits: &Limits) -> (String, bool) {
    let (from, to) = (kind(from), kind(to));
    assert_eq!(check(&from, raw), Ok(()), "{raw} is no {from:?}");
    let entropy = Fixed::new(3);
    let context = context(limits, &entropy);
    let mut conversion = Conversion::plan(&from, &to);
    if conversion.needs_names() {
        conversion.note(raw, &context);
    }
    let Converted { becomes, lost } = conversion.convert(raw, &context);
    let after = match becomes {
        Becomes::Same => raw.to_owned(),
        Becomes::Raw(raw) => raw,
        Becomes::Blank => return ("-".to_owned(), lost),
        Becomes::Links(targets) => {
            let texts: Vec<String> = targets
                .into_iter()
                .map(|target| match target {
                    LinkTarget::Id(id) => format!("#{id}"),
                    LinkTarget::Named(name) => name,
                    LinkTarget::Text(text) => format!("?{text}"),
                })
                .collect();
            return (texts.join("|"), lost);
        }
    };
    let to = conversion.kind();
    assert_eq!(check(to, &after), Ok(()), "{after} is no {to:?}");
    let reads_raw =
        to.is_text() || to.is_number() || to.choices().is_some() || attachments(&after).len() == 1;
    let shown = if reads_raw && !to.is_number() {
        plain(to, &after, &context.names)
    } else {
        after.trim_matches('"').to_owned()
    };
    (shown, lost)
}

#[test]
fn cells_become_what_the_table_says() {
    assert!(TABLE.len() >= 80, "{}", TABLE.len());
    let limits = Limits::default();
    for (from, raw, to, shown, lost) in TABLE {
        let after = convert(from, raw, to, &limits);
        assert_eq!(
            (after.0.as_str(), after.1),
            (*shown, *lost),
            "{from} {raw} to {to}"
        );
    }
}

#[test]
fn what_is_too_much_is_cut_and_said_to_be_lost() {
    let limits = Limits {
        cell_chars: 6,
        links_per_cell: 1,
        people_per_cell: 1,
        choices_per_field: 2,
        choice_chars: 3,
        ..Limits::default()
    };
    for (from, raw, to, shown) in [
        ("links:1", LINK, "text", "One, \""),
        ("links:1", LINK, "links:2", "One"),
        ("text", r#""Ann, bob@x.org""#, "users", "[1]"),
        ("text", r#""a, b, c""#, "many", "a, b"),
        ("text", r#""abcd""#, "one", "-"),
        ("text", r#""abcd, a""#, "many", "a"),
    ] {
        assert_eq!(
            convert(from, raw, to, &limits),
            (shown.to_owned(), true),
            "{from} {raw} to {to}"
        );
    }
}

#[test]
fn each_distinct_text_becomes_one_choice() {
    let (limits, entropy) = (Limits::default(), Fixed::new(1));
    let context = context(&limits, &entropy);
    let mut conversion = Conversion::plan(&kind("text"), &kind("many:Given"));
    let cells = [
        r#""red, Blue""#,
        r#""RED""#,
        r#""\"a, b\"""#,
        r#""a, b""#,
        r#""given""#,
    ];
    for raw in cells {
        conversion.note(raw, &context);
    }
    let choices = conversion.kind().choices().unwrap().clone();
    let names: Vec<&str> = choices.list.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["Given", "red", "Blue", "a, b", "a", "b"]);
    assert_eq!(choices.list[1].color, Some(ChoiceColor::in_turn(1)));
    assert_eq!(conversion.kind().validate(&limits), Ok(()));
    let after: Vec<Becomes> = cells
        .iter()
        .map(|raw| conversion.convert(raw, &context).becomes)
        .collect();
    let raws = ["[1,2]", "[1]", "[3]", "[4,5]", "[0]"];
    assert_eq!(after, raws.map(|raw| Becomes::Raw(raw.to_owned())));
}

#[test]
fn a_choice_with_a_comma_is_found_whole() {
    let (limits, entropy) = (Limits::default(), Fixed::new(1));
    let context = context(&limits, &entropy);
    let to = FieldKind::MultipleSelects(Choices::named(["a, b"], &entropy));
    let mut conversion = Conversion::plan(&kind("text"), &to);
    for (raw, after) in [(r#""a, b""#, "[0]"), (r#""b, a""#, "[1,2]")] {
        conversion.note(raw, &context);
        let converted = conversion.convert(raw, &context);
        assert_eq!(converted.becomes, Becomes::Raw(after.to_owned()));
    }
}

#[test]
fn a_plan_says_what_it_needs() {
    // Keeps cells, takes a new key, needs names, reads links.
    for (from, to, says) in [
        ("number:0", "number:8", [true, false, false, false]),
        ("date:us", "date:eu", [true, false, false, false]),
        ("text", "rich", [true, false, false, false]),
        ("rating:3", "rating:5", [true, false, false, false]),
        ("rating:5", "rating:3", [false, false, false, false]),
        ("one:a", "one:a b", [true, false, false, false]),
        ("one:a b", "one:b", [false, false, false, false]),
        ("one:a", "many:a", [false, false, false, false]),
        ("text", "one", [false, false, true, false]),
        ("links:1", "many", [false, false, true, true]),
        ("links:1", "text", [false, false, false, true]),
        ("links:1", "links:1", [true, false, false, false]),
        ("links:1", "auto", [false, true, false, false]),
        ("auto", "number:0", [false, true, false, false]),
        ("created", "time", [false, true, false, false]),
        ("modified", "modified:us", [true, false, false, false]),
        ("source:a", "one:a", [false, true, false, false]),
    ] {
        let plan = Conversion::plan(&kind(from), &kind(to));
        let found = [
            plan.keeps_cells(),
            plan.takes_new_key(),
            plan.needs_names(),
            plan.reads_links(),
        ];
        assert_eq!(found, says, "{from} to {to}");
    }
}

#[test]
fn renamed_choices_are_the_same_by_id() {
    let old = Choices::named(["a", "b"], &Fixed::new(1));
    let mut new = old.clone();
    new.list[0].name = "b".to_owned();
    new.list[1].name = "a".to_owned();
    let (from, to) = (
        FieldKind::SingleSelect(old),
        FieldKind::MultipleSelects(new),
    );
    let (limits, entropy) = (Limits::default(), Fixed::new(1));
    let converted = Conversion::plan(&from, &to).convert("0", &context(&limits, &entropy));
    assert_eq!(converted.becomes, Becomes::Raw("[0]".to_owned()));
}

const KINDS: &[&str] = &[
    "text",
    "rich",
    "number:0",
    "number:3",
    "percent:1",
    "money:2",
    "duration:h:mm",
    "rating:3",
    "rating:10",
    "tick",
    "date",
    "date:eu",
    "time",
    "time:Asia/Tokyo",
    "one:a b",
    "one:b c",
    "many:a b",
    "many:b c",
    "user",
    "users",
    "links:1",
    "links:2",
    "files",
    "barcode",
    "auto",
    "created",
    "modified",
    "creator",
    "modifier",
    "button",
    "source:a b",
    "ai",
];

fn raw_of(kind: &FieldKind, text: &str, number: f64, pick: u32) -> Option<String> {
    let raw = match kind {
        FieldKind::Rating { max, .. } => (pick as u8 % max + 1).to_string(),
        FieldKind::AutoNumber => (pick + 1).to_string(),
        FieldKind::Checkbox { .. } => "true".to_owned(),
        FieldKind::Date { .. } => format!("\"20{:02}-0{}-11\"", pick % 100, pick % 9 + 1),
        FieldKind::DateTime(_)
        | FieldKind::CreatedTime { .. }
        | FieldKind::LastModifiedTime { .. } => {
            format!("\"{}\"", crate::time::Millis(i64::from(pick) * 98_765_432))
        }
        FieldKind::SingleSelect(_) | FieldKind::ExternalSyncSource(_) => (pick % 2).to_string(),
        FieldKind::MultipleSelects(_) => ["[0]", "[1]", "[1,0]"][pick as usize % 3].to_owned(),
        FieldKind::SingleCollaborator | FieldKind::CreatedBy | FieldKind::LastModifiedBy { .. } => {
            (pick % 3 + 1).to_string()
        }
        FieldKind::MultipleCollaborators => ["[1]", "[9,2]", "[3]"][pick as usize % 3].to_owned(),
        FieldKind::MultipleRecordLinks(_) => [LINK, UNNAMED][pick as usize % 2].to_owned(),
        FieldKind::MultipleAttachments { .. } => FILE.to_owned(),
        FieldKind::Button => r#"{"label":"Go","url":null}"#.to_owned(),
        FieldKind::AiText(_) => [AI, NO_AI][pick as usize % 2].to_owned(),
        FieldKind::Barcode => format!("{{\"text\":{}}}", serde_json::to_string(text).ok()?),
        kind if kind.is_text() => serde_json::to_string(text).ok()?,
        _ => crate::cell::number_text(number),
    };
    Some(raw)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// Whatever comes out is a cell of the new kind, and a kind's own cells stay.
    #[test]
    fn the_result_is_a_cell_of_the_new_kind(
        from in prop::sample::select(KINDS),
        to in prop::sample::select(KINDS),
        text in "(a|b|[Yy]es|no|1:30|[0-9]{1,3}|[.,/ $%-]|2024-06-05|Ann|https://x.org/é|\\PC){1,6}",
        number in prop::num::f64::NORMAL,
        pick in 0u32..100_000,
    ) {
        let (old, new) = (kind(from), kind(to));
        let raw = raw_of(&old, &text, number, pick);
        let Some(raw) = raw.filter(|raw| check(&old, raw).is_ok()) else {
            return Err(TestCaseError::reject("no cell"));
        };
        let (limits, entropy) = (Limits::default(), Fixed::new(3));
        let context = context(&limits, &entropy);
        let mut conversion = Conversion::plan(&old, &new);
        if conversion.needs_names() {
            conversion.note(&raw, &context);
            prop_assert_eq!(conversion.kind().validate(&limits), Ok(()));
        }
        let Converted { becomes, lost } = conversion.convert(&raw, &context);
        match &becomes {
            Becomes::Same => prop_assert_eq!(check(conversion.kind(), &raw), Ok(())),
            Becomes::Raw(after) => prop_assert_eq!(check(conversion.kind(), after), Ok(())),
            Becomes::Blank => {}
            Becomes::Links(targets) => prop_assert!(!targets.is_empty()),
        }
        if from == to {
            prop_assert_eq!((becomes, lost), (Becomes::Same, false));
        }
    }
}

#[test]
fn nobody_known_is_nobody_found() {
    let (limits, entropy) = (Limits::default(), Fixed::new(1));
    let context = ConvertContext {
        names: Names::NONE,
        people: &Nobody,
        limits: &limits,
        entropy: &entropy,
    };
    let plan = Conversion::plan(&kind("links:1"), &kind("text"));
    let converted = plan.convert(LINK, &context);
    assert_eq!((converted.becomes, converted.lost), (Becomes::Blank, true));
}
