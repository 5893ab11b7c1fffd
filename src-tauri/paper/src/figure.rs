//! Figures are scaled into the room they get: the pen of a signature keeps its width, what is drawn stands in the middle.

use std::sync::Arc;

use crate::flow::{Drawing, Figure};
use crate::page::Rect;
use crate::picture::Picture;

/// Width of the pen: about that of a gel pen.
const PEN: f32 = 1.2;
/// Something small on a large pad is enlarged by no more than this beyond the size that the whole pad would have.
const MOST_ENLARGED: f32 = 4.0;
/// Points of a stroke nearer to each other than this cannot be told apart.
const NEAR: f32 = 0.2;

/// What is drawn of a figure, in coordinates of the page.
#[derive(Debug, Clone, PartialEq)]
pub enum Drawn {
    /// Lines of a round pen: its width, and the points of each line.
    Lines(f32, Vec<Vec<(f32, f32)>>),
    /// A picture that fills its area.
    Picture(Arc<Picture>),
    /// Areas filled with black.
    Filled(Vec<Rect>),
}

/// Scales a figure into a room; gives what is drawn and the area it takes. None where there is nothing to draw.
pub(crate) fn place(figure: &Figure, room: Rect) -> Option<(Rect, Drawn)> {
    match &figure.drawing {
        Drawing::Strokes { pad, strokes } => lines(*pad, strokes, room),
        Drawing::Picture(picture) => {
            let (width, height) = (picture.width as f32, picture.height as f32);
            let scale = (room.width / width).min(room.height / height);
            let area = centred((width * scale, height * scale), room);
            (scale.is_finite() && scale > 0.0).then(|| (area, Drawn::Picture(Arc::clone(picture))))
        }
        Drawing::Squares { width, black } => squares((*width).max(1), black, room),
    }
}

/// Black squares side by side are one area, so that no viewer shows a seam between them.
fn squares(width: usize, black: &[bool], room: Rect) -> Option<(Rect, Drawn)> {
    if black.is_empty() {
        return None;
    }
    let rows = black.len().div_ceil(width);
    let side = (room.width / width as f32).min(room.height / rows as f32);
    let area = centred((width as f32 * side, rows as f32 * side), room);
    let mut filled = Vec::new();
    for (y, row) in black.chunks(width).enumerate() {
        let mut x = 0;
        for run in row.chunk_by(|one, next| one == next) {
            if run[0] {
                let (left, top) = (area.x + x as f32 * side, area.y + y as f32 * side);
                filled.push(Rect { x: left, y: top, width: run.len() as f32 * side, height: side });
            }
            x += run.len();
        }
    }
    (side.is_finite() && side > 0.0).then_some((area, Drawn::Filled(filled)))
}

fn lines(pad: (f32, f32), strokes: &[Vec<(f32, f32)>], room: Rect) -> Option<(Rect, Drawn)> {
    let inner = Rect {
        x: room.x + PEN / 2.0,
        y: room.y + PEN / 2.0,
        width: (room.width - PEN).max(1.0),
        height: (room.height - PEN).max(1.0),
    };
    let all = || strokes.iter().flatten().filter(|(x, y)| x.is_finite() && y.is_finite());
    let first = *all().next()?;
    let (low, high) = all()
        .fold((first, first), |(low, high), (x, y)| ((low.0.min(*x), low.1.min(*y)), (high.0.max(*x), high.1.max(*y))));
    let (width, height) = (high.0 - low.0, high.1 - low.1);
    let fit = |width: f32, height: f32| (inner.width / width.max(0.001)).min(inner.height / height.max(0.001));
    let scale = fit(width, height).min(MOST_ENLARGED * fit(pad.0, pad.1));
    let ink = centred((width * scale, height * scale), inner);
    let point = |(x, y): &(f32, f32)| (ink.x + (x - low.0) * scale, ink.y + (y - low.1) * scale);
    let lines = strokes.iter().map(|stroke| thinned(stroke.iter().map(point)));
    let lines: Vec<_> = lines.filter(|line| !line.is_empty()).collect();
    let area = Rect { x: ink.x - PEN / 2.0, y: ink.y - PEN / 2.0, width: ink.width + PEN, height: ink.height + PEN };
    Some((area, Drawn::Lines(PEN, lines)))
}

/// The points without those that follow another too closely; the last one stays.
fn thinned(points: impl Iterator<Item = (f32, f32)>) -> Vec<(f32, f32)> {
    let mut kept: Vec<(f32, f32)> = Vec::new();
    let mut skipped = None;
    for point in points.filter(|(x, y)| x.is_finite() && y.is_finite()) {
        let far = |(x, y): &(f32, f32)| (x - point.0).abs().max((y - point.1).abs()) >= NEAR;
        if kept.last().is_none_or(far) {
            kept.push(point);
            skipped = None;
        } else {
            skipped = Some(point);
        }
    }
    kept.extend(skipped);
    kept
}

fn centred((width, height): (f32, f32), room: Rect) -> Rect {
    Rect { x: room.x + (room.width - width) / 2.0, y: room.y + (room.height - height) / 2.0, width, height }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOM: Rect = Rect { x: 100.0, y: 200.0, width: 150.0, height: 36.0 };

    fn strokes(strokes: Vec<Vec<(f32, f32)>>) -> Figure {
        Figure { alt: String::new(), drawing: Drawing::Strokes { pad: (600.0, 200.0), strokes } }
    }

    fn inside(area: Rect) -> bool {
        area.x >= ROOM.x - 0.01
            && area.y >= ROOM.y - 0.01
            && area.x + area.width <= ROOM.x + ROOM.width + 0.01
            && area.y + area.height <= ROOM.y + ROOM.height + 0.01
    }

    #[test]
    fn strokes_fill_the_height_and_stay_in_the_room() {
        let (area, drawn) = place(&strokes(vec![vec![(50.0, 20.0), (350.0, 180.0)]]), ROOM).expect("it is drawn");
        assert!(inside(area), "{area:?}");
        assert!((area.height - 36.0).abs() < 0.01, "{area:?}");
        let Drawn::Lines(_, lines) = drawn else { unreachable!() };
        assert_eq!(lines.len(), 1);
        // Something wide is bounded by the width, a thin line by its enlargement.
        let (wide, _) = place(&strokes(vec![vec![(0.0, 100.0), (600.0, 110.0)]]), ROOM).expect("it is drawn");
        assert!(inside(wide) && (wide.width - 150.0).abs() < 0.01, "{wide:?}");
        let (small, _) = place(&strokes(vec![vec![(300.0, 100.0), (310.0, 110.0)]]), ROOM).expect("it is drawn");
        assert!(inside(small) && small.height < 10.0, "{small:?}");
    }

    #[test]
    fn points_on_one_spot_are_one_and_nothing_is_nothing() {
        let many = vec![(10.0, 10.0); 500];
        let (_, drawn) = place(&strokes(vec![many, vec![(300.0, 150.0)]]), ROOM).expect("it is drawn");
        let Drawn::Lines(_, lines) = drawn else { unreachable!() };
        assert!(lines.iter().all(|line| line.len() <= 2), "{lines:?}");
        assert!(place(&strokes(vec![]), ROOM).is_none());
        assert!(place(&strokes(vec![vec![], vec![(f32::NAN, 0.0)]]), ROOM).is_none());
    }

    #[test]
    fn squares_fill_the_room_and_runs_of_black_are_one_area() {
        let drawing =
            Drawing::Squares { width: 3, black: vec![true, true, false, false, false, true, true, true, true] };
        let (area, drawn) = place(&Figure { alt: String::new(), drawing }, ROOM).expect("it is drawn");
        assert!(inside(area) && (area.width - 36.0).abs() < 0.01 && (area.height - 36.0).abs() < 0.01, "{area:?}");
        let Drawn::Filled(filled) = drawn else { unreachable!() };
        let widths: Vec<f32> = filled.iter().map(|area| area.width).collect();
        assert_eq!(widths, [24.0, 12.0, 36.0]);
        assert!(filled.iter().all(|one| inside(*one) && (one.height - 12.0).abs() < 0.01), "{filled:?}");
        let none = Figure { alt: String::new(), drawing: Drawing::Squares { width: 0, black: Vec::new() } };
        assert!(place(&none, ROOM).is_none());
    }

    #[test]
    fn a_picture_keeps_its_proportions() {
        let picture = Picture { width: 300, height: 100, coloured: false, samples: vec![0; 30_000] };
        let figure = Figure { alt: String::new(), drawing: Drawing::Picture(Arc::new(picture)) };
        let (area, _) = place(&figure, ROOM).expect("it is drawn");
        assert!(inside(area) && (area.width - 3.0 * area.height).abs() < 0.01 && (area.height - 36.0).abs() < 0.01);
    }
}
