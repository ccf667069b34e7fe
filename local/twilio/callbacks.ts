import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Accounts } from './accounts.ts';
import type { Behaviour, Status } from './behaviour.ts';
import { messageOf } from './errors.ts';
import { post } from './post.ts';
import type { Sent } from './sent-log.ts';

/** One for all senders: nobody looks at it. */
const channelInstallSid = 'XE00000000000000000000000000000001';
/** WhatsApp refuses the message when it is to be delivered; Twilio never got as far with the others. */
const undelivered: ReadonlySet<number> = new Set([63016, 63024]);

/** Tells the platform what became of its messages, by the address that came with each. */
export class Callbacks {
  private readonly accounts: Accounts;
  private readonly behaviour: Behaviour;
  private held: (() => Promise<void>)[] = [];
  private readonly closing = new AbortController();

  constructor(accounts: Accounts, behaviour: Behaviour) {
    this.accounts = accounts;
    this.behaviour = behaviour;
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

  /** All the statuses of an accepted message; of one with a `code` its failure instead. */
  async follow(sent: Sent, code: number | undefined): Promise<void> {
    const { order, delayMs } = this.behaviour.current.statuses;
    const failure: Status = code !== undefined && undelivered.has(code) ? 'undelivered' : 'failed';
    for (const status of code === undefined ? order : [failure]) {
      try {
        await sleep(delayMs, undefined, { signal: this.closing.signal, ref: false });
      } catch {
        return;
      }
      const send = () => this.report(sent, status, code);
      if (this.behaviour.current.statuses.hold) this.held.push(send);
      else await send();
    }
  }

  /** Sends what was held back, in the order it was held. */
  async release(): Promise<void> {
    const held = this.held;
    this.held = [];
    for (const send of held) await send();
  }

  private async report(sent: Sent, status: Status, code: number | undefined): Promise<void> {
    const { statusCallback, accountSid, sid = '' } = sent;
    const authToken = this.accounts.find(accountSid)?.authToken;
    if (statusCallback === undefined || authToken === undefined) return;
    const errorCode = code ?? (status === 'failed' || status === 'undelivered' ? 63024 : undefined);
    const params = {
      ChannelPrefix: 'whatsapp',
      ApiVersion: '2010-04-01',
      MessageStatus: status,
      SmsSid: sid,
      SmsStatus: status,
      ChannelInstallSid: channelInstallSid,
      To: sent.to,
      From: sent.from,
      MessageSid: sid,
      AccountSid: accountSid,
      ChannelToAddress: sent.to.replace('whatsapp:', '').replace(/....$/, 'XXXX'),
      ...(errorCode === undefined ? {} : { ErrorCode: String(errorCode), ChannelStatusMessage: messageOf(errorCode) }),
      ...(/^(delivered|read|undelivered)$/.test(status) ? { EventType: status.toUpperCase() } : {}),
    };
    const answered = await post(statusCallback, params, authToken);
    sent.callbacks.push({ status, ...(errorCode === undefined ? {} : { errorCode }), answered });
  }
}
