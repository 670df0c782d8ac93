"""Every public method of pyairtable is exercised by some test here, or is listed with a reason.

Whether a test does what it says is watched while it runs (covers.py). A new
version of the client with new methods fails here until they are dealt with.
"""

import importlib
from fnmatch import fnmatchcase
from pathlib import Path

import pytest
from conftest import TEXT
from covers import COVERED, METHODS, covers
from pyairtable.orm import fields

# Patterns of methods that no test calls, and why.
REASONS = {
    "*.from_api": "makes an object of an answer that is there; every other test goes through it",
    "SingleLinkField.valid_or_raise": "never called by the client: it asks LinkField's",
    "*.comments": "there are no comments yet",
    "*.add_comment": "there are no comments yet",
    "Comment.*": "there are no comments yet",
    "Base.webhook": "there are no webhooks yet",
    "Base.webhooks": "there are no webhooks yet",
    "Base.add_webhook": "there are no webhooks yet",
    "Webhook*": "there are no webhooks yet",
    "Table.upload_attachment": "goes to content.airtable.com whatever the address; no files are kept yet",
    "UserInfo.*": "comes from the enterprise calls only, which answer 404",
    "Collaborations.*": "comes from the enterprise calls only, which answer 404",
    "BaseShares.Info.*": "comes from Base.shares only, which answers 404",
    "BaseCollaborators.InterfaceCollaborators.*": "there are no interfaces",
    "*InviteLink.*": "there are no invite links",
}

HERE = Path(__file__).parent


def reasons_for(method):
    return [pattern for pattern in REASONS if fnmatchcase(method, pattern)]


@pytest.fixture(scope="module", autouse=True)
def everything_is_read():
    """What other files cover counts also if only this one runs."""
    for file in HERE.glob("test_*.py"):
        importlib.import_module(file.stem)


@pytest.mark.parametrize("method", sorted(METHODS))
def test_every_method_is_exercised_or_has_a_reason(method):
    tests, reasons = COVERED.get(method, []), reasons_for(method)
    assert tests or reasons, f"no test calls {method}, and there is no reason why"
    excuses = [pattern for pattern in reasons if pattern != "*.from_api"]
    assert not (tests and excuses), f"{method} is called by {tests}; its reason is out of date"


def test_every_name_and_reason_means_something():
    assert set(COVERED) <= set(METHODS), "a test covers what is not there"
    for pattern in REASONS:
        assert any(fnmatchcase(method, pattern) for method in METHODS), f"nothing is called {pattern}"
    assert len(METHODS) > 250, "the methods are not found any more"


# What has no better place.


@covers("Api.api_key", "Api.build_url", "Api.chunked")
def test_what_the_client_makes_of_the_address(api, server, instance):
    assert api.api_key == instance.token
    assert str(api.build_url("meta", "whoami")) == f"{server.url}/v0/meta/whoami"
    assert [len(chunk) for chunk in api.chunked(range(23))] == [10, 10, 3]


@covers("Api.get", "Api.post", "Api.patch", "Api.delete", "Api.request", "Api.iterate_requests")
def test_plain_requests(api, new_base):
    base, _ = new_base([TEXT])
    url = api.build_url(base.id, "T")
    made = api.post(url, json={"fields": {"Name": "a"}})
    assert api.get(url) == {"records": [made]}
    changed = api.patch(url / made["id"], json={"fields": {"Name": "b"}})
    assert api.request("GET", url / made["id"]) == changed
    pages = list(api.iterate_requests("GET", url, options={"page_size": 1}))
    assert pages == [{"records": [changed]}]
    assert api.delete(url / made["id"]) == {"id": made["id"], "deleted": True}


@covers("Api.workspace", "Api.create_base", "Api.base", "Api.bases", "Api.table", "Bases.base")
def test_bases_and_tables_by_id(api, instance):
    assert api.workspace(instance.workspace).id == instance.workspace
    base = api.create_base(instance.workspace, "By the client", [{"name": "T", "fields": [TEXT]}])
    assert api.base(base.id, validate=True, force=True).name == "By the client"
    assert base.id in [found.id for found in api.bases(force=True)]
    with pytest.raises(KeyError):
        api.base("app" + "A" * 14, validate=True)
    assert api.table(base.id, "T").create({"Name": "x"})["fields"] == {"Name": "x"}
    validated = api.table(base.id, "T", validate=True)
    assert validated.name == "T" and validated.schema().primary_field_id == validated.schema().fields[0].id


@covers("Table.api", "Table.id", "Table.id_or_name")
def test_a_table_knows_its_id_and_name(new_base, api):
    base, table = new_base([TEXT])
    assert table.api is api
    assert base.table("T").id_or_name == "T"
    assert base.table("T").id == table.schema().id
    assert base.table(table.schema().id).id == table.schema().id
    assert table.id_or_name == table.schema().id, "once the schema was read, calls go by id"


@covers("Base.name", "Base.collaborators", "Base.schema", "Base.table", "Base.tables", "Base.create_table", "BaseSchema.table")
def test_a_base_and_its_tables(new_base):
    base, table = new_base([TEXT], name="Named")
    assert base.name == "Named"
    base.create_table("Second", [TEXT])
    assert [found.name for found in base.tables(force=True)] == ["T", "Second"]
    assert base.schema().table("Second").id == base.table("Second", validate=True).id
    with pytest.raises(KeyError):
        base.schema().table("Third")
    assert base.collaborators().name == "Named" == base.name
    assert table.schema().id == base.schema().table("T").id


@covers("Workspace.create_base", "Workspace.collaborators", "Workspace.bases", "Workspace.name")
def test_a_workspace_and_its_bases(api, instance):
    workspace = api.workspace(instance.workspace)
    base = workspace.create_base("Of a workspace", [{"name": "T", "fields": [TEXT]}])
    assert workspace.name == "Compat"
    assert workspace.collaborators().base_ids == [found.id for found in workspace.bases()]
    assert base.id in [found.id for found in workspace.bases()]


def test_every_class_of_field_of_the_mapper_is_used_or_has_a_reason():
    """As above, for the classes of pyairtable.orm.fields."""
    import test_orm
    import test_orm_computed

    models = (test_orm.PLAIN, test_orm.REQUIRED, test_orm_computed.COMPUTED_CLASSES)
    used = {type(found) for model in models for found in model.values()}
    used |= {fields.LinkField, fields.SingleLinkField}  # test_orm_links.py
    reasons = {
        "can not be made through the API": {
            fields.AITextField,
            fields.RequiredAITextField,
            fields.ButtonField,
            fields.ExternalSyncSourceField,
            fields.ManualSortField,
        },
    }
    excused = set().union(*reasons.values())
    assert used | excused == fields.ALL_FIELDS
    assert not used & excused
