//! Files that come in and go out: the score table as CSV, the form as a workbook.

pub mod form_xlsx;
pub mod scores_csv;
mod workbook;
