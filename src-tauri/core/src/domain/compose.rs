//! Composing the items of a unified sheet out of experts' remarks: which belong together, and what the first wording of
//! an item is. The wording stays the panel's: a person edits it afterwards.

use super::form::Form;
use super::opinion::{Nature, Remark};
use super::sheet::SheetItemBody;

/// Remarks that become one item, by their positions in the list they came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bundle {
    /// The criterion they are linked with; none = a remark that is linked with none and stands alone.
    pub criterion: Option<String>,
    /// Positions, ascending.
    pub remarks: Vec<usize>,
}

/// Puts remarks on the same criterion together, in the order of the form; what is linked with no criterion comes after,
/// each by itself.
pub fn bundles(form: &Form, remarks: &[&Remark]) -> Vec<Bundle> {
    let mut all = Vec::new();
    for criterion in form.criteria() {
        let of_it = |(_, remark): &(usize, &&Remark)| remark.body.criterion == criterion.id;
        let together: Vec<usize> = remarks.iter().enumerate().filter(of_it).map(|(i, _)| i).collect();
        if !together.is_empty() {
            all.push(Bundle { criterion: Some(criterion.id.clone()), remarks: together });
        }
    }
    let alone = |(_, remark): &(usize, &&Remark)| form.criterion(&remark.body.criterion).is_none();
    all.extend(remarks.iter().enumerate().filter(alone).map(|(i, _)| Bundle { criterion: None, remarks: vec![i] }));
    all
}

/// The first wording of an item: what the remarks say, one after another, each text once; 必须修改 where one of them says
/// so. `before` is what the item says already.
pub fn worded(theme: &str, before: Option<&SheetItemBody>, remarks: &[&Remark]) -> SheetItemBody {
    let texts = |own: fn(&SheetItemBody) -> &str, of: fn(&Remark) -> &str| {
        let first = before.map(own).into_iter();
        joined(first.chain(remarks.iter().map(|remark| of(remark))))
    };
    let is_must = before.is_some_and(|body| body.nature == Nature::Must)
        || remarks.iter().any(|remark| remark.body.nature == Nature::Must);
    let pages = before.map(|body| body.place.as_str()).into_iter().chain(remarks.iter().map(|r| place_of(r)));
    SheetItemBody {
        theme: before.map_or(theme, |body| &body.theme).to_owned(),
        place: once(pages).join("、"),
        problem: texts(|body| &body.problem, |remark| &remark.body.problem),
        suggestion: texts(|body| &body.suggestion, |remark| &remark.body.suggestion),
        nature: if is_must { Nature::Must } else { Nature::Should },
    }
}

fn place_of(remark: &Remark) -> &str {
    if remark.body.page.trim().is_empty() { &remark.body.place } else { &remark.body.page }
}

/// Texts without their closing marks, each once, in one sentence.
fn joined<'a>(texts: impl Iterator<Item = &'a str>) -> String {
    let closing = |c: char| matches!(c, '。' | '；' | ';' | '.') || c.is_whitespace();
    let parts = once(texts.map(|text| text.trim_end_matches(closing)));
    if parts.is_empty() { String::new() } else { [&parts.join("；"), "。"].concat() }
}

/// What is not blank, each text once, in order.
fn once<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut seen: Vec<&str> = Vec::new();
    for text in texts.map(str::trim).filter(|text| !text.is_empty()) {
        if !seen.contains(&text) {
            seen.push(text);
        }
    }
    seen
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::RemarkId;
    use crate::domain::opinion::RemarkBody;
    use crate::form_file;

    fn remark(criterion: &str, page: &str, problem: &str, suggestion: &str, nature: Nature) -> Remark {
        let [criterion, page, problem, suggestion] = [criterion, page, problem, suggestion].map(str::to_owned);
        let body = RemarkBody { place: String::new(), page, criterion, problem, suggestion, nature };
        Remark { id: RemarkId(1), no: 1, body }
    }

    #[test]
    fn remarks_of_one_criterion_come_together_in_the_order_of_the_form() {
        let form = &form_file::built_in("T-RV-SCORE").expect("a built-in form");
        let ids: Vec<String> = form.criteria().take(2).map(|criterion| criterion.id.clone()).collect();
        let of = |id: &str| remark(id, "", "x", "", Nature::Should);
        let list = [of(&ids[1]), of(""), of(&ids[0]), of(&ids[1]), of("")];
        let found = bundles(form, &list.iter().collect::<Vec<_>>());
        let shown: Vec<_> = found.iter().map(|bundle| (bundle.criterion.as_deref(), bundle.remarks.clone())).collect();
        let (first, second) = (Some(ids[0].as_str()), Some(ids[1].as_str()));
        assert_eq!(shown, [(first, vec![2]), (second, vec![0, 3]), (None, vec![1]), (None, vec![4])]);
        let mut every: Vec<usize> = found.into_iter().flat_map(|bundle| bundle.remarks).collect();
        every.sort_unstable();
        assert_eq!(every, [0, 1, 2, 3, 4], "each remark stands in exactly one");
    }

    #[test]
    fn the_first_wording_says_each_text_once_and_the_stricter_nature() {
        let list = [
            remark("1.1", "P3", "指标未量化。", "补充指标值", Nature::Should),
            remark("1.1", "P3", "指标未量化", "细化依据；", Nature::Must),
            remark("1.1", "P7", "依据不足", "", Nature::Should),
        ];
        let all: Vec<&Remark> = list.iter().collect();
        let body = worded("指标体系", None, &all);
        assert_eq!(body.problem, "指标未量化；依据不足。");
        assert_eq!(body.suggestion, "补充指标值；细化依据。");
        assert_eq!((body.place.as_str(), body.theme.as_str()), ("P3、P7", "指标体系"));
        assert_eq!(body.nature, Nature::Must);
        let more = remark("2.1", "P9", "另有一处", "", Nature::Should);
        let body = worded("不用", Some(&body), &[&more]);
        assert_eq!(body.problem, "指标未量化；依据不足；另有一处。");
        assert_eq!((body.place.as_str(), body.theme.as_str()), ("P3、P7、P9", "指标体系"));
        assert_eq!(worded("", None, &[]).problem, "");
    }
}
