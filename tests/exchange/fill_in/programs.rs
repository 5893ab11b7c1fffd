//! The same form as other programs write it.
