/** Milliseconds. Handlers read it once and pass it down; the local stage moves it to test time windows. */
export function now(): number {
  return Date.now() + Number(process.env.FRONTDESK_CLOCK_OFFSET_MS ?? 0);
}
