import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import * as z from 'zod';
import { address, answerText, jsonOf } from '../http.ts';
import type { RequestHandler } from '../parts.ts';
import { account } from './account.ts';
import { answerJson } from './answer.ts';
import { Behaviour } from './behaviour.ts';
import { errorBody, failure, noSuchObject } from './errors.ts';
import { type Delivered, type Inbound, InboundWebhooks } from './inbound.ts';
import { Media } from './media.ts';
import { Messages } from './messages.ts';
import { Numbers } from './numbers.ts';
import { numbersControl } from './numbers-control.ts';
import { businessProfile } from './profile.ts';
import { SentLog } from './sent-log.ts';
import { State, type Thread } from './state.ts';
import { Statuses } from './statuses.ts';
import { type Channel, retryDelay, Webhooks } from './webhook.ts';

export interface GraphOptions {
  readonly channels: () => readonly Channel[];
  /** The stand-in keeps customers, threads and files in `graph/` under it. */
  readonly dataDir: string;
  readonly now: () => number;
  /** Address of the stage, for media links: `http://localhost:4000`. */
  readonly origin: () => string;
  /** Milliseconds before the repetition number `attempt` (from 0) of a webhook that was not answered with 200. */
  readonly retryDelay?: (attempt: number) => number;
}

export interface Graph {
  /** Serves `/graph/...`. */
  readonly handle: RequestHandler;
  /** Undefined when no business has this number. */
  deliverInbound(inbound: Inbound): Promise<Delivered> | undefined;
  readonly state: State;
  readonly media: Media;
  channel(phoneNumberId: string): Channel | undefined;
  /** The customer looks at the chat: reports what was delivered as read. */
  opened(thread: Thread): Promise<number>;
  /** Until when (ms) the business is shown as typing; 0 when it is not. */
  typingUntil(thread: Thread): number;
  close(): void;
}

const Window = z.strictObject({ phoneNumberId: z.string(), customer: z.string(), lastWroteAt: z.int() });

/** A stand-in for the WhatsApp Cloud API that behaves like it: https://developers.facebook.com/documentation/business-messaging/whatsapp/ */
export function createGraph({ channels, dataDir, now, origin, retryDelay: delayOf = retryDelay }: GraphOptions): Graph {
  const folder = join(dataDir, 'graph');
  const state = new State(folder);
  const numbers = new Numbers(join(folder, 'numbers.json'), channels);
  const webhooks = new Webhooks(delayOf, (one) => numbers.find(one.phoneNumberId) ?? one);
  const behaviour = new Behaviour();
  const log = new SentLog(now);
  const statuses = new Statuses({ state, webhooks, behaviour, now });
  const media = new Media({ dataDir: folder, state, behaviour, log, now, origin });
  const inbound = new InboundWebhooks({ state, media, webhooks, now });
  const typing = new Map<Thread, number>();
  const messages = new Messages({
    state,
    statuses,
    behaviour,
    log,
    now,
    typing: (thread, until) => {
      typing.set(thread, until);
      state.changed(thread);
    },
  });
  const channel = (phoneNumberId: string) => numbers.find(phoneNumberId);

  async function control(
    name: string,
    query: URLSearchParams,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    switch (`${request.method} ${name}`) {
      case 'GET _sent':
        return answerJson(response, 200, log.list(query.get('phoneNumberId') ?? undefined, query.get('to') ?? undefined));
      case 'DELETE _sent':
        log.clear();
        return answerJson(response, 200, { success: true });
      case 'GET _behaviour':
        return answerJson(response, 200, {
          ...behaviour.current,
          heldBack: statuses.heldBack,
          webhooksPending: webhooks.pending,
        });
      case 'POST _behaviour': {
        const problem = behaviour.change(await jsonOf(request));
        if (problem !== undefined) return answerJson(response, 400, { error: z.prettifyError(problem) });
        if (!behaviour.current.statuses.hold) await statuses.release();
        return answerJson(response, 200, behaviour.current);
      }
      case 'DELETE _behaviour':
        behaviour.reset();
        messages.forgetRates();
        await statuses.release();
        return answerJson(response, 200, behaviour.current);
      case 'POST _window': {
        const wanted = Window.safeParse(await jsonOf(request));
        if (!wanted.success) return answerJson(response, 400, { error: z.prettifyError(wanted.error) });
        const { phoneNumberId, customer, lastWroteAt } = wanted.data;
        state.thread(phoneNumberId, customer.includes('.') ? { userId: customer } : { waId: customer }).customer.lastWroteAt =
          lastWroteAt;
        state.save();
        return answerJson(response, 200, { success: true });
      }
      case 'GET _numbers':
      case 'POST _numbers':
      case 'POST _apps':
        return numbersControl(numbers, webhooks, `${request.method} ${name}`, await jsonOf(request), response);
      default:
        return answerText(
          response,
          404,
          'GET or DELETE /graph/_sent, GET, POST or DELETE /graph/_behaviour, POST /graph/_window, GET or POST /graph/_numbers, POST /graph/_apps',
        );
    }
  }

  async function api(segments: readonly string[], query: URLSearchParams, request: IncomingMessage, response: ServerResponse) {
    const token = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1];
    const own = numbers.seenBy(token);
    if (token === undefined || own.length === 0) return answerJson(response, 401, errorBody(failure(190)));
    const method = request.method ?? 'GET';
    const [id = '', edge] = segments;
    if (id === '_media') return media.download(edge ?? '', query, own, response);
    if (account({ numbers, own, token, segments, query }, request, response)) return;
    const target = own.find(({ phoneNumberId }) => phoneNumberId === id);
    const route = `${method} ${edge ?? ''}`;
    if (target !== undefined && route === 'POST messages') return messages.handle(target, request, response);
    if (target !== undefined && route === 'POST media') return media.upload(target, request, response);
    if (target !== undefined && /^(GET|POST) whatsapp_business_profile$/.test(route)) {
      return businessProfile(state, target, query, request, response);
    }
    if (edge === undefined && (method === 'GET' || method === 'DELETE')) return media.object(id, own, request, response);
    const problem = noSuchObject(method, id);
    answerJson(response, problem.http, errorBody(problem));
  }

  return {
    handle: async (request, response) => {
      const { segments, query } = address(request, '/graph');
      const [first = '', ...rest] = segments;
      if (first === '_media') return api(segments, query, request, response);
      if (/^v\d+\.\d+$/.test(first)) return api(rest, query, request, response);
      return control(first, query, request, response);
    },
    deliverInbound: (event) => {
      const target = channel(event.phoneNumberId);
      return target === undefined ? undefined : inbound.deliver(target, event);
    },
    state,
    media,
    channel,
    opened: async (thread) => {
      const target = channel(thread.phoneNumberId);
      return target === undefined ? 0 : statuses.read(target, thread);
    },
    typingUntil: (thread) => typing.get(thread) ?? 0,
    close: () => {
      statuses.close();
      webhooks.close();
      state.flush();
    },
  };
}
