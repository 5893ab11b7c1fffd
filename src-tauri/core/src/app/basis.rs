//! What the sheet of a report rests on: the signed opinions of the members that are not recused, as they count after
//! agreement and correction, their tally, and where they are apart.

use super::session::ReportPanel;
use super::tally::{in_words, no_tally};
use crate::domain::condition::Standing;
use crate::domain::dispute::{AgreedScore, Correction, corrected};
use crate::domain::form::Form;
use crate::domain::id::{MemberId, RemarkId, ReportId};
use crate::domain::opinion::{Opinion, OpinionState};
use crate::domain::problem::{Place, Problem};
use crate::domain::record::{self, AgreedRecord, CorrectionRecord};
use crate::domain::session::{Member, Recusal, SessionState};
use crate::domain::sheet::{Sheet, SourceRemark};
use crate::domain::signal::{Signal, signals};
use crate::domain::tally::{self, Ballot, Tally};
use crate::error::{Error, Result};
use crate::locale;
use crate::store::{dispute, opinion, report, session};
use rusqlite::Connection;

/// Everything about one report that its sheet rests on.
pub(crate) struct Basis {
    pub(crate) form: Form,
    /// The opinions that count, as they were signed, in panel order.
    pub(crate) opinions: Vec<(Member, Opinion)>,
    pub(crate) recused: Vec<(Member, Recusal)>,
    /// The oldest first.
    pub(crate) corrections: Vec<Correction>,
    pub(crate) agreed: Vec<AgreedScore>,
    pub(crate) tally: Tally,
    pub(crate) signals: Vec<Signal>,
    /// Head fields that must be there and are not.
    unfilled: Vec<Problem>,
}

impl Basis {
    /// Reads the signed opinions of the members that are not recused, and tallies them; refused while one is missing.
    pub(crate) fn read(conn: &Connection, id: ReportId) -> Result<Self> {
        let target = report::get(conn, id)?;
        let its_session = session::get(conn, target.session)?;
        if its_session.state == SessionState::Draft {
            return Err(Error::refused_with("session_not_reviewing", [("no", its_session.no)]));
        }
        let form = super::kind::form_of(conn, &its_session)?;
        let ReportPanel { sitting, recused } = super::session::panel(conn, target.session, id)?;
        let mut opinions = Vec::new();
        let mut waiting = Vec::new();
        for member in sitting {
            match opinion::find(conn, id, member.id)? {
                Some(opinion) if opinion.state == OpinionState::Signed => opinions.push((member, opinion)),
                _ => waiting.push(member.name),
            }
        }
        if !waiting.is_empty() {
            return Err(Error::refused_with("opinions_unsigned", [("names", waiting.join("、"))]));
        }
        let (corrections, agreed) = (dispute::corrections(conn, id)?, dispute::agreed(conn, id)?);
        let counted = |(member, opinion): &(Member, Opinion)| ballot(member, &corrected(opinion, &corrections), &form);
        let ballots: Vec<Ballot> = opinions.iter().map(counted).collect();
        let points_agreed = |id: &str| agreed.iter().find(|score| score.criterion == id).map(|score| score.points);
        let in_order: Vec<_> = form.criteria().map(|criterion| points_agreed(&criterion.id)).collect();
        let tally = tally::tally_agreed(&form, &form.tally, &ballots, &in_order).map_err(no_tally)?;
        let conclusions: Vec<_> = opinions.iter().map(|(_, opinion)| opinion.conclusion.clone()).collect();
        let signals = signals(&form, &ballots, &conclusions);
        let unfilled = super::head_field::unfilled(conn, &form, &target)?;
        Ok(Self { form, opinions, recused, corrections, agreed, tally, signals, unfilled })
    }

    /// The rule in words, as printed.
    pub(crate) fn rule_words(&self) -> String {
        if self.form.unscored {
            return locale::text("rule.unscored").to_owned();
        }
        in_words(&self.tally, &self.form.tally)
    }

    /// Position of a member among the opinions that count.
    pub(crate) fn position(&self, id: MemberId) -> Option<usize> {
        self.opinions.iter().position(|(member, _)| member.id == id)
    }

    fn vetoed(&self) -> bool {
        self.opinions.iter().any(|(_, opinion)| !opinion.veto.is_empty())
    }

    /// The conclusion that the points suggest.
    pub(crate) fn suggested(&self) -> Option<String> {
        let standing = Standing::of_tally(&self.form, &self.tally, self.vetoed());
        self.form.suggested_conclusion(&standing).map(str::to_owned)
    }

    /// The remarks of the opinions that count.
    fn remarks(&self) -> Vec<SourceRemark> {
        let of = |(member, opinion): &(Member, Opinion)| {
            let seat = member.seat;
            let label = move |remark: &crate::domain::opinion::Remark| SourceRemark {
                id: remark.id,
                label: record::remark_label(seat, remark.no),
            };
            opinion.remarks.iter().map(label).collect::<Vec<_>>()
        };
        self.opinions.iter().flat_map(of).collect()
    }

    /// Label of a remark on paper; empty when it no longer counts.
    pub(crate) fn label(&self, id: RemarkId) -> String {
        let found = self.remarks().into_iter().find(|remark| remark.id == id);
        found.map_or_else(String::new, |remark| remark.label)
    }

    /// What a remark says, in one line.
    pub(crate) fn remark_text(&self, id: RemarkId) -> String {
        let found = self.opinions.iter().flat_map(|(_, opinion)| &opinion.remarks).find(|remark| remark.id == id);
        found.map_or_else(String::new, |remark| {
            let texts = [remark.body.problem.trim(), remark.body.suggestion.trim()];
            texts.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("　")
        })
    }

    /// What keeps a sheet from being finalised.
    pub(crate) fn problems(&self, sheet: &Sheet) -> Vec<Problem> {
        let mut problems = sheet.check(&self.form, &self.remarks(), &self.tally, self.vetoed());
        problems.extend(self.unfilled.iter().cloned());
        let sits = |id: MemberId| self.position(id).is_some();
        for (i, dissent) in sheet.dissents.iter().enumerate().filter(|(_, dissent)| !sits(dissent.member)) {
            let place = Place::field(format!("dissents[{i}]"));
            problems.push(Problem::error("dissent_not_counted", place).with("member", dissent.member));
        }
        problems
    }

    /// The corrections as papers show them. One of a member recused since stays listed: it was made.
    pub(crate) fn correction_records(&self) -> Vec<CorrectionRecord> {
        let members: Vec<&Member> = self
            .opinions
            .iter()
            .map(|(member, _)| member)
            .chain(self.recused.iter().map(|(member, _)| member))
            .collect();
        let name = |id: MemberId| {
            members.iter().find(|member| member.id == id).map_or_else(String::new, |member| member.name.clone())
        };
        let record = |correction: &Correction| CorrectionRecord {
            expert: name(correction.member),
            criterion: correction.criterion.clone(),
            name: self.criterion_name(&correction.criterion),
            old: correction.old_text.clone(),
            new: correction.new_text.clone(),
            ground: correction.ground,
            reason: correction.reason.clone(),
            actor: correction.actor.clone(),
            witness: correction.witness.clone(),
            at: correction.corrected_at.clone(),
        };
        self.corrections.iter().map(record).collect()
    }

    /// The agreed scores as papers show them, in the order of the form.
    pub(crate) fn agreed_records(&self) -> Vec<AgreedRecord> {
        let of_line = |line: &tally::Line| {
            let score = self.agreed.iter().find(|score| score.criterion == line.id)?;
            Some(AgreedRecord {
                criterion: line.id.clone(),
                name: line.name.clone(),
                text: score.text.clone(),
                agreed: line.agreed,
                mean: line.mean,
                reason: score.reason.clone(),
                minority: score.minority.clone(),
            })
        };
        self.tally.criteria.iter().filter_map(of_line).collect()
    }

    fn criterion_name(&self, id: &str) -> String {
        self.form.criterion(id).map_or_else(String::new, |criterion| criterion.name.clone())
    }
}

fn ballot(member: &Member, opinion: &Opinion, form: &Form) -> Ballot {
    let read = opinion.read(form);
    Ballot {
        marks: read.iter().map(|read| read.mark().map(str::to_owned)).collect(),
        ..Ballot::new(&member.name, &member.kind, read.into_iter().map(|read| read.points).collect())
    }
}
