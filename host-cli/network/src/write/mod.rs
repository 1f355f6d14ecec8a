//! Writes a table in the forms that the readers take

mod json;
mod toml;

pub use toml::toml_of_boards;
