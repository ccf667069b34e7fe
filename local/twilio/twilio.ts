import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import * as z from 'zod';
import { address, answerJson, answerText, jsonOf } from '../http.ts';
import type { RequestHandler } from '../parts.ts';
import { type Account, Accounts } from './accounts.ts';
import { Behaviour } from './behaviour.ts';
import { Callbacks } from './callbacks.ts';
import { refuse } from './errors.ts';
import { deliver } from './inbound.ts';
import { Media } from './media.ts';
import { Messages } from './messages.ts';
import { failed } from './scripted.ts';
import { SentLog } from './sent-log.ts';
import { AccountSid, PhoneNumber } from './sid.ts';
import { State } from './state.ts';

interface TwilioOptions {
  /** The stand-in keeps accounts, customers and files in `twilio/` under it. */
  readonly dataDir: string;
  readonly now: () => number;
  /** Address of the stage, for links to files: `http://localhost:4000`. */
  readonly origin: () => string;
}

export interface Twilio {
  /** Serves `/twilio/...`. */
  readonly handle: RequestHandler;
  /** The account that nobody has connected yet. */
  readonly seeded: Accounts['seeded'];
  close(): void;
}

const Window = z.strictObject({ accountSid: AccountSid, number: PhoneNumber, customer: z.string().min(1), lastWroteAt: z.int() });

const controls =
  'GET or POST /twilio/_accounts, POST /twilio/_media?path=, GET or DELETE /twilio/_sent, POST /twilio/_inbound, GET, POST or DELETE /twilio/_behaviour, POST /twilio/_window';

/** A stand-in for Twilio that behaves like it: https://www.twilio.com/docs/whatsapp/api */
export function createTwilio({ dataDir, now, origin }: TwilioOptions): Twilio {
  const folder = join(dataDir, 'twilio');
  const state = new State(folder);
  const accounts = new Accounts(join(folder, 'accounts.json'));
  const behaviour = new Behaviour();
  const log = new SentLog();
  const callbacks = new Callbacks(accounts, behaviour);
  const media = new Media({ dataDir: folder, state, behaviour, now, origin });
  const messages = new Messages({ state, behaviour, callbacks, log, now });

  async function control(
    name: string,
    query: URLSearchParams,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const wrong = (error: z.ZodError | string): void =>
      answerJson(response, 400, { error: typeof error === 'string' ? error : z.prettifyError(error) });
    switch (`${request.method} ${name}`) {
      case 'GET _accounts':
        return answerJson(response, 200, accounts.list());
      case 'POST _accounts': {
        const added = accounts.add(await jsonOf(request));
        return added instanceof z.ZodError ? wrong(added) : answerJson(response, 200, added);
      }
      case 'POST _media':
        return media.keep(query.get('path') ?? '', request, response);
      case 'GET _sent':
        return answerJson(response, 200, log.list(query.get('to') ?? undefined));
      case 'DELETE _sent':
        log.clear();
        return answerJson(response, 200, { success: true });
      case 'POST _inbound': {
        const delivered = await deliver({ accounts, state, now }, await jsonOf(request));
        return 'error' in delivered ? wrong(delivered.error) : answerJson(response, 200, delivered);
      }
      case 'GET _behaviour':
        return answerJson(response, 200, { ...behaviour.current, heldBack: callbacks.heldBack });
      case 'POST _behaviour': {
        const problem = behaviour.change(await jsonOf(request));
        if (problem !== undefined) return wrong(problem);
        if (!behaviour.current.statuses.hold) await callbacks.release();
        return answerJson(response, 200, behaviour.current);
      }
      case 'DELETE _behaviour':
        behaviour.reset();
        await callbacks.release();
        return answerJson(response, 200, behaviour.current);
      case 'POST _window': {
        const wanted = Window.safeParse(await jsonOf(request));
        if (!wanted.success) return wrong(wanted.error);
        state.wrote(wanted.data, wanted.data.customer, wanted.data.lastWroteAt);
        return answerJson(response, 200, { success: true });
      }
      default:
        return answerText(response, 404, controls);
    }
  }

  async function api(path: string, segments: readonly string[], request: IncomingMessage, response: ServerResponse) {
    const [, , one = '', ...rest] = segments;
    const account = accounts.authenticated(one.replace(/\.json$/, ''), request.headers.authorization);
    if (account === undefined) return refuse(response, 20003);
    const asked = `${request.method} ${rest.map((part) => (/^[A-Z]{2}[0-9a-f]{32}$/.test(part) ? '{sid}' : part)).join('/')}`;
    if (asked === 'GET ' && one.endsWith('.json')) return answerAccount(account, response);
    if (asked === 'POST Messages.json') return messages.handle(account, request, response);
    if (asked === 'GET Messages/{sid}/Media/{sid}') return media.lead(path, response);
    refuse(response, 20404);
  }

  async function answerAccount({ accountSid }: Account, response: ServerResponse): Promise<void> {
    if (await failed(behaviour.take('account'), response)) return;
    answerJson(response, 200, {
      sid: accountSid,
      friendly_name: 'Frontdesk on Twilio',
      owner_account_sid: accountSid,
      status: 'active',
      type: 'Full',
      uri: `/2010-04-01/Accounts/${accountSid}.json`,
    });
  }

  return {
    handle: async (request, response) => {
      const { segments, query } = address(request, '/twilio');
      const path = `/${segments.join('/')}`;
      if (path.startsWith('/2010-04-01/Accounts/')) return api(path, segments, request, response);
      const [first = '', ...rest] = segments;
      if (first === '_storage' && request.method === 'GET') return media.serve(`/${rest.join('/')}`, query, request, response);
      return control(first, query, request, response);
    },
    seeded: accounts.seeded,
    close: () => {
      callbacks.close();
      state.flush();
    },
  };
}
