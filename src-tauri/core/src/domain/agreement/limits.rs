//! From where on a coefficient is put into which words. None of these limits is a rule of the procedure.

/// α to rely on. Krippendorff's advice as generally known; statistics §9 marks it 待核.
pub const RELY_ON: f64 = 0.8;
/// α for tentative conclusions, likewise.
pub const TENTATIVE: f64 = 0.667;
/// W from which one speaks of strong agreement on the order; general knowledge, after Schmidt 1997.
pub const SAME_ORDER: f64 = 0.7;
/// Probability by chance from which an order is not held to be shared: the usual five per cent.
pub const BY_CHANCE: f64 = 0.05;
/// An expert further from the panel than this share of the full mark is named: a tenth, half of the points rule, since
/// it is the distance over all reports and not on one.
pub const SEVERITY_SHARE: f64 = 0.1;
