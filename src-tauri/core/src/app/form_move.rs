//! A session goes over to another version of its form: first what would become of every answer, then exactly that in one
//! write. Nothing is scaled; what an older answer said stays in the log, and undo brings it back.

use super::head_field::{self, MovedField};
use super::text::{is_blank, refuse_long_texts};
use super::{App, Done, form_source};
use crate::domain::form_carry::{CarriedOpinion, CarriedScore, Fate};
use crate::domain::form_diff::{FormChange, diff};
use crate::domain::id::SessionId;
use crate::domain::opinion::{Opinion, OpinionState, Score};
use crate::domain::problem::{Place, Problem, blocks};
use crate::domain::session::{Session, SessionState};
use crate::error::{Error, Result};
use crate::store::form::FormRow;
use crate::store::{form, opinion, report, session, sheet};
use rusqlite::{Connection, Transaction};
use serde::{Deserialize, Serialize};

/// Which session, and to which version.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct SessionFormPreview {
    /// The session.
    pub session: SessionId,
    /// Another version of its form.
    pub version: String,
}

/// A session that goes over.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct SessionFormMigrate {
    /// The session.
    pub session: SessionId,
    /// Another version of its form.
    pub version: String,
    /// Why.
    pub reason: String,
}

/// What becomes of a session when it goes over to another version of its form.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct FormMoveView {
    /// The version it has.
    pub from: FormRow,
    /// The version it would have.
    pub to: FormRow,
    /// What differs between them.
    pub changes: Vec<FormChange>,
    /// Every opinion that was begun, in order of report and seat.
    pub opinions: Vec<MovedOpinion>,
    /// Filled-in head fields that the other version does not ask for or does not take as they stand.
    pub fields: Vec<MovedField>,
    /// Answers by what becomes of them.
    pub counts: FateCounts,
    /// Names of members with a signed opinion: each must be reopened first.
    pub signed: Vec<String>,
    /// Numbers of reports with a sheet: from then on the form stays.
    pub sheets: Vec<String>,
    /// A score was agreed or a tally locked: from then on the form stays, too.
    pub settled: bool,
}

/// One opinion with the names a person knows it by.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct MovedOpinion {
    /// Number of the report.
    pub report_no: String,
    /// Name of the member.
    pub name: String,
    /// Draft or signed.
    pub state: OpinionState,
    /// What becomes of it.
    pub carried: CarriedOpinion,
}

/// How many answers have which fate, over all opinions.
#[derive(Debug, Default, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct FateCounts {
    /// 保留.
    pub kept: usize,
    /// 保留，请核对.
    pub kept_but_check: usize,
    /// 须重新填写.
    pub enter_again: usize,
    /// 指标已取消.
    pub dropped: usize,
    /// 新增.
    pub new: usize,
    /// 尚未填写.
    pub unscored: usize,
}

impl FateCounts {
    fn of<'a>(scores: impl Iterator<Item = &'a CarriedScore>) -> Self {
        let mut counts = Self::default();
        for score in scores {
            let count = match score.fate {
                Fate::Kept => &mut counts.kept,
                Fate::KeptButCheck => &mut counts.kept_but_check,
                Fate::EnterAgain => &mut counts.enter_again,
                Fate::Dropped => &mut counts.dropped,
                Fate::New => &mut counts.new,
                Fate::Unscored => &mut counts.unscored,
            };
            *count += 1;
        }
        counts
    }
}

/// What would become of every answer.
pub fn preview(app: &mut App, args: SessionFormPreview) -> Result<Done<FormMoveView>> {
    app.store
        .read(|conn| {
            let current = session::get(conn, args.session)?;
            view(conn, &current, &args.version)
        })
        .map(Done::read)
}

fn view(conn: &Connection, current: &Session, version: &str) -> Result<FormMoveView> {
    let from = form::row(conn, current.form)?;
    let to = form_source::stored(conn, &from.code, Some(version))?;
    if from.id == to.id {
        return Err(Error::refused_with("form_in_use", [("no", current.no.clone()), ("version", to.version)]));
    }
    // Answers are given on the form with the conclusions of the kind laid over it, before and after.
    let laid_over = super::kind::laid_over(conn, current.id)?;
    let of_session = |row: &FormRow| form::get(conn, row.id).map(|form| form.with_conclusions(&laid_over));
    let (old, new) = (of_session(&from)?, of_session(&to)?);
    let unsound = new.check();
    if blocks(&unsound) {
        return Err(Error::Invalid(unsound));
    }
    let reports = report::list(conn, current.id)?;
    let mut opinions = Vec::new();
    let (mut sheets, mut fields) = (Vec::new(), Vec::new());
    for target in &reports {
        fields.extend(head_field::moved(conn, &old, &new, target)?);
        if !sheet::of_report(conn, target.id)?.is_empty() {
            sheets.push(target.head.no.clone());
        }
        for one in opinion::of_report(conn, target.id)? {
            let (member, _) = session::member(conn, one.member)?;
            opinions.push(MovedOpinion {
                report_no: target.head.no.clone(),
                name: member.name,
                state: one.state,
                carried: CarriedOpinion::of(&one, &old, &new),
            });
        }
    }
    let signed = opinions.iter().filter(|one| one.state == OpinionState::Signed);
    Ok(FormMoveView {
        changes: diff(&old, &new),
        counts: FateCounts::of(opinions.iter().flat_map(|one| &one.carried.scores)),
        signed: signed.map(|one| one.name.clone()).collect(),
        sheets,
        settled: session::has_settled_scores(conn, current.id)?,
        fields,
        opinions,
        from,
        to,
    })
}

/// Does what the preview says, in one write. Refused while anything rests on the older version: a signed opinion, a
/// sheet, an agreed score. A session under review freezes its new version.
pub fn migrate(app: &mut App, args: SessionFormMigrate) -> Result<Done<FormMoveView>> {
    if is_blank(&args.reason) {
        return Err(Error::invalid(Problem::error("text_empty", Place::field("reason"))));
    }
    refuse_long_texts(&[("reason", &args.reason)])?;
    let (current, plan) = app.store.read(|conn| {
        let current = session::get(conn, args.session)?;
        let plan = view(conn, &current, &args.version)?;
        Ok((current, plan))
    })?;
    if current.state == SessionState::Finished {
        return Err(Error::refused_with("form_move_finished", [("no", current.no)]));
    }
    if !plan.sheets.is_empty() {
        return Err(Error::refused_with("form_move_sheet", [("reports", plan.sheets.join("、"))]));
    }
    if plan.settled {
        return Err(Error::refused_with("form_move_settled", [("no", current.no)]));
    }
    if !plan.signed.is_empty() {
        return Err(Error::refused_with("form_move_signed", [("names", plan.signed.join("、"))]));
    }
    let subject = format!("{} {} → {}", current.no, plan.from.version, plan.to.version);
    app.write("session_form_migrate", subject, Some(args.reason), |tx| {
        for one in &plan.opinions {
            carry(tx, &one.carried)?;
        }
        session::set_form(tx, current.id, plan.to.id)?;
        if current.state == SessionState::Reviewing {
            form::freeze(tx, plan.to.id)?;
        }
        Ok(plan)
    })
}

fn carry(tx: &Transaction<'_>, carried: &CarriedOpinion) -> Result<()> {
    let before: Opinion = opinion::get(tx, carried.opinion)?;
    for score in &carried.scores {
        let reason = match score.fate {
            Fate::EnterAgain => score.reason.clone(),
            Fate::Dropped => String::new(),
            Fate::Kept | Fate::KeptButCheck | Fate::New | Fate::Unscored => continue,
        };
        let emptied = Score { criterion: score.criterion.clone(), text: String::new(), reason };
        opinion::put_score(tx, carried.opinion, &emptied, None)?;
    }
    for item in &carried.veto_gone {
        opinion::set_veto(tx, carried.opinion, item, false)?;
    }
    for gone in &carried.remarks_unlinked {
        if let Some(remark) = before.remarks.iter().find(|remark| remark.id == gone.remark) {
            let mut body = remark.body.clone();
            body.criterion.clear();
            opinion::set_remark(tx, gone.remark, &body)?;
        }
    }
    if carried.conclusion_gone.is_some() {
        opinion::set_head(tx, &Opinion { conclusion: String::new(), ..before })?;
    }
    Ok(())
}
