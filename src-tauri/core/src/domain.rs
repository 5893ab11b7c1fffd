//! What is true of a review, whoever asks: forms, scores, the tally, the sheet. No I/O, no clock, no randomness, no SQL,
//! no JSON text, no language — and no floating point, which the two denied lints enforce.
#![deny(clippy::disallowed_types, clippy::disallowed_methods)]

pub mod condition;
pub mod exact;
pub mod expert;
pub mod form;
pub mod form_carry;
mod form_check;
pub mod form_diff;
mod form_diff_rules;
pub mod form_edit;
pub mod form_points;
pub mod id;
pub mod number;
pub mod opinion;
pub mod problem;
pub mod record;
pub mod report;
pub mod score;
pub mod session;
pub mod sheet;
pub mod tally;
