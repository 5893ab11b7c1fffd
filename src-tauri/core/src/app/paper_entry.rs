//! 代录: the opinion an expert gave on paper, typed in twice by the bureau. Both must say the same in every place; then it
//! is held to the rules of a signature and kept with the scan of the paper.

use super::fill_in::draft_of;
use super::intake::{self, Content, Intake};
use super::opinion::{self, OpinionView, view_of};
use super::{App, Done};
use crate::domain::answers::{Answers, NumberedRemark};
use crate::domain::form::{Form, shown};
use crate::domain::head_field::is_day;
use crate::domain::id::{MemberId, ReportId};
use crate::domain::opinion::{OpinionState, Score};
use crate::domain::problem::{Place, Problem, blocks};
use crate::domain::record::Origin;
use crate::domain::session::SessionState;
use crate::error::{Error, Result};
use crate::file::{read_at_most, refuse_no_file};
use crate::locale::text;
use crate::store::paper::{self, Scan};
use crate::store::{opinion as opinions, report, session};
use rusqlite::Connection;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Largest scan, in bytes.
const MAX_SCAN: usize = 20 * 1024 * 1024;

/// An opinion typed in twice from paper.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct PaperEntry {
    /// On which report.
    pub report: ReportId,
    /// By which member.
    pub member: MemberId,
    /// As typed first.
    pub first: Answers,
    /// As typed again, without looking at the first.
    pub second: Answers,
    /// Day under the paper, `YYYY-MM-DD`.
    pub signed_on: String,
    /// The scan: PDF, PNG or JPEG, at most 20 MB.
    pub scan: PathBuf,
}

/// One of the two typings, as far as it has come.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct PaperEntryCheck {
    /// On which report.
    pub report: ReportId,
    /// By which member.
    pub member: MemberId,
    /// What was typed so far.
    pub answers: Answers,
}

/// What the form makes of a typing: how every score reads, sums, problems. Nothing is kept.
pub fn check(app: &mut App, args: PaperEntryCheck) -> Result<Done<OpinionView>> {
    app.store
        .read(|conn| {
            let form = form_for(conn, args.report, args.member)?;
            let answers = normalised(&form, args.answers);
            view_of(conn, draft_of(&answers, args.report, args.member), &form)
        })
        .map(Done::read)
}

/// Keeps an opinion typed in from paper. Places that differ between the two typings are `Invalid`, each with both values;
/// so is everything that would keep it from being signed. Refused where the opinion is signed already.
pub fn run(app: &mut App, args: PaperEntry) -> Result<Done<OpinionView>> {
    let (form, member) = app.store.read(|conn| {
        let form = form_for(conn, args.report, args.member)?;
        Ok((form, session::member(conn, args.member)?.0))
    })?;
    let now = (app.world.now)();
    let (first, second) = (normalised(&form, args.first), normalised(&form, args.second));
    let mut problems = differences(&form, &first, &second);
    problems.extend(date_problem(&args.signed_on, &now));
    let bytes = match read_scan(&args.scan)? {
        Ok(bytes) => bytes,
        Err(problem) => {
            problems.push(problem);
            Vec::new()
        }
    };
    problems.extend(opinion::problems(&draft_of(&first, args.report, args.member), &form)?);
    if blocks(&problems) {
        return Err(Error::Invalid(problems));
    }
    let uid = (app.world.uid)();
    let name = args.scan.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let no = app.store.read(|conn| Ok(report::get(conn, args.report)?.head.no))?;
    app.write("paper_entry", format!("{no} {}", member.name), None, |tx| {
        let content = Content::Built { origin: Origin::Paper, differs: Vec::new(), at: args.signed_on.clone() };
        let given =
            Intake { report: args.report, member: args.member, form: &form, uid: &uid, answers: &first, content };
        let taken = intake::put(tx, &given)?;
        let scan = Scan { name: &name, bytes: &bytes, member: args.member, at: &now };
        paper::put(tx, &scan, taken.opinion, taken.version, &taken.sha256)?;
        opinion::view(tx, taken.opinion)
    })
}

/// The form an opinion is typed in on; refused where the member does not review the report, or signed already.
fn form_for(conn: &Connection, id: ReportId, member: MemberId) -> Result<Form> {
    let target = report::get(conn, id)?;
    let (who, of) = session::member(conn, member)?;
    if target.session != of {
        return Err(Error::missing("report", id));
    }
    let its_session = session::get(conn, of)?;
    if its_session.state != SessionState::Reviewing {
        return Err(Error::refused_with("session_not_reviewing", [("no", its_session.no)]));
    }
    if let Some(recusal) = session::recusal(conn, member, id)? {
        return Err(super::session::off_the_report(&who, &recusal));
    }
    if opinions::find(conn, id, member)?.is_some_and(|begun| begun.state == OpinionState::Signed) {
        return Err(Error::refused_with("paper_signed_already", [("name", who.name)]));
    }
    super::kind::form_of(conn, &its_session)
}

/// Answers as the window would keep them: entries as scores, texts without blanks around, remarks counted from 1, empty
/// ones left out. A criterion the form does not know stays, for the check to name.
fn normalised(form: &Form, answers: Answers) -> Answers {
    let plain = |text: String| text.replace("\r\n", "\n").trim().to_owned();
    let score = |score: Score| {
        let text = match form.criterion(&score.criterion) {
            Some(criterion) => form.entry(criterion, score.text.trim()),
            None => plain(score.text),
        };
        Score { text, reason: plain(score.reason), criterion: score.criterion }
    };
    let mut scores: Vec<Score> = answers.scores.into_iter().map(score).collect();
    scores.retain(|score| !score.text.is_empty() || !score.reason.is_empty());
    scores.sort_by(|a, b| a.criterion.cmp(&b.criterion));
    let mut veto = answers.veto;
    veto.sort();
    veto.dedup();
    let bodies = answers.remarks.into_iter().map(|remark| remark.body).map(|mut body| {
        for said in [&mut body.place, &mut body.page, &mut body.problem, &mut body.suggestion] {
            *said = plain(std::mem::take(said));
        }
        body
    });
    let is_said = |body: &crate::domain::opinion::RemarkBody| {
        [&body.place, &body.page, &body.problem, &body.suggestion].iter().any(|text| !text.is_empty())
    };
    let remarks = (1..).zip(bodies.filter(is_said)).map(|(no, body)| NumberedRemark { no, body }).collect();
    Answers {
        scores,
        veto,
        conclusion: plain(answers.conclusion),
        remarks,
        merits: plain(answers.merits),
        budget_advice: plain(answers.budget_advice),
        declared: answers.declared,
    }
}

/// Every place where the two typings differ, with both values.
fn differences(form: &Form, first: &Answers, second: &Answers) -> Vec<Problem> {
    let mut found = Vec::new();
    let mut compare = |code: &'static str, place: Place, one: &str, other: &str| {
        if one != other {
            let problem = Problem { code, ..Problem::error("paper_differs", place) };
            let (one, other) = apart(one, other);
            found.push(problem.with("first", one).with("second", other));
        }
    };
    fn by(answers: &Answers) -> BTreeMap<&str, &Score> {
        answers.scores.iter().map(|score| (score.criterion.as_str(), score)).collect()
    }
    let (one, other) = (by(first), by(second));
    let in_form: Vec<&str> = form.criteria().map(|criterion| criterion.id.as_str()).collect();
    let unknown = one.keys().chain(other.keys()).copied().filter(|id| !in_form.contains(id));
    let all: Vec<&str> = in_form.iter().copied().chain(unknown).collect();
    for id in all {
        let of = |scores: &BTreeMap<&str, &Score>, pick: fn(&Score) -> &String| {
            scores.get(id).map(|score| pick(score).clone()).unwrap_or_default()
        };
        let place = || Place::criterion(id);
        compare("paper_differs", place(), &of(&one, |s| &s.text), &of(&other, |s| &s.text));
        compare("paper_reason_differs", place(), &of(&one, |s| &s.reason), &of(&other, |s| &s.reason));
    }
    let yes = |is: bool| text(if is { "doc.fill_in.yes" } else { "doc.fill_in.no" });
    let field = |name: &str| Place::field(name);
    compare("paper_differs", field("veto"), &first.veto.join("、"), &second.veto.join("、"));
    compare("paper_differs", field("conclusion"), &first.conclusion, &second.conclusion);
    compare("paper_differs", field("merits"), &first.merits, &second.merits);
    compare("paper_differs", field("budget_advice"), &first.budget_advice, &second.budget_advice);
    compare("paper_differs", field("declared"), yes(first.declared), yes(second.declared));
    for at in 0..first.remarks.len().max(second.remarks.len()) {
        let words = |answers: &Answers| answers.remarks.get(at).map(in_words).unwrap_or_default();
        compare("paper_differs", Place::Remark { no: at + 1 }, &words(first), &words(second));
    }
    found
}

/// Two different texts as a message shows them: from a little before the place where they part.
fn apart(one: &str, other: &str) -> (String, String) {
    const BEFORE: usize = 10;
    let same = one.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
    let from = if one.chars().count().max(other.chars().count()) > 40 { same.saturating_sub(BEFORE) } else { 0 };
    let cut = |text: &str| {
        let rest = shown(&text.chars().skip(from).collect::<String>());
        if from > 0 { format!("…{rest}") } else { rest }
    };
    (cut(one), cut(other))
}

/// A remark in one line, every field of it.
fn in_words(remark: &NumberedRemark) -> String {
    let body = &remark.body;
    let texts = [body.nature.name(), &body.criterion, &body.place, &body.page, &body.problem, &body.suggestion];
    texts.join("｜")
}

/// What is wrong with the day under a paper.
fn date_problem(day: &str, now: &str) -> Option<Problem> {
    let place = || Place::field("signed_on");
    if !is_day(day) {
        return Some(Problem::error("paper_date", place()).with("text", shown(day)));
    }
    (day > now.get(..10).unwrap_or(now)).then(|| Problem::error("paper_date_to_come", place()).with("text", day))
}

/// The scan, or why it is none; a file that cannot be read is `Failed`.
fn read_scan(path: &Path) -> Result<std::result::Result<Vec<u8>, Problem>> {
    let wrong = |code| Problem { code, ..Problem::error("paper_scan_unknown", Place::field("scan")) };
    refuse_no_file(path)?;
    let Some(bytes) = read_at_most(path, MAX_SCAN)? else { return Ok(Err(wrong("paper_scan_too_large"))) };
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
    let kind = if bytes.starts_with(b"%PDF-") {
        Some(("pdf", is_whole_pdf(&bytes)))
    } else if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        Some(("png", is_whole_png(&bytes)))
    } else if bytes.starts_with(&[0xff, 0xd8, 0xff]) {
        Some(("jpg", tail(&bytes, 1024).windows(2).any(|pair| pair == [0xff, 0xd9])))
    } else {
        None
    };
    let says = if ending == "jpeg" { "jpg" } else { ending.as_str() };
    Ok(match kind {
        None => Err(wrong("paper_scan_unknown")),
        Some((kind, _)) if kind != says => Err(wrong("paper_scan_misnamed").with("text", ending)),
        Some((_, false)) => Err(wrong("paper_scan_damaged")),
        Some(_) => Ok(bytes),
    })
}

fn tail(bytes: &[u8], length: usize) -> &[u8] {
    &bytes[bytes.len().saturating_sub(length)..]
}

fn is_whole_pdf(bytes: &[u8]) -> bool {
    let has = |mark: &[u8]| tail(bytes, 2048).windows(mark.len()).any(|window| window == mark);
    has(b"startxref") && has(b"%%EOF")
}

/// Whether the chunks of a PNG reach up to its end.
fn is_whole_png(bytes: &[u8]) -> bool {
    let mut at = 8;
    while let Some(head) = bytes.get(at..at + 8) {
        let length = head[..4].iter().fold(0_usize, |sum, byte| sum << 8 | usize::from(*byte));
        let Some(next) = at.checked_add(12).and_then(|next| next.checked_add(length)) else { return false };
        if next > bytes.len() {
            return false;
        }
        if &head[4..] == b"IEND" {
            return true;
        }
        at = next;
    }
    false
}
