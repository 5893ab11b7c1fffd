//! Forms that are being written: begin, show, edit, issue, discard, and compare one form with another. A draft may say
//! anything that can be read; it becomes a form version only without errors.

use super::form_source::{self, FormSource};
use super::text::refuse_long_names;
use super::{App, Done};
use crate::domain::form::{Form, TallyRules};
use crate::domain::form_diff::{FormChange, diff};
use crate::domain::form_points::Sums;
use crate::domain::id::FormDraftId;
use crate::domain::number::Points;
use crate::domain::problem::{Place, Problem, Severity};
use crate::error::{Error, Result};
use crate::form_edit::{self, Edit, Edited};
use crate::form_file;
use crate::store::form::{self, FormRow};
use crate::store::form_draft::{self, FormDraft};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};

/// The version a form of a new code begins with.
const FIRST_VERSION: &str = "1.0.0";

/// A draft to begin.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct FormDraftBegin {
    /// What it is copied from; none = an empty form.
    pub from: Option<FormSource>,
    /// Its code; none = that of the original, with the next version number.
    pub code: Option<String>,
    /// Its title; none = that of the original.
    pub title: Option<String>,
}

/// Which draft.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct FormDraftWhich {
    /// Its id.
    pub draft: FormDraftId,
}

/// Edits of a draft.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct FormDraftEdit {
    /// Which draft.
    pub draft: FormDraftId,
    /// What is done, in order; all of it or nothing.
    pub edits: Vec<Edit>,
    /// Only show what would become of it; nothing is kept.
    #[serde(default)]
    pub preview: bool,
}

/// A draft to issue.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct FormDraftIssue {
    /// Which draft.
    pub draft: FormDraftId,
    /// Under which version; none = the one it has.
    pub version: Option<String>,
}

/// Two forms to compare.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct FormCompare {
    /// The older.
    pub old: FormSource,
    /// The newer.
    pub new: FormSource,
}

/// A draft as it is listed.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct FormDraftRow {
    /// The draft.
    pub draft: FormDraft,
    /// Code it will have.
    pub code: String,
    /// Version it will have.
    pub version: String,
    /// Title.
    pub title: String,
    /// Full points.
    pub total: Points,
    /// How many criteria.
    pub criteria: usize,
    /// How many problems keep it from being issued.
    pub errors: usize,
}

/// A draft with everything an editor shows beside it.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct FormDraftView {
    /// The draft.
    pub draft: FormDraft,
    /// The form as it stands.
    pub form: Form,
    /// SHA-256 of its canonical JSON.
    pub sha256: String,
    /// Everything that is wrong or worth a look, with its place in the form.
    pub problems: Vec<Problem>,
    /// Stated points beside the sums of what stands below.
    pub sums: Sums,
    /// What differs from the version it was begun from; none where there is no such version.
    pub changes: Option<Vec<FormChange>>,
    /// What the edits of this command did, one for each.
    pub edited: Vec<Edited>,
}

/// Two forms and what differs.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct FormComparison {
    /// The older.
    pub old: FormName,
    /// The newer.
    pub new: FormName,
    /// What differs, in the order of the paper; empty = nothing.
    pub changes: Vec<FormChange>,
}

/// A form by its names.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct FormName {
    /// Code.
    pub code: String,
    /// Version.
    pub version: String,
    /// Title.
    pub title: String,
    /// SHA-256 of the canonical JSON.
    pub sha256: String,
}

impl FormName {
    fn of(form: &Form) -> Self {
        Self {
            code: form.id.clone(),
            version: form.version.clone(),
            title: form.title.clone(),
            sha256: form_file::sha256(form),
        }
    }
}

/// Begins a draft: empty, or a copy under a new code or with the next version number. Wrong sums and the like do not
/// matter, only what cannot be read is refused.
pub fn begin(app: &mut App, args: FormDraftBegin) -> Result<Done<FormDraftView>> {
    let names = [("code", args.code.as_deref()), ("title", args.title.as_deref())];
    refuse_long_names(&names.map(|(path, text)| (path, text.unwrap_or_default())))?;
    let is_new = args.from.is_none();
    let (mut form, base) = match &args.from {
        Some(source) => {
            let sourced = form_source::read(app, source)?;
            (sourced.form, sourced.base)
        }
        None => (empty(), (String::new(), String::new())),
    };
    let other_code = args.code.filter(|code| *code != form.id);
    if other_code.is_some() || is_new {
        FIRST_VERSION.clone_into(&mut form.version);
    }
    form.id = other_code.unwrap_or(form.id);
    form.title = args.title.unwrap_or(form.title);
    let keeps_version = matches!(args.from, Some(FormSource::Json { .. } | FormSource::Draft { .. }) | None);
    let known = app.store.read(form::list)?;
    let taken = |version: &str| known.iter().any(|row| row.code == form.id && row.version == version);
    if !keeps_version && (form.id.as_str(), form.version.as_str()) == (base.0.as_str(), base.1.as_str()) {
        form.version = next_version(&form.version);
    }
    while taken(&form.version) {
        form.version = next_version(&form.version);
    }
    // Codes and titles of the caller are read like those of a file.
    let (form, _) = form_file::read_draft(&form_file::canonical(&form))?;
    let uid = (app.world.uid)();
    app.write("form_draft_begin", subject(&form), None, |tx| {
        let id = form_draft::put(tx, &uid, (&base.0, &base.1), &form)?;
        view(tx, id, Vec::new())
    })
}

fn empty() -> Form {
    let points = |n, scale| Points::new(rust_decimal::Decimal::new(n, scale));
    Form {
        format: form_file::FORMAT,
        id: String::new(),
        version: FIRST_VERSION.to_owned(),
        title: String::new(),
        evidence: "设计".to_owned(),
        source: String::new(),
        total: points(100, 0),
        step: points(5, 1),
        reason_below: None,
        reason: None,
        unscored: false,
        fields: Vec::new(),
        grades: Vec::new(),
        veto: Vec::new(),
        conclusions: Vec::new(),
        groups: Vec::new(),
        checks: Vec::new(),
        tally: TallyRules::default(),
    }
}

/// The last number in a version one higher; a version without a number gets one.
fn next_version(version: &str) -> String {
    let digits = version.chars().rev().take_while(char::is_ascii_digit).count();
    let (head, tail) = version.split_at(version.len() - digits);
    match tail.parse::<u64>().ok().and_then(|number| number.checked_add(1)) {
        Some(next) => format!("{head}{next}"),
        None => format!("{version}.1"),
    }
}

fn subject(form: &Form) -> String {
    [form.id.as_str(), form.version.as_str(), form.title.as_str()].join(" ").trim().to_owned()
}

/// All drafts.
pub fn list(app: &mut App, (): ()) -> Result<Done<Vec<FormDraftRow>>> {
    let drafts = app.store.read(form_draft::list)?;
    let row = |(draft, form): (FormDraft, Form)| FormDraftRow {
        draft,
        errors: form.check().iter().filter(|problem| problem.severity == Severity::Error).count(),
        criteria: form.criteria().count(),
        code: form.id,
        version: form.version,
        title: form.title,
        total: form.total,
    };
    Ok(Done::read(drafts.into_iter().map(row).collect()))
}

/// One draft.
pub fn show(app: &mut App, which: FormDraftWhich) -> Result<Done<FormDraftView>> {
    app.store.read(|conn| view(conn, which.draft, Vec::new())).map(Done::read)
}

fn view(conn: &Connection, id: FormDraftId, edited: Vec<Edited>) -> Result<FormDraftView> {
    let (draft, form) = form_draft::get(conn, id)?;
    view_of(conn, draft, form, edited)
}

fn view_of(conn: &Connection, draft: FormDraft, form: Form, edited: Vec<Edited>) -> Result<FormDraftView> {
    let base = base(conn, &draft)?;
    Ok(FormDraftView {
        sha256: form_file::sha256(&form),
        problems: form.check(),
        sums: form.sums(),
        changes: base.map(|base| diff(&base, &form)),
        edited,
        draft,
        form,
    })
}

/// The version a draft was begun from, in the workspace or in the program; none where neither has it.
fn base(conn: &Connection, draft: &FormDraft) -> Result<Option<Form>> {
    if let Some(row) = form::find(conn, &draft.base_code, &draft.base_version)? {
        return form::get(conn, row.id).map(Some);
    }
    let built_in = form_file::BUILT_IN.iter().any(|(code, _)| *code == draft.base_code);
    let form = if built_in { Some(form_file::built_in(&draft.base_code)?) } else { None };
    Ok(form.filter(|form| form.version == draft.base_version))
}

/// Carries out edits, all or none, as one step of undo. A wrong sum is a problem of the draft; a value that cannot be
/// read refuses everything.
pub fn edit(app: &mut App, args: FormDraftEdit) -> Result<Done<FormDraftView>> {
    let (draft, mut form) = app.store.read(|conn| form_draft::get(conn, args.draft))?;
    let edited = form_edit::apply(&mut form, &args.edits)?;
    if args.preview {
        return app.store.read(|conn| view_of(conn, draft, form, edited)).map(Done::read);
    }
    app.write("form_draft_edit", subject(&form), None, |tx| {
        form_draft::set(tx, args.draft, &form)?;
        view_of(tx, draft, form, edited)
    })
}

/// Removes a draft.
pub fn discard(app: &mut App, which: FormDraftWhich) -> Result<Done<Vec<FormDraftRow>>> {
    let (_, form) = app.store.read(|conn| form_draft::get(conn, which.draft))?;
    let done = app.write("form_draft_discard", subject(&form), None, |tx| form_draft::remove(tx, which.draft))?;
    let rest = list(app, ())?;
    Ok(done.map(|()| rest.value))
}

/// Makes a draft a form version; the draft goes in the same write. Every error refuses it, and so does a version that is
/// there with another content.
pub fn issue(app: &mut App, args: FormDraftIssue) -> Result<Done<FormRow>> {
    let (_, mut form) = app.store.read(|conn| form_draft::get(conn, args.draft))?;
    form.version = args.version.unwrap_or(form.version);
    let (form, _) = form_file::read(&form_file::canonical(&form))?;
    let known = app.store.read(|conn| form::find(conn, &form.id, &form.version))?;
    if known.as_ref().is_some_and(|row| row.sha256 != form_file::sha256(&form)) {
        let problem = Problem::error("form_version_taken", Place::field("version"));
        return Err(Error::invalid(problem.with("form", &form.id).with("version", &form.version)));
    }
    app.write("form_draft_issue", subject(&form), None, |tx| {
        if known.is_none() {
            form::put(tx, &form)?;
        }
        form_draft::remove(tx, args.draft)?;
        form::find(tx, &form.id, &form.version)?
            .ok_or_else(|| Error::bug("form_draft_issue", "the row just written is gone"))
    })
}

/// What differs between two forms, wherever they come from.
pub fn compare(app: &mut App, args: FormCompare) -> Result<Done<FormComparison>> {
    let old = form_source::read(app, &args.old)?.form;
    let new = form_source::read(app, &args.new)?.form;
    let changes = diff(&old, &new);
    Ok(Done::read(FormComparison { old: FormName::of(&old), new: FormName::of(&new), changes }))
}
