"""What needs an enterprise account answers 404, which pyairtable explains to its caller."""

import pytest
from conftest import TEXT
from covers import covering, covers
from requests import HTTPError

USER, GROUP, TOKEN = "usr" + "A" * 14, "ugp" + "A" * 14, "pat" + "A" * 14
ACCOUNT, OTHER, PACKAGE = "ent" + "A" * 14, "ent" + "B" * 14, "pkg" + "A" * 14

# Method to call, on an account; the workspace is one that is there.
OF_AN_ACCOUNT = {
    "Enterprise.info": lambda account, _: account.info(),
    "Enterprise.group": lambda account, _: account.group(GROUP),
    "Enterprise.user": lambda account, _: account.user(USER),
    "Enterprise.users": lambda account, _: account.users([USER, "owner@example.com"]),
    "Enterprise.audit_log": lambda account, _: next(account.audit_log()),
    "Enterprise.remove_user": lambda account, _: account.remove_user(USER),
    "Enterprise.claim_users": lambda account, _: account.claim_users({USER: "managed"}),
    "Enterprise.delete_users": lambda account, _: account.delete_users(["a@example.com"]),
    "Enterprise.grant_admin": lambda account, _: account.grant_admin(USER),
    "Enterprise.revoke_admin": lambda account, _: account.revoke_admin(USER),
    "Enterprise.create_descendant": lambda account, _: account.create_descendant("Part"),
    "Enterprise.move_groups": lambda account, _: account.move_groups([GROUP], OTHER),
    "Enterprise.move_workspaces": lambda account, workspace: account.move_workspaces([workspace.id], OTHER),
    "Enterprise.create_workspace": lambda account, _: account.create_workspace("New"),
    "Enterprise.packages": lambda account, _: account.packages(),
    "Enterprise.package": lambda account, _: account.package(PACKAGE),
    "Enterprise.create_base_from_package": lambda account, workspace: account.create_base_from_package(
        workspace, "New", PACKAGE
    ),
    "Enterprise.access_tokens": lambda account, _: account.access_tokens(),
    "Enterprise.revoke_access_tokens": lambda account, _: account.revoke_access_tokens([TOKEN]),
    "Enterprise.allow_ai": lambda account, workspace: account.allow_ai({workspace: True}),
}

# The same of a base, its workspace, and who collaborates on them.
OF_A_BASE = {
    "Base.shares": lambda base, _: base.shares(),
    "Base.delete": lambda base, _: base.delete(),
    "Workspace.delete": lambda _, workspace: workspace.delete(),
    "Workspace.move_base": lambda base, workspace: workspace.move_base(base, "wsp" + "A" * 14, index=0),
}

# Who collaborates is changed through our own API.
OF_COLLABORATORS = {
    "add": lambda found: found.add("user", USER, "read"),
    "add_user": lambda found: found.add_user(USER, "read"),
    "add_group": lambda found: found.add_group(GROUP, "read"),
    "add_collaborators": lambda found: found.add_collaborators([{"user": {"id": USER}, "permissionLevel": "read"}]),
    "update": lambda found: found.update(USER, "edit"),
    "remove": lambda found: found.remove(USER),
}


def refused(call):
    with pytest.raises(HTTPError) as error:
        call()
    assert error.value.response.status_code == 404, error.value
    assert error.value.response.json() == {"error": "NOT_FOUND"}
    return error.value


@pytest.mark.parametrize("method", [*map(covering, OF_AN_ACCOUNT)])
def test_an_enterprise_account(api, workspace, method):
    error = refused(lambda: OF_AN_ACCOUNT[method](api.enterprise(ACCOUNT), workspace))
    if method == "Enterprise.audit_log":
        return  # A generator: pyairtable can not add to what goes wrong in it.
    assert "requires an enterprise billing plan" in str(error.args)


@covers("Enterprise.create_base", "Api.enterprise")
def test_a_base_can_be_made_from_there_all_the_same(api, workspace):
    base = api.enterprise(ACCOUNT).create_base(workspace, "Made", [{"name": "T", "fields": [TEXT]}])
    assert base.table("T").all() == []


@pytest.mark.parametrize("method", [*map(covering, OF_A_BASE)])
def test_a_base_and_a_workspace(new_base, workspace, method):
    base, table = new_base([TEXT])
    error = refused(lambda: OF_A_BASE[method](base, workspace))
    assert "requires an enterprise billing plan" in str(error.args)
    assert table.all() == [], "it is still there"


@pytest.mark.parametrize(
    "method",
    [
        covering(f"{kind}.{name}", (kind, name))
        for kind in ("BaseCollaborators", "WorkspaceCollaborators")
        for name in OF_COLLABORATORS
    ],
)
def test_collaborators(new_base, workspace, method):
    kind, name = method
    base, _ = new_base([TEXT])
    found = base.collaborators() if kind == "BaseCollaborators" else workspace.collaborators(force=True)
    refused(lambda: OF_COLLABORATORS[name](found))


@covers("WorkspaceCollaborators.Restrictions.save")
def test_restrictions_of_a_workspace(workspace):
    restrictions = workspace.collaborators(force=True).restrictions
    restrictions.invite_creation = "onlyOwners"
    refused(restrictions.save)
