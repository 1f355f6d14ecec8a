//! A wrong command line, also as JSON

use std::ffi::OsString;

use clap::error::ErrorKind;

use crate::exit::Exit;
use crate::view;
use crate::view::Format;
use crate::view::Screen;
use fic_client::Error;

/// Prints help, the version, or what is wrong.
pub(super) fn report(error: &clap::Error, arguments: &[OsString]) -> Exit {
    let asked = matches!(
        error.kind(),
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion
    );
    if !asked && wants_json(arguments) {
        return view::print(&Screen::new(true), Format::Json, Err(usage(error)));
    }
    // clap writes help to stdout and errors to stderr; if that is gone nobody can be told.
    let _ = error.print();
    match asked {
        true => Exit::Done,
        false => Exit::Usage,
    }
}

/// The arguments cannot be parsed, so they are searched.
fn wants_json(arguments: &[OsString]) -> bool {
    let mut last = std::env::var("FIC_FORMAT").ok();
    let mut texts = arguments.iter().filter_map(|argument| argument.to_str());
    while let Some(text) = texts.next() {
        if text == "--format" {
            last = texts.next().map(str::to_owned);
        } else if let Some(value) = text.strip_prefix("--format=") {
            last = Some(value.to_owned());
        }
    }
    last.as_deref() == Some("json")
}

/// clap's text: the first line is what is wrong, the rest tips and usage.
fn usage(error: &clap::Error) -> Error {
    let text = error.render().to_string();
    let text = text.strip_prefix("error: ").unwrap_or(&text);
    let (message, rest) = text.split_once("\n\n").unwrap_or((text, ""));
    let rest = rest.replace("For more information, try '--help'.", "");
    Error::Usage {
        message: one_line(message),
        help: match one_line(&rest).as_str() {
            "" => "see `fic --help`".into(),
            help => help.to_owned(),
        },
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
