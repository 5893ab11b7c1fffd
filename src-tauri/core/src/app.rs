//! What a person may do: one file per noun. Each function checks the rules and then makes one write.

pub mod tally;
