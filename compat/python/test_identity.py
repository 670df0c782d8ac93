"""Who am I, and which bases can I see."""

import re

from covers import covers
from server import OWNER


@covers("Api.whoami")
def test_whoami_with_every_scope_has_the_email(api, instance):
    assert api.whoami() == {"id": instance.user, "email": OWNER}


def test_whoami_without_the_email_scope_has_the_id_only(api_for, instance):
    assert api_for("data.records:read").whoami() == {"id": instance.user}


def test_a_new_base_is_listed_at_once_with_the_callers_level(api, workspace):
    base = workspace.create_base("Listed at once", [{"name": "T", "fields": [{"name": "N", "type": "singleLineText"}]}])
    assert re.fullmatch(r"app[A-Za-z0-9]{14}", base.id)
    listed = {found.id: found for found in api.bases(force=True)}
    assert listed[base.id].name == "Listed at once"
    assert listed[base.id].permission_level in ("create", "owner")
    assert api.base(base.id, validate=True, force=True).name == "Listed at once"
    raw = api.get(api.urls.bases)
    assert "offset" not in raw
    assert {"id": base.id, "name": "Listed at once", "permissionLevel": listed[base.id].permission_level} in raw["bases"]


def test_a_token_for_one_base_lists_that_base_only(api, api_for, new_base):
    base, _ = new_base([{"name": "N", "type": "singleLineText"}])
    narrow = api_for("schema.bases:read", access=base.id)
    assert [found.id for found in narrow.bases()] == [base.id]


def test_a_token_for_a_workspace_sees_bases_made_later(api_for, new_base, instance):
    narrow = api_for("schema.bases:read", access=instance.workspace)
    base, _ = new_base([{"name": "N", "type": "singleLineText"}])
    assert base.id in [found.id for found in narrow.bases()]


def test_collaborators_of_a_base(new_base, instance, workspace):
    base, _ = new_base([{"name": "N", "type": "singleLineText"}], name="Shared")
    found = base.collaborators()
    assert (found.id, found.name, found.workspace_id) == (base.id, "Shared", instance.workspace)
    assert found.permission_level in ("create", "owner")
    people = found.individual_collaborators.via_base + found.individual_collaborators.via_workspace
    assert [(person.user_id, person.email) for person in people] == [(instance.user, OWNER)]
    assert people[0].permission_level == "owner"


def test_a_workspace_names_its_bases(new_base, workspace):
    base, _ = new_base([{"name": "N", "type": "singleLineText"}])
    found = workspace.collaborators(force=True)
    assert found.id == workspace.id
    assert found.name == "Compat"
    assert base.id in found.base_ids
