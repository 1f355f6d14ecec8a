//! Serial ports of this machine that may lead to a board

use serialport::SerialPortInfo;
use serialport::SerialPortType;

use crate::wire::address::Address;
use crate::wire::address::DEFAULT_BAUD;

/// A serial port of this machine; whether a board is behind it shows only when it is opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Port {
    /// `/dev/ttyUSB0`, `COM3`, ….
    pub device: String,
    /// How it is attached: `usb`, `pci`, `bluetooth`, or `built-in` where nothing else is known.
    pub kind: &'static str,
    /// Vendor and product number of a USB adaptor.
    pub usb_id: Option<(u16, u16)>,
    /// What a USB adaptor calls itself.
    pub product: Option<String>,
    /// Serial number of a USB adaptor: the same at any socket.
    pub serial_number: Option<String>,
}

impl Port {
    fn named(device: String) -> Self {
        Self {
            device,
            kind: "built-in",
            usb_id: None,
            product: None,
            serial_number: None,
        }
    }

    /// What `-b` takes, at the default baud rate.
    pub fn address(&self) -> Address {
        Address::Serial {
            device: self.device.clone(),
            baud: DEFAULT_BAUD,
        }
    }
}

impl From<SerialPortInfo> for Port {
    fn from(info: SerialPortInfo) -> Self {
        let plain = Self::named(info.port_name);
        match info.port_type {
            SerialPortType::UsbPort(usb) => Self {
                kind: "usb",
                usb_id: Some((usb.vid, usb.pid)),
                product: usb.product.or(usb.manufacturer),
                serial_number: usb.serial_number,
                ..plain
            },
            SerialPortType::PciPort => Self {
                kind: "pci",
                ..plain
            },
            SerialPortType::BluetoothPort => Self {
                kind: "bluetooth",
                ..plain
            },
            SerialPortType::Unknown => plain,
        }
    }
}

/// The ports, those of USB adaptors first, else by name; nothing is opened.
pub fn ports() -> Vec<Port> {
    let mut ports: Vec<Port> = match serialport::available_ports() {
        Ok(ports) => ports.into_iter().map(Port::from).collect(),
        Err(error) => {
            log::debug!("the system does not list its serial ports: {error}");
            Vec::new()
        }
    };
    for device in devices() {
        if !ports.iter().any(|port| port.device == device) {
            ports.push(Port::named(device));
        }
    }
    ports.sort_by(|a, b| (a.kind != "usb", &a.device).cmp(&(b.kind != "usb", &b.device)));
    ports
}

/// Device files that a serial port has by custom; what the system lists may lack some.
#[cfg(unix)]
fn devices() -> Vec<String> {
    const CUSTOMARY: [&str; 5] = ["ttyAMA", "ttyUSB", "ttyACM", "cu.usbserial", "cu.usbmodem"];
    let Ok(folder) = std::fs::read_dir("/dev") else {
        return Vec::new();
    };
    let names = folder
        .flatten()
        .filter_map(|entry| entry.file_name().into_string().ok());
    let customary = names.filter(|name| CUSTOMARY.iter().any(|start| name.starts_with(start)));
    customary.map(|name| format!("/dev/{name}")).collect()
}

#[cfg(not(unix))]
fn devices() -> Vec<String> {
    Vec::new()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adaptors_are_told_by_their_numbers() {
        let usb = serialport::UsbPortInfo {
            vid: 0x0403,
            pid: 0x6001,
            serial_number: Some("A1".into()),
            manufacturer: Some("FTDI".into()),
            product: None,
        };
        let port = Port::from(SerialPortInfo {
            port_name: "/dev/ttyUSB0".into(),
            port_type: SerialPortType::UsbPort(usb),
        });
        assert_eq!((port.kind, port.usb_id), ("usb", Some((0x0403, 0x6001))));
        assert_eq!(port.product.as_deref(), Some("FTDI"));
        assert_eq!(port.address().to_string(), "serial:/dev/ttyUSB0");
    }

    #[test]
    fn listing_names_each_port_once() {
        let ports = ports();
        let mut devices: Vec<&String> = ports.iter().map(|port| &port.device).collect();
        devices.sort();
        devices.dedup();
        assert_eq!(devices.len(), ports.len());
    }
}
