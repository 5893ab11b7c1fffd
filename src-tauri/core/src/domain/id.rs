//! Row ids, one type per noun, so that a report can never be taken for an expert. They are small numbers inside one
//! workspace; what leaves the file carries a UUID besides.

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(feature = "types", derive(ts_rs::TS))]
        pub struct $name(pub i64);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    )*};
}

ids! {
    /// A version of a form.
    FormId;
    /// A form that is being written.
    FormDraftId;
    /// A review session.
    SessionId;
    /// A report under review.
    ReportId;
    /// An expert of the pool.
    ExpertId;
    /// An expert's seat in a session's panel.
    MemberId;
    /// One expert's opinion on one report.
    OpinionId;
    /// A remark of an opinion.
    RemarkId;
    /// A unified opinion sheet (one version of it).
    SheetId;
    /// A line of a sheet.
    SheetItemId;
}
