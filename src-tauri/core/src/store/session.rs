//! How sessions, their panels and their recusals are kept.

use crate::domain::id::{ExpertId, FormId, MemberId, ReportId, SessionId};
use crate::domain::session::{Member, MemberRole, Recusal, RecusalKind, Session, SessionHead, SessionState};
use crate::error::{Error, Result};
use rusqlite::{Connection, OptionalExtension, Row, params};

const COLUMNS: &str = "SELECT id, uid, no, state, form, title, kind, organiser, office, place, starts_on, ends_on, requirements FROM session";

fn row_to_session(row: &Row<'_>) -> rusqlite::Result<Session> {
    let state: String = row.get("state")?;
    Ok(Session {
        id: SessionId(row.get("id")?),
        uid: row.get("uid")?,
        no: row.get("no")?,
        // The column's CHECK admits these three only.
        state: match state.as_str() {
            "draft" => SessionState::Draft,
            "reviewing" => SessionState::Reviewing,
            _ => SessionState::Finished,
        },
        form: FormId(row.get("form")?),
        head: SessionHead {
            title: row.get("title")?,
            kind: row.get("kind")?,
            organiser: row.get("organiser")?,
            office: row.get("office")?,
            place: row.get("place")?,
            starts_on: row.get("starts_on")?,
            ends_on: row.get("ends_on")?,
            requirements: row.get("requirements")?,
        },
    })
}

/// All sessions, the newest last.
pub fn list(conn: &Connection) -> Result<Vec<Session>> {
    let mut statement = conn.prepare_cached(&[COLUMNS, " ORDER BY id"].concat())?;
    Ok(statement.query_map([], row_to_session)?.collect::<rusqlite::Result<_>>()?)
}

/// One session.
pub fn get(conn: &Connection, id: SessionId) -> Result<Session> {
    let mut statement = conn.prepare_cached(&[COLUMNS, " WHERE id = ?1"].concat())?;
    statement.query_row([id.0], row_to_session).optional()?.ok_or_else(|| Error::missing("session", id))
}

/// Whether a number is taken.
pub fn no_is_taken(conn: &Connection, no: &str) -> Result<bool> {
    Ok(conn.prepare_cached("SELECT 1 FROM session WHERE no = ?1")?.exists([no])?)
}

/// What the kind of a session decided when it was added, as text; empty for sessions that are older than kinds.
pub fn rules(conn: &Connection, id: SessionId) -> Result<String> {
    let mut statement = conn.prepare_cached("SELECT rules FROM session WHERE id = ?1")?;
    statement.query_row([id.0], |row| row.get(0)).optional()?.ok_or_else(|| Error::missing("session", id))
}

/// Adds a session in draft; `rules` is what its kind decides, as text.
pub fn put(conn: &Connection, uid: &str, no: &str, form: FormId, head: &SessionHead, rules: &str) -> Result<SessionId> {
    conn.prepare_cached(
        "INSERT INTO session (uid, no, state, form, title, kind, organiser, office, place, starts_on, ends_on, requirements, rules)
         VALUES (?1, ?2, 'draft', ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
    )?
    .execute(params![
        uid,
        no,
        form.0,
        head.title,
        head.kind,
        head.organiser,
        head.office,
        head.place,
        head.starts_on,
        head.ends_on,
        head.requirements,
        rules
    ])?;
    Ok(SessionId(conn.last_insert_rowid()))
}

/// Changes what is known of a session in draft.
pub fn set(conn: &Connection, id: SessionId, no: &str, form: FormId, head: &SessionHead, rules: &str) -> Result<()> {
    conn.prepare_cached(
        "UPDATE session SET no = ?2, form = ?3, title = ?4, kind = ?5, organiser = ?6, office = ?7, place = ?8,
           starts_on = ?9, ends_on = ?10, requirements = ?11, rules = ?12 WHERE id = ?1",
    )?
    .execute(params![
        id.0,
        no,
        form.0,
        head.title,
        head.kind,
        head.organiser,
        head.office,
        head.place,
        head.starts_on,
        head.ends_on,
        head.requirements,
        rules
    ])?;
    Ok(())
}

/// Gives a session another form version.
pub fn set_form(conn: &Connection, id: SessionId, form: FormId) -> Result<()> {
    conn.prepare_cached("UPDATE session SET form = ?2 WHERE id = ?1")?.execute(params![id.0, form.0])?;
    Ok(())
}

/// Whether scores of a session were agreed in discussion or closed.
pub fn has_settled_scores(conn: &Connection, id: SessionId) -> Result<bool> {
    let settled = "SELECT 1 FROM report WHERE session = ?1 AND (
        EXISTS (SELECT 1 FROM agreed_score WHERE agreed_score.report = report.id)
        OR EXISTS (SELECT 1 FROM tally_lock WHERE tally_lock.report = report.id))";
    Ok(conn.prepare_cached(settled)?.exists([id.0])?)
}

/// Changes the descriptive part of a session and what its kind decides.
pub fn set_head(conn: &Connection, id: SessionId, head: &SessionHead, rules: &str) -> Result<()> {
    conn.prepare_cached(
        "UPDATE session SET title = ?2, kind = ?3, organiser = ?4, office = ?5, place = ?6, starts_on = ?7, ends_on = ?8,
           requirements = ?9, rules = ?10 WHERE id = ?1",
    )?
    .execute(params![
        id.0,
        head.title,
        head.kind,
        head.organiser,
        head.office,
        head.place,
        head.starts_on,
        head.ends_on,
        head.requirements,
        rules
    ])?;
    Ok(())
}

/// Moves a session on.
pub fn set_state(conn: &Connection, id: SessionId, state: SessionState) -> Result<()> {
    let name = match state {
        SessionState::Draft => "draft",
        SessionState::Reviewing => "reviewing",
        SessionState::Finished => "finished",
    };
    conn.prepare_cached("UPDATE session SET state = ?2 WHERE id = ?1")?.execute(params![id.0, name])?;
    Ok(())
}

const MEMBERS: &str = "SELECT member.id, expert, seat, role, name, kind, employer, job_title, field
    FROM member JOIN expert ON expert.id = member.expert";

fn row_to_member(row: &Row<'_>) -> rusqlite::Result<Member> {
    let role: String = row.get("role")?;
    Ok(Member {
        id: MemberId(row.get("id")?),
        expert: ExpertId(row.get("expert")?),
        seat: row.get("seat")?,
        role: if role == "chair" { MemberRole::Chair } else { MemberRole::Member },
        name: row.get("name")?,
        kind: row.get("kind")?,
        employer: row.get("employer")?,
        job_title: row.get("job_title")?,
        field: row.get("field")?,
    })
}

/// The panel in panel order.
pub fn members(conn: &Connection, session: SessionId) -> Result<Vec<Member>> {
    let mut statement = conn.prepare_cached(&[MEMBERS, " WHERE session = ?1 ORDER BY seat"].concat())?;
    Ok(statement.query_map([session.0], row_to_member)?.collect::<rusqlite::Result<_>>()?)
}

/// One member, with the session it sits in.
pub fn member(conn: &Connection, id: MemberId) -> Result<(Member, SessionId)> {
    let mut statement = conn.prepare_cached(&[MEMBERS, " WHERE member.id = ?1"].concat())?;
    let member = statement.query_row([id.0], row_to_member).optional()?.ok_or_else(|| Error::missing("member", id))?;
    let session =
        conn.prepare_cached("SELECT session FROM member WHERE id = ?1")?.query_row([id.0], |row| row.get(0))?;
    Ok((member, SessionId(session)))
}

fn role_name(role: MemberRole) -> &'static str {
    match role {
        MemberRole::Chair => "chair",
        MemberRole::Member => "member",
    }
}

/// Seats the expert of a package where he or she sits in the bureau's panel.
pub fn put_member_at(
    conn: &Connection,
    session: SessionId,
    expert: ExpertId,
    role: MemberRole,
    seat: i64,
) -> Result<MemberId> {
    conn.prepare_cached("INSERT INTO member (session, expert, seat, role) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![session.0, expert.0, seat, role_name(role)])?;
    Ok(MemberId(conn.last_insert_rowid()))
}

/// Gives a member another role.
pub fn set_role(conn: &Connection, member: MemberId, role: MemberRole) -> Result<()> {
    conn.prepare_cached("UPDATE member SET role = ?2 WHERE id = ?1")?.execute(params![member.0, role_name(role)])?;
    Ok(())
}

/// Seats an expert at the end of the panel.
pub fn put_member(conn: &Connection, session: SessionId, expert: ExpertId, role: MemberRole) -> Result<MemberId> {
    let role = role_name(role);
    conn.prepare_cached(
        "INSERT INTO member (session, expert, seat, role)
         VALUES (?1, ?2, (SELECT coalesce(max(seat), 0) + 1 FROM member WHERE session = ?1), ?3)",
    )?
    .execute(params![session.0, expert.0, role])?;
    Ok(MemberId(conn.last_insert_rowid()))
}

/// Empties the panel of a session, its recusals with it.
pub fn remove_members(conn: &Connection, session: SessionId) -> Result<()> {
    conn.prepare_cached("DELETE FROM recusal WHERE member IN (SELECT id FROM member WHERE session = ?1)")?
        .execute([session.0])?;
    conn.prepare_cached("DELETE FROM member WHERE session = ?1")?.execute([session.0])?;
    Ok(())
}

/// In how many sessions each expert of the pool has a seat, by expert; those with none are left out.
pub fn seats(conn: &Connection) -> Result<Vec<(ExpertId, i64)>> {
    let mut statement = conn.prepare_cached("SELECT expert, count(*) FROM member GROUP BY expert ORDER BY expert")?;
    let rows = statement.query_map([], |row| Ok((ExpertId(row.get(0)?), row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Recusals of a session.
pub fn recusals(conn: &Connection, session: SessionId) -> Result<Vec<Recusal>> {
    let mut statement = conn.prepare_cached(
        "SELECT recusal.member, recusal.report, recusal.ground, recusal.kind FROM recusal
         JOIN member ON member.id = recusal.member WHERE member.session = ?1 ORDER BY recusal.report, member.seat",
    )?;
    Ok(statement.query_map([session.0], row_to_recusal)?.collect::<rusqlite::Result<_>>()?)
}

/// The recusal of a member from a report, if there is one.
pub fn recusal(conn: &Connection, member: MemberId, report: ReportId) -> Result<Option<Recusal>> {
    let sql = "SELECT member, report, ground, kind FROM recusal WHERE member = ?1 AND report = ?2";
    Ok(conn.prepare_cached(sql)?.query_row([member.0, report.0], row_to_recusal).optional()?)
}

fn row_to_recusal(row: &Row<'_>) -> rusqlite::Result<Recusal> {
    let kind: String = row.get(3)?;
    // The column's CHECK admits these two only.
    let kind = if kind == RecusalKind::Declined.name() { RecusalKind::Declined } else { RecusalKind::Recusal };
    Ok(Recusal { member: MemberId(row.get(0)?), report: ReportId(row.get(1)?), ground: row.get(2)?, kind })
}

/// Records a recusal.
pub fn put_recusal(conn: &Connection, recusal: &Recusal) -> Result<()> {
    conn.prepare_cached("INSERT INTO recusal (member, report, ground, kind) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![recusal.member.0, recusal.report.0, recusal.ground, recusal.kind.name()])?;
    Ok(())
}

/// Takes a recusal back.
pub fn remove_recusal(conn: &Connection, member: MemberId, report: ReportId) -> Result<()> {
    conn.prepare_cached("DELETE FROM recusal WHERE member = ?1 AND report = ?2")?
        .execute(params![member.0, report.0])?;
    Ok(())
}
