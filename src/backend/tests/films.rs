//! Recordings as browsers write them: streams that say neither how long they are nor where anything is.

/// An element with its size in eight bytes.
pub fn element(id: &[u8], body: &[u8]) -> Vec<u8> {
    let size = (body.len() as u64) | 1 << 56;
    [id, &size.to_be_bytes(), body].concat()
}

/// One that does not say where it ends.
fn open(id: &[u8], body: &[u8]) -> Vec<u8> {
    [id, &[0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], body].concat()
}

fn number(id: &[u8], value: u64) -> Vec<u8> {
    element(id, &value.to_be_bytes())
}

pub const CLUSTER: [u8; 4] = [0x1F, 0x43, 0xB6, 0x75];
pub const TAGS: [u8; 4] = [0x12, 0x54, 0xC3, 0x67];

pub fn kind(name: &str) -> Vec<u8> {
    element(&[0x1A, 0x45, 0xDF, 0xA3], &element(&[0x42, 0x82], name.as_bytes()))
}

/// The clock, a title, and the program that wrote it.
pub fn info(tick: u64) -> Vec<u8> {
    let body = [
        number(&[0x2A, 0xD7, 0xB1], tick),
        element(&[0x7B, 0xA9], b"Untitled at alice@example.com"),
        element(&[0x4D, 0x80], b"Chrome"),
        element(&[0x57, 0x41], b"Chrome"),
    ]
    .concat();
    element(&[0x15, 0x49, 0xA9, 0x66], &body)
}

pub fn track(n: u64, kind: u64, codec: &str, details: &[u8]) -> Vec<u8> {
    let body = [
        number(&[0xD7], n),
        number(&[0x73, 0xC5], 77),
        number(&[0x83], kind),
        element(&[0x53, 0x6E], b"Camera of Alice"),
        element(&[0x86], codec.as_bytes()),
        details.to_vec(),
    ]
    .concat();
    element(&[0xAE], &body)
}

pub fn picture(codec: &str, width: u64, height: u64) -> Vec<u8> {
    let size = [number(&[0xB0], width), number(&[0xBA], height)].concat();
    track(1, 1, codec, &element(&[0xE0], &size))
}

pub fn sound(codec: &str) -> Vec<u8> {
    let details = [element(&[0xB5], &48_000_f64.to_be_bytes()), number(&[0x9F], 1)].concat();
    track(2, 2, codec, &element(&[0xE1], &details))
}

pub fn tracks(all: &[Vec<u8>]) -> Vec<u8> {
    element(&[0x16, 0x54, 0xAE, 0x6B], &all.concat())
}

/// A frame of a track, so many milliseconds after its cluster began.
pub fn frame(track: u8, after: i16, key: bool, bytes: &[u8]) -> Vec<u8> {
    let [a, b] = after.to_be_bytes();
    let head = [0x80 | track, a, b, if key { 0x80 } else { 0 }];
    element(&[0xA3], &[&head, bytes].concat())
}

/// The last frame of a film, which says how long it is seen.
pub fn last(track: u8, after: i16, key: bool, length: u64, bytes: &[u8]) -> Vec<u8> {
    let [a, b] = after.to_be_bytes();
    let block = element(&[0xA1], &[&[0x80 | track, a, b, 0], bytes].concat());
    let before = if key { Vec::new() } else { element(&[0xFB], &[0xFF]) };
    let more = element(&[0x75, 0xA1], b"beside it");
    element(&[0xA0], &[block, number(&[0x9B], length), before, more].concat())
}

/// A frame with a crowd of numbers beside it, each of so many bytes.
pub fn crowded(id: &[u8], bytes: usize) -> Vec<u8> {
    let block = element(&[0xA1], &[0x81, 0, 0, 0, b'x']);
    let crowd = element(id, &vec![0; bytes]).repeat(20);
    element(&[0xA0], &[block, crowd].concat())
}

/// Frames from `time` on, with what a browser does not write.
pub fn cluster(time: u64, frames: &[Vec<u8>]) -> Vec<u8> {
    let body = [number(&[0xE7], time), number(&[0xA7], 4), frames.concat()].concat();
    open(&CLUSTER, &body)
}

pub fn segment(parts: &[Vec<u8>]) -> Vec<u8> {
    open(&[0x18, 0x53, 0x80, 0x67], &parts.concat())
}

/// A stream of so many seconds, two frames each, with sound and with what nobody sees.
pub fn film(seconds: u64) -> Vec<u8> {
    let mut parts = vec![info(1_000_000), tracks(&[picture("V_VP8", 640, 360), sound("A_OPUS")])];
    for second in 0..seconds {
        let frames = [
            frame(1, 0, true, &[second as u8; 400]),
            frame(2, 10, true, b"sound"),
            frame(3, 20, true, b"of a track that is not there"),
            if second + 1 == seconds {
                last(1, 500, false, 500, b"the end")
            } else {
                frame(1, 500, false, b"half")
            },
        ];
        parts.push(cluster(second * 1_000, &frames));
    }
    parts.push(element(&TAGS, b"recorded by alice@example.com"));
    [kind("webm"), segment(&parts)].concat()
}
