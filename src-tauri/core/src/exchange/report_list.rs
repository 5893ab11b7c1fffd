//! A list of reports as a workbook or CSV: which column is which, and every row as a report with what is wrong in it.

use super::list_table::{Known, ListColumn, ListTable, plain};
use crate::domain::form::shown;
use crate::domain::number::Points;
use crate::domain::problem::{Place, Problem};
use crate::domain::report::ReportHead;
use crate::error::Result;
use unicode_normalization::UnicodeNormalization;

/// The columns of a list of reports; heads as bureaus write them.
const KNOWN: &[Known] = &[
    Known {
        field: "no", heads: &["报告编号", "编号", "项目编号", "项目编码", "序号"], is_needed: false
    },
    Known {
        field: "title",
        heads: &[
            "项目名称",
            "评审对象",
            "报告名称",
            "政策名称",
            "项目政策名称",
            "评价项目",
            "评价对象",
            "部门名称",
            "名称",
            "项目",
        ],
        is_needed: true,
    },
    Known {
        field: "unit",
        heads: &["项目单位", "项目实施单位", "实施单位", "被评价单位", "预算单位", "单位名称", "单位"],
        is_needed: true,
    },
    Known {
        field: "department", heads: &["主管部门", "预算主管部门", "预算部门", "主管单位"], is_needed: false
    },
    Known {
        field: "agency",
        heads: &["第三方机构", "评价机构", "第三方评价机构", "第三方", "中介机构", "机构名称"],
        is_needed: false,
    },
    Known { field: "lead", heads: &["主评人", "主评"], is_needed: false },
    Known { field: "review_type", heads: &["评价类型", "评审类型", "类型"], is_needed: false },
    Known { field: "year", heads: &["评价年度", "年度", "预算年度", "项目年度"], is_needed: false },
    Known {
        field: "amount",
        heads: &["金额", "资金", "资金规模", "项目金额", "预算金额", "预算资金", "项目资金", "资金总额", "预算数"],
        is_needed: false,
    },
    Known { field: "budget_book", heads: &["预算类别", "预算类型", "资金性质"], is_needed: false },
    Known { field: "edition", heads: &["报告版本", "版本"], is_needed: false },
];

/// A list of reports.
pub struct ReportList {
    /// Name of the worksheet; empty for CSV.
    pub sheet: String,
    /// How its columns were understood.
    pub columns: Vec<ListColumn>,
    /// Its reports.
    pub rows: Vec<ReportRow>,
    /// What is wrong, by place.
    pub problems: Vec<Problem>,
}

/// A report of a list.
pub struct ReportRow {
    /// Row in the file, from 1.
    pub row: usize,
    /// The report.
    pub head: ReportHead,
}

/// Reads a list of reports; reports without a number are numbered on from `numbered` of them. `taken` are the numbers that
/// the session has. `Invalid` when the file is no list; what is wrong in single cells stands in `problems`.
pub fn read(bytes: &[u8], taken: &[String]) -> Result<ReportList> {
    let table = ListTable::read(bytes, KNOWN)?;
    let (mut rows, mut problems) = (Vec::new(), table.problems.clone());
    let is_in_yuan = is_in_yuan(table.head("amount"));
    if is_in_yuan {
        let column = table.columns.iter().find(|column| column.field.as_deref() == Some("amount"));
        let place = Place::sheet_cell(&table.sheet, 0, column.map_or(0, |column| column.column));
        problems.push(Problem::error("list_amount_in_yuan", place).with("name", shown(table.head("amount"))));
    }
    let mut used: Vec<(String, usize)> = Vec::new();
    let mut titles: Vec<(String, usize)> = Vec::new();
    for row in &table.rows {
        let field = |field| row.text(field);
        let place = |field| table.place(row, field);
        let amount = match amount_of(&field("amount")) {
            Ok(amount) => amount,
            Err(problem) => {
                problems.push(Problem { place: place("amount"), ..problem });
                None
            }
        };
        for needed in ["title", "unit"] {
            if field(needed).is_empty() {
                problems.push(Problem::error("text_empty", place(needed)));
            }
        }
        let no = if field("no").is_empty() { free_number(taken, &used, rows.len()) } else { field("no") };
        if taken.contains(&no) {
            problems.push(Problem::error("number_taken", place("no")).with("text", shown(&no)));
        }
        if let Some((_, first)) = used.iter().find(|(known, _)| *known == no) {
            problems.push(Problem::error("list_no_twice", place("no")).with("text", shown(&no)).with("first", first));
        }
        let title = field("title");
        if let Some((_, first)) = titles.iter().find(|(known, _)| *known == title && !title.is_empty()) {
            problems.push(Problem::warning("list_title_twice", place("title")).with("first", first));
        }
        used.push((no.clone(), row.row));
        titles.push((title.clone(), row.row));
        let head = ReportHead {
            no,
            title,
            unit: field("unit"),
            department: field("department"),
            agency: field("agency"),
            lead: field("lead"),
            review_type: field("review_type"),
            year: field("year").trim_end_matches(['年', '度']).to_owned(),
            amount,
            budget_book: field("budget_book"),
            edition: field("edition"),
        };
        rows.push(ReportRow { row: row.row, head });
    }
    Ok(ReportList { sheet: table.sheet, columns: table.columns, rows, problems })
}

/// The next number nobody has.
fn free_number(taken: &[String], used: &[(String, usize)], at: usize) -> String {
    let is_free = |no: &String| !taken.contains(no) && !used.iter().any(|(known, _)| known == no);
    let number = |n: usize| format!("BG-{n:02}");
    // Among more numbers than there are reports one is free.
    (taken.len() + at + 1..).map(number).find(is_free).unwrap_or_default()
}

/// Whether a head says that amounts are in 元.
fn is_in_yuan(head: &str) -> bool {
    let head: String = head.nfkc().filter(|c| !c.is_whitespace()).collect();
    head.contains("(元)") || head.contains("单位:元")
}

/// An amount in 万元, also with thousands separated; the unit itself may stand behind it.
fn amount_of(text: &str) -> std::result::Result<Option<Points>, Problem> {
    let wide: String = text.nfkc().filter(|c| !c.is_whitespace()).collect();
    let bare = wide.strip_suffix("万元").unwrap_or(&wide);
    if bare.is_empty() || ["-", "—", "/", "无"].contains(&bare) {
        return Ok(None);
    }
    let digits = if is_grouped(bare) { bare.replace(',', "") } else { bare.to_owned() };
    let wrong = |code: &'static str| Problem::error(code, Place::Whole).with("text", shown(text));
    Points::read(&digits).map(Some).map_err(|why| wrong(why.code()))
}

/// Whether commas part a number into groups of three, and nothing else.
fn is_grouped(text: &str) -> bool {
    let whole = text.split('.').next().unwrap_or("");
    let mut groups = whole.split(',');
    let is_digits = |group: &str| group.bytes().all(|b| b.is_ascii_digit());
    let first = groups.next().is_some_and(|group| (1..=3).contains(&group.len()) && is_digits(group));
    let mut more = groups.peekable();
    first && more.peek().is_some() && more.all(|group| group.len() == 3 && is_digits(group))
}

/// A text to compare names by: without blanks and brackets, wide signs as plain ones.
pub fn comparable(text: &str) -> String {
    plain(text).to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_as_people_write_them() {
        let table = [
            ("1200", Some("1200")),
            ("1,234,567.5", Some("1234567.5")),
            ("１，２００", Some("1200")),
            ("980.50万元", Some("980.5")),
            ("", None),
            ("—", None),
        ];
        for (text, expected) in table {
            let read = amount_of(text).map(|amount| amount.map(|amount| amount.to_string()));
            assert_eq!(read, Ok(expected.map(str::to_owned)), "{text}");
        }
        for (text, code) in [("12,34", "number_not_digits"), ("约1200", "number_not_digits"), ("-3", "number_negative")]
        {
            assert_eq!(amount_of(text).map_err(|problem| problem.code), Err(code), "{text}");
        }
    }

    #[test]
    fn every_fault_of_a_list_is_told_with_its_cell() {
        let text = "编号,项目名称,项目单位,金额（万元）,备注\nA-1,甲项目,甲中心,12.5,\nA-1,乙项目,,abc,x\n,甲项目,丙中心,3,\nT-9,丁项目,丁中心,1\n";
        let list = read(text.as_bytes(), &["T-9".to_owned()]).expect("a list");
        let found: Vec<_> = list
            .problems
            .iter()
            .map(|problem| match &problem.place {
                Place::Cell { row, column, .. } => (problem.code, *row, *column),
                other => panic!("{other:?}"),
            })
            .collect();
        let expected = [
            ("list_column_unknown", 1, 5),
            ("number_not_digits", 3, 4),
            ("text_empty", 3, 3),
            ("list_no_twice", 3, 1),
            ("list_title_twice", 4, 2),
            ("number_taken", 5, 1),
        ];
        assert_eq!(found, expected);
        let numbers: Vec<_> = list.rows.iter().map(|row| row.head.no.as_str()).collect();
        assert_eq!(numbers, ["A-1", "A-1", "BG-04", "T-9"]);
    }

    #[test]
    fn amounts_in_yuan_are_refused_rather_than_taken_for_ten_thousands() {
        let list = read("项目名称,项目单位,金额（元）\n甲,乙,120000\n".as_bytes(), &[]).expect("a list");
        assert!(list.problems.iter().any(|problem| problem.code == "list_amount_in_yuan"));
    }
}
