//! What commands read from and write to: files, pipes, standard input and output

pub(crate) mod background_reader;
pub(crate) mod sink;
pub(crate) mod source;
pub(crate) mod table_file;
