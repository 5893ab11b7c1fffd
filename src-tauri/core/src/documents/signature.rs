//! A kept signature as the paper takes it: strokes as lines, a picture decoded within bounds.

use crate::domain::problem::{Place, Problem};
use crate::domain::signature::{SignatureKind, Strokes};
use crate::error::{Error, Result};
use crate::locale::text;
use std::sync::Arc;
use tongping_paper::flow::{Drawing, Figure};
use tongping_paper::picture::{LARGEST_SIDE, Picture, PictureError};

/// Reads the bytes of a signature; `Invalid` when a picture is none that can be printed.
pub fn read(kind: SignatureKind, bytes: &[u8]) -> Result<Figure> {
    let drawing = match kind {
        SignatureKind::Strokes => strokes(bytes)?,
        SignatureKind::Picture => Drawing::Picture(Arc::new(Picture::read(bytes).map_err(picture_error)?)),
        SignatureKind::ByHand => return Err(Error::bug("signature_read", "a signature by hand has no bytes")),
    };
    Ok(Figure { alt: text("doc.opinion.signature").to_owned(), drawing })
}

/// Units of a pad are below 2^24 (`domain::signature::LARGEST_PAD`), so they are exact as `f32`.
fn strokes(bytes: &[u8]) -> Result<Drawing> {
    let drawn: Strokes = serde_json::from_slice(bytes).map_err(|source| Error::bug("signature_read", source))?;
    let point = |(x, y): &(i32, i32)| (*x as f32, *y as f32);
    let strokes = drawn.strokes.iter().map(|stroke| stroke.iter().map(point).collect()).collect();
    Ok(Drawing::Strokes { pad: point(&(drawn.width, drawn.height)), strokes })
}

fn picture_error(error: PictureError) -> Error {
    let place = || Place::field("signature");
    Error::invalid(match error {
        PictureError::Unknown => Problem::error("picture_unknown", place()),
        PictureError::TooLarge => Problem::error("picture_too_large", place()).with("most", LARGEST_SIDE),
        PictureError::Damaged { .. } => Problem::error("picture_damaged", place()),
        PictureError::Blank => Problem::error("picture_blank", place()),
    })
}
