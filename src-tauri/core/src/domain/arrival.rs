//! A file that comes in, judged: the state table of safety §3.1, row by row. What is asked of the rows is found out
//! elsewhere; here stands only which of them holds, and what becomes of the file and of each report in it.

use serde::Serialize;

/// What is known of a file. What was never looked at because something before it failed is false.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is one condition of the table, and any may hold beside any")]
pub struct Facts {
    /// Row 1: unreadable, over a limit, a hash or a size is wrong.
    pub is_broken: bool,
    /// Row 2: it asks for a newer program.
    pub is_too_new: bool,
    /// Row 3: a signature or the proof of the invitation is wrong.
    pub is_forged: bool,
    /// Row 4: of a session this workspace does not have.
    pub is_of_other_session: bool,
    /// Row 5: it answers a package that was never issued here, or another expert's.
    pub is_unissued: bool,
    /// Row 6: the same content was taken in before.
    pub is_kept: bool,
    /// Row 7: signed with another key than the one bound to this package.
    pub has_other_key: bool,
    /// Row 8: another form.
    pub has_other_form: bool,
    /// What it says is not what it says elsewhere: kept apart as row 8 is, whoever signed it.
    pub is_contradictory: bool,
    /// Row 9: it answers an older revision of the package.
    pub is_of_old_package: bool,
    /// Row 11: another file claims to be this return.
    pub is_doubled: bool,
    /// Row 12: a later return was taken in before.
    pub is_overtaken: bool,
    /// Row 13: the return before it never came.
    pub has_gap: bool,
    /// Row 14 where false: nothing of this expert was taken in before.
    pub is_next: bool,
    /// Row 18: it came after the deadline.
    pub is_late: bool,
    /// A person answered everything it asks with yes.
    pub is_accepted: bool,
    /// What is known of each report.
    pub reports: Vec<ReportFacts>,
}

/// What is known of one report of a file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ReportFacts {
    /// Row 10: the member does not review it, or it is no longer in the session.
    pub is_off: bool,
    /// Row 17: its tally is locked or its sheet final.
    pub is_closed: bool,
    /// What came in is what stands here.
    pub is_equal: bool,
}

/// A row of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each is named as the condition it stands for; see `Facts`")]
pub enum Row {
    Broken,
    TooNew,
    Forged,
    OtherSession,
    Unissued,
    Kept,
    OtherKey,
    OtherForm,
    Contradictory,
    OldPackage,
    Off,
    Doubled,
    Overtaken,
    Gap,
    First,
    NextEqual,
    NextDiffers,
    Closed,
    Late,
}

/// What becomes of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// It is taken in.
    Take,
    /// Only its receipt is kept: nothing in it is new.
    Receipt,
    /// A person decides; until then it is left out, or kept apart (`Ask::keeps`).
    Ask(Ask),
    /// Nothing is done: it is here already.
    Skip,
    /// Nothing of it is kept.
    Refuse,
    /// Its bytes are kept, out of the scores.
    Quarantine,
}

/// What a person is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Ask {
    /// Whether the expert has a new key.
    Key,
    /// Whether an answer to an older revision of the package counts.
    OldPackage,
    /// Whether a return counts though the one before never came.
    Gap,
    /// Whether it counts though it is late.
    Late,
    /// What counts where both sides changed the same place, or why what stands here stays beside what was signed.
    Conflict,
}

impl Ask {
    /// Whether the bytes are kept apart while nobody has decided.
    pub fn keeps(self) -> bool {
        matches!(self, Self::Key | Self::OldPackage)
    }
}

impl Row {
    /// Number in the table of the design; what contradicts itself stands beside row 8.
    pub fn number(self) -> u8 {
        match self {
            Self::Broken => 1,
            Self::TooNew => 2,
            Self::Forged => 3,
            Self::OtherSession => 4,
            Self::Unissued => 5,
            Self::Kept => 6,
            Self::OtherKey => 7,
            Self::OtherForm | Self::Contradictory => 8,
            Self::OldPackage => 9,
            Self::Off => 10,
            Self::Doubled => 11,
            Self::Overtaken => 12,
            Self::Gap => 13,
            Self::First => 14,
            Self::NextEqual => 15,
            Self::NextDiffers => 16,
            Self::Closed => 17,
            Self::Late => 18,
        }
    }

    /// Code of its sentence.
    pub fn code(self) -> &'static str {
        match self {
            Self::Broken => "broken",
            Self::TooNew => "too_new",
            Self::Forged => "forged",
            Self::OtherSession => "other_session",
            Self::Unissued => "unissued",
            Self::Kept => "kept",
            Self::OtherKey => "other_key",
            Self::OtherForm => "other_form",
            Self::Contradictory => "contradictory",
            Self::OldPackage => "old_package",
            Self::Off => "off",
            Self::Doubled => "doubled",
            Self::Overtaken => "overtaken",
            Self::Gap => "gap",
            Self::First => "first",
            Self::NextEqual => "next_equal",
            Self::NextDiffers => "next_differs",
            Self::Closed => "closed",
            Self::Late => "late",
        }
    }

    /// What it means for the file.
    pub fn action(self) -> Action {
        match self {
            Self::TooNew | Self::OtherSession => Action::Refuse,
            Self::Broken
            | Self::Forged
            | Self::Unissued
            | Self::OtherForm
            | Self::Contradictory
            | Self::Doubled
            | Self::Overtaken => Action::Quarantine,
            Self::Kept => Action::Skip,
            Self::OtherKey => Action::Ask(Ask::Key),
            Self::OldPackage => Action::Ask(Ask::OldPackage),
            Self::Gap => Action::Ask(Ask::Gap),
            Self::Late => Action::Ask(Ask::Late),
            Self::NextEqual | Self::Off | Self::Closed => Action::Receipt,
            Self::First | Self::NextDiffers => Action::Take,
        }
    }
}

/// What is found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// The row of the file.
    pub row: Row,
    /// What becomes of it.
    pub action: Action,
    /// The row of each report that is not taken in, in the order of the facts: 10 or 17.
    pub reports: Vec<Option<Row>>,
}

/// The rows about the file as a whole, in the order in which they are asked: 18 stands before 14–16. Rows 10 and 17 are
/// about single reports; the file goes on with the others.
const ORDER: [Row; 13] = [
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
    Row::Doubled,
    Row::Overtaken,
    Row::Gap,
];

impl Facts {
    fn holds(&self, row: Row) -> bool {
        match row {
            Row::Broken => self.is_broken,
            Row::TooNew => self.is_too_new,
            Row::Forged => self.is_forged,
            Row::OtherSession => self.is_of_other_session,
            Row::Unissued => self.is_unissued,
            Row::Kept => self.is_kept,
            Row::OtherKey => self.has_other_key,
            Row::OtherForm => self.has_other_form,
            Row::Contradictory => self.is_contradictory,
            Row::OldPackage => self.is_of_old_package,
            Row::Off => self.reports.iter().any(|report| report.is_off),
            Row::Doubled => self.is_doubled,
            Row::Overtaken => self.is_overtaken,
            Row::Gap => self.has_gap,
            Row::Closed => self.reports.iter().any(|report| report.is_closed),
            Row::Late => self.is_late,
            Row::First => !self.is_next,
            Row::NextEqual => self.is_next && self.reports.iter().all(|report| report.is_equal),
            Row::NextDiffers => self.is_next,
        }
    }

    /// What a person is asked before the file is taken in, in the order of the table.
    pub fn asks(&self) -> Vec<Ask> {
        let asked = ORDER.into_iter().chain([Row::Late]).filter(|row| self.holds(*row));
        asked.filter_map(|row| if let Action::Ask(ask) = row.action() { Some(ask) } else { None }).collect()
    }
}

/// Judges a file: the first row that holds. Once a person has accepted it, the rows that ask are passed over.
pub fn judge(facts: &Facts) -> Verdict {
    let is_passed = |row: &Row| facts.is_accepted && matches!(row.action(), Action::Ask(_));
    let first = ORDER.into_iter().chain([Row::Late]).filter(|row| !is_passed(row)).find(|row| facts.holds(*row));
    let row = first.unwrap_or_else(|| of_taken(facts));
    let of_report = |report: &ReportFacts| match (report.is_off, report.is_closed) {
        (true, _) => Some(Row::Off),
        (false, true) => Some(Row::Closed),
        (false, false) => None,
    };
    Verdict { row, action: row.action(), reports: facts.reports.iter().map(of_report).collect() }
}

/// The row of a file that nothing speaks against; where no report is left to take, the reason is the row.
fn of_taken(facts: &Facts) -> Row {
    let is_left = |report: &ReportFacts| !report.is_off && !report.is_closed;
    if !facts.reports.is_empty() && !facts.reports.iter().any(is_left) {
        return if facts.holds(Row::Closed) { Row::Closed } else { Row::Off };
    }
    [Row::First, Row::NextEqual].into_iter().find(|row| facts.holds(*row)).unwrap_or(Row::NextDiffers)
}

#[cfg(test)]
mod tests;
