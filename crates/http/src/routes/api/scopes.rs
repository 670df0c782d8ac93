use crate::error::Answer;
use crate::wire::json;
use crate::wire::own::ScopesOut;

/// Lists the scopes a token can have. Open to everybody.
#[utoipa::path(
    get, path = "/api/scopes", operation_id = "listScopes", tag = "Tokens",
    responses((status = 200, body = ScopesOut))
)]
pub(super) async fn list() -> Answer {
    json(&ScopesOut::all())
}
