//! A failure as lines of text

use fic_client::Error;
use fic_client::explain;
use fic_error::Diagnostic as _;

/// The lines below the message: what was seen, what it means, what to check.
pub(super) fn details(error: &Error) -> Vec<(&'static str, String)> {
    let Error::Board {
        error: cause,
        diagnosis,
        len_bytes,
    } = error.cause()
    else {
        return vec![("help", error.help().to_string())];
    };
    let explanation = explain::explain(*cause, diagnosis.as_ref(), *len_bytes);
    let mut lines: Vec<_> = explanation
        .seen
        .into_iter()
        .map(|line| ("seen", line))
        .collect();
    lines.push(("means", explanation.meaning.to_owned()));
    let checks = explanation.check.iter();
    lines.extend(checks.map(|check| ("check", (*check).to_owned())));
    lines
}
