//! Every opinion that came by a file, derived once more from the kept original and compared with the tables: whoever
//! changes a score in the file by hand, with triggers off and the log rewritten, changes no signed return.

use super::import::rebuilding::{self, Derived};
use super::{App, Done};
use crate::domain::answers::{Answers, NumberedRemark};
use crate::domain::comparison::{Field, apart};
use crate::domain::number::Points;
use crate::domain::opinion::{OpinionState, Score};
use crate::domain::record::{OpinionRecord, Origin, RemarkRecord, ScoreRecord, check_code};
use crate::error::Result;
use crate::locale;
use crate::store::received::{self, Brought, Received};
use crate::store::{opinion, session};
use rusqlite::Connection;
use serde::Serialize;
use sha2::{Digest, Sha256};

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

/// Derives every opinion that came by a return or a fill-in form again. What was typed in from paper has no file that a
/// program can read; its scan is kept.
pub fn run(app: &mut App, (): ()) -> Result<Done<RebuildView>> {
    let view = app.store.read(|conn| {
        let mut view = RebuildView { files: 0, opinions: 0, differences: Vec::new() };
        // The file that brought an opinion last says what its rows must be.
        let can_be_read = |file: &Received| matches!(file.kind.as_str(), "return" | "fill_in");
        for file in received::accepted(conn)?.iter().filter(|file| can_be_read(file)) {
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
    let named = own.signed.as_ref().map_or(&row.content_sha256, |(_, sha256)| sha256);
    if row.content_sha256 != *named {
        told(locale::text("rebuild.receipt"), &check_code(&row.content_sha256), &check_code(named));
    }
    let Some((content, sha256)) = received::frozen(conn, row.opinion, row.version)? else {
        told(locale::text("rebuild.version"), "", &check_code(named));
        return Ok(());
    };
    let record: Option<OpinionRecord> = serde_json::from_str(&content).ok();
    let is_merged = record.as_ref().is_some_and(|record| record.origin == Some(Origin::Merged));
    match &own.signed {
        Some((signed, own)) if !is_merged && (sha256 != *own || content != *signed) => {
            told(locale::text("rebuild.signed"), &check_code(&sha256), &check_code(own));
        }
        None => of_form((&content, &sha256), record.as_ref(), row, own, told),
        Some(_) => {}
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

/// The record that was made of a fill-in form must still be that record, and say what the form says.
fn of_form(
    (content, sha256): (&str, &str),
    record: Option<&OpinionRecord>,
    row: &Brought,
    own: &Derived,
    told: &mut dyn FnMut(&str, &str, &str),
) {
    let is = crate::hex(&Sha256::digest(content.as_bytes()));
    if is != row.content_sha256 || is != sha256 {
        told(locale::text("rebuild.form"), &check_code(&is), &check_code(&row.content_sha256));
    }
    let Some(record) = record else { return };
    let said = |answers: &Answers, field: &Field| rebuilding::shown(answers, field);
    let frozen = frozen_answers(record, &own.answers);
    for field in apart(&frozen, &own.answers) {
        told(&rebuilding::label(&own.form, &field), &said(&frozen, &field), &said(&own.answers, &field));
    }
    for score in &record.scores {
        let Some(criterion) = own.form.criterion(&score.criterion) else { continue };
        let typed = own.answers.scores.iter().find(|typed| typed.criterion == score.criterion);
        let read = own.form.read_typed(criterion, typed.map_or("", |typed| typed.text.as_str())).points;
        if read != score.points {
            let words = |points: Option<Points>| points.map(|points| points.to_string()).unwrap_or_default();
            told(&locale::fill("rebuild.points", [("name", &*criterion.name)]), &words(score.points), &words(read));
        }
    }
}

/// What a record answers. It keeps points and not what was typed, so that is taken from the form; points are compared for
/// themselves.
fn frozen_answers(record: &OpinionRecord, typed: &Answers) -> Answers {
    let text = |criterion: &str| {
        let score = typed.scores.iter().find(|score| score.criterion == criterion);
        score.map_or_else(String::new, |score| score.text.clone())
    };
    let score = |score: &ScoreRecord| Score {
        criterion: score.criterion.clone(),
        text: text(&score.criterion),
        reason: score.reason.clone(),
    };
    let remark = |remark: &RemarkRecord| NumberedRemark { no: remark.no, body: remark.body.clone() };
    Answers {
        scores: record.scores.iter().map(score).collect(),
        veto: record.veto.clone(),
        conclusion: record.conclusion.clone(),
        remarks: record.remarks.iter().map(remark).collect(),
        merits: record.merits.clone(),
        budget_advice: record.budget_advice.clone(),
        declared: record.declared,
    }
}

/// An opinion as people call it: its report and its expert.
fn name_of(conn: &Connection, current: &crate::domain::opinion::Opinion) -> Result<String> {
    let report = crate::store::report::get(conn, current.report)?;
    let (member, _) = session::member(conn, current.member)?;
    Ok(format!("{} {}", report.head.no, member.name))
}
