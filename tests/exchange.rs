//! Packages, returns and everything between a bureau and its experts, on real files.

#[path = "exchange/container.rs"]
mod container;
#[path = "exchange/fill_in.rs"]
mod fill_in;
#[path = "exchange/hand_back.rs"]
mod hand_back;
#[path = "exchange/import.rs"]
mod import;
#[path = "exchange/keys.rs"]
mod keys;
#[path = "exchange/machines.rs"]
mod machines;
#[path = "exchange/packages.rs"]
mod packages;
