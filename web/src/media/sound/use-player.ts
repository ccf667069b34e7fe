import { useSyncExternalStore } from 'react';
import { sounds } from './one-sound.ts';
import { type Played, Player } from './player.ts';

const tickMs = 80;

let player: Player | undefined;

/** The one of this page. */
export function thePlayer(): Player {
  player ??= new Player({
    audio: new Audio(),
    storage: localStorage,
    sounds,
    often: (tick) => {
      const timer = setInterval(tick, tickMs);
      return () => clearInterval(timer);
    },
  });
  return player;
}

/** What is known of one recording while it is the current one. Others do not make it draw anew. */
export const usePlayed = (id: string): Played | undefined => {
  const { now } = thePlayer();
  return useSyncExternalStore(now.follow, () => (now.get()?.id === id ? now.get() : undefined));
};
