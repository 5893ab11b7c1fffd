//! Choices and deductions as a table writes them in one cell: “优5/良4/中3/差0-2”, “每少一项扣0.4分，扣完为止”. Both ways;
//! what the plain words cannot say is written as JSON, so that nothing is lost.

use crate::domain::form::{Choice, Deduction};
use crate::domain::number::Points;
use serde_json::json;

/// A choice whose points may be left to the reader: 是 and 否.
pub(super) struct ReadChoice {
    pub(super) name: String,
    pub(super) range: Option<(Points, Option<Points>)>,
    /// Whether the range is in percent of the criterion's points.
    pub(super) is_percent: bool,
}

impl ReadChoice {
    /// The range in points of a criterion of `max`; `None` where that is no number of at most six places.
    pub(super) fn in_points(&self, max: Points) -> Option<(Points, Option<Points>)> {
        let (points, from) = self.range?;
        let of = |percent: Points| {
            let share = percent.value().checked_mul(rust_decimal::Decimal::new(1, 2))?;
            Points::read(&share.checked_mul(max.value())?.normalize().to_string()).ok()
        };
        if !self.is_percent {
            return Some((points, from));
        }
        Some((of(points)?, from.map(of).map(|from| from.ok_or(())).transpose().ok()?))
    }
}

/// Reads choices; an error is the piece that is not understood.
pub(super) fn choices(text: &str) -> Result<Vec<ReadChoice>, String> {
    let chars: Vec<char> = text.trim().chars().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        if is_separator(chars[at]) || chars[at].is_whitespace() {
            at += 1;
            continue;
        }
        let start = at;
        let rest = || chars[start..].iter().take(20).collect::<String>();
        while at < chars.len() && !is_separator(chars[at]) && !starts_number(&chars[at..]) {
            if chars[at].is_whitespace() && !starts_number(&skip_blank(&chars[at..])) {
                break;
            }
            at += 1;
        }
        let name: String = chars[start..at].iter().collect();
        let name = name.trim().trim_end_matches(['：', ':', '得', '计', '＝', '=', '—']).trim().to_owned();
        if name.is_empty()
            || name.starts_with(['：', ':', '）', ')', '（', '(', '≥', '≤', '<', '>', '＜', '＞', '%', '％', '以'])
        {
            return Err(rest());
        }
        let (mut points, mut is_percent) = (None, false);
        if starts_number(&chars[at..]) {
            let read = range(&chars[at..]).ok_or_else(rest)?;
            at += read.used;
            (points, is_percent) = (Some(read.points), read.is_percent);
        }
        found.push(ReadChoice { name, range: points, is_percent });
    }
    Ok(found)
}

fn is_separator(c: char) -> bool {
    matches!(c, '/' | '／' | '、' | '，' | ',' | '；' | ';' | '|' | '｜' | '\n' | '。')
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || ('０'..='９').contains(&c)
}

/// Whether a number begins here, perhaps in brackets.
fn starts_number(chars: &[char]) -> bool {
    match chars {
        ['（' | '(', rest @ ..] => skip_blank(rest).first().is_some_and(|c| is_digit(*c)),
        [c, ..] => is_digit(*c),
        [] => false,
    }
}

fn skip_blank(chars: &[char]) -> Vec<char> {
    chars.iter().copied().skip_while(|c| c.is_whitespace()).collect()
}

/// Points as they stand in a text.
struct Range {
    points: (Points, Option<Points>),
    is_percent: bool,
    /// How many characters they take.
    used: usize,
}

/// Points or a range of points: `5`, `（5分）`, `0-2`, `13～20分`, `90%-100%`.
fn range(chars: &[char]) -> Option<Range> {
    let mut at = 0;
    let blanks = |at: &mut usize| {
        while chars.get(*at).is_some_and(|c| c.is_whitespace() && *c != '\n') {
            *at += 1;
        }
    };
    let in_brackets = matches!(chars.first(), Some('（' | '('));
    at += usize::from(in_brackets);
    blanks(&mut at);
    let first = number(chars, &mut at)?;
    let mut is_percent = percent(chars, &mut at);
    let after_first = at;
    blanks(&mut at);
    let mut second = None;
    if matches!(chars.get(at), Some('-' | '－' | '—' | '–' | '~' | '～' | '至' | '到' | '−')) {
        at += 1;
        blanks(&mut at);
        second = Some(number(chars, &mut at)?);
        let is_too = percent(chars, &mut at);
        // 90%-100 is neither; 90-100% is both.
        if is_percent && !is_too {
            return None;
        }
        is_percent = is_too;
    } else {
        at = after_first;
    }
    if in_brackets {
        blanks(&mut at);
        if !matches!(chars.get(at), Some('）' | ')')) {
            return None;
        }
        at += 1;
    }
    if matches!(chars.get(at), Some('%' | '％' | '以' | '.' | '．' | '：' | ':')) {
        return None;
    }
    let points = second.map_or((first, None), |second| (first.max(second), Some(first.min(second))));
    Some(Range { points, is_percent, used: at })
}

fn percent(chars: &[char], at: &mut usize) -> bool {
    let is_percent = matches!(chars.get(*at), Some('%' | '％'));
    *at += usize::from(is_percent);
    is_percent
}

/// A number with or without its 分.
fn number(chars: &[char], at: &mut usize) -> Option<Points> {
    let start = *at;
    while chars.get(*at).is_some_and(|c| is_digit(*c) || matches!(c, '.' | '．')) {
        *at += 1;
    }
    let text: String = chars[start..*at].iter().collect();
    let points = Points::read(&text).ok()?;
    if chars.get(*at) == Some(&'分') {
        *at += 1;
    }
    Some(points)
}

/// Choices as a cell shows them.
pub(super) fn write_choices(list: &[Choice], is_unscored: bool) -> String {
    let lines = list.iter().map(|choice| match choice.from {
        Some(from) => format!("{} {from}-{}", choice.name, choice.points),
        None if is_unscored && choice.points == Points::ZERO => choice.name.clone(),
        None => format!("{} {}", choice.name, choice.points),
    });
    let plain = lines.collect::<Vec<_>>().join("\n");
    let same = |read: &ReadChoice, choice: &Choice| {
        let range = read.range.unwrap_or((Points::ZERO, None));
        read.name == choice.name && range == (choice.points, choice.from) && !read.is_percent
    };
    match choices(&plain) {
        Ok(read) if read.len() == list.len() && read.iter().zip(list).all(|(a, b)| same(a, b)) => plain,
        Ok(_) | Err(_) => json!(list).to_string(),
    }
}

/// Reads deductions; an error is the piece that is not understood.
pub(super) fn deductions(text: &str) -> Result<Vec<Deduction>, String> {
    let mut found = Vec::new();
    for item in text.split(['\n', '；', ';', '。']).map(str::trim).filter(|item| !item.is_empty()) {
        let mut pending = String::new();
        let mut of_item: Vec<Deduction> = Vec::new();
        for clause in item.split(['，', ',']).map(str::trim).filter(|clause| !clause.is_empty()) {
            if let Some(most) = cap(clause) {
                of_item.last_mut().ok_or(clause)?.most = Some(most);
            } else if clause.ends_with("为止") && !clause.contains("扣完") {
                return Err(clause.to_owned());
            } else if clause.contains("为止") {
                continue;
            } else if let Some(one) = deduction(&pending, clause) {
                of_item.push(one.ok_or(clause)?);
                pending.clear();
            } else if clause.chars().any(is_digit) {
                return Err(clause.to_owned());
            } else {
                pending = if pending.is_empty() { clause.to_owned() } else { format!("{pending}，{clause}") };
            }
        }
        if of_item.is_empty() || !pending.is_empty() {
            return Err(item.to_owned());
        }
        found.append(&mut of_item);
    }
    Ok(found)
}

/// 最多扣 … 分.
fn cap(clause: &str) -> Option<Points> {
    let words = ["最多扣", "最高扣", "至多扣", "最多不超过", "扣分不超过", "不超过", "上限", "最多"];
    let rest = words.iter().find_map(|word| clause.strip_prefix(word))?;
    amount(rest).and_then(|(low, high)| (low == high).then_some(high))
}

/// The points after 扣: one number, or a range. Nothing may follow but 分.
fn amount(text: &str) -> Option<(Points, Points)> {
    let chars: Vec<char> = text.trim().chars().collect();
    let read = range(&chars).filter(|read| read.used == chars.len() && !read.is_percent)?;
    let (high, low) = read.points;
    Some((low.unwrap_or(high), high))
}

/// A clause that says how much is taken for what. `None` = it does not speak of it; `Some(None)` = it does, but what it
/// says is not understood.
fn deduction(pending: &str, clause: &str) -> Option<Option<Deduction>> {
    let (before, points, most) = if let Some(before) = clause.strip_suffix("酌情扣分") {
        (before, None, None)
    } else {
        let (before, after) = clause.rsplit_once('扣')?;
        let Some((low, high)) = amount(after) else { return Some(None) };
        // A range leaves the amount to the expert.
        if low == high { (before, Some(high), None) } else { (before, None, Some(high)) }
    };
    let (name, unit) = match before.split_once('：') {
        Some((name, each)) => (name.to_owned(), each.strip_prefix('每').unwrap_or(each).to_owned()),
        None => {
            let whole = if pending.is_empty() { before.to_owned() } else { format!("{pending}，{before}") };
            let stripped = whole.strip_prefix('每').filter(|rest| rest.chars().count() > 1);
            let name = stripped.map_or_else(|| whole.trim().to_owned(), |rest| rest.trim().to_owned());
            (name, unit_of(before))
        }
    };
    if name.is_empty() {
        return Some(None);
    }
    Some(Some(Deduction { name, points, unit, most }))
}

/// What is counted in: the measure word after 每 or 一.
fn unit_of(text: &str) -> String {
    const UNITS: &str = "项处个条次份页天日类人件张户篇段";
    let from = text.find('每').unwrap_or(0);
    text[from..].chars().find(|c| UNITS.contains(*c)).map(String::from).unwrap_or_default()
}

/// Deductions as a cell shows them.
pub(super) fn write_deductions(list: &[Deduction]) -> String {
    let lines = list.iter().map(|one| {
        let each = one.points.map_or_else(|| "酌情扣分".to_owned(), |points| format!("扣{points}分"));
        let most = one.most.map(|most| format!("，最多扣{most}分")).unwrap_or_default();
        let unit = if one.unit.is_empty() { String::new() } else { format!("每{}", one.unit) };
        format!("{}：{unit}{each}{most}", one.name)
    });
    let plain = lines.collect::<Vec<_>>().join("\n");
    match deductions(&plain) {
        Ok(read) if read == list => plain,
        Ok(_) | Err(_) => json!(list).to_string(),
    }
}

/// The first piece of a guide that reads like choices or deductions.
pub(super) fn pattern_in(guide: &str) -> Option<String> {
    let shown = |text: &str| crate::domain::form::shown(text);
    let counted = guide.split(['\n', '；', ';', '。']).map(str::trim).find(|piece| {
        piece.contains('每') && piece.contains('扣') && deductions(piece).is_ok_and(|found| !found.is_empty())
    });
    if let Some(piece) = counted {
        return Some(shown(piece));
    }
    let is_list = |text: &str| {
        choices(text).is_ok_and(|found| found.len() > 1 && found.iter().all(|choice| choice.range.is_some()))
    };
    guide.split(['\n', '。']).map(str::trim).find(|piece| is_list(piece)).map(shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Result<String, String> {
        let percent = |choice: &ReadChoice| if choice.is_percent { "%" } else { "" };
        let words = |choice: ReadChoice| match choice.range {
            None => choice.name,
            Some((points, None)) => format!("{}={points}{}", choice.name, percent(&choice)),
            Some((points, Some(from))) => format!("{}={from}..{points}{}", choice.name, percent(&choice)),
        };
        choices(text).map(|found| found.into_iter().map(words).collect::<Vec<_>>().join(" "))
    }

    #[test]
    fn choices_are_read_as_forms_print_them() {
        let good = [
            ("优5/良4/中3/差0-2", "优=5 良=4 中=3 差=0..2"),
            ("优（5分）良（4分）", "优=5 良=4"),
            ("强10-15 一般5-10 较差0-5", "强=10..15 一般=5..10 较差=0..5"),
            ("认真尽责主动 13–20 / 一般 7–12 / 恶劣拖拉 0–6", "认真尽责主动=13..20 一般=7..12 恶劣拖拉=0..6"),
            ("是/否", "是 否"),
            ("优 良 中 差", "优 良 中 差"),
            ("优：5分；良：４．５分", "优=5 良=4.5"),
            ("优 5\n差 0-2", "优=5 差=0..2"),
            ("优（４～５分）、良（2至3分）", "优=4..5 良=2..3"),
            ("优90%-100% 良80-89% 差0%", "优=90..100% 良=80..89% 差=0%"),
            ("优（90％～100％）\n良（80%）", "优=90..100% 良=80%"),
        ];
        for (text, read) in good {
            assert_eq!(told(text), Ok(read.to_owned()), "{text}");
        }
        for text in [
            "5/4/3",
            "优90%-100",
            "优80%～90%（不含）",
            "差60%以下",
            "优（5分）：内容完整",
            "优5分以上",
            "优（5分",
            "：5",
        ] {
            assert!(told(text).is_err(), "{text}: {:?}", told(text));
        }
    }

    fn list(text: &str) -> Result<String, String> {
        let words = |one: Deduction| {
            let value = |points: Option<Points>| points.map_or_else(|| "-".to_owned(), |points| points.to_string());
            format!("{}|{}|{}|{}", one.name, value(one.points), one.unit, value(one.most))
        };
        deductions(text).map(|found| found.into_iter().map(words).collect::<Vec<_>>().join(" "))
    }

    #[test]
    fn deductions_are_read_as_forms_print_them() {
        let good = [
            ("每少一项扣0.4分，扣完为止", "少一项|0.4|项|-"),
            ("每处扣0.5分，最多扣3分；排版每处不合扣0.2分，最多扣1分", "每处|0.5|处|3 排版每处不合|0.2|处|1"),
            ("每缺一项扣1分，每错一处扣0.5分。", "缺一项|1|项|- 错一处|0.5|处|-"),
            ("计分错一处扣0.3，散总不符扣0.3", "计分错一处|0.3|处|- 散总不符|0.3||-"),
            ("逻辑混乱扣1–2分", "逻辑混乱|-||2"),
            ("缺少要素：每项扣0.4分，最多扣2分", "缺少要素|0.4|项|2"),
            ("其他：酌情扣分，最多扣3分", "其他|-||3"),
        ];
        for (text, read) in good {
            assert_eq!(list(text), Ok(read.to_owned()), "{text}");
        }
        for text in ["扣5%", "按比例扣分", "每处扣若干分", "最多扣3分", "认真填写"] {
            assert!(list(text).is_err(), "{text}: {:?}", list(text));
        }
    }

    #[test]
    fn a_guide_that_speaks_of_points_is_noticed() {
        assert!(pattern_in("填写规范计2分；每少一项扣0.4分，扣完为止").is_some());
        assert!(pattern_in("强10-15 一般5-10 较差0-5").is_some());
        assert_eq!(pattern_in("内容完整、准确、详实，是否无缺项、错项"), None);
        assert_eq!(pattern_in("资金到位率 = (实际到位资金 / 预算资金) × 100%"), None);
    }
}
