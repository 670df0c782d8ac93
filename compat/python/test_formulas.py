"""Everything of pyairtable.formulas, asked of a server.

A new version of the client with new functions fails here until they are dealt with.
"""

import inspect
from datetime import date, datetime, timezone
from decimal import Decimal
from fractions import Fraction

import pytest
from conftest import COMPUTED, OBJECTS, TEXT, WRITABLE
from covers import covers
from pyairtable import formulas as f
from pyairtable.formulas import Field, Formula, FunctionCall
from pyairtable.orm import Model, fields

UTC = timezone.utc
ERROR = {"error": "#ERROR!"}
NAN = {"specialValue": "NaN"}

NAME, NUMBER, DAY, MOMENT = Field("Name"), Field("Number"), Field("Day"), Field("Moment")
TAGS, STAGE, DONE = Field("Tags"), Field("Stage"), Field("Done")

# The one record that formulas are asked about.
CELLS = {
    "Name": "Hello World",
    "Notes": "two\nlines",
    "Mail": "a@example.com",
    "Link": "https://example.com",
    "Phone": "+49 30 1",
    "Number": -7.5,
    "Percent": 0.5,
    "Price": 9.99,
    "Length": 5400,
    "Stars": 4,
    "Done": True,
    "Day": "2024-02-29",
    "Moment": "2024-03-10T07:31:25.000Z",
    "Berlin": "2024-07-04T22:30:00.000Z",
    "Stage": "Doing",
    "Tags": ["red", "blue, dark"],
    "Owner": {"email": "owner@example.com"},
    "People": [{"email": "owner@example.com"}],
    "Files": [{"url": "https://example.com/a.png", "filename": "b.png"}],
    "Code": {"text": "4006381333931", "type": "ean13"},
}


def at(*parts):
    return datetime(*parts, tzinfo=UTC)


def created(record):
    return datetime.fromisoformat(record["createdTime"])


# Calls of every function, and what they give: a text, a number, a moment, an
# error, none for blank, or what a function makes of the record.
FUNCTIONS = {
    "ABS": [(f.ABS(NUMBER), 7.5), (f.ABS(-5), 5)],
    "AND": [(f.AND(DONE, f.GT(1, 0)), 1), (f.AND(f.TRUE(), f.FALSE()), 0)],
    "AVERAGE": [(f.AVERAGE(1, 2, 6), 3), (f.AVERAGE(NUMBER, 0.5), -3.5)],
    "BLANK": [(f.BLANK(), None)],
    "CEILING": [(f.CEILING(1.05, 0.1), 1.1), (f.CEILING(NUMBER), -7)],
    "CONCATENATE": [(f.CONCATENATE(NAME, " ", 16, f.BLANK(), "!"), "Hello World 16!")],
    "COUNT": [(f.COUNT(1, "2", NUMBER, "", "four"), 2)],
    "COUNTA": [(f.COUNTA("x", 0, ""), 2), (f.COUNTA(TAGS), 2)],
    "COUNTALL": [(f.COUNTALL(f.BLANK(), 1, ""), 3)],
    "CREATED_TIME": [(f.CREATED_TIME(), created)],
    "DATEADD": [(f.DATEADD(DAY, 1, "years"), at(2025, 2, 28)), (f.DATEADD(MOMENT, -31, "minutes"), at(2024, 3, 10, 7, 0, 25))],
    "DATESTR": [(f.DATESTR(MOMENT), "2024-03-10"), (f.DATESTR("7/10/19"), "2019-07-10")],
    "DATETIME_DIFF": [(f.DATETIME_DIFF(MOMENT, DAY, "days"), 10), (f.DATETIME_DIFF(DAY, date(2024, 3, 10), "d"), -10)],
    "DATETIME_FORMAT": [(f.DATETIME_FORMAT(MOMENT, "YYYY-[Q]Q H:mm a"), "2024-Q1 7:31 am")],
    "DATETIME_PARSE": [
        (f.DATETIME_PARSE("4 Mar 2017 23:00", "D MMM YYYY HH:mm"), at(2017, 3, 4, 23)),
        (f.DATETIME_PARSE("5 mars 2024", "D MMMM YYYY", "fr"), at(2024, 3, 5)),
        (f.DATETIME_PARSE("2024-02-29"), at(2024, 2, 29)),
        (f.DATETIME_PARSE("no date at all"), ERROR),
    ],
    "DAY": [(f.DAY(DAY), 29)],
    "ENCODE_URL_COMPONENT": [(f.ENCODE_URL_COMPONENT("chicken & (waffles)"), "chicken%20%26%20%28waffles%29")],
    "ERROR": [(f.ERROR(), ERROR)],
    "EVEN": [(f.EVEN(2.2), 4), (f.EVEN(-2.9), -4)],
    "EXP": [(f.EXP(0), 1)],
    "FALSE": [(f.FALSE(), 0)],
    "FIND": [(f.FIND("World", NAME), 7), (f.FIND("o", NAME, 6), 8), (f.FIND("world", NAME), 0), (f.FIND("blue", TAGS), 6)],
    "FLOOR": [(f.FLOOR(1.99, 0.1), 1.9), (f.FLOOR(NUMBER), -8)],
    "FROMNOW": [(f.FROMNOW(f.DATEADD(f.NOW(), 3, "days")), "3 days")],
    "HOUR": [(f.HOUR(MOMENT), 7)],
    "IF": [(f.IF(DONE, "yes", "no"), "yes"), (f.IF(f.BLANK(), "yes", "no"), "no")],
    "INT": [(f.INT(NUMBER), -8)],
    "ISERROR": [(f.ISERROR(f.ERROR()), 1), (f.ISERROR(NUMBER), 0)],
    "IS_AFTER": [(f.IS_AFTER(MOMENT, DAY), 1), (f.IS_AFTER(DAY, "2024-02-29"), 0)],
    "IS_BEFORE": [(f.IS_BEFORE(MOMENT, DAY), 0), (f.IS_BEFORE(DAY, date(2024, 3, 1)), 1)],
    "IS_SAME": [(f.IS_SAME(MOMENT, date(2024, 3, 31), "month"), 1), (f.IS_SAME(MOMENT, DAY, "month"), 0)],
    "LAST_MODIFIED_TIME": [(f.LAST_MODIFIED_TIME(), created)],
    "LEFT": [(f.LEFT(NAME, 5), "Hello"), (f.LEFT(DAY, 10), "2024-02-29")],
    "LEN": [(f.LEN(NAME), 11), (f.LEN(""), 0)],
    "LOG": [(f.LOG(1024, 2), 10), (f.LOG(1000), 3)],
    "LOWER": [(f.LOWER(NAME), "hello world")],
    "MAX": [(f.MAX(1, NUMBER, 3), 3)],
    "MID": [(f.MID(NAME, 7, 3), "Wor")],
    "MIN": [(f.MIN(1, NUMBER, 3), -7.5)],
    "MINUTE": [(f.MINUTE(MOMENT), 31)],
    "MOD": [(f.MOD(7, 5), 2), (f.MOD(-5, 2), 1)],
    "MONTH": [(f.MONTH(MOMENT), 3)],
    "NOT": [(f.NOT(DONE), 0), (f.NOT(f.FALSE()), 1)],
    "NOW": [(f.IS_BEFORE(f.NOW(), f.CREATED_TIME()), 0), (f.IS_AFTER(f.NOW(), MOMENT), 1)],
    "ODD": [(f.ODD(1.1), 3), (f.ODD(-1.1), -3)],
    "OR": [(f.OR(f.FALSE(), DONE), 1), (f.OR(f.FALSE(), f.BLANK()), 0)],
    "POWER": [(f.POWER(3, 2), 9), (f.POWER(10, -2), 0.01)],
    "RECORD_ID": [(f.RECORD_ID(), lambda record: record["id"])],
    "REGEX_EXTRACT": [(f.REGEX_EXTRACT("order 66 shipped", r"\d+"), "66"), (f.REGEX_EXTRACT(NAME, "[0-9]"), ERROR)],
    "REGEX_MATCH": [(f.REGEX_MATCH(NAME, r"(?i)^hello\sw"), 1), (f.REGEX_MATCH(NAME, "^World"), 0)],
    "REGEX_REPLACE": [(f.REGEX_REPLACE(NAME, " W.*", ""), "Hello"), (f.REGEX_REPLACE("a1b22", "[0-9]+", "-"), "a-b-")],
    "REPLACE": [(f.REPLACE("database", 2, 5, "o"), "dose")],
    "REPT": [(f.REPT("Hi! ", 3), "Hi! Hi! Hi! ")],
    "RIGHT": [(f.RIGHT(NAME, 5), "World")],
    "ROUND": [(f.ROUND(-2.5, 0), -2), (f.ROUND(3.14159, 2), 3.14), (f.ROUND(1250, -2), 1300)],
    "ROUNDDOWN": [(f.ROUNDDOWN(-1.9, 0), -1)],
    "ROUNDUP": [(f.ROUNDUP(-1.1, 0), -2)],
    "SEARCH": [(f.SEARCH("World", NAME), 7), (f.SEARCH("zebra", NAME), None)],
    "SECOND": [(f.SECOND(MOMENT), 25)],
    "SET_LOCALE": [(f.DATETIME_FORMAT(f.SET_LOCALE(date(2024, 3, 5), "fr"), "LL"), "5 mars 2024")],
    "SET_TIMEZONE": [(f.DATETIME_FORMAT(f.SET_TIMEZONE(MOMENT, "Asia/Tokyo"), "M/D HH:mm"), "3/10 16:31")],
    "SQRT": [(f.SQRT(10000), 100), (f.SQRT(-1), NAN)],
    "SUBSTITUTE": [(f.SUBSTITUTE("gold mold", "old", "et"), "get met"), (f.SUBSTITUTE("gold mold", "old", "et", 1), "get mold")],
    "SUM": [(f.SUM(1, 2, NUMBER), -4.5)],
    "SWITCH": [(f.SWITCH(STAGE, "Todo", 1, "Doing", 2), 2), (f.SWITCH(STAGE, "Done", 1, 9), 9), (f.SWITCH(STAGE, "Done", 1), None)],
    "T": [(f.T(NAME), "Hello World"), (f.T(42), None)],
    "TIMESTR": [(f.TIMESTR(MOMENT), "07:31:25")],
    "TODAY": [(f.TIMESTR(f.TODAY()), "00:00:00"), (f.EQ(f.DATESTR(f.TODAY()), f.DATESTR(f.NOW())), 1)],
    "TONOW": [(f.TONOW(f.DATEADD(f.NOW(), -2, "hours")), "2 hours")],
    "TRIM": [(f.TRIM(" Hel  lo! "), "Hel  lo!")],
    "TRUE": [(f.TRUE(), 1)],
    "UPPER": [(f.UPPER(NAME), "HELLO WORLD")],
    "VALUE": [(f.VALUE("$10,000.5"), 10000.5)],
    "WEEKDAY": [(f.WEEKDAY(date(2021, 6, 9)), 3), (f.WEEKDAY(date(2020, 6, 10), "Monday"), 2)],
    "WEEKNUM": [(f.WEEKNUM(date(2013, 2, 17)), 8), (f.WEEKNUM(date(2024, 3, 11), "Monday"), 11)],
    "WORKDAY": [
        (f.WORKDAY(date(2020, 10, 16), 10, "2020-10-16, 2020-10-19"), at(2020, 11, 2)),
        (f.WORKDAY(date(2026, 1, 16), 1), at(2026, 1, 19)),
    ],
    "WORKDAY_DIFF": [(f.WORKDAY_DIFF(date(2020, 10, 16), date(2020, 11, 2), "2020-10-16, 2020-10-19"), 10)],
    "XOR": [(f.XOR(DONE, f.FALSE(), f.TRUE()), 0), (f.XOR(f.TRUE(), f.FALSE()), 1)],
    "YEAR": [(f.YEAR(MOMENT), 2024)],
}

# Functions that pyairtable has no wrapper of; its general one does.
ARRAYS = {
    "ARRAYCOMPACT": [(FunctionCall("ARRAYCOMPACT", TAGS), "red, blue, dark")],
    "ARRAYFLATTEN": [(FunctionCall("ARRAYFLATTEN", TAGS), "red, blue, dark")],
    "ARRAYJOIN": [(FunctionCall("ARRAYJOIN", TAGS, "; "), "red; blue, dark")],
    "ARRAYSLICE": [(FunctionCall("ARRAYSLICE", TAGS, 2), "blue, dark"), (FunctionCall("ARRAYSLICE", TAGS, 1, 1), "red")],
    "ARRAYUNIQUE": [(FunctionCall("ARRAYUNIQUE", TAGS), "red, blue, dark")],
}

# The rest of the module, each used by a test below.
BUILDERS = {
    *("Formula", "Field", "Comparison", "EQ", "NE", "GT", "GTE", "LT", "LTE", "Compound", "FunctionCall"),
    *("match", "to_formula", "to_formula_str", "quoted", "escape_quotes", "field_name"),
}

CASES = [
    pytest.param(call, expected, id=f"{name}-{n}")
    for name, calls in (FUNCTIONS | ARRAYS).items()
    for n, (call, expected) in enumerate(calls)
]


@pytest.fixture(scope="module")
def sheet(workspace):
    """A table with a field of every type that is not a link, and one full record."""
    base = workspace.create_base("Formulas", [{"name": "T", "fields": WRITABLE + OBJECTS + COMPUTED}])
    table = base.table("T")
    return table, table.create(CELLS)


@pytest.fixture
def keeps(sheet):
    """Whether a filter keeps the record."""
    table, record = sheet

    def ask(formula):
        found = table.all(formula=formula)
        assert found in ([], [record])
        return bool(found)

    return ask


def test_everything_the_client_has_is_tested_here():
    found = {
        name
        for name, value in vars(f).items()
        if (inspect.isfunction(value) or inspect.isclass(value)) and value.__module__ == f.__name__ and not name.startswith("_")
    }
    assert found == set(FUNCTIONS) | BUILDERS
    assert len(FUNCTIONS | ARRAYS) == 84, "the language has 84 functions"


def says(call, expected, record):
    """The condition that a call gives what is expected."""
    if callable(expected):
        expected = expected(record)
    if expected is None:
        return f.AND(f.EQ(call, f.BLANK()), f.EQ(f.LEN(f.CONCATENATE(call)), 0))
    return f.ISERROR(call) if isinstance(expected, dict) else f.EQ(call, expected)


@pytest.mark.parametrize(("call", "expected"), CASES)
def test_every_function_in_a_filter(sheet, keeps, call, expected):
    condition = says(call, expected, sheet[1])
    assert keeps(condition), str(condition)
    assert not keeps(f.NOT(condition)), str(condition)
    assert not keeps(~condition)


def test_every_function_in_a_field(sheet, own):
    """The same formulas as fields of the table, whose cells are the values."""
    table, record = sheet
    calls = {case.id: case.values for case in CASES}
    made = {name: table.create_field(name, "formula", options={"formula": str(call)}) for name, (call, _) in calls.items()}
    try:
        assert all(field.options.is_valid and field.options.result for field in made.values())
        cells = table.get(record["id"])["fields"]
        for name, (call, expected) in calls.items():
            value = cells.get(name)
            if callable(expected):
                expected = expected(record)
            if isinstance(expected, datetime):
                assert isinstance(value, str), f"{name}: {call}"
                value = datetime.fromisoformat(value)
                expected = expected if value.tzinfo else expected.replace(tzinfo=None)
            elif isinstance(expected, float):
                expected = pytest.approx(expected, rel=1e-9)
            assert value == expected, f"{name}: {call}"
    finally:
        for field in made.values():
            own("DELETE", f"bases/{table.base.id}/tables/{table.id}/fields/{field.id}")


def test_match_with_every_kind_of_value(keeps):
    values = {
        "Name": "Hello World",
        "Number": -7.5,
        "Stars": 4,
        "Price": Decimal("9.99"),
        "Percent": Fraction(1, 2),
        "Done": True,
        "Day": date(2024, 2, 29),
        "Moment": at(2024, 3, 10, 7, 31, 25),
        "Stage": "Doing",
    }
    assert keeps(f.match(values))
    for name, value in values.items():
        assert keeps(f.match({name: value})), name
        assert not keeps(f.match({name: ("!=", value)})), name
        assert keeps(f.match({name: (">=", value)})), name
    wrong = {"Name": "x", "Number": 7, "Stars": 1, "Done": False, "Day": date(2024, 3, 1), "Moment": at(2024, 3, 10), "Stage": "Done"}
    assert not keeps(f.match(wrong)) and not keeps(f.match(wrong, match_any=True))
    assert keeps(f.match(wrong | {"Number": -7.5}, match_any=True))
    assert not keeps(f.match(values | {"Number": 0}))


@pytest.mark.parametrize(
    ("condition", "kept"),
    [
        (f.EQ(NUMBER, -7.5), True),
        (f.EQ(NUMBER, 7.5), False),
        (f.NE(NAME, "Hello World"), False),
        (f.NE(NAME, "hello world"), True),
        (f.GT(NUMBER, -8), True),
        (f.GT(NUMBER, -7.5), False),
        (f.GTE(NUMBER, -7.5), True),
        (f.GTE(DAY, date(2024, 3, 1)), False),
        (f.LT(DAY, MOMENT), True),
        (f.LT(NUMBER, -7.5), False),
        (f.LTE(NUMBER, -7.5), True),
        (f.LTE(NUMBER, -8), False),
        # Comparisons within comparisons.
        (f.EQ(f.GT(NUMBER, 0), f.LT(1, 0)), True),
        (NUMBER.eq(-7.5), True),
        (NUMBER.ne(-7.5), False),
        (NUMBER.gt(-8), True),
        (NUMBER.gte(0), False),
        (NUMBER.lt(0), True),
        (NUMBER.lte(-8), False),
        (Formula("{Number} * 2").eq(-15), True),
        # Joined by operators of Python.
        (NAME.eq("Hello World") & NUMBER.eq(-7.5), True),
        (NAME.eq("x") & NUMBER.eq(-7.5), False),
        (NAME.eq("x") | NUMBER.eq(-7.5), True),
        (NAME.eq("Hello World") ^ NUMBER.eq(-7.5), False),
        (~NAME.eq("x"), True),
        (f.NOT(Name="x"), True),
        (f.AND(f.GT(NUMBER, -8), Name="Hello World", Stage="Doing"), True),
        (f.AND([f.GT(NUMBER, -8), f.LT(NUMBER, -7.6)]), False),
        (f.OR([f.GT(NUMBER, 8), f.AND(f.TRUE(), f.OR(f.FALSE(), DONE))]), True),
        (f.OR(NAME.eq("x"), f.OR(NAME.eq("y"), f.OR(NAME.eq("Hello World")))).flatten(), True),
        (f.Compound("AND", [DONE, f.Compound.build("OR", NAME.eq("x"), Stage="Doing")]), True),
    ],
    ids=str,
)
def test_comparisons_and_what_joins_them(keeps, condition, kept):
    assert keeps(condition) is kept


@pytest.mark.parametrize(
    ("value", "text"),
    [(True, "TRUE()"), (3, "3"), (0.25, "0.25"), (Decimal("3.14159265"), "3.14159265"), (Fraction(4, 19), "4/19"), ("a'b", r"'a\'b'")],
    ids=str,
)
def test_values_as_formulas(keeps, value, text):
    assert f.to_formula_str(value) == text
    assert keeps(f.EQ(f.to_formula(value), Formula(text)))


AWKWARD = [
    *("it's", 'so "called"', "both ' and \"", "a\\b", "\\", "\\n", "ends with \\", "{braces}", "a\nb", "tab\there", "\r\n"),
    *("ünïcödé", "日本語", "😀👩‍👩‍👧", "' OR 1=1 OR '", "%20&+=#?", "\\d+", "\\'", "“smart”"),
]


@pytest.fixture(scope="module")
def quotes(workspace):
    """A table of texts that are hard to quote."""
    base = workspace.create_base("Quotes", [{"name": "T", "fields": [TEXT, {"name": "Notes", "type": "multilineText"}]}])
    table = base.table("T")
    return table, {record["fields"]["Notes"]: record for record in table.batch_create([{"Notes": text} for text in AWKWARD])}


@pytest.mark.parametrize("text", AWKWARD)
def test_quoted_texts_mean_what_they_say(quotes, text):
    table, records = quotes
    wanted = [records[text]]
    assert table.all(formula=f"{{Notes}} = {f.quoted(text)}") == wanted
    assert table.all(formula=f.match({"Notes": text})) == wanted
    double = text.replace("\\", "\\\\").replace('"', '\\"')
    assert table.all(formula=f'{{Notes}} = "{double}"') == wanted
    assert records[text] in table.all(formula=f.FIND(text, Field("Notes")))


def test_the_old_way_of_quoting(quotes):
    table, records = quotes
    with pytest.warns(DeprecationWarning):
        text = f.escape_quotes("it's")
    assert table.all(formula=f"{{Notes}} = '{text}'") == [records["it's"]]


NAMES = [
    *("Owner's List", 'The "best"', "1) First}", "{open", "a{b}c}", "a\\b", "ünï"),
    *("Value", "COUNT", "AND", "TRUE", "two  words", "%", "fldX"),
]


def test_names_of_fields_in_braces(new_base):
    _, table = new_base([TEXT, *({"name": name, "type": "number", "options": {"precision": 0}} for name in NAMES)])
    record = table.create({name: n for n, name in enumerate(NAMES, start=1)})
    for n, name in enumerate(NAMES, start=1):
        assert table.all(formula=f.EQ(Field(name), n)) == [record], name
        assert table.all(formula=f"{f.field_name(name)} + 1 = {n + 1}") == [record], name
        assert table.all(formula=f.EQ(Field(name), n + 1)) == [], name
    # Braces, or what follows, tell fields from functions.
    assert table.all(formula="AND({Value} = VALUE('8'), {COUNT} = 9, COUNT({COUNT}) = 1, {AND} = 10, {TRUE} = 11)") == [record]


def test_fields_by_id(sheet, keeps):
    ids = {field.name: field.id for field in sheet[0].schema().fields}
    assert keeps(f.match({ids["Name"]: "Hello World", ids["Number"]: ("<", 0)}))
    assert keeps(f"AND({{{ids['Number']}}} = {{Number}}, FIND('red', {{{ids['Tags']}}}), {ids['Number']} < 0)")
    assert not keeps(f"{{{ids['Number']}}} > 0")


@covers("Field.eq", "Field.ne", "Field.gt", "Field.gte", "Field.lt", "Field.lte")
def test_fields_of_the_object_mapper_compare(sheet, api, instance):
    table, record = sheet

    class Thing(Model):
        class Meta:
            api_key = instance.token
            base_id = table.base.id
            table_name = "T"

        name = fields.TextField("Name")
        number = fields.NumberField("Number")

    Thing.meta.api = api
    # The description itself, as type: `eq` and the others are asked of it.
    number, name = Thing.number, Thing.name
    for condition, kept in (
        (number.eq(-7.5), True),
        (number.ne(-7.5), False),
        (number.gt(-8), True),
        (number.gte(-7), False),
        (number.lt(-7), True),
        (number.lte(-8), False),
        (f.AND(name.eq("Hello World"), f.GT(f.LEN(name), 10)), True),
        (name.eq(f.UPPER(name)), False),
    ):
        found = Thing.all(formula=condition)
        assert [thing.id for thing in found] == ([record["id"]] if kept else []), str(condition)
        assert (Thing.first(formula=condition) is not None) is kept
