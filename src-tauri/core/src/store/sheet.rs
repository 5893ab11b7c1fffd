//! How unified opinion sheets are kept: the draft in rows, the final content frozen beside them.

use super::opinion::{Frozen, nature};
use crate::domain::id::{MemberId, RemarkId, ReportId, SheetId, SheetItemId};
use crate::domain::sheet::{Dissent, Sheet, SheetItem, SheetItemBody, SheetState, Unused};
use crate::error::{Error, Result};
use rusqlite::{Connection, OptionalExtension, Row, params};

const COLUMNS: &str = "SELECT id, uid, report, version, state, overall, conclusion, conclusion_reason FROM sheet";

fn row_to_sheet(row: &Row<'_>) -> rusqlite::Result<Sheet> {
    let state: String = row.get("state")?;
    Ok(Sheet {
        id: SheetId(row.get("id")?),
        uid: row.get("uid")?,
        report: ReportId(row.get("report")?),
        version: row.get("version")?,
        // The column's CHECK admits these three only.
        state: match state.as_str() {
            "draft" => SheetState::Draft,
            "final" => SheetState::Final,
            _ => SheetState::Superseded,
        },
        overall: row.get("overall")?,
        conclusion: row.get("conclusion")?,
        conclusion_reason: row.get("conclusion_reason")?,
        items: Vec::new(),
        unused: Vec::new(),
        dissents: Vec::new(),
    })
}

/// One sheet with everything in it.
pub fn get(conn: &Connection, id: SheetId) -> Result<Sheet> {
    let mut statement = conn.prepare_cached(&[COLUMNS, " WHERE id = ?1"].concat())?;
    let head = statement.query_row([id.0], row_to_sheet).optional()?.ok_or_else(|| Error::missing("sheet", id))?;
    filled(conn, head)
}

/// The versions of a report's sheet, the newest last.
pub fn of_report(conn: &Connection, report: ReportId) -> Result<Vec<Sheet>> {
    let mut statement = conn.prepare_cached(&[COLUMNS, " WHERE report = ?1 ORDER BY version"].concat())?;
    let heads = statement.query_map([report.0], row_to_sheet)?.collect::<rusqlite::Result<Vec<_>>>()?;
    heads.into_iter().map(|head| filled(conn, head)).collect()
}

fn filled(conn: &Connection, mut sheet: Sheet) -> Result<Sheet> {
    let id = sheet.id.0;
    sheet.items = conn
        .prepare_cached(
            "SELECT id, no, theme, place, problem, suggestion, nature FROM sheet_item WHERE sheet = ?1 ORDER BY no, id",
        )?
        .query_map([id], row_to_item)?
        .collect::<rusqlite::Result<_>>()?;
    let mut sources = conn.prepare_cached("SELECT remark FROM sheet_source WHERE item = ?1 ORDER BY remark")?;
    for item in &mut sheet.items {
        let rows = sources.query_map([item.id.0], |row| row.get(0).map(RemarkId))?;
        item.sources = rows.collect::<rusqlite::Result<_>>()?;
    }
    sheet.unused = conn
        .prepare_cached("SELECT remark, reason FROM sheet_unused WHERE sheet = ?1 ORDER BY remark")?
        .query_map([id], |row| Ok(Unused { remark: RemarkId(row.get(0)?), reason: row.get(1)? }))?
        .collect::<rusqlite::Result<_>>()?;
    sheet.dissents = conn
        .prepare_cached("SELECT member, text FROM sheet_dissent WHERE sheet = ?1 ORDER BY member")?
        .query_map([id], |row| Ok(Dissent { member: MemberId(row.get(0)?), text: row.get(1)? }))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(sheet)
}

fn row_to_item(row: &Row<'_>) -> rusqlite::Result<SheetItem> {
    let kind: String = row.get("nature")?;
    Ok(SheetItem {
        id: SheetItemId(row.get("id")?),
        no: row.get("no")?,
        body: SheetItemBody {
            theme: row.get("theme")?,
            place: row.get("place")?,
            problem: row.get("problem")?,
            suggestion: row.get("suggestion")?,
            nature: nature(&kind),
        },
        sources: Vec::new(),
    })
}

/// Begins the next version as an empty draft.
pub fn put(conn: &Connection, uid: &str, report: ReportId) -> Result<SheetId> {
    conn.prepare_cached(
        "INSERT INTO sheet (uid, report, version, state, overall, conclusion, conclusion_reason)
         VALUES (?1, ?2, (SELECT coalesce(max(version), 0) + 1 FROM sheet WHERE report = ?2), 'draft', '', '', '')",
    )?
    .execute(params![uid, report.0])?;
    Ok(SheetId(conn.last_insert_rowid()))
}

/// Sets the overall opinion and the conclusion.
pub fn set_head(conn: &Connection, id: SheetId, overall: &str, conclusion: &str, reason: &str) -> Result<()> {
    conn.prepare_cached("UPDATE sheet SET overall = ?2, conclusion = ?3, conclusion_reason = ?4 WHERE id = ?1")?
        .execute(params![id.0, overall, conclusion, reason])?;
    Ok(())
}

/// Adds an item with its sources at the end.
pub fn put_item(conn: &Connection, id: SheetId, body: &SheetItemBody, sources: &[RemarkId]) -> Result<SheetItemId> {
    conn.prepare_cached(
        "INSERT INTO sheet_item (sheet, no, theme, place, problem, suggestion, nature)
         VALUES (?1, (SELECT coalesce(max(no), 0) + 1 FROM sheet_item WHERE sheet = ?1), ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute(params![id.0, body.theme, body.place, body.problem, body.suggestion, body.nature.name()])?;
    let item = SheetItemId(conn.last_insert_rowid());
    set_sources(conn, item, sources)?;
    Ok(item)
}

/// Changes an item and its sources.
pub fn set_item(conn: &Connection, item: SheetItemId, body: &SheetItemBody, sources: &[RemarkId]) -> Result<()> {
    conn.prepare_cached(
        "UPDATE sheet_item SET theme = ?2, place = ?3, problem = ?4, suggestion = ?5, nature = ?6 WHERE id = ?1",
    )?
    .execute(params![item.0, body.theme, body.place, body.problem, body.suggestion, body.nature.name()])?;
    conn.prepare_cached("DELETE FROM sheet_source WHERE item = ?1")?.execute([item.0])?;
    set_sources(conn, item, sources)
}

fn set_sources(conn: &Connection, item: SheetItemId, sources: &[RemarkId]) -> Result<()> {
    let mut statement =
        conn.prepare_cached("INSERT INTO sheet_source (item, remark) VALUES (?1, ?2) ON CONFLICT DO NOTHING")?;
    for remark in sources {
        statement.execute([item.0, remark.0])?;
    }
    Ok(())
}

/// The sheet an item belongs to.
pub fn of_item(conn: &Connection, item: SheetItemId) -> Result<SheetId> {
    let mut statement = conn.prepare_cached("SELECT sheet FROM sheet_item WHERE id = ?1")?;
    let found = statement.query_row([item.0], |row| row.get(0)).optional()?;
    found.map(SheetId).ok_or_else(|| Error::missing("sheet_item", item))
}

/// Removes an item; its remarks are unhandled again.
pub fn remove_item(conn: &Connection, item: SheetItemId) -> Result<()> {
    conn.prepare_cached("DELETE FROM sheet_source WHERE item = ?1")?.execute([item.0])?;
    conn.prepare_cached("DELETE FROM sheet_item WHERE id = ?1")?.execute([item.0])?;
    Ok(())
}

/// Refuses a remark with a reason, or takes the refusal back with an empty one.
pub fn set_unused(conn: &Connection, id: SheetId, remark: RemarkId, reason: &str) -> Result<()> {
    if reason.is_empty() {
        conn.prepare_cached("DELETE FROM sheet_unused WHERE sheet = ?1 AND remark = ?2")?.execute([id.0, remark.0])?;
        return Ok(());
    }
    conn.prepare_cached(
        "INSERT INTO sheet_unused (sheet, remark, reason) VALUES (?1, ?2, ?3)
         ON CONFLICT (sheet, remark) DO UPDATE SET reason = excluded.reason",
    )?
    .execute(params![id.0, remark.0, reason])?;
    Ok(())
}

/// Records a member's dissent, or removes it with an empty text.
pub fn set_dissent(conn: &Connection, id: SheetId, member: MemberId, text: &str) -> Result<()> {
    if text.is_empty() {
        conn.prepare_cached("DELETE FROM sheet_dissent WHERE sheet = ?1 AND member = ?2")?.execute([id.0, member.0])?;
        return Ok(());
    }
    conn.prepare_cached(
        "INSERT INTO sheet_dissent (sheet, member, text) VALUES (?1, ?2, ?3)
         ON CONFLICT (sheet, member) DO UPDATE SET text = excluded.text",
    )?
    .execute(params![id.0, member.0, text])?;
    Ok(())
}

/// Keeps what is final, closes the draft and supersedes the version before it.
pub fn finalise(conn: &Connection, sheet: &Sheet, content: &Frozen) -> Result<()> {
    conn.prepare_cached("UPDATE sheet SET state = 'superseded' WHERE report = ?1 AND state = 'final'")?
        .execute([sheet.report.0])?;
    conn.prepare_cached("INSERT INTO final_sheet (sheet, finalised_at, content, sha256) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![sheet.id.0, content.at, content.content, content.sha256])?;
    conn.prepare_cached("UPDATE sheet SET state = 'final' WHERE id = ?1")?.execute([sheet.id.0])?;
    Ok(())
}

/// The frozen content of a final or superseded sheet.
pub fn final_content(conn: &Connection, id: SheetId) -> Result<Option<Frozen>> {
    let mut statement =
        conn.prepare_cached("SELECT finalised_at, content, sha256 FROM final_sheet WHERE sheet = ?1")?;
    let row = |row: &Row<'_>| Ok(Frozen { at: row.get(0)?, content: row.get(1)?, sha256: row.get(2)? });
    Ok(statement.query_row([id.0], row).optional()?)
}
