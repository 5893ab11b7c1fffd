//! Files that come in and go out: so far tables as CSV, of one report's scores and of a panel's totals.

pub mod csv_table;
pub mod scores_csv;
pub mod totals_csv;
