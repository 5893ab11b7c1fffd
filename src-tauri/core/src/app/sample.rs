//! The demonstration workspace: `assets/sample` played through the same commands a person would use, with the times the
//! sample names, so that it is the same bytes on every machine.

use super::{App, World, expert, opinion, report, score, session, sheet, signature, workspace};
use crate::documents;
use crate::domain::expert::ExpertHead;
use crate::domain::id::{ExpertId, MemberId, OpinionId, RemarkId, ReportId, SessionId, SheetId};
use crate::domain::opinion::RemarkBody;
use crate::domain::report::ReportHead;
use crate::domain::session::{MemberRole, Recusal, RecusalKind, SessionHead};
use crate::domain::sheet::SheetItemBody;
use crate::error::{Error, Result};
use crate::locale::fill;
use serde::Deserialize;
use std::collections::HashMap;

const TEXT: &str = include_str!("../../../../assets/sample/sample.json");
const MANUSCRIPTS: &[(&str, &str)] = &[
    ("report-1.md", include_str!("../../../../assets/sample/report-1.md")),
    ("report-2.md", include_str!("../../../../assets/sample/report-2.md")),
    ("report-3.md", include_str!("../../../../assets/sample/report-3.md")),
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sample {
    #[serde(rename = "format")]
    _format: u32,
    #[serde(rename = "notice")]
    _notice: String,
    form: String,
    session: SampleSession,
    experts: Vec<ExpertHead>,
    panel: Vec<Seat>,
    reports: Vec<SampleReport>,
    recusals: Vec<SampleRecusal>,
    opinions: Vec<SampleOpinion>,
    sheets: Vec<SampleSheet>,
}

#[derive(Deserialize)]
struct SampleSession {
    no: String,
    #[serde(flatten)]
    head: SessionHead,
}

#[derive(Deserialize)]
struct Seat {
    expert: String,
    role: MemberRole,
}

#[derive(Deserialize)]
struct SampleReport {
    manuscript: String,
    #[serde(flatten)]
    head: ReportHead,
}

#[derive(Deserialize)]
struct SampleRecusal {
    expert: String,
    report: String,
    ground: String,
}

#[derive(Deserialize)]
struct SampleOpinion {
    expert: String,
    report: String,
    scores: Vec<SampleScore>,
    veto: Vec<String>,
    conclusion: String,
    remarks: Vec<RemarkBody>,
    merits: String,
    budget_advice: String,
    signed_at: String,
}

#[derive(Deserialize)]
struct SampleScore {
    criterion: String,
    points: String,
    reason: String,
}

#[derive(Deserialize)]
struct SampleSheet {
    report: String,
    items: Vec<SampleItem>,
    unused: Vec<SampleUnused>,
    overall: String,
    conclusion: String,
    conclusion_reason: String,
    dissents: Vec<SampleDissent>,
    finalised_at: String,
}

#[derive(Deserialize)]
struct SampleItem {
    #[serde(flatten)]
    body: SheetItemBody,
    sources: Vec<(String, usize)>,
}

#[derive(Deserialize)]
struct SampleUnused {
    source: (String, usize),
    reason: String,
}

#[derive(Deserialize)]
struct SampleDissent {
    expert: String,
    text: String,
}

/// What `build` made, for the caller to export.
#[derive(Debug)]
pub struct Built {
    /// The session.
    pub session: SessionId,
    /// Reports in order.
    pub reports: Vec<ReportId>,
    /// Opinions in order of the sample.
    pub opinions: Vec<OpinionId>,
    /// Sheets in order of the reports.
    pub sheets: Vec<SheetId>,
}

/// Makes the demonstration workspace in memory: experts, panel, reports with their typeset files, scores, signatures,
/// final sheets. `Store::backup` puts it on the disk in one piece.
pub fn build() -> Result<(App, Built)> {
    play(false)
}

/// The same with a second session in it, open and without a single opinion, in which a newcomer may take any seat.
pub fn build_for_practice() -> Result<App> {
    play(true).map(|(app, _)| app)
}

fn play(with_practice: bool) -> Result<(App, Built)> {
    let sample: Sample = serde_json::from_str(TEXT).map_err(|source| Error::bug("sample_read", source))?;
    let start = format!("{}T09:00:00+08:00", sample.session.head.starts_on);
    let mut player = Player {
        app: workspace::scratch(World::scripted(&start, sample.session.head.office.clone()))?,
        experts: HashMap::new(),
        members: HashMap::new(),
        reports: HashMap::new(),
        remarks: HashMap::new(),
        papers: HashMap::new(),
        built: Built { session: SessionId(0), reports: Vec::new(), opinions: Vec::new(), sheets: Vec::new() },
    };
    player.set_up(&sample)?;
    if with_practice {
        player.practice(&sample)?;
    }
    for one in &sample.opinions {
        player.opinion(one)?;
    }
    for one in &sample.sheets {
        player.sheet(one, &sample.session.head.office)?;
    }
    Ok((player.app, player.built))
}

struct Player {
    app: App,
    experts: HashMap<String, ExpertId>,
    members: HashMap<String, MemberId>,
    reports: HashMap<String, ReportId>,
    /// (expert, report, number of the remark) → the remark.
    remarks: HashMap<(String, String, usize), RemarkId>,
    /// Manuscript → its typeset file.
    papers: HashMap<String, Vec<u8>>,
    built: Built,
}

impl Player {
    fn set_up(&mut self, sample: &Sample) -> Result<()> {
        for head in &sample.experts {
            let added = expert::add(&mut self.app, head.clone())?.value;
            self.experts.insert(head.name.clone(), added.id);
        }
        self.session(sample, sample.session.no.clone(), sample.session.head.clone())
    }

    /// The session once more, under another name; what follows still happens in the first one.
    fn practice(&mut self, sample: &Sample) -> Result<()> {
        let named = |text: &str| fill("sample.practice", [("name", text)]);
        let (members, reports) = (self.members.clone(), self.reports.clone());
        let (session, listed) = (self.built.session, self.built.reports.clone());
        let head = SessionHead { title: named(&sample.session.head.title), ..sample.session.head.clone() };
        self.session(sample, named(&sample.session.no), head)?;
        (self.members, self.reports) = (members, reports);
        (self.built.session, self.built.reports) = (session, listed);
        Ok(())
    }

    fn session(&mut self, sample: &Sample, no: String, head: SessionHead) -> Result<()> {
        let args = session::SessionAdd { no, form: Some(sample.form.clone()), head };
        let its_session = session::add(&mut self.app, args)?.value.session;
        self.built.session = its_session.id;
        for seat in &sample.panel {
            let args = session::MemberAdd {
                session: its_session.id,
                expert: *known(&self.experts, &seat.expert)?,
                role: seat.role,
            };
            let view = session::member_add(&mut self.app, args)?.value;
            if let Some(member) = view.members.last() {
                self.members.insert(seat.expert.clone(), member.id);
            }
        }
        for one in &sample.reports {
            let args = report::ReportAdd { session: its_session.id, head: one.head.clone() };
            let added = report::add(&mut self.app, args)?.value;
            self.reports.insert(one.head.no.clone(), added.id);
            self.built.reports.push(added.id);
            let text = MANUSCRIPTS.iter().find(|(name, _)| *name == one.manuscript);
            let (_, text) = text.ok_or_else(|| Error::missing("file", &one.manuscript))?;
            // Typeset once, also where a second session has the same reports.
            let pdf = match self.papers.remove(&one.manuscript) {
                Some(pdf) => pdf,
                None => documents::manuscript::pdf(text, &(self.app.world.now)())?,
            };
            let name = format!("{} {}（{}）.pdf", one.head.no, one.head.title, one.head.edition);
            report::attach_bytes(&mut self.app, added.id, &name, &pdf)?;
            self.papers.insert(one.manuscript.clone(), pdf);
        }
        for one in &sample.recusals {
            let member = *known(&self.members, &one.expert)?;
            let report = *known(&self.reports, &one.report)?;
            session::recuse(
                &mut self.app,
                Recusal { member, report, ground: one.ground.clone(), kind: RecusalKind::Recusal },
            )?;
        }
        session::open(&mut self.app, session::SessionWhich { session: its_session.id })?;
        Ok(())
    }

    fn opinion(&mut self, one: &SampleOpinion) -> Result<()> {
        self.at(&one.signed_at, &one.expert);
        let member = *known(&self.members, &one.expert)?;
        let report = *known(&self.reports, &one.report)?;
        let id = opinion::begin(&mut self.app, opinion::OpinionBegin { report, member })?.value.opinion.id;
        for score in &one.scores {
            score::set(
                &mut self.app,
                score::ScoreSet {
                    opinion: id,
                    criterion: score.criterion.clone(),
                    value: Some(score.points.clone()),
                    reason: Some(score.reason.clone()),
                },
            )?;
        }
        for item in &one.veto {
            opinion::set_veto(&mut self.app, opinion::VetoSet { opinion: id, item: item.clone(), ticked: true })?;
        }
        for (i, body) in one.remarks.iter().enumerate() {
            let view =
                opinion::add_remark(&mut self.app, opinion::RemarkAdd { opinion: id, body: body.clone() })?.value;
            if let Some(remark) = view.opinion.remarks.last() {
                self.remarks.insert((one.expert.clone(), one.report.clone(), i + 1), remark.id);
            }
        }
        let head = opinion::OpinionSet {
            opinion: id,
            conclusion: Some(one.conclusion.clone()),
            merits: Some(one.merits.clone()),
            budget_advice: Some(one.budget_advice.clone()),
            declared: Some(true),
        };
        opinion::set(&mut self.app, head)?;
        signature::sign(&mut self.app, signature::OpinionSign { opinion: id, signature: None })?;
        self.built.opinions.push(id);
        Ok(())
    }

    fn sheet(&mut self, one: &SampleSheet, office: &str) -> Result<()> {
        self.at(&one.finalised_at, office);
        let report = *known(&self.reports, &one.report)?;
        let id = sheet::begin(&mut self.app, report::ReportWhich { report })?.value.sheet.id;
        for item in &one.items {
            let sources = item.sources.iter().map(|source| self.remark(source, &one.report)).collect::<Result<_>>()?;
            sheet::add_item(&mut self.app, sheet::ItemAdd { sheet: id, body: item.body.clone(), sources })?;
        }
        for unused in &one.unused {
            let remark = self.remark(&unused.source, &one.report)?;
            let args = sheet::UnusedSet { sheet: id, remark, reason: unused.reason.clone() };
            sheet::set_unused(&mut self.app, args)?;
        }
        for dissent in &one.dissents {
            let member = *known(&self.members, &dissent.expert)?;
            sheet::set_dissent(&mut self.app, sheet::DissentSet { sheet: id, member, text: dissent.text.clone() })?;
        }
        let head = sheet::SheetSet {
            sheet: id,
            overall: Some(one.overall.clone()),
            conclusion: Some(one.conclusion.clone()),
            conclusion_reason: Some(one.conclusion_reason.clone()),
        };
        sheet::set(&mut self.app, head)?;
        sheet::finalise(&mut self.app, sheet::SheetWhich { sheet: id })?;
        self.built.sheets.push(id);
        Ok(())
    }

    fn remark(&self, (expert, no): &(String, usize), report: &str) -> Result<RemarkId> {
        let found = self.remarks.get(&(expert.clone(), report.to_owned(), *no));
        found.copied().ok_or_else(|| Error::missing("remark", format!("{expert} {report} {no}")))
    }

    fn at(&mut self, now: &str, actor: &str) {
        let now = now.to_owned();
        self.app.world.now = Box::new(move || now.clone());
        actor.clone_into(&mut self.app.world.actor);
    }
}

fn known<'a, T>(map: &'a HashMap<String, T>, name: &str) -> Result<&'a T> {
    map.get(name).ok_or_else(|| Error::missing("sample", name))
}
