//! The container: whole, broken in every place, hostile, and read by other programs.
