//! The whole table: every row alone, every pair of rows, what an acceptance passes over.

use super::*;

/// Every row in the order in which it is asked.
const TABLE: [Row; 19] = [
    Row::Broken,
    Row::TooNew,
    Row::Forged,
    Row::OtherSession,
    Row::Unissued,
    Row::Kept,
    Row::OtherKey,
    Row::OtherForm,
    Row::Contradictory,
    Row::OldPackage,
    Row::Off,
    Row::Doubled,
    Row::Overtaken,
    Row::Gap,
    Row::Closed,
    Row::Late,
    Row::First,
    Row::NextEqual,
    Row::NextDiffers,
];

/// Makes the condition of a row true; the three last exclude each other, so one that is set already stays.
fn set(facts: &mut Facts, row: Row, last: &mut Option<Row>) {
    match row {
        Row::Broken => facts.is_broken = true,
        Row::TooNew => facts.is_too_new = true,
        Row::Forged => facts.is_forged = true,
        Row::OtherSession => facts.is_of_other_session = true,
        Row::Unissued => facts.is_unissued = true,
        Row::Kept => facts.is_kept = true,
        Row::OtherKey => facts.has_other_key = true,
        Row::OtherForm => facts.has_other_form = true,
        Row::Contradictory => facts.is_contradictory = true,
        Row::OldPackage => facts.is_of_old_package = true,
        Row::Off => facts.reports[0].is_off = true,
        Row::Doubled => facts.is_doubled = true,
        Row::Overtaken => facts.is_overtaken = true,
        Row::Gap => facts.has_gap = true,
        Row::Closed => facts.reports[0].is_closed = true,
        Row::Late => facts.is_late = true,
        Row::First | Row::NextEqual | Row::NextDiffers if last.is_none() => {
            facts.is_next = row != Row::First;
            facts.reports.iter_mut().for_each(|report| report.is_equal = row == Row::NextEqual);
            *last = Some(row);
        }
        Row::First | Row::NextEqual | Row::NextDiffers => {}
    }
}

/// A file with two reports of which nothing is wrong but what is set; without one of the three last rows it is a first
/// return.
fn facts(rows: &[Row]) -> Facts {
    let mut facts = Facts { reports: vec![ReportFacts::default(); 2], ..Facts::default() };
    let mut last = None;
    rows.iter().for_each(|row| set(&mut facts, *row, &mut last));
    facts
}

fn is_of_one_report(row: Row) -> bool {
    matches!(row, Row::Off | Row::Closed)
}

#[test]
fn every_row_alone_is_found() {
    for row in TABLE {
        let verdict = judge(&facts(&[row]));
        if is_of_one_report(row) {
            assert_eq!((verdict.row, verdict.action), (Row::First, Action::Take), "the rest goes on");
            assert_eq!(verdict.reports, [Some(row), None]);
        } else {
            assert_eq!((verdict.row, verdict.action), (row, row.action()));
            assert_eq!(verdict.reports, [None, None]);
        }
    }
}

#[test]
fn of_every_pair_of_rows_the_earlier_wins() {
    let mut pairs = 0;
    for (at, first) in TABLE.into_iter().enumerate() {
        for second in TABLE.into_iter().skip(at + 1) {
            pairs += 1;
            let verdict = judge(&facts(&[first, second]));
            // A report that is off or closed says nothing of the file: the other row decides on that.
            let of_file = [first, second].into_iter().find(|row| !is_of_one_report(*row)).unwrap_or(Row::First);
            assert_eq!(verdict.row, of_file, "{first:?} and {second:?}");
            let of_report = [first, second].into_iter().find(|row| is_of_one_report(*row));
            assert_eq!(verdict.reports, [of_report, None], "{first:?} and {second:?}");
        }
    }
    assert_eq!(pairs, TABLE.len() * (TABLE.len() - 1) / 2);
}

#[test]
fn the_numbers_are_those_of_the_design() {
    let numbers: Vec<u8> = TABLE.iter().map(|row| row.number()).collect();
    assert_eq!(numbers, [1, 2, 3, 4, 5, 6, 7, 8, 8, 9, 10, 11, 12, 13, 17, 18, 14, 15, 16]);
    let mut codes: Vec<&str> = TABLE.iter().map(|row| row.code()).collect();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), TABLE.len());
}

#[test]
fn an_acceptance_passes_over_what_asks_and_nothing_else() {
    for (at, first) in TABLE.into_iter().enumerate() {
        for second in TABLE.into_iter().skip(at + 1) {
            let accepted = judge(&Facts { is_accepted: true, ..facts(&[first, second]) });
            let asks = |row: Row| matches!(row.action(), Action::Ask(_));
            let left: Vec<Row> = [first, second].into_iter().filter(|row| !asks(*row)).collect();
            assert_eq!(accepted.row, judge(&facts(&left)).row, "{first:?} and {second:?}");
            assert!(!asks(accepted.row));
        }
    }
}

#[test]
fn everything_that_is_asked_is_asked_at_once_and_in_order() {
    let all = facts(&[Row::Late, Row::Gap, Row::OldPackage, Row::OtherKey]);
    assert_eq!(all.asks(), [Ask::Key, Ask::OldPackage, Ask::Gap, Ask::Late]);
    assert_eq!(facts(&[Row::First]).asks(), []);
}

#[test]
fn a_file_of_which_nothing_is_left_says_why() {
    let mut given = facts(&[]);
    given.reports.iter_mut().for_each(|report| report.is_off = true);
    assert_eq!((judge(&given).row, judge(&given).action), (Row::Off, Action::Receipt));
    given.reports[1] = ReportFacts { is_closed: true, ..ReportFacts::default() };
    assert_eq!((judge(&given).row, judge(&given).action), (Row::Closed, Action::Receipt));
    given.is_late = true;
    assert_eq!(judge(&given).row, Row::Late, "what is asked is asked first");
}
