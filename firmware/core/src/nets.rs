//! What each GPIO of the Pi is called on each board generation (`facts/hardware.md` 9.2)
//!
//! For people; what moves pins takes masks from [`crate::profile`], with which this table
//! agrees.

/// GPIO 0 to 27.
pub const PIN_COUNT: usize = 28;

/// The nets of one GPIO; an empty name is none.
#[derive(Debug)]
pub struct Nets {
    /// Of the configuration port.
    pub configuration: &'static str,
    /// Of the register bus.
    pub bus: &'static str,
    /// What else it is, none of FiC's.
    pub other: &'static str,
}

/// The nets of GPIO 0 to 27.
pub type Table = [Nets; PIN_COUNT];

/// The nets of the profile of this name, if there is one.
pub fn of(profile: &str) -> Option<&'static Table> {
    match profile {
        "mk1" => Some(&MK1),
        "mk2" => Some(&MK2),
        _ => None,
    }
}

const fn nets(configuration: &'static str, bus: &'static str) -> Nets {
    Nets {
        configuration,
        bus,
        other: "",
    }
}

const fn other(other: &'static str) -> Nets {
    Nets {
        configuration: "",
        bus: "",
        other,
    }
}

static MK1: Table = [
    other(""),
    other(""),
    other(""),
    other(""),
    nets("INIT_B", ""),
    nets("PROG_B", ""),
    nets("DONE", ""),
    nets("CCLK", ""),
    nets("CD0", ""),
    nets("CD1", ""),
    nets("CD2", ""),
    nets("CD3", ""),
    nets("CD4", ""),
    nets("CD5", ""),
    nets("CD6", ""),
    nets("CD7", ""),
    nets("CD8", "DATA0"),
    nets("CD9", "DATA1"),
    nets("CD10", "DATA2"),
    nets("CD11", "DATA3"),
    nets("CD12", "FACK"),
    nets("CD13", "FREQ"),
    nets("CD14", "RSTB"),
    nets("CD15", "RREQ"),
    nets("PWOK", "PWOK"),
    nets("G_CKSEL", "G_CKSEL"),
    nets("CSI_B", ""),
    nets("RDWR_B", ""),
];

static MK2: Table = [
    other(""),
    other(""),
    other("I2C_SDA"),
    other("I2C_SCL"),
    nets("INIT_B", "RSTB"),
    nets("PROG_B", ""),
    nets("DONE", "RREQ"),
    nets("CCLK", ""),
    nets("CD0", "DATA0"),
    nets("CD1", "DATA1"),
    nets("CD2", "DATA2"),
    nets("CD3", "DATA3"),
    nets("CD4", "DATA4"),
    nets("CD5", "DATA5"),
    nets("CD6", "DATA6"),
    nets("CD7", "DATA7"),
    nets("CD8", "DATA8"),
    nets("CD9", "DATA9"),
    nets("CD10", "DATA10"),
    nets("CD11", "DATA11"),
    nets("CD12", "DATA12"),
    nets("CD13", "DATA13"),
    nets("CD14", "DATA14"),
    nets("CD15", "DATA15"),
    nets("PWOK", "PWOK"),
    nets("CFSEL", "CFSEL"),
    nets("CSI_B", "FREQ"),
    nets("RDWR_B", "FACK"),
];

#[cfg(test)]
mod tests {
    use fic_protocol::Mode;

    use super::*;
    use crate::PinMask;
    use crate::profile;

    /// The pins whose name `name` picks is one that `is_ours` knows.
    fn mask(
        table: &Table,
        name: impl Fn(&Nets) -> &'static str,
        is_ours: impl Fn(&str) -> bool,
    ) -> PinMask {
        let named = (0..).zip(table).filter(|(_, nets)| is_ours(name(nets)));
        named.fold(0, |mask, (gpio, _)| mask | 1 << gpio)
    }

    /// `CD7` of `CD` is 7.
    fn number(name: &str, of: &str) -> Option<u32> {
        name.strip_prefix(of)?.parse().ok()
    }

    #[test]
    fn names_agree_with_the_pins_of_the_profile() {
        for profile in [profile::MK1, profile::MK2] {
            let table = of(profile.name).unwrap();
            let port = |net: &str| mask(table, |nets| nets.configuration, |name| name == net);
            let bus = |net: &str| mask(table, |nets| nets.bus, |name| name == net);
            let (pins, lines) = (&profile.pins, &profile.bus);
            for (net, expected) in [
                ("INIT_B", pins.init_b),
                ("PROG_B", pins.prog_b),
                ("DONE", pins.done),
                ("CCLK", pins.cclk),
                ("CSI_B", pins.csi_b),
                ("RDWR_B", pins.rdwr_b),
                ("PWOK", pins.power_ok),
                ("CFSEL", pins.cfsel.unwrap_or(0)),
            ] {
                assert_eq!(port(net), expected, "{} {net}", profile.name);
            }
            for (net, expected) in [
                ("RREQ", lines.rreq),
                ("RSTB", lines.rstb),
                ("FREQ", lines.freq),
                ("FACK", lines.fack),
            ] {
                assert_eq!(bus(net), expected, "{} {net}", profile.name);
            }
            for (gpio, nets) in (0..).zip(table) {
                if let Some(bit) = number(nets.configuration, "CD") {
                    assert_eq!(gpio, pins.data_shift + bit);
                }
                if let Some(bit) = number(nets.bus, "DATA") {
                    assert_eq!(gpio, lines.data_shift + bit);
                }
            }
            let data = mask(
                table,
                |nets| nets.configuration,
                |name| name.starts_with("CD"),
            );
            assert_eq!(data, pins.data(Mode::X16));
            let data = mask(table, |nets| nets.bus, |name| name.starts_with("DATA"));
            assert_eq!(data, lines.data());
            let named = |name: &str| !name.is_empty();
            let owned =
                mask(table, |nets| nets.configuration, named) | mask(table, |nets| nets.bus, named);
            assert_eq!(owned, profile.owned(), "{}", profile.name);
        }
        assert!(of("mk3").is_none());
    }
}
