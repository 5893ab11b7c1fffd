//! What is true of a review, whoever asks: forms, scores, the tally, the sheet. No I/O, no clock, no randomness, no SQL,
//! no JSON text, no language — and no floating point, which the two denied lints enforce; `agreement` alone is excepted.
#![deny(clippy::disallowed_types, clippy::disallowed_methods)]

pub mod agreement;
pub mod answers;
pub mod arrival;
pub mod average;
pub mod comparison;
pub mod compose;
pub mod condition;
pub mod conflict;
pub mod dispute;
pub mod draw;
pub mod exact;
pub mod expert;
pub mod form;
pub mod form_carry;
mod form_check;
pub mod form_diff;
mod form_diff_rules;
pub mod form_edit;
pub mod form_points;
pub mod head_field;
pub mod id;
pub mod kind;
pub mod number;
pub mod opinion;
pub mod panel_statistics;
pub mod problem;
pub mod progress;
pub mod record;
pub mod report;
pub mod score;
pub mod session;
pub mod sheet;
pub mod signal;
pub mod signature;
pub mod tally;
