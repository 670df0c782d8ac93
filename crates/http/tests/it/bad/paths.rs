//! Paths that lead nowhere, and things that are not there.

use super::{ABSENT, Case, HIDDEN};

#[rustfmt::skip]
pub(super) const CASES: &[Case] = &[
    // Paths.
    ("GET", "/nowhere", "", 404, "NOT_FOUND"),
    ("GET", "/v0", "", 404, "NOT_FOUND"),
    ("GET", "/v0/meta", "", 404, "NOT_FOUND"),
    ("GET", "/v0/meta/nothing", "", 404, "NOT_FOUND"),
    ("GET", "/v0/nobase/T", "", 404, "NOT_FOUND"),
    ("GET", "/v0/appshort/T", "", 404, "NOT_FOUND"),
    ("GET", "/v0/appAAAAAAAAAAAAA-/T", "", 404, "NOT_FOUND"),
    ("GET", "/v0/<base>", "", 404, "NOT_FOUND"),
    ("GET", "/v0/<base>/%FF", "", 404, "NOT_FOUND"),
    ("GET", "T/recshort", "", 404, "NOT_FOUND"),
    ("GET", "T/norecord", "", 404, "NOT_FOUND"),
    ("GET", "T/<task1>/comments", "", 404, "NOT_FOUND"),
    ("POST", "T/<task1>", "{}", 404, "NOT_FOUND"),
    ("GET", "T/listRecords", "", 404, "NOT_FOUND"),
    ("PATCH", "/v0/meta/whoami", "{}", 404, "NOT_FOUND"),
    ("GET", "M/views/viwshort", "", 404, "NOT_FOUND"),
    ("GET", "/v0/meta/workspaces/wsp1", "", 404, "NOT_FOUND"),
    ("GET", "/v0/bases/<base>/webhooks", "", 404, "NOT_FOUND"),
    ("GET", "/api/tokens/pat1", "", 404, "NOT_FOUND"),
    // Things that are not there.
    ("GET", "/v0/appZZZZZZZZZZZZZZ/T", "", 403, HIDDEN),
    ("GET", "/v0/<base>/NoTable", "", 403, HIDDEN),
    ("GET", "/v0/<base>/tblZZZZZZZZZZZZZZ", "", 403, HIDDEN),
    ("POST", "/v0/<base>/NoTable", r#"{"fields":{}}"#, 403, HIDDEN),
    ("GET", "T/recZZZZZZZZZZZZZZ", "", 404, ABSENT),
    ("PATCH", "T/recZZZZZZZZZZZZZZ", r#"{"fields":{}}"#, 404, ABSENT),
    ("PUT", "T/recZZZZZZZZZZZZZZ", r#"{"fields":{}}"#, 404, ABSENT),
    ("DELETE", "T/recZZZZZZZZZZZZZZ", "", 404, ABSENT),
    ("GET", "M/views/viwZZZZZZZZZZZZZZ", "", 404, ABSENT),
    ("GET", "/v0/meta/workspaces/wspZZZZZZZZZZZZZZ", "", 404, ABSENT),
    ("PATCH", "M/tables/NoTable", r#"{"name":"x"}"#, 403, HIDDEN),
    ("PATCH", "M/tables/Tasks/fields/NoField", r#"{"name":"x"}"#, 404, ABSENT),
    ("GET", "/api/tokens/patZZZZZZZZZZZZZZ", "", 404, ABSENT),
];
