//! Prints an answer, and says how the process ends

use fic_error::Diagnostic as _;
use std::io;
use std::io::Write;

use super::answer::Answer;
use super::answer::Show;
use super::document;
use super::format::Format;
use super::screen::Screen;
use crate::exit::Exit;
use fic_client::Error;
use fic_cluster::fleet::Outcome;

/// Prints what a command answered and says how the process ends.
pub fn print(screen: &Screen, format: Format, answer: Result<Answer, Error>) -> Exit {
    let exit = match &answer {
        Ok(answer) => answer.exit(),
        Err(error) => Exit::from(error.class()),
    };
    let written = match format {
        Format::Json => write_stdout(&document::write(&answer)),
        Format::Text => print_text(screen, answer),
    };
    match written {
        // A reader such as `head` that has seen enough is no failure.
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            screen.error_line(&format!("cannot write the result: {error}"));
            Exit::Other
        }
        _ => exit,
    }
}

fn print_text(screen: &Screen, answer: Result<Answer, Error>) -> io::Result<()> {
    match answer {
        Err(error) => {
            screen.failure(None, &error);
            Ok(())
        }
        Ok(Answer::Text(text)) => write_stdout(&text),
        Ok(Answer::One { result, flaw, .. }) => {
            let written = write_stdout(&result.to_string());
            if let Some(flaw) = &flaw {
                screen.failure(None, flaw);
            }
            written
        }
        Ok(Answer::Boards(boards)) => print_boards(screen, &boards, true),
        Ok(Answer::Documents(boards)) => print_boards(screen, &boards, false),
    }
}

/// Results first, then what failed: a long list would hide it.
fn print_boards(screen: &Screen, boards: &[Outcome<Box<dyn Show>>], named: bool) -> io::Result<()> {
    let mut results = String::new();
    for outcome in boards {
        if let Ok(result) = &outcome.result {
            let text = result.to_string();
            let name = &outcome.target.name;
            let before = if named {
                format!("{name}: ")
            } else {
                String::new()
            };
            results.push_str(&format!("{before}{}\n", text.trim_end_matches('\n')));
        }
    }
    let written = write_stdout(&results);
    for outcome in boards {
        if let Err(error) = &outcome.result {
            screen.failure(Some(&outcome.target.name), error);
        }
    }
    written
}

fn write_stdout(text: &str) -> io::Result<()> {
    if text.is_empty() {
        return Ok(());
    }
    let mut stdout = io::stdout().lock();
    stdout.write_all(text.as_bytes())?;
    if !text.ends_with('\n') {
        stdout.write_all(b"\n")?;
    }
    stdout.flush()
}
