//! The table of 9.2, by generation and number

use super::Pin;

const CD: [&str; 16] = [
    "CD0", "CD1", "CD2", "CD3", "CD4", "CD5", "CD6", "CD7", "CD8", "CD9", "CD10", "CD11", "CD12",
    "CD13", "CD14", "CD15",
];
const DATA: [&str; 16] = [
    "DATA0", "DATA1", "DATA2", "DATA3", "DATA4", "DATA5", "DATA6", "DATA7", "DATA8", "DATA9",
    "DATA10", "DATA11", "DATA12", "DATA13", "DATA14", "DATA15",
];

/// What a GPIO is on a board generation.
pub(super) fn pin(profile: &str, gpio: u8) -> Pin {
    let bus = match profile {
        "mk1" => mk1_bus(gpio),
        _ => mk2_bus(gpio),
    };
    Pin {
        gpio,
        configuration: configuration(profile, gpio),
        bus,
        other: other(profile, gpio),
    }
}

fn configuration(profile: &str, gpio: u8) -> Option<&'static str> {
    Some(match gpio {
        4 => "INIT_B",
        5 => "PROG_B",
        6 => "DONE",
        7 => "CCLK",
        8..=23 => CD[usize::from(gpio - 8)],
        24 => "PWOK",
        25 if profile == "mk1" => "G_CKSEL",
        25 => "CFSEL",
        26 => "CSI_B",
        27 => "RDWR_B",
        _ => return None,
    })
}

fn mk1_bus(gpio: u8) -> Option<&'static str> {
    Some(match gpio {
        16..=19 => DATA[usize::from(gpio - 16)],
        20 => "FACK",
        21 => "FREQ",
        22 => "RSTB",
        23 => "RREQ",
        24 => "PWOK",
        25 => "G_CKSEL",
        _ => return None,
    })
}

fn mk2_bus(gpio: u8) -> Option<&'static str> {
    Some(match gpio {
        4 => "RSTB",
        6 => "RREQ",
        8..=23 => DATA[usize::from(gpio - 8)],
        24 => "PWOK",
        25 => "CFSEL",
        26 => "FREQ",
        27 => "FACK",
        _ => return None,
    })
}

fn other(profile: &str, gpio: u8) -> Option<&'static str> {
    Some(match gpio {
        2 if profile != "mk1" => "I2C_SDA",
        3 if profile != "mk1" => "I2C_SCL",
        _ => return None,
    })
}
