//! 代录: both typings must agree, the paper must be right and the scan whole; then it stands as signed on paper.

use serde_json::{Value, json};
use tongping_core::app;
use tongping_core::domain::id::OpinionId;
use tongping_core::domain::record::Origin;
use tongping_core::error::Error;
use tongping_core::locale;
use tongping_tests::files::Folder;
use tongping_tests::story::Story;

fn typed() -> Value {
    json!({
        "scores": [
            { "criterion": "1.1", "text": "3.5", "reason": "缺少附件" },
            { "criterion": "1.2", "text": "6", "reason": "" },
            { "criterion": "2.1", "text": "5", "reason": "" },
        ],
        "veto": [], "conclusion": "修改后通过", "merits": "成效较好", "budget_advice": "", "declared": true,
        "remarks": [{
            "no": 1, "place": "四", "page": "P3", "criterion": "", "problem": "数据不一致", "suggestion": "核对",
            "nature": "必须修改",
        }],
    })
}

const PDF: &[u8] = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\nxref\nstartxref\n9\n%%EOF\n";

fn args(folder: &Folder, first: &Value, second: &Value) -> Value {
    let scan = folder.put("扫描件.pdf", PDF);
    json!({ "report": 1, "member": 1, "first": first, "second": second, "signed_on": "2026-09-13", "scan": scan })
}

#[test]
fn two_equal_typings_stand_as_signed_on_paper_with_their_scan() {
    let (mut story, folder) = (Story::opened(3, 2, &Value::Null), Folder::new());
    let mut second = typed();
    // What the window would keep alike is alike.
    second["scores"][0]["text"] = json!("-0.5");
    second["scores"][1]["text"] = json!("６");
    second["merits"] = json!("成效较好 \r\n");
    let view = story.call("paper_entry", args(&folder, &typed(), &second));
    assert_eq!((&view["opinion"]["state"], &view["total"]), (&json!("signed"), &json!("14.50")));
    assert_eq!(view["signed_at"], "2026-09-13");
    let (record, _) = app::opinion::record(&story.app, OpinionId(1)).expect("a record");
    assert_eq!((record.origin, record.signature), (Some(Origin::Paper), None));
    let kept = |story: &Story| {
        let sql = "SELECT kind, state, name, (SELECT count(*) FROM received_opinion) FROM received";
        story.app.store.read(|conn| {
            let row = |row: &rusqlite::Row<'_>| {
                Ok((
                    row.get::<_, String>(0)?,
                    row.get::<_, String>(1)?,
                    row.get::<_, String>(2)?,
                    row.get::<_, i64>(3)?,
                ))
            };
            Ok(conn.prepare(sql)?.query_map([], row)?.collect::<rusqlite::Result<Vec<_>>>()?)
        })
    };
    let scan = ("paper".to_owned(), "accepted".to_owned(), "扫描件.pdf".to_owned());
    assert_eq!(kept(&story).expect("rows"), [(scan.0.clone(), scan.1.clone(), scan.2.clone(), 1)]);
    // One scan with the papers on two reports is one file.
    let mut other = args(&folder, &typed(), &typed());
    other["report"] = json!(2);
    story.call("paper_entry", other.clone());
    assert_eq!(kept(&story).expect("rows"), [(scan.0, scan.1, scan.2, 2)]);
    assert_eq!(story.refused("paper_entry", other.clone()), "paper_signed_already");
    other["member"] = json!(2);
    assert_eq!(story.refused("paper_entry", other), "paper_scan_taken");
    story.verifies();
    assert_eq!(story.refused("log_undo", Value::Null), "undo_not_possible");
}

#[test]
fn every_place_that_differs_is_told_with_both_values() {
    let (mut story, folder) = (Story::opened(3, 1, &Value::Null), Folder::new());
    let mut second = typed();
    second["scores"][0]["text"] = json!("3");
    second["scores"][0]["reason"] = json!("缺少目录");
    second["scores"][2] = json!({ "criterion": "2.1", "text": "", "reason": "" });
    second["conclusion"] = json!("通过");
    second["declared"] = json!(false);
    second["veto"] = json!(["虚构数据"]);
    second["remarks"][0]["page"] = json!("P4");
    second["merits"] = json!("");
    let error = story.fails("paper_entry", args(&folder, &typed(), &second));
    let Error::Invalid(problems) = &error else { unreachable!("{error:?}") };
    let differ = problems.iter().filter(|problem| problem.code.ends_with("_differs")).count();
    assert_eq!(differ, 8, "{}", locale::sentence(&error));
    let told = locale::sentence(&error);
    for words in [
        "第一次“3.5”，第二次“3”",
        "“缺少附件”，第二次“缺少目录”",
        "第一次“5”，第二次“”",
        "“修改后通过”，第二次“通过”",
        "第一次“是”，第二次“否”",
    ] {
        assert!(told.contains(words), "{words} in {told}");
    }
    let mut long = (typed(), typed());
    long.0["merits"] = json!(["长".repeat(500).as_str(), "甲"].concat());
    long.1["merits"] = json!(["长".repeat(500).as_str(), "乙"].concat());
    let told = locale::sentence(&story.fails("paper_entry", args(&folder, &long.0, &long.1)));
    assert!(told.contains("长甲”") && told.contains("长乙”"), "{told}");
}

#[test]
fn a_paper_is_held_to_the_rules_of_a_signature() {
    let (mut story, folder) = (Story::opened(3, 1, &Value::Null), Folder::new());
    let mut open = typed();
    open["scores"][1]["text"] = json!("");
    open["scores"][0]["text"] = json!("9");
    open["declared"] = json!(false);
    let codes = story.invalid("paper_entry", args(&folder, &open, &open));
    assert_eq!(codes, ["score_above_max", "score_unscored", "opinion_not_declared"]);
    let mut bad = args(&folder, &typed(), &typed());
    for (day, code) in [("13.9.2026", "paper_date"), ("", "paper_date"), ("2026-09-15", "paper_date_to_come")] {
        bad["signed_on"] = json!(day);
        assert_eq!(story.invalid("paper_entry", bad.clone()), [code], "{day}");
    }
    story.call("session_recuse", json!({ "member": 1, "report": 1, "ground": "事由" }));
    assert_eq!(story.refused("paper_entry", args(&folder, &typed(), &typed())), "member_recused");
}

#[test]
fn a_scan_is_what_it_says_or_refused() {
    let (mut story, folder) = (Story::opened(3, 1, &Value::Null), Folder::new());
    let png = tongping_tests::pictures::png();
    let cases: [(&str, Vec<u8>, &str); 7] = [
        ("a.pdf", b"hello".to_vec(), "paper_scan_unknown"),
        ("a.png", PDF.to_vec(), "paper_scan_misnamed"),
        ("b.pdf", PDF[..20].to_vec(), "paper_scan_damaged"),
        ("b.png", png[..png.len() - 20].to_vec(), "paper_scan_damaged"),
        ("b.jpg", vec![0xff, 0xd8, 0xff, 0xe0, 0, 0, 0], "paper_scan_damaged"),
        ("c.jpg", png.clone(), "paper_scan_misnamed"),
        ("d.pdf", [PDF, &vec![b' '; 20 * 1024 * 1024]].concat(), "paper_scan_too_large"),
    ];
    let mut given = args(&folder, &typed(), &typed());
    for (name, bytes, code) in cases {
        given["scan"] = json!(folder.put(name, bytes));
        assert_eq!(story.invalid("paper_entry", given.clone()), [code], "{name}");
    }
    given["scan"] = json!(folder.join("nothing.pdf"));
    assert_eq!(story.fails("paper_entry", given.clone()).exit_code(), 5);
    given["scan"] = json!(folder.put("e.png", png));
    story.call("paper_entry", given);
}

#[test]
fn one_typing_is_read_as_the_window_reads_it_and_nothing_is_kept() {
    let mut story = Story::opened(3, 1, &Value::Null);
    let before = story.app.store.head().expect("a head");
    let mut answers = typed();
    answers["scores"][0]["text"] = json!("=");
    answers["scores"][1]["text"] = json!("七");
    let view = story.call("paper_entry_check", json!({ "report": 1, "member": 1, "answers": answers }));
    assert_eq!((&view["opinion"]["scores"][0]["text"], &view["total"]), (&json!("4"), &json!("9.00")));
    assert_eq!(view["problems"][0]["code"], "number_not_digits");
    assert_eq!(story.app.store.head().expect("a head"), before);
    assert_eq!(story.call("opinion_list", json!({ "report": 1 })), json!([]));
}
