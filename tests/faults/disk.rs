//! A disk that loses power: from the record of what was asked of it, the images it may hold after a cut at any moment.
//! Synced bytes are there; of unsynced writes any subset is, torn at 512 bytes; an unsynced delete may come back.

use std::collections::BTreeMap;
use std::path::Path;

use super::Dice;
use super::shim::Op;

const SECTOR: usize = 512;

#[derive(Debug, Clone, Default)]
struct File {
    /// What is certain; none if not even the name is.
    durable: Option<Vec<u8>>,
    pending: Vec<Op>,
}

/// The state of all files after some part of the record.
#[derive(Debug, Default)]
pub(crate) struct Disk {
    files: BTreeMap<String, File>,
    deleted: BTreeMap<String, File>,
}

impl Disk {
    /// A disk that holds one file for certain.
    pub(crate) fn with(file: &Path, bytes: Vec<u8>) -> Self {
        let mut disk = Self::default();
        disk.files.insert(file.display().to_string(), File { durable: Some(bytes), pending: Vec::new() });
        disk
    }

    /// Takes the next entry of the record.
    pub(crate) fn take(&mut self, op: &Op) {
        match op {
            Op::Write { file, .. } | Op::Truncate { file, .. } => {
                self.files.entry(file.clone()).or_default().pending.push(op.clone());
            }
            Op::Sync { file } => {
                let file = self.files.entry(file.clone()).or_default();
                let mut bytes = file.durable.take().unwrap_or_default();
                file.pending.drain(..).for_each(|op| apply(&mut bytes, &op, &mut |_| true));
                file.durable = Some(bytes);
                self.deleted.clear();
            }
            Op::Delete { file } => {
                if let Some(gone) = self.files.remove(file) {
                    self.deleted.insert(file.clone(), gone);
                }
            }
            Op::Acknowledged { .. } => {}
        }
    }

    /// Writes one possible image into a folder. The shared-memory file is not on the disk after a restart.
    pub(crate) fn cut(&self, dice: &mut Dice, folder: &Path) {
        // Some cuts lose nearly all that is pending, some nearly nothing.
        let (luck, back) = (dice.below(5), dice.below(2) == 0);
        let come_back = self.deleted.iter().filter(|(name, _)| back && !self.files.contains_key(*name));
        for (name, file) in self.files.iter().chain(come_back) {
            let nameless = file.durable.is_none() && dice.below(2) == 0;
            if nameless || name.ends_with("-shm") {
                continue;
            }
            let mut bytes = file.durable.clone().unwrap_or_default();
            for op in &file.pending {
                apply(&mut bytes, op, &mut |_| dice.below(4) < luck);
            }
            let name = Path::new(name).file_name().expect("files have names");
            std::fs::write(folder.join(name), bytes).expect("the image can be written");
        }
    }
}

/// Applies those parts of an operation that reached the platter.
fn apply(bytes: &mut Vec<u8>, op: &Op, reached: &mut dyn FnMut(usize) -> bool) {
    match op {
        Op::Write { at, bytes: new, .. } => {
            let mut start = 0;
            while start < new.len() {
                let to_boundary = SECTOR - (at + start) % SECTOR;
                let end = new.len().min(start + to_boundary);
                if reached(at + start) {
                    bytes.resize(bytes.len().max(at + end), 0);
                    bytes[at + start..at + end].copy_from_slice(&new[start..end]);
                }
                start = end;
            }
        }
        Op::Truncate { size, .. } => {
            if reached(*size) {
                bytes.resize(*size, 0);
            }
        }
        Op::Sync { .. } | Op::Delete { .. } | Op::Acknowledged { .. } => {}
    }
}
