//! The C interface of the contract; see `include/fic_model.h`
//!
//! The only `unsafe` of the crate: pointers come from C. A null model is answered with the value for
//! "nothing there" instead of a crash; a dangling one cannot be told from a good one.
#![allow(unsafe_code)]

use std::ffi::CStr;
use std::ffi::c_char;
use std::ffi::c_int;

use crate::Model;

/// Reads a C string; `None` if it is null or not UTF-8.
///
/// # Safety
/// A non-null `text` points to a string that ends with a zero byte.
unsafe fn string<'a>(text: *const c_char) -> Option<&'a str> {
    if text.is_null() {
        return None;
    }
    // SAFETY: not null, and zero-terminated as the caller promises.
    unsafe { CStr::from_ptr(text) }.to_str().ok()
}

/// A board, or null if `board` is unknown.
///
/// # Safety
/// A non-null `board` points to a zero-terminated string.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn fic_model_new(board: *const c_char) -> *mut Model {
    // SAFETY: the caller's promise is the one `string` asks for.
    match unsafe { string(board) }.and_then(Model::new) {
        Some(model) => Box::into_raw(Box::new(model)),
        None => std::ptr::null_mut(),
    }
}

/// Ends a board; null is ignored.
///
/// # Safety
/// A non-null `model` came from [`fic_model_new`] and is not used again.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn fic_model_free(model: *mut Model) {
    if !model.is_null() {
        // SAFETY: made by Box::into_raw in fic_model_new, freed once as the caller promises.
        drop(unsafe { Box::from_raw(model) });
    }
}

/// Writes a register of the GPIO block.
///
/// # Safety
/// `model` is null or a live board that no other thread uses.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn fic_model_gpio_write(model: *mut Model, byte_offset: u32, value: u32) {
    // SAFETY: null, or live and unshared as the caller promises.
    if let Some(model) = unsafe { model.as_mut() } {
        model.gpio_write(byte_offset, value);
    }
}

/// Reads a register of the GPIO block; 0 from a null board.
///
/// # Safety
/// As for [`fic_model_gpio_write`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn fic_model_gpio_read(model: *mut Model, byte_offset: u32) -> u32 {
    // SAFETY: null, or live and unshared as the caller promises.
    unsafe { model.as_mut() }.map_or(0, |model| model.gpio_read(byte_offset))
}

/// Lets time pass.
///
/// # Safety
/// As for [`fic_model_gpio_write`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn fic_model_advance_ns(model: *mut Model, ns: u64) {
    // SAFETY: null, or live and unshared as the caller promises.
    if let Some(model) = unsafe { model.as_mut() } {
        model.advance_ns(ns);
    }
}

/// A counter; `UINT64_MAX` if unknown.
///
/// # Safety
/// As for [`fic_model_gpio_write`]; `name` is null or zero-terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn fic_model_counter(model: *const Model, name: *const c_char) -> u64 {
    // SAFETY: null or live, and null or zero-terminated, as the caller promises.
    let (model, name) = unsafe { (model.as_ref(), string(name)) };
    model
        .zip(name)
        .and_then(|(model, name)| model.counter(name))
        .unwrap_or(u64::MAX)
}

/// Copies the text of the `i`-th broken rule, cut to `len - 1` bytes and zero-terminated; returns the
/// whole length without the zero, 0 past the end.
///
/// # Safety
/// As for [`fic_model_gpio_write`]; `buf` is null or has room for `len` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn fic_model_violation(
    model: *const Model,
    i: usize,
    buf: *mut c_char,
    len: usize,
) -> usize {
    // SAFETY: null or live as the caller promises.
    let Some(violation) = unsafe { model.as_ref() }.and_then(|model| model.violations().get(i))
    else {
        return 0;
    };
    let text = violation.to_string();
    if !buf.is_null() && len > 0 {
        let count = text.len().min(len - 1);
        // SAFETY: `buf` has room for `len` bytes, more than the count plus the zero; the text is ours.
        unsafe {
            std::ptr::copy_nonoverlapping(text.as_ptr().cast(), buf, count);
            *buf.add(count) = 0;
        }
    }
    text.len()
}

/// Sets a strap, parameter or fault: 0 if accepted, -1 for an unknown key, -2 for a bad value.
///
/// # Safety
/// As for [`fic_model_gpio_write`]; `key` and `value` are null or zero-terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn fic_model_set(
    model: *mut Model,
    key: *const c_char,
    value: *const c_char,
) -> c_int {
    // SAFETY: null or live, null or zero-terminated, as the caller promises.
    let (model, key, value) = unsafe { (model.as_mut(), string(key), string(value)) };
    let (Some(model), Some(key), Some(value)) = (model, key, value) else {
        return -2;
    };
    match model.set(key, value) {
        Ok(()) => 0,
        Err(crate::SetError::UnknownKey) => -1,
        Err(crate::SetError::BadValue) => -2,
    }
}
