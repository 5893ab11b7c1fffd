//! What becomes of each file and of each report in it, worked out before anything is written: the same for a preview and
//! for the import itself.

use super::files::Arrived;
use super::known::{Known, MemberKnown, SessionKnown, Stored};
use super::look::{Look, Parcel};
use super::meeting::{Meeting, meet};
use super::verify::{self, Verified};
use super::view::{Change, Decision, FieldView};
use super::words::{self, Facets};
use crate::domain::arrival::{self, Action, Ask, Facts, ReportFacts, Row};
use crate::domain::id::{MemberId, ReportId};
use crate::domain::number::Shown;
use crate::domain::record::Origin;
use crate::domain::report::Report;
use crate::domain::session::{Member, Recusal, RecusalKind};
use crate::error::{Error, Result};
use crate::exchange::container::Manifest;
use crate::exchange::returned::ReturnedState;
use crate::locale;
use crate::store::intake;
use crate::store::received::{self, Received};
use rusqlite::Connection;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

/// A file with what becomes of it.
pub(super) struct Planned {
    /// The file.
    pub(super) file: Arrived,
    /// The return, where it is one.
    pub(super) parcel: Option<Box<Parcel>>,
    /// The row that decides.
    pub(super) row: Option<Row>,
    /// What becomes of it.
    pub(super) action: Action,
    /// What is asked.
    pub(super) asks: Vec<Ask>,
    /// Code of what was found.
    pub(super) verdict: &'static str,
    /// The sentence.
    pub(super) line: String,
    /// Whose, as far as known.
    pub(super) whose: Option<(Rc<SessionKnown>, Member)>,
    /// When it was received: the first time, if it was kept before.
    pub(super) received_at: String,
    /// Why it was accepted; empty where nothing was asked.
    pub(super) reason: String,
    /// The reports.
    pub(super) reports: Vec<PlannedReport>,
}

/// A report of a file.
pub(super) struct PlannedReport {
    /// The report, if it is still here.
    pub(super) report: Option<Report>,
    /// What becomes of it.
    pub(super) change: Change,
    /// The sentence.
    pub(super) line: String,
    /// Totals as they stand and will stand.
    pub(super) before: Option<Shown>,
    /// The total afterwards.
    pub(super) after: Option<Shown>,
    /// Places that differ.
    pub(super) fields: Vec<FieldView>,
    /// Whether a person must say why: both sides changed the same place, or neither counts whole.
    pub(super) must_ask: bool,
    /// What is written.
    pub(super) step: Step,
}

/// What is written for a report.
pub(super) enum Step {
    /// Nothing.
    None,
    /// What was signed, by its SHA-256, is here already.
    Same(String),
    /// What the expert signed.
    Take(Box<Verified>),
    /// What the expert signed put together with what stood here.
    Merge(Box<Verified>, Box<Meeting>),
    /// A recusal, or a report that cannot be reviewed.
    Recuse(Recusal),
    /// What a fill-in form says.
    FillIn(Box<super::fill_in::Given>),
}

/// Everything one plan is made with.
pub(super) struct Planner<'a> {
    /// The workspace.
    pub(super) conn: &'a Connection,
    /// What is known of it.
    pub(super) known: Known,
    /// The time now.
    pub(super) now: &'a str,
    /// What was decided.
    pub(super) decisions: &'a [Decision],
    /// UUIDs of the opinions of this run, each with whose it is: none may stand twice, in one file or in two.
    pub(super) uids: RefCell<BTreeMap<String, (ReportId, MemberId)>>,
}

impl Planner<'_> {
    /// Works out one file; what it brings is known to the files after it.
    pub(super) fn plan(&mut self, file: Arrived, look: Look) -> Result<Planned> {
        let facts = |row: Row| Facts {
            is_broken: row == Row::Broken,
            is_too_new: row == Row::TooNew,
            is_forged: row == Row::Forged,
            ..Facts::default()
        };
        let (row, why) = match look {
            Look::Return(parcel) => return self.plan_return(file, parcel),
            Look::Workbook => return super::fill_in::plan(self, file),
            Look::Broken(why) => (Row::Broken, why),
            Look::TooNew(why) => (Row::TooNew, why),
            Look::Forged(why) => (Row::Forged, why),
        };
        let row = arrival::judge(&facts(row)).row;
        Ok(self.unopened(file, Some(row), row.code(), why))
    }

    /// A file that was not opened: the sentence is all there is.
    pub(super) fn unopened(&self, file: Arrived, row: Option<Row>, verdict: &'static str, why: String) -> Planned {
        let line = locale::fill(&["arrival.", verdict].concat(), [("why", why.as_str())]);
        // Bytes that could not be read cannot be kept either.
        let action = row.filter(|_| file.bytes.is_ok()).map_or(Action::Refuse, Row::action);
        Planned {
            file,
            parcel: None,
            row,
            action,
            asks: Vec::new(),
            verdict,
            line,
            whose: None,
            received_at: self.now.to_owned(),
            reason: String::new(),
            reports: Vec::new(),
        }
    }

    fn plan_return(&mut self, file: Arrived, mut parcel: Box<Parcel>) -> Result<Planned> {
        let kept = received::find(self.conn, &parcel.container.sha256)?;
        let decision = self.decisions.iter().find(|decision| decision.sha256 == file.sha256).cloned();
        let received_at = kept.as_ref().map_or_else(|| self.now.to_owned(), |kept| kept.received_at.clone());
        let of = self.known.session(self.conn, &parcel.manifest().session_id)?;
        let mut facts = Facts { is_of_other_session: of.is_none(), ..Facts::default() };
        facts.is_accepted = decision.as_ref().is_some_and(|decision| decision.accept);
        let whose = of.as_ref().and_then(|of| {
            let (package, member) = of.answered(parcel.manifest())?;
            Some((Rc::clone(of), package.clone(), member.clone()))
        });
        let mut reports = Vec::new();
        let mut why = String::new();
        if let Some((of, package, member)) = &whose {
            let known = self.known.member(self.conn, of, member)?;
            let manifest = parcel.manifest();
            facts.is_forged = !parcel.container.is_invited(&package.secret);
            facts.is_unissued = manifest.expert_id != known.expert_uid || manifest.member_no != member.seat;
            facts.has_other_form = manifest.form_sha256 != of.form_record.sha256;
            order_facts(&mut facts, known, &parcel);
            facts.is_of_old_package = of.newest(member.id).is_some_and(|newest| newest.revision > package.revision);
            facts.is_late = of.newest(member.id).is_some_and(|newest| is_after(&received_at, &newest.due_at));
            if !facts.is_forged && !facts.is_unissued && !facts.has_other_form && !facts.is_kept {
                let (conn, uids) = (self.conn, &self.uids);
                let mut reader = ReportReader { conn, of, member, known, decision: decision.as_ref(), uids };
                match reader.read(&mut parcel)? {
                    Ok(found) => (reports, facts.reports) = found.into_iter().unzip(),
                    Err(what) => {
                        facts.is_contradictory = true;
                        why = what;
                    }
                }
            }
            if facts.is_forged {
                locale::text("arrival.why_secret").clone_into(&mut why);
            }
        } else {
            facts.is_unissued = of.is_some();
        }
        facts.is_kept |= kept.as_ref().is_some_and(|kept| kept.is_accepted);
        let facets = Facets { file: &file, parcel: &parcel, of: of.as_deref(), kept: kept.as_ref(), why: &why };
        let whose = whose.map(|(of, _, member)| (of, member));
        let verdict = self.settle(&facts, &facets, whose.as_ref(), &mut reports, decision.as_ref(), &received_at)?;
        let planned = Planned {
            row: Some(verdict.row),
            action: verdict.action,
            asks: verdict.asks,
            verdict: verdict.code,
            line: verdict.line,
            parcel: None,
            whose,
            received_at,
            reason: decision.filter(|decision| decision.accept).map(|decision| decision.reason).unwrap_or_default(),
            reports,
            file,
        };
        self.carry_on(&planned, &parcel)?;
        Ok(Planned { parcel: Some(parcel), ..planned })
    }

    /// The verdict with everything that is asked, and its sentence.
    fn settle(
        &mut self,
        facts: &Facts,
        facets: &Facets<'_>,
        whose: Option<&(Rc<SessionKnown>, Member)>,
        reports: &mut [PlannedReport],
        decision: Option<&Decision>,
        received_at: &str,
    ) -> Result<Settled> {
        let found = arrival::judge(facts);
        let after = arrival::judge(&Facts { is_accepted: true, ..facts.clone() });
        // What is fatal anyway is not asked.
        let is_open = !matches!(after.action, Action::Quarantine | Action::Refuse | Action::Skip);
        let mut asks = if is_open && !matches!(found.action, Action::Skip) { facts.asks() } else { Vec::new() };
        if is_open && reports.iter().any(|one| one.must_ask) {
            asks.push(Ask::Conflict);
        }
        let accepts = decision.is_some_and(|decision| decision.accept);
        if accepts && !asks.is_empty() {
            refuse_undecided(facets, decision, reports)?;
        }
        let (row, mut action) = (found.row, found.action);
        let mut code = row.code();
        if asks.contains(&Ask::Conflict) && !accepts && matches!(action, Action::Take | Action::Receipt) {
            (action, code) = (Action::Ask(Ask::Conflict), "conflict");
        }
        if reports.iter().any(|one| !matches!(one.step, Step::None | Step::Same(..))) && action == Action::Receipt {
            action = Action::Take;
        }
        let known = match whose {
            Some((of, member)) => Some(&*self.known.member(self.conn, of, member)?),
            None => None,
        };
        let mut line = words::line(code, facets, whose, known, reports, received_at);
        if matches!(action, Action::Ask(_)) && !is_open {
            // It would be of no use to answer with yes: what comes then is told at once.
            line += &words::line(after.row.code(), facets, whose, known, reports, received_at);
        }
        let asks = if accepts { Vec::new() } else { asks };
        Ok(Settled { row, action, asks, code, line })
    }

    /// What a file that is taken in brings is known to the files after it.
    fn carry_on(&mut self, planned: &Planned, parcel: &Parcel) -> Result<()> {
        let Some((of, member)) = &planned.whose else { return Ok(()) };
        let is_taken = matches!(planned.action, Action::Take | Action::Receipt);
        if !is_taken {
            return Ok(());
        }
        let known = self.known.member(self.conn, of, member)?;
        let signer = parcel.signer();
        if !known.keys.contains(&signer) {
            known.keys.push(signer);
        }
        known.received.push(received_row(planned, parcel));
        known.take_base(of, parcel);
        for one in &planned.reports {
            let Some(report) = &one.report else { continue };
            match &one.step {
                Step::Take(verified) => drop(known.stored.insert(report.id.0, as_taken(known, report.id, verified))),
                Step::Merge(verified, meeting) => {
                    let taken = as_taken(known, report.id, verified);
                    let merged = meeting.merged.clone().unwrap_or_default();
                    let stored = Stored { answers: merged, origin: Some(Origin::Merged), sha256: None, ..taken };
                    known.stored.insert(report.id.0, stored);
                }
                Step::Recuse(recusal) => known.recusals.push(recusal.clone()),
                Step::None | Step::Same(..) | Step::FillIn(_) => {}
            }
        }
        Ok(())
    }
}

struct Settled {
    row: Row,
    action: Action,
    asks: Vec<Ask>,
    code: &'static str,
    line: String,
}

fn as_taken(known: &MemberKnown, report: ReportId, verified: &Verified) -> Stored {
    let before = known.stored.get(&report.0);
    Stored {
        opinion: before.and_then(|stored| stored.opinion),
        version: before.map_or(verified.record.version, |stored| (stored.version + 1).max(verified.record.version)),
        answers: verified.answers.clone(),
        sha256: Some(verified.frozen.sha256.clone()),
        total: verified.record.total,
        origin: None,
    }
}

/// Row of `received` for a return.
pub(super) fn received_row(planned: &Planned, parcel: &Parcel) -> Received {
    let manifest = parcel.manifest();
    Received {
        id: 0,
        kind: "return".into(),
        sha256: planned.file.sha256.clone(),
        inner_sha256: parcel.inner.as_ref().map(|_| parcel.container.sha256.clone()),
        name: planned.file.name.clone(),
        received_at: planned.received_at.clone(),
        is_accepted: matches!(planned.action, Action::Take | Action::Receipt),
        verdict: planned.verdict.to_owned(),
        member: planned.whose.as_ref().map(|(_, member)| member.id),
        revision: Some(manifest.package_rev),
        uid: manifest.return_id.clone(),
        seq: manifest.return_seq,
        signer: Some(parcel.signer()),
        reason: planned.reason.clone(),
        manifest: Some(parcel.container.manifest_text.clone()),
    }
}

/// What the order of returns says: their numbers are those of one key, because another machine counts anew.
fn order_facts(facts: &mut Facts, known: &MemberKnown, parcel: &Parcel) {
    let (signer, seq, sha256) = (parcel.signer(), parcel.seq(), parcel.container.sha256.as_str());
    facts.is_kept = known.accepted().any(|file| file.content_sha256() == sha256);
    facts.has_other_key = !known.keys.is_empty() && !known.keys.contains(&signer);
    let of_key = || known.accepted().filter(|file| file.signer.as_ref() == Some(&signer));
    facts.is_doubled = of_key().any(|file| file.seq == Some(seq) && file.content_sha256() != sha256);
    facts.is_overtaken = of_key().any(|file| file.seq.is_some_and(|other| other > seq));
    let came = |before: &String| known.received.iter().any(|file| file.content_sha256() == before.as_str());
    facts.has_gap = seq > 1 && !parcel.manifest().prev_return_sha256.as_ref().is_some_and(came);
    facts.is_next = known.accepted().next().is_some();
}

/// Whether a time lies after another; what cannot be read sets no date.
pub(super) fn is_after(at: &str, due: &str) -> bool {
    let time = |text: &str| chrono::DateTime::parse_from_rfc3339(text).ok();
    matches!((time(at), time(due)), (Some(at), Some(due)) if at > due)
}

/// An accepted file needs a reason, and each of its conflicts a choice.
fn refuse_undecided(facets: &Facets<'_>, decision: Option<&Decision>, reports: &[PlannedReport]) -> Result<()> {
    let reason = decision.map_or("", |decision| decision.reason.as_str());
    if crate::app::text::is_blank(reason) {
        return Err(Error::refused_with("import_without_reason", [("name", facets.file.name.clone())]));
    }
    crate::app::text::refuse_long_texts(&[("reason", reason)])?;
    for one in reports {
        let Step::Merge(_, meeting) = &one.step else { continue };
        if meeting.merged.is_none() {
            let no = one.report.as_ref().map_or(String::new(), |report| report.head.no.clone());
            let params = [("name", facets.file.name.clone()), ("no", no), ("places", meeting.open_places())];
            return Err(Error::refused_with("import_undecided", params));
        }
    }
    Ok(())
}

/// Reads the reports of one return.
struct ReportReader<'a> {
    conn: &'a Connection,
    of: &'a Rc<SessionKnown>,
    member: &'a Member,
    known: &'a MemberKnown,
    decision: Option<&'a Decision>,
    uids: &'a RefCell<BTreeMap<String, (ReportId, MemberId)>>,
}

type FoundReport = (PlannedReport, ReportFacts);

impl ReportReader<'_> {
    /// Every report of the return; the inner error is a contradiction, in words.
    fn read(&mut self, parcel: &mut Parcel) -> Result<std::result::Result<Vec<FoundReport>, String>> {
        let mut found = Vec::new();
        for at in 0..parcel.body.opinions.len() {
            match self.one(parcel, at)? {
                Ok(one) => found.push(one),
                Err(why) => return Ok(Err(why)),
            }
        }
        Ok(Ok(found))
    }

    fn one(&self, parcel: &mut Parcel, at: usize) -> Result<std::result::Result<FoundReport, String>> {
        let (uid, state) = (parcel.body.opinions[at].report_uid.clone(), parcel.body.opinions[at].state);
        let ground = parcel.body.opinions[at].ground.clone();
        let Some(report) = self.of.report(&uid).cloned() else {
            return Ok(Ok((left_out(None, "removed", &[]), ReportFacts { is_off: true, ..ReportFacts::default() })));
        };
        let recusal = self.known.recusal(report.id);
        match state {
            ReturnedState::Recused => return Ok(Ok(self.recused(report, RecusalKind::Recusal, ground))),
            ReturnedState::Declined => return Ok(Ok(self.recused(report, RecusalKind::Declined, ground))),
            ReturnedState::Incomplete => return Ok(Ok(self.incomplete(report))),
            ReturnedState::Signed => {}
        }
        let verified = match verify::verify(self.of, (&report, self.member), at, parcel)? {
            Ok(verified) => verified,
            Err(why) => return Ok(Err(locale::fill("arrival.why_report", [("no", &*report.head.no), ("why", &*why)]))),
        };
        if !self.is_free(&verified.uid, report.id)? {
            return Ok(Err(locale::text("contradiction.uid").to_owned()));
        }
        if let Some(recusal) = recusal {
            let facts = ReportFacts { is_off: true, ..ReportFacts::default() };
            return Ok(Ok((left_out(Some(report), "off", &[("ground", recusal.ground.as_str())]), facts)));
        }
        if self.was_reissued(parcel.manifest(), &uid) {
            let facts = ReportFacts { is_off: true, ..ReportFacts::default() };
            return Ok(Ok((left_out(Some(report), "reissued", &[]), facts)));
        }
        Ok(Ok(self.signed(report, verified)))
    }

    fn signed(&self, report: Report, verified: Verified) -> FoundReport {
        let (before, after) = (self.known.stored.get(&report.id.0), verified.record.total);
        let sha256 = verified.frozen.sha256.clone();
        let total = before.and_then(|stored| stored.total);
        let planned = |change, line: String, fields, step| PlannedReport {
            report: Some(report.clone()),
            change,
            line,
            before: total,
            after,
            fields,
            must_ask: false,
            step,
        };
        let base = self.known.base.get(&report.id.0);
        if let Some(stored) = before
            && (stored.sha256.as_ref() == Some(&sha256) || base.is_some_and(|(known, _)| *known == sha256))
        {
            let facts = ReportFacts { is_equal: true, ..ReportFacts::default() };
            let is_here = stored.sha256.as_ref() == Some(&sha256);
            let (change, code) = if is_here { (Change::Same, "same") } else { (Change::Kept, "kept") };
            let line = locale::fill(&["arrived.", code].concat(), [("version", &*stored.version.to_string())]);
            let one = planned(change, line, Vec::new(), Step::Same(sha256));
            return (PlannedReport { after: total, ..one }, facts);
        }
        if self.of.closed.contains(&report.id.0) {
            let facts = ReportFacts { is_closed: true, ..ReportFacts::default() };
            return (left_out(Some(report), "closed", &[]), facts);
        }
        let facts = ReportFacts::default();
        let Some(stored) = before else {
            let line = locale::fill("arrived.new", [("version", &*verified.record.version.to_string())]);
            return (planned(Change::New, line, Vec::new(), Step::Take(Box::new(verified))), facts);
        };
        let meeting =
            meet(&self.of.form, report.id, base.map(|(_, answers)| answers), stored, &verified, self.decision);
        let line = words::changed(stored, &verified, &meeting);
        let fields = meeting.fields.clone();
        let must_ask = meeting.must_ask(stored);
        let (change, step) = if meeting.is_incoming() {
            (Change::Changed, Step::Take(Box::new(verified)))
        } else if meeting.is_stored(stored) {
            (Change::Kept, Step::Same(sha256))
        } else {
            (Change::Changed, Step::Merge(Box::new(verified), Box::new(meeting)))
        };
        (PlannedReport { must_ask, ..planned(change, line, fields, step) }, facts)
    }

    fn recused(&self, report: Report, kind: RecusalKind, ground: String) -> FoundReport {
        let (change, code) = match kind {
            RecusalKind::Recusal => (Change::Recused, "recused"),
            RecusalKind::Declined => (Change::Declined, "declined"),
        };
        if self.known.recusal(report.id).is_some() {
            let line = locale::fill(&["arrived.", code].concat(), [("ground", ground.as_str())]);
            let facts = ReportFacts { is_equal: true, ..ReportFacts::default() };
            return (nothing(Some(report), change, line), facts);
        }
        if self.of.closed.contains(&report.id.0) {
            let facts = ReportFacts { is_closed: true, ..ReportFacts::default() };
            return (left_out(Some(report), "closed", &[]), facts);
        }
        let line = locale::fill(&["arrived.", code].concat(), [("ground", ground.as_str())]);
        // What the expert's program lets pass without a ground is told here as what it is.
        let ground =
            if crate::app::text::is_blank(&ground) { locale::text("arrived.no_ground").to_owned() } else { ground };
        let recusal = Recusal { member: self.member.id, report: report.id, ground, kind };
        (PlannedReport { step: Step::Recuse(recusal), ..nothing(Some(report), change, line) }, ReportFacts::default())
    }

    fn incomplete(&self, report: Report) -> FoundReport {
        let stands = self.known.stored.get(&report.id.0).filter(|stored| stored.sha256.is_some());
        let line = match stands {
            Some(stored) => locale::fill("arrived.incomplete_kept", [("version", &*stored.version.to_string())]),
            None => locale::text("arrived.incomplete").to_owned(),
        };
        let facts = ReportFacts { is_equal: true, ..ReportFacts::default() };
        (nothing(Some(report), Change::Incomplete, line), facts)
    }

    /// Whether the UUID of an opinion is new, or that of the opinion on this report.
    fn is_free(&self, uid: &str, report: ReportId) -> Result<bool> {
        let head = intake::head_of_uid(self.conn, uid)?;
        let is_its_own = |head: intake::Head| head.report == report && head.member == self.member.id;
        let own = (report, self.member.id);
        let is_first = *self.uids.borrow_mut().entry(uid.to_owned()).or_insert(own) == own;
        Ok(uid.len() <= 64 && is_first && head.is_none_or(is_its_own))
    }

    /// Whether the package that is in force holds another report under this name than the one that was answered.
    fn was_reissued(&self, answered: &Manifest, uid: &str) -> bool {
        let of = |manifest: &Manifest| {
            let line = manifest.reports.iter().find(|line| line.report_id == uid);
            line.map(|line| line.report_sha256.clone())
        };
        let newest = self.of.newest(self.member.id);
        let newest: Option<Manifest> = newest.and_then(|package| serde_json::from_str(&package.manifest).ok());
        newest.is_some_and(|newest| of(&newest) != of(answered))
    }
}

pub(super) fn nothing(report: Option<Report>, change: Change, line: String) -> PlannedReport {
    PlannedReport {
        report,
        change,
        line,
        before: None,
        after: None,
        fields: Vec::new(),
        must_ask: false,
        step: Step::None,
    }
}

/// A report that is not taken, and why.
pub(super) fn left_out(report: Option<Report>, code: &str, params: &[(&str, &str)]) -> PlannedReport {
    let line = locale::fill(&["arrived.", code].concat(), params.iter().copied());
    nothing(report, Change::NotTaken, line)
}
