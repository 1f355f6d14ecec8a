//! The bare-metal image: built, its machine code checked, its size measured

use super::Suite;
use crate::image;

pub const SUITE: Suite = Suite {
    name: "image",
    about: "the bare-metal image: no floating point, no unexplained panic, sizes within goals",
    packages: image::packages,
    run: |context| image::run(context, &image::Arguments::default()),
};
