//! How far a panel agrees: the totals of a session's signed opinions, or of a table, described by the rules of
//! `domain::panel_statistics`. It reads only; no score is changed by what comes out.

use super::session::SessionWhich;
use super::{App, Done};
use crate::domain::agreement::{self, every::Figure};
use crate::domain::number::Points;
use crate::domain::opinion::OpinionState;
use crate::domain::panel_statistics::{PanelStatistics, ReportName, Totals, describe, describe_within};
use crate::domain::problem::{Place, Problem};
use crate::domain::tally::unrounded_total;
use crate::error::{Error, Result};
use crate::exchange::totals_csv;
use crate::store::{opinion, report, session};
use rusqlite::Connection;

/// The statistics of a session, so far as opinions are signed. A recused member, a draft and an opinion that was opened
/// again leave their cell empty. Refused where the form counts nothing.
pub fn session(app: &mut App, which: SessionWhich) -> Result<Done<PanelStatistics>> {
    let (totals, share) = app.store.read(|conn| totals(conn, which))?;
    Ok(Done::read(describe_within(&totals, share)))
}

/// The statistics of a table of totals without a workspace; `full` is the full mark as typed.
pub fn run(table: &[u8], full: &str) -> Result<PanelStatistics> {
    table_of(table, full).map(|totals| describe(&totals))
}

/// Every statistic of a table whatever its size, for checking the computation.
pub fn every(table: &[u8], full: &str) -> Result<Vec<Figure>> {
    table_of(table, full).map(|totals| agreement::every::every(&totals.cells))
}

fn table_of(table: &[u8], full: &str) -> Result<Totals> {
    let place = || Place::field("full");
    let full = Points::read(full).map_err(|why| {
        Error::invalid(Problem::error(why.code(), place()).with("text", crate::domain::form::shown(full)))
    })?;
    if full == Points::ZERO {
        return Err(Error::invalid(Problem::error("number_not_positive", place())));
    }
    totals_csv::read(table, full)
}

/// The totals of a session, and the share of the full mark beyond which its form calls one far from the others.
fn totals(conn: &Connection, which: SessionWhich) -> Result<(Totals, Points)> {
    let its_session = session::get(conn, which.session)?;
    let form = super::kind::form_of(conn, &its_session)?;
    if form.unscored {
        return Err(Error::refused_with("statistics_unscored", [("no", its_session.no)]));
    }
    let members = session::members(conn, which.session)?;
    let recusals = session::recusals(conn, which.session)?;
    let reports = report::list(conn, which.session)?;
    let mut cells = Vec::new();
    for one in &reports {
        let opinions = opinion::of_report(conn, one.id)?;
        let cell = |member: &crate::domain::session::Member| {
            let recused = recusals.iter().any(|recusal| recusal.is_of(member.id, one.id));
            let signed = |opinion: &&crate::domain::opinion::Opinion| {
                opinion.member == member.id && opinion.state == OpinionState::Signed && !recused
            };
            opinions.iter().find(signed).and_then(|opinion| unrounded_total(&form, &opinion.read(&form)))
        };
        cells.push(members.iter().map(cell).collect());
    }
    let totals = Totals {
        experts: members.iter().map(|member| member.name.clone()).collect(),
        reports: reports.into_iter().map(|one| ReportName { no: one.head.no, title: one.head.title }).collect(),
        cells,
        full: form.total,
    };
    Ok((totals, form.signal_limits().from_others))
}
