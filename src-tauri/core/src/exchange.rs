//! Files that come in and go out: tables as CSV, of one report's scores and of a panel's totals; forms as workbooks.

pub mod csv_table;
pub mod form_xlsx;
pub mod scores_csv;
pub mod totals_csv;
mod workbook;
