//! What stands on papers, as another program reads it.

use serde_json::Value;
use std::path::Path;
use std::process::Command;

/// The text of a PDF in the order it is drawn, without blanks.
#[track_caller]
pub(super) fn text(path: &Path) -> String {
    let told = Command::new("pdftotext").arg("-raw").arg(path).arg("-").output().expect("pdftotext runs");
    assert!(told.status.success(), "{}: {}", path.display(), String::from_utf8_lossy(&told.stderr));
    String::from_utf8_lossy(&told.stdout).split_whitespace().collect()
}

/// Every check code of the content on a paper; that of the file it was handed back in is the expert's alone.
pub(super) fn check_codes(text: &str) -> Vec<String> {
    let is_code = |c: &char| c.is_ascii_alphanumeric() || *c == '-';
    let parts = text.split("校验码：").collect::<Vec<_>>();
    let pairs = parts.windows(2).filter(|pair| !pair[0].ends_with("评审结果文件"));
    pairs.map(|pair| pair[1].chars().take_while(is_code).collect()).collect()
}

/// The words of a value.
pub(super) fn words(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
