//! Files that come in and go out: tables as CSV, of one report's scores and of a panel's totals; forms and fill-in forms
//! as workbooks; packages and returns as containers, verified before anything in them is read.

pub mod container;
pub mod csv_table;
pub mod expert_list;
pub mod fill_in;
pub mod form_xlsx;
pub mod keys;
pub mod list_table;
pub mod package;
pub mod report_list;
pub mod returned;
pub mod scores_csv;
pub mod totals_csv;
mod workbook;
