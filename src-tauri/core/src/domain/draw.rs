//! Drawing a panel at random, so that anybody can repeat it: a published algorithm over a seed and the list of those who
//! could be drawn. Who may be drawn, and who stands back, is decided by the caller.
//!
//! The algorithm `sha256-fisher-yates-1`:
//! 1. The candidates are put in ascending order of their UUIDs, byte by byte.
//! 2. Block i (i = 0, 1, 2 …) is SHA-256 of the 16 bytes of the seed followed by i as 8 bytes, big-endian. The blocks one
//!    after the other are read as numbers of 8 bytes, big-endian.
//! 3. A number below n is the next of these that is less than the largest multiple of n not above 2^64, modulo n; those
//!    that are not less are passed over, so no number is more likely than another.
//! 4. For i from the last place down to the second (places count from 0): j = a number below i + 1; the candidates at
//!    places i and j change places.
//! 5. The quotas are served in their order: each takes the first candidates of the shuffled list that fit it and are not
//!    taken, then all quotas in the same order take as many again as reserves.

use super::id::ExpertId;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Name of the algorithm, for the record.
pub const ALGORITHM: &str = "sha256-fisher-yates-1";

/// Bytes of a seed.
pub const SEED_BYTES: usize = 16;

/// A seed of 128 bits, in hex where people see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seed(pub [u8; SEED_BYTES]);

impl Seed {
    /// Reads 32 hex digits; none when it is not that.
    pub fn read(text: &str) -> Option<Self> {
        let digits: Vec<u8> =
            text.trim().chars().map(|c| c.to_digit(16).and_then(|d| u8::try_from(d).ok())).collect::<Option<_>>()?;
        let mut bytes = [0; SEED_BYTES];
        if digits.len() != SEED_BYTES * 2 {
            return None;
        }
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks(2)) {
            *byte = pair.iter().fold(0, |sum, digit| sum << 4 | digit);
        }
        Some(Self(bytes))
    }
}

/// Somebody who can be drawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Candidate {
    /// Row id.
    pub expert: ExpertId,
    /// UUID, by which the list is ordered.
    pub uid: String,
    /// Name.
    pub name: String,
    /// Kind of expert.
    pub kind: String,
    /// 专业领域.
    pub field: String,
}

/// So many of a kind or a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Quota {
    /// Kind of expert; empty = any.
    #[serde(default)]
    pub kind: String,
    /// A word of the 专业领域; empty = any.
    #[serde(default)]
    pub field: String,
    /// How many.
    pub count: u32,
}

impl Quota {
    /// Whether a candidate fits.
    pub fn fits(&self, candidate: &Candidate) -> bool {
        let kind = self.kind.trim();
        let field = self.field.trim();
        (kind.is_empty() || candidate.kind == kind) && (field.is_empty() || candidate.field.contains(field))
    }
}

/// What a draw gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawn {
    /// 正选, in the order drawn: which candidate, for which quota (from 0).
    pub selected: Vec<(ExpertId, usize)>,
    /// 候补, in the order in which they step in for their quota.
    pub reserves: Vec<(ExpertId, usize)>,
    /// How many each quota lacks.
    pub lacking: Vec<u32>,
}

/// Draws. The order in which the candidates are given does not matter.
pub fn draw(candidates: &[Candidate], quotas: &[Quota], seed: Seed) -> Drawn {
    let mut sorted: Vec<&Candidate> = candidates.iter().collect();
    sorted.sort_by(|a, b| a.uid.as_bytes().cmp(b.uid.as_bytes()));
    shuffle(&mut sorted, seed);
    let mut drawn = Drawn { selected: Vec::new(), reserves: Vec::new(), lacking: Vec::new() };
    for (at, quota) in quotas.iter().enumerate() {
        let taken = take(&mut sorted, quota);
        let found = u32::try_from(taken.len()).unwrap_or(u32::MAX);
        drawn.lacking.push(quota.count.saturating_sub(found));
        drawn.selected.extend(taken.into_iter().map(|expert| (expert, at)));
    }
    for (at, quota) in quotas.iter().enumerate() {
        drawn.reserves.extend(take(&mut sorted, quota).into_iter().map(|expert| (expert, at)));
    }
    drawn
}

/// Takes the first that fit out of the list, at most as many as the quota says.
fn take(list: &mut Vec<&Candidate>, quota: &Quota) -> Vec<ExpertId> {
    let most = usize::try_from(quota.count).unwrap_or(usize::MAX);
    let mut taken = Vec::new();
    list.retain(|candidate| {
        let is_taken = taken.len() < most && quota.fits(candidate);
        if is_taken {
            taken.push(candidate.expert);
        }
        !is_taken
    });
    taken
}

/// Fisher–Yates over the numbers of the seed.
fn shuffle<T>(list: &mut [T], seed: Seed) {
    let mut numbers = Numbers { seed, block: [0; 32], count: 0, at: 32 };
    for i in (1..list.len()).rev() {
        let below = u64::try_from(i).unwrap_or(u64::MAX).saturating_add(1);
        let j = usize::try_from(numbers.below(below)).unwrap_or(i);
        list.swap(i, j);
    }
}

struct Numbers {
    seed: Seed,
    block: [u8; 32],
    count: u64,
    at: usize,
}

impl Numbers {
    fn next(&mut self) -> u64 {
        if self.at >= self.block.len() {
            let mut digest = Sha256::new();
            digest.update(self.seed.0);
            digest.update(self.count.to_be_bytes());
            self.block = digest.finalize().into();
            self.count += 1;
            self.at = 0;
        }
        let number = self.block[self.at..self.at + 8].iter().fold(0, |sum: u64, byte| sum << 8 | u64::from(*byte));
        self.at += 8;
        number
    }

    /// A number below `n` (at least 1), each as likely as any other.
    fn below(&mut self, n: u64) -> u64 {
        // 2^64 mod n numbers at the upper end would make the small remainders likelier.
        let excess = (u64::MAX % n).wrapping_add(1) % n;
        loop {
            let number = self.next();
            if excess == 0 || number <= u64::MAX - excess {
                return number % n;
            }
        }
    }
}

/// How many experts a review usually has (domain rules §5.2): by the largest amount in 万元.
pub fn usual_size(largest_amount: Option<rust_decimal::Decimal>) -> u32 {
    match largest_amount {
        Some(amount) if amount < rust_decimal::Decimal::from(500) => 3,
        Some(amount) if amount >= rust_decimal::Decimal::from(5000) => 7,
        Some(_) | None => 5,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pool(n: i64) -> Vec<Candidate> {
        let of = |i: i64| Candidate {
            expert: ExpertId(i),
            uid: format!("00000000-0000-7000-8000-{i:012x}"),
            name: format!("专家{i}"),
            kind: ["财务", "业务", "管理"][usize::try_from(i).expect("small") % 3].into(),
            field: "会计".into(),
        };
        (1..=n).map(of).collect()
    }

    fn any(count: u32) -> Quota {
        Quota { kind: String::new(), field: String::new(), count }
    }

    fn seed(n: u64) -> Seed {
        let mut bytes = [0; SEED_BYTES];
        bytes[8..].copy_from_slice(&n.to_be_bytes());
        Seed(bytes)
    }

    fn ids(list: &[(ExpertId, usize)]) -> Vec<i64> {
        list.iter().map(|(expert, _)| expert.0).collect()
    }

    #[test]
    fn the_published_algorithm_gives_these_numbers_for_ever() {
        // Computed apart from this program, from the description at the top (Python, hashlib).
        let drawn = draw(&pool(10), &[any(3)], seed(1));
        assert_eq!((ids(&drawn.selected), ids(&drawn.reserves)), (vec![6, 1, 3], vec![2, 7, 8]));
    }

    #[test]
    fn the_same_seed_and_pool_give_the_same_list_whatever_the_order() {
        let mut turned = pool(40);
        turned.reverse();
        for n in 0..20 {
            assert_eq!(draw(&pool(40), &[any(5)], seed(n)), draw(&turned, &[any(5)], seed(n)));
        }
        assert_ne!(draw(&pool(40), &[any(5)], seed(1)), draw(&pool(40), &[any(5)], seed(2)));
    }

    #[test]
    fn ten_thousand_draws_of_five_from_forty_are_even() {
        let pool = pool(40);
        let (mut selected, mut firsts) = ([0_i64; 40], [0_i64; 40]);
        for n in 0..10_000 {
            let drawn = ids(&draw(&pool, &[any(5)], seed(n)).selected);
            firsts[usize::try_from(drawn[0] - 1).expect("small")] += 1;
            for id in drawn {
                selected[usize::try_from(id - 1).expect("small")] += 1;
            }
        }
        // χ² of 39 degrees of freedom exceeds 72.1 once in a thousand times. Drawn without replacement, the counts of those
        // selected spread less by (40 − 5) / 39; multiplied out, so that no fraction is needed.
        let spread = |counts: &[i64; 40], expected: i64| counts.iter().map(|n| (n - expected).pow(2)).sum::<i64>();
        assert!(spread(&firsts, 250) < 250 * 72, "the first ones drawn: {firsts:?}");
        assert!(spread(&selected, 1250) * 39 < 1250 * 72 * 35, "those selected: {selected:?}");
        assert!(spread(&selected, 1250) > 0, "what is too even is no draw");
    }

    #[test]
    fn quotas_take_their_own_and_lack_what_is_not_there() {
        let of = |kind: &str, count| Quota { kind: kind.into(), field: String::new(), count };
        let pool = pool(9);
        let drawn = draw(&pool, &[of("财务", 2), of("业务", 1), of("人大代表", 1)], seed(7));
        let kinds: Vec<_> = drawn
            .selected
            .iter()
            .map(|(id, _)| pool.iter().find(|one| one.expert == *id).map(|one| one.kind.as_str()))
            .collect();
        assert_eq!(kinds, [Some("财务"), Some("财务"), Some("业务")]);
        assert_eq!(drawn.lacking, [0, 0, 1]);
        // One 财务 and one 业务 are left as reserves of their own quotas; nobody stands twice.
        assert_eq!(drawn.reserves.iter().map(|(_, quota)| *quota).collect::<Vec<_>>(), [0, 1]);
        let mut all = [ids(&drawn.selected), ids(&drawn.reserves)].concat();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), 5);
    }

    #[test]
    fn seeds_are_read_from_hex() {
        assert_eq!(Seed::read("00000000000000000000000000000001"), Some(seed(1)));
        assert_eq!(Seed::read("0000000000000000000000000000000A"), Some(seed(10)));
        for text in ["", "1", "0000000000000000000000000000000g", "000000000000000000000000000000011"] {
            assert_eq!(Seed::read(text), None, "{text}");
        }
    }

    #[test]
    fn the_usual_size_follows_the_amount() {
        let table = [(None, 5), (Some(499), 3), (Some(500), 5), (Some(4999), 5), (Some(5000), 7)];
        for (amount, size) in table {
            assert_eq!(usual_size(amount.map(rust_decimal::Decimal::from)), size);
        }
    }
}
