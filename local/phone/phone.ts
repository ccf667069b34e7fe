import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import * as z from 'zod';
import type { Graph } from '../graph/graph.ts';
import type { Thread } from '../graph/state.ts';
import { address, answerJson, parseJson, readBody } from '../http.ts';
import type { RequestHandler } from '../parts.ts';
import { Place, Send, toInbound } from './send.ts';
import { threadView } from './view.ts';

export interface PhoneBusiness {
  readonly slug: string;
  readonly name: string;
  readonly channels: readonly { readonly id: string; readonly phoneNumberId: string; readonly number: string }[];
}

export interface PhoneOptions {
  readonly graph: Graph;
  readonly businesses: () => readonly PhoneBusiness[];
  readonly now: () => number;
}

const files: ReadonlySet<string> = new Set([
  'index.html',
  'phone.css',
  'messages.css',
  'overlays.css',
  'phone.js',
  'attach.js',
  'bubble.js',
  'people.js',
  'people-dialog.js',
]);
const types: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
};
const policy = "default-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; frame-ancestors 'none'; base-uri 'none'";

const MediaIdWanted = z
  .string()
  .regex(/^\d{5,30}$/)
  .optional();

/** A pretend phone: everybody can be a customer of any business on the stage. */
export function createPhone({ graph, businesses, now }: PhoneOptions): { handle: RequestHandler } {
  /** The provider's number of a place; undefined when no business has it. */
  const numberOf = ({ channelId, phoneNumberId }: z.infer<typeof Place>): string | undefined =>
    businesses()
      .flatMap(({ channels }) => channels)
      .find((channel) => channel.id === channelId || channel.phoneNumberId === phoneNumberId)?.phoneNumberId;

  /** The chat, once something was said in it. */
  const threadOf = (place: z.infer<typeof Place>): Thread | undefined => {
    const customer = place.from ?? place.userId;
    const phoneNumberId = numberOf(place);
    return phoneNumberId === undefined || customer === undefined ? undefined : graph.state.find(phoneNumberId, customer);
  };

  async function api(
    segments: readonly string[],
    query: URLSearchParams,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const [name = '', id = ''] = segments;
    switch (`${request.method} ${name}`) {
      case 'GET businesses':
        return answerJson(response, 200, businesses());
      case 'GET thread': {
        const channel = query.get('channel') ?? undefined;
        const place = Place.safeParse({ channelId: channel, phoneNumberId: channel, ...whoIn(query) });
        if (!place.success || numberOf(place.data) === undefined) return nobody(response);
        const thread = threadOf(place.data);
        return answerJson(response, 200, thread === undefined ? { typingFor: 0, entries: [] } : threadView(graph, thread, now()));
      }
      case 'GET events':
        return events(graph, whoIn(query), response);
      case 'GET media':
        return file(id, response);
      case 'POST send': {
        const body = Send.safeParse(await jsonOf(request));
        if (!body.success) return answerJson(response, 400, { error: z.prettifyError(body.error) });
        const phoneNumberId = numberOf(body.data);
        const delivered = phoneNumberId === undefined ? undefined : graph.deliverInbound(toInbound(phoneNumberId, body.data));
        return delivered === undefined ? nobody(response) : answerJson(response, 200, await delivered);
      }
      case 'POST open': {
        const place = Place.safeParse(await jsonOf(request));
        if (!place.success) return answerJson(response, 400, { error: z.prettifyError(place.error) });
        if (numberOf(place.data) === undefined) return nobody(response);
        const thread = threadOf(place.data);
        return answerJson(response, 200, { read: thread === undefined ? 0 : await graph.opened(thread) });
      }
      case 'POST media':
        return upload(query, request, response);
      default:
        return answerJson(response, 404, { error: 'GET businesses, thread, events, media/{id}; POST send, open, media' });
    }
  }

  async function upload(query: URLSearchParams, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const channel = query.get('channel') ?? '';
    // It becomes the name of a file.
    const id = MediaIdWanted.safeParse(query.get('id') ?? undefined);
    if (!id.success) return answerJson(response, 400, { error: 'The id of a file is digits' });
    const phoneNumberId = numberOf({ channelId: channel, phoneNumberId: channel });
    if (phoneNumberId === undefined) return nobody(response);
    const mimeType = request.headers['content-type'] ?? '';
    const bytes = await readBody(request, 100 * 1024 * 1024);
    // A phone sends whatever its owner picks: what a business may upload is another matter.
    if (bytes === undefined) return answerJson(response, 400, { error: 'The file is larger than 100 MB' });
    answerJson(response, 200, { id: (await graph.media.keep(phoneNumberId, mimeType, bytes, 7, id.data)).id });
  }

  async function file(id: string, response: ServerResponse): Promise<void> {
    const medium = graph.media.get(id);
    if (medium === undefined) return answerJson(response, 404, { error: 'There is no such file any more' });
    response.writeHead(200, {
      'content-type': medium.mimeType,
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, max-age=86400',
    });
    response.end(await graph.media.read(medium));
  }

  return {
    handle: async (request, response) => {
      const { segments, query } = address(request, '/phone');
      const [first = '', ...rest] = segments;
      if (first === 'api') return api(rest, query, request, response);
      const name = segments.join('/') || 'index.html';
      if (!files.has(name)) return answerJson(response, 404, { error: 'The phone is at /phone' });
      const body = await readFile(new URL(`page/${name}`, import.meta.url));
      response.writeHead(200, {
        'content-type': types[name.split('.').at(-1) ?? ''] ?? 'text/plain',
        'content-security-policy': policy,
        'cache-control': 'no-cache',
      });
      response.end(body);
    },
  };
}

const nobody = (response: ServerResponse): void =>
  answerJson(response, 404, { error: 'No business on this stage has this channel, or the customer is missing' });

/** `from` of a query: a number or a business-scoped user id. */
function whoIn(query: URLSearchParams): { from?: string; userId?: string } {
  const from = query.get('from') ?? '';
  return /^[A-Z]{2}\./.test(from) ? { userId: from } : { from: from.replace(/\D/g, '') };
}

/** Server-sent events: the number of the business whose chat with this customer changed, so that the page asks for it again. */
function events(graph: Graph, who: { from?: string; userId?: string }, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  response.write('data: open\n\n');
  const stop = graph.state.subscribe(({ phoneNumberId, customer }) => {
    const same = who.from === undefined ? customer.userId === who.userId : customer.waId === who.from;
    if (same) response.write(`data: ${phoneNumberId}\n\n`);
  });
  response.on('close', stop);
}

async function jsonOf(request: IncomingMessage): Promise<unknown> {
  return parseJson((await readBody(request, 1_000_000))?.toString('utf8') ?? '');
}
