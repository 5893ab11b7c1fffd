//! The recovery code as people write it: twelve groups of four signs, each of which tells whether it was copied right.
//!
//! Three signs of a group carry the code, the fourth checks them. The code is 32 signs; the last four of the 36 are a
//! checksum over all of it, so that a wrong code never makes wrong keys.

use super::RecoveryCode;
use crate::domain::problem::{Place, Problem};
use crate::error::{Error, Result};
use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;

/// Groups of a printed code.
pub const GROUPS: usize = 12;

/// Signs of a group; the last one checks the others.
pub const GROUP_SIGNS: usize = 4;

/// Digits and letters without I, L, O and U: each stands for five bits.
const SIGNS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Signs of a group that carry the code.
const CARRY: usize = GROUP_SIGNS - 1;

impl RecoveryCode {
    /// The code as it is printed, group by group.
    pub fn printed(&self) -> [String; GROUPS] {
        let values = self.values();
        std::array::from_fn(|group| {
            let carried = &values[group * CARRY..(group + 1) * CARRY];
            carried.iter().copied().chain([check(group, carried)]).map(sign).collect()
        })
    }

    /// Reads a printed code: lower case, full-width signs, any signs between the groups, O for 0 and I or L for 1 are
    /// understood. Every group that is wrong is named by its number (from 1); what was typed is never repeated.
    pub fn read(text: &str) -> Result<Self> {
        let groups = groups_of(text)?;
        let mut problems = Vec::new();
        let mut values = Vec::with_capacity(GROUPS * CARRY);
        for (at, group) in groups.iter().enumerate() {
            match values_of(at, group) {
                Ok(carried) => values.extend(carried),
                Err(problem) => problems.push(problem),
            }
        }
        if !problems.is_empty() {
            return Err(Error::Invalid(problems));
        }
        let code = Self(bytes_of(&values));
        if code.values().as_slice() == values { Ok(code) } else { Err(wrong("recovery_whole", &[])) }
    }

    /// Whether `text` is the group with this number (from 1), read as leniently as the whole code.
    pub fn is_group(&self, number: usize, text: &str) -> bool {
        let typed: String = signs_of(text).flatten().collect();
        number.checked_sub(1).and_then(|at| self.printed().get(at).cloned()).is_some_and(|group| group == typed)
    }

    /// The code and its checksum, five bits each.
    fn values(&self) -> [u8; GROUPS * CARRY] {
        let mut hash = Sha256::new();
        hash.update(b"tongping/recovery/v1\0");
        hash.update(self.0);
        let digest = hash.finalize();
        let all: Vec<u8> = self.0.iter().chain(&digest[..3]).copied().collect();
        let bit = |at: usize| all.get(at / 8).map_or(0, |byte| byte >> (7 - at % 8) & 1);
        std::array::from_fn(|at| (0..5).fold(0, |value, n| value << 1 | bit(at * 5 + n)))
    }
}

/// The first 160 bits of values of five bits each.
fn bytes_of(values: &[u8]) -> [u8; 20] {
    let bit = |at: usize| values.get(at / 5).map_or(0, |value| value >> (4 - at % 5) & 1);
    std::array::from_fn(|at| (0..8).fold(0, |byte, n| byte << 1 | bit(at * 8 + n)))
}

/// The number of a group stands in its check as well, so groups in the wrong order are wrong, too. With different
/// weights none of which is 1, one wrong sign and two that changed places are always found.
fn check(group: usize, carried: &[u8]) -> u8 {
    const WEIGHTS: [u8; CARRY] = [2, 4, 8];
    let number = u8::try_from(group + 1).unwrap_or_default();
    carried.iter().zip(WEIGHTS).fold(number, |sum, (value, weight)| sum ^ times(*value, weight))
}

/// The product in the field of 32 elements (x⁵ + x² + 1).
fn times(a: u8, b: u8) -> u8 {
    (0..5).rev().fold(0, |product, bit| {
        let doubled = product << 1;
        let reduced = if doubled & 0x20 == 0 { doubled } else { doubled ^ 0x25 };
        if b >> bit & 1 == 1 { reduced ^ a } else { reduced }
    })
}

fn sign(value: u8) -> char {
    SIGNS.get(usize::from(value)).map_or('0', |sign| char::from(*sign))
}

fn value(sign: char) -> Option<u8> {
    SIGNS.iter().position(|known| char::from(*known) == sign).and_then(|at| u8::try_from(at).ok())
}

/// The signs of a text as the code writes them; none for each sign that parts groups.
fn signs_of(text: &str) -> impl Iterator<Item = Option<char>> {
    let wide: Vec<char> = text.nfkc().collect();
    wide.into_iter().flat_map(char::to_uppercase).map(|c| match c {
        'O' => Some('0'),
        'I' | 'L' => Some('1'),
        c if c.is_alphanumeric() => Some(c),
        _ => None,
    })
}

/// The groups as they were typed; without marks between them, four signs each.
fn groups_of(text: &str) -> Result<Vec<Vec<char>>> {
    let signs: Vec<Option<char>> = signs_of(text).collect();
    let typed: Vec<Vec<char>> =
        signs.split(Option::is_none).map(|group| group.iter().copied().flatten().collect()).collect();
    let typed: Vec<Vec<char>> = typed.into_iter().filter(|group| !group.is_empty()).collect();
    if typed.len() == GROUPS {
        return Ok(typed);
    }
    let all: Vec<char> = typed.into_iter().flatten().collect();
    if all.len() != GROUPS * GROUP_SIGNS {
        let most = (GROUPS * GROUP_SIGNS).to_string();
        return Err(wrong("recovery_length", &[("length", all.len().to_string()), ("most", most)]));
    }
    Ok(all.chunks(GROUP_SIGNS).map(<[char]>::to_vec).collect())
}

/// What a group carries, or what is wrong with it.
fn values_of(at: usize, group: &[char]) -> std::result::Result<Vec<u8>, Problem> {
    let n = at + 1;
    let place = || Place::field("recovery_code");
    if group.len() != GROUP_SIGNS {
        let length = group.len().to_string();
        return Err(Problem::error("recovery_group_length", place()).with("n", n).with("length", length));
    }
    let values: Option<Vec<u8>> = group.iter().map(|sign| value(*sign)).collect();
    let Some(mut values) = values else { return Err(Problem::error("recovery_sign", place()).with("n", n)) };
    let last = values.pop();
    if last == Some(check(at, &values)) {
        Ok(values)
    } else {
        Err(Problem::error("recovery_group", place()).with("n", n))
    }
}

fn wrong(code: &'static str, params: &[(&'static str, String)]) -> Error {
    let problem = Problem::error(code, Place::field("recovery_code"));
    Error::invalid(params.iter().fold(problem, |problem, (name, value)| problem.with(name, value)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn codes(error: Error) -> Vec<(&'static str, String)> {
        let Error::Invalid(problems) = error else { unreachable!("{error:?}") };
        let n = |problem: &Problem| problem.params.iter().find(|(name, _)| *name == "n").map(|(_, n)| n.clone());
        problems.iter().map(|problem| (problem.code, n(problem).unwrap_or_default())).collect()
    }

    #[test]
    fn a_code_is_read_however_it_was_typed() {
        let code = RecoveryCode([0x5a; 20]);
        let groups = code.printed();
        assert!(groups.iter().all(|group| group.len() == GROUP_SIGNS));
        let plain = groups.join(" ");
        let wide: String =
            plain.chars().map(|c| char::from_u32(u32::from(c) + 0xfee0).filter(|_| c != ' ').unwrap_or('　')).collect();
        let look_alike = plain.replace('0', "o").replace('1', "l");
        for typed in [
            plain.clone(),
            plain.to_lowercase(),
            wide,
            groups.join("-"),
            groups.concat(),
            look_alike,
            plain.replace(' ', "—"),
        ] {
            assert_eq!(RecoveryCode::read(&typed).unwrap(), code, "{typed}");
        }
    }

    #[test]
    fn what_is_missing_or_strange_is_named_and_nothing_typed_is_repeated() {
        let groups = RecoveryCode([9; 20]).printed();
        let with = |at: usize, group: &str| {
            let mut all = groups.to_vec();
            group.clone_into(&mut all[at]);
            all.join(" ")
        };
        assert_eq!(codes(RecoveryCode::read("").unwrap_err())[0].0, "recovery_length");
        assert_eq!(codes(RecoveryCode::read(&groups[..11].join(" ")).unwrap_err())[0].0, "recovery_length");
        assert_eq!(
            codes(RecoveryCode::read(&with(2, "ABC")).unwrap_err()),
            [("recovery_group_length", "3".to_owned())]
        );
        assert_eq!(codes(RecoveryCode::read(&with(4, "UUUU")).unwrap_err()), [("recovery_sign", "5".to_owned())]);
        assert_eq!(codes(RecoveryCode::read(&with(4, "评审结果")).unwrap_err()), [("recovery_sign", "5".to_owned())]);
        let typed = with(4, "UXQZ");
        assert!(!format!("{:?}", RecoveryCode::read(&typed).unwrap_err()).contains("UXQZ"));
    }

    #[test]
    fn a_group_is_known_again() {
        let code = RecoveryCode([3; 20]);
        let third = code.printed()[2].clone();
        assert!(code.is_group(3, &third) && code.is_group(3, &format!(" {} ", third.to_lowercase())));
        assert!(
            !code.is_group(2, &third)
                && !code.is_group(0, &third)
                && !code.is_group(13, &third)
                && !code.is_group(3, "")
        );
    }

    #[test]
    fn groups_that_are_right_one_by_one_still_must_be_right_together() {
        let mut mixed = RecoveryCode([1; 20]).printed().to_vec();
        let other = RecoveryCode([2; 20]).printed();
        mixed[5].clone_from(&other[5]);
        assert_eq!(codes(RecoveryCode::read(&mixed.join(" ")).unwrap_err())[0].0, "recovery_whole");
    }

    proptest! {
        #[test]
        fn every_code_comes_back(bytes in any::<[u8; 20]>()) {
            let code = RecoveryCode(bytes);
            prop_assert_eq!(RecoveryCode::read(&code.printed().join(" ")).unwrap(), code);
        }

        #[test]
        fn one_wrong_sign_is_found_and_its_group_named(bytes in any::<[u8; 20]>(), at in 0_usize..48, other in 1_u8..32) {
            let mut groups = RecoveryCode(bytes).printed();
            let old = value(groups[at / 4].chars().nth(at % 4).unwrap()).unwrap();
            groups[at / 4].replace_range(at % 4..=at % 4, &sign((old + other) % 32).to_string());
            let found = codes(RecoveryCode::read(&groups.join(" ")).unwrap_err());
            prop_assert_eq!(found, [("recovery_group", (at / 4 + 1).to_string())]);
        }

        #[test]
        fn two_signs_that_changed_places_are_found(bytes in any::<[u8; 20]>(), group in 0_usize..12, one in 0_usize..4, two in 0_usize..4) {
            let mut groups = RecoveryCode(bytes).printed();
            let mut signs: Vec<char> = groups[group].chars().collect();
            signs.swap(one, two);
            let is_same = signs[one] == signs[two];
            groups[group] = signs.into_iter().collect();
            prop_assert_eq!(RecoveryCode::read(&groups.join(" ")).is_ok(), is_same);
        }

        #[test]
        fn groups_in_the_wrong_order_are_found(bytes in any::<[u8; 20]>(), one in 0_usize..12, two in 0_usize..12) {
            let mut groups = RecoveryCode(bytes).printed();
            groups.swap(one, two);
            prop_assert_eq!(RecoveryCode::read(&groups.join(" ")).is_ok(), one == two);
        }
    }
}
