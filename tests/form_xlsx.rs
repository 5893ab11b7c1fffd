//! Forms as workbooks: tables typed from paper become forms whose totals are the paper's, faults are told with their
//! cells, and what is written out is read back the same.

#[path = "form_xlsx/back.rs"]
mod back;
#[path = "form_xlsx/bad.rs"]
mod bad;
#[path = "form_xlsx/book.rs"]
mod book;
#[path = "form_xlsx/papers.rs"]
mod papers;
#[path = "form_xlsx/strange.rs"]
mod strange;
