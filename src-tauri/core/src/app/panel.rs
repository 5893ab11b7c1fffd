//! The panel of a session, chosen as a whole: seats, chair, recusals and the record of the draw in one write; and emptied
//! again while the session is in draft.

use super::draw::{DrawView, LeftOut, NotDrawn, PanelDraw, Pick, drawn};
use super::session::{SessionView, SessionWhich, in_draft, view};
use super::text::{is_blank, refuse_long_names};
use super::{App, Done};
use crate::domain::draw::{Candidate, Quota, Seed};
use crate::domain::id::{ExpertId, MemberId, ReportId, SessionId};
use crate::domain::problem::{Place, Problem};
use crate::domain::session::{MemberRole, Recusal, RecusalKind};
use crate::error::{Error, Result};
use crate::store::draw::DrawRow;
use crate::store::{draw, expert, report, session};
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};

/// A recusal that is decided when the panel is chosen.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct PanelRecusal {
    /// Who.
    pub expert: ExpertId,
    /// From which report.
    pub report: ReportId,
    /// 回避事由.
    pub ground: String,
}

/// The draw a panel rests on.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct LockedDraw {
    /// How many of which kind.
    pub quotas: Vec<Quota>,
    /// Who was left out by hand.
    pub left_out: Vec<LeftOut>,
    /// The seed, 32 hex digits.
    pub seed: String,
    /// SHA-256 of the candidates, as the draw told it.
    pub pool_sha256: String,
    /// Those who were drawn and do not sit, with the reason of each.
    pub absent: Vec<LeftOut>,
    /// 监督人; may be empty.
    pub witness: String,
}

/// A panel as it is to sit.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct PanelLock {
    /// In which session.
    pub session: SessionId,
    /// Who sits, in the order of the seats.
    pub seats: Vec<ExpertId>,
    /// Who of them is 组长.
    pub chair: ExpertId,
    /// Who of them does not review which report.
    pub recusals: Vec<PanelRecusal>,
    /// The draw it comes from; none = chosen without one.
    pub draw: Option<LockedDraw>,
}

/// How somebody came to the panel.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "snake_case")]
enum Came {
    Selected,
    SteppedIn,
    Chosen,
}

/// The record of a draw as it is kept: a file shape, read for ever.
#[derive(Debug, Serialize)]
struct DrawRecord<'a> {
    format: u32,
    algorithm: &'a str,
    seed: &'a str,
    drawn_at: &'a str,
    by: &'a str,
    witness: &'a str,
    quotas: &'a [Quota],
    candidates: &'a [Candidate],
    pool_sha256: &'a str,
    excluded: &'a [NotDrawn],
    unfit: usize,
    selected: &'a [Pick],
    reserves: &'a [Pick],
    absent: &'a [LeftOut],
    seated: Vec<(String, Came)>,
}

/// Seats a panel in a session in draft that has none, with its chair, its recusals and the record of its draw.
pub fn lock(app: &mut App, args: PanelLock) -> Result<Done<SessionView>> {
    let (current, members) = in_draft(app, args.session)?;
    if !members.is_empty() {
        return Err(Error::refused("panel_seated"));
    }
    refuse_unfit(app, &args)?;
    let stamp = app.world.stamp();
    let draw = args.draw.as_ref().map(|draw| record(app, &args, draw, &stamp.at, &stamp.actor)).transpose()?;
    app.write("panel_lock", current.no, None, |tx| {
        let mut seats: HashMap<ExpertId, MemberId> = HashMap::new();
        for expert in &args.seats {
            let role = if *expert == args.chair { MemberRole::Chair } else { MemberRole::Member };
            seats.insert(*expert, session::put_member(tx, args.session, *expert, role)?);
        }
        for recusal in &args.recusals {
            let Some(member) = seats.get(&recusal.expert).copied() else { continue };
            let kind = RecusalKind::Recusal;
            let put = Recusal { member, report: recusal.report, ground: recusal.ground.clone(), kind };
            session::put_recusal(tx, &put)?;
        }
        if let Some(row) = &draw {
            draw::put(tx, args.session, row)?;
        }
        view(tx, args.session)
    })
}

/// Everything that keeps a panel from sitting, all together.
fn refuse_unfit(app: &App, args: &PanelLock) -> Result<()> {
    let reports = app.store.read(|conn| report::list(conn, args.session))?;
    if reports.is_empty() {
        return Err(Error::refused("session_without_reports"));
    }
    let mut found = Vec::new();
    if args.seats.is_empty() {
        found.push(Problem::error("panel_empty", Place::field("members")));
    }
    let mut seen = HashSet::new();
    for expert in &args.seats {
        let known = app.store.read(|conn| expert::get(conn, *expert))?;
        if !seen.insert(*expert) {
            found.push(Problem::error("panel_twice", Place::field("members")).with("name", known.head.name));
        }
    }
    if !args.seats.is_empty() && !seen.contains(&args.chair) {
        found.push(Problem::error("panel_without_chair", Place::field("members")));
    }
    let mut off: HashSet<(ExpertId, ReportId)> = HashSet::new();
    for recusal in &args.recusals {
        if !reports.iter().any(|report| report.id == recusal.report) {
            return Err(Error::missing("report", recusal.report));
        }
        if is_blank(&recusal.ground) {
            found.push(Problem::error("text_empty", Place::field("ground")));
        }
        refuse_long_names(&[("ground", &recusal.ground)])?;
        let is_new = off.insert((recusal.expert, recusal.report));
        if !is_new || !seen.contains(&recusal.expert) {
            return Err(Error::missing("expert", recusal.expert));
        }
    }
    for one in &reports {
        let sitting = args.seats.iter().filter(|expert| !off.contains(&(**expert, one.id))).count();
        if sitting == 0 && !args.seats.is_empty() {
            found.push(Problem::error("report_without_experts", Place::field("members")).with("no", &one.head.no));
        }
    }
    if found.is_empty() { Ok(()) } else { Err(Error::Invalid(found)) }
}

/// Draws once more and compares: the record holds what the seed really gives.
fn record(app: &App, args: &PanelLock, given: &LockedDraw, at: &str, by: &str) -> Result<DrawRow> {
    let seed = Seed::read(&given.seed).ok_or_else(|| {
        let problem = Problem::error("seed_unreadable", Place::field("seed"));
        Error::invalid(problem.with("text", crate::domain::form::shown(&given.seed)))
    })?;
    let (quotas, left_out) = (given.quotas.clone(), given.left_out.clone());
    let again = PanelDraw { session: args.session, quotas, left_out, seed: None };
    let drawn: DrawView = app.store.read(|conn| drawn(conn, &again, seed))?;
    if drawn.pool_sha256 != given.pool_sha256 {
        return Err(Error::refused("pool_changed"));
    }
    let is_in = |list: &[Pick], expert: ExpertId| list.iter().any(|pick| pick.expert == expert);
    for pick in &drawn.selected {
        let why = given.absent.iter().find(|absent| absent.expert == pick.expert).map_or("", |absent| &absent.reason);
        if !args.seats.contains(&pick.expert) && is_blank(why) {
            return Err(Error::refused_with("absent_without_reason", [("name", pick.name.clone())]));
        }
    }
    let seated = args.seats.iter().map(|expert| {
        let came = match () {
            () if is_in(&drawn.selected, *expert) => Came::Selected,
            () if is_in(&drawn.reserves, *expert) => Came::SteppedIn,
            () => Came::Chosen,
        };
        Ok((app.store.read(|conn| expert::get(conn, *expert))?.uid, came))
    });
    let record = DrawRecord {
        format: 1,
        algorithm: &drawn.algorithm,
        seed: &drawn.seed,
        drawn_at: at,
        by,
        witness: given.witness.trim(),
        quotas: &given.quotas,
        candidates: &drawn.candidates,
        pool_sha256: &drawn.pool_sha256,
        excluded: &drawn.excluded,
        unfit: drawn.unfit,
        selected: &drawn.selected,
        reserves: &drawn.reserves,
        absent: &given.absent,
        seated: seated.collect::<Result<_>>()?,
    };
    let text = serde_json::to_string(&record).map_err(|source| Error::bug("panel_lock", source))?;
    let (algorithm, seed, pool_sha256) = (drawn.algorithm.clone(), drawn.seed.clone(), drawn.pool_sha256.clone());
    Ok(DrawRow { drawn_at: at.to_owned(), algorithm, seed, pool_sha256, record: text })
}

/// Empties the panel of a session in draft, its recusals with it; the record of its draw stays.
pub fn clear(app: &mut App, which: SessionWhich) -> Result<Done<SessionView>> {
    let (current, _) = in_draft(app, which.session)?;
    app.write("panel_clear", current.no, None, |tx| {
        session::remove_members(tx, which.session)?;
        view(tx, which.session)
    })
}
