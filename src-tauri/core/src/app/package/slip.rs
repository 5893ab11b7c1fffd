//! The slip of paper that goes with a package.

use super::manifest_of;
use crate::app::export::Exported;
use crate::app::{App, Done};
use crate::documents::package_slip::{self, PackageSlip};
use crate::domain::id::MemberId;
use crate::domain::record::check_code;
use crate::domain::session::printed_date;
use crate::error::{Error, Result};
use crate::exchange::keys::fingerprint;
use crate::file::write_whole;
use crate::locale::fill;
use crate::store::{package, session};
use rusqlite::Connection;
use serde::Deserialize;
use std::path::PathBuf;

/// Whose slip, and where it goes.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct PackageSlipExport {
    /// The expert.
    pub member: MemberId,
    /// File to write (PDF).
    pub path: PathBuf,
}

/// Writes 发放单 for the newest package of a member. Refused (`package_not_issued`) when there is none.
pub fn export_slip(app: &mut App, args: PackageSlipExport) -> Result<Done<Exported>> {
    let slip = app.store.read(|conn| slip_of(conn, args.member))?;
    let bytes = package_slip::pdf(&slip)?;
    write_whole(&args.path, &bytes)?;
    Ok(Done::read(Exported { path: args.path, size: bytes.len() }))
}

fn slip_of(conn: &Connection, id: MemberId) -> Result<PackageSlip> {
    let (member, its_session) = session::member(conn, id)?;
    let its_session = session::get(conn, its_session)?;
    let none = || Error::refused_with("package_not_issued", [("name", member.name.clone())]);
    let issued = package::newest_of(conn, id)?.ok_or_else(none)?;
    let keys = package::bureau_keys(conn)?.into_iter().find(|keys| keys.id == issued.bureau_key);
    let public = keys.and_then(|keys| crate::from_hex(&keys.sign_public));
    let public = public.ok_or_else(|| Error::bug("package_read", "an issued package without its key"))?;
    Ok(PackageSlip {
        session: its_session.head.title,
        no: its_session.no,
        organiser: its_session.head.organiser,
        expert: member.name,
        employer: member.employer,
        reports: manifest_of(&issued)?.reports.len(),
        revision: issued.revision,
        due: due(&issued.due_at),
        check_code: check_code(&issued.sha256),
        fingerprint: fingerprint(&public),
        is_encrypted: !issued.code.is_empty(),
        issued_at: issued.issued_at,
    })
}

/// A deadline as people read it: the day, and the time of the day.
fn due(at: &str) -> String {
    match at.get(11..16) {
        Some(time) => fill("doc.slip.due_value", [("day", printed_date(at).as_str()), ("time", time)]),
        None => printed_date(at),
    }
}
