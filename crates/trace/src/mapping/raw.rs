//! The mapping file as written, before any check.

use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawMapping {
    pub format: String,
    pub delimiter: Option<String>,
    pub columns: Option<Vec<String>>,
    pub time: Option<RawTime>,
    pub actor: Option<RawActor>,
    pub resource: Option<RawResource>,
    pub action: Option<RawAction>,
    pub status: Option<RawStatus>,
    pub address: Option<RawAddress>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct RawTime {
    pub field: Option<String>,
    pub format: Option<String>,
    pub zone: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct RawActor {
    pub field: Option<String>,
    pub case: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct RawResource {
    pub field: Option<String>,
    pub pattern: Option<String>,
    pub case: Option<String>,
    pub decode: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct RawAction {
    pub field: Option<String>,
    pub only: Option<Vec<String>>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct RawStatus {
    pub field: Option<String>,
    pub success: Option<Vec<RawSuccess>>,
}

/// `200`, `"200-299"` or a word such as `"ok"`.
#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum RawSuccess {
    Number(u32),
    Text(String),
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct RawAddress {
    pub field: Option<String>,
}
