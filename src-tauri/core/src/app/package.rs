//! Packages on the bureau's side: who has which revision, what has changed since, and the command that issues them. What
//! a package holds is made in `content`, how the files come to the disk in `issue`.

pub(crate) mod content;
mod issue;
mod slip;
mod summary;

pub use issue::export;
pub use slip::{PackageSlipExport, export_slip};

use super::session::SessionWhich;
use super::{App, Done};
use crate::domain::id::{MemberId, SessionId};
use crate::domain::record::check_code;
use crate::domain::session::{Member, MemberRole, Session};
use crate::error::{Error, Result};
use crate::exchange::container::Manifest;
use crate::exchange::keys::fingerprint;
use crate::locale;
use crate::store::package::{self, IssuedPackage};
use crate::store::session;
use content::Content;
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// Which packages to issue, and where to.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct PackagesExport {
    /// Of which session.
    pub session: SessionId,
    /// For whom; empty = for all who have none yet.
    pub members: Vec<MemberId>,
    /// Folder for the files; made if it is not there.
    pub folder: PathBuf,
    /// When returns are due: a day (its end is meant) or RFC 3339; empty = no date.
    pub due_at: String,
    /// Without encryption, so without a code.
    pub plain: bool,
    /// 补发: why a package is issued again; empty where none is.
    pub reason: String,
}

/// A package that was written and read back.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct PackageWritten {
    /// For whom.
    pub member: MemberId,
    /// His or her name.
    pub name: String,
    /// The file.
    pub path: PathBuf,
    /// Its size in bytes.
    #[cfg_attr(feature = "types", ts(type = "number"))]
    pub size: u64,
    /// SHA-256 of what it holds, without the encryption around it.
    pub sha256: String,
    /// 校验码: the head of it.
    pub check_code: String,
    /// 12 digits in three groups; empty = not encrypted.
    pub code: String,
    /// 1, 2, …
    #[cfg_attr(feature = "types", ts(type = "number"))]
    pub revision: i64,
}

/// Who has which package of a session.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct PackageBoard {
    /// The eight digits experts compare; of the unlocked keys, else of those used last, none before the first.
    pub fingerprint: Option<String>,
    /// The panel, by seat.
    pub rows: Vec<PackageRow>,
}

/// One member and his or her package.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct PackageRow {
    /// Who.
    pub member: MemberId,
    /// Name.
    pub name: String,
    /// Chair or member.
    pub role: MemberRole,
    /// Reports the newest package holds; before the first, those it would hold.
    pub reports: usize,
    /// Reports of the session that are absent from it.
    pub recused: usize,
    /// The newest revision; none before the first.
    pub newest: Option<PackageLine>,
    /// Revisions issued so far.
    pub revisions: usize,
    /// Why the newest is no longer up to date, in words; empty = it is, or there is none.
    pub stale: Vec<String>,
}

/// One revision of a package.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct PackageLine {
    /// 1, 2, …
    #[cfg_attr(feature = "types", ts(type = "number"))]
    pub revision: i64,
    /// When, RFC 3339.
    pub issued_at: String,
    /// When the return is due, RFC 3339; empty = no date.
    pub due_at: String,
    /// 校验码 of the file.
    pub check_code: String,
    /// 12 digits in three groups; empty = not encrypted.
    pub code: String,
    /// Why it was issued again; empty for the first.
    pub reason: String,
}

impl From<&IssuedPackage> for PackageLine {
    fn from(package: &IssuedPackage) -> Self {
        Self {
            revision: package.revision,
            issued_at: package.issued_at.clone(),
            due_at: package.due_at.clone(),
            check_code: check_code(&package.sha256),
            code: in_groups(&package.code),
            reason: package.reason.clone(),
        }
    }
}

/// A code as people read it aloud: groups of four.
fn in_groups(code: &str) -> String {
    let digits: Vec<char> = code.chars().collect();
    digits.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

/// Who has which package, and which are no longer up to date.
pub fn board(app: &mut App, which: SessionWhich) -> Result<Done<PackageBoard>> {
    let unlocked = app.world.keys.as_ref().map(|keys| fingerprint(&keys.sign_public()));
    let board = app.store.read(|conn| {
        let its_session = session::get(conn, which.session)?;
        let issued = package::of_session(conn, which.session)?;
        let used = package::bureau_keys(conn)?.pop().and_then(|keys| crate::from_hex(&keys.sign_public));
        let members = session::members(conn, which.session)?;
        let rows = members.iter().map(|member| row(conn, &its_session, member, &issued)).collect::<Result<_>>()?;
        Ok(PackageBoard { fingerprint: unlocked.or_else(|| used.map(|public| fingerprint(&public))), rows })
    })?;
    Ok(Done::read(board))
}

fn row(conn: &Connection, its_session: &Session, member: &Member, issued: &[IssuedPackage]) -> Result<PackageRow> {
    let own: Vec<_> = issued.iter().filter(|package| package.member == member.id).collect();
    let now = Content::of(conn, its_session, member, [0; 32])?;
    let newest = own.last();
    let known = newest.map(|newest| manifest_of(newest)).transpose()?;
    let reports = known.as_ref().map_or(now.body.reports.len(), |manifest| manifest.reports.len());
    Ok(PackageRow {
        member: member.id,
        name: member.name.clone(),
        role: member.role,
        reports,
        recused: (now.body.reports.len() + now.absent).saturating_sub(reports),
        newest: newest.map(|newest| PackageLine::from(*newest)),
        revisions: own.len(),
        stale: known.map(|manifest| stale(&manifest, &now)).transpose()?.unwrap_or_default(),
    })
}

/// The manifest of an issued package, as it was written.
pub(crate) fn manifest_of(issued: &IssuedPackage) -> Result<Manifest> {
    serde_json::from_str(&issued.manifest).map_err(|source| Error::bug("package_read", source))
}

/// What has changed since a package was issued, as far as the expert must get another one.
fn stale(issued: &Manifest, now: &Content) -> Result<Vec<String>> {
    let mut found = Vec::new();
    if issued.form_sha256 != now.form.sha256 {
        found.push("package.stale_form");
    }
    let (mut assigned_otherwise, mut changed) = (false, false);
    for part in &now.body.reports {
        match issued.reports.iter().find(|line| line.report_id == part.uid) {
            None => assigned_otherwise = true,
            Some(line) => changed |= line.report_sha256 != part.sha256()?,
        }
    }
    assigned_otherwise |=
        issued.reports.iter().any(|line| now.body.reports.iter().all(|part| part.uid != line.report_id));
    if assigned_otherwise {
        found.push("package.stale_recusals");
    }
    if changed {
        found.push("package.stale_reports");
    }
    Ok(found.into_iter().map(|key| locale::text(key).to_owned()).collect())
}
