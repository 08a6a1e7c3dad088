//! Reads a recording and writes it anew.
//!
//! What a browser records is a stream: it says neither how long it is nor where its key frames are, so that no player can seek in it. And
//! a file may carry more than it shows: titles, dates, attachments, tracks that nobody plays, bytes after the end. So the frames of one
//! picture track and at most one sound track are taken, as they are, and everything around them is written here: the duration, an index
//! of key frames, and nothing else. Frames are not decoded.
//!
//! WebM is a subset of Matroska (RFC 9559), which is written in EBML (RFC 8794).

use bytes::Bytes;
use domain::recordings::MAX_MILLIS;
use mkv_element::{
    io::blocking_impl::{ReadFrom as _, WriteTo},
    prelude::{
        Audio, Block, BlockDuration, BlockGroup, Channels, Cluster, CodecDelay, CodecId, CueClusterPosition, CuePoint,
        CueTime, CueTrack, CueTrackPositions, Cues, DiscardPadding, DocType, DocTypeReadVersion, DocTypeVersion,
        Duration, Ebml, EbmlMaxIdLength, EbmlMaxSizeLength, Element, Header, Info, MuxingApp, PixelHeight, PixelWidth,
        ReferenceBlock, SamplingFrequency, SeekPreRoll, Segment, SimpleBlock, Timestamp, TimestampScale, TrackEntry,
        TrackNumber, TrackType, TrackUid, Tracks, VInt64, Video, WritingApp,
    },
};

/// Ticks are milliseconds in every file that browsers write: so many nanoseconds.
const TICK: u64 = 1_000_000;
/// What an element that is read as a whole may have: what browsers write has a few hundred bytes.
const MAX_HEAD: usize = 64 * 1024;
/// A browser begins a cluster every few seconds.
const MAX_CLUSTERS: usize = 10_000;
/// Numbers that belong to a frame: its length, its padding, and the frames that it refers to.
const MAX_KEPT: usize = 8;
/// The longer side of a picture.
const MAX_SIDE: u64 = 8_192;
const APP: &str = "PeerTest Hub";
const VIDEO: u64 = 1;
const AUDIO: u64 = 2;
const PICTURES: [&str; 3] = ["V_VP8", "V_VP9", "V_AV1"];
const SOUNDS: [&str; 2] = ["A_OPUS", "A_VORBIS"];
/// An element of eight bytes says that its size is unknown with all bits set.
const UNKNOWN: u64 = (1 << 56) - 1;

/// Why a file is not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refused {
    /// It is no WebM.
    Kind,
    /// In one that is: what is wrong, as a code and in words.
    Content(&'static str, &'static str),
}

const BROKEN: Refused = Refused::Content(
    "unreadable",
    "This recording cannot be read; it may be incomplete. Record it again.",
);

type Result<T> = std::result::Result<T, Refused>;

/// A recording that can be sought in.
#[derive(Debug)]
pub struct Film {
    /// Everything before the frames, and the frames.
    pub parts: [Bytes; 2],
    /// How long it is, in milliseconds.
    pub millis: u32,
    pub width: u32,
    pub height: u32,
}

impl Film {
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.parts.iter().map(Bytes::len).sum()
    }
}

/// Takes what is shown out of a file and writes it anew.
///
/// # Errors
/// For what is no WebM, is broken, has no picture, is too long, or holds what browsers do not play.
pub fn clean(file: &[u8]) -> Result<Film> {
    let (head, rest) = element(file).map_err(|_| Refused::Kind)?;
    if head.id != Ebml::ID
        || whole::<Ebml>(&head)
            .ok()
            .and_then(|ebml| ebml.doc_type)
            .is_none_or(|kind| kind.0 != "webm")
    {
        return Err(Refused::Kind);
    }
    let (segment, _) = element(rest)?;
    if segment.id != Segment::ID {
        return Err(BROKEN);
    }
    let mut clocks = 0;
    let mut reel = Reel {
        // What is kept is hardly ever more than what came.
        frames: Vec::with_capacity(file.len()),
        ..Reel::default()
    };
    let mut rest = segment.body;
    while !rest.is_empty() {
        let (next, after) = element(rest)?;
        rest = match next.id {
            Info::ID => {
                clocks += 1;
                if clocks > 1 || whole::<Info>(&next)?.timestamp_scale.0 != TICK {
                    return Err(BROKEN);
                }
                after
            }
            Tracks::ID => {
                reel.tracks(whole(&next)?)?;
                after
            }
            Cluster::ID => {
                let read = reel.cluster(&next)?;
                if next.open {
                    next.body.get(read..).ok_or(BROKEN)?
                } else {
                    after
                }
            }
            _ => after,
        };
    }
    reel.finish()
}

/// A part of a file.
struct Part<'a> {
    id: VInt64,
    body: &'a [u8],
    /// With its header.
    all: &'a [u8],
    /// It does not say where it ends: then the body is all there is.
    open: bool,
}

/// The element at the beginning, and what comes after it.
fn element(from: &[u8]) -> Result<(Part<'_>, &[u8])> {
    let mut body = from;
    let header = Header::read_from(&mut body).map_err(|_| BROKEN)?;
    let open = header.size.is_unknown || header.size.value == UNKNOWN;
    let size = if open {
        if header.id != Segment::ID && header.id != Cluster::ID {
            return Err(BROKEN);
        }
        body.len()
    } else {
        usize::try_from(header.size.value).map_err(|_| BROKEN)?
    };
    let (body, rest) = body.split_at_checked(size).ok_or(BROKEN)?;
    let part = Part {
        id: header.id,
        body,
        all: &from[..from.len() - rest.len()],
        open,
    };
    Ok((part, rest))
}

/// An element that is small enough to be read as what it is.
fn whole<T: Element>(part: &Part<'_>) -> Result<T> {
    let mut body = part.body;
    if body.len() > MAX_HEAD {
        return Err(BROKEN);
    }
    T::decode_body(&mut body).map_err(|_| BROKEN)
}

/// What a block says of itself before its frame begins.
struct Shot {
    track: u64,
    /// In ticks from its cluster's.
    after: i16,
    flags: u8,
}

fn shot(body: &[u8]) -> Result<Shot> {
    let mut rest = body;
    let track = VInt64::read_from(&mut rest).map_err(|_| BROKEN)?.value;
    let [a, b, flags] = *rest.first_chunk::<3>().ok_or(BROKEN)?;
    Ok(Shot {
        track,
        after: i16::from_be_bytes([a, b]),
        flags,
    })
}

/// The film as it is put together.
#[derive(Default)]
struct Reel {
    video: Option<TrackEntry>,
    audio: Option<TrackEntry>,
    /// Clusters, written out.
    frames: Vec<u8>,
    clusters: usize,
    /// Key frames: when, and in which cluster, by where that begins among the frames.
    keys: Vec<(u64, usize)>,
    end: u64,
}

impl Reel {
    fn tracks(&mut self, tracks: Tracks) -> Result<()> {
        if self.video.is_some() || self.audio.is_some() {
            return Err(BROKEN);
        }
        for track in tracks.track_entry {
            let known = |codecs: &[&str]| codecs.contains(&track.codec_id.0.as_str());
            let sealed = track.content_encodings.is_some();
            if track.track_type.0 == VIDEO && self.video.is_none() {
                if sealed || !known(&PICTURES) {
                    return Err(Refused::Content(
                        "codec",
                        "Browsers cannot play this recording. Record it as WebM with VP8, VP9 or AV1.",
                    ));
                }
                self.video = Some(track);
            } else if track.track_type.0 == AUDIO && self.audio.is_none() && !sealed && known(&SOUNDS) {
                self.audio = Some(track);
            }
        }
        Ok(())
    }

    fn number(track: Option<&TrackEntry>) -> Option<u64> {
        track.map(|track| track.track_number.0)
    }

    /// Copies the blocks of a cluster and says how far they went.
    fn cluster(&mut self, from: &Part<'_>) -> Result<usize> {
        self.clusters += 1;
        if self.clusters > MAX_CLUSTERS {
            return Err(BROKEN);
        }
        let begin = self.frames.len();
        let mut time = None;
        let mut rest = from.body;
        while !rest.is_empty() {
            let (part, after) = element(rest)?;
            // One that does not say where it ends goes on until something else of the segment begins.
            if from.open && [Cluster::ID, Cues::ID, Tracks::ID, Info::ID].contains(&part.id) {
                break;
            }
            if part.open {
                return Err(BROKEN);
            }
            match part.id {
                Timestamp::ID => {
                    let now = whole::<Timestamp>(&part)?;
                    time = Some(now.0);
                    if self.frames.len() != begin {
                        return Err(BROKEN);
                    }
                    self.frames.extend(id(Cluster::ID));
                    self.frames.extend(size(0));
                    write(&now, &mut self.frames)?;
                }
                SimpleBlock::ID => {
                    let block = shot(part.body)?;
                    let key = block.flags & 0x80 != 0;
                    self.block(begin, time, &block, key, None, |frames| {
                        frames.extend_from_slice(part.all);
                    })?;
                }
                BlockGroup::ID => self.group(begin, time, part.body)?,
                _ => {}
            }
            rest = after;
        }
        if time.is_some() {
            close(&mut self.frames, begin);
        }
        Ok(from.body.len() - rest.len())
    }

    /// A block with what belongs to it: of that only what a player needs.
    fn group(&mut self, begin: usize, time: Option<u64>, body: &[u8]) -> Result<()> {
        let (mut block, mut kept, mut length, mut key) = (None, Vec::new(), None, true);
        let mut rest = body;
        while !rest.is_empty() {
            let (part, after) = element(rest)?;
            if [BlockDuration::ID, ReferenceBlock::ID, DiscardPadding::ID].contains(&part.id) {
                // Numbers, and few of them.
                if part.body.len() > 8 || kept.len() == MAX_KEPT {
                    return Err(BROKEN);
                }
                kept.push(part.all);
            }
            match part.id {
                Block::ID => block = Some((shot(part.body)?, part.all)),
                BlockDuration::ID => length = Some(whole::<BlockDuration>(&part)?.0),
                ReferenceBlock::ID => key = false,
                _ => {}
            }
            rest = after;
        }
        let (block, frame) = block.ok_or(BROKEN)?;
        self.block(begin, time, &block, key, length, |frames| {
            let group = frames.len();
            // An id of one byte, and a size of eight.
            frames.push(0xA0);
            frames.extend(size(0));
            frames.extend_from_slice(frame);
            kept.iter().for_each(|part| frames.extend_from_slice(part));
            let body = frames.len() - group - 9;
            frames[group + 1..group + 9].copy_from_slice(&size(body));
        })
    }

    fn block(
        &mut self,
        cluster: usize,
        time: Option<u64>,
        block: &Shot,
        key: bool,
        length: Option<u64>,
        copy: impl FnOnce(&mut Vec<u8>),
    ) -> Result<()> {
        const TOO_LONG: Refused = Refused::Content("too_long", "A recording may be a minute long at most.");
        let time = time.ok_or(BROKEN)?;
        if time > u64::from(MAX_MILLIS) {
            return Err(TOO_LONG);
        }
        // A frame before the beginning is seen at the beginning.
        let at = time.checked_add_signed(block.after.into()).unwrap_or_default();
        let video = Self::number(self.video.as_ref()) == Some(block.track);
        if !video && Self::number(self.audio.as_ref()) != Some(block.track) {
            return Ok(());
        }
        if at > u64::from(MAX_MILLIS) {
            return Err(TOO_LONG);
        }
        if video && key && self.keys.last().is_none_or(|(_, of)| *of != cluster) {
            self.keys.push((at, cluster));
        }
        self.end = self
            .end
            .max(at.saturating_add(length.unwrap_or_default()).min(u64::from(MAX_MILLIS)));
        copy(&mut self.frames);
        Ok(())
    }

    fn finish(self) -> Result<Film> {
        const NOTHING: Refused =
            Refused::Content("no_video", "There is no picture in this recording. Record it again.");
        let shown = self
            .video
            .as_ref()
            .and_then(|track| track.video.as_ref())
            .ok_or(NOTHING)?;
        let side = |side: u64| {
            (1..=MAX_SIDE)
                .contains(&side)
                .then_some(u32::try_from(side).unwrap_or_default())
        };
        let (width, height) = (side(shown.pixel_width.0), side(shown.pixel_height.0));
        let (Some(width), Some(height)) = (width, height) else {
            return Err(Refused::Content(
                "too_large",
                "The picture of a recording may have 8192 pixels a side at most.",
            ));
        };
        if self.keys.is_empty() {
            return Err(NOTHING);
        }
        let millis = u32::try_from(self.end).unwrap_or(MAX_MILLIS);
        let head = self.head(millis)?;
        Ok(Film {
            parts: [head.into(), self.frames.into()],
            millis,
            width,
            height,
        })
    }

    /// Everything before the frames.
    fn head(&self, millis: u32) -> Result<Vec<u8>> {
        let mut before = Vec::new();
        let info = Info {
            crc32: None,
            void: None,
            segment_uuid: None,
            segment_filename: None,
            prev_uuid: None,
            prev_filename: None,
            next_uuid: None,
            next_filename: None,
            segment_family: Vec::new(),
            chapter_translate: Vec::new(),
            timestamp_scale: TimestampScale(TICK),
            duration: Some(Duration(f64::from(millis))),
            date_utc: None,
            title: None,
            muxing_app: MuxingApp(APP.to_owned()),
            writing_app: WritingApp(APP.to_owned()),
        };
        write(&info, &mut before)?;
        let tracks = [&self.video, &self.audio].into_iter().flatten();
        let tracks = Tracks {
            track_entry: tracks.map(plain).collect(),
            ..Tracks::default()
        };
        write(&tracks, &mut before)?;
        let cues = self.cues(before.len())?;
        let mut head = Vec::new();
        let ebml = Ebml {
            ebml_max_id_length: EbmlMaxIdLength(4),
            ebml_max_size_length: EbmlMaxSizeLength(8),
            doc_type: Some(DocType("webm".to_owned())),
            doc_type_version: Some(DocTypeVersion(4)),
            doc_type_read_version: Some(DocTypeReadVersion(2)),
            ..Ebml::default()
        };
        write(&ebml, &mut head)?;
        head.extend(id(Segment::ID));
        head.extend(size(before.len() + cues.len() + self.frames.len()));
        head.extend(before);
        head.extend(cues);
        Ok(head)
    }

    /// The index. It stands before the frames and tells where they are, which depends on how long it is itself: a longer one moves them
    /// on, and no further than it has grown, so that this ends.
    fn cues(&self, before: usize) -> Result<Vec<u8>> {
        let track = Self::number(self.video.as_ref()).unwrap_or_default();
        let mut length = 0;
        loop {
            let point = |(at, cluster): &(u64, usize)| CuePoint {
                cue_time: CueTime(*at),
                cue_track_positions: vec![CueTrackPositions {
                    cue_track: CueTrack(track),
                    cue_cluster_position: CueClusterPosition((before + length + cluster) as u64),
                    ..CueTrackPositions::default()
                }],
                ..CuePoint::default()
            };
            let mut written = Vec::new();
            let cues = Cues {
                cue_point: self.keys.iter().map(point).collect(),
                ..Cues::default()
            };
            write(&cues, &mut written)?;
            if written.len() <= length {
                return Ok(written);
            }
            length = written.len();
        }
    }
}

/// A track as it plays, without its names.
fn plain(track: &TrackEntry) -> TrackEntry {
    TrackEntry {
        track_number: TrackNumber(track.track_number.0),
        track_uid: TrackUid(track.track_number.0),
        track_type: TrackType(track.track_type.0),
        codec_id: CodecId(track.codec_id.0.clone()),
        codec_private: track.codec_private.clone(),
        codec_delay: CodecDelay(track.codec_delay.0),
        seek_pre_roll: SeekPreRoll(track.seek_pre_roll.0),
        video: track.video.as_ref().map(|video| Video {
            pixel_width: PixelWidth(video.pixel_width.0),
            pixel_height: PixelHeight(video.pixel_height.0),
            ..Video::default()
        }),
        audio: track.audio.as_ref().map(|audio| Audio {
            sampling_frequency: SamplingFrequency(audio.sampling_frequency.0),
            channels: Channels(audio.channels.0),
            ..Audio::default()
        }),
        ..TrackEntry::default()
    }
}

fn write<T: WriteTo>(element: &T, to: &mut Vec<u8>) -> Result<()> {
    element.write_to(to).map_err(|_| BROKEN)
}

/// An id of four bytes.
fn id(id: VInt64) -> [u8; 4] {
    u32::try_from(id.as_encoded()).unwrap_or_default().to_be_bytes()
}

/// A size in eight bytes, so that it can be filled in later.
fn size(bytes: usize) -> [u8; 8] {
    (bytes as u64 | 1 << 56).to_be_bytes()
}

/// Fills in the size of the cluster that begins there.
fn close(frames: &mut [u8], begin: usize) {
    let body = begin + 12;
    let length = frames.len() - body;
    frames[begin + 4..body].copy_from_slice(&size(length));
}
