//! Random forms and score tables through the built command line, compared digit for digit with `oracle.py`, which does
//! the arithmetic over again from the written rules and shares no code with us.

use std::process::Command;
use tongping_tests::{program, root};

#[test]
fn an_independent_computation_agrees_on_every_digit() {
    let done = Command::new("python3")
        .arg(root().join("tests/oracle.py"))
        .arg("--cli")
        .arg(program())
        .args(["--seed", "7", "--cases", "400"])
        .output()
        .expect("python3 is installed by the set-up");
    let (out, err) = (String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
    assert!(done.status.success(), "{out}{err}");
    assert!(out.contains("\"differences\": 0"), "{out}{err}");
}
