//! Every opinion that came by a file, derived once more from the kept original and compared with the tables: whoever
//! changes a score in the file by hand, with triggers off and the log rewritten, changes no signed return.

use super::import::rebuilding::{self, Derived};
use super::{App, Done};
use crate::domain::answers::Answers;
use crate::domain::comparison::apart;
use crate::domain::opinion::OpinionState;
use crate::domain::record::{OpinionRecord, check_code};
use crate::error::Result;
use crate::locale;
use crate::store::received::{self, Brought, Received};
use crate::store::{opinion, session};
use rusqlite::Connection;
use serde::Serialize;

/// What came of the comparison.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct RebuildView {
    /// Files that were read again.
    pub files: usize,
    /// Opinions that were derived again.
    pub opinions: usize,
    /// Where the tables say something else than the files.
    pub differences: Vec<RebuildDifference>,
}

/// One place where the tables say something else.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct RebuildDifference {
    /// Name of the file.
    pub name: String,
    /// Check code of what it holds.
    pub check_code: String,
    /// Where: the opinion and the field in words.
    pub place: String,
    /// What stands in the tables.
    pub stored: String,
    /// What the file says.
    pub derived: String,
}

/// Derives every opinion that came by a return again.
pub fn run(app: &mut App, (): ()) -> Result<Done<RebuildView>> {
    let view = app.store.read(|conn| {
        let mut view = RebuildView { files: 0, opinions: 0, differences: Vec::new() };
        // The file that brought an opinion last says what its rows must be.
        let files: Vec<Received> = received::accepted(conn)?.into_iter().filter(|file| file.kind == "return").collect();
        for file in &files {
            view.files += 1;
            one_file(conn, file, &mut view)?;
        }
        Ok(view)
    })?;
    Ok(Done::read(view))
}

fn one_file(conn: &Connection, file: &Received, view: &mut RebuildView) -> Result<()> {
    let mut told = |place: String, stored: &str, derived: &str| {
        view.differences.push(RebuildDifference {
            name: file.name.clone(),
            check_code: check_code(file.content_sha256()),
            place,
            stored: stored.to_owned(),
            derived: derived.to_owned(),
        });
    };
    let brought = received::brought(conn, file.id)?;
    let derived = match rebuilding::derive(conn, file)? {
        Ok(derived) => derived,
        Err(why) => {
            told(locale::text("rebuild.file").to_owned(), "", &why);
            return Ok(());
        }
    };
    for row in &brought {
        view.opinions += 1;
        let head = opinion::get(conn, row.opinion)?;
        let own = derived.iter().find(|one| one.report == head.report && one.member == head.member);
        let name = name_of(conn, &head)?;
        match own {
            Some(own) => one_opinion(conn, &head, row, own, &mut |place, stored, derived| {
                told([name.as_str(), "　", place].concat(), stored, derived);
            })?,
            None => told(name, &check_code(&row.content_sha256), ""),
        }
    }
    Ok(())
}

fn one_opinion(
    conn: &Connection,
    current: &crate::domain::opinion::Opinion,
    row: &Brought,
    own: &Derived,
    told: &mut dyn FnMut(&str, &str, &str),
) -> Result<()> {
    if row.content_sha256 != own.sha256 {
        told(locale::text("rebuild.receipt"), &check_code(&row.content_sha256), &check_code(&own.sha256));
    }
    let Some((content, sha256)) = received::frozen(conn, row.opinion, row.version)? else {
        told(locale::text("rebuild.version"), "", &check_code(&own.sha256));
        return Ok(());
    };
    let record: Option<OpinionRecord> = serde_json::from_str(&content).ok();
    let is_merged = record.as_ref().is_some_and(|record| record.origin.is_some());
    if !is_merged && (sha256 != own.sha256 || content != own.content) {
        told(locale::text("rebuild.signed"), &check_code(&sha256), &check_code(&own.sha256));
    }
    // Rows of an older version are no longer there; those of a draft are being written.
    if is_merged || current.version != row.version || current.state != OpinionState::Signed {
        return Ok(());
    }
    let stored: Answers = current.answers();
    for field in apart(&stored, &own.answers) {
        let of = |answers: &Answers| rebuilding::shown(answers, &field);
        told(&rebuilding::label(&own.form, &field), &of(&stored), &of(&own.answers));
    }
    for (score, points) in opinion::points(conn, row.opinion)? {
        let read = own.form.criterion(&score).and_then(|criterion| {
            let text = own.answers.scores.iter().find(|own| own.criterion == score).map_or("", |own| own.text.as_str());
            own.form.read_typed(criterion, text).points
        });
        let derived = read.map(|points| points.to_string()).unwrap_or_default();
        if points.as_deref().unwrap_or_default() != derived {
            let name = own.form.criterion(&score).map_or(score.as_str(), |criterion| criterion.name.as_str());
            told(&locale::fill("rebuild.points", [("name", name)]), points.as_deref().unwrap_or_default(), &derived);
        }
    }
    Ok(())
}

/// An opinion as people call it: its report and its expert.
fn name_of(conn: &Connection, current: &crate::domain::opinion::Opinion) -> Result<String> {
    let report = crate::store::report::get(conn, current.report)?;
    let (member, _) = session::member(conn, current.member)?;
    Ok(format!("{} {}", report.head.no, member.name))
}
