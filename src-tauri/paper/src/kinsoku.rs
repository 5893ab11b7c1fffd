//! Where a line may break: the strict rules of Unicode's line breaking, our own list of marks that never begin or end
//! a line, and the numbers, dates and document numbers that stay in one piece.

use icu_segmenter::LineSegmenter;
use icu_segmenter::options::{LineBreakOptions, LineBreakStrictness};

/// How willingly a line breaks before a character; a later one is preferred.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Break {
    /// Only when not even one character fits otherwise.
    Never,
    /// Inside a word that is wider than the line.
    Rough,
    /// Between a number and its unit, when they are wider than the line.
    Number,
    /// Freely.
    Free,
    /// Always.
    Forced,
}

/// Marks that never begin a line.
pub(crate) const NOT_FIRST: &str = "。，、；：！？）》」』】〕〉〗”’…％‰℃·～．｝］,;:!?)]}%";
/// Marks that never end a line.
pub(crate) const NOT_LAST: &str = "（《「『【〔〈〖“‘｛［￥＄([{";

/// Full-width marks with blank at their right.
pub(crate) fn is_closing(ch: char) -> bool {
    matches!(ch, '。' | '，' | '、' | '；' | '：' | '！' | '？' | '）' | '》' | '」' | '』' | '】' | '〕' | '〉' | '〗')
        || matches!(ch, '”' | '’' | '．' | '｝' | '］')
}

/// Full-width marks with blank at their left.
pub(crate) fn is_opening(ch: char) -> bool {
    matches!(ch, '（' | '《' | '「' | '『' | '【' | '〔' | '〈' | '〖' | '“' | '‘' | '｛' | '［')
}

/// Marks whose blank may be squeezed.
pub(crate) fn is_mark(ch: char) -> bool {
    is_closing(ch) || is_opening(ch)
}

/// Ideographs, and everything else that is as wide as one.
pub(crate) fn is_ideograph(ch: char) -> bool {
    matches!(ch, '\u{2e80}'..='\u{2fdf}' | '\u{3005}'..='\u{3007}' | '\u{3021}'..='\u{3029}' | '\u{3400}'..='\u{4dbf}')
        || matches!(ch, '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Characters of Chinese text: ideographs, full-width forms and CJK punctuation.
pub(crate) fn is_chinese(ch: char) -> bool {
    is_ideograph(ch)
        || matches!(ch, '\u{3000}'..='\u{30ff}' | '\u{ff00}'..='\u{ffef}' | '\u{2460}'..='\u{24ff}' | '\u{3200}'..='\u{33ff}')
        || matches!(ch, '…' | '—' | '“' | '”' | '‘' | '’' | '·')
}

/// Letters and digits that want a little air beside an ideograph.
pub(crate) fn is_western(ch: char) -> bool {
    ch.is_ascii_alphanumeric() || matches!(ch, '%' | '‰' | '℃' | '\u{00c0}'..='\u{024f}' | '\u{0370}'..='\u{04ff}')
}

/// What may follow a number without a break between.
const UNITS: &str = "年月日号时点分秒周天元角万亿千百十个名人项家条款章节份次批期页张件户口岁倍度级档位米吨斤升亩克字套台辆所只处类种轮季届座间";

/// The willingness to break before each character; the first entry is `Never`.
pub(crate) fn breaks(text: &str, chars: &[char]) -> Vec<Break> {
    let mut breaks = vec![Break::Rough; chars.len()];
    mark_legal(text, chars, &mut breaks);
    // The last character that is not a space: an opening mark does not end a line by having a space after it.
    let mut printed = ' ';
    for i in 1..chars.len() {
        let (before, after) = (chars[i - 1], chars[i]);
        printed = if before == ' ' { printed } else { before };
        if before == '\n' {
            breaks[i] = Break::Forced;
            continue;
        }
        // The segmenter ties quotation marks to both sides; Chinese ones open and close.
        if breaks[i] == Break::Rough && parts_quotation(before, after) {
            breaks[i] = Break::Free;
        }
        // A dash between two numbers stays with the first.
        let ranges = matches!(after, '—' | '–' | '～')
            && (before.is_ascii_digit() || before == '%')
            && chars.get(i + 1).is_some_and(char::is_ascii_digit);
        if ranges
            || matches!(after, '\n' | ' ')
            || NOT_FIRST.contains(after)
            || NOT_LAST.contains(printed)
            || is_pair(before, after)
        {
            breaks[i] = Break::Never;
        }
    }
    if let Some(first) = breaks.first_mut() {
        *first = Break::Never;
    }
    join_numbers(chars, &mut breaks);
    breaks
}

fn mark_legal(text: &str, chars: &[char], breaks: &mut [Break]) {
    let mut options = LineBreakOptions::default();
    options.strictness = Some(LineBreakStrictness::Strict);
    let mut legal = LineSegmenter::new_for_non_complex_scripts(options).segment_str(text).peekable();
    let mut byte = 0;
    for (i, ch) in chars.iter().enumerate() {
        while legal.next_if(|at| *at < byte).is_some() {}
        if legal.peek() == Some(&byte) {
            breaks[i] = Break::Free;
        }
        byte += ch.len_utf8();
    }
}

fn parts_quotation(before: char, after: char) -> bool {
    let opens = matches!(after, '“' | '‘') && (is_ideograph(before) || is_closing(before));
    let closes = matches!(before, '”' | '’') && (is_ideograph(after) || is_opening(after));
    opens || closes
}

/// Dashes and ellipses are two characters wide and one mark.
pub(crate) fn is_pair(before: char, after: char) -> bool {
    before == after && matches!(after, '—' | '…' | '⸺')
}

/// Keeps together: a number and its unit or percent sign, a whole date, `〔2026〕1号`, `第3`.
fn join_numbers(chars: &[char], breaks: &mut [Break]) {
    let mut i = 0;
    while i < chars.len() {
        if !chars[i].is_ascii_digit() {
            i += 1;
            continue;
        }
        let mut start = i;
        while i < chars.len() && (chars[i].is_ascii_digit() || is_inner(chars, i)) {
            i += 1;
        }
        let mut end = (i + unit(&chars[i..])).min(chars.len());
        // A date goes on: 2026年3月5日.
        while end > i && matches!(chars[end - 1], '年' | '月') && chars.get(end).is_some_and(char::is_ascii_digit) {
            i = end + chars[end..].iter().take_while(|ch| ch.is_ascii_digit()).count();
            end = (i + unit(&chars[i..])).min(chars.len());
        }
        if start > 0 && matches!(chars[start - 1], '第' | '〔' | '[' | '￥' | '¥' | '±' | '约' | '共') {
            start -= 1;
        }
        if chars.get(start) == Some(&'〔') && chars.get(i) == Some(&'〕') {
            let digits = chars[i + 1..].iter().take_while(|ch| ch.is_ascii_digit()).count();
            end = i + 1 + digits + usize::from(digits > 0 && chars.get(i + 1 + digits) == Some(&'号'));
        }
        for at in &mut breaks[start + 1..end.max(start + 1)] {
            *at = (*at).min(Break::Number);
        }
        i = end.max(i);
    }
}

/// A point, comma or dash between two digits.
fn is_inner(chars: &[char], i: usize) -> bool {
    matches!(chars[i], '.' | ',' | '-' | '–' | '~' | '/' | ':') && chars.get(i + 1).is_some_and(char::is_ascii_digit)
}

/// How many characters of a unit follow a number.
fn unit(rest: &[char]) -> usize {
    const LONG: [&str; 13] = [
        "个百分点",
        "个工作日",
        "百分点",
        "工作日",
        "平方米",
        "立方米",
        "平方公里",
        "公里",
        "千米",
        "公斤",
        "千克",
        "小时",
        "公顷",
    ];
    let begins = |word: &str| word.chars().zip(rest).filter(|(a, b)| a == *b).count() == word.chars().count();
    if let Some(word) = LONG.iter().find(|word| begins(word)) {
        return word.chars().count();
    }
    match rest {
        ['%' | '‰' | '％' | '℃', ..] => 1,
        ['百' | '千' | '万' | '亿', '万' | '亿', '元' | '人' | '户' | '亩' | '吨', ..] => 3,
        [
            '百' | '千' | '万' | '亿' | '多' | '余',
            '元' | '万' | '亿' | '人' | '户' | '亩' | '吨' | '名' | '个' | '次',
            ..,
        ] => 2,
        ['人', '次', ..] => 2,
        [ch, ..] if UNITS.contains(*ch) => 1,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::{Break, breaks};

    /// The text with a bar at every free break.
    fn barred(text: &str) -> String {
        let chars: Vec<char> = text.chars().collect();
        let mut out = String::new();
        for (ch, brk) in chars.iter().zip(breaks(text, &chars)) {
            if brk >= Break::Free {
                out.push('|');
            }
            out.push(*ch);
        }
        out
    }

    #[test]
    fn numbers_stay_with_their_units() {
        for (text, wanted) in [
            ("于2026年3月5日下达", "于|2026年3月5日|下|达"),
            ("见〔2026〕1号文", "见|〔2026〕1号|文"),
            ("达98.6%的", "达|98.6%|的"),
            ("约1,250.50万元。", "约1,250.50万元。"),
            ("提高5个百分点等", "提|高|5个百分点|等"),
            ("第12页", "第12页"),
            ("2023—2025年", "2023—|2025年"),
        ] {
            assert_eq!(barred(text), wanted);
        }
    }

    #[test]
    fn marks_stay_where_they_belong() {
        for (text, wanted) in [
            ("他说“好。”然后走", "他|说|“好。”|然|后|走"),
            ("《办法》（试行）", "《办|法》|（试|行）"),
            ("等……建议——尽快", "等……|建|议|——|尽|快"),
            ("“ 评", "“ 评"),
            ("甲、 乙", "甲、 |乙"),
        ] {
            assert_eq!(barred(text), wanted);
        }
    }

    #[test]
    fn a_newline_forces_a_break() {
        let chars: Vec<char> = "一\n二".chars().collect();
        assert_eq!(breaks("一\n二", &chars)[2], Break::Forced);
    }
}
