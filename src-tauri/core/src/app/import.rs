//! Returns coming in: looked at as often as one likes, then taken in with one write or not at all (safety §3.3).

mod view;

pub use view::{
    Change, Decision, FieldChoice, FieldView, ImportFile, ImportPaths, ImportReport, ImportRun, ImportView, Level,
    ReceivedLine, ReceivedWhich,
};
