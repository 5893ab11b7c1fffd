//! The points everybody types, and what they add up to, reckoned in whole numbers and by the written rule alone:
//! with five opinions or more the highest and the lowest total leave, each group is the mean of the rest rounded half
//! up to two places, and the total is the sum of the groups.

use serde_json::Value;
use std::sync::LazyLock;

/// A criterion of the built-in form: its id, the group it stands in and its full points, in halves.
pub(super) struct Criterion {
    pub(super) id: String,
    pub(super) name: String,
    group: usize,
    full: i64,
}

pub(super) static CRITERIA: LazyLock<Vec<Criterion>> = LazyLock::new(|| {
    let path = tongping_tests::root().join("assets/forms/T-RV-SCORE.json");
    let form: Value = serde_json::from_slice(&std::fs::read(path).expect("a form")).expect("JSON");
    let mut all = Vec::new();
    for (group, own) in form["groups"].as_array().expect("groups").iter().enumerate() {
        for one in own["criteria"].as_array().expect("criteria") {
            let text = |name: &str| one[name].as_str().expect("a text").to_owned();
            let full = text("max").parse::<i64>().expect("whole points") * 2;
            all.push(Criterion { id: text("id"), name: text("name"), group, full });
        }
    }
    all
});

/// The points of a seat for a report, in halves, criterion by criterion.
pub(super) fn points(seat: usize, report: usize) -> Vec<i64> {
    let lost = |at: usize| if (at * seat + report).is_multiple_of(3) { 2 } else { i64::from(at < seat) };
    CRITERIA.iter().enumerate().map(|(at, one)| one.full - lost(at)).collect()
}

/// Halves as they are typed.
pub(super) fn typed(halves: i64) -> String {
    let half = if halves % 2 == 0 { "" } else { ".5" };
    format!("{}{half}", halves / 2)
}

/// The total of one opinion, as it is shown.
pub(super) fn total(points: &[i64]) -> String {
    shown(points.iter().sum::<i64>() * 50)
}

/// The conclusion that goes with a total.
pub(super) fn conclusion(points: &[i64]) -> &'static str {
    if points.iter().sum::<i64>() >= 180 { "通过" } else { "修改后通过" }
}

/// The total of a panel.
pub(super) fn of_panel(ballots: &[Vec<i64>]) -> String {
    let mut kept: Vec<_> = ballots.to_vec();
    kept.sort_by_key(|points| points.iter().sum::<i64>());
    if kept.len() >= 5 {
        kept = kept[1..kept.len() - 1].to_vec();
    }
    let count = i64::try_from(kept.len()).expect("a few");
    let groups = CRITERIA.iter().map(|one| one.group).max().expect("groups") + 1;
    let of_group = |group: usize| -> i64 {
        let own = |points: &Vec<i64>| -> i64 {
            CRITERIA.iter().zip(points).filter(|(one, _)| one.group == group).map(|(_, halves)| halves).sum()
        };
        // In hundredths: fifty for each half; half up.
        let sum: i64 = kept.iter().map(own).sum::<i64>() * 50;
        (2 * sum + count) / (2 * count)
    };
    shown((0..groups).map(of_group).sum())
}

/// Hundredths with two places.
fn shown(hundredths: i64) -> String {
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}
