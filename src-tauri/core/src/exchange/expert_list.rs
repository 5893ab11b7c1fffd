//! A list of experts as a workbook or CSV: which column is which, and every row as an expert with what is wrong in it.

use super::list_table::{Known, ListColumn, ListTable};
use crate::domain::expert::{ExpertHead, KINDS};
use crate::domain::form::shown;
use crate::domain::problem::Problem;
use crate::error::Result;

/// The columns of a list of experts.
const KNOWN: &[Known] = &[
    Known { field: "name", heads: &["姓名", "专家姓名", "专家"], is_needed: true },
    Known { field: "kind", heads: &["专家类别", "类别", "专家类型", "类型"], is_needed: false },
    Known { field: "employer", heads: &["工作单位", "所在单位", "所属单位", "单位"], is_needed: true },
    Known {
        field: "job_title", heads: &["职称", "职称职务", "职称/职务", "职务", "技术职称"], is_needed: false
    },
    Known {
        field: "field", heads: &["专业领域", "专业", "领域", "研究方向", "擅长领域"], is_needed: false
    },
    Known { field: "avoid_units", heads: &["回避单位", "应回避单位"], is_needed: false },
];

/// A list of experts.
pub struct ExpertList {
    /// Name of the worksheet; empty for CSV.
    pub sheet: String,
    /// How its columns were understood.
    pub columns: Vec<ListColumn>,
    /// Its experts.
    pub rows: Vec<ExpertRow>,
    /// What is wrong, by place.
    pub problems: Vec<Problem>,
}

/// An expert of a list.
pub struct ExpertRow {
    /// Row in the file, from 1.
    pub row: usize,
    /// The expert.
    pub head: ExpertHead,
}

/// Reads a list of experts; `known` are the names and employers of the pool, which are told and still may come in again as
/// another person. `Invalid` when the file is no list.
pub fn read(bytes: &[u8], known: &[(String, String)]) -> Result<ExpertList> {
    let table = ListTable::read(bytes, KNOWN)?;
    let (mut rows, mut problems): (Vec<ExpertRow>, _) = (Vec::new(), table.problems.clone());
    for row in &table.rows {
        let field = |field| row.text(field);
        let place = |field| table.place(row, field);
        let name = field("name");
        if name.is_empty() {
            problems.push(Problem::error("text_empty", place("name")));
        }
        let kind = kind_of(&field("kind"));
        if kind.is_none() {
            let problem = Problem::error("json_unknown_name", place("kind")).with("text", shown(&field("kind")));
            problems.push(problem.with("known", KINDS.join("、")));
        }
        let employer = field("employer");
        let is_same = |head: &ExpertHead| head.name == name && head.employer == employer;
        if let Some(first) = rows.iter().find(|before| is_same(&before.head)) {
            problems.push(
                Problem::error("list_expert_twice", place("name")).with("name", shown(&name)).with("first", first.row),
            );
        } else if known.iter().any(|(its_name, its_employer)| *its_name == name && *its_employer == employer) {
            problems.push(Problem::error("list_expert_known", place("name")).with("name", shown(&name)));
        }
        let avoid = field("avoid_units");
        let avoid = avoid.split(['、', '；', ';', '，', ',']).map(str::trim).filter(|unit| !unit.is_empty());
        let head = ExpertHead {
            name,
            kind: kind.unwrap_or_default(),
            employer,
            job_title: field("job_title"),
            field: field("field"),
            avoid_units: avoid.map(str::to_owned).collect(),
        };
        rows.push(ExpertRow { row: row.row, head });
    }
    Ok(ExpertList { sheet: table.sheet, columns: table.columns, rows, problems })
}

/// The kind as the pool names it: 财务专家 is 财务; nothing said is 其他.
fn kind_of(text: &str) -> Option<String> {
    let bare = text.strip_suffix("专家").unwrap_or(text);
    let kind = if bare.is_empty() { "其他" } else { bare };
    KINDS.contains(&kind).then(|| kind.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_experts_is_read_with_its_faults() {
        let text = "姓名,专家类别,工作单位,回避单位\n甲,财务专家,某大学,甲局；乙中心\n乙,飞行,某院,\n甲,财务,某大学,\n丙,,某所,\n";
        let list = read(text.as_bytes(), &[("丙".to_owned(), "某所".to_owned())]).expect("a list");
        assert_eq!(list.rows[0].head.avoid_units, ["甲局", "乙中心"]);
        assert_eq!(list.rows[0].head.kind, "财务");
        assert_eq!(list.rows[3].head.kind, "其他");
        let codes: Vec<_> = list.problems.iter().map(|problem| problem.code).collect();
        assert_eq!(codes, ["json_unknown_name", "list_expert_twice", "list_expert_known"]);
    }
}
