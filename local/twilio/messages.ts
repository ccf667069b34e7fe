import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerJson, readBody } from '../http.ts';
import type { Account } from './accounts.ts';
import type { Behaviour, Fail } from './behaviour.ts';
import type { Callbacks } from './callbacks.ts';
import { refuse } from './errors.ts';
import { fetched } from './fetched.ts';
import { failed } from './scripted.ts';
import type { Sent, SentLog } from './sent-log.ts';
import { newSid, whatsappAddress } from './sid.ts';
import type { State } from './state.ts';

interface Parts {
  readonly state: State;
  readonly behaviour: Behaviour;
  readonly callbacks: Callbacks;
  readonly log: SentLog;
  readonly now: () => number;
}

/** The form of a request, by our own names. */
interface Asked {
  readonly from: string;
  readonly to: string;
  readonly body: string | undefined;
  readonly mediaUrls: readonly string[];
  readonly statusCallback: string | undefined;
}

const window = 24 * 3_600_000;
const longestBody = 1600;

/** `POST /2010-04-01/Accounts/{sid}/Messages.json`: https://www.twilio.com/docs/messaging/api/message-resource#create-a-message-resource */
export class Messages {
  private readonly parts: Parts;

  constructor(parts: Parts) {
    this.parts = parts;
  }

  async handle(account: Account, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { behaviour, log } = this.parts;
    const asked = await askedBy(request);
    const script = behaviour.take('messages');
    if (await failed(script, response)) {
      const answered = script?.drop === 'before' ? 0 : response.statusCode;
      log.add(this.entry(account, asked, { answered, ...(script?.code === undefined ? {} : { code: script.code }) }));
      return;
    }
    const code = problemOf(account, asked);
    if (code !== undefined) {
      refuse(response, code);
      log.add(this.entry(account, asked, { answered: response.statusCode, code }));
      return;
    }
    this.accept(account, asked, script, request, response);
  }

  private accept(
    account: Account,
    asked: Asked,
    script: Fail | undefined,
    request: IncomingMessage,
    response: ServerResponse,
  ): void {
    const sid = newSid(asked.mediaUrls.length > 0 ? 'MM' : 'SM');
    const dropped = script?.drop === 'after';
    const sent = this.entry(account, asked, { sid, answered: dropped ? 0 : 201 });
    this.parts.log.add(sent);
    if (dropped) request.socket.destroy();
    else answerJson(response, 201, resource(sent, asked.mediaUrls.length, this.parts.now()));
    const known = script?.later ?? (this.windowIsOpen(sent) ? undefined : 63016);
    void this.goOn(sent, known);
  }

  /** What Twilio does after it has answered. */
  private async goOn(sent: Sent, known: number | undefined): Promise<void> {
    let code = known;
    if (code === undefined && sent.mediaUrl !== undefined) {
      const { head, file, problem } = await fetched(sent.mediaUrl);
      sent.mediaHead = head;
      if (file !== undefined) Object.assign(sent, { mediaBytes: file.size, mediaSha256: file.sha256, mediaType: file.type });
      code = problem;
    }
    await this.parts.callbacks.follow(sent, code);
  }

  /**
   * A customer who has never written through this stand-in counts as having just written: tests post signed webhooks straight to
   * the platform.
   */
  private windowIsOpen({ accountSid, from, to }: Sent): boolean {
    const wroteAt = this.parts.state.lastWroteAt({ accountSid, number: from.replace('whatsapp:', '') }, to);
    return wroteAt === undefined || this.parts.now() - wroteAt <= window;
  }

  private entry({ accountSid }: Account, asked: Asked, outcome: Pick<Sent, 'sid' | 'answered' | 'code'>): Sent {
    const { from, to, body, mediaUrls, statusCallback } = asked;
    const [mediaUrl] = mediaUrls;
    return {
      at: new Date(this.parts.now()).toISOString(),
      accountSid,
      from,
      to,
      ...(body === undefined ? {} : { body }),
      ...(mediaUrl === undefined ? {} : { mediaUrl }),
      ...(statusCallback === undefined ? {} : { statusCallback }),
      ...outcome,
      callbacks: [],
    };
  }
}

/** A body that is not a form has no fields for Twilio. */
async function askedBy(request: IncomingMessage): Promise<Asked> {
  const raw = (await readBody(request, 1_000_000))?.toString('utf8') ?? '';
  const isForm = /^application\/x-www-form-urlencoded\b/.test(request.headers['content-type'] ?? '');
  const form = new URLSearchParams(isForm ? raw : '');
  return {
    from: form.get('From') ?? '',
    to: form.get('To') ?? '',
    body: form.get('Body') || undefined,
    mediaUrls: form.getAll('MediaUrl').filter((url) => url !== ''),
    statusCallback: form.get('StatusCallback') || undefined,
  };
}

/** Twilio's code for what is wrong before anything is sent. */
function problemOf(account: Account, { from, to, body, mediaUrls, statusCallback }: Asked): number | undefined {
  if (to === '') return 21604;
  if (from === '') return 21603;
  if (body === undefined && mediaUrls.length === 0) return 21602;
  if (!whatsappAddress.test(to)) return 21211;
  if (!from.startsWith('whatsapp:') || account.numbers[from.slice('whatsapp:'.length)] === undefined) return 63007;
  if (from === to) return 63031;
  if (body !== undefined && body.length > longestBody) return 21617;
  if (!mediaUrls.every(isWebAddress)) return 21620;
  if (statusCallback !== undefined && !isWebAddress(statusCallback)) return 21609;
  return undefined;
}

const isWebAddress = (text: string): boolean => /^https?:$/.test(URL.parse(text)?.protocol ?? '');

function resource({ accountSid, sid = '', from, to, body }: Sent, media: number, now: number): Record<string, unknown> {
  const uri = `/2010-04-01/Accounts/${accountSid}/Messages/${sid}`;
  // RFC 2822, as in Twilio's answers: `Fri, 20 Nov 2026 09:00:00 +0000`.
  const date = new Date(now).toUTCString().replace('GMT', '+0000');
  return {
    account_sid: accountSid,
    api_version: '2010-04-01',
    body: body ?? '',
    date_created: date,
    date_sent: null,
    date_updated: date,
    direction: 'outbound-api',
    error_code: null,
    error_message: null,
    from,
    messaging_service_sid: null,
    num_media: String(media),
    num_segments: '1',
    price: null,
    price_unit: null,
    sid,
    status: 'queued',
    subresource_uris: { media: `${uri}/Media.json` },
    to,
    uri: `${uri}.json`,
  };
}
