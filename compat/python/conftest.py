"""One server for the whole run; a fresh base for each test that asks."""

import itertools
import sys
from pathlib import Path

import pytest
from pyairtable import Api

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import computed  # noqa: E402
import server as basekey  # noqa: E402
from covers import watch  # noqa: E402

TEXT = {"name": "Name", "type": "singleLineText"}

# One field of every type that holds plain text, numbers, days or choices, by name.
WRITABLE = [
    {"name": "Name", "type": "singleLineText"},
    {"name": "Notes", "type": "multilineText"},
    {"name": "Rich", "type": "richText"},
    {"name": "Mail", "type": "email"},
    {"name": "Link", "type": "url"},
    {"name": "Phone", "type": "phoneNumber"},
    {"name": "Number", "type": "number", "options": {"precision": 3}},
    {"name": "Percent", "type": "percent", "options": {"precision": 1}},
    {"name": "Price", "type": "currency", "options": {"precision": 2, "symbol": "€"}},
    {"name": "Length", "type": "duration", "options": {"durationFormat": "h:mm:ss.SSS"}},
    {"name": "Stars", "type": "rating", "options": {"icon": "star", "max": 5, "color": "yellowBright"}},
    {"name": "Done", "type": "checkbox", "options": {"icon": "check", "color": "greenBright"}},
    {"name": "Day", "type": "date", "options": {"dateFormat": {"name": "iso"}}},
    {
        "name": "Moment",
        "type": "dateTime",
        "options": {"timeZone": "utc", "dateFormat": {"name": "iso"}, "timeFormat": {"name": "24hour"}},
    },
    {
        "name": "Berlin",
        "type": "dateTime",
        "options": {"timeZone": "Europe/Berlin", "dateFormat": {"name": "us"}, "timeFormat": {"name": "12hour"}},
    },
    {
        "name": "Stage",
        "type": "singleSelect",
        "options": {"choices": [{"name": "Todo"}, {"name": "Doing", "color": "redDark1"}, {"name": "Done"}]},
    },
    {
        "name": "Tags",
        "type": "multipleSelects",
        "options": {"choices": [{"name": "red"}, {"name": "green"}, {"name": "blue, dark"}]},
    },
]

# Those whose cells are objects.
OBJECTS = [
    {"name": "Owner", "type": "singleCollaborator"},
    {"name": "People", "type": "multipleCollaborators"},
    {"name": "Files", "type": "multipleAttachments"},
    {"name": "Code", "type": "barcode"},
]

# Those that only the server writes.
COMPUTED = [
    {"name": "No", "type": "autoNumber"},
    {"name": "Made", "type": "createdTime"},
    {"name": "Maker", "type": "createdBy"},
    {"name": "Changed", "type": "lastModifiedTime"},
    {"name": "Changer", "type": "lastModifiedBy"},
]

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def instance(tmp_path_factory):
    made = basekey.furnish(basekey.Server(tmp_path_factory.mktemp("basekey") / "data"))
    yield made
    code = made.server.stop()
    assert code == 0, f"basekey serve ended with {code}\n{made.server.log_tail()}"


@pytest.fixture(scope="session")
def server(instance):
    return instance.server


@pytest.fixture(scope="session")
def api(instance):
    return Api(instance.token, endpoint_url=instance.server.url)


@pytest.fixture(scope="session")
def workspace(api, instance):
    return api.workspace(instance.workspace)


@pytest.fixture
def new_base(workspace):
    """Makes a base with one table, T, of the given fields."""

    def make(fields, name=None):
        base = workspace.create_base(name or f"Base {next(_numbers)}", [{"name": "T", "fields": fields}])
        return base, base.table("T")

    return make


@pytest.fixture
def table(new_base):
    """An empty table with one field of every writable type."""
    return new_base(WRITABLE)[1]


@pytest.fixture
def library(new_base):
    """A base with the tables Books and Authors, and the link `Author` of Books."""
    base, _ = new_base([TEXT])
    authors = base.create_table("Authors", [TEXT, {"name": "Born", "type": "number", "options": {"precision": 0}}])
    books = base.create_table(
        "Books",
        [
            {"name": "Title", "type": "singleLineText"},
            {"name": "Author", "type": "multipleRecordLinks", "options": {"linkedTableId": authors.id}},
        ],
    )
    return base, base.table("Books"), base.table("Authors")


@pytest.fixture
def shop(new_base):
    """Customers with orders with lines: what a customer spends goes through three tables."""
    base, _ = new_base([TEXT])
    customers = base.create_table("Customers", [TEXT, {"name": "Discount", "type": "percent", "options": {"precision": 0}}])
    link = {"name": "Customer", "type": "multipleRecordLinks", "options": {"linkedTableId": customers.id}}
    orders = base.create_table("Orders", [TEXT, link])
    link = {"name": "Order", "type": "multipleRecordLinks", "options": {"linkedTableId": orders.id}}
    amount = {"name": "Amount", "type": "number", "options": {"precision": 0}}
    lines = base.create_table("Lines", [TEXT, amount, {"name": "Price", "type": "currency", "options": computed.EURO}, link])
    total = computed.formula(lines, "Total", "{Amount} * {Price}", result={"type": "currency", "options": computed.EURO})
    of_order, of_customer = computed.field_of(orders, "Lines"), computed.field_of(customers, "Orders")
    computed.rollup(orders, "Sum", of_order, total, "SUM(values)")
    computed.count(orders, "Count", of_order)
    computed.lookup(orders, "What", of_order, computed.field_of(lines, "Name"))
    discount = computed.lookup(orders, "Discount", computed.field_of(orders, "Customer"), computed.field_of(customers, "Discount"))
    assert discount.options.result.type == "percent"
    computed.formula(orders, "To pay", "ROUND({Sum} * (1 - MAX({Discount})), 2)")
    computed.rollup(customers, "Turnover", of_customer, computed.field_of(orders, "To pay"), "SUM(values)")
    computed.formula(customers, "Kind", 'IF({Turnover} > 100, "good", IF({Turnover}, "new", "none"))')
    return customers, orders, lines


@pytest.fixture
def own(server, api):
    """Calls our own API with the token that pyairtable has, and gives what is answered."""

    def call(method, path, **body):
        return api.request(method, f"{server.url}/api/{path}", json=body or None)

    return call


@pytest.fixture
def view_of(own):
    """Makes a view of a table through our own API; Airtable's has no way to."""

    def make(table, name, **settings):
        return own("POST", f"bases/{table.base.id}/tables/{table.id}/views", name=name, **settings)

    return make


@pytest.fixture(autouse=True)
def _watched(request):
    """A test calls the methods that it says it covers."""
    named = [name for marker in request.node.iter_markers("covers") for name in marker.args]
    if not named:
        yield
        return
    with watch(named):
        yield


@pytest.fixture
def api_for(instance):
    """A client whose token has only these scopes and this access."""

    def make(*scopes, access="all", user=basekey.OWNER, **options):
        token = instance.server.token(user, f"token {next(_numbers)}", access=access, scopes=scopes)
        return Api(token["token"], endpoint_url=instance.server.url, **options)

    return make
