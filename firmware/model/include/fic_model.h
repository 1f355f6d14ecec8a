/* The modelled FiC board as a block of BCM2837 GPIO registers.
 *
 * Library: cargo build --release -p fic-model --features capi
 * (target/release/libfic_model.so; link with -lfic_model).
 *
 * A board is used by one thread at a time. NULL is safe everywhere: it reads as "nothing there".
 */
#ifndef FIC_MODEL_H
#define FIC_MODEL_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct fic_model fic_model;

/* "mk1" (XCKU095, x8) or "mk2" (XCKU115, x16), as after power-up; NULL if unknown. */
fic_model *fic_model_new(const char *board);
void       fic_model_free(fic_model *m);

/* Registers by their byte offset in the GPIO block: GPSET0 is 0x1c, GPCLR0 0x28, GPLEV0 0x34.
 * A write takes 7.6 ns of virtual time, a read 61 ns. */
void       fic_model_gpio_write(fic_model *m, uint32_t byte_offset, uint32_t value);
uint32_t   fic_model_gpio_read(fic_model *m, uint32_t byte_offset);

/* Time that passes without an access. */
void       fic_model_advance_ns(fic_model *m, uint64_t ns);

/* gpio_writes, gpio_reads, cclk_rising, config_bytes, virtual_ns, violations, loads_ok, loads_failed,
 * bus_words, violation.RULE and more; UINT64_MAX if unknown. */
uint64_t   fic_model_counter(const fic_model *m, const char *name);

/* Text of the i-th broken rule, cut to len - 1 bytes and zero-terminated; returns its whole length,
 * 0 past the end. */
size_t     fic_model_violation(const fic_model *m, size_t i, char *buf, size_t len);

/* Straps, parameters and faults, e.g. ("part", "xcku040"), ("fault.init_stuck", "low");
 * 0 if accepted, negative if not. */
int        fic_model_set(fic_model *m, const char *key, const char *value);

#ifdef __cplusplus
}
#endif

#endif
