//! What a fill-in form says of itself on its hidden worksheet: whose it is, on which form and reports, sealed with
//! HMAC-SHA256 so that a form made or changed by somebody else is noticed.

use super::{FORMAT, HIDDEN};
use crate::domain::problem::{Place, Problem};
use crate::exchange::workbook::Sheet;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// What a fill-in form is; every text as it stood in the workspace that wrote it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Identity {
    /// UUID of the fill-in form.
    pub uid: String,
    /// UUID of the session.
    pub session_uid: String,
    /// Number of the session.
    pub session_no: String,
    /// UUID of the newest package of the member; empty = none was issued.
    pub package_uid: String,
    /// Its revision; empty = none.
    pub package_revision: String,
    /// UUID of the expert.
    pub expert_uid: String,
    /// Name of the expert.
    pub expert: String,
    /// Seat in the panel.
    pub seat: String,
    /// SHA-256 of the form.
    pub form_sha256: String,
    /// UUIDs of the reports.
    pub reports: Vec<String>,
    /// Ids of the criteria, the keys of the rows.
    pub criteria: Vec<String>,
}

const FORMAT_KEY: &str = "format";
const MAC_KEY: &str = "mac";
const REPORT_KEY: &str = "report";
const CRITERION_KEY: &str = "criterion";
/// A hidden worksheet has at most so many rows: every report and criterion a form can have, and more.
const MOST_ROWS: usize = 5000;

impl Identity {
    fn fields(&self) -> [(&'static str, &String); 9] {
        [
            ("uid", &self.uid),
            ("session", &self.session_uid),
            ("session_no", &self.session_no),
            ("package", &self.package_uid),
            ("revision", &self.package_revision),
            ("expert", &self.expert_uid),
            ("name", &self.expert),
            ("seat", &self.seat),
            ("form", &self.form_sha256),
        ]
    }

    /// The rows of the hidden worksheet, the seal at the end.
    pub(super) fn rows(&self, secret: &[u8]) -> Vec<(String, String)> {
        let mut rows = self.plain_rows();
        let seal = seal(secret, &rows).finalize().into_bytes();
        rows.push((MAC_KEY.to_owned(), crate::hex(&seal)));
        rows
    }

    fn plain_rows(&self) -> Vec<(String, String)> {
        let mut rows = vec![(FORMAT_KEY.to_owned(), FORMAT.to_owned())];
        rows.extend(self.fields().map(|(key, value)| (key.to_owned(), value.clone())));
        rows.extend(self.reports.iter().map(|uid| (REPORT_KEY.to_owned(), uid.clone())));
        rows.extend(self.criteria.iter().map(|id| (CRITERION_KEY.to_owned(), id.clone())));
        rows
    }
}

/// An identity as it was read, and the seal beside it.
#[derive(Debug)]
pub(super) struct Sealed {
    pub(super) identity: Identity,
    rows: Vec<(String, String)>,
    mac: String,
}

impl Sealed {
    /// Reads the hidden worksheet.
    pub(super) fn read(sheet: &Sheet) -> Result<Self, Problem> {
        let text = |row, column| sheet.cell(row, column).map(raw).unwrap_or_default();
        let mut rows: Vec<(String, String)> = Vec::new();
        for row in sheet.rows().into_iter().take(MOST_ROWS).filter(|row| !text(*row, 1).is_empty()) {
            rows.push((text(row, 1), text(row, 2)));
        }
        let altered = || Problem::error("fill_in_altered", Place::Whole);
        let of = |key: &str| rows.iter().find(|(known, _)| known == key).map(|(_, value)| value.clone());
        let format = of(FORMAT_KEY).ok_or_else(altered)?;
        if format != FORMAT {
            return Err(Problem::error("fill_in_newer", Place::Whole));
        }
        let mac = of(MAC_KEY).ok_or_else(altered)?;
        let all = |key: &str| rows.iter().filter(|(known, _)| known == key).map(|(_, value)| value.clone()).collect();
        let identity = Identity {
            uid: of("uid").unwrap_or_default(),
            session_uid: of("session").unwrap_or_default(),
            session_no: of("session_no").unwrap_or_default(),
            package_uid: of("package").unwrap_or_default(),
            package_revision: of("revision").unwrap_or_default(),
            expert_uid: of("expert").unwrap_or_default(),
            expert: of("name").unwrap_or_default(),
            seat: of("seat").unwrap_or_default(),
            form_sha256: of("form").unwrap_or_default(),
            reports: all(REPORT_KEY),
            criteria: all(CRITERION_KEY),
        };
        rows.retain(|(key, _)| key != MAC_KEY);
        Ok(Self { identity, rows, mac })
    }

    /// Whether the seal was made with that secret, over what stands there.
    pub(super) fn is_sealed_with(&self, secret: &[u8]) -> bool {
        let digits: Vec<char> = self.mac.chars().collect();
        let byte = |pair: &[char]| u8::from_str_radix(&pair.iter().collect::<String>(), 16).ok();
        let bytes: Option<Vec<u8>> = digits.chunks(2).map(byte).collect();
        // The rows have to be those of the identity, too: what is read must be what was sealed.
        let is_whole = self.rows == self.identity.plain_rows();
        is_whole && bytes.is_some_and(|bytes| seal(secret, &self.rows).verify_slice(&bytes).is_ok())
    }
}

/// The text of a cell of the hidden worksheet, as it was written.
fn raw(cell: &crate::exchange::workbook::Cell) -> String {
    match &cell.content {
        crate::exchange::workbook::Content::Text(text) => text.clone(),
        _ => cell.text(),
    }
}

fn seal(secret: &[u8], rows: &[(String, String)]) -> Hmac<Sha256> {
    // HMAC takes a key of any length.
    let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(secret).unwrap_or_else(|_| Hmac::new(&Default::default()));
    mac.update(HIDDEN.as_bytes());
    for (key, value) in rows {
        for text in [key, value] {
            mac.update(&u64::try_from(text.len()).unwrap_or(u64::MAX).to_be_bytes());
            mac.update(text.as_bytes());
        }
    }
    mac
}
