import { describe, expect, it } from 'vitest';
import { Player, type Sounding } from './player.ts';

class Tape implements Sounding {
  src = '';
  currentTime = 0;
  duration = Number.NaN;
  playbackRate = 1;
  preservesPitch = false;
  paused = true;
  readonly #heard = new Map<string, () => void>();
  play(): Promise<void> {
    this.paused = false;
    return Promise.resolve();
  }
  pause(): void {
    this.paused = true;
  }
  removeAttribute(): void {
    this.src = '';
  }
  addEventListener(event: string, heard: () => void): void {
    this.#heard.set(event, heard);
  }
  says(event: string): void {
    this.#heard.get(event)?.();
  }
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

function setUp(kept: string | null = null) {
  const tape = new Tape();
  const written = new Map<string, string>();
  const ends: (() => void)[] = [];
  let tick: (() => void) | undefined;
  const player = new Player({
    audio: tape,
    storage: { getItem: () => kept, setItem: (key, value) => void written.set(key, value) },
    sounds: (end) => void ends.push(end),
    often: (next) => {
      tick = next;
      return () => {
        tick = undefined;
      };
    },
  });
  const asked: string[] = [];
  const note = (id: string, address: string | undefined = `/${id}`) => ({
    id,
    address: (anew: boolean) => {
      asked.push(anew ? `${id} anew` : id);
      return Promise.resolve(address);
    },
  });
  const plays = async (id: string) => {
    player.toggle(note(id));
    await settled();
    tape.says('playing');
  };
  return { tape, player, written, ends, asked, note, plays, ticks: () => tick?.(), ticking: () => tick !== undefined };
}

describe('the player', () => {
  it('plays one, says where it is, and stops', async () => {
    const { tape, player, plays, note, ticks, ticking, ends } = setUp();
    await plays('a');
    expect([tape.src, tape.paused]).toEqual(['/a', false]);
    tape.duration = 4;
    tape.says('loadedmetadata');
    tape.currentTime = 1.5;
    ticks();
    expect(player.now.get()).toEqual({ id: 'a', state: 'playing', atMs: 1500, lastsMs: 4000 });
    player.toggle(note('a'));
    tape.says('pause');
    expect([player.now.get()?.state, tape.paused, ticking()]).toEqual(['paused', true, false]);
    await plays('a');
    expect(ends).toHaveLength(2);
    tape.says('ended');
    expect(player.now.get()).toMatchObject({ state: 'paused', atMs: 0 });
  });

  it('leaves one where it was when another begins, and goes on there', async () => {
    const { tape, player, plays, ticks, asked } = setUp();
    await plays('a');
    tape.currentTime = 2;
    ticks();
    await plays('b');
    tape.says('pause');
    expect(player.now.get()).toMatchObject({ id: 'b', state: 'playing', atMs: 0 });
    expect([tape.src, player.leftAt('a')]).toEqual(['/b', 2000]);
    await plays('a');
    expect([tape.src, tape.currentTime, asked]).toEqual(['/a', 2, ['a', 'b', 'a']]);
  });

  it('begins where somebody has pointed before it was played', async () => {
    const { tape, player, plays, note } = setUp();
    player.seek(note('a'), 1200);
    expect(tape.src).toBe('');
    await plays('a');
    expect(tape.currentTime).toBe(1.2);
    player.seek(note('a'), 300);
    expect(tape.currentTime).toBe(0.3);
  });

  it('asks for another address once, and goes on where it was; then it says that it cannot', async () => {
    const { tape, player, plays, asked, ticks } = setUp();
    await plays('a');
    tape.currentTime = 3;
    ticks();
    tape.currentTime = 0;
    tape.says('error');
    await settled();
    expect([asked, tape.currentTime, player.now.get()?.state]).toEqual([['a', 'a anew'], 3, 'loading']);
    tape.says('error');
    await settled();
    expect([asked.length, player.now.get()?.state]).toEqual([2, 'failed']);
  });

  it('fails without an address, and does not sound when it was ended before one came', async () => {
    const { player, note, tape } = setUp();
    player.toggle({ ...note('a'), address: () => Promise.resolve(undefined) });
    await settled();
    expect(player.now.get()?.state).toBe('failed');
    player.toggle(note('b'));
    player.end();
    await settled();
    expect([player.now.get()?.state, tape.src]).toEqual(['paused', '']);
  });

  it('remembers how fast', async () => {
    const { player, tape, written, plays } = setUp('1.5');
    await plays('a');
    expect(tape.playbackRate).toBe(1.5);
    player.nextRate();
    expect([tape.playbackRate, [...written.values()]]).toEqual([2, ['2']]);
    player.nextRate();
    expect(player.rate.get()).toBe(1);
    expect(setUp('7').player.rate.get()).toBe(1);
  });
});
