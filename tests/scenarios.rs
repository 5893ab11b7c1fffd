//! Whole stories through the command list: set up, score, sign, tally, compose, finalise, revise; every refusal; undo
//! across a restart and never of another's step; an expert's task, entries and earlier versions; what hand-editing the file cannot do; and that every noun comes back as it went in.

#[path = "scenarios/compose.rs"]
mod compose;
#[path = "scenarios/desk.rs"]
mod desk;
#[path = "scenarios/dispute.rs"]
mod dispute;
#[path = "scenarios/drafts.rs"]
mod drafts;
#[path = "scenarios/edges.rs"]
mod edges;
#[path = "scenarios/entries.rs"]
mod entries;
#[path = "scenarios/history.rs"]
mod history;
#[path = "scenarios/job.rs"]
mod job;
#[path = "scenarios/kinds.rs"]
mod kinds;
#[path = "scenarios/library.rs"]
mod library;
#[path = "scenarios/nouns.rs"]
mod nouns;
#[path = "scenarios/refusals.rs"]
mod refusals;
#[path = "scenarios/setup.rs"]
mod setup;
#[path = "scenarios/signing.rs"]
mod signing;
#[path = "scenarios/statistics.rs"]
mod statistics;
#[path = "scenarios/tampering.rs"]
mod tampering;
#[path = "scenarios/task.rs"]
mod task;
#[path = "scenarios/undo.rs"]
mod undo;
#[path = "scenarios/undo_own.rs"]
mod undo_own;
#[path = "scenarios/upgrades.rs"]
mod upgrades;
