import { Store } from '../../look/store.ts';

/** The part of `HTMLAudioElement` that is used. */
export interface Sounding {
  src: string;
  currentTime: number;
  readonly duration: number;
  readonly paused: boolean;
  playbackRate: number;
  preservesPitch: boolean;
  play(): Promise<void>;
  pause(): void;
  removeAttribute(name: string): void;
  addEventListener(event: 'playing' | 'pause' | 'ended' | 'waiting' | 'error' | 'loadedmetadata', heard: () => void): void;
}

export interface Played {
  /** The message whose recording it is. */
  readonly id: string;
  readonly state: 'loading' | 'playing' | 'paused' | 'failed';
  readonly atMs: number;
  /** As the recording itself says, once that is known. */
  readonly lastsMs?: number;
}

export interface Recording {
  readonly id: string;
  /** An address that can be played. `anew`: the one before does not work any more. Undefined: there is none. */
  readonly address: (anew: boolean) => Promise<string | undefined>;
}

export interface PlayerParts {
  readonly audio: Sounding;
  readonly storage: Pick<Storage, 'getItem' | 'setItem'>;
  /** Called before sound begins, with how to end it. */
  readonly sounds: (end: () => void) => void;
  /** Calls until it is told to stop; a few times a second are enough to light up words. */
  readonly often: (tick: () => void) => () => void;
}

export const rates = [1, 1.5, 2] as const;
export type Rate = (typeof rates)[number];
const rateKey = 'frontdesk:voice-rate';

/**
 * Plays one recording at a time, wherever its bubble is: a thread takes bubbles off the page that are scrolled away, and what
 * is heard goes on.
 */
export class Player {
  readonly now = new Store<Played | undefined>(undefined);
  readonly rate: Store<Rate>;
  readonly #parts: PlayerParts;
  /** Where others were left, ms. */
  readonly #left = new Map<string, number>();
  #recording: Recording | undefined;
  /** The recording whose address is in the element. */
  #loaded: string | undefined;
  #renewed = false;
  #stopTicking: () => void = () => undefined;

  constructor(parts: PlayerParts) {
    this.#parts = parts;
    const { audio, storage } = parts;
    const kept = Number(storage.getItem(rateKey));
    this.rate = new Store<Rate>(rates.find((rate) => rate === kept) ?? 1);
    audio.preservesPitch = true;
    audio.addEventListener('loadedmetadata', () => this.#known());
    audio.addEventListener('playing', () => this.#began());
    audio.addEventListener('waiting', () => this.#while('playing', { state: 'loading' }));
    // By the keys of a headset. Of the one before it may come when the next is loading or plays already.
    audio.addEventListener('pause', () => {
      if (audio.paused && this.now.get()?.state === 'playing') this.end();
    });
    audio.addEventListener('ended', () => {
      this.end();
      this.#change({ atMs: 0 });
    });
    audio.addEventListener('error', () => void this.#broken());
  }

  toggle(recording: Recording): void {
    const now = this.now.get();
    if (now?.id === recording.id && now.state === 'playing') this.end();
    else void this.#play(recording);
  }

  /** Plays on from there if it was playing; else the next press of play begins there. */
  seek(recording: Recording, atMs: number): void {
    this.#choose(recording);
    this.#change({ atMs });
    if (this.#loaded === recording.id) this.#parts.audio.currentTime = atMs / 1000;
  }

  nextRate(): void {
    const rate = rates[(rates.indexOf(this.rate.get()) + 1) % rates.length] ?? 1;
    this.rate.set(rate);
    this.#parts.storage.setItem(rateKey, String(rate));
    this.#parts.audio.playbackRate = rate;
  }

  readonly end = (): void => {
    this.#stopTicking();
    this.#parts.audio.pause();
    this.#while('playing', { state: 'paused' });
    this.#while('loading', { state: 'paused' });
  };

  /** Where it would begin, ms, of one that is not the current one. */
  leftAt(id: string): number {
    return this.#left.get(id) ?? 0;
  }

  #choose(recording: Recording): void {
    const now = this.now.get();
    this.#recording = recording;
    if (now?.id === recording.id) return;
    if (now) this.#left.set(now.id, now.atMs);
    this.end();
    this.now.set({ id: recording.id, state: 'paused', atMs: this.leftAt(recording.id) });
  }

  async #play(recording: Recording, anew = false): Promise<void> {
    const { audio, sounds } = this.#parts;
    this.#choose(recording);
    sounds(this.end);
    if (!anew) this.#renewed = false;
    this.#change({ state: 'loading' });
    try {
      if (this.#loaded !== recording.id || anew) {
        const address = await recording.address(anew);
        // Another one was chosen, or this one ended, while the address was on its way.
        if (this.now.get()?.id !== recording.id || this.now.get()?.state !== 'loading') return;
        if (address === undefined) return this.#change({ state: 'failed' });
        audio.src = address;
        this.#loaded = recording.id;
        audio.currentTime = (this.now.get()?.atMs ?? 0) / 1000;
      }
      audio.playbackRate = this.rate.get();
      await audio.play();
    } catch (error) {
      if (this.#recording !== recording) return;
      // The address never came. What the element cannot play has an event of its own, and pausing before it began is no failure.
      if (this.#loaded !== recording.id) this.#while('loading', { state: 'failed' });
      // The press was too long ago for this browser: the next one plays what is loaded by now.
      else if (error instanceof DOMException && error.name === 'NotAllowedError') this.#while('loading', { state: 'paused' });
    }
  }

  /** Addresses work for minutes: the first failure asks for another one, and goes on where it was. */
  async #broken(): Promise<void> {
    const recording = this.#recording;
    if (!recording || this.#loaded !== recording.id) return;
    this.#stopTicking();
    this.#loaded = undefined;
    const { audio } = this.#parts;
    if (this.#renewed) {
      audio.removeAttribute('src');
      return this.#change({ state: 'failed' });
    }
    this.#renewed = true;
    await this.#play(recording, true);
  }

  #known(): void {
    const { duration } = this.#parts.audio;
    if (Number.isFinite(duration)) this.#change({ lastsMs: Math.round(duration * 1000) });
  }

  #began(): void {
    const { audio, often } = this.#parts;
    this.#change({ state: 'playing' });
    this.#stopTicking();
    this.#stopTicking = often(() => this.#change({ atMs: Math.round(audio.currentTime * 1000) }));
  }

  #while(state: Played['state'], change: Partial<Played>): void {
    if (this.now.get()?.state === state) this.#change(change);
  }

  #change(change: Partial<Played>): void {
    const now = this.now.get();
    if (now) this.now.set({ ...now, ...change });
  }
}
