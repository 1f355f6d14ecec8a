//! The header of a `.bit` file: tagged fields with lengths.
//!
//! Source: `facts/hardware.md` 2, `facts/bitstream-files.md` 2.

use std::io::Read;

use crate::error::BitstreamError;

/// What every `.bit` file begins with: a field of nine bytes and the number 1.
pub(crate) const MAGIC: [u8; 13] = [
    0x00, 0x09, 0x0F, 0xF0, 0x0F, 0xF0, 0x0F, 0xF0, 0x0F, 0xF0, 0x00, 0x00, 0x01,
];

/// The longest header that is read. Real ones have 99 to 140 bytes.
pub const MAX_HEADER_BYTES: u64 = 64 << 10;

/// The most characters of a field that are kept.
const MAX_FIELD_CHARS: usize = 1_024;

/// What the header of a `.bit` file says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BitHeader {
    /// Field `a`: design name and options, `top;UserID=0XFFFFFFFF;Version=2023.1`.
    pub design: String,
    /// Field `b`: the part, `xcku115-flva1517-2-e`.
    pub part: String,
    /// Field `c`: `YYYY/MM/DD`.
    pub date: String,
    /// Field `d`: `HH:MM:SS`.
    pub time: String,
    /// Field `e`: bytes of configuration data that follow.
    pub data_len: u32,
    /// Whether a field stands there more than once; the first counts.
    pub repeated: bool,
}

impl BitHeader {
    /// The design's name without options.
    pub fn design_name(&self) -> &str {
        self.design.split(';').next().unwrap_or_default()
    }

    /// The value of an option in the design field (`Version`, `UserID`, `COMPRESS`, `PARTIAL`, …).
    pub fn option(&self, key: &str) -> Option<&str> {
        self.design
            .split(';')
            .skip(1)
            .filter_map(|option| option.split_once('='))
            .find(|(name, _)| name.trim().eq_ignore_ascii_case(key))
            .map(|(_, value)| value.trim())
    }

    /// Reads a header from its first byte up to the data.
    ///
    /// # Errors
    /// [`BitstreamError::BadHeader`] for a cut, overlong or unknown field; reading errors.
    pub fn read(reader: &mut impl Read) -> Result<Self, BitstreamError> {
        let mut fields = Fields {
            reader: reader.take(MAX_HEADER_BYTES),
            offset: 0,
        };
        if fields.bytes::<13>()? != MAGIC {
            return Err(fields.error("it does not begin like a .bit file"));
        }
        let mut header = Self::default();
        let mut seen = [false; 4];
        loop {
            let [key] = fields.bytes()?;
            let (slot, index) = match key {
                b'a' => (&mut header.design, 0),
                b'b' => (&mut header.part, 1),
                b'c' => (&mut header.date, 2),
                b'd' => (&mut header.time, 3),
                b'e' => {
                    header.data_len = u32::from_be_bytes(fields.bytes()?);
                    return Ok(header);
                }
                _ => return Err(fields.error("a field is none of a, b, c, d and e")),
            };
            let value = fields.text()?;
            if seen[index] {
                header.repeated = true;
            } else {
                *slot = value;
                seen[index] = true;
            }
        }
    }

    /// The bytes of the header; strings longer than a field's 65,534 bytes are cut.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        let fields = [
            (b'a', &self.design),
            (b'b', &self.part),
            (b'c', &self.date),
            (b'd', &self.time),
        ];
        for (key, value) in fields {
            let value = &value.as_bytes()[..value.len().min(usize::from(u16::MAX) - 1)];
            bytes.push(key);
            bytes.extend((value.len() as u16 + 1).to_be_bytes());
            bytes.extend(value);
            bytes.push(0);
        }
        bytes.push(b'e');
        bytes.extend(self.data_len.to_be_bytes());
        bytes
    }
}

struct Fields<R> {
    reader: std::io::Take<R>,
    offset: u64,
}

impl<R: Read> Fields<R> {
    fn error(&self, reason: &'static str) -> BitstreamError {
        BitstreamError::BadHeader {
            offset: self.offset,
            reason,
        }
    }

    fn bytes<const N: usize>(&mut self) -> Result<[u8; N], BitstreamError> {
        let mut bytes = [0; N];
        self.fill(&mut bytes)?;
        Ok(bytes)
    }

    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), BitstreamError> {
        match self.reader.read_exact(bytes) {
            Ok(()) => {
                self.offset += bytes.len() as u64;
                Ok(())
            }
            Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => {
                let long = self.reader.limit() == 0;
                Err(self.error(if long {
                    "it is too long"
                } else {
                    "it is cut off"
                }))
            }
            Err(error) => Err(BitstreamError::from_io(error)),
        }
    }

    /// A string as people may see it: no NUL, no control characters, not endless.
    fn text(&mut self) -> Result<String, BitstreamError> {
        let length = u16::from_be_bytes(self.bytes()?);
        let mut bytes = vec![0; usize::from(length)];
        self.fill(&mut bytes)?;
        let text = String::from_utf8_lossy(&bytes);
        let visible = text.trim_end_matches('\0').chars();
        Ok(visible
            .map(|c| if c.is_control() { '?' } else { c })
            .take(MAX_FIELD_CHARS)
            .collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use fic_error::Diagnostic as _;

    fn code(bytes: &[u8]) -> &'static str {
        BitHeader::read(&mut &bytes[..]).map_or_else(|error| error.code(), |_| "ok")
    }

    fn sample() -> BitHeader {
        BitHeader {
            design: "top;COMPRESS=TRUE;UserID=0XFFFFFFFF;Version=2017.2".into(),
            part: "xcku040-ffva1156-2-e".into(),
            date: "2017/10/06".into(),
            time: "17:52:31".into(),
            data_len: 2_366_960,
            repeated: false,
        }
    }

    #[test]
    fn round_trip_and_options() {
        let header = BitHeader::read(&mut &sample().to_bytes()[..]).unwrap();
        assert_eq!(header, sample());
        assert_eq!(header.design_name(), "top");
        assert_eq!(header.option("version"), Some("2017.2"));
        assert_eq!(header.option("PARTIAL"), None);
    }

    #[test]
    fn any_cut_is_an_error() {
        let bytes = sample().to_bytes();
        for len in 0..bytes.len() {
            assert_eq!(code(&bytes[..len]), "bad_header", "{len}");
        }
    }

    #[test]
    fn hostile_fields() {
        let with = |tail: &[u8]| [&MAGIC[..], tail].concat();
        assert_eq!(code(&with(b"a\xff\xffshort")), "bad_header");
        assert_eq!(code(&with(b"z\x00\x01\x00e\x00\x00\x00\x00")), "bad_header");
        assert_eq!(code(&with(&b"a\x00\x00".repeat(30_000))), "bad_header");
        assert_eq!(
            code(&with(b"d\x00\x02x\x00b\x00\x00e\x00\x00\x00\x04")),
            "ok"
        );
        let twice = with(b"b\x00\x02x\x00b\x00\x02y\x00e\x00\x00\x00\x00");
        let header = BitHeader::read(&mut &twice[..]).unwrap();
        assert_eq!((header.part.as_str(), header.repeated), ("x", true));
        let escape = with(b"a\x00\x04\x1b[m\x00e\x00\x00\x00\x00");
        assert_eq!(BitHeader::read(&mut &escape[..]).unwrap().design, "?[m");
    }
}
