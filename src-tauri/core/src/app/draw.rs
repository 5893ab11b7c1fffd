//! The expert pool before a panel is chosen: who has a conflict with which report, and a draw at random that is shown and
//! not yet written. The panel itself is `panel`.

use super::{App, Done};
use crate::domain::conflict::{Conflict, OwnSide, ReportSide, conflicts};
use crate::domain::draw::{ALGORITHM, Candidate, Quota, SEED_BYTES, Seed, draw, usual_size};
use crate::domain::expert::Expert;
use crate::domain::id::{ExpertId, ReportId, SessionId};
use crate::domain::problem::{Place, Problem};
use crate::domain::report::Report;
use crate::domain::session::SessionState;
use crate::error::{Error, Result};
use crate::store::{draw as kept, expert, report, session};
use crate::{hex, locale};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::HashMap;

/// Somebody who is left out of a draw by hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct LeftOut {
    /// Who.
    pub expert: ExpertId,
    /// Why, e.g. 请假.
    pub reason: String,
}

/// What a draw goes by.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct PanelDraw {
    /// For which session.
    pub session: SessionId,
    /// How many of which kind, served in this order.
    pub quotas: Vec<Quota>,
    /// Who is left out by hand.
    #[serde(default)]
    pub left_out: Vec<LeftOut>,
    /// 32 hex digits, to draw the same again; none = a new one.
    #[serde(default)]
    #[cfg_attr(feature = "types", ts(optional = nullable))]
    pub seed: Option<String>,
}

/// A report an expert seems to have a conflict with.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ReportConflict {
    /// Which report.
    pub report: ReportId,
    /// The recusal ground it proposes, in words.
    pub ground: String,
}

/// An expert of the pool as a panel is chosen.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct PanelExpert {
    /// The expert.
    pub expert: Expert,
    /// Conflicts with reports of the session.
    pub conflicts: Vec<ReportConflict>,
    /// In how many sessions of this workspace he or she sits.
    pub sessions: i64,
}

/// A locked draw.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct DrawLine {
    /// When it was drawn.
    pub drawn_at: String,
    /// Name of the algorithm.
    pub algorithm: String,
    /// Its seed.
    pub seed: String,
    /// SHA-256 of the pool it was drawn from.
    pub pool_sha256: String,
    /// Experts in that pool.
    pub candidates: usize,
    /// 监督人; may be empty.
    pub witness: String,
}

/// The pool as a panel is chosen from it.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct PanelView {
    /// The pool in order of entry.
    pub experts: Vec<PanelExpert>,
    /// How many a review of these amounts usually has.
    pub usual: u32,
    /// The draws that were locked, the newest first.
    pub draws: Vec<DrawLine>,
}

/// An expert that was drawn.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Pick {
    /// Who.
    pub expert: ExpertId,
    /// Name.
    pub name: String,
    /// For which quota, from 0.
    pub quota: usize,
}

/// An expert who could not be drawn.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct NotDrawn {
    /// Who.
    pub expert: ExpertId,
    /// Name.
    pub name: String,
    /// Why, in words.
    pub ground: String,
}

/// A draw; nothing of it is written.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct DrawView {
    /// Name of the algorithm.
    pub algorithm: String,
    /// Its seed, 32 hex digits.
    pub seed: String,
    /// SHA-256 of the list of candidates.
    pub pool_sha256: String,
    /// Experts in the pool.
    pub pool: usize,
    /// Those of them who could be drawn, as they were: the list the draw is repeated from.
    pub candidates: Vec<Candidate>,
    /// Those left out, with the ground of each.
    pub excluded: Vec<NotDrawn>,
    /// How many of the rest fit no quota.
    pub unfit: usize,
    /// 正选, in the order drawn.
    pub selected: Vec<Pick>,
    /// 候补, in the order in which they step in.
    pub reserves: Vec<Pick>,
    /// What is unusual or lacking, in words.
    pub warnings: Vec<String>,
}

/// The pool with its conflicts, for a session.
pub fn show(app: &mut App, which: super::session::SessionWhich) -> Result<Done<PanelView>> {
    app.store.read(|conn| panel(conn, which.session)).map(Done::read)
}

fn panel(conn: &Connection, id: SessionId) -> Result<PanelView> {
    session::get(conn, id)?;
    let reports = report::list(conn, id)?;
    let seats: HashMap<ExpertId, i64> = session::seats(conn)?.into_iter().collect();
    let experts = expert::list(conn)?.into_iter().map(|expert| PanelExpert {
        conflicts: grounds(&expert, &reports),
        sessions: seats.get(&expert.id).copied().unwrap_or(0),
        expert,
    });
    let largest = reports.iter().filter_map(|report| report.head.amount).max();
    Ok(PanelView {
        experts: experts.collect(),
        usual: usual_size(largest.map(crate::domain::number::Points::value)),
        draws: kept::list(conn, id)?.into_iter().map(line).collect(),
    })
}

fn line(row: kept::DrawRow) -> DrawLine {
    // The record was written by this program; what is not in it is not shown.
    let record: serde_json::Value = serde_json::from_str(&row.record).unwrap_or_default();
    DrawLine {
        drawn_at: row.drawn_at,
        algorithm: row.algorithm,
        seed: row.seed,
        pool_sha256: row.pool_sha256,
        candidates: record["candidates"].as_array().map_or(0, Vec::len),
        witness: record["witness"].as_str().unwrap_or_default().to_owned(),
    }
}

/// The recusals that the names of units propose, one for each report.
fn grounds(expert: &Expert, reports: &[Report]) -> Vec<ReportConflict> {
    let of = |report: &Report| {
        let first = conflicts(&expert.head, &report.head).into_iter().next()?;
        Some(ReportConflict { report: report.id, ground: ground(&first) })
    };
    reports.iter().filter_map(of).collect()
}

/// A match in words.
fn ground(conflict: &Conflict) -> String {
    let theirs = match conflict.theirs {
        ReportSide::Unit => locale::text("place.field.unit"),
        ReportSide::Department => locale::text("place.field.department"),
        ReportSide::Agency => locale::text("place.field.agency"),
    };
    let key = match conflict.own {
        OwnSide::Employer => "conflict.employer",
        OwnSide::AvoidUnit => "conflict.avoid_unit",
    };
    let words = [("own", conflict.own_words.as_str()), ("side", theirs), ("theirs", conflict.their_words.as_str())];
    locale::fill(key, words)
}

/// Draws a panel for a session in draft that has none yet. Nothing is written: the same seed over the same pool gives
/// the same list, and `panel_lock` draws it once more.
pub fn run(app: &mut App, args: PanelDraw) -> Result<Done<DrawView>> {
    let seed = match &args.seed {
        Some(text) => Seed::read(text).ok_or_else(|| {
            let problem = Problem::error("seed_unreadable", Place::field("seed"));
            Error::invalid(problem.with("text", crate::domain::form::shown(text)))
        })?,
        None => Seed(app.world.random_bytes::<SEED_BYTES>()?),
    };
    app.store.read(|conn| drawn(conn, &args, seed)).map(Done::read)
}

/// The draw of a seed over the pool as it is now.
pub(crate) fn drawn(conn: &Connection, args: &PanelDraw, seed: Seed) -> Result<DrawView> {
    refuse_unready(conn, args.session)?;
    refuse_unfit_quotas(&args.quotas)?;
    let reports = report::list(conn, args.session)?;
    let pool = expert::list(conn)?;
    let (mut candidates, mut excluded, mut unfit) = (Vec::new(), Vec::new(), 0);
    for one in &pool {
        let candidate = candidate_of(one);
        if let Some(ground) = why_not(one, &reports, &args.left_out) {
            excluded.push(NotDrawn { expert: one.id, name: one.head.name.clone(), ground });
        } else if args.quotas.iter().any(|quota| quota.fits(&candidate)) {
            candidates.push(candidate);
        } else {
            unfit += 1;
        }
    }
    if candidates.is_empty() {
        let facts = [("pool", pool.len()), ("unfit", unfit), ("excluded", excluded.len())];
        let facts = facts.map(|(name, n)| (name, n.to_string()));
        return Err(Error::refused_with("nobody_to_draw", facts));
    }
    candidates.sort_by(|a, b| a.uid.cmp(&b.uid));
    let result = draw(&candidates, &args.quotas, seed);
    let name = |id: ExpertId| candidates.iter().find(|one| one.expert == id).map_or("", |one| &one.name).to_owned();
    let pick = |&(expert, quota): &(ExpertId, usize)| Pick { expert, name: name(expert), quota };
    Ok(DrawView {
        algorithm: ALGORITHM.to_owned(),
        seed: hex(&seed.0),
        pool_sha256: pool_hash(&candidates),
        pool: pool.len(),
        excluded,
        unfit,
        selected: result.selected.iter().map(pick).collect(),
        reserves: result.reserves.iter().map(pick).collect(),
        warnings: warnings(&args.quotas, &result.lacking, &result.selected, &candidates),
        candidates,
    })
}

fn refuse_unready(conn: &Connection, id: SessionId) -> Result<()> {
    let current = session::get(conn, id)?;
    if current.state != SessionState::Draft {
        return Err(Error::refused_with("session_not_draft", [("no", current.no)]));
    }
    if session::members(conn, id)?.is_empty() { Ok(()) } else { Err(Error::refused("panel_seated")) }
}

/// At most so many experts are drawn at once.
const MOST: u32 = 99;

fn refuse_unfit_quotas(quotas: &[Quota]) -> Result<()> {
    let wanted = quotas.iter().fold(0_u32, |sum, quota| sum.saturating_add(quota.count));
    if (1..=MOST).contains(&wanted) && quotas.iter().all(|quota| quota.count > 0) {
        return Ok(());
    }
    Err(Error::invalid(Problem::error("draw_count_unfit", Place::field("quotas")).with("most", MOST)))
}

fn candidate_of(one: &Expert) -> Candidate {
    Candidate {
        expert: one.id,
        uid: one.uid.clone(),
        name: one.head.name.clone(),
        kind: one.head.kind.clone(),
        field: one.head.field.clone(),
    }
}

/// Why an expert cannot be drawn at all: left out by hand, or in conflict with every report. A conflict with some of them
/// is a recusal from those, and no reason to stay away.
fn why_not(one: &Expert, reports: &[Report], left_out: &[LeftOut]) -> Option<String> {
    if let Some(by_hand) = left_out.iter().find(|left| left.expert == one.id) {
        return Some(by_hand.reason.clone());
    }
    let found = grounds(one, reports);
    let is_all = !reports.is_empty() && found.len() == reports.len();
    found.into_iter().next().filter(|_| is_all).map(|conflict| conflict.ground)
}

/// SHA-256 of the list a draw is repeated from: one line of UUID, name, kind and field for each, in order of the UUIDs.
fn pool_hash(candidates: &[Candidate]) -> String {
    let line = |one: &Candidate| [one.uid.as_str(), &one.name, &one.kind, &one.field].join("\t") + "\n";
    hex(&Sha256::digest(candidates.iter().map(line).collect::<String>()))
}

/// What is unusual about a draw (domain rules §5.2): too few of a quota, an even number, nobody for the money, nobody of
/// the trade. None of it blocks.
fn warnings(quotas: &[Quota], lacking: &[u32], picked: &[(ExpertId, usize)], candidates: &[Candidate]) -> Vec<String> {
    let mut found = Vec::new();
    for (quota, lack) in quotas.iter().zip(lacking).filter(|(_, lack)| **lack > 0) {
        let name = match (quota.kind.trim(), quota.field.trim()) {
            ("", "") => locale::text("draw.anybody").to_owned(),
            (kind, field) => [kind, field].join(" ").trim().to_owned(),
        };
        let words = [("name", name.as_str()), ("wanted", &quota.count.to_string()), ("lack", &lack.to_string())];
        found.push(locale::fill("draw.lacking", words));
    }
    if picked.len().is_multiple_of(2) {
        found.push(locale::fill("draw.even", [("n", picked.len().to_string().as_str())]));
    }
    let has = |kind: &str| {
        let is_picked = |one: &&Candidate| picked.iter().any(|(expert, _)| *expert == one.expert);
        candidates.iter().filter(is_picked).any(|one| one.kind == kind)
    };
    for kind in ["财务", "业务"] {
        if !has(kind) {
            found.push(locale::fill("draw.without_kind", [("kind", kind)]));
        }
    }
    found
}
