import type { ByteSource } from './byte-source.ts';
import { opusHead, opusPackets } from './ogg.ts';

/** Bars of a waveform. */
const count = 64;
/** Longer than that a voice note is a lecture; its decoding would take longer than its fetching. */
const longestMs = 15 * 60_000;
const largest = 16 * 1024 * 1024;
/** About 10 s: decoded parts are thrown away as soon as they are measured. */
const packetsAtOnce = 500;

/** Loudness over time, 64 values of 0 to 100, of Opus in Ogg, MP3 and AAC; undefined for others, and for what does not decode. */
export const peaksOf = (source: ByteSource, mimeType: string, durationMs: number | undefined): Promise<number[] | undefined> =>
  mimeType === 'audio/ogg' ? opusPeaks(source, durationMs) : coarsePeaks(source, mimeType);

/** From what encoders of MP3 and AAC wrote beside the sound. */
async function coarsePeaks(source: ByteSource, mimeType: string): Promise<number[] | undefined> {
  const { envelopeOf } = await import('./envelope.ts');
  const found = await envelopeOf(source, mimeType);
  if (found === undefined) return undefined;
  const bars = Array.from({ length: count }, (_, bar) => {
    const from = Math.floor((bar * found.length) / count);
    const some = found.slice(from, Math.max(from + 1, Math.floor(((bar + 1) * found.length) / count)));
    return Math.sqrt(some.reduce((sum, value) => sum + value * value, 0) / some.length);
  });
  return inPercent(bars, Number.MIN_VALUE);
}

async function opusPeaks(source: ByteSource, durationMs: number | undefined): Promise<number[] | undefined> {
  const head = opusHead(await source.read(0, 64));
  if (head === undefined || head.channels < 1 || head.channels > 2) return undefined;
  if (durationMs === undefined || durationMs > longestMs || source.size > largest) return undefined;
  const packets = opusPackets(await source.read(0, source.size));
  const { OpusDecoder } = await import('opus-decoder');
  const decoder = new OpusDecoder({ channels: head.channels, preSkip: head.preSkip });
  await decoder.ready;
  const squares = new Float64Array(count);
  const samples = new Float64Array(count);
  const total = Math.max(1, (durationMs / 1000) * 48_000);
  let at = 0;
  try {
    for (let from = 0; from < packets.length; from += packetsAtOnce) {
      const { channelData, samplesDecoded } = decoder.decodeFrames(packets.slice(from, from + packetsAtOnce));
      const heard = channelData[0] ?? new Float32Array();
      for (let index = 0; index < samplesDecoded; index++, at++) {
        const place = Math.min(count - 1, Math.floor((at * count) / total));
        const value = heard[index] ?? 0;
        squares[place] = (squares[place] ?? 0) + value * value;
        samples[place] = (samples[place] ?? 0) + 1;
      }
    }
  } finally {
    decoder.free();
  }
  if (at === 0) return undefined;
  // What is silent stays silent.
  return inPercent(
    [...squares].map((sum, index) => Math.sqrt(sum / Math.max(1, samples[index] ?? 0))),
    0.02,
  );
}

/** Relative to its loudest part, which is at least so loud. */
const inPercent = (loudness: readonly number[], least: number): number[] => {
  const loudest = Math.max(least, ...loudness);
  return loudness.map((value) => Math.min(100, Math.round((value / loudest) * 100)));
};
