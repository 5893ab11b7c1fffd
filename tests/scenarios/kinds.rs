//! Kinds of sessions from an empty workspace to a final sheet, what a kind decides and what stays as it was when the
//! session was added, and the head fields a form asks for.

use serde_json::{Value, json};
use tongping_core::app;
use tongping_core::domain::form::{Criterion, Form};
use tongping_core::domain::id::{OpinionId, SheetId};
use tongping_core::form_file;
use tongping_core::kind_file;
use tongping_tests::story::{NAMES, Story, expert, report, session};

/// Arguments of a session of a kind on its default form, or on `form`.
fn of_kind(no: &str, kind: &str, form: Option<&str>) -> Value {
    let mut args = session(no);
    args["kind"] = json!(kind);
    args["form"] = form.map_or(Value::Null, |form| json!(form));
    args
}

/// What an expert types for a criterion: its first choice, or full points; the second expert is a little stricter where
/// the matter is not an objective one.
fn typed(form: &Form, criterion: &Criterion, strict: bool) -> String {
    let strict = strict && !criterion.objective;
    if let Some(choice) = criterion.choices.get(usize::from(strict)).or(criterion.choices.first()) {
        return choice.name.clone();
    }
    if strict && criterion.optional {
        return "不适用".into();
    }
    if strict && !criterion.deductions.is_empty() {
        let counts = vec!["1"; criterion.deductions.len()];
        return format!("×{}", counts.join("、"));
    }
    let less = criterion.max.value() - form.step_of(criterion).value();
    if strict { less.to_string() } else { criterion.max.to_string() }
}

/// A session with a panel of three and one report, opened; answers its form.
fn opened(story: &mut Story, kind: &str, form: Option<&str>) -> Form {
    let view = story.call("session_add", of_kind("S-1", kind, form));
    assert_eq!(view["session"]["kind"], kind);
    for (i, name) in NAMES.iter().take(3).enumerate() {
        let expert = story.call("expert_add", expert(name));
        let role = if i == 0 { "chair" } else { "member" };
        story.call("session_member_add", json!({ "session": 1, "expert": expert["id"], "role": role }));
    }
    story.call("report_add", report(1, "R-1"));
    story.call("session_open", json!({ "session": 1 }));
    let rows = story.call("form_list", json!({}));
    let id = &view["session"]["form"];
    let row = rows.as_array().expect("a list").iter().find(|row| row["id"] == *id).expect("the form of the session");
    form_file::built_in(row["code"].as_str().expect("a code")).expect("a built-in form")
}

/// Every head field of a form, filled in for report 1.
fn fill_fields(story: &mut Story, form: &Form) {
    for field in &form.fields {
        let value = match field.kind {
            tongping_core::domain::form::FieldKind::Text => "某局",
            tongping_core::domain::form::FieldKind::Date => "2026-09-16",
            tongping_core::domain::form::FieldKind::Money => "1234.5",
            tongping_core::domain::form::FieldKind::Choice => field.choices[0].as_str(),
        };
        story.call("report_field_set", json!({ "report": 1, "field": field.id, "value": value }));
    }
}

/// The signed opinion of a member, on the form's own scale.
fn signed(story: &mut Story, form: &Form, member: i64, conclusion: &str) -> i64 {
    let view = story.call("opinion_begin", json!({ "report": 1, "member": member }));
    let id = view["opinion"]["id"].as_i64().expect("an id");
    for criterion in form.criteria() {
        let value = typed(form, criterion, member == 2);
        let args = json!({ "opinion": id, "criterion": criterion.id, "value": value, "reason": "见报告第3页" });
        story.call("score_set", args);
    }
    let remark = json!({ "opinion": id, "problem": "数据不一致", "suggestion": "请核对", "nature": "建议修改" });
    story.call("remark_add", remark);
    story.call("opinion_set", json!({ "opinion": id, "conclusion": conclusion, "declared": true }));
    story.call("opinion_sign", json!({ "opinion": id }));
    id
}

/// A final sheet on report 1; answers its id.
fn finished(story: &mut Story, form: &Form, conclusion: &str) -> i64 {
    let opinions: Vec<i64> = (1..=3).map(|member| signed(story, form, member, conclusion)).collect();
    let sheet = story.composed(1, &opinions);
    let head = json!({ "sheet": sheet, "conclusion": conclusion, "conclusion_reason": "专家组讨论决定" });
    story.call("sheet_set", head);
    let view = story.call("sheet_finalise", json!({ "sheet": sheet }));
    assert_eq!(view["sheet"]["state"], "final");
    sheet
}

#[test]
fn every_kind_goes_from_empty_to_a_final_sheet_with_every_form_that_fits() {
    for kind in kind_file::built_in().expect("the kinds") {
        let first = std::iter::once(None);
        // The default form is left out once, so that the kind must name it.
        for form in
            first.chain(kind.forms.iter().map(|form| Some(form.code.as_str())).filter(|code| *code != Some(&kind.form)))
        {
            let mut story = Story::scratch();
            let own = opened(&mut story, &kind.name, form);
            assert_eq!(own.id, form.unwrap_or(&kind.form));
            fill_fields(&mut story, &own);
            let laid = own.clone().with_conclusions(&kind.conclusions);
            let conclusion = laid.open_conclusions().next().map_or(String::new(), |one| one.name.clone());
            let sheet = finished(&mut story, &own, &conclusion);
            let rules = kind.rules_for(&own.id);
            let (record, _) = app::sheet::record(&story.app, SheetId(sheet)).expect("a record");
            assert_eq!(record.titles, Some(rules.titles.clone().into()), "{} {}", kind.name, own.id);
            assert_eq!(record.conclusions, kind.conclusions);
            assert_eq!(record.fields.len(), own.fields.len());
            assert_eq!(record.form.sha256, form_file::sha256(&own), "the issued form, whatever is laid over it");
            assert_eq!(record.tally.total.is_none(), own.unscored);
            let (opinion, _) = app::opinion::record(&story.app, OpinionId(1)).expect("a record");
            assert_eq!((opinion.titles, opinion.fields), (record.titles, record.fields));
            if form.is_none() {
                assert!(!app::export::sheet_pdf(&mut story.app, SheetId(sheet)).expect("a paper").0.is_empty());
                assert!(!app::export::opinion_pdf(&mut story.app, OpinionId(1)).expect("a paper").0.is_empty());
            }
            story.verifies();
        }
    }
}

#[test]
fn an_unknown_kind_lists_the_known_and_another_name_is_understood() {
    let mut story = Story::scratch();
    let error = story.fails("session_add", of_kind("S-1", "财政评价", None));
    let sentence = tongping_core::locale::sentence(&error);
    assert!(sentence.contains("财政评价") && sentence.contains("自评抽查复核"), "{sentence}");
    assert_eq!(story.invalid("session_add", of_kind("", "财政评价", None)), ["text_empty", "kind_unknown"]);
    let view = story.call("session_add", of_kind("S-1", "政策评价", None));
    assert_eq!(view["session"]["kind"], "政策");
}

#[test]
fn a_form_that_does_not_fit_is_refused_with_those_that_do_and_an_own_form_fits_everywhere() {
    let mut story = Story::scratch();
    let error = story.fails("session_add", of_kind("S-1", "事前绩效评估", Some("T-RV-SCORE")));
    let sentence = tongping_core::locale::sentence(&error);
    assert!(sentence.contains("T-PRE-A、T-PRE-A-POLICY、T-PRE-B"), "{sentence}");
    assert_eq!(story.missing("session_add", of_kind("S-1", "政策", Some("T-NONE"))), ("form", "T-NONE".to_owned()));
    story.call("form_import", json!({ "json": tongping_tests::story::form(&Value::Null).to_string() }));
    story.call("session_add", of_kind("S-1", "事前绩效评估", Some("T-STORY")));
}

#[test]
fn a_workspace_that_lacks_a_form_of_the_program_gets_it_with_the_session() {
    let mut story = Story::scratch();
    let remove = |tx: &rusqlite::Transaction<'_>| Ok(tx.execute("DELETE FROM form WHERE code LIKE 'T-PRE-%'", [])?);
    let stamp = tongping_core::store::WriteOp::new("form_import", "older", &story.app.world.stamp());
    story.app.store.write(&stamp, remove).expect("an older workspace");
    assert_eq!(story.call("form_list", json!({})).as_array().map(Vec::len), Some(form_file::BUILT_IN.len() - 3));
    let reply = story.reply("session_add", of_kind("S-1", "事前绩效评估", None));
    let touched: Vec<&str> = reply["touched"].as_array().expect("tables").iter().filter_map(Value::as_str).collect();
    assert!(touched.contains(&"form") && touched.contains(&"session"), "{touched:?}");
    assert_eq!(story.call("form_show", json!({ "code": "T-PRE-A" }))["problems"], json!([]));
    story.call("log_undo", json!({}));
    assert_eq!(story.missing("form_show", json!({ "code": "T-PRE-A" })).0, "form", "one write, taken back as one");
    story.verifies();
}

#[test]
fn a_session_keeps_the_rules_of_its_kind_as_they_were() {
    let mut story = Story::scratch();
    story.call("session_add", of_kind("S-1", "财政重点评价", None));
    let kept = |story: &Story| -> String {
        let read = |conn: &rusqlite::Connection| {
            Ok(conn.query_row("SELECT rules FROM session WHERE id = 1", [], |row| row.get(0))?)
        };
        story.app.store.read(read).expect("the rules")
    };
    let rules: Value = serde_json::from_str(&kept(&story)).expect("JSON");
    assert_eq!(
        (&rules["kind"], &rules["titles"]["sheet"]),
        (&json!("财政重点评价"), &json!("{organiser}\n专家组统一评审意见表"))
    );
    // As if the kind had been another when the session was added: thresholds of its own, other titles.
    let mut other = rules;
    other["titles"]["opinion"] = json!("往年的意见表");
    other["conclusions"] = json!([
        { "name": "合格", "from": "70", "hidden": false, "requires": [{ "of": [], "share": "0.6" }] },
        { "name": "不合格", "from": "0", "hidden": false, "requires": [] },
    ]);
    let text = other.to_string();
    let change = |tx: &rusqlite::Transaction<'_>| Ok(tx.execute("UPDATE session SET rules = ?1", [&text])?);
    let stamp = tongping_core::store::WriteOp::new("session_add", "older", &story.app.world.stamp());
    story.app.store.write(&stamp, change).expect("an older session");
    for (i, name) in NAMES.iter().take(3).enumerate() {
        let expert = story.call("expert_add", expert(name));
        let role = if i == 0 { "chair" } else { "member" };
        story.call("session_member_add", json!({ "session": 1, "expert": expert["id"], "role": role }));
    }
    story.call("report_add", report(1, "R-1"));
    story.call("session_open", json!({ "session": 1 }));
    let form = form_file::built_in("T-RV-SCORE").expect("the form");
    let first = signed(&mut story, &form, 1, "合格");
    let view = story.call("opinion_show", json!({ "opinion": first }));
    assert_eq!(view["suggested"], "合格", "suggested by the thresholds that are kept");
    let others = [signed(&mut story, &form, 2, "合格"), signed(&mut story, &form, 3, "合格")];
    let sheet = story.composed(1, &[first, others[0], others[1]]);
    assert_eq!(
        story.invalid("sheet_finalise", json!({ "sheet": sheet })),
        ["conclusion_unknown"],
        "修改后通过 is the form's"
    );
    story.call("sheet_set", json!({ "sheet": sheet, "conclusion": "合格", "conclusion_reason": "" }));
    let view = story.call("sheet_finalise", json!({ "sheet": sheet }));
    assert_eq!(view["suggested"], "合格");
    let (record, hash) = app::sheet::record(&story.app, SheetId(sheet)).expect("a record");
    assert_eq!(record.titles.as_ref().map(|titles| titles.opinion.as_str()), Some("往年的意见表"));
    assert_eq!(record.conclusions.len(), 2);
    assert_eq!(hash.map(|hash| hash.len()), Some(64));
}

#[test]
fn a_session_older_than_kinds_has_the_conclusions_of_its_form() {
    let mut story = Story::opened(1, 1, &Value::Null);
    let clear = |tx: &rusqlite::Transaction<'_>| Ok(tx.execute("UPDATE session SET rules = ''", [])?);
    let stamp = tongping_core::store::WriteOp::new("session_add", "older", &story.app.world.stamp());
    story.app.store.write(&stamp, clear).expect("an older session");
    let id = story.signed(1, 1, ["4", "6", "5"]);
    let (record, _) = app::opinion::record(&story.app, OpinionId(id)).expect("a record");
    assert_eq!((record.titles, record.fields, record.conclusions), (None, Vec::new(), Vec::new()));
}

#[test]
fn a_record_that_is_older_than_kinds_reads_back() {
    let mut story = Story::opened(1, 1, &Value::Null);
    let id = story.signed(1, 1, ["4", "6", "5"]);
    let (record, _) = app::opinion::record(&story.app, OpinionId(id)).expect("a record");
    let mut older = json!(record);
    for later in ["titles", "fields", "conclusions"] {
        older.as_object_mut().expect("an object").remove(later);
    }
    let read: tongping_core::domain::record::OpinionRecord = serde_json::from_value(older).expect("it reads back");
    assert_eq!((read.titles, read.scores), (None, record.scores));
}

#[test]
fn a_required_head_field_warns_when_the_session_opens_and_blocks_the_final_sheet() {
    let mut story = Story::scratch();
    let form = opened(&mut story, "自评抽查复核", Some("T-SELF-A"));
    let view = story.call("session_show", json!({ "session": 1 }));
    let missing: Vec<(&Value, &Value)> =
        view["problems"].as_array().expect("problems").iter().map(|one| (&one["code"], &one["severity"])).collect();
    assert_eq!(missing, [(&json!("head_field_missing"), &json!("warning")); 3]);
    let opinions: Vec<i64> = (1..=3).map(|member| signed(&mut story, &form, member, "一致")).collect();
    let sheet = story.composed(1, &opinions);
    story.call("sheet_set", json!({ "sheet": sheet, "conclusion": "一致", "conclusion_reason": "" }));
    let codes = story.invalid("sheet_finalise", json!({ "sheet": sheet }));
    assert_eq!(codes, ["head_field_missing"; 3], "and no reason is asked for where points never suggest a conclusion");
    for (field, value) in [("全年预算数", "100"), ("budget_start", "90.5"), ("spent", "88.25"), ("department", "某局")]
    {
        story.call("report_field_set", json!({ "report": 1, "field": field, "value": value }));
    }
    story.call("sheet_finalise", json!({ "sheet": sheet }));
    let (record, _) = app::sheet::record(&story.app, SheetId(sheet)).expect("a record");
    let fields: Vec<(&str, &str)> =
        record.fields.iter().map(|field| (field.name.as_str(), field.value.as_str())).collect();
    let expected = [
        ("主管部门", "某局"),
        ("实施单位", ""),
        ("年初预算数", "90.50万元"),
        ("全年预算数", "100.00万元"),
        ("全年执行数", "88.25万元"),
    ];
    assert_eq!(fields, expected);
    let change = json!({ "report": 1, "field": "spent", "value": "1" });
    assert_eq!(story.refused("report_field_set", change), "report_finalised");
    story.verifies();
}

#[test]
fn a_head_field_takes_what_fits_its_kind_and_can_be_taken_back() {
    let mut story = Story::scratch();
    let mut own = tongping_tests::story::form(&Value::Null);
    own["fields"] = json!([
        { "id": "day", "name": "评审日期", "kind": "date", "required": true },
        { "id": "sum", "name": "申报金额", "kind": "money" },
        { "id": "sort", "name": "项目类别", "kind": "choice", "choices": ["新增项目", "延续项目"] },
        { "id": "code", "name": "主管部门代码" },
    ]);
    story.call("form_import", json!({ "json": own.to_string() }));
    story.call("session_add", session("S-1"));
    story.call("report_add", report(1, "R-1"));
    let set = |field: &str, value: &str| json!({ "report": 1, "field": field, "value": value });
    for (field, value, printed) in [
        ("day", " 2026-09-16 ", "2026年9月16日"),
        ("申报金额", "１２３４．５", "1234.50万元"),
        ("sort", "延续项目", "延续项目"),
        ("code", "301", "301"),
    ] {
        let view = story.call("report_field_set", set(field, value));
        let one = view["fields"]
            .as_array()
            .expect("fields")
            .iter()
            .find(|one| one["field"]["id"] == field || one["field"]["name"] == field);
        assert_eq!(one.expect("the field")["printed"], printed);
    }
    for (field, value, code) in [
        ("day", "2026-02-30", "date_unreadable"),
        ("sum", "1.234", "money_too_fine"),
        ("sum", "-1", "number_negative"),
        ("sum", "很多", "number_not_digits"),
        ("sort", "其他", "head_field_not_a_choice"),
        ("code", "一\n二", "head_field_not_a_line"),
        ("colour", "红", "head_field_unknown"),
    ] {
        assert_eq!(story.invalid("report_field_set", set(field, value)), [code], "{field} {value}");
    }
    assert_eq!(story.invalid("report_field_set", set("code", &"长".repeat(501))), ["text_too_long"]);
    assert_eq!(story.missing("report_field_set", json!({ "report": 9, "field": "day", "value": "" })).0, "report");
    let view = story.call("report_field_set", set("day", "  "));
    assert_eq!((&view["fields"][0]["text"], &view["fields"][0]["printed"]), (&json!(""), &json!("")));
    story.call("log_undo", json!({}));
    assert_eq!(story.call("report_show", json!({ "report": 1 }))["fields"][0]["text"], "2026-09-16");
    story.verifies();
}

#[test]
fn an_ordinary_target_review_counts_nothing_and_ends_with_the_conclusion_of_the_panel() {
    let mut story = Story::scratch();
    let form = opened(&mut story, "绩效目标评审", Some("T-GOAL-REVIEW-ORD"));
    let conclusion = "修改完善后重新报送审核";
    let opinions: Vec<i64> = (1..=3).map(|member| signed(&mut story, &form, member, conclusion)).collect();
    let sheet = story.composed(1, &opinions);
    story.call("sheet_set", json!({ "sheet": sheet, "conclusion": "", "conclusion_reason": "" }));
    assert_eq!(story.invalid("sheet_finalise", json!({ "sheet": sheet })), ["conclusion_missing"]);
    story.call("sheet_set", json!({ "sheet": sheet, "conclusion": conclusion }));
    let view = story.call("sheet_finalise", json!({ "sheet": sheet }));
    let told = [&view["tally"]["total"], &view["tally"]["grade"], &view["suggested"]];
    assert_eq!(told, [&Value::Null; 3]);
    assert_eq!(view["tally"]["criteria"][0]["marks"], json!(["优", "良", "优"]));
}

#[test]
fn a_weak_dimension_bars_support_and_a_weak_necessity_or_funding_rejects() {
    let form = form_file::built_in("T-PRE-A").expect("the form");
    // Which criteria get 差 (2 of 5), and what is suggested.
    let table: [(&[&str], &str); 5] = [
        (&[], "予以支持"),
        (&["2.1"], "予以支持"),
        (&["2.1", "2.2", "2.3"], "调整完善后予以支持"),
        (&["1.1", "1.2", "1.3"], "不予支持"),
        (&["5.1", "5.2", "5.3"], "不予支持"),
    ];
    for (weak, suggested) in table {
        let mut story = Story::scratch();
        opened(&mut story, "事前绩效评估", None);
        let id = story.call("opinion_begin", json!({ "report": 1, "member": 1 }))["opinion"]["id"].clone();
        let mut view = Value::Null;
        for criterion in form.criteria() {
            let value = if weak.contains(&criterion.id.as_str()) { "差" } else { "优" };
            view = story.call(
                "score_set",
                json!({ "opinion": id, "criterion": criterion.id, "value": value, "reason": "依据不足" }),
            );
        }
        assert_eq!(view["suggested"], suggested, "{weak:?}");
    }
}
