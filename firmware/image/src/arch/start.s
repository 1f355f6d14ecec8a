// The image's first bytes: a branch over the words that the image is configured with.
.section .text.entry, "ax"
.global _entry
_entry:
    b       begin
    .balign 16, 0

.section .text.start, "ax"
begin:
    // The firmware keeps cores 1 to 3 in a loop of its own; an ELF loader lets them in here.
    mrs     x0, mpidr_el1
    and     x0, x0, #0xFF
    cbnz    x0, park

    mrs     x0, CurrentEL
    cmp     x0, #(2 << 2)
    b.lo    at_el1
    b.eq    at_el2

    // EL3: the next lower level is 64 bits wide and not secure; SMC and HVC work as reset leaves them.
    mov     x0, #0x5B1              // SCR_EL3: RW, HCE, SMD, RES1, NS
    msr     scr_el3, x0
    mov     x0, #0x3C9              // EL2 with its own stack pointer, all masked
    msr     spsr_el3, x0
    adr     x0, at_el2
    msr     elr_el3, x0
    eret

at_el2:
    mov     x0, #(1 << 31)          // HCR_EL2: EL1 is 64 bits wide, interrupts go there
    msr     hcr_el2, x0
    mov     x0, #3                  // counter and timer are EL1's
    msr     cnthctl_el2, x0
    msr     cntvoff_el2, xzr
    msr     hstr_el2, xzr
    ldr     x0, =0x30D00800         // SCTLR_EL1: its RES1 bits, MMU and caches off
    msr     sctlr_el1, x0
    mov     x0, #0x3C5              // EL1 with its own stack pointer, all masked
    msr     spsr_el2, x0
    adr     x0, at_el1
    msr     elr_el2, x0
    eret

at_el1:
    msr     spsel, #1
    ldr     x0, =__stack_top
    mov     sp, x0

    ldr     x0, =__bss_start
    ldr     x1, =__bss_end
0:  cmp     x0, x1
    b.hs    1f
    stp     xzr, xzr, [x0], #16
    b       0b
1:
    // The firmware's spin table: its loop jumps to what is written there.
    adr     x0, park
    mov     x1, #0xE0
    str     x0, [x1]
    str     x0, [x1, #8]
    str     x0, [x1, #16]
    dsb     sy
    sev

    bl      start_rust

// Cores that do not run; `wfi` and not `wfe`, which emulators turn into a busy loop.
park:
    wfi
    b       park
