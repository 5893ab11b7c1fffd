//! 填报表 and 代录: made, filled in by several programs, read back, refused.

#[path = "fill_in/book.rs"]
pub(crate) mod book;
#[path = "fill_in/paper.rs"]
mod paper;
#[path = "fill_in/programs.rs"]
mod programs;
#[path = "fill_in/traps.rs"]
mod traps;

use book::Book;
use serde_json::{Value, json};
use tongping_core::app::fill_in::{self, FilledIn};
use tongping_core::domain::answers::Answers;
use tongping_core::domain::opinion::Score;
use tongping_core::error::Error;
use tongping_core::locale;
use tongping_tests::files::Folder;
use tongping_tests::story::Story;

/// Worksheets of a form with two reports, by their numbers in the file.
const SCORES: usize = 2;
const OTHER: usize = 3;
const REMARKS: usize = 4;
const DECLARATION: usize = 5;

/// The fill-in form of a member of a story.
fn exported(story: &mut Story, member: i64) -> Vec<u8> {
    let folder = Folder::new();
    let path = folder.join("填报表.xlsx");
    let written = story.call("fill_in_export", json!({ "member": member, "path": path }));
    let bytes = std::fs::read(&path).expect("the form is written");
    assert_eq!(written["size"], json!(bytes.len()));
    bytes
}

/// Two reports, three experts; the form of the first.
fn blank() -> (Story, Book) {
    let mut story = Story::opened(3, 2, &Value::Null);
    let bytes = exported(&mut story, 1);
    (story, Book::of(&bytes))
}

/// The same with the first report filled in and handed back.
fn filled() -> (Story, Book) {
    let (story, book) = blank();
    let book = book
        .say(SCORES, "E5", "3.5")
        .say(SCORES, "F5", "缺少附件目录")
        .say(SCORES, "G5", "23")
        .say(SCORES, "E6", "6")
        .say(SCORES, "E7", "5")
        .say(REMARKS, "A4", "R-1")
        .say(REMARKS, "B4", "必须修改")
        .say(REMARKS, "C4", "1.2 数据")
        .say(REMARKS, "D4", "四（三）")
        .say(REMARKS, "E4", "P23")
        .say(REMARKS, "F4", "数据不一致")
        .say(REMARKS, "G4", "核对")
        .say(DECLARATION, "C3", "是")
        .say(DECLARATION, "C5", "修改后通过")
        .say(DECLARATION, "C6", "成效较好")
        .say(DECLARATION, "C12", "是")
        .say(DECLARATION, "C13", "赵一")
        .say(DECLARATION, "C14", "2026-09-16");
    (story, book)
}

fn read(story: &Story, book: &Book) -> Result<FilledIn, Error> {
    story.app.store.read(|conn| fill_in::read(conn, &book.bytes()))
}

/// What was typed for a criterion.
fn score<'a>(answers: &'a Answers, id: &str) -> Option<&'a Score> {
    answers.scores.iter().find(|score| score.criterion == id)
}

#[track_caller]
fn good(story: &Story, book: &Book) -> FilledIn {
    read(story, book).unwrap_or_else(|error| unreachable!("{}", locale::sentence(&error)))
}

/// The lines of a form that is refused.
#[track_caller]
fn told(story: &Story, book: &Book) -> String {
    let sentence = locale::sentence(&read(story, book).err().unwrap_or_else(|| unreachable!("it was read")));
    assert!(!sentence.contains("problem.") && !sentence.contains("refused."), "no text: {sentence}");
    sentence
}

#[track_caller]
fn tells(story: &Story, book: &Book, words: &[&str]) {
    let told = told(story, book);
    for word in words {
        assert!(told.contains(word), "{word:?} is missing in: {told}");
    }
}

#[test]
fn what_was_filled_in_is_what_is_read() {
    let (story, book) = filled();
    let read = good(&story, &book);
    assert_eq!((read.member.0, read.session.0, read.reports.len()), (1, 1, 1));
    let one = &read.fill_in.reports[0];
    assert!(one.is_handed_back && one.cleared.is_empty());
    let expected = json!({
        "scores": [
            { "criterion": "1.1", "text": "3.5", "reason": "缺少附件目录（P23）" },
            { "criterion": "1.2", "text": "6", "reason": "" },
            { "criterion": "2.1", "text": "5", "reason": "" },
        ],
        "veto": [], "conclusion": "修改后通过", "merits": "成效较好", "budget_advice": "", "declared": true,
        "remarks": [{
            "no": 1, "place": "四（三）", "page": "P23", "criterion": "1.2", "problem": "数据不一致",
            "suggestion": "核对", "nature": "必须修改",
        }],
    });
    assert_eq!(json!(one.answers), expected);
    assert_eq!(read.fill_in.blank.len(), 1, "the other report was left blank");
    assert_eq!((read.fill_in.name.as_str(), read.fill_in.signed_on.as_str()), ("赵一", "2026-09-16"));
}

#[test]
fn a_form_says_nothing_of_who_wrote_it_and_cannot_be_told_apart_from_itself() {
    let run = || {
        let mut story = Story::opened(3, 2, &Value::Null);
        exported(&mut story, 1)
    };
    let bytes = run();
    assert_eq!(bytes, run(), "the same story gives the same bytes");
    let mut book = Book::of(&bytes);
    let core = book.part("docProps/core.xml").clone();
    assert!(core.contains("<dc:creator></dc:creator>") && core.contains("2000-01-01"), "{core}");
    for sheet in 1..=6 {
        let xml = book.sheet(sheet).clone();
        assert!(!xml.contains("<f>") && !xml.contains("<f "), "worksheet {sheet} has a formula");
        assert!(xml.contains("<sheetProtection sheet=\"1\""), "worksheet {sheet} is not protected");
        assert!(xml.contains("paperSize=\"9\""), "worksheet {sheet} is not set up for A4");
    }
    let workbook = book.part("xl/workbook.xml").clone();
    assert!(workbook.contains("name=\"_tp\"") && workbook.contains("state=\"veryHidden\""), "{workbook}");
    let names = ["说明", "评分1", "评分2", "意见", "声明"];
    assert!(names.iter().all(|name| workbook.contains(&format!("name=\"{name}\""))), "{workbook}");
    assert!(book.sheet(SCORES).contains("<pane ySplit=\"4\""), "the heads stand still");
}

#[test]
fn what_stands_in_the_workspace_stands_in_the_form_and_a_row_that_is_gone_leaves_it() {
    let mut story = Story::opened(3, 2, &Value::Null);
    story.draft(1, 1, ["3.5", "5", "4"]);
    let bytes = exported(&mut story, 1);
    let mut book = Book::of(&bytes);
    let as_it_is = good(&story, &book);
    let before = json!(as_it_is.fill_in.reports[0].answers);
    assert_eq!(before["scores"][0], json!({ "criterion": "1.1", "text": "3.5", "reason": "见附件" }));
    assert_eq!(before["remarks"][0]["problem"], "成员 1 的问题");
    assert!(!as_it_is.fill_in.reports[0].is_handed_back);
    // A row that is gone, an empty cell, an emptied remark.
    book.put_row(SCORES, 6, "");
    let book = book.say(SCORES, "E7", "").say(SCORES, "F7", "").say(REMARKS, "A4", "");
    let emptied = ["B4", "C4", "D4", "E4", "F4", "G4"].into_iter().fold(book, |book, cell| book.say(REMARKS, cell, ""));
    let read = good(&story, &emptied);
    let one = &read.fill_in.reports[0];
    assert_eq!(json!(one.answers)["scores"].as_array().map(Vec::len), Some(2));
    assert_eq!(one.answers.scores[1].text, "5", "the row is gone, what stood there stays");
    assert_eq!(one.cleared, ["建议", "意见第 1 条"]);
    assert!(one.answers.remarks.is_empty());
}

#[test]
fn reports_the_expert_is_recused_from_are_not_in_the_form_and_go_out_of_it() {
    let mut story = Story::opened(3, 2, &Value::Null);
    let early = Book::of(&exported(&mut story, 2)).say(SCORES, "E5", "4").say(OTHER, "E5", "4");
    story.call("session_recuse", json!({ "member": 2, "report": 1, "ground": "曾任职于项目单位" }));
    let late = Book::of(&exported(&mut story, 2));
    assert!(late.0["xl/workbook.xml"].contains("name=\"评分\""), "one report: one worksheet without a number");
    assert!(!late.0.values().any(|part| part.contains("R-1")), "nothing of the other report is in it");
    let read = good(&story, &early);
    assert_eq!((read.reports.len(), read.reports[0].0, read.fill_in.dropped.len()), (1, 2, 1));
    story.call("session_recuse", json!({ "member": 2, "report": 2, "ground": "同上" }));
    let folder = Folder::new();
    let args = json!({ "member": 2, "path": folder.join("a.xlsx") });
    assert_eq!(story.refused("fill_in_export", args), "fill_in_no_reports");
    assert!(folder.state().is_empty(), "nothing is left behind");
}

#[test]
fn a_whole_panel_gets_its_forms_or_nobody_does() {
    let mut story = Story::opened(3, 1, &Value::Null);
    story.call("session_recuse", json!({ "member": 3, "report": 1, "ground": "事由" }));
    let folder = Folder::new();
    let written = story.call("fill_ins_export", json!({ "session": 1, "folder": folder.join("填报表") }));
    let names: Vec<String> = folder
        .state()
        .keys()
        .filter(|path| path.extension().is_some())
        .map(|path| path.file_name().unwrap_or_default().to_string_lossy().into_owned())
        .collect();
    assert_eq!(
        (written.as_array().map(Vec::len), names),
        (Some(2), vec!["填报表_S-1_E01_赵一.xlsx".into(), "填报表_S-1_E02_钱二.xlsx".into()])
    );
    let blocked = folder.put("文件", "x");
    let error = story.fails("fill_ins_export", json!({ "session": 1, "folder": blocked }));
    assert_eq!(error.exit_code(), 5);
    let bad = json!({ "member": 1, "path": folder.join("a.csv") });
    assert_eq!(story.refused("fill_in_export", bad), "fill_in_ending");
    assert_eq!(story.missing("fill_in_export", json!({ "member": 9, "path": folder.join("a.xlsx") })).0, "member");
    story.verifies();
}

#[test]
fn forms_of_every_shape_are_written_and_read_back_blank_and_filled() {
    let shapes = [
        ("财政重点评价", "T-RV-SCORE"),
        ("财政重点评价", "T-IND-PROJ"),
        ("财政重点评价", "T-AGENCY"),
        ("事前绩效评估", "T-PRE-A"),
        ("绩效目标评审", "T-GOAL-REVIEW"),
        ("绩效目标评审", "T-GOAL-REVIEW-ORD"),
        ("自评抽查复核", "T-RECHECK"),
    ];
    for (kind, code) in shapes {
        let mut story = Story::opened(1, 1, &Value::Null);
        let mut session = tongping_tests::story::session("S-2");
        session["form"] = json!(code);
        session["kind"] = json!(kind);
        story.call("session_add", session);
        story.call("session_member_add", json!({ "session": 2, "expert": 1, "role": "chair" }));
        story.call("report_add", tongping_tests::story::report(2, "Q-1"));
        story.call("session_open", json!({ "session": 2 }));
        let bytes = exported(&mut story, 2);
        let read = good(&story, &Book::of(&bytes));
        assert_eq!((read.fill_in.reports.len(), read.fill_in.blank.len()), (0, 1), "{code}: a blank form is skipped");
        // Everything the workspace holds goes into the form and comes back the same.
        let view = story.call("opinion_begin", json!({ "report": 2, "member": 2 }));
        let id = view["opinion"]["id"].clone();
        for criterion in read.form.criteria() {
            let best = criterion.choices.first().map_or_else(|| "=".to_owned(), |choice| choice.name.clone());
            let text = if criterion.optional { "不适用".to_owned() } else { best };
            let args = json!({ "opinion": id, "criterion": criterion.id, "value": text, "reason": "=1+1" });
            story.call("score_set", args);
        }
        let view = story.call("opinion_show", json!({ "opinion": id }));
        let bytes = exported(&mut story, 2);
        let again = good(&story, &Book::of(&bytes));
        let answers = json!(again.fill_in.reports[0].answers);
        assert_eq!(answers["scores"], view["opinion"]["scores"], "{code}");
        assert!(answers["scores"].as_array().is_some_and(|scores| !scores.is_empty()), "{code}");
    }
}

/// The form written into a file, for an import.
fn dropped(folder: &Folder, name: &str, book: &Book) -> std::path::PathBuf {
    folder.put(name, book.bytes())
}

fn run(story: &mut Story, paths: &[std::path::PathBuf], decisions: Value) -> Value {
    let seen = story.call("import_preview", json!({ "paths": paths }));
    story.call("import_run", json!({ "paths": paths, "head": seen["head"], "decisions": decisions }))
}

#[test]
fn a_form_that_is_handed_back_is_taken_in_and_marked_as_unsigned() {
    let ((mut story, book), folder) = (filled(), Folder::new());
    let path = dropped(&folder, "赵一.xlsx", &book);
    let seen = story.call("import_preview", json!({ "paths": [path] }));
    assert_eq!((&seen["files"][0]["verdict"], &seen["taken"]), (&json!("fill_in"), &json!(1)), "{seen}");
    assert_eq!(seen["files"][0]["reports"][0]["after"], "14.50");
    assert_eq!(story.call("opinion_list", json!({ "report": 1 })), json!([]), "a preview writes nothing");
    let done = run(&mut story, std::slice::from_ref(&path), json!([]));
    assert_eq!((&done["taken"], &done["is_done"]), (&json!(1), &json!(true)), "{done}");
    let opinion = story.call("opinion_list", json!({ "report": 1 }))[0].take();
    assert_eq!((&opinion["opinion"]["state"], &opinion["signed_at"]), (&json!("signed"), &json!("2026-09-16")));
    let id = tongping_core::domain::id::OpinionId(opinion["opinion"]["id"].as_i64().expect("an id"));
    let (record, _) = tongping_core::app::opinion::record(&story.app, id).expect("a record");
    assert_eq!(record.origin, Some(tongping_core::domain::record::Origin::FillIn));
    let kept = story.call("received_list", json!({ "session": 1 }));
    assert_eq!((&kept[0]["kind"], &kept[0]["line"]), (&json!("fill_in"), &json!("填报表（未签名）")));
    // The same file again brings nothing; another content of the same expert asks.
    let again = run(&mut story, &[path], json!([]));
    assert_eq!((&again["skipped"], &again["files"][0]["verdict"]), (&json!(1), &json!("kept")));
    let other = dropped(&folder, "另一份.xlsx", &book.say(SCORES, "E5", "3"));
    let asked = run(&mut story, std::slice::from_ref(&other), json!([]));
    assert_eq!((&asked["taken"], &asked["files"][0]["asks"]), (&json!(0), &json!(["conflict"])), "{asked}");
    // A person who is to say which of them counts sees where they are apart, and nothing else.
    let apart = json!([{
        "place": "score:1.1", "label": "结构：得分", "issued": "3.5", "stored": "3.5", "incoming": "3",
        "outcome": "incoming",
    }]);
    assert_eq!(asked["files"][0]["reports"][0]["fields"], apart);
    let decision = json!([{ "sha256": asked["files"][0]["sha256"], "accept": true, "reason": "电话核对" }]);
    let taken = run(&mut story, &[other], decision);
    assert_eq!(taken["taken"], 1, "{taken}");
    let opinion = story.call("opinion_list", json!({ "report": 1 }))[0].take();
    assert_eq!((&opinion["opinion"]["version"], &opinion["total"]), (&json!(2), &json!("14.00")));
    assert_eq!(opinion["opinion"]["remarks"].as_array().map(Vec::len), Some(1), "a remark both forms have stands once");
    assert_eq!(story.call("received_rebuild", json!({}))["differences"], json!([]));
    story.verifies();
}

#[test]
fn a_form_is_derived_again_from_the_kept_file_and_whatever_was_changed_by_hand_is_found() {
    let ((mut story, book), folder) = (filled(), Folder::new());
    let path = dropped(&folder, "赵一.xlsx", &book);
    run(&mut story, &[path], json!([]));
    let view = story.call("received_rebuild", json!({}));
    assert_eq!(view, json!({ "files": 1, "opinions": 1, "differences": [] }));
    // A recusal since changes nothing of what came in.
    story.call("session_recuse", json!({ "member": 1, "report": 2, "ground": "事由" }));
    assert_eq!(story.call("received_rebuild", json!({}))["differences"], json!([]));
    let changed = |sql: &str| {
        let conn = rusqlite::Connection::open(folder.join("copy.tongping")).expect("a database");
        let names: Vec<String> = conn
            .prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
            .and_then(|mut all| all.query_map([], |row| row.get(0))?.collect())
            .expect("triggers");
        for name in names {
            conn.execute_batch(&format!("DROP TRIGGER {name}")).expect("a trigger is dropped");
        }
        assert_ne!(conn.execute(sql, []).expect("it is changed"), 0, "{sql}");
    };
    let original = folder.join("original.tongping");
    story.app.store.read(|conn| Ok(conn.execute("VACUUM INTO ?1", [original.to_string_lossy()])?)).expect("a copy");
    let texts = [
        ("UPDATE score SET text = '2' WHERE criterion = '1.1'", "得分"),
        ("UPDATE score SET points = '4' WHERE criterion = '1.1'", "计入的分数"),
        ("UPDATE signed_opinion SET content = replace(content, '3.5', '3.0')", "冻结内容"),
        ("UPDATE remark SET problem = '另一句'", "意见第 1 条"),
        ("UPDATE file_bytes SET bytes = x'00'", "整个文件"),
    ];
    for (sql, word) in texts {
        std::fs::copy(&original, folder.join("copy.tongping")).expect("a copy");
        changed(sql);
        let mut other = Story::open(&folder.join("copy.tongping"));
        let told = other.call("received_rebuild", json!({}))["differences"].to_string();
        assert!(told.contains(word), "{sql}: {told}");
        other.close();
    }
}

#[test]
fn what_is_signed_is_never_replaced_by_a_form_and_wrong_forms_are_told_whole() {
    let ((mut story, book), folder) = (filled(), Folder::new());
    let wrong = dropped(&folder, "a.xlsx", &book.clone().say(SCORES, "E5", "9").say(REMARKS, "B4", "？"));
    let told = run(&mut story, &[wrong], json!([]));
    let line = told["files"][0]["line"].as_str().expect("a line").to_owned();
    assert_eq!((&told["refused"], &told["files"][0]["verdict"]), (&json!(1), &json!("fill_in_wrong")));
    assert!(line.contains("“评分1”第 5 行第 E 列") && line.contains("“意见”第 4 行第 B 列"), "{line}");
    for name in ["a.xlsm", "a.xls", "a.et"] {
        let macros = dropped(&folder, name, &book);
        let told = run(&mut story, &[macros], json!([]));
        assert!(
            told["files"][0]["line"].as_str().is_some_and(|line| line.contains(name) && line.contains(".xlsx")),
            "{told}"
        );
    }
    let open = dropped(&folder, "b.xlsx", &book.clone().say(DECLARATION, "C12", ""));
    assert_eq!(run(&mut story, &[open], json!([]))["files"][0]["verdict"], "fill_in_open");
    let blank = exported(&mut story, 2);
    let blank = folder.put("c.xlsx", blank);
    assert_eq!(run(&mut story, &[blank], json!([]))["files"][0]["verdict"], "fill_in_blank");
    story.signed(1, 1, ["4", "6", "5"]);
    let late = dropped(&folder, "d.xlsx", &book);
    let kept = run(&mut story, &[late], json!([]));
    assert_eq!((&kept["files"][0]["verdict"], &kept["taken"]), (&json!("fill_in_nothing"), &json!(0)), "{kept}");
    assert_eq!(kept["files"][0]["reports"][0]["change"], "kept");
    assert_eq!(story.call("opinion_list", json!({ "report": 1 }))[0]["total"], "15.00");
    story.verifies();
}
