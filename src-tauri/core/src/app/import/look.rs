//! One file, opened and checked as a container: what it is said to be, and whether that is so. Nothing of the workspace is
//! asked here but the keys.

use super::files::{Arrived, MOST_BYTES};
use crate::domain::problem::{Place, Problem};
use crate::error::{Error, Result};
use crate::exchange::container::{self, Container, Fault, Key, Kind, Manifest};
use crate::exchange::keys::BureauKeys;
use crate::exchange::returned::ReturnBody;
use crate::locale;

/// First bytes of an encrypted file.
const ENCRYPTED: &[u8] = b"age-encryption.org/";

/// What a file turned out to be.
pub(super) enum Look {
    /// Row 1, with the reason in words; also what could not be read from the disk.
    Broken(String),
    /// Row 2.
    TooNew(String),
    /// Row 3.
    Forged(String),
    /// A workbook: a fill-in form, if it is one of ours.
    Workbook,
    /// A return whose signature and entries hold.
    Return(Box<Parcel>),
}

/// A return as it was read.
pub(super) struct Parcel {
    /// The checked container.
    pub(super) container: Container,
    /// The bytes inside an encrypted file.
    pub(super) inner: Option<Vec<u8>>,
    /// What it says.
    pub(super) body: ReturnBody,
}

impl Parcel {
    /// Its manifest.
    pub(super) fn manifest(&self) -> &Manifest {
        &self.container.manifest
    }

    /// Number of the return.
    pub(super) fn seq(&self) -> i64 {
        self.manifest().return_seq.unwrap_or(0)
    }

    /// Public key it is signed with, 64 hex digits.
    pub(super) fn signer(&self) -> String {
        crate::hex(&self.container.signer)
    }
}

/// Looks at a file. `Refused` (`keys_locked`) where it is encrypted and the keys of the bureau are not at hand: that is no
/// fault of the file.
pub(super) fn at(file: &Arrived, keys: Option<&BureauKeys>) -> Result<Look> {
    let bytes = match &file.bytes {
        Ok(bytes) => bytes,
        Err(error) => return Ok(Look::Broken(locale::sentence(error))),
    };
    if super::fill_in::is_workbook(&file.path) {
        return Ok(Look::Workbook);
    }
    let is_encrypted = bytes.starts_with(ENCRYPTED);
    if is_encrypted && keys.is_none() {
        return Err(Error::refused("keys_locked"));
    }
    match parcel(bytes, is_encrypted, keys) {
        Ok(parcel) => Ok(Look::Return(Box::new(parcel))),
        Err(fault) => told(fault),
    }
}

/// Reads a return; `inner` of the parcel is kept for encrypted ones only.
fn parcel(bytes: &[u8], is_encrypted: bool, keys: Option<&BureauKeys>) -> std::result::Result<Parcel, Fault> {
    if !is_encrypted {
        return read(bytes, None);
    }
    let identities = keys.map(|keys| keys.identity.clone());
    let inner = container::unlock(bytes, Key::Identities(identities.as_slice()), MOST_BYTES)?;
    let parcel = read(&inner, None)?;
    Ok(Parcel { inner: Some(inner), ..parcel })
}

/// Nobody hands back more often; a larger number would keep every later return of the expert out.
const MOST_RETURNS: i64 = 1_000_000;

/// Reads the bytes of a return without encryption.
pub(super) fn read(bytes: &[u8], inner: Option<Vec<u8>>) -> std::result::Result<Parcel, Fault> {
    let container = container::read(bytes, Kind::Return)?;
    let unreadable = |_| Fault::Broken(Problem::error("return_unreadable", Place::Whole));
    let body: ReturnBody = serde_json::from_slice(&container.body).map_err(unreadable)?;
    let manifest = &container.manifest;
    let is_whole = manifest.return_id.is_some()
        && manifest.return_seq.is_some_and(|seq| (1..=MOST_RETURNS).contains(&seq))
        && manifest.package_sha256.is_some()
        && manifest.reports.len() == body.opinions.len()
        && manifest.reports.iter().zip(&body.opinions).all(|(line, opinion)| line.report_id == opinion.report_uid);
    if !is_whole {
        return Err(Fault::Broken(Problem::error("return_unreadable", Place::Whole)));
    }
    Ok(Parcel { container, inner, body })
}

fn told(fault: Fault) -> Result<Look> {
    let sentence = |problem: &Problem| locale::what(problem);
    Ok(match fault {
        Fault::Broken(problem) => Look::Broken(sentence(&problem)),
        Fault::TooNew(problem) => Look::TooNew(sentence(&problem)),
        Fault::Forged(problem) => Look::Forged(sentence(&problem)),
        // Only packages are closed with a code.
        Fault::CodeNeeded | Fault::CodeWrong => Look::Broken(locale::text("arrival.why_code").to_owned()),
        Fault::OtherKey => Look::Broken(locale::text("arrival.why_key").to_owned()),
        Fault::Failed(error) => return Err(error),
    })
}
