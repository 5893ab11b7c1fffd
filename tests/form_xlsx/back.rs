//! What is written is read back the same, to the hash.

use tongping_core::domain::form::{
    Band, Check, CheckRule, Choice, Conclusion, Criterion, Deduction, FieldKind, Form, Group, HeadField, ReasonRule,
    Requirement, SignalLimits, TallyRules, Weight,
};
use tongping_core::domain::number::Points;
use tongping_core::exchange::form_xlsx::{self, Asked};
use tongping_core::form_file;
use tongping_tests::root;

fn points(text: &str) -> Points {
    Points::read(text).expect("a number")
}

#[track_caller]
fn comes_back(form: &Form) {
    let bytes = form_xlsx::write(form).expect("it can be written");
    assert_eq!(form_xlsx::write(form).expect("written again"), bytes, "the same form gives the same bytes");
    let (again, _) = form_xlsx::read(&bytes, Asked::default()).expect("it reads back");
    assert_eq!(form_file::canonical(&again), form_file::canonical(form));
    assert_eq!(form_file::sha256(&again), form_file::sha256(form));
}

#[test]
fn every_form_of_the_program_comes_back() {
    let mut seen = 0;
    for entry in std::fs::read_dir(root().join("assets/forms")).expect("the forms are there") {
        let path = entry.expect("a file").path();
        if path.extension().is_some_and(|ending| ending == "json") {
            let text = std::fs::read_to_string(&path).expect("a text");
            comes_back(&form_file::read(&text).expect("a sound form").0);
            seen += 1;
        }
    }
    assert!(seen > 0);
}

fn criterion(id: &str, name: &str, max: &str) -> Criterion {
    Criterion::plain(id, name, points(max))
}

fn choice(name: &str, at: &str, from: Option<&str>) -> Choice {
    Choice { name: name.to_owned(), points: points(at), from: from.map(points) }
}

fn deduction(name: &str, each: Option<&str>, unit: &str, most: Option<&str>) -> Deduction {
    Deduction { name: name.to_owned(), points: each.map(points), unit: unit.to_owned(), most: most.map(points) }
}

fn group(id: &str, name: &str, max: &str, groups: Vec<Group>, criteria: Vec<Criterion>) -> Group {
    Group { id: id.to_owned(), name: name.to_owned(), max: points(max), groups, criteria }
}

fn rich_criteria() -> [Criterion; 5] {
    let weighted = Criterion {
        weight: Some(points("12.5")),
        step: Some(points("0.25")),
        guide: " 前有空格\n=1+1\t制表".to_owned(),
        deduct: "@每处扣 1".to_owned(),
        reasons: vec!["缺少附件".to_owned(), "口径\n不一致".to_owned()],
        objective: true,
        ..criterion("A-1", "=SUM(A1)", "10")
    };
    let chosen = Criterion {
        choices: vec![choice("优", "5", None), choice("2 级/特殊；名", "4", Some("3.5")), choice("差", "2", Some("0"))],
        optional: true,
        reason: Some(ReasonRule { above_share: Some(points("0.9")), min_length: 5, ..ReasonRule::default() }),
        ..criterion("合计", "合计", "5")
    };
    let counted = Criterion {
        deductions: vec![
            deduction("缺少要素", Some("0.4"), "项", Some("2")),
            deduction("酌情", None, "", Some("1")),
            deduction("每处，怪名；扣", Some("0.1"), "“处”", None),
        ],
        reason: Some(ReasonRule::default()),
        subgroup: "小 标题".to_owned(),
        ..criterion("A-3", "一、名称（6分）", "2.5")
    };
    let plain = criterion("B 1", "\"引号\" 名 ", "50");
    [weighted, chosen, counted, plain, criterion("1.1", "备注", "30")]
}

fn text(text: &str) -> String {
    text.to_owned()
}

fn rich_fields() -> Vec<HeadField> {
    vec![
        HeadField {
            id: text("year"), name: text("年度"), kind: FieldKind::Text, choices: Vec::new(), required: true
        },
        HeadField {
            id: text("k"),
            name: text("类"),
            kind: FieldKind::Choice,
            choices: vec![text("甲"), text("乙、丙")],
            required: false,
        },
    ]
}

fn rich_conclusions() -> Vec<Conclusion> {
    vec![Conclusion {
        name: text("通过"),
        from: Some(points("90")),
        hidden: false,
        requires: vec![
            Requirement { of: Vec::new(), share: points("0.6") },
            Requirement { of: vec![text("A.1"), text("B 1")], share: points("0.5") },
        ],
    }]
}

fn richest() -> Form {
    let [weighted, chosen, counted, plain, last] = rich_criteria();
    let built_in = form_file::built_in("T-RV-SCORE").expect("built in");
    let inner = group("A.1.1", "三级", "20", Vec::new(), vec![weighted, chosen, counted]);
    let middle = group("A.1", "二级", "20", vec![inner], Vec::new());
    let same = group("A.2", "二级", "50", Vec::new(), vec![plain]);
    let check = |rule, than: &[&str], values: [Option<&str>; 3]| Check {
        rule,
        of: vec![text("A"), text("A.1")],
        than: than.iter().copied().map(text).collect(),
        points: values[0].map(points),
        share: values[1].map(points),
        limit: values[2].map(points),
        warn: than.is_empty(),
        message: text("=提示"),
    };
    Form {
        id: text("甲 表"),
        version: text("2.0"),
        title: text("最全的表"),
        source: text("第一行\n第二行"),
        reason_below: None,
        reason: Some(ReasonRule {
            below_share: Some(points("0.6")),
            any_deduction: true,
            page: true,
            min_length: 10,
            ..ReasonRule::default()
        }),
        fields: rich_fields(),
        conclusions: rich_conclusions(),
        grades: vec![Band { name: text("优"), from: points("0") }],
        groups: vec![
            group("A", "同名", "70", vec![middle, same], Vec::new()),
            group("B", "同名", "30", Vec::new(), vec![last]),
        ],
        checks: vec![
            check(CheckRule::FullAtLeast, &[], [Some("60"), None, None]),
            check(CheckRule::ShareNotAbove, &["B"], [None, None, None]),
            check(CheckRule::IfBelowAtMost, &["B"], [None, Some("0.6"), Some("0.8")]),
        ],
        tally: TallyRules {
            missing: tongping_core::domain::form::Missing::Renormalise,
            rule: tongping_core::domain::form::Rule::Weighted,
            weights: vec![Weight { kind: text("财务"), weight: points("1.5") }],
            signals: Some(SignalLimits::default()),
            min_panel: 3,
            ..TallyRules::default()
        },
        ..built_in
    }
}

#[test]
fn the_richest_form_comes_back() {
    let form = richest();
    assert!(!tongping_core::domain::problem::blocks(&form.check()), "{:?}", form.check());
    comes_back(&form);
}

#[test]
fn an_unscored_form_comes_back() {
    let mut form = form_file::built_in("T-RV-SCORE").expect("built in");
    form.unscored = true;
    form.total = Points::ZERO;
    form.step = Points::ZERO;
    form.grades.clear();
    form.conclusions.clear();
    for group in &mut form.groups {
        group.max = Points::ZERO;
        for one in &mut group.criteria {
            one.max = Points::ZERO;
            one.choices = vec![choice("优", "0", None), choice("差", "0", None)];
        }
    }
    comes_back(&form);
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]

    #[test]
    fn generated_forms_come_back(
        shape in proptest::collection::vec(proptest::collection::vec((1_u32..400, 0_u8..6, ".{0,12}"), 1..4), 1..4),
        nested in proptest::prelude::any::<bool>(),
    ) {
        comes_back(&generated(&shape, nested));
    }
}

/// A sound form: each criterion has quarters of points, a kind, and a text of any signs.
fn generated(shape: &[Vec<(u32, u8, String)>], nested: bool) -> Form {
    let mut form = form_file::built_in("T-RV-SCORE").expect("built in");
    (form.grades, form.conclusions) = (Vec::new(), Vec::new());
    form.step = points("0.25");
    form.tally.missing = tongping_core::domain::form::Missing::Zero;
    let quarters = |count: u32| points(&format!("{}.{:02}", count / 4, count % 4 * 25));
    let mut all = 0;
    form.groups.clear();
    for (g, criteria) in shape.iter().enumerate() {
        let sum = criteria.iter().map(|one| one.0).sum();
        all += sum;
        let made = criteria.iter().enumerate().map(|(c, (count, kind, said))| {
            let said: String = said.chars().filter(|sign| !sign.is_control()).collect();
            let max = quarters(*count);
            let mut one = criterion(&format!("{g}.{c}"), &format!("名{said}"), &max.to_string());
            one.guide.clone_from(&said);
            match kind {
                0 => one.choices = vec![choice(format!("甲{said}").trim(), &max.to_string(), Some("0"))],
                1 => one.deductions = vec![deduction(format!("乙{said}").trim(), Some("0.25"), "处", None)],
                2 => one.weight = Some(max),
                3 => one.reasons = vec![format!("丙{said}").trim().to_owned()],
                4 => one.optional = true,
                _ => one.objective = true,
            }
            one
        });
        let made = made.collect();
        let max = quarters(sum).to_string();
        let (id, name) = (format!("G{g}"), format!("组{}", criteria[0].2.replace(char::is_control, "")));
        form.groups.push(if nested {
            let inner = group(&format!("{id}.1"), "内", &max, Vec::new(), made);
            group(&id, &name, &max, vec![inner], Vec::new())
        } else {
            group(&id, &name, &max, Vec::new(), made)
        });
    }
    form.total = quarters(all);
    form
}
