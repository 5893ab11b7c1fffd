//! Signatures for the tests: strokes as a hand draws them, and pictures good, strange and hostile.

use image::{DynamicImage, GrayImage, ImageFormat, Luma, Rgba, RgbaImage};
use serde_json::{Value, json};
use std::io::Cursor;

/// Strokes on a pad of 600 × 200 that look like two characters.
pub fn strokes() -> Value {
    let wave = |from: i64, to: i64, y: i64| -> Vec<Value> {
        (0..=20).map(|i| json!([from + (to - from) * i / 20, y + [0, 3, 5, 3, 0, -2][(i % 6) as usize]])).collect()
    };
    let fall = |x: i64, top: i64, bottom: i64, lean: i64| -> Vec<Value> {
        (0..=20).map(|i| json!([x + lean * i * i / 400, top + (bottom - top) * i / 20])).collect()
    };
    json!([
        wave(60, 230, 60),
        fall(145, 20, 180, -80),
        fall(150, 70, 175, 90),
        wave(300, 520, 50),
        wave(320, 500, 100),
        fall(410, 15, 185, 0),
        wave(290, 540, 170),
        [[560, 30], [566, 40]],
    ])
}

/// A grey picture of a stroke on white, with a wide margin.
pub fn png() -> Vec<u8> {
    encoded(&DynamicImage::ImageLuma8(stroke(600, 240)), ImageFormat::Png)
}

/// The same as JPEG.
pub fn jpeg() -> Vec<u8> {
    encoded(&DynamicImage::ImageLuma8(stroke(600, 240)), ImageFormat::Jpeg)
}

/// The same, with the note of a camera that was held on its side.
pub fn turned() -> Vec<u8> {
    let jpeg = jpeg();
    // One entry of TIFF, little-endian: tag 0x0112 (orientation), type SHORT, one value: 6, a quarter turn.
    let tiff = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0";
    let length = u16::try_from(2 + 6 + tiff.len()).expect("it is short").to_be_bytes();
    [&jpeg[..2], b"\xff\xe1", &length, b"Exif\0\0", tiff, &jpeg[2..]].concat()
}

/// Blue ink on nothing.
pub fn transparent() -> Vec<u8> {
    let grey = stroke(500, 200);
    let image = RgbaImage::from_fn(500, 200, |x, y| Rgba([20, 40, 160, 255 - grey.get_pixel(x, y).0[0]]));
    encoded(&DynamicImage::ImageRgba8(image), ImageFormat::Png)
}

/// Sixteen bits a channel.
pub fn sixteen_bit() -> Vec<u8> {
    encoded(&DynamicImage::ImageRgba16(DynamicImage::ImageLuma8(stroke(400, 200)).into_rgba16()), ImageFormat::Png)
}

/// As large as a picture may be.
pub fn large() -> Vec<u8> {
    encoded(&DynamicImage::ImageLuma8(stroke(4_000, 4_000)), ImageFormat::Png)
}

/// Nothing but paper.
pub fn blank() -> Vec<u8> {
    encoded(&DynamicImage::ImageLuma8(GrayImage::from_pixel(300, 100, Luma([250]))), ImageFormat::Png)
}

/// A small file that claims to be a picture of this size.
pub fn bomb(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = png();
    // The first chunk of a PNG: length, `IHDR`, width, height, five more bytes, check sum.
    bytes[16..20].copy_from_slice(&width.to_be_bytes());
    bytes[20..24].copy_from_slice(&height.to_be_bytes());
    let sum = crc(&bytes[12..29]);
    bytes[29..33].copy_from_slice(&sum.to_be_bytes());
    bytes
}

/// A thick wave over the middle of a white picture.
fn stroke(width: u32, height: u32) -> GrayImage {
    GrayImage::from_fn(width, height, |x, y| {
        let along = i64::from(x) * 1000 / i64::from(width);
        let wave = (along % 250 - 125).abs() * i64::from(height) / 400;
        let middle = i64::from(height) * 2 / 5 + wave;
        let on = (100..900).contains(&along) && (i64::from(y) - middle).abs() < i64::from(height) / 40;
        Luma([if on { 25 } else { 255 }])
    })
}

fn encoded(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, format).expect("a picture can be written");
    bytes.into_inner()
}

/// CRC-32 as PNG asks for it.
fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| if sum & 1 == 1 { sum >> 1 ^ 0xedb8_8320 } else { sum >> 1 })
    })
}
