//! What is remembered of one stream: the outermost, or one nested in a BOUT write.

use crate::crc::ConfigCrc;

/// Where in a stream the next word stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// Before a sync word.
    Seeking,
    /// After a sync word that what follows has yet to confirm.
    Confirming,
    /// At a packet header.
    Header,
    /// In the data of a write packet with this many words to come.
    Data { register: u8, left: u32 },
    /// In ciphertext, which nobody here can read.
    Opaque,
    /// After something that does not belong to the stream; no further sync word counts.
    Ended,
}

/// One stream and its CRC.
#[derive(Debug, Clone, Copy)]
pub(super) struct Layer {
    pub state: State,
    pub crc: ConfigCrc,
    /// Register of the last type-1 header, for type-2 packets and bare pad words.
    pub register: Option<u8>,
    /// Whether the last word was a type-1 header without data: a type-2 header must follow.
    pub selected: bool,
    /// Last value of MASK, under which CTL0 is written.
    pub mask: u32,
    /// Words of the enclosing BOUT write still to come; without meaning in the outermost layer.
    pub left: u32,
    /// Whether a DESYNC ended the section before.
    pub had_section: bool,
    /// Whether START was written in the open section.
    pub started: bool,
    /// Whether something was written in the open section that only full streams write.
    pub full: bool,
    /// Index of the sync word of the open section.
    pub sync_word: u32,
    /// The frame address written last.
    pub far: u32,
    /// Whether what is no packet follows frame data.
    pub in_frames: bool,
}

impl Layer {
    pub const fn new() -> Self {
        Self {
            state: State::Seeking,
            crc: ConfigCrc::new(),
            register: None,
            selected: false,
            mask: 0,
            left: 0,
            had_section: false,
            started: false,
            full: false,
            sync_word: 0,
            far: 0,
            in_frames: false,
        }
    }

    pub const fn nested(len_words: u32) -> Self {
        let mut layer = Self::new();
        layer.left = len_words;
        layer
    }

    /// Begins a section, as a sync word does.
    pub fn synchronise(&mut self, sync_word: u32) {
        self.state = State::Header;
        self.sync_word = sync_word;
        self.crc.reset();
        self.register = None;
        self.selected = false;
        self.had_section = true;
        self.started = false;
        self.full = false;
        self.in_frames = false;
    }
}
