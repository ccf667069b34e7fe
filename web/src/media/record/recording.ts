import { Store } from '../../look/store.ts';
import { writeOggOpus } from '../opus/ogg-write.ts';
import { readWebmOpus } from '../opus/webm-read.ts';

export type NoMicrophone = 'denied' | 'missing' | 'busy' | 'unsupported' | 'failed' | 'nothing';
export type Standing =
  | { readonly at: 'asking' | 'recording' | 'paused' | 'finishing' }
  | { readonly at: 'refused'; readonly why: NoMicrophone };

export interface Recorded {
  /** `audio`: an old Safari records nothing that can be a voice note; it is sent as a recording. */
  readonly kind: 'voice' | 'audio';
  readonly file: Blob;
  readonly mimeType: string;
  readonly durationMs: number;
  readonly peaks: readonly number[];
}

/** Firefox writes Ogg itself; Chromium and new Safaris have the same packets in WebM; old Safaris only AAC. */
const forms = ['audio/ogg;codecs=opus', 'audio/webm;codecs=opus', 'audio/mp4'] as const;
/** Speech is clear with it, and 160 s stay below the 512 KB up to which WhatsApp plays a voice note without a press on "load". */
const bitsPerSecond = 24_000;
const levelEveryMs = 100;
export const longestMs = 15 * 60_000;
const peakCount = 64;

export const canRecord = (): boolean => 'MediaRecorder' in window && navigator.mediaDevices !== undefined;

/** One voice note, from the question for the microphone to the file. */
export class Recording {
  readonly standing = new Store<Standing>({ at: 'asking' });
  /** Loudness so far, 0 to 100, ten a second. */
  readonly levels = new Store<readonly number[]>([]);
  readonly #stop = new AbortController();
  readonly #parts: Blob[] = [];
  #recorder: MediaRecorder | undefined;

  get durationMs(): number {
    return this.levels.get().length * levelEveryMs;
  }

  async start(): Promise<void> {
    const form = forms.find((one) => canRecord() && MediaRecorder.isTypeSupported(one));
    if (form === undefined) return this.standing.set({ at: 'refused', why: 'unsupported' });
    try {
      const microphone = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1 } });
      const release = (): void => {
        for (const track of microphone.getTracks()) track.stop();
      };
      if (this.#stop.signal.aborted) return release();
      this.#stop.signal.addEventListener('abort', release);
      await this.#record(microphone, form);
    } catch (error) {
      this.standing.set({ at: 'refused', why: reasonOf(error) });
    }
  }

  /** Always one channel, whatever the microphone has: a voice note may have no more. */
  async #record(microphone: MediaStream, form: string): Promise<void> {
    const context = new AudioContext();
    this.#stop.signal.addEventListener('abort', () => void context.close());
    const source = context.createMediaStreamSource(microphone);
    const meter = context.createAnalyser();
    const mono = new MediaStreamAudioDestinationNode(context, { channelCount: 1, channelCountMode: 'explicit' });
    source.connect(meter);
    source.connect(mono);
    await context.resume();
    const recorder = new MediaRecorder(mono.stream, { mimeType: form, audioBitsPerSecond: bitsPerSecond });
    this.#recorder = recorder;
    recorder.addEventListener('dataavailable', ({ data }) => this.#parts.push(data));
    recorder.addEventListener('error', () => {
      this.standing.set({ at: 'refused', why: 'failed' });
      this.cancel();
    });
    for (const track of microphone.getAudioTracks()) track.addEventListener('ended', () => this.pause());
    const heard = new Float32Array(meter.fftSize);
    const timer = setInterval(() => {
      if (recorder.state !== 'recording') return;
      meter.getFloatTimeDomainData(heard);
      this.levels.set([...this.levels.get(), levelOf(heard)]);
      if (this.durationMs >= longestMs) this.pause();
    }, levelEveryMs);
    this.#stop.signal.addEventListener('abort', () => clearInterval(timer));
    recorder.start();
    this.standing.set({ at: 'recording' });
  }

  pause(): void {
    if (this.#recorder?.state !== 'recording') return;
    this.#recorder.pause();
    this.standing.set({ at: 'paused' });
  }

  resume(): void {
    if (this.#recorder?.state !== 'paused' || this.durationMs >= longestMs) return;
    this.#recorder.resume();
    this.standing.set({ at: 'recording' });
  }

  /** The microphone is let go of, and what was recorded is forgotten. */
  cancel(): void {
    if (this.#recorder && this.#recorder.state !== 'inactive') this.#recorder.stop();
    this.#stop.abort();
  }

  /** Undefined: there is nothing to be sent, and `standing` says why. */
  async finish(): Promise<Recorded | undefined> {
    const recorder = this.#recorder;
    if (!recorder || recorder.state === 'inactive') return undefined;
    this.standing.set({ at: 'finishing' });
    const stopped = new Promise((resolve) => recorder.addEventListener('stop', resolve));
    recorder.stop();
    await stopped;
    this.#stop.abort();
    const whole = new Blob(this.#parts);
    const { durationMs } = this;
    const common = { durationMs, peaks: peaksOf(this.levels.get()) };
    if (whole.size === 0 || durationMs === 0) return this.#nothing();
    if (recorder.mimeType.startsWith('audio/ogg')) return { kind: 'voice', file: whole, mimeType: 'audio/ogg', ...common };
    if (recorder.mimeType.startsWith('audio/mp4')) return { kind: 'audio', file: whole, mimeType: 'audio/mp4', ...common };
    const stream = readWebmOpus(new Uint8Array(await whole.arrayBuffer()));
    if (!stream) return this.#nothing();
    const [serial = 0] = crypto.getRandomValues(new Uint32Array(1));
    return { kind: 'voice', file: new Blob([writeOggOpus(stream, serial)]), mimeType: 'audio/ogg', ...common };
  }

  #nothing(): undefined {
    this.standing.set({ at: 'refused', why: 'nothing' });
  }
}

function reasonOf(error: unknown): NoMicrophone {
  switch (error instanceof DOMException ? error.name : '') {
    case 'NotAllowedError':
    case 'SecurityError':
      return 'denied';
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'missing';
    case 'NotReadableError':
    case 'AbortError':
      return 'busy';
    default:
      return 'failed';
  }
}

/** Speech at arm's length is about a tenth of what a microphone can say. */
const loudest = 0.25;

function levelOf(heard: Float32Array): number {
  let sum = 0;
  for (const value of heard) sum += value * value;
  return Math.min(100, Math.round((Math.sqrt(sum / heard.length) / loudest) * 100));
}

/** As many values as a message keeps, each the loudest of its part. */
export function peaksOf(levels: readonly number[]): number[] {
  const count = Math.min(peakCount, levels.length);
  return Array.from({ length: count }, (_, index) =>
    Math.max(...levels.slice(Math.floor((index * levels.length) / count), Math.floor(((index + 1) * levels.length) / count))),
  );
}
