import { OpusDecoder } from 'opus-decoder';
import { readOggOpus } from '../opus/ogg-read.ts';

/** Enough for what a telephone records, and half the memory of 48,000: 3 MB a minute. */
const rate = 24_000;
/** About 10 s; between two of them the page may do something else. */
const packetsAtOnce = 500;
const headBytes = 44;

/** A voice note as a WAV file, which everything plays; undefined: it is none. */
export async function waveOf(bytes: Uint8Array): Promise<Blob | undefined> {
  const opus = readOggOpus(bytes);
  if (!opus || opus.channels < 1 || opus.channels > 2) return undefined;
  const decoder = new OpusDecoder({ channels: opus.channels, preSkip: opus.preSkip, sampleRate: rate });
  await decoder.ready;
  const parts: Int16Array<ArrayBuffer>[] = [];
  try {
    for (let from = 0; from < opus.packets.length; from += packetsAtOnce) {
      const { channelData, samplesDecoded } = decoder.decodeFrames(opus.packets.slice(from, from + packetsAtOnce));
      const part = new Int16Array(samplesDecoded);
      for (let index = 0; index < samplesDecoded; index++) {
        const sum = channelData.reduce((all, channel) => all + (channel[index] ?? 0), 0);
        part[index] = Math.max(-1, Math.min(1, sum / channelData.length)) * 0x7fff;
      }
      parts.push(part);
      await new Promise((resolve) => setTimeout(resolve));
    }
  } finally {
    decoder.free();
  }
  return new Blob([waveHead(parts.reduce((sum, { byteLength }) => sum + byteLength, 0)), ...parts], { type: 'audio/wav' });
}

/** http://soundfile.sapp.org/doc/WaveFormat/ : 16 bits, one channel. */
function waveHead(bytes: number): ArrayBuffer {
  const head = new DataView(new ArrayBuffer(headBytes));
  const word = (at: number, text: string): void => {
    for (const [index, letter] of [...text].entries()) head.setUint8(at + index, letter.charCodeAt(0));
  };
  word(0, 'RIFF');
  head.setUint32(4, headBytes - 8 + bytes, true);
  word(8, 'WAVEfmt ');
  head.setUint32(16, 16, true);
  head.setUint16(20, 1, true);
  head.setUint16(22, 1, true);
  head.setUint32(24, rate, true);
  head.setUint32(28, rate * 2, true);
  head.setUint16(32, 2, true);
  head.setUint16(34, 16, true);
  word(36, 'data');
  head.setUint32(40, bytes, true);
  return head.buffer;
}
