import { useEffect, useRef } from 'react';
import { useDesk } from './context.tsx';

/** What can be asked for by a key or in the command palette. Only what is on the page can be carried out. */
export const commandNames = [
  'palette',
  'keys',
  'search',
  'next',
  'previous',
  'reply',
  'note',
  'take-over',
  'assign',
  'label',
  'snooze',
  'resolve',
  'customer',
] as const;
export type CommandName = (typeof commandNames)[number];

/** Brings keys and palette together with the parts of the page that can do something: those come and go. */
export class Commands {
  readonly #able = new Map<CommandName, (() => void)[]>();

  /** Answers how to take it back. */
  offer(name: CommandName, run: () => void): () => void {
    this.#able.set(name, [...(this.#able.get(name) ?? []), run]);
    return () =>
      this.#able.set(
        name,
        (this.#able.get(name) ?? []).filter((one) => one !== run),
      );
  }

  can(name: CommandName): boolean {
    return (this.#able.get(name) ?? []).length > 0;
  }

  /** Answers whether anything on the page could do it. */
  run(name: CommandName): boolean {
    const run = this.#able.get(name)?.at(-1);
    run?.();
    return run !== undefined;
  }
}

/** Offers a command as long as the component is there; undefined: not now. */
export function useCommand(name: CommandName, run: (() => void) | undefined): void {
  const { commands } = useDesk();
  const latest = useRef(run);
  latest.current = run;
  const able = run !== undefined;
  useEffect(() => (able ? commands.offer(name, () => latest.current?.()) : undefined), [commands, name, able]);
}
