//! Shapes of Airtable's API for the OpenAPI document. The answers themselves
//! are written by hand, because clients depend on which parts are absent.
#![expect(dead_code, reason = "these describe JSON and are never made")]

use std::collections::HashMap;

use serde::Serialize;
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

/// `{"error": "NOT_FOUND"}` or `{"error": {"type": …, "message": …}}`.
#[derive(ToSchema)]
pub(crate) struct Error {
    error: ErrorBody,
}

#[derive(Serialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum ErrorBody {
    Bare(String),
    Object {
        #[serde(rename = "type")]
        kind: String,
        message: Option<String>,
    },
}

#[derive(ToSchema)]
pub(crate) struct WhoAmI {
    id: String,
    email: Option<String>,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Record {
    id: String,
    created_time: String,
    /// By field name, or by id if asked for. Blank cells are left out.
    fields: HashMap<String, Value>,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct Records {
    records: Vec<Record>,
}

/// The two lists are there with `performUpsert` only, and then always.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
pub(crate) struct Written {
    records: Vec<Record>,
    created_records: Option<Vec<String>>,
    updated_records: Option<Vec<String>>,
}

#[derive(ToSchema)]
pub(crate) struct RecordList {
    records: Vec<Record>,
    /// Absent on the last page.
    offset: Option<String>,
}

#[derive(Serialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum RecordOrRecords {
    One(Record),
    Many(Records),
}

#[derive(ToSchema)]
pub(crate) struct Sort {
    field: String,
    /// `asc` or `desc`.
    direction: Option<String>,
}

#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
pub(crate) struct ListBody {
    fields: Option<Vec<String>>,
    sort: Option<Vec<Sort>>,
    view: Option<String>,
    /// Only records for which this formula is true.
    filter_by_formula: Option<String>,
    page_size: Option<i64>,
    max_records: Option<i64>,
    offset: Option<String>,
    /// `json`, or `string` for cells as the text a person sees.
    cell_format: Option<String>,
    /// With `string`: on whose clocks times are shown.
    time_zone: Option<String>,
    /// With `string`: how days of the format `local` are written.
    user_locale: Option<String>,
    return_fields_by_field_id: Option<bool>,
    record_metadata: Option<Vec<String>>,
    /// Links as `[{"id": "rec…"}]`.
    include_date_dependency_metadata: Option<bool>,
}

/// Parameters of a list.
#[derive(IntoParams)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub(crate) struct ListParams {
    /// Names or ids of the fields to show.
    #[param(rename = "fields[]")]
    fields: Option<Vec<String>>,
    /// Sort by this field first; `sort[1][field]` comes second, and so on.
    #[param(rename = "sort[0][field]")]
    sort_field: Option<String>,
    /// `asc` or `desc`.
    #[param(rename = "sort[0][direction]")]
    sort_direction: Option<String>,
    /// A view's name or id.
    view: Option<String>,
    /// Only records for which this formula is true.
    filter_by_formula: Option<String>,
    /// 1 to 100.
    page_size: Option<i64>,
    /// Over all pages.
    max_records: Option<i64>,
    /// From the page before.
    offset: Option<String>,
    /// `json`, or `string` for cells as the text a person sees.
    cell_format: Option<String>,
    /// With `string`: on whose clocks times are shown.
    time_zone: Option<String>,
    /// With `string`: how days of the format `local` are written.
    user_locale: Option<String>,
    /// Key `fields` by id.
    return_fields_by_field_id: Option<bool>,
    /// `commentCount`.
    #[param(rename = "recordMetadata[]")]
    record_metadata: Option<Vec<String>>,
    /// Links as `[{"id": "rec…"}]`.
    include_date_dependency_metadata: Option<bool>,
}

#[derive(IntoParams)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub(crate) struct ShowParams {
    /// Key `fields` by id.
    return_fields_by_field_id: Option<bool>,
    /// `json`, or `string` for cells as the text a person sees.
    cell_format: Option<String>,
    /// With `string`: on whose clocks times are shown.
    time_zone: Option<String>,
    /// With `string`: how days of the format `local` are written.
    user_locale: Option<String>,
    /// Links as `[{"id": "rec…"}]`.
    include_date_dependency_metadata: Option<bool>,
}

#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct DeleteParams {
    /// Up to ten record ids.
    #[param(rename = "records[]")]
    records: Vec<String>,
}

#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct OffsetParams {
    /// From the page before.
    offset: Option<String>,
}

#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct IncludeParams {
    /// What to add to the answer.
    #[param(rename = "include[]")]
    include: Option<Vec<String>>,
}

#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct PageParams {
    /// Entries before this number: `next` of the page before.
    before: Option<i64>,
    /// 1 to 200; 100 if absent.
    limit: Option<i64>,
}

#[derive(IntoParams)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub(crate) struct AuditParams {
    /// What happened: a whole action such as `token.created`, or `token` for all of tokens.
    action: Option<String>,
    /// Who did it.
    user_id: Option<String>,
    /// The token that did it.
    token_id: Option<String>,
    /// The id of what it was done to.
    subject: Option<String>,
    /// Not before this time.
    from: Option<String>,
    /// Before this time.
    to: Option<String>,
}

#[derive(IntoParams)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub(crate) struct InstanceTokensParams {
    /// Of this user.
    user: Option<String>,
    /// With this scope.
    scope: Option<String>,
    /// That reach this base now.
    base: Option<String>,
    /// In this state.
    state: Option<String>,
    /// Not used for so many days.
    unused_days: Option<i64>,
    /// Made so many days ago.
    older_than_days: Option<i64>,
    /// In the name or id, without regard to case.
    search: Option<String>,
    /// `next` of the page before.
    after: Option<String>,
    /// 1 to 200; 100 if absent.
    limit: Option<i64>,
}

#[derive(ToSchema)]
pub(crate) struct NewRecord {
    /// Names or ids, and values.
    fields: HashMap<String, Value>,
}

/// `fields` for one record, or `records` for up to ten.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
pub(crate) struct CreateBody {
    fields: Option<HashMap<String, Value>>,
    records: Option<Vec<NewRecord>>,
    typecast: Option<bool>,
    return_fields_by_field_id: Option<bool>,
}

#[derive(ToSchema)]
pub(crate) struct EditedRecord {
    /// May be left out with `performUpsert`.
    id: Option<String>,
    fields: HashMap<String, Value>,
}

#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
pub(crate) struct PerformUpsert {
    /// One to three names or ids of fields.
    fields_to_merge_on: Vec<String>,
}

#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
pub(crate) struct UpdateBody {
    records: Vec<EditedRecord>,
    /// Records that are not there are made.
    perform_upsert: Option<PerformUpsert>,
    typecast: Option<bool>,
    return_fields_by_field_id: Option<bool>,
}

#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
pub(crate) struct UpdateOneBody {
    fields: HashMap<String, Value>,
    typecast: Option<bool>,
    return_fields_by_field_id: Option<bool>,
}

#[derive(ToSchema)]
pub(crate) struct DeletedRecord {
    id: String,
    deleted: bool,
}

#[derive(ToSchema)]
pub(crate) struct DeletedRecords {
    records: Vec<DeletedRecord>,
}

#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
pub(crate) struct Base {
    id: String,
    name: String,
    permission_level: String,
}

#[derive(ToSchema)]
pub(crate) struct BaseList {
    bases: Vec<Base>,
    /// Absent on the last page.
    offset: Option<String>,
}

#[derive(ToSchema)]
pub(crate) struct Field {
    id: String,
    name: String,
    #[schema(rename = "type")]
    kind: String,
    description: Option<String>,
    #[schema(value_type = Option<Object>)]
    options: Option<Value>,
}

#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
pub(crate) struct View {
    id: String,
    name: String,
    #[schema(rename = "type")]
    kind: String,
    visible_field_ids: Option<Vec<String>>,
}

#[derive(ToSchema)]
pub(crate) struct ViewList {
    views: Vec<View>,
}

#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
pub(crate) struct Table {
    id: String,
    name: String,
    description: Option<String>,
    primary_field_id: String,
    fields: Vec<Field>,
    views: Vec<View>,
    /// Absent if not used.
    date_dependency_settings: Option<DateDependency>,
}

/// Which fields say when a record begins and ends and what it waits for. Kept
/// and shown; the server moves no dates.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
pub(crate) struct DateDependency {
    is_enabled: bool,
    start_date_field_id: String,
    end_date_field_id: String,
    duration_field_id: String,
    predecessor_field_id: Option<String>,
    /// `flexible`, `fixed` or `none`.
    rescheduling_mode: String,
    should_skip_weekends_and_holidays: Option<bool>,
    /// Days as `YYYY-MM-DD`.
    holidays: Option<Vec<String>>,
    is_forward_only: Option<bool>,
}

#[derive(ToSchema)]
pub(crate) struct TableList {
    tables: Vec<Table>,
}

#[derive(ToSchema)]
pub(crate) struct FieldBody {
    name: String,
    #[schema(rename = "type")]
    kind: String,
    description: Option<String>,
    /// As they are shown. Formulas may name fields by name.
    #[schema(value_type = Option<Object>)]
    options: Option<Value>,
}

#[derive(ToSchema)]
pub(crate) struct TableBody {
    name: String,
    description: Option<String>,
    fields: Vec<FieldBody>,
}

#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
pub(crate) struct CreateBaseBody {
    name: String,
    workspace_id: String,
    tables: Vec<TableBody>,
}

#[derive(ToSchema)]
pub(crate) struct CreatedBase {
    id: String,
    tables: Vec<Table>,
}

/// At least one of the three.
#[derive(ToSchema)]
pub(crate) struct FieldEditBody {
    name: Option<String>,
    description: Option<String>,
    /// Of a formula: `formula`, and perhaps `result`, how it is shown.
    #[schema(value_type = Option<Object>)]
    options: Option<Value>,
}

/// At least one of the three.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
pub(crate) struct TableEditBody {
    name: Option<String>,
    description: Option<String>,
    /// `null` takes them away.
    date_dependency_settings: Option<DateDependency>,
}

#[derive(ToSchema)]
pub(crate) struct DeletedView {
    id: String,
    deleted: bool,
}

#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
pub(crate) struct Individual {
    user_id: String,
    email: String,
    permission_level: String,
    created_time: String,
    granted_by_user_id: String,
}

#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
pub(crate) struct Individuals {
    base_collaborators: Vec<Individual>,
    workspace_collaborators: Vec<Individual>,
}

#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
pub(crate) struct BaseCollaborators {
    id: String,
    name: String,
    created_time: String,
    permission_level: String,
    workspace_id: String,
    individual_collaborators: Option<Individuals>,
}

#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
pub(crate) struct Workspace {
    id: String,
    name: String,
    created_time: String,
    permission_level: String,
    base_ids: Vec<String>,
    individual_collaborators: Option<Individuals>,
}

#[derive(ToSchema)]
pub(crate) struct Status {
    status: String,
}

/// It is done.
#[derive(Serialize, ToSchema)]
pub(crate) struct Done {
    pub(crate) done: bool,
}
