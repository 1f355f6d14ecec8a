//! The table of 9.2: a line a GPIO, a table a generation

/// The nets of one GPIO; an empty name is none.
#[derive(Debug)]
pub(super) struct Nets {
    pub(super) configuration: &'static str,
    pub(super) bus: &'static str,
    pub(super) other: &'static str,
}

/// The nets of GPIO 0 to 27.
pub(super) type Table = [Nets; super::PIN_COUNT as usize];

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

pub(super) static MK1: Table = [
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

pub(super) static MK2: Table = [
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
