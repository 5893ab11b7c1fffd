//! Every command once. The list makes the dispatcher for the window, the command line and the tests, and the types of
//! the window's client; nothing else turns values into JSON for callers.

pub mod desk;

use crate::app::{self, App, Done};
use crate::domain::expert::{Expert, ExpertHead};
use crate::domain::kind::Kind;
use crate::domain::panel_statistics::PanelStatistics;
use crate::domain::problem::{Place, Problem};
use crate::domain::report::Report;
use crate::domain::session::{Recusal, Session};
use crate::domain::tally::Tally;
use crate::error::{Error, Result};
use crate::locale;
use crate::store::EventView;
use crate::store::form::FormRow;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use app::attachment::{AttachmentMatch, AttachmentsMatch, ReportsAttach};
use app::board::BoardView;
use app::compose::{ComposeView, SheetMerge};
use app::dispute::{AgreedScoreSet, TallyCorrect, TallyView};
use app::draw::{DrawView, PanelDraw, PanelView};
use app::export::{
    ExportForm, ExportOpinion, ExportOpinions, ExportSession, ExportSheet, ExportText, Exported, ExportedOpinion,
};
use app::fill_in::{FillInExport, FillInsExport};
use app::form::{FormExport, FormImport, FormImportXlsx, FormView, FormWhich};
use app::form_draft::{
    FormCompare, FormComparison, FormDraftBegin, FormDraftEdit, FormDraftIssue, FormDraftRow, FormDraftView,
    FormDraftWhich,
};
use app::form_move::{FormMoveView, SessionFormMigrate, SessionFormPreview};
use app::form_try::{FormTry, TryView};
use app::hand_back::{HandBack, HandBackView, HandedBack};
use app::head_field::ReportFieldSet;
use app::history::{OpinionMoment, VersionView};
use app::import::{ImportPaths, ImportRun, ImportView, ReceivedLine, ReceivedWhich};
use app::library::FormLine;
use app::log::{LogNext, LogShow, LogVerdict};
use app::opinion::{
    OpinionBegin, OpinionReopen, OpinionSet, OpinionView, OpinionWhich, RemarkAdd, RemarkSet, RemarkWhich, VetoSet,
};
use app::overview::{SessionLine, SessionOverview};
use app::package::{PackageBoard, PackageSlipExport, PackageWritten, PackagesExport};
use app::panel::PanelLock;
use app::paper_entry::{PaperEntry, PaperEntryCheck};
use app::rebuild::RebuildView;
use app::report::{ReportAdd, ReportAttach, ReportView, ReportWhich};
use app::report_edit::{AttachmentRemove, ReportRemove, ReportSet};
use app::score::{ScoreSet, ScoreStep, ScoresSet, ScoresShown};
use app::session::{MemberAdd, SessionAdd, SessionSet, SessionView, SessionWhich};
use app::sheet::{DissentSet, ItemAdd, ItemSet, ItemWhich, SheetRevise, SheetSet, SheetView, SheetWhich, UnusedSet};
use app::signature::{OpinionSign, OpinionsSign};
use app::step::StepView;
use app::table_list::{ExpertListRead, ExpertListView, ExpertsAdd, ReportListRead, ReportListView, ReportsAdd};
use app::task::{TaskDeclare, TaskView, TaskWhich};
use app::workspace::About;

macro_rules! commands {
    ($($(#[doc = $doc:literal])+ $name:ident($args:ty) -> $reply:ty = $noun:ident::$function:ident;)*) => {
        /// Names of all commands, in order.
        pub const COMMANDS: &[&str] = &[$(stringify!($name)),*];

        /// Runs a command by name. The reply is `{ value, touched, undo }`: the value, the tables that were written,
        /// and the name under which `log_undo` takes it back, if it can.
        pub fn call(app: &mut App, name: &str, args: Value) -> Result<Value> {
            refuse_of_staff(app, name)?;
            match name {
                $(stringify!($name) => {
                    let done: Done<$reply> = app::$noun::$function(app, arguments::<$args>(args)?)?;
                    envelope(done)
                })*
                _ => Err(Error::missing("command", name)),
            }
        }

        /// TypeScript of the list, as `name: [arguments, reply]` with the comments above.
        #[cfg(feature = "types")]
        fn list(cfg: &ts_rs::Config, types: &mut types::Types) -> String {
            let mut text = String::new();
            $(
                types.add::<$args>();
                types.add::<$reply>();
                let doc = [$($doc.trim()),+].join(" ");
                let (args, reply) = (<$args as ts_rs::TS>::name(cfg), <$reply as ts_rs::TS>::name(cfg));
                text += &format!("  /** {doc} */\n  {}: [{args}, {reply}];\n", stringify!($name));
            )*
            text
        }
    };
}

commands! {
    /// Name and version of the program; needs no workspace.
    app_about(()) -> About = workspace::about;

    /// All form versions.
    form_list(()) -> Vec<FormLine> = library::list;
    /// One form version with its warnings.
    form_show(FormWhich) -> FormView = form::show;
    /// Takes a form file in as a new version.
    form_import(FormImport) -> FormRow = form::import;
    /// Takes a workbook in as a new version of a form, with what was guessed.
    form_import_xlsx(FormImportXlsx) -> FormView = form::import_xlsx;
    /// Writes a form to a file: a workbook or JSON, by its ending.
    form_export(FormExport) -> Exported = form::export;

    /// All forms that are being written.
    form_draft_list(()) -> Vec<FormDraftRow> = form_draft::list;
    /// One draft with its problems, its sums and what differs from the version it was begun from.
    form_draft_show(FormDraftWhich) -> FormDraftView = form_draft::show;
    /// Begins a draft: empty, or a copy under a new code or with the next version number.
    form_draft_begin(FormDraftBegin) -> FormDraftView = form_draft::begin;
    /// Carries out edits of a draft, all or none, or only shows what would become of it.
    form_draft_edit(FormDraftEdit) -> FormDraftView = form_draft::edit;
    /// Makes a draft without errors a form version; the draft goes.
    form_draft_issue(FormDraftIssue) -> FormRow = form_draft::issue;
    /// Removes a draft; answers those that are left.
    form_draft_discard(FormDraftWhich) -> Vec<FormDraftRow> = form_draft::discard;
    /// What differs between two forms, wherever they come from.
    form_compare(FormCompare) -> FormComparison = form_draft::compare;
    /// What a form makes of scores, without a session.
    form_try(FormTry) -> TryView = form_try::run;

    /// The expert pool.
    expert_list(()) -> Vec<Expert> = expert::list;
    /// Adds an expert to the pool.
    expert_add(ExpertHead) -> Expert = expert::add;

    /// A list of experts in a workbook or CSV, as it would be taken in.
    expert_list_read(ExpertListRead) -> ExpertListView = table_list::read_experts;
    /// Adds several experts to the pool, all or none; answers the pool.
    experts_add(ExpertsAdd) -> Vec<Expert> = table_list::add_experts;

    /// The kinds of sessions, with the forms that fit each; needs no workspace.
    kind_list(()) -> Vec<Kind> = kind::list;
    /// All sessions.
    session_list(()) -> Vec<Session> = session::list;
    /// All sessions as lines, the newest first, with how many opinions came back.
    session_lines(()) -> Vec<SessionLine> = overview::lines;
    /// The form a session uses, and the files of its reports.
    session_overview(SessionWhich) -> SessionOverview = overview::show;
    /// One session with its reports, panel, recusals and opinions.
    session_show(SessionWhich) -> SessionView = session::show;
    /// Adds a session in draft.
    session_add(SessionAdd) -> SessionView = session::add;
    /// Changes what is known of a session in draft.
    session_set(SessionSet) -> SessionView = session::set;
    /// The expert pool as a panel is chosen from it: conflicts with the reports, earlier draws.
    panel_show(SessionWhich) -> PanelView = draw::show;
    /// Draws a panel at random, by quotas; nothing is written.
    panel_draw(PanelDraw) -> DrawView = draw::run;
    /// Seats a whole panel with its chair, its recusals and the record of its draw, in one write.
    panel_lock(PanelLock) -> SessionView = panel::lock;
    /// Empties the panel of a session in draft; the records of its draws stay.
    panel_clear(SessionWhich) -> SessionView = panel::clear;
    /// Seats an expert in a panel.
    session_member_add(MemberAdd) -> SessionView = session::member_add;
    /// Records that a member does not review a report: recused, or declined with a reason.
    session_recuse(Recusal) -> SessionView = session::recuse;
    /// Opens a session for scoring and freezes its form.
    session_open(SessionWhich) -> SessionView = session::open;
    /// How far the experts of a session agree, over the opinions signed so far.
    session_statistics(SessionWhich) -> PanelStatistics = statistics::session;
    /// What would become of every answer if the session went over to another version of its form.
    session_form_preview(SessionFormPreview) -> FormMoveView = form_move::preview;
    /// Goes over to another version of the form, with a reason, in one write.
    session_form_migrate(SessionFormMigrate) -> FormMoveView = form_move::migrate;

    /// Adds a report to a session.
    report_add(ReportAdd) -> Report = report::add;
    /// One report with its files.
    report_show(ReportWhich) -> ReportView = report::show;
    /// Fills in a head field of a report, or takes it back.
    report_field_set(ReportFieldSet) -> ReportView = head_field::set;
    /// Attaches a file to a report.
    report_attach(ReportAttach) -> ReportView = report::attach;

    /// Changes what is known of a report while its session is in draft.
    report_set(ReportSet) -> SessionView = report_edit::set;
    /// Removes a report while its session is in draft.
    report_remove(ReportRemove) -> SessionView = report_edit::remove;
    /// A list of reports in a workbook or CSV, as it would be taken in.
    report_list_read(ReportListRead) -> ReportListView = table_list::read_reports;
    /// Adds several reports at the end of a session in draft, all or none.
    reports_add(ReportsAdd) -> SessionView = table_list::add_reports;
    /// Which files belong to which reports, by their names.
    attachments_match(AttachmentsMatch) -> Vec<AttachmentMatch> = attachment::find_reports;
    /// Attaches files to reports, all or none; it can be stopped.
    reports_attach(ReportsAttach) -> SessionView = attachment::attach;
    /// Takes a file off a report while its session is in draft.
    attachment_remove(AttachmentRemove) -> SessionView = report_edit::detach;

    /// A session as one of its members sees it: every report with how far the opinion on it has come.
    task_show(TaskWhich) -> TaskView = task::show;
    /// Makes the statement of independence on all draft opinions of a member, or takes it back.
    task_declare(TaskDeclare) -> TaskView = task::declare;

    /// Begins a member's opinion on a report, or returns the one begun.
    opinion_begin(OpinionBegin) -> OpinionView = opinion::begin;
    /// One opinion with its problems and totals.
    opinion_show(OpinionWhich) -> OpinionView = opinion::show;
    /// The moments of an opinion worth returning to, the newest first.
    opinion_history(OpinionWhich) -> Vec<VersionView> = history::list;
    /// The opinion as it was after an event of the log.
    opinion_at(OpinionMoment) -> OpinionView = history::at;
    /// Brings a draft back to where it was after an event of the log.
    opinion_restore(OpinionMoment) -> OpinionView = history::restore;
    /// The opinions on a report.
    opinion_list(ReportWhich) -> Vec<OpinionView> = opinion::list;
    /// Sets or clears one score of a draft opinion, or its reason; `=` and `-0.5` are read as entries.
    score_set(ScoreSet) -> OpinionView = score::set;
    /// Moves one score by a step of the form, or to the next choice.
    score_step(ScoreStep) -> OpinionView = score::step;
    /// Sets several scores in one write, or only shows what would become of them.
    scores_set(ScoresSet) -> ScoresShown = score::set_many;
    /// Sets the conclusion, the free texts and the declaration of a draft opinion.
    opinion_set(OpinionSet) -> OpinionView = opinion::set;
    /// Ticks or unticks a veto item.
    opinion_veto(VetoSet) -> OpinionView = opinion::set_veto;
    /// Adds a remark.
    remark_add(RemarkAdd) -> OpinionView = opinion::add_remark;
    /// Changes a remark.
    remark_set(RemarkSet) -> OpinionView = opinion::set_remark;
    /// Removes a remark that no sheet cites.
    remark_remove(RemarkWhich) -> OpinionView = opinion::remove_remark;
    /// Signs an opinion; every blocking problem refuses it.
    opinion_sign(OpinionSign) -> OpinionView = signature::sign;
    /// Signs several opinions of one expert, all or none; every problem of every one is told.
    opinions_sign(OpinionsSign) -> Vec<OpinionView> = signature::sign_all;
    /// Opens a signed opinion again, with a reason.
    opinion_reopen(OpinionReopen) -> OpinionView = opinion::reopen;
    /// What the expert of a package would hand back now, and what was handed back.
    hand_back_show(()) -> HandBackView = hand_back::show;
    /// Writes the return of a package, read back and compared, with the papers beside it.
    hand_back(HandBack) -> HandedBack = hand_back::hand_back;

    /// Writes the fill-in form of a member as a workbook, for a computer without the program.
    fill_in_export(FillInExport) -> Exported = fill_in::export;
    /// Writes the fill-in forms of a whole panel into a folder, all or none.
    fill_ins_export(FillInsExport) -> Vec<Exported> = fill_in::export_all;
    /// Keeps an opinion typed in twice from paper, with the scan; every place where the two differ is told.
    paper_entry(PaperEntry) -> OpinionView = paper_entry::run;
    /// What the form makes of one typing; nothing is kept.
    paper_entry_check(PaperEntryCheck) -> OpinionView = paper_entry::check;

    /// The tally of a report over its signed opinions.
    sheet_tally(ReportWhich) -> Tally = sheet::tally;
    /// The tally of a report with its signals, agreed scores, lock and corrections.
    tally_show(ReportWhich) -> TallyView = dispute::show;
    /// Sets the score the panel agreed on for a criterion, or takes it back; only by 合议 and before the lock.
    agreed_score_set(AgreedScoreSet) -> TallyView = dispute::agree;
    /// Locks the tally of a report: its opinions are not opened again.
    tally_lock(ReportWhich) -> TallyView = dispute::lock;
    /// Corrects a score of a locked tally, on a lawful ground and before a witness.
    tally_correct(TallyCorrect) -> TallyView = dispute::correct;
    /// A report on its way to a unified sheet: every remark beside the items it went into.
    compose_show(ReportWhich) -> ComposeView = compose::show;
    /// Makes items of all remarks that nobody has dealt with, by criterion; begins the sheet where there is none.
    sheet_compose(ReportWhich) -> ComposeView = compose::draft;
    /// Puts remarks into an item, or makes a new item of them.
    sheet_merge(SheetMerge) -> ComposeView = compose::merge;
    /// Begins the unified sheet of a report, or returns its newest version.
    sheet_begin(ReportWhich) -> SheetView = sheet::begin;
    /// One sheet with its tally and problems.
    sheet_show(SheetWhich) -> SheetView = sheet::show;
    /// Sets the overall opinion and the conclusion of a draft sheet.
    sheet_set(SheetSet) -> SheetView = sheet::set;
    /// Adds an item with the remarks it comes from.
    sheet_item_add(ItemAdd) -> SheetView = sheet::add_item;
    /// Changes an item and its sources.
    sheet_item_set(ItemSet) -> SheetView = sheet::set_item;
    /// Removes an item.
    sheet_item_remove(ItemWhich) -> SheetView = sheet::remove_item;
    /// Refuses a remark with a reason.
    sheet_unused_set(UnusedSet) -> SheetView = sheet::set_unused;
    /// Records a member's dissent.
    sheet_dissent_set(DissentSet) -> SheetView = sheet::set_dissent;
    /// Finalises a sheet and freezes its content.
    sheet_finalise(SheetWhich) -> SheetView = sheet::finalise;
    /// Begins the next version of a final sheet, with a reason.
    sheet_revise(SheetRevise) -> SheetView = sheet::revise;

    /// Who has which package of a session, and which are no longer up to date.
    package_board(SessionWhich) -> PackageBoard = package::board;
    /// Issues packages into a folder, all or none; issued again they need a reason.
    packages_export(PackagesExport) -> Vec<PackageWritten> = package::export;
    /// Writes 发放单 for the newest package of a member as PDF; the code that opens it is not on it.
    package_slip_export(PackageSlipExport) -> Exported = package::export_slip;

    /// Writes the blank paper of a form as PDF.
    export_form(ExportForm) -> Exported = export::form;
    /// Writes a report in words, such as that of an import.
    export_text(ExportText) -> Exported = export::text;
    /// Writes 专家评审意见表 of an opinion as PDF; a draft is marked as such.
    export_opinion(ExportOpinion) -> Exported = export::opinion;
    /// Writes the papers of all signed opinions of an expert into a folder, each read back and compared.
    export_opinions(ExportOpinions) -> Vec<ExportedOpinion> = export::opinions;
    /// Writes 专家组统一评审意见表 of a sheet as PDF; a draft is marked as such.
    export_sheet(ExportSheet) -> Exported = export::sheet;
    /// Writes all papers and files of a session into a folder.
    export_session(ExportSession) -> Vec<Exported> = export::session;

    /// What would become of files that came in: returns, fill-in forms, folders of them.
    import_preview(ImportPaths) -> ImportView = import::preview;
    /// Takes files in as they were looked at, in one write; never undone, a newer return supersedes.
    import_run(ImportRun) -> ImportView = import::run;
    /// The files that were kept for a session, the newest first.
    received_list(ReceivedWhich) -> Vec<ReceivedLine> = import::list;
    /// Derives every opinion that came by a file from the kept originals again, and compares.
    received_rebuild(()) -> RebuildView = rebuild::run;
    /// Reports × experts: who has handed back what; never a score.
    board_show(SessionWhich) -> BoardView = board::show;

    /// The newest lines of the log.
    log_show(LogShow) -> Vec<EventView> = log::show;
    /// Recomputes the log and compares it with the tables.
    log_verify(()) -> LogVerdict = log::verify;
    /// What a step back and a step forth would do now.
    log_next(()) -> LogNext = log::next;
    /// Takes the last step back, as a new event; an expert only his or her own.
    log_undo(()) -> StepView = log::undo;
    /// Takes the last undo back.
    log_redo(()) -> StepView = log::redo;
}

/// What is done in a workspace that was made of a package. Everything else is the staff's, in the bureau's own.
const OF_EXPERTS: &[&str] = &[
    "app_about",
    "form_list",
    "form_show",
    "form_export",
    "kind_list",
    "session_list",
    "session_show",
    "session_recuse",
    "report_show",
    "task_show",
    "task_declare",
    "opinion_begin",
    "opinion_show",
    "opinion_history",
    "opinion_at",
    "opinion_restore",
    "opinion_list",
    "score_set",
    "score_step",
    "scores_set",
    "opinion_set",
    "opinion_veto",
    "remark_add",
    "remark_set",
    "remark_remove",
    "opinion_sign",
    "opinions_sign",
    "opinion_reopen",
    "hand_back_show",
    "hand_back",
    "export_form",
    "export_opinion",
    "export_opinions",
    "log_show",
    "log_verify",
    "log_next",
    "log_undo",
    "log_redo",
];

/// An expert's workspace holds one seat of a panel: what the staff does there would look as if the bureau had done it.
fn refuse_of_staff(app: &App, name: &str) -> Result<()> {
    if OF_EXPERTS.contains(&name) || !COMMANDS.contains(&name) {
        return Ok(());
    }
    match app.store.read(crate::store::package::opened)? {
        Some(_) => Err(Error::refused("workspace_of_expert")),
        None => Ok(()),
    }
}

/// Runs a command while no workspace is open: the few that need none.
pub fn call_without_workspace(name: &str) -> Result<Value> {
    match name {
        "app_about" => envelope(Done::read(About::this())),
        "kind_list" => envelope(Done::read(crate::kind_file::built_in()?)),
        known if COMMANDS.contains(&known) => Err(Error::refused("workspace_not_given")),
        _ => Err(Error::missing("command", name)),
    }
}

/// Arguments as a command takes them. `null` and `{}` both stand for "none".
fn arguments<T: for<'de> Deserialize<'de>>(args: Value) -> Result<T> {
    let none = args.as_object().is_some_and(serde_json::Map::is_empty);
    let given = args.clone();
    let read = match serde_json::from_value(args) {
        Err(_) if none => serde_json::from_value(Value::Null),
        read => read,
    };
    read.map_err(|fault: serde_json::Error| {
        let fault = fault.to_string();
        // A decimal that does not read says why by its code; the sentence is the one people know from scores.
        let (code, text) = fault.split_once(": ").unwrap_or((&fault, ""));
        let numbers = ["number_empty", "number_not_digits", "number_negative", "number_too_long"];
        let problem = match numbers.into_iter().find(|known| *known == code) {
            Some(code) => {
                // The only decimal among arguments is an amount; serde does not say where it stood.
                let place = if given["amount"].as_str() == Some(text) { Place::field("amount") } else { Place::Whole };
                Problem::error(code, place).with("text", crate::domain::form::shown(text))
            }
            None => Problem::error("arguments_unreadable", Place::Whole).with("detail", &fault),
        };
        Error::invalid(problem)
    })
}

fn envelope<T: Serialize>(done: Done<T>) -> Result<Value> {
    let value = serde_json::to_value(done.value).map_err(|source| Error::bug("api_reply", source))?;
    Ok(json!({ "value": value, "touched": done.effect.touched, "undo": done.effect.undo }))
}

/// An error as callers get it: kind, code, values, problems with places, and the sentence in Chinese.
pub fn error_json(error: &Error) -> Value {
    let message = locale::sentence(error);
    let pairs = |params: &[(&'static str, String)]| -> Value {
        params.iter().map(|(name, value)| ((*name).to_owned(), Value::from(value.as_str()))).collect()
    };
    match error {
        Error::Invalid(problems) => {
            let lines: Vec<_> = problems.iter().map(locale::problem).collect();
            // The same without severity and place, for those who show them beside the field.
            let sentences: Vec<_> = problems.iter().map(locale::what).collect();
            json!({ "kind": "invalid", "message": message, "problems": problems, "lines": lines, "sentences": sentences })
        }
        Error::Refused { code, params } => {
            json!({ "kind": "refused", "code": code, "params": pairs(params), "message": message })
        }
        Error::Missing { what, id } => json!({ "kind": "missing", "what": what, "id": id, "message": message }),
        Error::Failed { doing, path, .. } => {
            json!({ "kind": "failed", "doing": doing, "path": path, "message": message })
        }
        Error::Bug { doing, .. } => json!({ "kind": "bug", "doing": doing, "message": message }),
    }
}

/// The TypeScript file of all commands and the types they name.
#[cfg(feature = "types")]
pub fn typescript() -> String {
    let cfg = ts_rs::Config::new().with_large_int("number");
    let mut types = types::Types::new(&cfg);
    let commands = list(&cfg, &mut types);
    let (desk, bytes) = desk::lists(&cfg, &mut types);
    let head = "// GENERATED from the command list of `tongping-core` by `cargo test`; never edited by hand.\n";
    format!(
        "{head}\n{}\n/** Every command: its arguments and its reply. */\nexport type Api = {{\n{commands}\n{desk}}};\n\n\
         /** Every command whose reply is bytes: its arguments. */\nexport type Bytes = {{\n{bytes}}};\n",
        types.text()
    )
}

#[cfg(feature = "types")]
mod types {
    use std::collections::BTreeMap;
    use ts_rs::{Config, TS, TypeVisitor};

    /// Declarations by name, each type once.
    pub(super) struct Types<'a> {
        cfg: &'a Config,
        found: BTreeMap<String, String>,
    }

    impl<'a> Types<'a> {
        pub(super) fn new(cfg: &'a Config) -> Self {
            Self { cfg, found: BTreeMap::new() }
        }

        pub(super) fn add<T: TS + 'static + ?Sized>(&mut self) {
            T::visit_generics(self);
            T::visit_dependencies(self);
            self.visit::<T>();
        }

        pub(super) fn text(&self) -> String {
            self.found.values().map(String::as_str).collect::<Vec<_>>().join("\n")
        }
    }

    impl TypeVisitor for Types<'_> {
        fn visit<T: TS + 'static + ?Sized>(&mut self) {
            // Only named types of ours have a file of their own in ts-rs; the others are written where they stand.
            if T::output_path().is_none() {
                return;
            }
            let name = T::ident(self.cfg);
            if !self.found.contains_key(&name) {
                let doc = T::docs().unwrap_or_default();
                self.found.insert(name, format!("{doc}export {}\n", T::decl(self.cfg)));
                T::visit_generics(self);
                T::visit_dependencies(self);
            }
        }
    }
}
