//! A running machine: the image, the board, and a line for the host

use std::path::Path;
use std::process::Command;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::mpsc;
use std::sync::mpsc::RecvTimeoutError;
use std::sync::mpsc::Sender;
use std::thread;
use std::thread::JoinHandle;
use std::time::Duration;

use anyhow::Context;
use anyhow::anyhow;
use anyhow::bail;
use anyhow::ensure;
use fic_hw_tests::image;
use fic_hw_tests::program;
use fic_model::Model;
use fic_test_kit::Client;
use tempfile::TempDir;

use crate::events::Event;
use crate::events::Question;
use crate::line::Line;
use crate::peripherals::Peripherals;
use crate::peripherals::Stop;
use crate::processor::Processor;

/// Longest time until the image sleeps or looks at its line, on the slowest machine.
const PATIENCE: Duration = Duration::from_secs(120);

/// What to start.
#[derive(Debug, Clone, Copy)]
pub struct Setup<'a> {
    /// `mk1` or `mk2`: the image, and the board at its pins.
    pub board: &'a str,
    /// Keys and values for [`Model::set`].
    pub settings: &'a [(&'a str, &'a str)],
    /// Count instructions; several times slower.
    pub counting: bool,
}

/// The machine; it ends when dropped.
pub struct Machine {
    events: Sender<Event>,
    line: Line,
    folder: TempDir,
    /// Ends with why it has stopped; taken by who asked first.
    running: Mutex<Option<JoinHandle<String>>>,
}

impl Machine {
    /// Starts the image of this board.
    ///
    /// # Errors
    /// If there is no image, no such board or setting, or no pty.
    pub fn boot(board: &str) -> anyhow::Result<Self> {
        Self::start(Setup {
            board,
            settings: &[],
            counting: false,
        })
    }

    /// The same with a choice.
    ///
    /// # Errors
    /// As [`Self::boot`].
    pub fn start(setup: Setup<'_>) -> anyhow::Result<Self> {
        let path = image::file(&format!("{}/kernel8.img", setup.board))?;
        Self::start_image(std::fs::read(path)?, setup)
    }

    /// The same with an image of one's own.
    ///
    /// # Errors
    /// As [`Self::boot`].
    pub fn start_image(image: Vec<u8>, setup: Setup<'_>) -> anyhow::Result<Self> {
        let mut board = Model::new(setup.board).context("the model knows no such board")?;
        for (key, value) in setup.settings {
            board
                .set(key, value)
                .map_err(|error| anyhow!("{key} = {value}: {error}"))?;
        }
        let (events, heard) = mpsc::channel();
        let (to_host, spoken) = mpsc::channel();
        let line = Line::new(events.clone(), spoken)?;
        let counting = setup.counting;
        let running = thread::spawn(move || {
            let peripherals = Peripherals::new(board, heard, to_host);
            match run(image, peripherals, counting) {
                Ok(Stop::Fault(text)) => text,
                Ok(stop) => format!("{stop:?}"),
                Err(error) => format!("{error:#}"),
            }
        });
        Ok(Self {
            events,
            line,
            folder: TempDir::new()?,
            running: Mutex::new(Some(running)),
        })
    }

    /// The address for `fic -b`.
    pub fn address(&self) -> String {
        format!("serial:{}", self.line.device)
    }

    /// A scratch folder.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The program `fic` with nobody's settings, before its arguments.
    ///
    /// # Errors
    /// If it is not built.
    pub fn fic(&self) -> anyhow::Result<Command> {
        program::fic(self.folder.path())
    }

    /// A host that checks nothing; it is welcome.
    pub fn client(&self) -> Client {
        Client::serial(&self.line.device).greeted()
    }

    /// Bytes for the image, as if a host had sent them.
    ///
    /// # Errors
    /// If the machine has stopped.
    pub fn say(&self, bytes: &[u8]) -> anyhow::Result<()> {
        let event = Event::Bytes(bytes.to_vec());
        self.events.send(event).map_err(|_| self.why())
    }

    /// Acts on the registers and the board while the image sleeps or looks at its line.
    ///
    /// # Errors
    /// If the machine has stopped, or the image does neither for two minutes.
    pub fn ask<T: Send + 'static>(
        &self,
        act: impl FnOnce(&mut Peripherals) -> T + Send + 'static,
    ) -> anyhow::Result<T> {
        self.put(Event::Question, act)
    }

    /// Returns once the image has taken all that was said to it, and sleeps.
    ///
    /// # Errors
    /// As [`Self::ask`].
    pub fn wait_until_idle(&self) -> anyhow::Result<()> {
        self.put(Event::WhenIdle, |_| ())
    }

    fn put<T: Send + 'static>(
        &self,
        event: fn(Question) -> Event,
        act: impl FnOnce(&mut Peripherals) -> T + Send + 'static,
    ) -> anyhow::Result<T> {
        let (answer, answered) = mpsc::channel();
        let question = Box::new(move |peripherals: &mut Peripherals| {
            // Who asked may have given up.
            let _ = answer.send(act(peripherals));
        });
        self.events.send(event(question)).map_err(|_| self.why())?;
        answered
            .recv_timeout(PATIENCE)
            .map_err(|error| match error {
                RecvTimeoutError::Timeout => anyhow!("the image is not done within two minutes"),
                RecvTimeoutError::Disconnected => self.why(),
            })
    }

    /// The Pi restarts, the board does not.
    ///
    /// # Errors
    /// As [`Self::ask`].
    pub fn restart(&self) -> anyhow::Result<()> {
        self.ask(Peripherals::request_reset)
    }

    /// Why nobody is there any more.
    fn why(&self) -> anyhow::Error {
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        match running.take().map(JoinHandle::join) {
            Some(Ok(why)) => anyhow!("the machine has stopped: {why}"),
            Some(Err(_)) => anyhow!("the machine has stopped: its emulation panicked"),
            None => anyhow!("the machine has stopped, as was said before"),
        }
    }

    /// That the image runs and has broken no rule so far, of the board or of the UART.
    ///
    /// # Errors
    /// What it did.
    pub fn judge(&self) -> anyhow::Result<()> {
        let (board, uart) = self.ask(|machine| {
            let board: Vec<_> = machine
                .board
                .violations()
                .iter()
                .map(ToString::to_string)
                .collect();
            (board, machine.uart_rules().to_vec())
        })?;
        ensure!(
            board.is_empty(),
            "rules of the board were broken: {board:#?}"
        );
        if !uart.is_empty() {
            bail!("rules of the UART were broken: {uart:#?}");
        }
        Ok(())
    }
}

impl Drop for Machine {
    fn drop(&mut self) {
        // It may have ended before.
        let _ = self.events.send(Event::End);
    }
}

fn run(image: Vec<u8>, peripherals: Peripherals, counting: bool) -> anyhow::Result<Stop> {
    Processor::new(image, peripherals, counting)?.run()
}
