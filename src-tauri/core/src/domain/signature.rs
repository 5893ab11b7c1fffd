//! The signature under an opinion: strokes drawn on a pad, or a picture of one. What cannot be a signature is told before
//! anything is signed.

use super::problem::{Place, Problem};
use serde::{Deserialize, Serialize};

/// Most strokes of a signature.
pub const MOST_STROKES: usize = 200;
/// Most points of all its strokes.
pub const MOST_POINTS: usize = 20_000;
/// Largest width and height of a pad, in its units.
pub const LARGEST_PAD: i32 = 10_000;

/// How an opinion is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum SignatureKind {
    /// 手写: strokes drawn on a pad.
    Strokes,
    /// 图片: a picture of a signature.
    Picture,
    /// 打印后手签: nothing in the file, ink on the paper.
    ByHand,
}

impl SignatureKind {
    /// As stored.
    pub fn name(self) -> &'static str {
        match self {
            Self::Strokes => "strokes",
            Self::Picture => "picture",
            Self::ByHand => "by_hand",
        }
    }
}

/// Strokes on a pad; the origin is its left top corner, y grows downwards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Strokes {
    /// Width of the pad in its own units.
    pub width: i32,
    /// Height of the pad.
    pub height: i32,
    /// The strokes in the order they were drawn, each a list of points.
    pub strokes: Vec<Vec<(i32, i32)>>,
}

impl Strokes {
    /// What keeps these strokes from being a signature: a pad that is none, too many strokes or points, points beside
    /// the pad, nothing drawn but a dot.
    pub fn check(&self) -> Vec<Problem> {
        let problem = |code| Problem::error(code, Place::field("signature"));
        let mut found = Vec::new();
        if !(1..=LARGEST_PAD).contains(&self.width) || !(1..=LARGEST_PAD).contains(&self.height) {
            found.push(problem("signature_pad").with("most", LARGEST_PAD));
            return found;
        }
        let points = self.strokes.iter().map(Vec::len).sum::<usize>();
        if self.strokes.len() > MOST_STROKES || points > MOST_POINTS {
            let counted = problem("signature_too_long").with("strokes", self.strokes.len()).with("points", points);
            found.push(counted.with("most_strokes", MOST_STROKES).with("most_points", MOST_POINTS));
        }
        let beside = |(x, y): &&(i32, i32)| !(0..=self.width).contains(x) || !(0..=self.height).contains(y);
        let beside = self.strokes.iter().flatten().filter(beside).count();
        if beside > 0 {
            found.push(problem("signature_outside").with("n", beside));
        } else if self.extent().is_none_or(|(width, height)| width.max(height).saturating_mul(20) < self.height) {
            found.push(problem("signature_empty"));
        }
        found
    }

    /// Width and height of what is drawn; none where nothing is.
    fn extent(&self) -> Option<(i32, i32)> {
        let all = || self.strokes.iter().flatten();
        let (left, right) = (all().map(|(x, _)| *x).min()?, all().map(|(x, _)| *x).max()?);
        let (top, bottom) = (all().map(|(_, y)| *y).min()?, all().map(|(_, y)| *y).max()?);
        Some((right - left, bottom - top))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on_pad(strokes: Vec<Vec<(i32, i32)>>) -> Vec<&'static str> {
        Strokes { width: 600, height: 200, strokes }.check().iter().map(|problem| problem.code).collect()
    }

    #[test]
    fn a_line_is_a_signature_and_a_dot_is_none() {
        assert!(on_pad(vec![vec![(10, 100), (580, 100)]]).is_empty());
        assert!(on_pad(vec![vec![(0, 0), (600, 200)]]).is_empty(), "the edges belong to the pad");
        assert_eq!(on_pad(vec![]), ["signature_empty"]);
        assert_eq!(on_pad(vec![vec![], vec![]]), ["signature_empty"]);
        assert_eq!(on_pad(vec![vec![(300, 100), (305, 103)]]), ["signature_empty"]);
        // Two dots far apart are drawn.
        assert!(on_pad(vec![vec![(100, 100)], vec![(300, 100)]]).is_empty());
    }

    #[test]
    fn limits_of_strokes_points_and_pad() {
        assert!(on_pad(vec![vec![(1, 1), (100, 100)]; MOST_STROKES]).is_empty());
        assert_eq!(on_pad(vec![vec![(1, 1), (100, 100)]; MOST_STROKES + 1]), ["signature_too_long"]);
        let long: Vec<(i32, i32)> = (0..=20_000).map(|i| (i % 600, i % 200)).collect();
        assert!(on_pad(vec![long[..MOST_POINTS].to_vec()]).is_empty());
        assert_eq!(on_pad(vec![long]), ["signature_too_long"]);
        assert_eq!(on_pad(vec![vec![(-1, 0), (600, 201), (5, 5)]]), ["signature_outside"]);
        for (width, height) in [(0, 5), (5, -1), (i32::MAX, 5), (5, LARGEST_PAD + 1)] {
            let found = Strokes { width, height, strokes: vec![vec![(i32::MIN, i32::MAX)]] }.check();
            assert_eq!(found[0].code, "signature_pad");
        }
    }
}
