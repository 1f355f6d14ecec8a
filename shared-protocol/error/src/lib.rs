//! What every error that reaches a user or a log says of itself: code, exit class, help
//!
//! The message is the error's own [`Display`](fmt::Display). The rest stands in one table
//! beside the enum, written with [`diagnostics!`]; without allocation, so that the code
//! beside the FPGA has the same trait as the command line.
#![no_std]
#![forbid(unsafe_code)]

pub mod image;

use core::error::Error;
use core::fmt;

pub use image::ImageError;
pub use image::ImageFault;

/// How a failure counts for the exit code of a process.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ExitClass {
    /// None of the others: exit 1.
    Other,
    /// The command line is wrong: exit 2.
    Usage,
    /// A board cannot be reached, stopped answering, or speaks another protocol: exit 3.
    Unreachable,
    /// What was given is refused (file, part, table, address, range): exit 4.
    Input,
    /// Not now (lease held, not authorised, busy): exit 5.
    NotNow,
    /// The board failed: exit 6.
    Board,
}

impl ExitClass {
    /// The exit code, 1 to 6.
    pub const fn exit_code(self) -> u8 {
        match self {
            Self::Other => 1,
            Self::Usage => 2,
            Self::Unreachable => 3,
            Self::Input => 4,
            Self::NotNow => 5,
            Self::Board => 6,
        }
    }
}

/// An error that a user or a log gets to see.
pub trait Diagnostic: Error {
    /// A stable `snake_case` word for scripts.
    fn code(&self) -> &'static str;

    /// How it counts for an exit code.
    fn class(&self) -> ExitClass;

    /// Writes what to do about it: lower case, no full stop; nothing if nobody can say.
    ///
    /// # Errors
    /// Those of `f`.
    fn write_help(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result;

    /// What to do about it, to be formatted.
    fn help(&self) -> Help<'_, Self> {
        Help(self)
    }
}

/// The help of an error; see [`Diagnostic::help`].
#[derive(Debug)]
pub struct Help<'a, E: ?Sized>(&'a E);

impl<E: Diagnostic + ?Sized> fmt::Display for Help<'_, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.write_help(f)
    }
}

/// Implements [`Diagnostic`] by a table with one row for each variant, and lists the codes
/// of the table as the constant `CODES` of the type.
///
/// A row `pattern => "code", Class, "help"` may format what the pattern binds. A row
/// `pattern => inner` leaves all three to another error.
///
/// # Examples
/// ```
/// use fic_error::{Diagnostic, ExitClass, diagnostics};
///
/// #[derive(Debug)]
/// enum ReadError {
///     Missing { name: String },
///     Broken(std::io::Error),
///     Other(Box<ReadError>),
/// }
/// # impl std::fmt::Display for ReadError {
/// #     fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.write_str("-") }
/// # }
/// # impl std::error::Error for ReadError {}
///
/// diagnostics! { ReadError {
///     Self::Missing { name } => "missing", Input, "make `{name}` first";
///     Self::Broken(source) => "broken", Other, "see {}", source.kind();
///     Self::Other(inner) => inner.as_ref();
/// }}
///
/// let error = ReadError::Other(Box::new(ReadError::Missing { name: "a.bit".into() }));
/// assert_eq!((error.code(), error.class()), ("missing", ExitClass::Input));
/// assert_eq!(error.help().to_string(), "make `a.bit` first");
/// assert_eq!(ReadError::CODES, ["missing", "broken"]);
/// ```
#[macro_export]
macro_rules! diagnostics {
    ($type:ty { $($rows:tt)* }) => {
        $crate::diagnostics! { @row $type; [] [] $($rows)* }
    };
    (@row $type:ty; [$($own:tt)*] [$($other:tt)*]
        $(#[$meta:meta])* $pattern:pat => $code:literal, $class:ident, $help:literal $(, $arg:expr)*; $($rest:tt)*
    ) => {
        $crate::diagnostics! { @row $type;
            [$($own)* { $(#[$meta])* $pattern => $code, $class, $help $(, $arg)* }] [$($other)*] $($rest)*
        }
    };
    (@row $type:ty; [$($own:tt)*] [$($other:tt)*]
        $(#[$meta:meta])* $pattern:pat => $inner:expr; $($rest:tt)*
    ) => {
        $crate::diagnostics! { @row $type;
            [$($own)*] [$($other)* { $(#[$meta])* $pattern => $inner }] $($rest)*
        }
    };
    (@row $type:ty;
        [$({ $(#[$meta:meta])* $pattern:pat => $code:literal, $class:ident, $help:literal $(, $arg:expr)* })*]
        [$({ $(#[$ometa:meta])* $opattern:pat => $inner:expr })*]
    ) => {
        impl $type {
            /// Every code of its own; those of errors that it wraps are listed with them.
            pub const CODES: &'static [&'static str] = &[$($(#[$meta])* $code),*];
        }

        #[allow(unused_variables, reason = "a row binds what one of its columns needs")]
        impl $crate::Diagnostic for $type {
            fn code(&self) -> &'static str {
                match self {
                    $($(#[$meta])* $pattern => $code,)*
                    $($(#[$ometa])* $opattern => $crate::Diagnostic::code($inner),)*
                }
            }

            fn class(&self) -> $crate::ExitClass {
                match self {
                    $($(#[$meta])* $pattern => $crate::ExitClass::$class,)*
                    $($(#[$ometa])* $opattern => $crate::Diagnostic::class($inner),)*
                }
            }

            fn write_help(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                match self {
                    $($(#[$meta])* $pattern => ::core::write!(f, $help $(, $arg)*),)*
                    $($(#[$ometa])* $opattern => $crate::Diagnostic::write_help($inner, f),)*
                }
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exit_codes_are_those_of_the_contract() {
        use ExitClass::*;
        let codes = [Other, Usage, Unreachable, Input, NotNow, Board].map(ExitClass::exit_code);
        assert_eq!(codes, [1, 2, 3, 4, 5, 6]);
    }
}
