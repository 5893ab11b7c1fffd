//! SHA-256 in a thread of its own: hashing is what writing a container waits for, and two hashes of everything would
//! double it.

use sha2::{Digest, Sha256};
use std::sync::mpsc::{Receiver, SyncSender, channel, sync_channel};
use std::thread::JoinHandle;

/// Bytes that go over in one piece.
const PIECE: usize = 256 << 10;
/// Pieces under way.
const AHEAD: usize = 4;

/// Hashes whatever it is given, in order.
pub(super) struct FarDigest {
    to: Option<SyncSender<Vec<u8>>>,
    /// Emptied pieces, to be filled again.
    back: Receiver<Vec<u8>>,
    filling: Vec<u8>,
    thread: Option<JoinHandle<Sha256>>,
    /// Hashes here when no thread can be had.
    near: Sha256,
}

impl FarDigest {
    pub(super) fn new() -> Self {
        let (to, pieces) = sync_channel::<Vec<u8>>(AHEAD);
        let (emptied, back) = channel();
        let work = move || {
            let mut hash = Sha256::new();
            for mut piece in pieces {
                hash.update(&piece);
                piece.clear();
                // Nobody waits for the last ones.
                let _ = emptied.send(piece);
            }
            hash
        };
        let thread = std::thread::Builder::new().name("digest".into()).spawn(work).ok();
        let to = thread.is_some().then_some(to);
        Self { to, back, filling: Vec::with_capacity(PIECE), thread, near: Sha256::new() }
    }

    pub(super) fn update(&mut self, mut bytes: &[u8]) {
        if self.to.is_none() {
            return self.near.update(bytes);
        }
        while !bytes.is_empty() {
            let (now, later) = bytes.split_at(bytes.len().min(PIECE - self.filling.len()));
            self.filling.extend_from_slice(now);
            bytes = later;
            if self.filling.len() == PIECE {
                self.hand_over();
            }
        }
    }

    fn hand_over(&mut self) {
        let next = self.back.try_recv().unwrap_or_else(|_| Vec::with_capacity(PIECE));
        let piece = std::mem::replace(&mut self.filling, next);
        if let Some(to) = &self.to {
            // The thread ends only after the sender is gone.
            let _ = to.send(piece);
        }
    }

    /// The hash of everything; none if the thread died.
    pub(super) fn finish(mut self) -> Option<[u8; 32]> {
        self.hand_over();
        drop(self.to.take());
        match self.thread.take() {
            Some(thread) => thread.join().ok().map(|hash| hash.finalize().into()),
            None => Some(self.near.finalize().into()),
        }
    }
}
