import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { metaJson, signature } from './meta-json.ts';

/** A WhatsApp number of a business, as the provider knows it. */
export interface Channel {
  readonly phoneNumberId: string;
  /** Digits only, as shown to people. */
  readonly number: string;
  readonly accessToken: string;
  readonly webhookUrl: string;
  readonly appSecret: string;
  readonly wabaId: string;
  /** The Meta app that its webhooks and tokens are of. */
  readonly appId: string;
  readonly name: string;
}

/** The provider repeats for up to 7 days with a growing delay; here it starts at a second and stays at a minute. */
const day = 86_400_000;
export const retryDelay = (attempt: number): number => Math.min(60_000, 1000 * 2 ** attempt);

/** Posts signed webhooks and repeats what was not answered with 200. */
export class Webhooks {
  private readonly closing = new AbortController();
  private waiting = 0;
  private readonly delayOf: (attempt: number) => number;
  /** The number as it is by now: a repetition is signed with the secret that counts then, and goes where the app points then. */
  private readonly current: (channel: Channel) => Channel;

  constructor(delayOf: (attempt: number) => number = retryDelay, current: (channel: Channel) => Channel = (same) => same) {
    this.delayOf = delayOf;
    this.current = current;
    // One listener for each webhook that waits.
    setMaxListeners(0, this.closing.signal);
  }

  /** Webhooks that have not been taken yet. */
  get pending(): number {
    return this.waiting;
  }

  close(): void {
    this.closing.abort();
  }

  /**
   * Answers with the HTTP status of the first attempt (0: no answer); goes on repeating by itself.
   * `taken` is called once, when the platform has answered 200.
   */
  async post(channel: Channel, value: object, taken: () => void = () => {}): Promise<number> {
    return this.send(channel, 'messages', withMetadata(channel, value), taken);
  }

  /** Of the account, not of a message: `account_update`, `phone_number_quality_update` ... */
  async tell(channel: Channel, field: string, value: object): Promise<number> {
    return this.send(channel, field, value, () => {});
  }

  private async send(channel: Channel, field: string, value: object, taken: () => void): Promise<number> {
    const body = metaJson({
      object: 'whatsapp_business_account',
      entry: [{ id: channel.wabaId, changes: [{ value, field }] }],
    });
    const status = await attempt(this.current(channel), body);
    if (status === 200) taken();
    else void this.repeat(channel, body, taken);
    return status;
  }

  private async repeat(channel: Channel, body: string, taken: () => void): Promise<void> {
    this.waiting += 1;
    try {
      let waited = 0;
      for (let count = 0; waited < 7 * day; count += 1) {
        const delay = this.delayOf(count);
        await sleep(delay, undefined, { signal: this.closing.signal, ref: false });
        waited += delay;
        if ((await attempt(this.current(channel), body)) === 200) {
          taken();
          return;
        }
      }
    } catch (error) {
      if (!this.closing.signal.aborted) throw error;
    } finally {
      this.waiting -= 1;
    }
  }
}

const withMetadata = (channel: Channel, value: object): object => ({
  messaging_product: 'whatsapp',
  metadata: { display_phone_number: channel.number, phone_number_id: channel.phoneNumberId },
  ...value,
});

async function attempt(channel: Channel, body: string): Promise<number> {
  try {
    const response = await fetch(channel.webhookUrl, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'user-agent': 'facebookexternalua',
        'x-hub-signature-256': signature(channel.appSecret, body),
      },
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(20_000),
    });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return 0;
  }
}
