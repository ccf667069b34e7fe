import WebSocket from 'ws';
import * as z from 'zod';
import { Frame, type RealtimeEvent } from '../../contract/realtime.ts';
import type { Employee } from './api.ts';
import { eventually } from './eventually.ts';

const Ticket = z.object({ ticket: z.string(), url: z.string(), expiresAt: z.string() });
export type Ticket = z.infer<typeof Ticket>;

/** A ticket as the page asks for it: with an Origin. */
export async function ticketFor(who: Employee, origin = who.stage.url): Promise<Ticket> {
  const { status, body } = await who.call('POST', '/v1/realtime/ticket', undefined, { origin });
  if (status !== 201) throw new Error(`No ticket: ${status} ${JSON.stringify(body)}`);
  return Ticket.parse(body);
}

/** Opens a WebSocket; answers the HTTP status when it is refused. */
export function dial({ ticket, url }: Pick<Ticket, 'ticket' | 'url'>, origin: string | undefined): Promise<WebSocket | number> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`${url}?ticket=${encodeURIComponent(ticket)}`, { ...(origin && { origin }) });
    socket.once('open', () => resolve(socket));
    socket.once('unexpected-response', (_request, response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    socket.once('error', (error) => reject(error));
  });
}

/** An open browser of somebody: keeps every frame it was sent. */
export class Browser {
  readonly frames: Frame[] = [];
  /** The bytes as they came: what left the system is searched for what must not. */
  readonly raw: string[] = [];
  closed: number | undefined;
  private readonly socket: WebSocket;
  private commands = 0;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('message', (data) => {
      const text = data.toString();
      this.raw.push(text);
      this.frames.push(Frame.parse(JSON.parse(text)));
    });
    socket.on('close', (code) => {
      this.closed = code;
    });
  }

  static async open(who: Employee): Promise<Browser> {
    const origin = who.stage.url;
    const socket = await dial(await ticketFor(who, origin), origin);
    if (typeof socket === 'number') throw new Error(`The WebSocket was refused with ${socket}`);
    return new Browser(socket);
  }

  get events(): RealtimeEvent[] {
    return this.frames.flatMap(({ events }) => events);
  }

  /** Sends a command and answers what the server says to it. */
  async command(command: Record<string, unknown>): Promise<Extract<RealtimeEvent, { type: 'command.done' | 'command.failed' }>> {
    this.commands += 1;
    const requestId = `c${this.commands}`;
    this.socket.send(JSON.stringify({ ...command, requestId }));
    const find = () =>
      this.events.find(
        (event) => (event.type === 'command.done' || event.type === 'command.failed') && event.requestId === requestId,
      );
    const answer = await eventually(find, (event) => event !== undefined);
    if (answer?.type !== 'command.done' && answer?.type !== 'command.failed') throw new Error('unreachable');
    return answer;
  }

  /** Bytes that are no command at all. */
  say(text: string): void {
    this.socket.send(text);
  }

  async close(): Promise<void> {
    if (this.socket.readyState === WebSocket.CLOSED) return;
    const gone = new Promise((resolve) => this.socket.once('close', resolve));
    this.socket.close();
    await gone;
  }
}
