//! Sessions: set up, seat the panel, record recusals, open for scoring.

use super::library::{self, Found};
use super::text::{is_blank, refuse_long_names, refuse_long_texts};
use super::{App, Done};
use crate::domain::form::Form;
use crate::domain::head_field::{day_of, is_day};
use crate::domain::id::{ExpertId, FormId, ReportId, SessionId};
use crate::domain::kind::SessionRules;
use crate::domain::problem::{Place, Problem, Severity, blocks};
use crate::domain::report::Report;
use crate::domain::session::{Member, MemberRole, Recusal, RecusalKind, Session, SessionHead, SessionState};
use crate::error::{Error, Result};
use crate::store::opinion::OpinionRow;
use crate::store::{expert, form, opinion, report, session};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};

/// A new session.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct SessionAdd {
    /// Its number.
    pub no: String,
    /// Code of the form, of which the newest version is taken; none = the one its kind names.
    #[serde(default)]
    pub form: Option<String>,
    /// Title, organiser, dates …
    #[serde(flatten)]
    pub head: SessionHead,
}

/// What is known of a session in draft, written anew.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct SessionSet {
    /// Which session.
    pub session: SessionId,
    /// Its number.
    pub no: String,
    /// Code of the form; none = the one it has, or after a change of kind the one that kind names.
    #[serde(default)]
    #[cfg_attr(feature = "types", ts(optional))]
    pub form: Option<String>,
    /// Title, organiser, dates …
    #[serde(flatten)]
    pub head: SessionHead,
}

/// Which session.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct SessionWhich {
    /// Its id.
    pub session: SessionId,
}

/// An expert takes a seat.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct MemberAdd {
    /// In which session.
    pub session: SessionId,
    /// Who.
    pub expert: ExpertId,
    /// Chair or member.
    pub role: MemberRole,
}

/// A session with everything around it.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct SessionView {
    /// The session.
    pub session: Session,
    /// Its reports in order.
    pub reports: Vec<Report>,
    /// Its panel in order.
    pub members: Vec<Member>,
    /// Its recusals.
    pub recusals: Vec<Recusal>,
    /// The opinions that were begun, in order of report and seat.
    pub opinions: Vec<OpinionRow>,
    /// What is unusual, e.g. an even panel.
    pub problems: Vec<Problem>,
}

/// All sessions.
pub fn list(app: &mut App, (): ()) -> Result<Done<Vec<Session>>> {
    app.store.read(session::list).map(Done::read)
}

/// One session.
pub fn show(app: &mut App, which: SessionWhich) -> Result<Done<SessionView>> {
    app.store.read(|conn| view(conn, which.session)).map(Done::read)
}

pub(crate) fn view(conn: &Connection, id: SessionId) -> Result<SessionView> {
    let members = session::members(conn, id)?;
    Ok(SessionView {
        session: session::get(conn, id)?,
        reports: report::list(conn, id)?,
        recusals: session::recusals(conn, id)?,
        opinions: opinion::of_session(conn, id)?,
        problems: problems(conn, id, &members)?,
        members,
    })
}

/// What is worth a look before and while a session runs: an even panel, required head fields that stand empty. Neither
/// blocks here; a sheet is not finalised without the fields.
fn problems(conn: &Connection, id: SessionId, members: &[Member]) -> Result<Vec<Problem>> {
    let mut found = panel_problems(members);
    let form = super::kind::form_of(conn, &session::get(conn, id)?)?;
    if form.fields.iter().any(|field| field.required) {
        for target in report::list(conn, id)? {
            let unfilled = super::head_field::unfilled(conn, &form, &target)?;
            found.extend(unfilled.into_iter().map(|problem| Problem { severity: Severity::Warning, ..problem }));
        }
    }
    Ok(found)
}

/// Adds a session in draft. Its kind names the form where none is given, and what the kind decides is kept with it; a
/// form of the program that an older workspace lacks is put in on the way.
pub fn add(app: &mut App, args: SessionAdd) -> Result<Done<SessionView>> {
    let ready = prepare(app, args, None)?;
    let uid = (app.world.uid)();
    app.write("session_add", ready.no.clone(), None, |tx| {
        let form = ready.form(tx)?;
        let id = session::put(tx, &uid, &ready.no, form, &ready.head, &ready.rules)?;
        view(tx, id)
    })
}

/// Changes what is known of a session in draft; another kind or form counts from now on.
pub fn set(app: &mut App, args: SessionSet) -> Result<Done<SessionView>> {
    let (current, _) = in_draft(app, args.session)?;
    let form = match args.form.as_deref().map(str::trim).filter(|code| !code.is_empty()) {
        Some(code) => Some(code.to_owned()),
        // Nothing is said of the form: it stays as long as the kind does.
        None if args.head.kind == current.head.kind => Some(app.store.read(|conn| form::row(conn, current.form))?.code),
        None => None,
    };
    let ready = prepare(app, SessionAdd { no: args.no, form, head: args.head }, Some(&current))?;
    app.write("session_set", ready.no.clone(), None, |tx| {
        let form = ready.form(tx)?;
        session::set(tx, current.id, &ready.no, form, &ready.head, &ready.rules)?;
        view(tx, current.id)
    })
}

/// What is written of a session.
struct Ready {
    no: String,
    found: Found,
    head: SessionHead,
    rules: String,
}

impl Ready {
    /// The form version, put in where the workspace lacks it.
    fn form(&self, conn: &Connection) -> Result<FormId> {
        match &self.found {
            Found::Row(row) => Ok(row.id),
            Found::BuiltIn(form) => form::put(conn, form),
        }
    }
}

/// Checks everything that is said of a session, all problems together; `current` is the one that is being changed.
fn prepare(app: &App, mut args: SessionAdd, current: Option<&Session>) -> Result<Ready> {
    for day in [&mut args.head.starts_on, &mut args.head.ends_on] {
        if let Some(read) = day_of(day) {
            *day = read;
        }
    }
    let mut found = head_problems(&args);
    refuse_long_heads(&args)?;
    let kind = super::kind::named(&args.head.kind);
    if let Err(Error::Invalid(problems)) = &kind {
        found.extend(problems.iter().cloned());
    }
    let named = args.form.as_deref().map(str::trim).filter(|code| !code.is_empty());
    let code = named.or(kind.as_ref().ok().map(|kind| kind.form.as_str())).unwrap_or_default().to_owned();
    let form = app.store.read(|conn| {
        let is_own = current.is_some_and(|current| current.no == args.no);
        if !is_own && session::no_is_taken(conn, &args.no)? {
            found.push(Problem::error("number_taken", Place::field("no")).with("text", &args.no));
        }
        let own = current.map(|current| form::row(conn, current.form)).transpose()?.filter(|row| row.code == code);
        match own {
            Some(row) => Ok(Some(Found::Row(row))),
            None if code.is_empty() => Ok(None),
            None => library::find(conn, &code).map(Some),
        }
    })?;
    if let Ok(kind) = &kind
        && let Err(Error::Invalid(problems)) = super::kind::refuse_unfit(kind, &code)
    {
        found.extend(problems);
    }
    if !found.is_empty() {
        return Err(Error::Invalid(found));
    }
    let (kind, Some(form)) = (kind?, form) else { return Err(Error::missing("form", code)) };
    let rules = kind.rules_for(&code);
    refuse_unsound(app, &form, &rules)?;
    let head = SessionHead { kind: kind.name, ..args.head };
    Ok(Ready { no: args.no, found: form, head, rules: super::kind::frozen(&rules)? })
}

/// The conclusions of a kind must suit the form they are laid over: thresholds within its points, parts it has.
fn refuse_unsound(app: &App, form: &Found, rules: &SessionRules) -> Result<()> {
    if rules.conclusions.is_empty() {
        return Ok(());
    }
    let form = match form {
        Found::Row(row) => app.store.read(|conn| form::get(conn, row.id))?,
        Found::BuiltIn(form) => Form::clone(form),
    };
    let problems = form.with_conclusions(&rules.conclusions).check();
    if blocks(&problems) { Err(Error::Invalid(problems)) } else { Ok(()) }
}

fn head_problems(args: &SessionAdd) -> Vec<Problem> {
    let mut found = Vec::new();
    for (path, text) in [("no", &args.no), ("title", &args.head.title), ("organiser", &args.head.organiser)] {
        if is_blank(text) {
            found.push(Problem::error("text_empty", Place::field(path)));
        }
    }
    let dates = [("starts_on", &args.head.starts_on), ("ends_on", &args.head.ends_on)];
    for (path, text) in dates {
        // Only the full form: then dates compare as texts, too.
        if is_blank(text) {
            found.push(Problem::error("text_empty", Place::field(path)));
        } else if !is_day(text) {
            found.push(Problem::error("date_unreadable", Place::field(path)).with("text", text));
        }
    }
    if found.is_empty() && args.head.ends_on < args.head.starts_on {
        found.push(Problem::error("date_before_start", Place::field("ends_on")).with("text", &args.head.ends_on));
    }
    found
}

fn refuse_long_heads(args: &SessionAdd) -> Result<()> {
    let SessionHead { title, kind, organiser, office, place, requirements, .. } = &args.head;
    refuse_long_names(&[
        ("no", &args.no),
        ("title", title),
        ("kind", kind),
        ("organiser", organiser),
        ("office", office),
        ("place", place),
    ])?;
    refuse_long_texts(&[("requirements", requirements)])
}

/// Seats an expert.
pub fn member_add(app: &mut App, args: MemberAdd) -> Result<Done<SessionView>> {
    let (current, members) = in_draft(app, args.session)?;
    let expert = app.store.read(|conn| expert::get(conn, args.expert))?;
    if members.iter().any(|member| member.expert == args.expert) {
        return Err(Error::refused_with("member_seated", [("name", expert.head.name)]));
    }
    if args.role == MemberRole::Chair
        && let Some(chair) = members.iter().find(|member| member.role == MemberRole::Chair)
    {
        return Err(Error::refused_with("chair_seated", [("name", chair.name.clone())]));
    }
    app.write("session_member_add", current.no, None, |tx| {
        session::put_member(tx, args.session, args.expert, args.role)?;
        view(tx, args.session)
    })
}

/// Records that a member does not review a report: 回避, or 无法评审 with a reason. A begun opinion stays in the history
/// but no longer counts; a report with a final sheet takes no more recusals.
pub fn recuse(app: &mut App, args: Recusal) -> Result<Done<SessionView>> {
    if is_blank(&args.ground) {
        return Err(Error::invalid(Problem::error("text_empty", Place::field("ground"))));
    }
    refuse_long_names(&[("ground", &args.ground)])?;
    let (member, its_session, target) = app.store.read(|conn| {
        let (member, its_session) = session::member(conn, args.member)?;
        Ok((member, its_session, report::get(conn, args.report)?))
    })?;
    if target.session != its_session {
        return Err(Error::missing("report", args.report));
    }
    let (current, known) =
        app.store.read(|conn| Ok((session::get(conn, its_session)?, session::recusals(conn, its_session)?)))?;
    if known.iter().any(|recusal| recusal.is_of(args.member, args.report)) {
        return Err(Error::refused_with("recusal_known", [("name", member.name)]));
    }
    super::sheet::refuse_if_final(app, args.report)?;
    let subject = format!("{} {} {}", current.no, target.head.no, member.name);
    let op = match args.kind {
        RecusalKind::Recusal => "session_recuse",
        RecusalKind::Declined => "session_decline",
    };
    app.write(op, subject, Some(args.ground.clone()), |tx| {
        session::put_recusal(tx, &args)?;
        view(tx, its_session)
    })
}

/// Opens a session for scoring: freezes the form; reports and panel no longer change.
pub fn open(app: &mut App, which: SessionWhich) -> Result<Done<SessionView>> {
    let (current, members) = in_draft(app, which.session)?;
    let reports = app.store.read(|conn| report::list(conn, which.session))?;
    if reports.is_empty() {
        return Err(Error::refused("session_without_reports"));
    }
    if !members.iter().any(|member| member.role == MemberRole::Chair) {
        return Err(Error::refused("session_without_chair"));
    }
    app.write("session_open", current.no, None, |tx| {
        form::freeze(tx, current.form)?;
        session::set_state(tx, which.session, SessionState::Reviewing)?;
        view(tx, which.session)
    })
}

/// The panel of one report.
pub(crate) struct ReportPanel {
    /// Members that review it, in panel order.
    pub(crate) sitting: Vec<Member>,
    /// Members that are recused from it or cannot review it, each with the recusal.
    pub(crate) recused: Vec<(Member, Recusal)>,
}

/// The panel of a report, recusals apart.
pub(crate) fn panel(conn: &Connection, id: SessionId, report: ReportId) -> Result<ReportPanel> {
    let recusals = session::recusals(conn, id)?;
    let mut panel = ReportPanel { sitting: Vec::new(), recused: Vec::new() };
    for member in session::members(conn, id)? {
        match recusals.iter().find(|recusal| recusal.is_of(member.id, report)) {
            Some(recusal) => panel.recused.push((member, recusal.clone())),
            None => panel.sitting.push(member),
        }
    }
    Ok(panel)
}

/// Why a member gives no opinion on a report.
pub(crate) fn off_the_report(member: &Member, recusal: &Recusal) -> Error {
    let name = [("name", member.name.clone())];
    match recusal.kind {
        RecusalKind::Recusal => Error::refused_with("member_recused", name),
        RecusalKind::Declined => Error::refused_with("member_declined", name),
    }
}

pub(crate) fn in_draft(app: &App, id: SessionId) -> Result<(Session, Vec<Member>)> {
    let (current, members) = app.store.read(|conn| Ok((session::get(conn, id)?, session::members(conn, id)?)))?;
    if current.state != SessionState::Draft {
        return Err(Error::refused_with("session_not_draft", [("no", current.no)]));
    }
    Ok((current, members))
}

/// An even panel is unusual (domain rules §5.2): worth a look, never a block.
fn panel_problems(members: &[Member]) -> Vec<Problem> {
    let even = !members.is_empty() && members.len().is_multiple_of(2);
    let even = even.then(|| Problem::warning("panel_even", Place::field("members")).with("n", members.len()));
    even.into_iter().collect()
}
