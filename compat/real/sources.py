"""Where the data lies, and how it is read. Nothing of it is in this repository."""

from __future__ import annotations

import csv
import json
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
# Debian's package iso-codes; Fedora's puts its files in the same place.
ISO_CODES = Path("/usr/share/iso-codes/json")
# Installed by `compat/run real` from compat/node/package-lock.json.
VEGA = ROOT / "compat/node/node_modules/vega-datasets/data"


def _there(path: Path, how: str) -> Path:
    if not path.exists():
        raise SystemExit(f"{path} is missing: {how}")
    return path


def iso(standard: str) -> list[dict]:
    """The entries of one standard, such as `3166-1`."""
    path = _there(ISO_CODES / f"iso_{standard}.json", "install the package iso-codes")
    return json.loads(path.read_text(encoding="utf-8"))[standard]


def vega(name: str) -> Path:
    return _there(VEGA / name, "run `compat/run real`, which installs vega-datasets")


def vega_json(name: str) -> list[dict]:
    return json.loads(vega(name).read_text(encoding="utf-8"))


def vega_csv(name: str) -> list[dict[str, str]]:
    """Every value is a text, as in the file; a blank one is the empty text."""
    with vega(name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
