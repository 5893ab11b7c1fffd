//! Names as a printed table shows them: with their numbering (一、 （一） 1. （1）) and sometimes with their points
//! (“一、报告格式（6分）”, “决策 20”).

use super::amounts::{self, Amount};

/// A name taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Named {
    /// The bare name.
    pub(super) name: String,
    /// How deep its numbering stands, from 1 for 一、; none = no numbering.
    pub(super) rank: Option<u8>,
    /// Points that stand in the name.
    pub(super) points: Option<Amount>,
    /// The name with those points, for where they turn out to be a part of it (合格率（95%）, 满意度 90).
    whole: String,
    /// Whether the points can be nothing else: they are called 分 or stand in brackets.
    is_plain: bool,
}

impl Named {
    /// A name that is taken as it stands.
    pub(super) fn verbatim(text: &str) -> Self {
        Self { name: text.to_owned(), rank: None, points: None, whole: text.to_owned(), is_plain: false }
    }

    /// The name beside which `stated` points stand. A number that differs from them belongs to the name; points that
    /// cannot belong to it are a contradiction: `Err` with the bare name.
    pub(super) fn beside(&self, stated: Option<Amount>) -> Result<&str, &str> {
        match (stated, self.points) {
            (Some(stated), Some(said)) if stated.differs_from(said) => {
                if self.is_plain {
                    Err(&self.name)
                } else {
                    Ok(&self.whole)
                }
            }
            _ => Ok(&self.name),
        }
    }
}

/// Takes a name apart.
pub(super) fn take_apart(text: &str) -> Named {
    let line = joined(text);
    let (rank, rest) = numbering(&line);
    let (name, points) = points_in(rest);
    let is_plain = points.is_some_and(|points| !points.is_share) && rest.trim().ends_with(['分', '）', ')']);
    Named { name, rank, points, whole: rest.trim().to_owned(), is_plain }
}

/// A name on one line: breaks inside a cell are a matter of its width.
pub(super) fn joined(text: &str) -> String {
    let mut out = String::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let is_latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        if is_latin(out.chars().last()) && is_latin(line.chars().next()) {
            out.push(' ');
        }
        out.push_str(line);
    }
    out
}

/// The depth of a numbering and what follows it.
pub(super) fn numbering(text: &str) -> (Option<u8>, &str) {
    let text = text.trim();
    let is_chinese = |c: char| "一二三四五六七八九十百".contains(c);
    let is_digit = |c: char| c.is_ascii_digit() || ('０'..='９').contains(&c);
    if let Some(rest) = text.strip_prefix(['（', '(']) {
        for (kind, rank) in [(&is_chinese as &dyn Fn(char) -> bool, 2), (&is_digit, 6)] {
            let after = rest.trim_start_matches(kind);
            if after.len() < rest.len()
                && let Some(name) = after.strip_prefix(['）', ')'])
            {
                return (Some(rank), name.trim_start_matches(['、', ' ', '\u{3000}']));
            }
        }
        return (None, text);
    }
    let after = text.trim_start_matches(is_chinese);
    if after.len() < text.len()
        && let Some(name) = after.strip_prefix(['、', '．', '.', ' ', '\u{3000}'])
    {
        return (Some(1), name.trim());
    }
    if let Some(first) = text.chars().next().filter(|c| ('①'..='⑳').contains(c)) {
        return (Some(7), text[first.len_utf8()..].trim());
    }
    arabic(text)
}

/// `1.`, `1、`, `1.1`: the more points, the deeper.
fn arabic(text: &str) -> (Option<u8>, &str) {
    let end = text.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(text.len());
    let (number, rest) = text.split_at(end);
    let parts: Vec<&str> = number.split('.').collect();
    let is_closed = number.ends_with('.') || rest.starts_with(['、', '．', ' ', '\u{3000}', ')', '）']);
    let digits = parts.iter().filter(|part| !part.is_empty()).count();
    let unit = rest.chars().next().is_some_and(|c| "米倍万亿元年月日个千百分％%".contains(c));
    // 2.0 is a version, not a number of a list.
    let is_dotted = digits > 1 && !unit && !parts.contains(&"0") && rest.chars().next().is_some_and(|c| !c.is_ascii());
    if !number.starts_with(|c: char| c.is_ascii_digit()) || rest.is_empty() || !(is_closed || is_dotted) {
        return (None, text);
    }
    let rank = u8::try_from(digits.min(3)).unwrap_or(1) + 2;
    (Some(rank), rest.trim_start_matches(['、', '．', ' ', '\u{3000}', ')', '）']).trim())
}

/// A bare number of four digits in a name is a year, not points.
fn is_year(said: &str) -> bool {
    said.len() >= 4 && said.bytes().all(|b| b.is_ascii_digit())
}

/// Points at the end of a name: in brackets with or without 分, with 分, or after a blank.
fn points_in(text: &str) -> (String, Option<Amount>) {
    let text = text.trim();
    let whole = || (text.to_owned(), None);
    if let Some(inner) = text.strip_suffix(['）', ')']) {
        let Some(start) = inner.rfind(['（', '(']) else { return whole() };
        let bracket = inner[start..].chars().next().map_or(1, char::len_utf8);
        let said = inner[start + bracket..].trim().trim_start_matches("满分").trim_start_matches("共");
        return match amounts::of_text(said) {
            Ok(amount) if !inner[..start].trim().is_empty() && !is_year(said) => {
                (inner[..start].trim().to_owned(), Some(amount))
            }
            Ok(_) | Err(_) => whole(),
        };
    }
    let Some((name, number)) = text.rsplit_once([' ', '\u{3000}']) else {
        let Some(body) = text.strip_suffix('分') else { return whole() };
        let name = body.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
        let is_name =
            name.len() < body.len() && !name.is_empty() && !name.ends_with(|c: char| "第扣得满前后每".contains(c));
        return match amounts::of_text(&body[name.len()..]) {
            Ok(amount) if is_name => (name.to_owned(), Some(amount)),
            Ok(_) | Err(_) => whole(),
        };
    };
    match amounts::of_text(number) {
        Ok(amount) if !name.trim().is_empty() && !is_year(number) => (name.trim().to_owned(), Some(amount)),
        Ok(_) | Err(_) => whole(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal::Decimal;

    #[test]
    fn numbering_and_points_are_told_from_the_name() {
        let cases = [
            ("一、报告格式（6分）", Some(1), "报告格式", Some(6)),
            ("（一）封面填写", Some(2), "封面填写", None),
            ("1.立项依据充分性", Some(3), "立项依据充分性", None),
            ("1、 立项程序", Some(3), "立项程序", None),
            ("1.1规范完整性", Some(4), "规范完整性", None),
            ("（1）资金到位", Some(6), "资金到位", None),
            ("决策 20", None, "决策", Some(20)),
            ("决策(20分)", None, "决策", Some(20)),
            ("过程20分", None, "过程", Some(20)),
            ("沟通情况（满分10分）", None, "沟通情况", Some(10)),
            ("三公经费变动率", None, "三公经费变动率", None),
            ("一般公共预算", None, "一般公共预算", None),
            ("1.5米以上道路", None, "1.5米以上道路", None),
            ("绩效目标（2025）", None, "绩效目标（2025）", None),
            ("2025年目标", None, "2025年目标", None),
            ("三、绩效\n反映", Some(1), "绩效反映", None),
            ("满意度（服务对象）", None, "满意度（服务对象）", None),
            ("2.0版系统建设", None, "2.0版系统建设", None),
        ];
        for (text, rank, name, points) in cases {
            let read = take_apart(text);
            let points = points.map(|points: i64| Decimal::from(points));
            assert_eq!((read.rank, read.name.as_str()), (rank, name), "{text}");
            assert_eq!(read.points.map(Amount::value), points, "{text}");
        }
    }
}
