/** Samples of a frame at 48 kHz by the upper five bits of the first byte. https://www.rfc-editor.org/rfc/rfc6716#section-3.1 */
function samplesOfFrame(configuration: number): number {
  if (configuration < 12) return [480, 960, 1920, 2880][configuration & 3] ?? 0;
  if (configuration < 16) return [480, 960][configuration & 1] ?? 0;
  return [120, 240, 480, 960][configuration & 3] ?? 0;
}

/** How long a packet of Opus sounds, in samples at 48 kHz. */
export function samplesIn(packet: Uint8Array): number {
  const [begins = 0, counts = 0] = packet;
  const frames = [1, 2, 2, counts & 0x3f][begins & 3] ?? 0;
  return frames * samplesOfFrame(begins >> 3);
}
