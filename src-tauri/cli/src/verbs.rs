//! What each verb does: the words become the arguments of a command, `api::call` runs it, `print` shows the reply.

mod fill_in;
mod form;
mod form_draft;
mod import;
mod key;
mod package;
mod package_inspect;
mod setup;
mod sheet;

use crate::args::{
    Cli, Expert, Export, KeyPlace, Log, Missing, Opinion, Pdf, Report, Rule, Session, Tally, Verb, Workspace,
};
use crate::{print, statistics, terminal};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use tongping_core::app::{self, App, World};
use tongping_core::domain::form::{Missing as MissingPolicy, Rule as TallyRule};
use tongping_core::domain::opinion::Nature;
use tongping_core::domain::problem::{Place, Problem};
use tongping_core::domain::session::RecusalKind;
use tongping_core::error::{Error, Result};
use tongping_core::{api, documents, exchange, file, form_file, kind_file};

/// Whether a verb changes the workspace.
#[derive(PartialEq, Eq)]
enum Access {
    Look,
    Work,
}

pub(crate) fn run(cli: Cli) -> Result<()> {
    let Cli { workspace, actor, json, place, verb } = cli;
    let door = Door { workspace, actor, json, place };
    match verb {
        Verb::Demo { dir } => demo(&dir, json),
        Verb::Tally(args) => tally(&args, json),
        Verb::Agreement { table, full, every } => agreement(&table, &full, every, json),
        Verb::Workspace(Workspace::Create { file }) => {
            app::workspace::create(&file, door.world())?;
            print::workspace_created(&file, json);
            Ok(())
        }
        Verb::Form(verb) => form::run(&door, verb),
        Verb::Expert(verb) => expert(&door, verb),
        Verb::Session(verb) => session(&door, verb),
        Verb::Report(verb) => report(&door, verb),
        Verb::Opinion(verb) => opinion(&door, verb),
        Verb::HandBack { file, no_papers } => hand_back(&door, &file, !no_papers),
        Verb::Sheet(verb) => sheet::run(&door, verb),
        Verb::FillIn(verb) => fill_in::run(&door, verb),
        Verb::Package(verb) => package::run(&door, verb),
        Verb::Import(args) => import::run(&door, &args),
        Verb::Rebuild => import::rebuild(&door),
        Verb::Log(verb) => log(&door, verb),
        Verb::Key(verb) => key::run(&door, verb),
        Verb::Export(Export::Pdf(verb)) => export(&door, verb),
        Verb::Export(Export::Opinions { session, member, dir }) => {
            let args = json!({ "session": session, "member": member, "folder": dir });
            door.show(Access::Look, "export_opinions", args, print::exported_opinions)
        }
        #[cfg(feature = "dev-serve")]
        Verb::Serve { folder, ui, port } => crate::serve::run(folder, ui, port),
        Verb::Call { name: None, .. } => {
            api::COMMANDS.iter().for_each(|name| terminal::line(name));
            Ok(())
        }
        Verb::Call { name: Some(name), args } => {
            let args: Value = serde_json::from_str(&args).map_err(|fault| {
                let place = Place::cell(fault.line(), fault.column(), "");
                Error::invalid(Problem::error("json_syntax", place))
            })?;
            let reply = door.call(Access::Work, &name, args)?;
            print::json(&reply);
            Ok(())
        }
    }
}

/// The way into a workspace.
struct Door {
    workspace: Option<PathBuf>,
    actor: String,
    json: bool,
    /// Where the keys of the bureau lie.
    place: KeyPlace,
}

impl Door {
    fn world(&self) -> World {
        World::real(self.actor.clone(), "staff")
    }

    fn open(&self, access: &Access) -> Result<App> {
        self.open_in(self.world(), access)
    }

    fn open_in(&self, world: World, access: &Access) -> Result<App> {
        let path = self.workspace.as_deref().ok_or_else(|| Error::refused("workspace_not_given"))?;
        match access {
            Access::Look => app::workspace::look_at(path, world),
            Access::Work => app::workspace::open(path, world),
        }
    }

    fn call(&self, access: Access, name: &str, args: Value) -> Result<Value> {
        let mut app = self.open_in(self.world_of(name)?, &access)?;
        let reply = api::call(&mut app, name, args)?;
        if access == Access::Work {
            app.store.close()?;
        }
        Ok(reply)
    }

    /// Runs a command and prints its reply: as JSON, or by `show`.
    fn show(&self, access: Access, name: &str, args: Value, show: fn(&Value)) -> Result<()> {
        let reply = self.call(access, name, args)?;
        if self.json {
            print::json(&reply);
        } else {
            show(&reply["value"]);
        }
        Ok(())
    }
}

fn hand_back(door: &Door, file: &Path, papers: bool) -> Result<()> {
    let mut app = door.open(&Access::Work)?;
    let reply = api::call(&mut app, "hand_back", json!({ "path": file, "papers": papers }))?;
    let shown = api::call(&mut app, "hand_back_show", json!({}))?;
    app.store.close()?;
    if door.json {
        print::json(&reply);
    } else {
        print::handed_back(&reply["value"], &shown["value"]);
    }
    Ok(())
}

fn demo(dir: &Path, json: bool) -> Result<()> {
    std::fs::create_dir_all(dir).map_err(|source| Error::failed("folder_make", dir, source))?;
    let workspace = dir.join("demo.tongping");
    if workspace.symlink_metadata().is_ok() {
        return Err(Error::refused_with("workspace_exists", [("path", workspace.display().to_string())]));
    }
    let (mut app, built) = app::sample::build()?;
    let args = app::export::ExportSession { session: built.session, folder: dir.to_path_buf() };
    let papers = app::export::session(&mut app, args)?.value;
    app.store.backup(&workspace)?;
    let mut made =
        vec![json!({ "path": workspace, "size": std::fs::metadata(&workspace).map_or(0, |file| file.len()) })];
    made.extend(papers.iter().map(|paper| json!({ "path": paper.path, "size": paper.size })));
    if json {
        print::json(&json!({ "made": made }));
    } else {
        print::demo(&made, &workspace);
    }
    Ok(())
}

fn tally(args: &Tally, json: bool) -> Result<()> {
    let (form, _) = form::form_of(&args.form, &crate::args::form::Asked::default())?;
    let scores = file::read_whole(&args.scores, exchange::csv_table::MAX_BYTES)?;
    let rule = args.rule.map(|rule| match rule {
        Rule::Mean => TallyRule::Mean,
        Rule::TrimOneEach => TallyRule::TrimOneEach,
        Rule::Median => TallyRule::Median,
        Rule::Weighted => TallyRule::Weighted,
        Rule::ByPanel => TallyRule::ByPanel,
    });
    let missing = args.missing.map(|missing| match missing {
        Missing::Reject => MissingPolicy::Reject,
        Missing::Zero => MissingPolicy::Zero,
        Missing::Renormalise => MissingPolicy::Renormalise,
    });
    let ballots = exchange::scores_csv::read(&form, &scores, missing.unwrap_or(form.tally.missing))?;
    let result = app::tally::run(&form, &ballots, rule, missing)?;
    let words = app::tally::in_words(&result, &form.tally);
    if let Some(out) = &args.pdf {
        // No date: the same table gives the same bytes whenever it is printed.
        file::write_whole(out, &documents::score_table::pdf(&form, &result, &words)?)?;
    }
    if json {
        print::json(&print::tally_json(&result, &words));
    } else {
        print::tally(&form, &result, &words);
        if let Some(out) = &args.pdf {
            print::saved(out);
        }
    }
    Ok(())
}

fn agreement(table: &Path, full: &str, every: bool, json: bool) -> Result<()> {
    let bytes = file::read_whole(table, exchange::csv_table::MAX_BYTES)?;
    let found =
        if every { json!(app::statistics::every(&bytes, full)?) } else { json!(app::statistics::run(&bytes, full)?) };
    match (json, every) {
        (true, _) => print::json(&found),
        (false, true) => statistics::every(&found),
        (false, false) => statistics::print(&found),
    }
    Ok(())
}

/// The text of a form file; what is not UTF-8 is named as such.
fn form_text(path: &Path) -> Result<String> {
    let bytes = file::read_whole(path, form_file::MAX_BYTES)?;
    String::from_utf8(bytes).map_err(|_| Error::invalid(Problem::error("form_not_utf8", Place::Whole)))
}

fn expert(door: &Door, verb: Expert) -> Result<()> {
    match verb {
        Expert::List => door.show(Access::Look, "expert_list", json!({}), print::experts),
        Expert::Import(list) => setup::experts(door, &list),
        Expert::Add { name, kind, employer, job_title, field, avoid_units } => {
            let args = json!({ "name": name, "kind": kind, "employer": employer, "job_title": job_title, "field": field, "avoid_units": avoid_units });
            door.show(Access::Work, "expert_add", args, |expert| print::experts(&json!([expert])))
        }
    }
}

fn kinds(door: &Door) -> Result<()> {
    let kinds = json!(kind_file::built_in()?);
    if door.json {
        print::json(&kinds);
    } else {
        print::kinds(&kinds);
    }
    Ok(())
}

fn session(door: &Door, verb: Session) -> Result<()> {
    match verb {
        Session::List => door.show(Access::Look, "session_list", json!({}), print::sessions),
        Session::Kinds => kinds(door),
        Session::Show { session } => {
            door.show(Access::Look, "session_show", json!({ "session": session }), print::session)
        }
        Session::Board { session } => {
            door.show(Access::Look, "board_show", json!({ "session": session }), print::board)
        }
        Session::Draw(draw) => setup::draw(door, &draw),
        Session::LockPanel(lock) => setup::lock(door, &lock),
        Session::Add { no, title, organiser, starts_on, ends_on, form, kind, office, place, requirements } => {
            let args = json!({
                "no": no, "form": form, "title": title, "kind": kind, "organiser": organiser, "office": office,
                "place": place, "starts_on": starts_on, "ends_on": ends_on, "requirements": requirements,
            });
            door.show(Access::Work, "session_add", args, print::session)
        }
        Session::Member { session, expert, chair } => {
            let role = if chair { "chair" } else { "member" };
            let args = json!({ "session": session, "expert": expert, "role": role });
            door.show(Access::Work, "session_member_add", args, print::session)
        }
        Session::Recuse { member, report, ground, declined } => {
            let kind = if declined { RecusalKind::Declined } else { RecusalKind::Recusal };
            let args = json!({ "member": member, "report": report, "ground": ground, "kind": kind });
            door.show(Access::Work, "session_recuse", args, print::session)
        }
        Session::Task { session, member } => {
            let args = json!({ "session": session, "member": member });
            door.show(Access::Look, "task_show", args, print::task)
        }
        Session::Declare { session, member, clear } => {
            let args = json!({ "session": session, "member": member, "declared": !clear });
            door.show(Access::Work, "task_declare", args, print::task)
        }
        Session::Statistics { session } => {
            door.show(Access::Look, "session_statistics", json!({ "session": session }), statistics::print)
        }
        Session::FormPreview { session, version } => {
            let args = json!({ "session": session, "version": version });
            let reply = door.call(Access::Look, "session_form_preview", args)?;
            if door.json {
                print::json(&reply);
            } else {
                print::form_preview(&reply["value"], session, &version);
            }
            Ok(())
        }
        Session::FormMigrate { session, version, reason } => {
            let args = json!({ "session": session, "version": version, "reason": reason });
            door.show(Access::Work, "session_form_migrate", args, print::form_moved)
        }
        Session::Open { session } => {
            door.show(Access::Work, "session_open", json!({ "session": session }), print::session)
        }
    }
}

fn report(door: &Door, verb: Report) -> Result<()> {
    match verb {
        Report::Show { report } => door.show(Access::Look, "report_show", json!({ "report": report }), print::report),
        Report::Import { session, list } => setup::reports(door, session, &list),
        Report::Add {
            session,
            no,
            title,
            unit,
            department,
            agency,
            lead,
            review_type,
            year,
            amount,
            budget_book,
            edition,
        } => {
            let args = json!({
                "session": session, "no": no, "title": title, "unit": unit, "department": department, "agency": agency,
                "lead": lead, "review_type": review_type, "year": year, "amount": amount, "budget_book": budget_book,
                "edition": edition,
            });
            door.show(Access::Work, "report_add", args, |report| {
                print::report(&json!({ "report": report, "attachments": [] }));
            })
        }
        Report::Field { report, field, value } => {
            let args = json!({ "report": report, "field": field, "value": value });
            door.show(Access::Work, "report_field_set", args, print::report)
        }
        Report::Attach { report, file } => {
            door.show(Access::Work, "report_attach", json!({ "report": report, "path": file }), print::report)
        }
    }
}

fn nature(must: bool) -> Nature {
    if must { Nature::Must } else { Nature::Should }
}

fn picture(path: Option<PathBuf>) -> Option<Value> {
    path.map(|path| json!({ "kind": "picture", "path": path }))
}

fn opinion(door: &Door, verb: Opinion) -> Result<()> {
    let (name, args) = match verb {
        Opinion::Show { opinion } => {
            return door.show(Access::Look, "opinion_show", json!({ "opinion": opinion }), print::opinion);
        }
        Opinion::List { report } => {
            return door.show(Access::Look, "opinion_list", json!({ "report": report }), print::opinions);
        }
        Opinion::History { opinion } => {
            return door.show(Access::Look, "opinion_history", json!({ "opinion": opinion }), print::history);
        }
        Opinion::At { opinion, seq } => {
            let args = json!({ "opinion": opinion, "seq": seq });
            return door.show(Access::Look, "opinion_at", args, print::opinion);
        }
        Opinion::Restore { opinion, seq } => ("opinion_restore", json!({ "opinion": opinion, "seq": seq })),
        Opinion::Begin { report, member } => ("opinion_begin", json!({ "report": report, "member": member })),
        Opinion::Score { opinion, criterion, value, reason } => {
            ("score_set", json!({ "opinion": opinion, "criterion": criterion, "value": value, "reason": reason }))
        }
        Opinion::Set { opinion, conclusion, merits, budget_advice, declare } => (
            "opinion_set",
            json!({
                "opinion": opinion, "conclusion": conclusion, "merits": merits, "budget_advice": budget_advice,
                "declared": declare.then_some(true),
            }),
        ),
        Opinion::Veto { opinion, item, clear } => {
            ("opinion_veto", json!({ "opinion": opinion, "item": item, "ticked": !clear }))
        }
        Opinion::Remark { opinion, problem, suggestion, place, page, criterion, must } => (
            "remark_add",
            json!({
                "opinion": opinion, "problem": problem, "suggestion": suggestion, "place": place, "page": page,
                "criterion": criterion, "nature": nature(must),
            }),
        ),
        Opinion::RemarkRemove { remark } => ("remark_remove", json!({ "remark": remark })),
        Opinion::Sign { opinion, signature } => {
            ("opinion_sign", json!({ "opinion": opinion, "signature": picture(signature) }))
        }
        Opinion::SignAll { opinions, declare, signature } => {
            let args = json!({ "opinions": opinions, "declared": declare, "signature": picture(signature) });
            return door.show(Access::Work, "opinions_sign", args, print::opinions);
        }
        Opinion::Reopen { opinion, reason } => ("opinion_reopen", json!({ "opinion": opinion, "reason": reason })),
    };
    door.show(Access::Work, name, args, print::opinion)
}

fn log(door: &Door, verb: Log) -> Result<()> {
    match verb {
        Log::Show { limit, op } => {
            door.show(Access::Look, "log_show", json!({ "limit": limit, "op": op }), print::events)
        }
        Log::Verify => {
            let reply = door.call(Access::Look, "log_verify", json!({}))?;
            if door.json {
                print::json(&reply);
            } else {
                print::verdict(&reply["value"]);
            }
            let bad = reply["value"]["findings"].as_array().map_or(0, Vec::len);
            if bad == 0 { Ok(()) } else { Err(Error::refused_with("log_findings", [("n", bad.to_string())])) }
        }
        Log::Undo => door.show(Access::Work, "log_undo", json!({}), print::undone),
        Log::Redo => door.show(Access::Work, "log_redo", json!({}), print::redone),
        Log::Next => door.show(Access::Look, "log_next", json!({}), print::next),
    }
}

fn export(door: &Door, verb: Pdf) -> Result<()> {
    match verb {
        Pdf::Opinion { opinion, out } => {
            let args = json!({ "opinion": opinion, "path": out });
            door.show(Access::Look, "export_opinion", args, |one| print::exported(&json!([one])))
        }
        Pdf::Sheet { sheet, out } => {
            let args = json!({ "sheet": sheet, "path": out });
            door.show(Access::Look, "export_sheet", args, |one| print::exported(&json!([one])))
        }
        Pdf::Session { session, dir } => {
            door.show(Access::Look, "export_session", json!({ "session": session, "folder": dir }), print::exported)
        }
    }
}

#[cfg(test)]
mod tests {
    use tongping_core::api;

    const SOURCES: &[&str] = &[
        include_str!("verbs.rs"),
        include_str!("verbs/fill_in.rs"),
        include_str!("verbs/form.rs"),
        include_str!("verbs/form_draft.rs"),
        include_str!("verbs/import.rs"),
        include_str!("verbs/key.rs"),
        include_str!("verbs/package.rs"),
        include_str!("verbs/setup.rs"),
        include_str!("verbs/sheet.rs"),
    ];

    /// Commands without a word of their own, with the words that do the same.
    const ELSEWHERE: &[(&str, &str)] = &[
        ("app_about", "--version"),
        ("kind_list", "session kinds, which needs no workspace"),
        ("remark_set", "opinion remark-remove and opinion remark: a remark is short enough to write anew"),
        ("score_step", "opinion score: a step is a key of the window"),
        ("scores_set", "opinion score, one by one: a paste is of the window"),
        ("sheet_item_set", "sheet item-remove and sheet item"),
        ("session_lines", "session list"),
        ("session_overview", "session show"),
        ("session_set", "the window: heads are written where they are seen"),
        ("report_set", "the window: heads are written where they are seen"),
        ("report_remove", "log undo, right after it was added; later the window"),
        ("attachments_match", "report attach: a script knows which file belongs to which report"),
        ("reports_attach", "report attach, one by one"),
        ("attachment_remove", "the window"),
        ("panel_clear", "log undo, right after lock-panel"),
        ("paper_entry_check", "fill-in paper, which tells the same before anything is kept"),
        ("compose_show", "sheet show"),
        ("sheet_merge", "sheet item-remove and sheet item"),
        ("package_slip_export", "package list, which tells what the slip says"),
        ("export_text", "import --report"),
        ("received_list", "import --dry-run, which names what is kept already"),
    ];

    #[test]
    fn every_command_has_a_word_on_the_command_line() {
        // This list is in quotes as well, and is no word.
        let words: Vec<&str> = SOURCES
            .iter()
            .flat_map(|source| source.split("mod tests {").take(1))
            .flat_map(|source| source.split('"'))
            .collect();
        for command in api::COMMANDS {
            let is_elsewhere = ELSEWHERE.iter().any(|(name, _)| name == command);
            assert_ne!(words.contains(command), is_elsewhere, "{command}");
        }
    }
}
