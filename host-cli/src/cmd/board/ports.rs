//! `fic board list --ports`

use std::fmt;

use serde::Serialize;

use crate::context::Context;
use crate::view::Answer;
use fic_client::wire::link;

#[derive(Serialize)]
struct Ports {
    ports: Vec<Shown>,
}

#[derive(Serialize)]
struct Shown {
    address: String,
    device: String,
    kind: &'static str,
    /// Four hexadecimal digits each, of a USB adaptor.
    vid: Option<String>,
    pid: Option<String>,
    product: Option<String>,
    serial_number: Option<String>,
}

/// The serial ports of this machine.
pub(super) fn list(context: &Context) -> Answer {
    let ports: Vec<Shown> = link::ports().into_iter().map(Shown::from).collect();
    if ports.is_empty() {
        let note = "this machine has no serial port; is the adaptor in?";
        context.screen.note(note);
    }
    Answer::one(Ports { ports })
}

impl From<link::Port> for Shown {
    fn from(port: link::Port) -> Self {
        let digits = |number: u16| format!("{number:04x}");
        Self {
            address: port.address().to_string(),
            kind: port.kind,
            vid: port.usb_id.map(|(vid, _)| digits(vid)),
            pid: port.usb_id.map(|(_, pid)| digits(pid)),
            product: port.product,
            serial_number: port.serial_number,
            device: port.device,
        }
    }
}

impl fmt::Display for Ports {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let widths = self.ports.iter().map(|port| port.address.len());
        let width = widths.max().unwrap_or(0);
        for port in &self.ports {
            write!(f, "{:width$}  {}", port.address, port.kind)?;
            if let (Some(vid), Some(pid)) = (&port.vid, &port.pid) {
                write!(f, " {vid}:{pid}")?;
            }
            if let Some(product) = &port.product {
                write!(f, " {product}")?;
            }
            match &port.serial_number {
                Some(number) => writeln!(f, ", serial number {number}")?,
                None => writeln!(f)?,
            }
        }
        Ok(())
    }
}
