import { useEffect, useRef } from 'react';
import type { CommandName } from './command-names.ts';
import { useDesk } from './context.tsx';

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
