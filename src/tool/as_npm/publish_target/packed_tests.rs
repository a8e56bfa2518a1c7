//! Tarballs as npm packs them, and as nobody should.

use super::*;
use std::io::Write;

const MANIFEST: &[u8] = br#"{"name":"a"}"#;

/// An entry of an archive, its name in the field for names.
fn entry(name: &[u8], kind: u8, contents: &[u8]) -> Vec<u8> {
    let mut block = [0; BLOCK];
    block[..name.len()].copy_from_slice(name);
    block[100..108].copy_from_slice(b"0000644\0");
    block[124..136].copy_from_slice(format!("{:011o}\0", contents.len()).as_bytes());
    block[156] = kind;
    block[257..265].copy_from_slice(b"ustar\x0000");
    finished(block, contents)
}

fn finished(mut block: [u8; BLOCK], contents: &[u8]) -> Vec<u8> {
    block[148..156].fill(b' ');
    let sum: u32 = block.iter().map(|&byte| u32::from(byte)).sum();
    block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    let mut bytes = [&block[..], contents].concat();
    bytes.resize(bytes.len().next_multiple_of(BLOCK), 0);
    bytes
}

fn plain(name: &str) -> Vec<u8> {
    entry(name.as_bytes(), b'0', MANIFEST)
}

fn archive(entries: &[Vec<u8>]) -> Vec<u8> {
    [entries.concat(), vec![0; 2 * BLOCK]].concat()
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    writer.write_all(bytes).unwrap();
    writer.finish().unwrap()
}

fn record(text: &str) -> Vec<u8> {
    (1..999)
        .map(|length| format!("{length} {text}\n"))
        .find(|line| line.starts_with(&format!("{} ", line.len())))
        .unwrap()
        .into()
}

#[test]
fn a_plain_archive_gives_its_manifest() {
    let long = format!("package/{}/package.json", "d/".repeat(60));
    let body = entry(b"package/index.js", b'0', &[b'x'; 700]);
    for entries in [
        vec![plain("package/package.json")],
        vec![
            entry(b"package/", b'5', b""),
            body.clone(),
            plain("any/package.json"),
            body.clone(),
        ],
        vec![
            plain("package/dist/package.json"),
            plain("./package/package.json"),
            plain("package/package.json.bak"),
        ],
        vec![
            entry(b"package/l", b'2', b""),
            plain("package/package.json"),
        ],
        vec![
            entry(b"pax", b'x', &record(&format!("path={long}"))),
            plain("cut"),
            plain("package/package.json"),
        ],
        vec![
            entry(b"pax", b'x', &record("mtime=1.5")),
            plain("package/package.json"),
        ],
        vec![
            entry(b"g", b'g', &record("comment=abc")),
            plain("package/package.json"),
        ],
        vec![
            entry(b"././@LongLink", b'L', long.as_bytes()),
            plain("cut"),
            plain("package/package.json"),
        ],
    ] {
        let bytes = archive(&entries);
        assert_eq!(manifest_in(&bytes).unwrap(), MANIFEST);
        assert_eq!(manifest_in(&packed(&bytes)).unwrap(), MANIFEST);
    }
    let (first, second) = (
        packed(&body),
        packed(&archive(&[plain("package/package.json")])),
    );
    assert_eq!(
        manifest_in(&[first, second].concat()).unwrap(),
        MANIFEST,
        "a second member counts"
    );
}

/// What is odd about an archive, and its entries.
type Case = (&'static str, Vec<Vec<u8>>);

/// No manifest, or more than one that a reader may take.
fn other_than_one_manifest() -> Vec<Case> {
    let good = plain("package/package.json");
    vec![
        ("none", vec![plain("package/index.js")]),
        ("two", vec![good.clone(), good.clone()]),
        ("two roots", vec![good.clone(), plain("b/package.json")]),
        (
            "behind zeros",
            vec![good.clone(), vec![0; 2 * BLOCK], good.clone()],
        ),
        ("case", vec![good.clone(), plain("package/PACKAGE.JSON")]),
        (
            "dots",
            vec![good.clone(), plain("package/x/../package.json")],
        ),
    ]
}

/// Entries whose header says what readers understand in several ways.
fn odd_headers() -> Vec<Case> {
    let good = plain("package/package.json");
    let with = |at: usize, bytes: &[u8]| {
        let mut block: [u8; BLOCK] = good[..BLOCK].try_into().unwrap();
        block[at..at + bytes.len()].copy_from_slice(bytes);
        finished(block, MANIFEST)
    };
    let mut sum = good.clone();
    sum[148] = b'7';
    vec![
        (
            "a name behind a zero",
            vec![good.clone(), entry(b"a\0b\n/package.json", b'0', MANIFEST)],
        ),
        ("a sum", vec![good.clone(), sum]),
        (
            "a size in base 256",
            vec![
                good.clone(),
                with(124, &[0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 12]),
            ],
        ),
        (
            "a folder with contents",
            vec![good.clone(), entry(b"package/x/", b'0', MANIFEST)],
        ),
        (
            "a link with contents",
            vec![good.clone(), entry(b"package/x", b'2', MANIFEST)],
        ),
        (
            "another kind",
            vec![good.clone(), entry(b"package/x", b'7', MANIFEST)],
        ),
    ]
}

/// Headers that rename or resize the entry behind them.
fn extended_headers() -> Vec<Case> {
    let good = plain("package/package.json");
    vec![
        (
            "pax path",
            vec![
                good.clone(),
                entry(b"x", b'x', &record("path=package/package.json")),
                plain("cut"),
            ],
        ),
        (
            "pax size",
            vec![
                good.clone(),
                entry(b"x", b'x', &record("size=1")),
                plain("package/x"),
            ],
        ),
        (
            "pax for all",
            vec![entry(b"g", b'g', &record("path=package/x")), good.clone()],
        ),
        (
            "damaged pax",
            vec![entry(b"x", b'x', b"99 path=package/x\n"), good.clone()],
        ),
        (
            "long name",
            vec![
                good.clone(),
                entry(b"L", b'L', b"a/package.json\0"),
                plain("cut"),
            ],
        ),
    ]
}

#[test]
fn what_readers_may_disagree_on_is_refused() {
    let cases = [other_than_one_manifest(), odd_headers(), extended_headers()];
    for (what, entries) in cases.concat() {
        assert!(manifest_in(&archive(&entries)).is_err(), "{what}");
    }
    let good = plain("package/package.json");
    assert!(
        manifest_in(&good[..600]).is_err()
            && manifest_in(b"").is_err()
            && manifest_in(b"no tar").is_err()
    );
    let zipped = packed(&archive(&[good]));
    assert!(
        manifest_in(&zipped[..zipped.len() - 3]).is_err()
            && manifest_in(&[&zipped[..], b"x"].concat()).is_err()
    );
}
