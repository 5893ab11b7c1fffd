//! Papers on the disk: each written whole or not at all, under a name a clerk recognises.

use super::{App, Done};
use crate::documents;
use crate::documents::opinion::Codes;
use crate::domain::id::{MemberId, OpinionId, ReportId, SessionId, SheetId};
use crate::domain::opinion::OpinionState;
use crate::domain::record::{FormRecord, check_code};
use crate::domain::sheet::SheetState;
use crate::error::{Error, Result};
use crate::file::{read_at_most, write_all_whole, write_whole};
use crate::locale::fill;
use crate::store::opinion::OpinionRow;
use crate::store::{form, hand_back, opinion, report, session, sheet};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};

/// An opinion and where its paper goes.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct ExportOpinion {
    /// Which opinion.
    pub opinion: OpinionId,
    /// File to write.
    pub path: PathBuf,
}

/// A sheet and where its paper goes.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct ExportSheet {
    /// Which sheet.
    pub sheet: SheetId,
    /// File to write.
    pub path: PathBuf,
}

/// A session and the folder for its papers.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct ExportSession {
    /// Which session.
    pub session: SessionId,
    /// Folder; made if it is not there.
    pub folder: PathBuf,
}

/// An expert of a session and the folder for the papers of his or her signed opinions.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct ExportOpinions {
    /// Which session.
    pub session: SessionId,
    /// Which member of its panel.
    pub member: MemberId,
    /// Folder; made if it is not there.
    pub folder: PathBuf,
}

/// The paper of a signed opinion that was written and read back.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ExportedOpinion {
    /// On which report.
    pub report: ReportId,
    /// The file.
    pub path: PathBuf,
    /// Its size in bytes.
    pub size: usize,
    /// SHA-256 of the file.
    pub sha256: String,
    /// Check code of the opinion, as printed on it.
    pub check_code: Option<String>,
}

/// A form of the workspace and where its blank paper goes.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct ExportForm {
    /// Its code, e.g. `T-RV-SCORE`.
    pub code: String,
    /// Its version; none = the newest.
    pub version: Option<String>,
    /// File to write.
    pub path: PathBuf,
}

/// A file that was written.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Exported {
    /// Where.
    pub path: PathBuf,
    /// Bytes.
    pub size: usize,
}

/// A report in words, for a file beside the papers.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct ExportText {
    /// Where to; a `.txt` file.
    pub path: PathBuf,
    /// What it says.
    pub text: String,
}

/// Writes a report in words. Its lines end as every editor on every system shows them, and it begins with the mark that
/// older ones need to read Chinese.
pub fn text(_: &mut App, args: ExportText) -> Result<Done<Exported>> {
    let is_text = args.path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("txt"));
    if !is_text {
        return Err(Error::refused_with("text_ending_other", [("path", args.path.display().to_string())]));
    }
    let lines = args.text.replace("\r\n", "\n").replace('\n', "\r\n");
    save(&args.path, ["\u{feff}", &lines].concat().as_bytes()).map(Done::read)
}

/// Writes the paper of an opinion.
pub fn opinion(app: &mut App, args: ExportOpinion) -> Result<Done<Exported>> {
    let (bytes, _) = opinion_pdf(app, args.opinion)?;
    save(&args.path, &bytes).map(Done::read)
}

/// Writes the paper of a sheet.
pub fn sheet(app: &mut App, args: ExportSheet) -> Result<Done<Exported>> {
    let (bytes, _) = sheet_pdf(app, args.sheet)?;
    save(&args.path, &bytes).map(Done::read)
}

/// Writes the blank paper of a form.
pub fn form(app: &mut App, args: ExportForm) -> Result<Done<Exported>> {
    let which = super::form::FormWhich { code: args.code, version: args.version };
    let view = super::form::show(app, which)?.value;
    let bytes = documents::form::pdf(&view.form, Some(&view.row.sha256))?;
    save(&args.path, &bytes).map(Done::read)
}

/// Writes every begun opinion, the newest sheet of every report and the reports' own files. Where a revision waits for
/// signatures, the final version it revises is written; a sheet that cannot be made refuses all before anything is written.
pub fn session(app: &mut App, args: ExportSession) -> Result<Done<Vec<Exported>>> {
    let (reports, opinions) = app.store.read(|conn| {
        session::get(conn, args.session)?;
        Ok((report::list(conn, args.session)?, opinion::of_session(conn, args.session)?))
    })?;
    let mut sheets = Vec::new();
    for one in &reports {
        sheets.extend(newest_sheet(app, one.id)?);
    }
    std::fs::create_dir_all(&args.folder).map_err(|source| Error::failed("folder_make", &args.folder, source))?;
    let mut written = Vec::new();
    for one in &reports {
        let files = app.store.read(|conn| report::attachments(conn, one.id))?;
        for file in files {
            let bytes = app.store.read(|conn| report::bytes(conn, &file.sha256))?;
            // Two reports may each have a `报告.pdf`: the number of the report keeps them apart.
            let own = file.name.starts_with(&one.head.no);
            let name = if own { file.name.clone() } else { format!("{} {}", one.head.no, file.name) };
            written.push(save(&args.folder.join(file_name(&name)), &bytes)?);
        }
    }
    for one in &opinions {
        let (bytes, name) = opinion_pdf(app, one.id)?;
        written.push(save(&args.folder.join(name), &bytes)?);
    }
    for (bytes, name) in sheets {
        written.push(save(&args.folder.join(name), &bytes)?);
    }
    Ok(Done::read(written))
}

/// Writes the papers of all signed opinions of an expert on the reports he or she reviews, in the order of the reports.
/// All are made before the first is written, and each is read back and compared. Refused while none is signed.
pub fn opinions(app: &mut App, args: ExportOpinions) -> Result<Done<Vec<ExportedOpinion>>> {
    let (member, signed) = app.store.read(|conn| {
        let (member, its_session) = session::member(conn, args.member)?;
        if its_session != args.session {
            return Err(Error::missing("member", args.member));
        }
        let recusals = session::recusals(conn, args.session)?;
        let counts = |one: &OpinionRow| {
            let is_off = recusals.iter().any(|recusal| recusal.is_of(one.member, one.report));
            one.member == args.member && one.state == OpinionState::Signed && !is_off
        };
        Ok((member, opinion::of_session(conn, args.session)?.into_iter().filter(counts).collect::<Vec<_>>()))
    })?;
    if signed.is_empty() {
        return Err(Error::refused_with("opinions_none_signed", [("name", member.name)]));
    }
    let mut papers = Vec::new();
    for one in &signed {
        let (bytes, name) = opinion_pdf(app, one.id)?;
        papers.push((args.folder.join(name), bytes));
    }
    std::fs::create_dir_all(&args.folder).map_err(|source| Error::failed("folder_make", &args.folder, source))?;
    write_all_whole(&papers)?;
    let mut written = Vec::new();
    for (one, (path, bytes)) in signed.iter().zip(papers) {
        if read_at_most(&path, bytes.len())?.as_ref() != Some(&bytes) {
            return Err(Error::failed("file_compare", &path, "the file is not what was written"));
        }
        let frozen = app.store.read(|conn| opinion::signed(conn, one.id))?;
        written.push(ExportedOpinion {
            report: one.report,
            path,
            size: bytes.len(),
            sha256: crate::hex(&Sha256::digest(&bytes)),
            check_code: frozen.map(|frozen| check_code(&frozen.sha256)),
        });
    }
    Ok(Done::read(written))
}

/// Bytes and file name of the newest sheet of a report that can be made; none where there is no sheet.
fn newest_sheet(app: &mut App, id: ReportId) -> Result<Option<(Vec<u8>, String)>> {
    let versions = app.store.read(|conn| sheet::of_report(conn, id))?;
    let Some(newest) = versions.iter().rev().find(|sheet| sheet.state != SheetState::Superseded) else {
        return Ok(None);
    };
    let before = versions.iter().rev().find(|sheet| sheet.state == SheetState::Final && sheet.id != newest.id);
    match (sheet_pdf(app, newest.id), before) {
        (Err(Error::Refused { code: "opinions_unsigned", .. }), Some(before)) => sheet_pdf(app, before.id).map(Some),
        (made, _) => made.map(Some),
    }
}

/// Bytes and file name of the paper of an opinion, with the check code of the newest return that carries it.
pub fn opinion_pdf(app: &mut App, id: OpinionId) -> Result<(Vec<u8>, String)> {
    let carried = app.store.read(|conn| {
        let current = opinion::get(conn, id)?;
        let is_signed = current.state == OpinionState::Signed;
        if is_signed { hand_back::return_with(conn, id, current.version) } else { Ok(None) }
    })?;
    opinion_pdf_in(app, id, carried.as_deref())
}

/// The same with the SHA-256 of the return it goes along with.
pub(super) fn opinion_pdf_in(app: &mut App, id: OpinionId, carried: Option<&str>) -> Result<(Vec<u8>, String)> {
    let (record, sha256) = super::opinion::record(app, id)?;
    let ink = app.store.read(|conn| super::signature::ink_of(conn, &record))?;
    let ink = ink.map(|(kind, bytes)| documents::signature::read(kind, &bytes)).transpose()?;
    let form = frozen_form(app, &record.form)?.with_conclusions(&record.conclusions);
    let at = record.signed_at.clone().unwrap_or_else(|| (app.world.now)());
    let bytes = documents::opinion::pdf(&record, &form, Codes { own: sha256.as_deref(), carried }, ink, &at)?;
    let name = fill("file.opinion", [("number", record.number.as_str()), ("name", record.member.name.as_str())]);
    Ok((bytes, file_name(&name)))
}

/// Bytes and file name of the paper of a sheet.
pub fn sheet_pdf(app: &mut App, id: SheetId) -> Result<(Vec<u8>, String)> {
    let (record, sha256) = super::sheet::record(app, id)?;
    let form = frozen_form(app, &record.form)?.with_conclusions(&record.conclusions);
    let at = record.finalised_at.clone().unwrap_or_else(|| (app.world.now)());
    let bytes = documents::sheet::pdf(&record, &form, sha256.as_deref(), &at)?;
    let name = fill("file.sheet", [("number", record.number.as_str()), ("title", record.report.title.as_str())]);
    Ok((bytes, file_name(&name)))
}

/// The form version a paper was made with, told by its hash.
fn frozen_form(app: &App, of: &FormRecord) -> Result<crate::domain::form::Form> {
    app.store.read(|conn| {
        let row = form::find(conn, &of.id, &of.version)?.ok_or_else(|| Error::missing("form", &of.id))?;
        if row.sha256 != of.sha256 {
            return Err(Error::refused_with("form_hash_differs", [("form", of.id.clone())]));
        }
        form::get(conn, row.id)
    })
}

fn save(path: &Path, bytes: &[u8]) -> Result<Exported> {
    write_whole(path, bytes)?;
    Ok(Exported { path: path.to_path_buf(), size: bytes.len() })
}

/// A name every file system takes: the signs they reserve become `_`.
pub(crate) fn file_name(name: &str) -> String {
    let reserved = |c: char| c.is_control() || matches!(c, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|');
    name.chars().map(|c| if reserved(c) { '_' } else { c }).collect()
}
