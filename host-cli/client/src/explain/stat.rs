//! The STAT register, bit by bit (UG570, Status Register)

use serde::Serialize;

/// One field of STAT with what its present value means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StatBit {
    /// Highest and lowest bit, e.g. `20:18`, or one bit, e.g. `14`.
    pub bits: &'static str,
    /// The manual's name.
    pub name: &'static str,
    /// Present value.
    pub value: u32,
    /// What this value means.
    pub meaning: &'static str,
    /// This value is an error.
    pub error: bool,
}

/// Name, bit, meaning of 0, meaning of 1, and whether 1 is an error.
type Flag = (
    &'static str,
    &'static str,
    u32,
    &'static str,
    &'static str,
    bool,
);

const FLAGS: [Flag; 22] = [
    (
        "0",
        "CRC_ERROR",
        0,
        "no CRC error",
        "a CRC did not match: the data was damaged on its way",
        true,
    ),
    (
        "1",
        "DECRYPTOR_ENABLE",
        1,
        "decryptor off",
        "decryptor on",
        false,
    ),
    (
        "2",
        "PLL_LOCK",
        2,
        "an MMCM or PLL is not locked",
        "MMCMs and PLLs are locked, or none is waited for",
        false,
    ),
    (
        "3",
        "DCI_MATCH",
        3,
        "DCI is not matched",
        "DCI is matched, or not used",
        false,
    ),
    (
        "4",
        "EOS",
        4,
        "startup has not ended",
        "startup has ended",
        false,
    ),
    (
        "5",
        "GTS_CFG_B",
        5,
        "all I/O are 3-stated",
        "I/O are on",
        false,
    ),
    (
        "6",
        "GWE",
        6,
        "flip-flops and block RAM are held",
        "flip-flops and block RAM may change",
        false,
    ),
    (
        "7",
        "GHIGH_B",
        7,
        "interconnect is held high",
        "interconnect is free",
        false,
    ),
    (
        "11",
        "INIT_B_INTERNAL",
        11,
        "memory is still being cleared, or there is an error",
        "memory is cleared",
        false,
    ),
    (
        "12",
        "INIT_B_PIN",
        12,
        "the INIT_B pin is low",
        "the INIT_B pin is high",
        false,
    ),
    (
        "13",
        "DONE_INTERNAL",
        13,
        "DONE is not released",
        "DONE is released",
        false,
    ),
    (
        "14",
        "DONE_PIN",
        14,
        "the DONE pin is low",
        "the DONE pin is high",
        false,
    ),
    (
        "15",
        "IDCODE_ERROR",
        15,
        "no IDCODE error",
        "the design is for another part",
        true,
    ),
    (
        "16",
        "SECURITY_VIOLATION",
        16,
        "no security violation",
        "a key or security setting was violated",
        true,
    ),
    (
        "17",
        "OVER_TEMP",
        17,
        "temperature is fine",
        "over-temperature: the FPGA is too hot",
        true,
    ),
    ("23", "RESERVED_23", 23, "reserved", "reserved", false),
    ("24", "RESERVED_24", 24, "reserved", "reserved", false),
    (
        "27",
        "SECURITY_AUTH_ERROR",
        27,
        "no authentication error",
        "authentication of the design failed",
        true,
    ),
    (
        "28",
        "PUDC_B",
        28,
        "pull-ups are on during configuration",
        "pull-ups are off during configuration",
        false,
    ),
    (
        "29",
        "BAD_PACKET_ERROR",
        29,
        "no bad packet",
        "a packet made no sense: words were lost or doubled",
        true,
    ),
    (
        "30",
        "CFGBVS",
        30,
        "CFGBVS is low: bank 0 and 65 at 1.8 V or less",
        "CFGBVS is high: bank 0 and 65 at 2.5 V or more",
        false,
    ),
    ("31", "RESERVED_31", 31, "reserved", "reserved", false),
];

/// Every field of a STAT value, lowest bit first.
pub fn explain(stat: u32) -> Vec<StatBit> {
    let mut fields: Vec<(u32, StatBit)> = FLAGS
        .iter()
        .map(|flag| (flag.2, flag_field(stat, flag)))
        .collect();
    fields.extend([
        (8, mode(stat)),
        (18, startup(stat)),
        (21, reserved(stat)),
        (25, width(stat)),
    ]);
    fields.sort_by_key(|&(bit, _)| bit);
    fields.into_iter().map(|(_, field)| field).collect()
}

/// The errors that a STAT value names.
pub fn errors(stat: u32) -> Vec<StatBit> {
    let fields = explain(stat).into_iter();
    fields.filter(|field| field.error).collect()
}

fn flag_field(stat: u32, &(bits, name, bit, zero, one, one_is_error): &Flag) -> StatBit {
    let value = stat >> bit & 1;
    StatBit {
        bits,
        name,
        value,
        meaning: if value == 1 { one } else { zero },
        error: value == 1 && one_is_error,
    }
}

fn mode(stat: u32) -> StatBit {
    let value = stat >> 8 & 0b111;
    StatBit {
        bits: "10:8",
        name: "MODE",
        value,
        meaning: match value {
            0b110 => "mode pins say slave SelectMAP, as they must",
            0b111 => "mode pins say slave serial: this port does not configure",
            0b101 => "mode pins say JTAG only: this port does not configure",
            _ => "mode pins say another mode: this port does not configure",
        },
        error: value != 0b110,
    }
}

fn startup(stat: u32) -> StatBit {
    StatBit {
        bits: "20:18",
        name: "STARTUP_STATE",
        value: stat >> 18 & 0b111,
        meaning: match startup_phase(stat) {
            // EOS: the phases went round.
            0 if stat >> 4 & 1 == 1 => "startup phase 0 of 7, after all others: ended",
            0 => "startup phase 0 of 7: not begun",
            1 => "startup phase 1 of 7",
            2 => "startup phase 2 of 7",
            3 => "startup phase 3 of 7",
            4 => "startup phase 4 of 7: waits for DONE",
            5 => "startup phase 5 of 7",
            6 => "startup phase 6 of 7",
            _ => "startup phase 7 of 7: ended",
        },
        error: false,
    }
}

fn reserved(stat: u32) -> StatBit {
    StatBit {
        bits: "22:21",
        name: "RESERVED_22_21",
        value: stat >> 21 & 0b11,
        meaning: "reserved",
        error: false,
    }
}

fn width(stat: u32) -> StatBit {
    StatBit {
        bits: "26:25",
        name: "BUS_WIDTH",
        value: stat >> 25 & 0b11,
        meaning: match bus_width(stat) {
            Some(8) => "the port was found to be 8 bits wide",
            Some(16) => "the port was found to be 16 bits wide",
            Some(_) => "the port was found to be 32 bits wide",
            None => "the width of the port is not known: no width words were seen",
        },
        error: false,
    }
}

/// Startup phase, 0 to 7, from the register's Gray code.
pub fn startup_phase(stat: u32) -> u32 {
    let gray = stat >> 18 & 0b111;
    gray ^ gray >> 1 ^ gray >> 2
}

/// Width of the port as the FPGA found it, bits.
pub fn bus_width(stat: u32) -> Option<u32> {
    match stat >> 25 & 0b11 {
        0b01 => Some(8),
        0b10 => Some(16),
        0b11 => Some(32),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bit_stands_in_exactly_one_field() {
        let mut seen = 0u32;
        for field in explain(u32::MAX) {
            let (high, low) = field
                .bits
                .split_once(':')
                .unwrap_or((field.bits, field.bits));
            for bit in low.parse::<u32>().unwrap()..=high.parse().unwrap() {
                assert_eq!(seen >> bit & 1, 0, "bit {bit} twice");
                seen |= 1 << bit;
            }
        }
        assert_eq!(seen, u32::MAX);
    }

    #[test]
    fn startup_is_gray_coded() {
        let phases: Vec<u32> = [0b000, 0b001, 0b011, 0b010, 0b110, 0b111, 0b101, 0b100]
            .map(|gray| startup_phase(gray << 18))
            .to_vec();
        assert_eq!(phases, [0, 1, 2, 3, 4, 5, 6, 7]);
    }

    #[test]
    fn errors_are_told_apart() {
        let good = 0b110 << 8;
        assert_eq!(errors(good), []);
        let names: Vec<_> = errors(good | 1 | 1 << 15 | 1 << 29)
            .iter()
            .map(|field| field.name)
            .collect();
        assert_eq!(names, ["CRC_ERROR", "IDCODE_ERROR", "BAD_PACKET_ERROR"]);
        assert_eq!(errors(0)[0].name, "MODE");
    }
}
