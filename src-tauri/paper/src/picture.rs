//! Pictures for paper: PNG and JPEG within bounds, upright, on white, without an empty margin, and no finer than paper
//! can show. What is no picture is told why.

use std::fmt;
use std::io::Cursor;

use image::{DynamicImage, GrayImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits, RgbImage};

/// Most pixels of a side.
pub const LARGEST_SIDE: u32 = 4_000;
/// Memory the decoder may take: a picture of the largest size with four channels of 16 bits, and something over.
const MEMORY: u64 = 160 * 1024 * 1024;
/// Pixels of the longer side on paper; more than paper shows of a small picture.
const FINEST: u32 = 1_200;
/// From this luminance on a pixel counts as empty paper.
const PAPER: u8 = 216;
/// A picture whose lightest and darkest pixels differ by less shows nothing.
const LEAST_CONTRAST: u8 = 40;

/// A picture ready for paper: eight bits a channel, rows from the top.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Whether it has three channels (RGB) or one (grey).
    pub coloured: bool,
    /// Its samples.
    pub samples: Vec<u8>,
}

/// Why a file is no picture for paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PictureError {
    /// Neither PNG nor JPEG.
    Unknown,
    /// A side is longer than `LARGEST_SIDE`, or it would take too much memory.
    TooLarge,
    /// It cannot be decoded.
    Damaged {
        /// What the decoder said.
        what: String,
    },
    /// One colour throughout.
    Blank,
}

impl fmt::Display for PictureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown => f.write_str("neither PNG nor JPEG"),
            Self::TooLarge => write!(f, "a side is longer than {LARGEST_SIDE} pixels"),
            Self::Damaged { what } => write!(f, "cannot be decoded: {what}"),
            Self::Blank => f.write_str("one colour throughout"),
        }
    }
}

impl std::error::Error for PictureError {}

impl From<ImageError> for PictureError {
    fn from(error: ImageError) -> Self {
        match error {
            ImageError::Limits(_) => Self::TooLarge,
            other => Self::Damaged { what: other.to_string() },
        }
    }
}

impl Picture {
    /// Decodes a PNG or JPEG. What is transparent becomes white, a turned photograph is put upright, an empty margin goes,
    /// and it is made smaller if it is finer than paper needs.
    pub fn read(bytes: &[u8]) -> Result<Self, PictureError> {
        let Ok(format @ (ImageFormat::Png | ImageFormat::Jpeg)) = image::guess_format(bytes) else {
            return Err(PictureError::Unknown);
        };
        let mut limits = Limits::default();
        limits.max_image_width = Some(LARGEST_SIDE);
        limits.max_image_height = Some(LARGEST_SIDE);
        limits.max_alloc = Some(MEMORY);
        let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
        reader.limits(limits);
        let mut decoder = reader.into_decoder()?;
        let orientation = decoder.orientation()?;
        let mut decoded = DynamicImage::from_decoder(decoder)?;
        decoded.apply_orientation(orientation);
        let whole = on_white(&decoded);
        drop(decoded);
        let cropped = without_margin(whole)?;
        Ok(Self::of(fine_enough(cropped)))
    }

    fn of(image: RgbImage) -> Self {
        let (width, height) = image.dimensions();
        let coloured = image.pixels().any(|pixel| pixel.0[0] != pixel.0[1] || pixel.0[1] != pixel.0[2]);
        let samples =
            if coloured { image.into_raw() } else { image.pixels().map(|pixel| pixel.0[0]).collect::<Vec<_>>() };
        Self { width, height, coloured, samples }
    }
}

fn on_white(image: &DynamicImage) -> RgbImage {
    if !image.color().has_alpha() {
        return image.to_rgb8();
    }
    let source = image.to_rgba8();
    let (width, height) = source.dimensions();
    RgbImage::from_fn(width, height, |x, y| {
        let [red, green, blue, alpha] = source.get_pixel(x, y).0;
        let over = |sample: u8| {
            let (sample, alpha) = (u32::from(sample), u32::from(alpha));
            u8::try_from((sample * alpha + 255 * (255 - alpha) + 127) / 255).unwrap_or(255)
        };
        image::Rgb([over(red), over(green), over(blue)])
    })
}

/// Cuts away what is empty paper all around; a picture on a grey ground stays whole.
fn without_margin(image: RgbImage) -> Result<RgbImage, PictureError> {
    let grey: GrayImage = DynamicImage::ImageRgb8(image.clone()).into_luma8();
    let (darkest, lightest) =
        grey.pixels().fold((255, 0), |(low, high): (u8, u8), pixel| (low.min(pixel.0[0]), high.max(pixel.0[0])));
    if lightest.saturating_sub(darkest) < LEAST_CONTRAST {
        return Err(PictureError::Blank);
    }
    let (width, height) = grey.dimensions();
    let (mut left, mut top, mut right, mut bottom) = (width, height, 0, 0);
    for (x, y, _) in grey.enumerate_pixels().filter(|(_, _, pixel)| pixel.0[0] < PAPER) {
        (left, top) = (left.min(x), top.min(y));
        (right, bottom) = (right.max(x), bottom.max(y));
    }
    if left > right {
        // Nothing is dark enough to tell ink from paper.
        return Ok(image);
    }
    let (left, top) = (left.saturating_sub(2), top.saturating_sub(2));
    let (right, bottom) = ((right + 3).min(width), (bottom + 3).min(height));
    Ok(image::imageops::crop_imm(&image, left, top, right - left, bottom - top).to_image())
}

fn fine_enough(image: RgbImage) -> RgbImage {
    let (width, height) = image.dimensions();
    let longer = width.max(height);
    if longer <= FINEST {
        return image;
    }
    let shorter = |side: u32| (side * FINEST).div_ceil(longer).max(1);
    image::imageops::thumbnail(&image, shorter(width), shorter(height))
}
