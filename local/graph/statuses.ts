import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Behaviour } from './behaviour.ts';
import { failure, statusError } from './errors.ts';
import type { Entry, State, Thread } from './state.ts';
import type { Channel, Webhooks } from './webhook.ts';

type Reported = 'sent' | 'delivered' | 'read' | 'failed';
const rank: Readonly<Record<Entry['status'], number>> = { sending: 0, accepted: 1, sent: 2, failed: 3, delivered: 4, read: 5 };

interface Parts {
  readonly state: State;
  readonly webhooks: Webhooks;
  readonly behaviour: Behaviour;
  readonly now: () => number;
}

/** Reports what became of the platform's messages. */
export class Statuses {
  private readonly parts: Parts;
  private readonly opened = new WeakSet<Entry>();
  private held: (() => Promise<void>)[] = [];
  private readonly closing = new AbortController();

  constructor(parts: Parts) {
    this.parts = parts;
    // One listener for each message whose reports are under way.
    setMaxListeners(0, this.closing.signal);
  }

  close(): void {
    this.closing.abort();
  }

  /** How many reports are held back. */
  get heldBack(): number {
    return this.held.length;
  }

  /** After a send: `sent` and `delivered`, or what the behaviour says; with `code` a failure instead. */
  async follow(channel: Channel, thread: Thread, entry: Entry, code: number | undefined): Promise<void> {
    const { order, delayMs, repeat } = this.parts.behaviour.current.statuses;
    for (const status of code === undefined ? order : (['failed'] as const)) {
      try {
        await sleep(delayMs, undefined, { signal: this.closing.signal, ref: false });
      } catch {
        return;
      }
      // Read at once: the provider leaves delivered out.
      if (this.opened.has(entry)) return;
      for (let count = 0; count < repeat; count += 1) await this.report(channel, thread, entry, status, code);
    }
  }

  /** The customer opened the chat: everything delivered is read now. Answers how many messages that were. */
  async read(channel: Channel, thread: Thread): Promise<number> {
    const shown = thread.entries.filter(
      ({ direction, status }) => direction === 'out' && (status === 'sent' || status === 'delivered'),
    );
    for (const entry of shown) this.opened.add(entry);
    for (const entry of shown) await this.report(channel, thread, entry, 'read', undefined);
    return shown.length;
  }

  /** Sends what was held back, in the order it was held. */
  async release(): Promise<void> {
    const held = this.held;
    this.held = [];
    for (const send of held) await send();
  }

  private async report(
    channel: Channel,
    thread: Thread,
    entry: Entry,
    status: Reported,
    code: number | undefined,
  ): Promise<void> {
    const at = Math.floor(this.parts.now() / 1000).toString();
    if (rank[status] > rank[entry.status]) {
      entry.status = status;
      this.parts.state.changed(thread);
    }
    const value = statusValue(thread, entry, status, at, code);
    const send = async (): Promise<void> => {
      await this.parts.webhooks.post(channel, value);
    };
    if (this.parts.behaviour.current.statuses.hold) this.held.push(send);
    else await send();
  }
}

/** `contacts[]` rides on sent, delivered and read, never on failed. */
function statusValue(thread: Thread, entry: Entry, status: Reported, timestamp: string, code: number | undefined): object {
  const { waId, userId, name, username } = thread.customer;
  const group = waId === undefined && userId === undefined;
  const contact = {
    ...(name === '' ? {} : { profile: { name, ...(username === undefined ? {} : { username }) } }),
    ...(waId === undefined ? {} : { wa_id: waId }),
    ...(userId === undefined ? {} : { user_id: userId }),
  };
  const template = entry.type === 'template';
  return {
    ...(status === 'failed' || group ? {} : { contacts: [contact] }),
    statuses: [
      {
        id: entry.id,
        status,
        timestamp,
        ...(group ? { recipient_id: thread.with, recipient_type: 'group' } : {}),
        ...(waId === undefined ? {} : { recipient_id: waId }),
        ...(userId === undefined ? {} : { recipient_user_id: userId }),
        ...(entry.opaque === undefined ? {} : { biz_opaque_callback_data: entry.opaque }),
        ...(status === 'failed'
          ? { errors: [statusError(failure(code ?? 131000))] }
          : {
              pricing: {
                billable: template,
                pricing_model: 'PMP',
                type: template ? 'regular' : 'free_customer_service',
                category: template ? 'utility' : 'service',
              },
            }),
      },
    ],
  };
}
