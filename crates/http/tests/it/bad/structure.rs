//! Deleting and restoring tables and fields, in our own API.

use super::{ABSENT, Case, FIELD, HIDDEN, UNKNOWN};

#[rustfmt::skip]
pub(super) const CASES: &[Case] = &[
    // Deleting.
    ("DELETE", "A/tables/NoTable", "", 403, HIDDEN),
    ("DELETE", "A/tables/tblZZZZZZZZZZZZZZ", "", 403, HIDDEN),
    ("DELETE", "A/tables/<Lost>", "", 403, HIDDEN),
    ("DELETE", "A/tables/Tasks/fields/NoField", "", 404, ABSENT),
    ("DELETE", "A/tables/Tasks/fields/<People.Age>", "", 404, ABSENT),
    ("DELETE", "A/tables/Tasks/fields/<Gone>", "", 404, ABSENT),
    ("DELETE", "A/tables/NoTable/fields/Name", "", 403, HIDDEN),
    ("DELETE", "A/tables/Tasks/fields/Name", "", 422, UNKNOWN),
    ("DELETE", "A/tables/<Tasks>/fields/<Tasks.Name>", "", 422, UNKNOWN),
    ("DELETE", "/api/bases/appZZZZZZZZZZZZZZ/tables/Tasks", "", 403, HIDDEN),
    ("DELETE", "/api/bases/app1/tables/Tasks", "", 404, "NOT_FOUND"),
    // What is deleted is not there.
    ("GET", "/v0/<base>/Lost", "", 403, HIDDEN),
    ("GET", "/v0/<base>/<Lost>", "", 403, HIDDEN),
    ("POST", "M/tables/<Lost>/fields", r#"{"name":"x","type":"email"}"#, 403, HIDDEN),
    ("POST", "A/tables/Lost/views", r#"{"name":"x"}"#, 403, HIDDEN),
    ("POST", "T", r#"{"fields":{"<Gone>":"x"}}"#, 422, FIELD),
    // Restoring.
    ("POST", "A/deleted/tblZZZZZZZZZZZZZZ/restore", r"{}", 404, ABSENT),
    ("POST", "A/deleted/fldZZZZZZZZZZZZZZ/restore", r"{}", 404, ABSENT),
    ("POST", "A/deleted/<Tasks>/restore", r"{}", 404, ABSENT),
    ("POST", "A/deleted/<Tasks.Name>/restore", r"{}", 404, ABSENT),
    ("POST", "A/deleted/x/restore", r"{}", 404, "NOT_FOUND"),
    ("POST", "A/deleted/tbl1/restore", r"{}", 404, "NOT_FOUND"),
    ("POST", "A/deleted/rec1/restore", r"{}", 404, "NOT_FOUND"),
    ("POST", "A/deleted/<task1>/restore", r"{}", 404, "NOT_FOUND"),
    ("POST", "A/deleted/<Open>/restore", r"{}", 404, "NOT_FOUND"),
    ("POST", "/api/bases/appZZZZZZZZZZZZZZ/deleted/<Lost>/restore", r"{}", 403, HIDDEN),
    ("GET", "A/deleted/<Lost>", "", 404, "NOT_FOUND"),
    ("GET", "/api/bases/appZZZZZZZZZZZZZZ/deleted", "", 403, HIDDEN),
];
