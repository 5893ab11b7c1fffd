//! An ICC v2 profile of sRGB, built from the published constants (IEC 61966-2-1, adapted to D50), for the output
//! intent of PDF/A. Below 1 KB.

/// Entries of the tone curve.
const CURVE: usize = 256;

/// The profile.
pub(crate) fn srgb() -> Vec<u8> {
    let tags: [(&[u8; 4], Vec<u8>); 7] = [
        (b"desc", description("sRGB")),
        (b"cprt", [b"text\0\0\0\0".as_slice(), b"No copyright, use freely\0"].concat()),
        (b"wtpt", xyz([0.9642, 1.0, 0.8249])),
        (b"rXYZ", xyz([0.43607, 0.22249, 0.01392])),
        (b"gXYZ", xyz([0.38515, 0.71687, 0.09708])),
        (b"bXYZ", xyz([0.14307, 0.06061, 0.71410])),
        (b"rTRC", curve()),
    ];
    let count = tags.len() + 2;
    let mut table = u32::try_from(count).unwrap_or(0).to_be_bytes().to_vec();
    let mut data = Vec::new();
    let start = 128 + 4 + 12 * count;
    for (name, bytes) in &tags {
        let place = [start + data.len(), bytes.len()];
        data.extend(bytes);
        data.resize(data.len().next_multiple_of(4), 0);
        // The three channels share one curve.
        let names: &[&[u8; 4]] = if *name == b"rTRC" { &[b"rTRC", b"gTRC", b"bTRC"] } else { &[name] };
        for name in names {
            table.extend_from_slice(*name);
            place.iter().for_each(|n| table.extend(u32::try_from(*n).unwrap_or(0).to_be_bytes()));
        }
    }
    [header(start + data.len()), table, data].concat()
}

fn header(size: usize) -> Vec<u8> {
    let mut header = vec![0; 128];
    let mut put = |at: usize, bytes: &[u8]| header[at..at + bytes.len()].copy_from_slice(bytes);
    put(0, &u32::try_from(size).unwrap_or(0).to_be_bytes());
    put(8, &[2, 0x10, 0, 0]);
    put(12, b"mntrRGB XYZ ");
    // A fixed date: 1 January 2000.
    put(24, &[7, 0xd0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0]);
    put(36, b"acsp");
    put(68, &[0, 0, 0xf6, 0xd6, 0, 1, 0, 0, 0, 0, 0xd3, 0x2d]);
    header
}

fn description(text: &str) -> Vec<u8> {
    let mut bytes = b"desc\0\0\0\0".to_vec();
    bytes.extend(u32::try_from(text.len() + 1).unwrap_or(0).to_be_bytes());
    bytes.extend(text.as_bytes());
    // The end of the text, then empty Unicode and Macintosh descriptions.
    bytes.resize(bytes.len() + 1 + 8 + 3 + 67, 0);
    bytes
}

fn xyz(values: [f64; 3]) -> Vec<u8> {
    let mut bytes = b"XYZ \0\0\0\0".to_vec();
    for value in values {
        bytes.extend(((value * 65_536.0).round() as i32).to_be_bytes());
    }
    bytes
}

fn curve() -> Vec<u8> {
    let mut bytes = b"curv\0\0\0\0".to_vec();
    bytes.extend((CURVE as u32).to_be_bytes());
    for i in 0..CURVE {
        let c = i as f64 / (CURVE - 1) as f64;
        let linear = if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) };
        bytes.extend(((linear * 65_535.0).round() as u16).to_be_bytes());
    }
    bytes
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_profile_is_small_and_says_its_size() {
        let profile = super::srgb();
        assert!(profile.len() <= 1024, "{}", profile.len());
        assert_eq!(profile[..4], (profile.len() as u32).to_be_bytes());
        assert_eq!(profile.len() % 4, 0);
    }
}
