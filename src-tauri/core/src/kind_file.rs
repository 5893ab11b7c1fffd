//! The kinds of sessions as a file: reading with all problems and their places. What a kind must satisfy is
//! `domain::kind`'s.

use crate::domain::kind::{Kind, KindForm, Titles};
use crate::domain::problem::{Place, Problem};
use crate::error::{Error, Result};
use crate::form_file::conclusion;
use crate::json::{self, Fields};
use std::collections::HashMap;

/// The newest file format this program reads.
pub const FORMAT: u32 = 1;

const TEXT: &str = include_str!("../../../assets/kinds.json");

/// The kinds of the program, in the order in which they are offered.
pub fn built_in() -> Result<Vec<Kind>> {
    read(TEXT)
}

/// Reads and checks a file of kinds; every problem is told.
pub fn read(text: &str) -> Result<Vec<Kind>> {
    let tree = json::parse(text).map_err(Error::invalid)?;
    let mut found = Vec::new();
    let mut fields = Fields::new(&tree, "", &mut found);
    fields.whole_or("format", FORMAT, FORMAT);
    let kinds = fields.each("kinds", kind);
    fields.finish();
    let mut seen: HashMap<&str, String> = HashMap::new();
    for (k, one) in kinds.iter().enumerate() {
        let path = format!("kinds[{k}]");
        found.extend(one.check(&path));
        for name in std::iter::once(&one.name).chain(&one.also) {
            if let Some(first) = seen.get(name.as_str()) {
                let problem = Problem::error("form_duplicate", Place::field(format!("{path}.name")));
                found.push(problem.with("name", name).with("first", first));
            }
            seen.entry(name).or_insert_with(|| format!("{path}.name"));
        }
    }
    if found.is_empty() { Ok(kinds) } else { Err(Error::Invalid(found)) }
}

fn kind(mut fields: Fields<'_>) -> Kind {
    let kind = Kind {
        name: fields.text("name"),
        also: fields.texts("also"),
        about: fields.text("about"),
        form: fields.text("form"),
        forms: fields.each("forms", |mut fields| {
            let form = KindForm { code: fields.text("code"), titles: fields.one("titles", titles) };
            fields.finish();
            form
        }),
        titles: fields.one("titles", titles).unwrap_or_else(|| Titles {
            // Reported as blank by the check.
            opinion: String::new(),
            sheet: String::new(),
            summary: String::new(),
        }),
        conclusions: fields.each("conclusions", conclusion),
        evidence: fields.text("evidence"),
        source: fields.text("source"),
    };
    fields.finish();
    kind
}

fn titles(mut fields: Fields<'_>) -> Titles {
    let titles =
        Titles { opinion: fields.text("opinion"), sheet: fields.text("sheet"), summary: fields.text("summary") };
    fields.finish();
    titles
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form_file;

    #[test]
    fn every_form_fits_some_kind_and_every_kind_names_forms_that_are_there() {
        let kinds = built_in().expect("the kinds of the program");
        let names: Vec<&str> = kinds.iter().map(|kind| kind.name.as_str()).collect();
        let expected = [
            "财政重点评价",
            "部门重点评价",
            "街镇重点评价",
            "部门整体支出",
            "政策",
            "事前绩效评估",
            "绩效目标评审",
            "自评抽查复核",
            "成本绩效分析评审",
        ];
        assert_eq!(names, expected);
        for kind in &kinds {
            for one in &kind.forms {
                let form = form_file::built_in(&one.code).expect("a built-in form").with_conclusions(&kind.conclusions);
                assert_eq!(form.check(), [], "{} {}", kind.name, one.code);
            }
        }
        for (code, _) in form_file::BUILT_IN {
            assert!(kinds.iter().any(|kind| kind.admits(code)), "{code} fits no kind");
        }
    }

    #[test]
    fn every_fault_of_a_file_is_told_with_its_place() {
        let text = r#"{"format": 1, "colour": "red", "kinds": [
            {"name": "甲", "about": " ", "form": "X", "forms": [{"code": "Y"}], "titles": {"opinion": "一", "sheet": "二", "summary": 3},
             "evidence": "设计", "source": ""},
            {"name": "甲", "about": "乙", "form": "X", "forms": [{"code": "X"}], "evidence": "设计", "source": ""}]}"#;
        let Err(Error::Invalid(problems)) = read(text) else { unreachable!("a broken file") };
        let told: Vec<_> =
            problems.iter().map(|problem| (problem.code, crate::locale::place(&problem.place))).collect();
        let expected = [
            ("json_not_a_text", "kinds[0].titles.summary"),
            ("json_unknown_field", "colour"),
            ("text_empty", "kinds[0].about"),
            ("text_empty", "kinds[0].titles.summary"),
            ("kind_form_not_listed", "kinds[0].form"),
            ("text_empty", "kinds[1].titles.opinion"),
            ("text_empty", "kinds[1].titles.sheet"),
            ("text_empty", "kinds[1].titles.summary"),
            ("form_duplicate", "kinds[1].name"),
        ];
        assert_eq!(told, expected.map(|(code, place)| (code, place.to_owned())));
    }
}
