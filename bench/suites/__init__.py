"""The suites, in the order in which they run."""

from suites.formulas import Formulas
from suites.imports import Imports
from suites.links import Links
from suites.records import Records
from suites.upserts import Upserts

ALL = (Records, Links, Upserts, Formulas, Imports)
