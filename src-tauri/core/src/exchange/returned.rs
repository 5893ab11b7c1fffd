//! `body.json` of a return: everything one expert says in a session. A stored shape: fields are only ever added.

use crate::domain::opinion::Score;
use crate::domain::signature::SignatureKind;
use serde::{Deserialize, Serialize};

/// Every report of the package, in its order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReturnBody {
    /// One line for each report of the package.
    pub opinions: Vec<ReturnedOpinion>,
}

/// What the expert says of one report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReturnedOpinion {
    /// UUID of the report.
    pub report_uid: String,
    /// How far it is.
    pub state: ReturnedState,
    /// 回避事由, or why it cannot be reviewed; empty else.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub ground: String,
    /// The signed opinion.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed: Option<SignedPart>,
}

/// How far an opinion is in a return.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum ReturnedState {
    /// 已签字: the opinion goes along.
    Signed,
    /// 未完成: nothing of it goes along.
    Incomplete,
    /// 无法评审.
    Declined,
    /// 已回避.
    Recused,
}

/// A signed opinion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedPart {
    /// UUID of the opinion.
    pub uid: String,
    /// What was signed: canonical JSON of an `OpinionRecord`, byte for byte as it was hashed.
    pub content: String,
    /// Its SHA-256.
    pub sha256: String,
    /// Time of signing.
    pub signed_at: String,
    /// The scores as they were typed, which the content gives as points only.
    pub scores: Vec<Score>,
    /// The signature; none = by hand on the printed paper.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature: Option<InkPart>,
}

/// A signature in the container.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InkPart {
    /// Strokes or picture.
    pub kind: SignatureKind,
    /// SHA-256 of its bytes, which names the entry.
    pub sha256: String,
}
