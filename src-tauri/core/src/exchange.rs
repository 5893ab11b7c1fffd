//! Files that come in and go out: so far the score table as CSV.

pub mod scores_csv;
