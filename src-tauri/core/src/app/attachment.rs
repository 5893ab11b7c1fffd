//! Files for the reports of a session: which file belongs to which report, by its name; and all of them attached, or none.

use super::report::MAX_ATTACHMENT;
use super::session::{SessionView, view};
use super::{App, Done};
use crate::domain::id::{ReportId, SessionId};
use crate::domain::report::Report;
use crate::error::{Error, Result};
use crate::exchange::container::turns_writing;
use crate::exchange::report_list::comparable;
use crate::file::{read_whole, refuse_no_file};
use crate::locale;
use crate::store::{report, session};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// Files to be looked at.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct AttachmentsMatch {
    /// For which session.
    pub session: SessionId,
    /// Where they lie.
    pub paths: Vec<PathBuf>,
}

/// A file and the report it seems to belong to.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct AttachmentMatch {
    /// Where it lies.
    pub path: PathBuf,
    /// Its name.
    pub name: String,
    /// Bytes.
    pub size: u64,
    /// The one report its name fits; none = it fits none, or several.
    pub report: Option<ReportId>,
    /// Why it cannot be attached, in words; empty = it can.
    pub trouble: String,
}

/// A file and the report it is to be attached to.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct FileOfReport {
    /// Which report.
    pub report: ReportId,
    /// Where the file lies.
    pub path: PathBuf,
}

/// Files to be attached.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct ReportsAttach {
    /// In which session.
    pub session: SessionId,
    /// Each with its report.
    pub files: Vec<FileOfReport>,
}

/// Finds the report of each file by its name; nothing is read of the files or written.
pub fn find_reports(app: &mut App, args: AttachmentsMatch) -> Result<Done<Vec<AttachmentMatch>>> {
    let (reports, taken) = app.store.read(|conn| {
        session::get(conn, args.session)?;
        let reports = report::list(conn, args.session)?;
        let mut taken = HashMap::new();
        for one in &reports {
            taken.insert(one.id, report::attachments(conn, one.id)?);
        }
        Ok((reports, taken))
    })?;
    let look = |path: PathBuf| {
        let name = name_of(&path);
        let found = report_of(&name, &reports);
        let size = std::fs::metadata(&path).map_or(0, |there| there.len());
        let trouble = match refuse_no_file(&path) {
            Err(error) => locale::sentence(&error),
            Ok(()) if usize::try_from(size).map_or(true, |size| size > MAX_ATTACHMENT) => {
                locale::sentence(&Error::refused_with("file_too_large", [("path", path.display().to_string())]))
            }
            Ok(()) => refuse_turning(&name).err().map(|error| locale::sentence(&error)).unwrap_or_default(),
        };
        let is_there = found.and_then(|id| taken.get(&id)).is_some_and(|files| files.iter().any(|f| f.name == name));
        let trouble = match (trouble.is_empty(), is_there) {
            (true, true) => locale::sentence(&Error::refused_with("file_name_taken", [("name", name.clone())])),
            _ => trouble,
        };
        AttachmentMatch { path, name, size, report: found, trouble }
    };
    Ok(Done::read(args.paths.into_iter().map(look).collect()))
}

fn name_of(path: &Path) -> String {
    path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}

/// Refuses a name with signs that turn the direction of writing: on a screen it can pass for another file, and no package
/// may hold it.
pub(crate) fn refuse_turning(name: &str) -> Result<()> {
    if name.chars().any(turns_writing) {
        return Err(Error::refused_with("file_name_turns", [("name", without_turning(name))]));
    }
    Ok(())
}

/// A name with a mark in the place of each sign that turns the direction of writing, so that it can be told.
pub(crate) fn without_turning(name: &str) -> String {
    name.chars().map(|c| if turns_writing(c) { '\u{fffd}' } else { c }).collect()
}

/// How a name points to a report, the surest way first.
const WAYS: [fn(&str, &Report) -> bool; 3] = [
    |name, report| holds_number(name, &comparable(&report.head.no)),
    |name, report| is_part(&comparable(&report.head.title), name),
    |name, report| holds_most(name, &comparable(&report.head.title)),
];

/// The one report a name fits in the surest way that fits any.
fn report_of(name: &str, reports: &[Report]) -> Option<ReportId> {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let stem = comparable(stem);
    for way in WAYS {
        let found: Vec<_> = reports.iter().filter(|report| way(&stem, report)).collect();
        match found.as_slice() {
            [] => {}
            [one] => return Some(one.id),
            // The title of one report may be a part of another's: the longest is meant.
            several => {
                let length = |report: &&&Report| comparable(&report.head.title).chars().count();
                let longest = several.iter().map(|report| length(&report)).max()?;
                let mut best = several.iter().filter(|report| length(report) == longest);
                return best.next().filter(|_| best.next().is_none()).map(|report| report.id);
            }
        }
    }
    None
}

/// Whether a name holds a number that does not go on: `BG-1` is not in `BG-10`.
fn holds_number(name: &str, no: &str) -> bool {
    let goes_on = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    // A bare 3 may be anything in a name.
    no.chars().count() > 2
        && name
            .match_indices(no)
            .any(|(at, _)| !goes_on(name[at + no.len()..].chars().next()) && !goes_on(name[..at].chars().next_back()))
}

fn is_part(title: &str, name: &str) -> bool {
    title.chars().count() >= 4 && name.contains(title)
}

/// Whether a name, without the words that many names have, is a part of the title.
fn holds_most(name: &str, title: &str) -> bool {
    const USUAL: [&str; 10] =
        ["绩效评价报告", "评价报告", "绩效报告", "报告", "送审稿", "初稿", "定稿", "附件", "项目", "最终版"];
    let bare = USUAL.iter().fold(name.to_owned(), |name, word| name.replace(word, ""));
    let bare = bare.trim_matches(|c: char| c.is_ascii_digit() || "-_—. 、".contains(c));
    bare.chars().count() >= 4 && title.contains(bare)
}

/// Attaches files to reports of a session, all or none; progress counts bytes, and cancelling leaves everything as it was.
pub fn attach(app: &mut App, args: ReportsAttach) -> Result<Done<SessionView>> {
    let (its_session, reports) =
        app.store.read(|conn| Ok((session::get(conn, args.session)?, report::list(conn, args.session)?)))?;
    let mut total = 0;
    for file in &args.files {
        if !reports.iter().any(|report| report.id == file.report) {
            return Err(Error::missing("report", file.report));
        }
        refuse_no_file(&file.path)?;
        refuse_turning(&name_of(&file.path))?;
        total += std::fs::metadata(&file.path).map_or(0, |there| there.len());
    }
    let work = app.world.work.clone();
    let _working = work.begin("reports_attach", total);
    app.write("reports_attach", its_session.no, None, |tx| {
        for file in &args.files {
            let name = name_of(&file.path);
            if report::attachments(tx, file.report)?.iter().any(|known| known.name == name) {
                return Err(Error::refused_with("file_name_taken", [("name", name)]));
            }
            let bytes = read_whole(&file.path, MAX_ATTACHMENT)?;
            report::attach(tx, file.report, &name, &bytes)?;
            work.step(u64::try_from(bytes.len()).unwrap_or(0))?;
        }
        view(tx, args.session)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::report::ReportHead;

    fn report(id: i64, no: &str, title: &str) -> Report {
        let none = String::new;
        let head = ReportHead {
            no: no.into(),
            title: title.into(),
            unit: none(),
            department: none(),
            agency: none(),
            lead: none(),
            review_type: none(),
            year: none(),
            amount: None,
            budget_book: none(),
            edition: none(),
        };
        Report { id: ReportId(id), uid: none(), session: SessionId(1), position: id, head }
    }

    #[test]
    fn a_file_finds_its_report_by_number_or_title_and_never_by_chance() {
        let reports = [
            report(1, "BG-1", "街镇环卫保洁一体化养护项目"),
            report(10, "BG-10", "公园绿地养护项目"),
            report(11, "BG-11", "公园绿地养护项目（二期）"),
            report(12, "12", "智慧停车平台运维"),
        ];
        let table = [
            ("BG-1 绩效评价报告.pdf", Some(1)),
            ("bg-10.pdf", Some(10)),
            ("BG-100.pdf", None),
            ("街镇环卫保洁一体化养护项目绩效评价报告（送审稿）.pdf", Some(1)),
            ("环卫保洁一体化养护.pdf", Some(1)),
            ("3-智慧停车平台评价报告.docx", Some(12)),
            ("12.pdf", None),
            ("公园绿地养护项目报告.pdf", None),
            ("绩效评价报告.pdf", None),
            ("会议通知.pdf", None),
        ];
        for (name, id) in table {
            assert_eq!(report_of(name, &reports), id.map(ReportId), "{name}");
        }
    }
}
