//! The host's side of the serial line: a pty

use std::io::ErrorKind;
use std::io::Read;
use std::io::Write;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::mpsc::Receiver;
use std::sync::mpsc::Sender;
use std::thread;
use std::time::Duration;

use anyhow::Context;
use serialport::SerialPort;
use serialport::TTYPort;

use crate::events::Event;

/// How long a read or write waits before it looks whether anybody is still interested.
const TICK: Duration = Duration::from_millis(20);
/// Ticks after which bytes that nobody reads are dropped, as on a line without a host.
const PATIENCE: u32 = 500;

/// Making a pty is not safe from several threads at once.
static PTY: Mutex<()> = Mutex::new(());

/// The line; it ends with the machine.
pub struct Line {
    /// The device for the host.
    pub device: String,
    // A pty whose other side nobody holds reads as hung up.
    _host: TTYPort,
}

impl Line {
    /// Lays a line between a new device and the machine.
    pub fn new(to_machine: Sender<Event>, to_host: Receiver<Vec<u8>>) -> anyhow::Result<Self> {
        let (mut machine, host) = {
            let _one_at_a_time = PTY.lock().unwrap_or_else(PoisonError::into_inner);
            TTYPort::pair()?
        };
        machine.set_timeout(TICK)?;
        let writer = machine.try_clone_native()?;
        let device = host.name().context("a pty without a name")?;
        thread::spawn(move || hear(machine, &to_machine));
        thread::spawn(move || speak(writer, &to_host));
        Ok(Self {
            device,
            _host: host,
        })
    }
}

fn hear(mut line: TTYPort, to_machine: &Sender<Event>) {
    let mut buffer = [0; 4096];
    loop {
        match line.read(&mut buffer) {
            Ok(len) if len > 0 => {
                if to_machine
                    .send(Event::Bytes(buffer[..len].to_vec()))
                    .is_err()
                {
                    return;
                }
            }
            Err(error) if error.kind() == ErrorKind::TimedOut => {}
            _ => return,
        }
    }
}

fn speak(mut line: TTYPort, to_host: &Receiver<Vec<u8>>) {
    while let Ok(mut bytes) = to_host.recv() {
        // Single bytes come by the thousand.
        bytes.extend(to_host.try_iter().take(4096).flatten());
        let mut rest = &bytes[..];
        let mut patience = PATIENCE;
        while !rest.is_empty() && patience > 0 {
            match line.write(rest) {
                Ok(len) => rest = &rest[len..],
                Err(error) if error.kind() == ErrorKind::TimedOut => patience -= 1,
                Err(_) => return,
            }
        }
    }
}
