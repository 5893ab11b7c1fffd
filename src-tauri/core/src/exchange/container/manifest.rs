//! The manifest of a container: what the file is, for whom, of whom, and the hash of everything in it. A stored shape:
//! fields are only ever added, unknown ones are ignored.

use serde::{Deserialize, Serialize};

/// Number of the format of containers.
pub const FORMAT: u32 = 1;

/// What a container holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// 评审包.
    Package,
    /// 评审结果文件.
    Return,
}

impl Kind {
    /// The content of the entry `mimetype`.
    pub fn mimetype(self) -> &'static str {
        match self {
            Self::Package => "application/vnd.tongping.package+zip",
            Self::Return => "application/vnd.tongping.return+zip",
        }
    }
}

/// `manifest.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Package or return.
    pub kind: Kind,
    /// `FORMAT`.
    pub format: u32,
    /// The oldest format a reader must know.
    pub min_reader: u32,
    /// Names a reader must know or refuse the file.
    #[serde(default)]
    pub crit: Vec<String>,
    /// Who wrote it.
    pub app: Program,
    /// When, as its clock said, RFC 3339.
    pub created_at: String,
    /// All entries but `manifest.json` and `manifest.sig`; filled in when it is written.
    pub entries: Vec<EntryLine>,
    /// UUID of the session.
    pub session_id: String,
    /// Its number.
    pub session_no: String,
    /// Code of the form.
    pub form_id: String,
    /// Its version.
    pub form_version: String,
    /// SHA-256 of its canonical JSON.
    pub form_sha256: String,
    /// UUID of the expert.
    pub expert_id: String,
    /// Seat in the panel.
    pub member_no: i64,
    /// UUID of the package, the same for all its revisions.
    pub package_id: String,
    /// 1, 2, …
    pub package_rev: i64,
    /// Of a package: SHA-256 of the revision before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prev_package_sha256: Option<String>,
    /// The reports, in order.
    pub reports: Vec<ReportLine>,
    /// Of a return: SHA-256 of the package it answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub package_sha256: Option<String>,
    /// Of a return: its UUID.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub return_id: Option<String>,
    /// Of a return: 1, 2, …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub return_seq: Option<i64>,
    /// Of a return: SHA-256 of the return before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prev_return_sha256: Option<String>,
    /// Who signed; filled in when it is written.
    pub signer: Signer,
    /// Head of the writer's log.
    pub log_head: String,
    /// Of a package: where returns go.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bureau: Option<Bureau>,
    /// Of a package: when it is due, RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_at: Option<String>,
}

/// A program and its version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Program {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryLine {
    /// Its name in the ZIP.
    pub path: String,
    /// Bytes when unpacked.
    pub size: u64,
    /// SHA-256 of them, lower-case hex.
    pub sha256: String,
}

/// One report; a package fills in `files`, a return the rest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportLine {
    /// UUID.
    pub report_id: String,
    /// SHA-256 of the canonical report of the package.
    pub report_sha256: String,
    /// SHA-256 of its files.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<String>,
    /// `signed`, `incomplete`, `declined`, `recused`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// SHA-256 of the signed content.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opinion_sha256: Option<String>,
    /// Total as shown to the expert.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<String>,
}

/// Who signed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signer {
    /// First 16 hex digits of the SHA-256 of the public key.
    pub key_id: String,
    /// The public key, 64 hex digits.
    pub public_key: String,
}

/// Public keys of the bureau.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bureau {
    /// Signs packages, 64 hex digits.
    pub sign_public_key: String,
    /// Opens returns, `age1…`.
    pub age_recipient: String,
}
