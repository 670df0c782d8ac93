"""Which test exercises which method of pyairtable, and proof that it does.

A test names the methods it is about:

    @covers("Table.batch_upsert")
    def test_…

While it runs, the methods that are entered are watched; a test that names one
and never enters it fails (`watch`, used by conftest.py). test_methods.py holds
the list of all public methods against what is named.

pyairtable itself stays as it is: Python's profiler tells which code runs.
"""

import inspect
import sys
from contextlib import contextmanager

import pytest
from pyairtable import api, models, orm
from pyairtable.models import schema
from pyairtable.orm import fields

COVERED = {}


def covers(*methods):
    """Marks a test as one about these methods, written `Class.method`."""

    def mark(test):
        for method in methods:
            COVERED.setdefault(method, []).append(test.__name__)
        return pytest.mark.covers(*methods)(test)

    return mark


def covering(method, value=None):
    """A parameter of a test: the case that is about this method."""
    COVERED.setdefault(method, []).append("a case of a parametrised test")
    return pytest.param(method if value is None else value, marks=pytest.mark.covers(method), id=method)


# The classes whose methods are counted, by the name under which they are named here.
CLASSES = {
    "Api": api.Api,
    "Base": api.Base,
    "Table": api.Table,
    "Workspace": api.workspace.Workspace,
    "Enterprise": api.enterprise.Enterprise,
    "Model": orm.Model,
    "Field": fields.Field,
    "LinkField": fields.LinkField,
    "SingleLinkField": fields.SingleLinkField,
    # One for all of the 35 classes, which share what they can do.
    "FieldSchema": schema._FieldSchemaBase,
    **{
        path: found
        for path, found in (
            (found.__qualname__, found)
            for outer in vars(schema).values()
            if isinstance(outer, type) and issubclass(outer, schema.AirtableModel)
            for found in (outer, *(inner for inner in vars(outer).values() if isinstance(inner, type)))
        )
        if issubclass(found, schema.AirtableModel)
        and not issubclass(found, schema._FieldSchemaBase)
        and not path.startswith("_")
        and found.__module__ == schema.__name__
    },
    **{name: getattr(models, name) for name in ("Comment", "Webhook", "WebhookNotification", "WebhookPayload")},
}


def code_of(found):
    """The code behind a method, class method or property; none for anything else."""
    if isinstance(found, (classmethod, staticmethod)):
        found = found.__func__
    if isinstance(found, property):
        found = found.fget
    found = inspect.unwrap(found) if callable(found) else None
    if inspect.isfunction(found) and found.__module__.startswith("pyairtable"):
        return found.__code__
    return None


def public_methods():
    """Every public method and property by name, with its class and its code."""
    found = {}
    for name, cls in CLASSES.items():
        for method in dir(cls):
            if method.startswith("_"):
                continue
            code = code_of(inspect.getattr_static(cls, method))
            if code is not None:
                found[f"{name}.{method}"] = (cls, code)
    return found


METHODS = public_methods()


@contextmanager
def watch(names):
    """Fails at the end if one of these methods was not entered meanwhile."""
    wanted = {name: METHODS[name] for name in names}
    codes = {code for _, code in wanted.values()}
    entered = set()

    def profile(frame, event, _):
        if event == "call" and frame.f_code in codes:
            owner = frame.f_locals.get(frame.f_code.co_varnames[0])
            kind = owner if isinstance(owner, type) else type(owner)
            entered.update(name for name, (cls, code) in wanted.items() if code is frame.f_code and issubclass(kind, cls))

    before = sys.getprofile()
    sys.setprofile(profile)
    try:
        yield
    finally:
        sys.setprofile(before)
    missing = sorted(set(wanted) - entered)
    assert not missing, f"named and never called: {', '.join(missing)}"
