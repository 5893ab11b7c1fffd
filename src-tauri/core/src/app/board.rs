//! Reports × experts of a session: what was issued, what came back and how. States and versions in words, never a score:
//! the board is shown on the wall of a meeting room.

use super::session::SessionWhich;
use super::{App, Done};
use crate::domain::id::{MemberId, OpinionId, ReportId};
use crate::domain::session::{Member, MemberRole, Recusal, RecusalKind};
use crate::error::{Error, Result};
use crate::exchange::container::Manifest;
use crate::locale;
use crate::store::package::{self, IssuedPackage};
use crate::store::received::{self, Received, SignedCell};
use crate::store::{dispute, report, session};
use rusqlite::Connection;
use serde::Serialize;

/// The board of a session.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct BoardView {
    /// The reports in order.
    pub rows: Vec<BoardRow>,
    /// The panel in order.
    pub columns: Vec<BoardColumn>,
    /// One for each report and member, report by report.
    pub cells: Vec<BoardCell>,
    /// Opinions that are in.
    pub returned: usize,
    /// Opinions that are still to come.
    pub open: usize,
}

/// A report.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct BoardRow {
    /// Its id.
    pub id: ReportId,
    /// Its number.
    pub no: String,
    /// Its title.
    pub title: String,
    /// Opinions that are in.
    pub returned: usize,
    /// Members that review it.
    pub of: usize,
    /// How far it is, in words.
    pub state: String,
}

/// A member.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct BoardColumn {
    /// Its id.
    pub id: MemberId,
    /// Name.
    pub name: String,
    /// Chair or member.
    pub role: MemberRole,
    /// The newest package; none before the first.
    pub package: Option<BoardPackage>,
    /// When something of this member was last taken in, RFC 3339.
    pub last_received_at: Option<String>,
    /// Number of the last return that was taken in.
    pub seq: Option<i64>,
}

/// A package as the board tells of it.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct BoardPackage {
    /// 1, 2, …
    pub revision: i64,
    /// When, RFC 3339.
    pub issued_at: String,
}

/// One member and one report.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct BoardCell {
    /// The report.
    pub report: ReportId,
    /// The member.
    pub member: MemberId,
    /// How far it is.
    pub state: CellState,
    /// Version of the opinion, once it is signed.
    pub version: Option<i64>,
    /// The opinion, once there is one.
    pub opinion: Option<OpinionId>,
    /// State and version in words.
    pub words: String,
}

/// How far one opinion is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum CellState {
    /// 未发放.
    NotIssued,
    /// 未交回.
    Issued,
    /// 未完成: named so in the last return.
    Incomplete,
    /// 已交回, or signed in this workspace.
    Returned,
    /// 填报表（未签名）.
    FillIn,
    /// 代录.
    Paper,
    /// 回避.
    Recused,
    /// 无法评审.
    Declined,
    /// 草稿, in this workspace.
    Draft,
}

impl CellState {
    fn code(self) -> &'static str {
        match self {
            Self::NotIssued => "not_issued",
            Self::Issued => "issued",
            Self::Incomplete => "incomplete",
            Self::Returned => "returned",
            Self::FillIn => "fill_in",
            Self::Paper => "paper",
            Self::Recused => "recused",
            Self::Declined => "declined",
            Self::Draft => "draft",
        }
    }

    fn is_off(self) -> bool {
        matches!(self, Self::Recused | Self::Declined)
    }

    fn is_in(self) -> bool {
        matches!(self, Self::Returned | Self::FillIn | Self::Paper)
    }
}

/// A member with what the board needs of him or her.
struct Column {
    member: Member,
    package: Option<(IssuedPackage, Manifest)>,
    last: Option<Received>,
    /// What the last return says of each report.
    said: Option<Manifest>,
}

/// The board of a session.
pub fn show(app: &mut App, which: SessionWhich) -> Result<Done<BoardView>> {
    let view = app.store.read(|conn| {
        let reports = report::list(conn, session::get(conn, which.session)?.id)?;
        let recusals = session::recusals(conn, which.session)?;
        let opinions = received::cells(conn, which.session)?;
        let columns = columns(conn, &which)?;
        let mut view = BoardView { rows: Vec::new(), columns: Vec::new(), cells: Vec::new(), returned: 0, open: 0 };
        for report in &reports {
            let mut row = (0, 0);
            for column in &columns {
                let cell = cell((report.id, &report.uid), column, &recusals, &opinions);
                row.0 += usize::from(cell.state.is_in());
                row.1 += usize::from(!cell.state.is_off());
                view.cells.push(cell);
            }
            view.returned += row.0;
            view.open += row.1 - row.0;
            view.rows.push(BoardRow {
                id: report.id,
                no: report.head.no.clone(),
                title: report.head.title.clone(),
                returned: row.0,
                of: row.1,
                state: state(conn, report.id, row)?.to_owned(),
            });
        }
        view.columns = columns.into_iter().map(Column::shown).collect();
        Ok(view)
    })?;
    Ok(Done::read(view))
}

fn columns(conn: &Connection, which: &SessionWhich) -> Result<Vec<Column>> {
    let packages = package::of_session(conn, which.session)?;
    let read = |text: &str| serde_json::from_str(text).map_err(|source| Error::bug("board_show", source));
    let mut columns = Vec::new();
    for member in session::members(conn, which.session)? {
        let newest =
            packages.iter().filter(|package| package.member == member.id).max_by_key(|package| package.revision);
        let package = newest.map(|package| Ok::<_, Error>((package.clone(), read(&package.manifest)?))).transpose()?;
        let mut accepted = received::of_member(conn, member.id)?;
        accepted.retain(|file| file.is_accepted);
        let said = accepted.iter().rev().find_map(|file| file.manifest.as_deref()).map(read).transpose()?;
        columns.push(Column { member, package, last: accepted.pop(), said });
    }
    Ok(columns)
}

impl Column {
    fn shown(self) -> BoardColumn {
        BoardColumn {
            id: self.member.id,
            name: self.member.name,
            role: self.member.role,
            package: self
                .package
                .map(|(package, _)| BoardPackage { revision: package.revision, issued_at: package.issued_at }),
            last_received_at: self.last.as_ref().map(|file| file.received_at.clone()),
            seq: self.last.and_then(|file| file.seq),
        }
    }
}

fn cell((report, uid): (ReportId, &str), column: &Column, recusals: &[Recusal], opinions: &[SignedCell]) -> BoardCell {
    let member = column.member.id;
    let opinion = opinions.iter().find(|one| one.report == report && one.member == member);
    let said = column.said.as_ref().and_then(|said| said.reports.iter().find(|line| line.report_id == uid));
    let is_incomplete = said.is_some_and(|line| line.state.as_deref() == Some("incomplete"));
    let is_issued =
        |(_, manifest): &(IssuedPackage, Manifest)| manifest.reports.iter().any(|line| line.report_id == uid);
    let state = match (recusals.iter().find(|recusal| recusal.is_of(member, report)), opinion) {
        (Some(recusal), _) if recusal.kind == RecusalKind::Declined => CellState::Declined,
        (Some(_), _) => CellState::Recused,
        (None, Some(opinion)) if opinion.is_signed => match opinion.origin.as_str() {
            "fill_in" => CellState::FillIn,
            "paper" => CellState::Paper,
            _ => CellState::Returned,
        },
        (None, Some(_)) => CellState::Draft,
        (None, None) if is_incomplete => CellState::Incomplete,
        (None, None) if column.package.as_ref().is_some_and(is_issued) => CellState::Issued,
        (None, None) => CellState::NotIssued,
    };
    let version = opinion.filter(|_| state.is_in()).map(|opinion| opinion.version);
    let number = version.map_or_else(String::new, |version| version.to_string());
    BoardCell {
        report,
        member,
        state,
        version,
        opinion: opinion.map(|opinion| opinion.opinion),
        words: locale::fill(&["board.", state.code()].concat(), [("version", number.as_str())]),
    }
}

/// How far a report is.
fn state(conn: &Connection, id: ReportId, (returned, of): (usize, usize)) -> Result<&'static str> {
    let key = if super::sheet::is_final(conn, id)? {
        "board.row_final"
    } else if dispute::is_locked(conn, id)? {
        "board.row_locked"
    } else if returned < of {
        "board.row_waiting"
    } else {
        "board.row_ready"
    };
    Ok(locale::text(key))
}
