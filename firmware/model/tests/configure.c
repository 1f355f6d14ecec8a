/* Configures a modelled board from C: careful order, every wait bounded.
 * usage: configure mk1|mk2 FILE    FILE holds big-endian configuration words. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fic_model.h"

enum { GPFSEL0 = 0x00, GPSET0 = 0x1c, GPCLR0 = 0x28, GPLEV0 = 0x34 };
#define PIN(n) (UINT32_C(1) << (n))
#define INIT_B PIN(4)
#define PROG_B PIN(5)
#define DONE   PIN(6)
#define CCLK   PIN(7)
#define CFSEL  PIN(25)
#define CSI_B  PIN(26)
#define RDWR_B PIN(27)

static fic_model *m;
static int wide;

static void set(uint32_t bits) { fic_model_gpio_write(m, GPSET0, bits); }
static void clr(uint32_t bits) { fic_model_gpio_write(m, GPCLR0, bits); }

static void outputs(uint32_t mask)
{
    for (uint32_t r = 0; r < 3; r++) {
        uint32_t value = fic_model_gpio_read(m, GPFSEL0 + 4 * r);
        for (uint32_t p = 0; p < 10; p++)
            if (mask >> (10 * r + p) & 1)
                value = (value & ~(UINT32_C(7) << 3 * p)) | UINT32_C(1) << 3 * p;
        fic_model_gpio_write(m, GPFSEL0 + 4 * r, value);
    }
}

static int wait_for(uint32_t bit, int level)
{
    for (int i = 0; i < 10000; i++) {
        if (!(fic_model_gpio_read(m, GPLEV0) & bit) == !level)
            return 1;
        fic_model_advance_ns(m, 1000);
    }
    return 0;
}

static uint32_t reversed(uint32_t byte)
{
    uint32_t out = 0;
    for (int i = 0; i < 8; i++)
        out |= (byte >> i & 1) << (7 - i);
    return out;
}

static void sample(uint32_t data)
{
    uint32_t pins = data << 8, all = (wide ? 0xffffu : 0xffu) << 8;
    clr(CCLK | (all & ~pins));
    if (pins)
        set(pins);
    set(CCLK);
}

static void load(FILE *file)
{
    unsigned char b[2];
    while (fread(b, 1, wide ? 2 : 1, file) == (wide ? 2u : 1u))
        sample(wide ? reversed(b[0]) << 8 | reversed(b[1]) : reversed(b[0]));
}

static int nulls_are_safe(void)
{
    fic_model_free(NULL);
    fic_model_gpio_write(NULL, GPSET0, 1);
    fic_model_advance_ns(NULL, 1);
    return fic_model_new(NULL) == NULL && fic_model_new("mk3") == NULL
        && fic_model_gpio_read(NULL, GPLEV0) == 0
        && fic_model_counter(NULL, "cclk_rising") == UINT64_MAX
        && fic_model_counter(m, NULL) == UINT64_MAX
        && fic_model_counter(m, "no such counter") == UINT64_MAX
        && fic_model_violation(NULL, 0, NULL, 0) == 0
        && fic_model_set(NULL, "part", "xcku040") != 0
        && fic_model_set(m, NULL, NULL) != 0
        && fic_model_set(m, "part", "xc7a35t") != 0;
}

static int unknown_register_is_told(void)
{
    char text[64], cut[8];
    fic_model *other = fic_model_new("mk1");
    fic_model_gpio_read(other, 0x1000);
    size_t length = fic_model_violation(other, 0, text, sizeof text);
    int ok = length > 0 && strstr(text, "unknown_register") == text
        && fic_model_violation(other, 0, cut, sizeof cut) == length && strlen(cut) == 7
        && fic_model_violation(other, 1, text, sizeof text) == 0;
    fic_model_free(other);
    return ok;
}

int main(int argc, char **argv)
{
    FILE *file = argc == 3 ? fopen(argv[2], "rb") : NULL;
    if (!file || !(m = fic_model_new(argv[1])))
        return 2;
    wide = strcmp(argv[1], "mk2") == 0;
    if (!nulls_are_safe() || !unknown_register_is_told())
        return 3;
    set(PROG_B | CSI_B | RDWR_B | (wide ? CFSEL : 0));
    clr(CCLK);
    outputs(PROG_B | CSI_B | RDWR_B | CCLK | (wide ? CFSEL | 0xffff00 : 0xff00));
    clr(PROG_B);
    if (!wait_for(INIT_B, 0))
        return 4;
    set(PROG_B);
    if (!wait_for(INIT_B, 1))
        return 5;
    clr(RDWR_B);
    clr(CSI_B);
    load(file);
    set(CSI_B);
    set(RDWR_B);
    if (!wait_for(DONE, 1))
        return 6;
    printf("DONE loads_ok=%llu violations=%llu cclk_rising=%llu\n",
           (unsigned long long)fic_model_counter(m, "loads_ok"),
           (unsigned long long)fic_model_counter(m, "violations"),
           (unsigned long long)fic_model_counter(m, "cclk_rising"));
    fic_model_free(m);
    fclose(file);
    return 0;
}
