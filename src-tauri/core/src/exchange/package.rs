//! `body.json` of a package: a session as one expert gets it. A stored shape: fields are only ever added.

use crate::domain::number::Points;
use crate::domain::report::ReportHead;
use crate::domain::session::{MemberRole, SessionHead};
use crate::error::{Error, Result};
use crate::form_file;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Everything an expert needs; reports he or she is recused from are not in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackageBody {
    /// The session.
    pub session: SessionPart,
    /// Canonical JSON of the form.
    pub form: serde_json::Value,
    /// The expert as a member of the panel.
    pub member: MemberPart,
    /// The reports in the order of the session.
    pub reports: Vec<ReportPart>,
    /// Random secret of the invitation, 64 hex digits: returns prove with it that they answer this package.
    pub secret: String,
}

/// The session as the package carries it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionPart {
    /// UUID.
    pub uid: String,
    /// Number.
    pub no: String,
    /// Title, organiser, dates, requirements …
    pub head: SessionHead,
    /// What the kind of the session decides, as JSON; empty = nothing.
    pub rules: String,
}

/// The member as the package carries it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberPart {
    /// UUID of the expert.
    pub expert_uid: String,
    /// Seat in the panel.
    pub seat: i64,
    /// Chair or member.
    pub role: MemberRole,
    /// Name.
    pub name: String,
    /// Kind of expert.
    pub kind: String,
    /// Employer.
    pub employer: String,
    /// 职称/职务.
    pub job_title: String,
    /// 专业领域.
    pub field: String,
}

/// A report as the package carries it; its SHA-256 is over the canonical JSON of this.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportPart {
    /// UUID.
    pub uid: String,
    /// Place among the reports of the session.
    pub position: i64,
    /// Number reserved for this expert's opinion on it, as printed.
    pub opinion_no: String,
    /// Number.
    pub no: String,
    /// Title.
    pub title: String,
    /// Project unit.
    pub unit: String,
    /// Department.
    pub department: String,
    /// Third-party evaluator.
    pub agency: String,
    /// Lead.
    pub lead: String,
    /// Kind of review.
    pub review_type: String,
    /// Year.
    pub year: String,
    /// 万元.
    pub amount: Option<Points>,
    /// Budget book.
    pub budget_book: String,
    /// Edition.
    pub edition: String,
    /// Head fields as entered: id and text.
    pub fields: Vec<(String, String)>,
    /// Attached files.
    pub files: Vec<FilePart>,
}

impl PackageBody {
    /// As it stands in the container: canonical JSON, the same bytes for the same content.
    pub fn canonical(&self) -> Result<Vec<u8>> {
        canonical(self).map(String::into_bytes)
    }
}

impl ReportPart {
    /// SHA-256 of its canonical JSON, lower-case hex: returns cite it, and by it a changed report is known.
    pub fn sha256(&self) -> Result<String> {
        canonical(self).map(|text| crate::hex(&Sha256::digest(text)))
    }

    /// The descriptive part, as a workspace keeps it.
    pub fn head(&self) -> ReportHead {
        ReportHead {
            no: self.no.clone(),
            title: self.title.clone(),
            unit: self.unit.clone(),
            department: self.department.clone(),
            agency: self.agency.clone(),
            lead: self.lead.clone(),
            review_type: self.review_type.clone(),
            year: self.year.clone(),
            amount: self.amount,
            budget_book: self.budget_book.clone(),
            edition: self.edition.clone(),
        }
    }
}

impl FilePart {
    /// A file by its name with the report: the ending of its entry is that of the name, where an entry may have it.
    pub fn new(name: &str, sha256: &str, size: u64) -> Self {
        let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
        let is_plain = ending.len() <= 8 && ending.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
        let ending = if is_plain { ending } else { String::new() };
        Self { name: name.to_owned(), sha256: sha256.to_owned(), ending, size }
    }
}

fn canonical(part: &impl Serialize) -> Result<String> {
    let value = serde_json::to_value(part).map_err(|source| Error::bug("package_write", source))?;
    Ok(form_file::sorted(value).to_string())
}

/// An attached file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilePart {
    /// Its name with the report.
    pub name: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// Ending of its entry, without dot.
    pub ending: String,
    /// Bytes.
    pub size: u64,
}
