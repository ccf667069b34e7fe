import type { Page } from 'playwright-core';

/**
 * A second of a coloured square that moves, as MP4 made by the browser itself: a film that a browser really plays. Needs a page
 * that has a document.
 */
export async function film(page: Page): Promise<Buffer> {
  const made = await page.evaluate(`(async () => {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [320, 180];
    const context = canvas.getContext('2d');
    const recorder = new MediaRecorder(canvas.captureStream(15), { mimeType: 'video/mp4;codecs=avc1.42E01E' });
    const parts = [];
    recorder.ondataavailable = ({ data }) => parts.push(data);
    const stopped = new Promise((resolve) => { recorder.onstop = resolve; });
    recorder.start();
    for (let step = 0; step < 15; step++) {
      context.fillStyle = 'hsl(' + step * 24 + ' 70% 50%)';
      context.fillRect(0, 0, 320, 180);
      context.fillStyle = 'white';
      context.fillRect(step * 20, 60, 60, 60);
      await new Promise((resolve) => setTimeout(resolve, 66));
    }
    recorder.stop();
    await stopped;
    const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
    return btoa(bytes.reduce((text, byte) => text + String.fromCharCode(byte), ''));
  })()`);
  return Buffer.from(String(made), 'base64');
}

/** Tones one after the other, half a second each: WAV, 16 bits, one channel. What the pretended microphone hears. */
export function tones(pitches: readonly number[], rate = 48_000): Buffer {
  const each = rate / 2;
  const samples = Buffer.alloc(pitches.length * each * 2);
  pitches.forEach((pitch, place) => {
    for (let index = 0; index < each; index++) {
      const value = pitch === 0 ? 0 : Math.sin((2 * Math.PI * pitch * index) / rate) * 0.6;
      samples.writeInt16LE(Math.round(value * 0x7fff), (place * each + index) * 2);
    }
  });
  const head = Buffer.alloc(44);
  head.write('RIFF', 0, 'latin1');
  head.writeUInt32LE(36 + samples.length, 4);
  head.write('WAVEfmt ', 8, 'latin1');
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(rate, 24);
  head.writeUInt32LE(rate * 2, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write('data', 36, 'latin1');
  head.writeUInt32LE(samples.length, 40);
  return Buffer.concat([head, samples]);
}
