//! 交回: the file an expert hands back. It names every report of the package; signed opinions go along whole, recused and
//! declined ones with their ground, the rest as 未完成 without content, so that a later file contains an earlier one.
//! What was made once is made again byte for byte (inside its encryption) until something changes.

mod making;
mod standing;

use super::export::{self, ExportedOpinion};
use super::{App, Done};
use crate::domain::id::ReportId;
use crate::domain::record::check_code;
use crate::error::{Error, Result};
use crate::exchange::container::Manifest;
use crate::exchange::returned::ReturnedState;
use crate::file::Staged;
use crate::store::hand_back::{self as kept, HandedBackRow};
use making::{Making, Stamp, same_again};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use standing::{ReportStanding, Standing};
use std::path::{Path, PathBuf};

/// Where a return goes.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct HandBack {
    /// File to write, `*.tpr`.
    pub path: PathBuf,
    /// Writes the papers of the signed opinions beside it, with its check code on each.
    pub papers: bool,
}

/// What would be handed back now, and what was.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct HandBackView {
    /// The package this workspace was made of.
    pub package: HandBackPackage,
    /// The last return.
    pub last: Option<HandedBackLine>,
    /// All returns, the newest last.
    pub lines: Vec<HandedBackLine>,
    /// The reports of the package in its order.
    pub rows: Vec<HandBackRow>,
    /// Whether a return made now would say something else than the last one.
    pub is_changed: bool,
}

/// A package as the expert knows it.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct HandBackPackage {
    /// Title of the session.
    pub title: String,
    /// Who holds the review.
    pub organiser: String,
    /// Name of the expert.
    pub expert: String,
    /// When it is due, RFC 3339; none where nothing was set.
    pub due_at: Option<String>,
    /// Revision that was opened last.
    pub revision: i64,
}

/// A return that was made.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct HandedBackLine {
    /// 1, 2, …
    pub seq: i64,
    /// When, RFC 3339.
    pub at: String,
    /// Its check code.
    pub check_code: String,
    /// Reports whose signed opinion is in it.
    pub signed: usize,
}

/// One report of the package.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct HandBackRow {
    /// The report.
    pub report: ReportId,
    /// Its number.
    pub no: String,
    /// Its title.
    pub title: String,
    /// What a return made now says of it.
    pub state: ReturnedState,
    /// 回避事由, or why it cannot be reviewed; empty else.
    pub ground: String,
    /// Version of the opinion; none before it was begun.
    pub version: Option<i64>,
    /// Check code of the signed opinion.
    pub check_code: Option<String>,
    /// Whether the last return says just this: this very version, or that it is not reviewed.
    pub in_last: bool,
}

/// A return that was written and read back.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct HandedBack {
    /// The file.
    pub path: PathBuf,
    /// Its size in bytes.
    pub size: u64,
    /// SHA-256 of what is inside the encryption.
    pub sha256: String,
    /// Its check code, the head of that.
    pub check_code: String,
    /// 1, 2, …
    pub seq: i64,
    /// Reports whose signed opinion is in it.
    pub signed: usize,
    /// Reports that are not finished and not in it.
    pub missing: usize,
    /// The papers written beside it.
    pub papers: Vec<ExportedOpinion>,
    /// Where all of them lie.
    pub folder: PathBuf,
}

/// What would be handed back now, and what was.
pub fn show(app: &mut App, (): ()) -> Result<Done<HandBackView>> {
    let standing = Standing::read(app)?;
    let lines = app.store.read(kept::list)?;
    let in_last = app.store.read(kept::in_last)?;
    let is_changed = same_again(&standing, lines.last())?.is_none();
    let told = lines.last().map(manifest_of).transpose()?;
    let row = |one: &ReportStanding| HandBackRow {
        report: one.report.id,
        no: one.report.head.no.clone(),
        title: one.report.head.title.clone(),
        state: one.state,
        ground: one.ground.clone(),
        version: one.version,
        check_code: one.signed.as_ref().map(|signed| check_code(&signed.frozen.sha256)),
        in_last: match one.state {
            ReturnedState::Signed => one.opinion.and_then(|id| in_last.get(&id)) == one.version.as_ref(),
            ReturnedState::Incomplete => false,
            ReturnedState::Recused => says(told.as_ref(), one, "recused"),
            ReturnedState::Declined => says(told.as_ref(), one, "declined"),
        },
    };
    let lines = lines.iter().map(line).collect::<Result<Vec<_>>>()?;
    Ok(Done::read(HandBackView {
        rows: standing.reports.iter().map(row).collect(),
        package: HandBackPackage {
            title: standing.session.head.title.clone(),
            organiser: standing.session.head.organiser.clone(),
            expert: standing.member.name.clone(),
            due_at: standing.package.due_at.clone().filter(|at| !at.is_empty()),
            revision: standing.opened.revision,
        },
        last: lines.last().cloned(),
        lines,
        is_changed,
    }))
}

/// Writes the return, and the papers beside it. Everything lies complete on the disk before the return is counted, and is
/// counted before it gets its name: so a number never stands for two contents. If the program dies in between, the same
/// return is written the next time; only where the expert has changed something meanwhile does the next one name a
/// return before it that the bureau never saw, which the import tells as “缺少第 n 版”.
pub fn hand_back(app: &mut App, args: HandBack) -> Result<Done<HandedBack>> {
    if args.path.extension().is_none_or(|ending| !ending.eq_ignore_ascii_case("tpr")) {
        return Err(Error::refused_with("return_ending", [("path", args.path.display().to_string())]));
    }
    let standing = Standing::read(app)?;
    let missing = standing.reports.iter().filter(|one| one.state == ReturnedState::Incomplete).count();
    if missing == standing.reports.len() {
        return Err(Error::refused_with("hand_back_nothing", [("name", standing.member.name)]));
    }
    let last = app.store.read(kept::list)?.pop();
    let making = Making::new(app, &standing)?;
    let (stamp, written, is_new) = number(app, &standing, &making, last.as_ref())?;
    let (file, size) = making.stage(&args.path, &stamp, &written)?;
    let folder = file.folder().to_path_buf();
    let papers = if args.papers { papers(app, &standing, &folder, &written.sha256)? } else { Vec::new() };
    let signed = standing.signed();
    let effect = if is_new {
        let row = HandedBackRow {
            seq: stamp.seq,
            uid: stamp.uid,
            package_uid: standing.opened.uid.clone(),
            revision: standing.opened.revision,
            sha256: written.sha256.clone(),
            manifest: written.manifest,
            handed_at: stamp.created_at,
        };
        let subject = format!("{} {} {}", standing.session.no, standing.member.name, row.seq);
        app.write("hand_back", subject, None, |tx| kept::put(tx, &row, &signed))?
    } else {
        Done::read(())
    };
    file.keep()?;
    let (files, papers): (Vec<Staged>, Vec<ExportedOpinion>) = papers.into_iter().unzip();
    files.into_iter().try_for_each(Staged::keep)?;
    Ok(effect.map(|()| HandedBack {
        path: args.path,
        size,
        check_code: check_code(&written.sha256),
        sha256: written.sha256,
        seq: stamp.seq,
        signed: signed.len(),
        missing,
        papers,
        folder,
    }))
}

/// The number of the return and what stands behind it: the last one again while nothing has changed, else the next one.
fn number(
    app: &mut App,
    standing: &Standing,
    making: &Making<'_>,
    last: Option<&HandedBackRow>,
) -> Result<(Stamp, crate::exchange::container::Written, bool)> {
    if let (Some(stamp), Some(last)) = (same_again(standing, last)?, last) {
        let written = making.inner(&stamp)?;
        if written.sha256 == last.sha256 {
            return Ok((stamp, written, false));
        }
    }
    let stamp = Stamp::next(app, last)?;
    let written = making.inner(&stamp)?;
    Ok((stamp, written, true))
}

/// The papers of the signed opinions, complete beside their targets and read back.
fn papers(app: &mut App, standing: &Standing, folder: &Path, sha256: &str) -> Result<Vec<(Staged, ExportedOpinion)>> {
    let mut papers = Vec::new();
    for (one, signed) in standing.reports.iter().filter_map(|one| one.signed.as_ref().map(|signed| (one, signed))) {
        let (bytes, name) = export::opinion_pdf_in(app, signed.opinion.id, Some(sha256))?;
        let path = folder.join(name);
        let failed = |source| Error::failed("file_write", &path, source);
        let staged = Staged::new(&path, |file| file.write_all(&bytes).map_err(failed))?;
        let digest = Sha256::digest(&bytes);
        staged.compare(&digest)?;
        let exported = ExportedOpinion {
            report: one.report.id,
            path,
            size: bytes.len(),
            sha256: crate::hex(&digest),
            check_code: Some(check_code(&signed.frozen.sha256)),
        };
        papers.push((staged, exported));
    }
    Ok(papers)
}

fn manifest_of(row: &HandedBackRow) -> Result<Manifest> {
    serde_json::from_str(&row.manifest).map_err(|source| Error::bug("hand_back_show", source))
}

/// Whether the last return says that of a report.
fn says(last: Option<&Manifest>, one: &ReportStanding, state: &str) -> bool {
    let line = last.and_then(|last| last.reports.iter().find(|line| line.report_id == one.line.report_id));
    line.is_some_and(|line| line.state.as_deref() == Some(state))
}

fn line(row: &HandedBackRow) -> Result<HandedBackLine> {
    let signed = manifest_of(row)?.reports.iter().filter(|line| line.state.as_deref() == Some("signed")).count();
    Ok(HandedBackLine { seq: row.seq, at: row.handed_at.clone(), check_code: check_code(&row.sha256), signed })
}
