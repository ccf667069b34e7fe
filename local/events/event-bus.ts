import { setTimeout as sleep } from 'node:timers/promises';
import type { Outcome } from '../functions/worker.ts';
import { matchesPattern } from './filter.ts';

export type Event = Readonly<Record<string, unknown>>;
type Invoke = (event: unknown) => Promise<Outcome>;

/** The default bus of EventBridge: what services tell, to the functions whose rules want it. */
export interface EventBus {
  addRule(pattern: unknown, invoke: Invoke, retries: number): void;
  /** Resolves when all who wanted it had it, or gave up. */
  publish(event: Event): Promise<void>;
}

/** AWS waits a minute and two between the tries of an asynchronous invocation. */
const betweenTries = 500;

export function createEventBus(): EventBus {
  const rules: { readonly pattern: unknown; readonly invoke: Invoke; readonly retries: number }[] = [];
  const deliver = async (invoke: Invoke, retries: number, event: Event): Promise<void> => {
    for (let attempt = 0; ; attempt++) {
      const outcome = await invoke(event);
      if (outcome.ok || attempt >= retries) return;
      await sleep(betweenTries, undefined, { ref: false });
    }
  };
  return {
    addRule: (pattern, invoke, retries) => {
      rules.push({ pattern, invoke, retries });
    },
    publish: async (event) => {
      const wanted = rules.filter(({ pattern }) => matchesPattern(pattern, event));
      await Promise.all(wanted.map(({ invoke, retries }) => deliver(invoke, retries, event)));
    },
  };
}
