//! Papers of any form: the blank form to print and an expert's opinion, for every built-in form and for invented ones —
//! three levels with weights, counted deductions, ranges, no points at all, sixty criteria with long guides. Real PDF
//! tools accept them and give every word and number back.

// Helpers of tests fail like tests.
#![allow(clippy::unwrap_used, clippy::panic)]

use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::Command;
use tongping_core::domain::dispute::Ground;
use tongping_core::domain::exact::Exact;
use tongping_core::domain::form::{Form, Rule, Weight};
use tongping_core::domain::number::Points;
use tongping_core::domain::problem::blocks;
use tongping_core::domain::record::{
    AgreedRecord, CorrectionRecord, FieldRecord, OpinionRecord, SheetRecord, TitlesRecord,
};
use tongping_core::{documents, form_file};
use tongping_tests::files::Folder;
use tongping_tests::story::{Story, expert, report, session};
use tongping_tests::{root, run};

/// The invented forms as files, and the one that is made.
fn invented() -> Vec<String> {
    let file = |name: &str| {
        let path = root().join("tests/data/forms").join(name).with_extension("json");
        std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    };
    let mut texts: Vec<_> = ["three-levels", "deductions", "agency", "unscored"].map(file).into();
    texts.push(sixty().to_string());
    texts
}

/// Sixty criteria, each with a guide of some two hundred characters.
fn sixty() -> Value {
    let guide = |g: usize, c: usize| {
        let part = |n: usize| {
            format!(
                "（{n}）第{g}类第{c}项的第{n}条要点，是否有文件、台账和现场记录可以核对，数据是否前后一致，口径是否与预算批复相同；"
            )
        };
        (1..=4).map(part).collect::<String>() + "以上各条均做到的得满分。"
    };
    let criterion = |g: usize, c: usize| {
        json!({
            "id": format!("{g}.{c}"), "subgroup": format!("第{g}类{}", if c <= 5 { "管理" } else { "绩效" }),
            "name": format!("第{g}类考核指标之{c}"), "max": if c <= 5 { "1" } else { "2" }, "guide": guide(g, c),
            "deduct": "缺一条扣 0.5",
        })
    };
    let group = |g: usize| {
        let criteria: Vec<_> = (1..=10).map(|c| criterion(g, c)).collect();
        json!({ "id": g.to_string(), "name": format!("第{g}类指标"), "max": "15", "criteria": criteria })
    };
    let groups: Vec<_> = (1..=6).map(group).collect();
    json!({
        "format": 1, "id": "T-X-SIXTY", "version": "1.0.0", "title": "部门整体绩效考核评分表（六十项）", "source": "虚构。",
        "total": "90", "step": "0.5", "groups": groups,
        "conclusions": [{ "name": "合格", "from": "54" }, { "name": "不合格", "from": "0" }],
    })
}

fn forms() -> Vec<Form> {
    let built_in = form_file::BUILT_IN.iter().map(|(_, text)| (*text).to_owned());
    let texts = built_in.chain(invented());
    texts.map(|text| form_file::read(&text).unwrap_or_else(|error| panic!("{text}: {error:?}")).0).collect()
}

/// What a tool of the system prints about a file.
fn tool(name: &str, before: &[&str], path: &Path, after: &[&str]) -> String {
    let output =
        Command::new(name).args(before).arg(path).args(after).output().expect("poppler and qpdf are installed");
    let err = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success() && err.is_empty(), "{name} {}: {err}", path.display());
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn without_blanks(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// The text of a paper in the order of its content, without blanks, after the syntax has been checked. Each page ends
/// with its foot, which is left in.
fn text_of(path: &Path) -> String {
    tool("qpdf", &["--check"], path, &[]);
    without_blanks(&tool("pdftotext", &["-raw"], path, &["-"]))
}

#[track_caller]
fn holds(text: &str, words: &str) {
    let words = without_blanks(words);
    assert!(text.contains(&words), "{words} is not in: {text}");
}

/// Keeps a paper to be looked at when `TONGPING_LOOK` names a folder.
fn kept(folder: &Folder, name: &str, bytes: &[u8]) -> PathBuf {
    if let Some(look) = std::env::var_os("TONGPING_LOOK") {
        std::fs::write(Path::new(&look).join(name), bytes).expect("the folder to look at is there");
    }
    folder.put(name, bytes)
}

#[test]
fn a_blank_form_says_everything_the_form_says() {
    let folder = Folder::new();
    for form in forms() {
        let bytes = documents::form::pdf(&form, Some(&form_file::sha256(&form))).expect("a paper");
        let text = text_of(&kept(&folder, &format!("{}.pdf", form.id), &bytes));
        holds(&text, &form.title);
        holds(&text, &format!("{} 第 {} 版", form.id, form.version));
        holds(&text, form.source.lines().next().unwrap_or_default());
        for (group, _, _) in form.all_groups() {
            holds(
                &text,
                &if form.unscored { group.name.clone() } else { format!("{}（{}分）", group.name, group.max) },
            );
        }
        for criterion in form.criteria() {
            let points = if form.unscored { String::new() } else { criterion.max.to_string() };
            let weight = if form.is_weighted() { criterion.worth().to_string() } else { String::new() };
            // Long words that criteria of a group share stand beside the first of them only.
            holds(&text, &format!("{}{}{points}{weight}", criterion.id, criterion.name));
            holds(&text, &criterion.guide);
            for choice in &criterion.choices {
                holds(&text, &if form.unscored { format!("☐{}", choice.name) } else { choice.name.clone() });
            }
            for deduction in &criterion.deductions {
                holds(&text, &deduction.name);
            }
        }
        let words = form.veto.iter().chain(form.checks.iter().map(|check| &check.message));
        let words =
            words.chain(form.open_conclusions().map(|one| &one.name)).chain(form.fields.iter().map(|f| &f.name));
        words.for_each(|words| holds(&text, words));
        let sum: Exact = form.criteria().map(|criterion| Exact::from(criterion.worth())).sum();
        assert_eq!(sum, form.total.into(), "{}", form.id);
        if !form.unscored {
            let none = if form.is_weighted() { "—" } else { "" };
            holds(&text, &format!("合计{none}{}", form.total));
        }
        assert!(!text.contains("doc.form"), "a text is missing: {text}");
        let again = documents::form::pdf(&form, Some(&form_file::sha256(&form))).expect("a paper");
        assert!(bytes == again, "{}: the same bytes again", form.id);
    }
}

#[test]
fn a_draft_with_gaps_can_be_looked_at() {
    let folder = Folder::new();
    let mut form: Value = serde_json::from_str(&invented()[0]).unwrap();
    let nothing = json!({ "id": "Z", "name": "尚未填写", "max": "0" });
    let beside = json!([{ "id": "Z.1", "name": "与分组并列的指标", "max": "3" }]);
    form["groups"][0]["criteria"] = beside.clone();
    form["groups"][0]["groups"][0]["groups"][0]["groups"] = json!([{ "id": "Y", "name": "第四层", "max": "1", "groups": [{ "id": "X", "name": "第五层", "max": "1", "criteria": beside }] }]);
    form["groups"].as_array_mut().unwrap().push(nothing.clone());
    form["groups"][2]["groups"].as_array_mut().unwrap().push(nothing);
    let empty = json!({ "id": "", "version": "", "title": "", "groups": [] });
    for (form, words) in [(form, "与分组并列的指标"), (empty, "合计")] {
        let (form, problems) = form_file::examine(&form.to_string());
        assert!(blocks(&problems));
        let bytes = documents::form::pdf(&form.expect("it can be read"), None).expect("a paper");
        holds(&text_of(&folder.put("draft.pdf", bytes)), words);
    }
}

#[test]
fn the_rules_of_a_form_are_told_in_words() {
    let folder = Folder::new();
    let text = |name: &str| {
        let form = forms().into_iter().find(|form| form.id == name).expect("an invented form");
        let bytes = documents::form::pdf(&form, None).expect("a paper");
        text_of(&folder.put("one.pdf", bytes))
    };
    let levels = text("T-X-LEVELS");
    for words in [
        "每项计入总分的分数为“得分÷分值×权重”",
        "得分低于该项分值的60%或者得分高于该项分值的95%的，须写明理由，不少于10个字，并注明报告页码。",
        "四份及以下的取算术平均，五份及以上的去掉总分最高、最低的意见各一份",
        "有效意见不足3份的，不予汇总。",
        "评分应当符合：产出和效益的分值合计不低于60分。",
        "评分时请注意：效益的得分率一般不高于产出。",
        "☐通过建议条件：得分85分（含）以上，且各一级指标得分均不低于其分值的60%，且“效益”“社会效益”得分均不低于其分值的70%",
        "☐修改后通过建议条件：得分60分（含）至85分，且“立项依据充分性”得分不低于其分值的50%",
        "☐不通过建议条件：得分60分以下",
        "有上述任一情形的，总体意见不得为“通过”。",
        "（客观指标，各专家评分应当一致）",
        "（可不适用）",
        "本项以1分为单位评分。",
        "本项有扣分的，须写明理由。",
        "满意10较满意6～8不满意0～5",
        "☐北片☐中片☐南片",
        "草稿",
    ] {
        holds(&levels, words);
    }
    let deductions = text("T-X-DEDUCT");
    for words in [
        "缺少要素：每项扣0.4分，扣完为止",
        "表述不清、错别字：每处扣0.5分，最多扣3分",
        "无归纳、逻辑混乱：酌情扣分，最多扣2分",
        "缺失或重复：每个部分扣1分，扣完为止",
        "分值依据：找到（见于公开文本）。",
    ] {
        holds(&deductions, words);
    }
    let agency = text("T-X-AGENCY");
    for words in ["强10～15一般5～9.5较差0～4.5", "是：得15分；否：不得分", "业务2、财务1.5，其余为1", "四舍六入五成双"]
    {
        holds(&agency, words);
    }
    let unscored = text("T-X-WORDS");
    holds(&unscored, "本表不计分");
    holds(&unscored, "☐优☐良☐中☐差");
    assert!(!unscored.contains("合计") && !unscored.contains("分值"), "{unscored}");
}

/// Signs an opinion on a form and answers its record and its paper's text. `scores` are id, score, reason.
fn opinion(folder: &Folder, form: &str, scores: &[(&str, &str, &str)]) -> (OpinionRecord, Form, String) {
    let (form, problems) = form_file::read(form).expect("a form");
    assert!(!blocks(&problems));
    let mut story = Story::scratch();
    story.call("form_import", json!({ "json": form_file::canonical(&form) }));
    let mut arguments = session("S-1");
    arguments["form"] = json!(form.id);
    story.call("session_add", arguments);
    for name in ["赵一", "钱二", "孙三"] {
        let id = story.call("expert_add", expert(name))["id"].clone();
        let role = if name == "赵一" { "chair" } else { "member" };
        story.call("session_member_add", json!({ "session": 1, "expert": id, "role": role }));
    }
    story.call("report_add", report(1, "R-1"));
    story.call("session_open", json!({ "session": 1 }));
    let id = story.call("opinion_begin", json!({ "report": 1, "member": 1 }))["opinion"]["id"].clone();
    for (criterion, value, reason) in scores {
        let view =
            story.call("score_set", json!({ "opinion": id, "criterion": criterion, "value": value, "reason": reason }));
        let wrong = view["problems"].as_array().unwrap().iter().filter(|one| one["severity"] == "error");
        let here: Vec<_> = wrong.filter(|one| one["place"]["id"] == *criterion).collect();
        assert!(here.is_empty() || value.is_empty(), "{criterion} {value}: {here:?}");
    }
    let path = folder.join(&format!("opinion-{}.pdf", form.id));
    story.call("export_opinion", json!({ "opinion": id, "path": path }));
    let bytes = std::fs::read(&path).unwrap();
    let text = text_of(&kept(folder, &format!("opinion-{}.pdf", form.id), &bytes));
    let opinion = tongping_core::domain::id::OpinionId(id.as_i64().unwrap());
    (tongping_core::app::opinion::record(&story.app, opinion).expect("a record").0, form, text)
}

#[test]
fn an_opinion_by_weights_shows_what_counts_in_the_total() {
    let folder = Folder::new();
    let scores = [
        ("A.1.1", "9", "依据较充分，见第3页说明部分"),
        ("A.1.2", "7.5", "缺少专家论证材料，见第5页附件"),
        ("A.1.3", "5", "未履行公示程序，集体决策记录缺失，见第6页"),
        ("A.2.1", "9.5", ""),
        ("A.2.2", "不适用", ""),
        ("B.1.1", "88", ""),
        ("B.1.2", "93", ""),
        ("B.2.1", "9", "一处返工"),
        ("C.1.1", "8", ""),
        ("C.1.2", "较满意", "安置过渡期偏长"),
        ("C.2.1", "4", "经费未落实"),
    ];
    let (record, _, text) = opinion(&folder, &invented()[0], &scores);
    let total = record.total.expect("a total").to_string();
    for words in [
        "一级指标二级指标三级指标序号评审内容分值权重得分计入总分扣分理由",
        "决策（20分）项目立项（12分）立项依据（7分）A.1.1立项依据充分性10493.60依据较充分",
        "A.1.2前期论证完整性1037.52.25缺少专家论证材料",
        "绩效目标（8分）A.2.1目标合理性1059.54.75",
        "A.2.2指标明确性103不适用",
        "B.1.1更新面积完成率100158813.20",
        "C.1.2安置满意程度107.5较满意86.00安置过渡期偏长",
        &format!("合计—100—{total}"),
        // 3.6+2.25+2.5+4.75+13.2+9.3+18+10+6+12 = 81.6 of 97.
        "不适用的指标不计，合计按其余指标折算：81.6÷97×100＝84.12。",
    ] {
        holds(&text, words);
    }
    assert_eq!(total, "84.12");
}

#[test]
fn an_opinion_by_deductions_shows_the_arithmetic() {
    let folder = Folder::new();
    let scores = [
        ("1.1", "×2", "封面无评价日期、无主管部门"),
        ("1.2", "×11", "十一项不完整"),
        ("1.3", "×1、0、1", "第12页计分错误"),
        ("2.1", "2", ""),
        ("2.2", "×0", ""),
        ("2.3", "×8、1", "错别字较多"),
        ("3.1", "×1.5、3", "陈述不清三处"),
        ("3.2", "×0.5", "个别依据不足"),
    ];
    let (record, _, text) = opinion(&folder, &invented()[1], &scores);
    for words in [
        "1.1封面填写21.2封面无评价日期、无主管部门缺少要素2项：2－0.4×2＝1.2",
        "1.2表格填写20十一项不完整不完整或不按要求11项：2－0.2×11＜0，扣完为止，计0分",
        "计分错误1处、评分与等级不符1处：2－0.3×1－0.3×1＝1.4",
        "表述不清、错别字8处（最多扣3分）、排版不合规定1处：4－3－0.2×1＝0.8",
        "无归纳、逻辑混乱、陈述不清3处：10－1.5－1×3＝5.5",
        "依据不足：10－0.5＝9.5",
        &format!("合计40{}", record.total.expect("a total")),
    ] {
        holds(&text, words);
    }
    assert!(!text.contains("8－"), "nothing was deducted from 2.2: {text}");
}

#[test]
fn an_opinion_by_choices_names_them() {
    let folder = Folder::new();
    let scores = [
        ("1.1", "12", "缺注册会计师"),
        ("1.2", "是", ""),
        ("2.1", "一般", "沟通不主动"),
        ("3.1", "好", ""),
        ("3.2", "14.5", "建议较空泛"),
    ];
    let (_, _, text) = opinion(&folder, &invented()[2], &scores);
    for words in
        ["1.1人员专业能力15强12缺注册会计师", "1.2人员稳定15是15", "2.1沟通情况20一般12沟通不主动", "合计10078.50"]
    {
        holds(&text, words);
    }
    let scores = [
        ("1.1", "优", ""),
        ("1.2", "良", "目标略宽"),
        ("2.1", "优", ""),
        ("2.2", "中", "缺时效指标"),
        ("2.3", "优", ""),
        ("3.1", "基本符合要求", ""),
    ];
    let (record, _, text) = opinion(&folder, &invented()[3], &scores);
    for words in
        ["序号评审内容评定结果说明", "完整性审核1.1规范完整性优1.2明确清晰性良目标略宽", "3.1资金安排基本符合要求"]
    {
        holds(&text, words);
    }
    assert!(record.total.is_none() && record.grade.is_none());
    assert!(!text.contains("合计") && !text.contains("得分"), "nothing is counted: {text}");
}

#[test]
fn an_opinion_of_sixty_criteria_is_whole() {
    let folder = Folder::new();
    let ids: Vec<_> = (1..=6).flat_map(|g| (1..=10).map(move |c| format!("{g}.{c}"))).collect();
    let scores: Vec<_> =
        ids.iter().map(|id| (id.as_str(), "0.5", "现场记录缺少签字，台账与报告所附数据不一致")).collect();
    let (_, form, text) = opinion(&folder, &invented()[4], &scores);
    for criterion in form.criteria() {
        holds(&text, &format!("{}{}{}0.5现场记录", criterion.id, criterion.name, criterion.max));
    }
    holds(&text, "第1类管理（5分）");
    holds(&text, "合计9030.00");
}

#[test]
fn head_fields_and_decided_titles_stand_on_the_paper() {
    let folder = Folder::new();
    let (record, form, text) = opinion(&folder, &invented()[2], &[]);
    holds(&text, "某区财政局重点绩效评价报告专家评审意见表");
    let field = |name: &str, value: &str| FieldRecord { name: name.into(), value: value.into() };
    let titles =
        TitlesRecord { opinion: "{organiser}\n事前绩效评估专家意见书".into(), ..TitlesRecord::default() };
    let fields = vec![field("听证日期", "2026年9月16日"), field("批复金额", "1,200.00万元")];
    let record = OpinionRecord { fields, titles: Some(titles), ..record };
    let bytes =
        documents::opinion::pdf(&record, &form, documents::opinion::Codes::default(), None, "").expect("a paper");
    let text = text_of(&folder.put("titled.pdf", bytes));
    for words in ["某区财政局事前绩效评估专家意见书", "听证日期2026年9月16日批复金额1,200.00万元"]
    {
        holds(&text, words);
    }
    assert!(!text.contains("重点绩效评价报告专家评审意见表"), "{text}");
    let stored = serde_json::to_value(&record).unwrap();
    let older = OpinionRecord { fields: Vec::new(), titles: None, ..record };
    let older = serde_json::to_value(&older).unwrap();
    assert!(stored.get("fields").is_some() && older.get("fields").is_none() && older.get("titles").is_none());
    let read: OpinionRecord = serde_json::from_value(older).expect("a record without them is read");
    assert!(read.fields.is_empty() && read.titles.is_none());
}

#[test]
fn a_sheet_takes_head_fields_and_its_decided_title() {
    let folder = Folder::new();
    let (app, _) = tongping_core::app::sample::build().expect("the sample");
    let form = form_file::built_in("T-RV-SCORE").expect("a form");
    let id = tongping_core::domain::id::SheetId(1);
    let (mut record, _) = tongping_core::app::sheet::record(&app, id).expect("a record");
    record.titles =
        Some(TitlesRecord { sheet: "事前绩效评估专家组意见书".into(), ..TitlesRecord::default() });
    record.fields = vec![FieldRecord { name: "听证日期".into(), value: "2026年9月16日".into() }];
    let bytes = documents::sheet::pdf(&record, &form, None, "").expect("a paper");
    let text = text_of(&folder.put("sheet.pdf", bytes));
    holds(&text, "听证日期2026年9月16日");
    assert!(text.starts_with("草稿事前绩效评估专家组意见书编号"), "{text}");
}

#[test]
fn an_opinion_without_conclusions_leaves_the_part_out() {
    let folder = Folder::new();
    let (_, _, text) = opinion(&folder, &invented()[1], &[]);
    assert!(!text.contains("总体意见"), "{text}");
    for words in ["一、评分情况", "二、具体意见", "三、主要成效", "四、对项目预算"] {
        holds(&text, words);
    }
}

/// The sheet of the sample after `change`, with its text and with its text as it stands on the page.
fn sheet(folder: &Folder, change: impl FnOnce(&mut SheetRecord, &mut Form)) -> (String, String) {
    let (app, _) = tongping_core::app::sample::build().expect("the sample");
    let mut form = form_file::built_in("T-RV-SCORE").expect("a form");
    let id = tongping_core::domain::id::SheetId(1);
    let (mut record, _) = tongping_core::app::sheet::record(&app, id).expect("a record");
    change(&mut record, &mut form);
    let path = kept(folder, "sheet.pdf", &documents::sheet::pdf(&record, &form, None, "").expect("a paper"));
    (text_of(&path), tool("pdftotext", &["-layout"], &path, &["-"]))
}

#[test]
fn a_sheet_breaks_no_number_and_no_name_of_a_wide_panel() {
    let folder = Folder::new();
    for n in [7, 10, 14, 23] {
        let mut totals = Vec::new();
        let (_, laid) = sheet(&folder, |record, _| {
            let tally = &mut record.tally;
            tally.experts = tally.experts.iter().cycle().take(n).cloned().collect();
            for line in tally.rows.iter_mut().chain(&mut tally.criteria) {
                line.given = line.given.iter().cycle().take(n).copied().collect();
            }
            totals = tally.experts.iter().map(|one| (one.name.clone(), one.total.unwrap().to_string())).collect();
        });
        for words in totals.iter().flat_map(|(name, total)| [name, total]) {
            let whole = laid.matches(words.as_str()).count();
            let least = 2 * totals.iter().filter(|(name, total)| name == words || total == words).count();
            assert!(whole >= least, "{words} of {n} experts: {whole} of {least} in {laid}");
        }
    }
}

#[test]
fn a_sheet_marks_what_the_experts_did_not_give_so() {
    let folder = Folder::new();
    let (text, _) = sheet(&folder, |record, form| {
        let line = &record.tally.criteria[0];
        let result = line.value;
        record.agreed = vec![AgreedRecord {
            criterion: line.id.clone(),
            name: line.name.clone(),
            text: "3".into(),
            agreed: result,
            mean: result,
            reason: "讨论一致".into(),
            minority: String::new(),
        }];
        let correction = |criterion: &str| CorrectionRecord {
            expert: record.tally.experts[1].name.clone(),
            criterion: criterion.into(),
            name: form.criterion(criterion).unwrap().name.clone(),
            old: "1".into(),
            new: "2".into(),
            ground: Ground::SumError,
            reason: "加错".into(),
            actor: "甲".into(),
            witness: "乙".into(),
            at: "2026-09-18T15:45:00+08:00".into(),
        };
        record.corrections = vec![correction("2.1"), correction("2.2")];
    });
    let marks = |mark: &str| text.matches(mark).count();
    // The group's row and, in the detail, the criterion's own.
    assert_eq!((marks("更1、2"), marks("更1") - marks("更1、2"), marks("更2")), (1, 1, 1), "{text}");
    assert_eq!(
        marks("合") - marks("合计") - marks("合议") - marks("合理") - marks("“合”") - marks("结果含合"),
        2,
        "{text}"
    );
    holds(&text, "表中标“更”的得分经过更正，序号与更正说明一致。");
    holds(&text, "表中标“合”的结果含合议分，见合议说明。");
}

#[test]
fn a_sheet_says_nothing_of_conclusions_or_grades_that_a_form_does_not_have() {
    let folder = Folder::new();
    let (text, _) = sheet(&folder, |_, form| {
        form.conclusions.clear();
        form.grades.clear();
    });
    holds(&text, "二、评审得分评审得分：");
    assert!(!text.contains("各专家结论") && !text.contains("等级："), "{text}");
    let (text, _) = sheet(&folder, |record, form| {
        record.tally.applied = Rule::Weighted;
        let weight = Points::new(2.into());
        form.tally.weights = vec![Weight { kind: record.voices[0].member.kind.clone(), weight }];
    });
    holds(&text, "各专家的权数（按专家类别）：");
    holds(&text, "）2、");
    let (text, _) = sheet(&folder, |record, _| {
        record.suggested = Some(record.conclusion.clone());
        record.conclusion_reason = "讨论决定".into();
    });
    holds(&text, "专家组结论的理由：讨论决定");
    assert!(!text.contains("与之不同"), "{text}");
}

#[test]
fn a_label_that_form_and_report_share_stands_once() {
    let folder = Folder::new();
    let form = form_file::built_in("T-SELF-A").expect("a form");
    let text = text_of(&folder.put("blank.pdf", documents::form::pdf(&form, None).expect("a paper")));
    assert_eq!(text.matches("主管部门").count() - text.matches("主管部门、评价机构无").count(), 1, "{text}");
}

#[test]
fn a_summary_is_called_as_the_kind_of_its_form_calls_it() {
    let folder = Folder::new();
    let summary = |code: &str| {
        let form = form_file::built_in(code).expect("a form");
        let points = form.criteria().map(|one| Some(one.max)).collect();
        let ballot = tongping_core::domain::tally::Ballot::new("赵一", "业务", points);
        let tally = tongping_core::domain::tally::tally(&form, &form.tally, &[ballot]).expect("a tally");
        let bytes = documents::score_table::pdf(&form, &tally, "算术平均").expect("a paper");
        text_of(&folder.put("summary.pdf", bytes))
    };
    holds(&summary("T-PRE-A"), "事前绩效评估评分汇总表——事前绩效评估评分表（五维）");
    holds(&summary("T-RV-SCORE"), "评分汇总表——重点绩效评价报告专家评审评分表");
}

#[test]
fn form_print_takes_files_built_in_forms_and_stored_versions() {
    let folder = Folder::new();
    let out = folder.join("out.pdf");
    let words = |form: &str, more: &[&str]| -> Vec<String> {
        let out = out.display().to_string();
        ["form", "print", form, &out].iter().chain(more).map(|word| (*word).to_owned()).collect()
    };
    let print = |form: &str, more: &[&str]| {
        let said = run(words(form, more)).well();
        assert!(said.contains("out.pdf"), "{said}");
        std::fs::read(&out).expect("the paper")
    };
    let built_in = print("T-RV-SCORE", &[]);
    assert_eq!(built_in, print("T-RV-SCORE", &["--version", "1.1.0"]));
    assert_eq!(built_in, print(&root().join("assets/forms/T-RV-SCORE.json").display().to_string(), &[]));
    let file = folder.put("考核表.json", &invented()[2]);
    let from_file = print(&file.display().to_string(), &[]);
    assert!(text_of(&out).contains("对评价机构的考核表"));

    let workspace = folder.join("w.tongping").display().to_string();
    run(["workspace", "create", &workspace]).well();
    run(["-w", &workspace, "form", "import", &file.display().to_string()]).well();
    assert_eq!(from_file, print("T-X-AGENCY", &["-w", &workspace]));
    assert_eq!(from_file, print("T-X-AGENCY", &["-w", &workspace, "--version", "1.0.0"]));

    std::fs::remove_file(&out).unwrap();
    run(words("T-X-AGENCY", &["-w", &workspace, "--version", "9"])).fails(4, &["T-X-AGENCY"]);
    run(words("T-X-AGENCY", &[])).fails(4, &["T-X-AGENCY"]);
    run(words("T-RV-SCORE", &["--version", "9"])).fails(4, &["T-RV-SCORE 9"]);
    run(words(&folder.join("none.json").display().to_string(), &[])).fails(5, &["none.json"]);
    let mut broken: Value = serde_json::from_str(&invented()[2]).unwrap();
    broken["total"] = json!("99");
    broken["groups"][0]["criteria"][0]["name"] = json!("");
    broken["groups"][1]["max"] = json!("21");
    let broken = folder.put("broken.json", broken.to_string()).display().to_string();
    run(words(&broken, &[])).fails(2, &["total", "groups[0].criteria[0].name", "groups[1].max"]);
    assert!(!out.exists(), "nothing is written for a form that does not pass");
}
