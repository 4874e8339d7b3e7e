/**
 * What Node is told where a server starts. V8 lets its nursery grow to three times 32 MB where there is memory, in steps
 * over an hour; with half of that nothing was seen to be slower (bench/results/2026-11-28-log.md).
 */
export const nodeFlags = ['--max-semi-space-size=16'] as const
