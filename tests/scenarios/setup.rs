//! Setting a session up: what is known of it and of its reports written anew, lists taken in, files attached all or none,
//! a panel drawn, locked in one write and emptied again; each step taken back.

use serde_json::{Value, json};
use std::path::Path;
use tongping_core::error::Error;
use tongping_tests::story::Story;

const LIST: &str = "编号,项目名称,项目单位,第三方机构,金额（万元）\nR-1,环卫保洁养护项目,环卫中心,甲事务所,1200\nR-2,公园绿地养护项目,绿化所,乙事务所,\"1,300.5\"\n";

fn head(no: &str) -> Value {
    json!({
        "no": no, "title": "评审", "kind": "财政重点评价", "organiser": "海晏区财政局", "office": "", "place": "",
        "starts_on": "2026年9月14日", "ends_on": "2026-9-14", "requirements": "",
    })
}

/// A session in draft with two reports of a list, and `experts` in the pool.
fn begun(folder: &Path, experts: usize) -> Story {
    let mut story = Story::scratch();
    story.call("session_add", head("A-1"));
    let path = folder.join("list.csv");
    std::fs::write(&path, LIST).expect("a list can be written");
    let list = story.call("report_list_read", json!({ "session": 1, "path": path }));
    assert_eq!(list["can_add"], true, "{list}");
    let heads: Vec<Value> = list["rows"].as_array().expect("rows").iter().map(|row| row["head"].clone()).collect();
    story.call("reports_add", json!({ "session": 1, "heads": heads }));
    for n in 1..=experts {
        let employer = if n == 1 { "甲事务所" } else { "海晏大学" };
        let kind = ["财务", "业务", "管理"][n % 3];
        story.call(
            "expert_add",
            json!({ "name": format!("专家{n}"), "kind": kind, "employer": employer, "job_title": "", "field": "" }),
        );
    }
    story
}

fn refusal(error: &Error) -> &'static str {
    match error {
        Error::Refused { code, .. } => code,
        Error::Invalid(problems) => problems.first().map_or("", |problem| problem.code),
        _ => "",
    }
}

fn any(count: u32) -> Value {
    json!([{ "kind": "", "field": "", "count": count }])
}

#[test]
fn what_is_known_of_a_session_is_written_anew_and_taken_back() {
    let mut story = Story::scratch();
    let made = story.call("session_add", head("A-1"));
    assert_eq!(
        (&made["session"]["starts_on"], &made["session"]["ends_on"]),
        (&json!("2026-09-14"), &json!("2026-09-14"))
    );
    story.call("session_add", head("A-2"));
    let mut other = head("A-9");
    other["session"] = json!(1);
    other["kind"] = json!("事前绩效评估");
    let set = story.call("session_set", other.clone());
    assert_eq!((&set["session"]["no"], &set["session"]["kind"]), (&json!("A-9"), &json!("事前绩效评估")));
    assert_ne!(set["session"]["form"], made["session"]["form"], "another kind takes its own form");
    other["no"] = json!("A-2");
    assert_eq!(refusal(&story.fails("session_set", other)), "number_taken");
    story.call("log_undo", json!({}));
    assert_eq!(story.call("session_show", json!({ "session": 1 }))["session"], made["session"]);
}

#[test]
fn a_list_of_reports_is_taken_in_whole_and_changed_while_in_draft() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut story = begun(folder.path(), 0);
    let shown = story.call("session_show", json!({ "session": 1 }));
    assert_eq!(shown["reports"][1]["amount"], "1300.5");
    // The same list again: both numbers are taken.
    let again = story.call("report_list_read", json!({ "session": 1, "path": folder.path().join("list.csv") }));
    assert_eq!((&again["can_add"], again["problems"].as_array().map(Vec::len)), (&json!(false), Some(2)));
    let mut first = shown["reports"][0].clone();
    for gone in ["id", "uid", "session", "position"] {
        first.as_object_mut().expect("a report").remove(gone);
    }
    let twice = json!({ "session": 1, "heads": [{ "no": "R-3" }, first] });
    assert!(matches!(story.fails("reports_add", twice), Error::Invalid(_)), "what is no report is refused");
    first["no"] = json!("R-2");
    first["report"] = json!(1);
    assert_eq!(refusal(&story.fails("report_set", first.clone())), "number_taken");
    first["no"] = json!("R-7");
    assert_eq!(story.call("report_set", first)["reports"][0]["no"], "R-7");
    let left = story.call("report_remove", json!({ "report": 1 }));
    assert_eq!((&left["reports"][0]["no"], &left["reports"][0]["position"]), (&json!("R-2"), &json!(1)));
    story.call("log_undo", json!({}));
    let back = story.call("session_show", json!({ "session": 1 }));
    let order: Vec<_> = back["reports"].as_array().expect("reports").iter().map(|one| &one["no"]).collect();
    assert_eq!(order, [&json!("R-7"), &json!("R-2")]);
}

#[test]
fn files_find_their_reports_and_are_attached_all_or_none() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut story = begun(folder.path(), 0);
    let write = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).expect("a file can be written");
        path
    };
    let one = write("R-1 报告.pdf", b"one");
    let two = write("公园绿地养护项目绩效评价报告.pdf", b"two");
    let three = write("通知.pdf", b"three");
    let found = story.call("attachments_match", json!({ "session": 1, "paths": [one, two, three, folder.path()] }));
    let reports: Vec<_> = found.as_array().expect("a list").iter().map(|file| file["report"].clone()).collect();
    assert_eq!(reports[..3], [json!(1), json!(2), Value::Null]);
    assert!(found[3]["trouble"].as_str().is_some_and(|words| !words.is_empty()), "a folder is no file");
    let attached = |story: &mut Story, report: i64| {
        story.call("report_show", json!({ "report": report }))["attachments"].as_array().map_or(0, Vec::len)
    };
    // The last one has a name that is taken by then: nothing is attached.
    let files = json!([{ "report": 1, "path": one }, { "report": 2, "path": two }, { "report": 1, "path": one }]);
    assert_eq!(refusal(&story.fails("reports_attach", json!({ "session": 1, "files": files }))), "file_name_taken");
    assert_eq!(attached(&mut story, 1), 0);
    let files = json!([{ "report": 1, "path": one }, { "report": 2, "path": two }]);
    let reply = story.reply("reports_attach", json!({ "session": 1, "files": files }));
    assert_eq!(reply["undo"], Value::Null);
    assert_eq!((attached(&mut story, 1), attached(&mut story, 2)), (1, 1));
    story.call("attachment_remove", json!({ "report": 1, "name": "R-1 报告.pdf" }));
    assert_eq!(attached(&mut story, 1), 0);
    story.call("log_undo", json!({}));
    assert_eq!(attached(&mut story, 1), 1);
    story.call("log_verify", json!({}));
}

#[test]
fn a_draw_is_repeated_by_its_seed_and_locked_in_one_write() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut story = begun(folder.path(), 9);
    let draw = |story: &mut Story, seed: Value| {
        story.call(
            "panel_draw",
            json!({ "session": 1, "quotas": any(3), "left_out": [{ "expert": 9, "reason": "出国" }], "seed": seed }),
        )
    };
    let drawn = draw(&mut story, Value::Null);
    assert_eq!(draw(&mut story, drawn["seed"].clone()), drawn);
    assert_eq!(drawn["candidates"].as_array().map(Vec::len), Some(8));
    assert_eq!(drawn["excluded"], json!([{ "expert": 9, "name": "专家9", "ground": "出国" }]));
    let ids = |list: &str| {
        drawn[list]
            .as_array()
            .expect("picks")
            .iter()
            .map(|pick| pick["expert"].as_i64().expect("an id"))
            .collect::<Vec<_>>()
    };
    let (selected, reserves) = (ids("selected"), ids("reserves"));
    assert_eq!((selected.len(), reserves.len()), (3, 3));

    let record = json!({
        "quotas": any(3), "left_out": [{ "expert": 9, "reason": "出国" }], "seed": drawn["seed"],
        "pool_sha256": drawn["pool_sha256"], "absent": [], "witness": "王某",
    });
    let seats = [selected[0], selected[1], reserves[0]];
    let mut lock = json!({
        "session": 1, "seats": seats, "chair": selected[1], "draw": record,
        "recusals": [{ "expert": selected[0], "report": 1, "ground": "曾参与论证" }],
    });
    assert_eq!(refusal(&story.fails("panel_lock", lock.clone())), "absent_without_reason");
    lock["draw"]["absent"] = json!([{ "expert": selected[2], "reason": "请假" }]);
    let locked = story.call("panel_lock", lock.clone());
    let members = locked["members"].as_array().expect("members");
    assert_eq!(members.iter().map(|one| one["expert"].clone()).collect::<Vec<_>>(), seats.map(Value::from));
    assert_eq!(members[1]["role"], "chair");
    assert_eq!(locked["recusals"][0]["ground"], "曾参与论证");
    let line = story.call("panel_show", json!({ "session": 1 }))["draws"][0].clone();
    assert_eq!((&line["seed"], &line["witness"], &line["candidates"]), (&drawn["seed"], &json!("王某"), &json!(8)));
    assert_eq!(refusal(&story.fails("panel_lock", lock.clone())), "panel_seated");

    // Emptied, the record of the draw stays; the pool has grown since, so the old draw no longer stands.
    let emptied = story.call("panel_clear", json!({ "session": 1 }));
    assert_eq!(
        (emptied["members"].as_array().map(Vec::len), emptied["recusals"].as_array().map(Vec::len)),
        (Some(0), Some(0))
    );
    assert_eq!(story.call("panel_show", json!({ "session": 1 }))["draws"].as_array().map(Vec::len), Some(1));
    story.call("expert_add", json!({ "name": "后来的", "kind": "业务", "employer": "", "job_title": "", "field": "" }));
    assert_eq!(refusal(&story.fails("panel_lock", lock)), "pool_changed");
}

#[test]
fn a_conflict_with_one_report_is_a_recusal_and_with_all_of_them_keeps_an_expert_away() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut story = begun(folder.path(), 3);
    story.call(
        "expert_add",
        json!({ "name": "两边都在", "kind": "业务", "employer": "", "job_title": "", "field": "", "avoid_units": ["环卫中心", "绿化所"] }),
    );
    let pool = story.call("panel_show", json!({ "session": 1 }));
    assert_eq!(pool["usual"], 5);
    assert_eq!(
        pool["experts"][0]["conflicts"],
        json!([{ "report": 1, "ground": "工作单位“甲事务所”与评价机构“甲事务所”相符" }])
    );
    assert_eq!(pool["experts"][3]["conflicts"].as_array().map(Vec::len), Some(2));
    let drawn = story.call("panel_draw", json!({ "session": 1, "quotas": any(4) }));
    assert_eq!(drawn["excluded"][0]["name"], "两边都在");
    assert_eq!(drawn["selected"].as_array().map(Vec::len), Some(3));
    assert!(drawn["warnings"].to_string().contains("还缺 1 人"), "{drawn}");
    let none = json!({ "session": 1, "quotas": [{ "kind": "人大代表", "field": "", "count": 1 }] });
    assert_eq!(refusal(&story.fails("panel_draw", none)), "nobody_to_draw");
    for quotas in [json!([]), any(0), any(1000)] {
        assert_eq!(refusal(&story.fails("panel_draw", json!({ "session": 1, "quotas": quotas }))), "draw_count_unfit");
    }
    let seed = json!({ "session": 1, "quotas": any(1), "seed": "xyz" });
    assert_eq!(refusal(&story.fails("panel_draw", seed)), "seed_unreadable");
}

#[test]
fn a_panel_chosen_by_hand_must_be_able_to_sit() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut story = begun(folder.path(), 3);
    let lock = |seats: Value, chair: i64, recusals: Value| json!({ "session": 1, "seats": seats, "chair": chair, "recusals": recusals, "draw": null });
    let recused = |expert: i64| json!({ "expert": expert, "report": 1, "ground": "同单位" });
    for (args, code) in [
        (lock(json!([]), 0, json!([])), "panel_empty"),
        (lock(json!([1, 1]), 1, json!([])), "panel_twice"),
        (lock(json!([1, 2]), 3, json!([])), "panel_without_chair"),
        (lock(json!([1, 2]), 1, json!([recused(1), recused(2)])), "report_without_experts"),
    ] {
        assert_eq!(refusal(&story.fails("panel_lock", args)), code);
    }
    story.call("panel_lock", lock(json!([3, 1]), 3, json!([recused(1)])));
    story.call("session_open", json!({ "session": 1 }));
    let lines = story.call("session_lines", json!({}));
    assert_eq!((&lines[0]["experts"], &lines[0]["expected"], &lines[0]["signed"]), (&json!(2), &json!(3), &json!(0)));
    for (name, args) in [
        ("panel_clear", json!({ "session": 1 })),
        ("report_remove", json!({ "report": 1 })),
        ("panel_draw", json!({ "session": 1, "quotas": any(1) })),
    ] {
        assert_eq!(refusal(&story.fails(name, args)), "session_not_draft");
    }
}
