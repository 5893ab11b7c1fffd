//! Packages going out and being opened.
