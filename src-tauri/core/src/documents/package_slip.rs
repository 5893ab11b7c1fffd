//! 发放单: what goes with a package on paper, so that the expert can tell the true file from another one. The code that
//! opens the package is told by telephone and never stands on it.

use super::{Parts, fill, head_fields, note, render, signature_fields, text, title};
use crate::error::Result;
use tongping_paper::flow::{Block, Flow, Section};
use tongping_paper::{Furniture, Numbering};

/// What a slip says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackageSlip {
    /// Title of the session.
    pub session: String,
    /// Its number.
    pub no: String,
    /// Who organises it.
    pub organiser: String,
    /// Name of the expert.
    pub expert: String,
    /// Where the expert works.
    pub employer: String,
    /// Reports in the package.
    pub reports: usize,
    /// 1, 2, …
    pub revision: i64,
    /// When the return is due, as printed; empty = no date.
    pub due: String,
    /// 校验码 of the file.
    pub check_code: String,
    /// The eight digits of the bureau's key.
    pub fingerprint: String,
    /// Whether a code is needed to open it.
    pub is_encrypted: bool,
    /// When the package was issued, RFC 3339.
    pub issued_at: String,
}

/// Sets the slip: the same one for the same package, whenever it is printed.
pub fn pdf(slip: &PackageSlip) -> Result<Vec<u8>> {
    let heading = text("doc.slip.title");
    let due = if slip.due.is_empty() { text("doc.slip.no_due") } else { &slip.due };
    let reports = fill("doc.slip.reports_value", [("n", slip.reports.to_string().as_str())]);
    let revision = fill("doc.slip.revision_value", [("n", slip.revision.to_string().as_str())]);
    let facts = [
        ("doc.slip.session", slip.session.as_str(), true),
        ("doc.slip.no", &slip.no, false),
        ("doc.slip.organiser", &slip.organiser, false),
        ("doc.slip.expert", &slip.expert, false),
        ("doc.slip.employer", &slip.employer, false),
        ("doc.slip.reports", &reports, false),
        ("doc.slip.revision", &revision, false),
        ("doc.slip.due", due, true),
        ("doc.slip.check_code", &slip.check_code, true),
        ("doc.slip.fingerprint", &slip.fingerprint, true),
    ];
    let facts = facts.map(|(key, value, is_wide)| super::pair(key, value, is_wide));
    let mut blocks = vec![title(heading), Block::Space(6.0), head_fields(&facts, &[16.0, 34.0, 16.0, 34.0])];
    let opening = if slip.is_encrypted { "doc.slip.open_encrypted" } else { "doc.slip.open_plain" };
    let mut parts = Parts::default();
    for (head, lines) in [("doc.slip.open", opening), ("doc.slip.return", "doc.slip.return_lines")] {
        blocks.extend(parts.head(head));
        blocks.extend(text(lines).lines().map(note));
    }
    let signed = ["doc.slip.received", "doc.slip.received_on"].map(|key| (text(key).to_owned(), None));
    blocks.push(Block::Space(14.0));
    blocks.push(signature_fields(&signed, 2));
    let flow = Flow { sections: vec![Section { landscape: false, title: None, blocks }] };
    let foot = fill("doc.slip.foot", [("no", slip.no.as_str()), ("expert", slip.expert.as_str())]);
    let furniture = Furniture { numbering: Numbering::PageOfPages, foot, watermark: None, skip_pages: 0 };
    render(&flow, heading, text("product.name"), &slip.issued_at, furniture)
}
