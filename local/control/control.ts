import type { IncomingMessage, ServerResponse } from 'node:http';
import * as z from 'zod';
import type { Queues } from '../events/queues.ts';
import type { Logs } from '../functions/logs.ts';
import type { Functions } from '../functions/registry.ts';
import { answer, readBody, urlOf } from '../gateway/http.ts';
import type { AwsEndpoint } from '../parts.ts';
import { Recorded, type Recordings } from '../transcribe/recorded.ts';
import { createMoves, type StageClock } from './clock.ts';
import { ModelAddress } from './model-door.ts';
import { queueDepths, redrive } from './queue-control.ts';
import { UnknownName } from './unknown-name.ts';

export interface ControlOptions {
  readonly functions: Functions;
  readonly queues: Queues;
  readonly logs: Logs;
  readonly clock: StageClock;
  readonly calls: AwsEndpoint['calls'];
  /** Variables that every function process is started with; changed here, sent to running ones. */
  readonly environment: Map<string, string>;
  readonly recordings: Recordings;
  readonly model: { leadTo(url: string): void };
}

const Kill = z.strictObject({ function: z.string() });
const Invoke = z.strictObject({ function: z.string(), payload: z.unknown() });
const FailPoints = z.strictObject({ points: z.string() });
const Clock = z.strictObject({ offsetMs: z.number() });
const Redrive = z.strictObject({ queue: z.string() });

/** `/_stage/*`: what tests and tools do to a running stage. */
export function createControl(options: ControlOptions) {
  const { functions, queues, logs, clock, calls, environment, recordings, model } = options;
  const moves = createMoves();

  const actions: Readonly<Record<string, (body: unknown, url: URL) => Promise<unknown>>> = {
    'GET functions': async () => functions.list().map((one) => one.state()),
    'POST kill': async (body) => {
      const { function: name } = Kill.parse(body);
      const target = functions.find(name);
      if (!target) throw new UnknownName(`There is no function ${name}`);
      return { killed: target.kill() };
    },
    // What `aws lambda invoke` does: for functions that people call by hand.
    'POST invoke': async (body) => {
      const { function: name, payload } = Invoke.parse(body);
      const target = functions.find(name);
      if (!target) throw new UnknownName(`There is no function ${name}`);
      return target.invoke(payload);
    },
    'POST fail-points': async (body) => {
      const { points } = FailPoints.parse(body);
      const before = environment.get('FRONTDESK_FAIL_POINTS') ?? '';
      environment.set('FRONTDESK_FAIL_POINTS', points);
      // Passes are counted in the process: a new one begins at the first. Whose code has none of these points goes on.
      const names = [...namesOf(before), ...namesOf(points)];
      for (const one of functions.list()) if (names.some((name) => one.mentions(name))) one.replace();
      return { points };
    },
    'GET clock': async () => ({ offsetMs: clock.offset(), now: clock.now() }),
    'POST clock': async (body) => {
      const { offsetMs } = Clock.parse(body);
      if (offsetMs !== clock.offset()) {
        const aheadSince = moves.to(offsetMs);
        clock.move(offsetMs);
        environment.set('FRONTDESK_CLOCK_OFFSET_MS', String(offsetMs));
        for (const one of functions.list()) {
          one.setEnvironment({ FRONTDESK_CLOCK_OFFSET_MS: String(offsetMs) });
          // Time only passes, as for processes on AWS; but none of them knows things from a time that is still to come.
          if (aheadSince !== undefined) one.replace(aheadSince);
        }
      }
      return { offsetMs, now: clock.now() };
    },
    'GET calls': async () => calls.list(),
    'DELETE calls': async () => {
      calls.clear();
      return {};
    },
    'GET queues': async () => queueDepths(queues),
    'POST redrive': async (body) => ({ moved: await redrive(queues, Redrive.parse(body).queue) }),
    'POST recordings': async (body) => {
      const recorded = Recorded.parse(body);
      recordings.put(recorded);
      return recorded;
    },
    'POST model': async (body) => {
      const { url } = ModelAddress.parse(body);
      model.leadTo(url);
      return { url };
    },
    'GET logs': async (_, url) => {
      const name = url.searchParams.get('function');
      const names = name === null ? functions.list().map(({ definition }) => definition.name) : [name];
      return names.flatMap((one) => logs.lines(one)).join('\n');
    },
  };

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (!isLocal(request)) return answer(response, 403, text, 'The control surface is for this machine only\n');
    const url = urlOf(request);
    const action = actions[`${request.method} ${url.pathname.replace('/_stage/', '')}`];
    if (!action) return answer(response, 404, text, `${Object.keys(actions).join('\n')}\n`);
    const body = await readBody(request, 1024 * 1024);
    try {
      const result = await action(body === undefined || body.length === 0 ? undefined : JSON.parse(body.toString('utf8')), url);
      if (typeof result === 'string') return answer(response, 200, text, result);
      answer(response, 200, { 'content-type': 'application/json' }, JSON.stringify(result));
    } catch (error) {
      if (error instanceof UnknownName) return answer(response, 404, text, `${error.message}\n`);
      if (error instanceof z.ZodError) return answer(response, 400, text, `${z.prettifyError(error)}\n`);
      if (error instanceof SyntaxError) return answer(response, 400, text, `${error.message}\n`);
      throw error;
    }
  };
}

const text = { 'content-type': 'text/plain; charset=utf-8' };

/** `inbound.after-message@2, outbound.after-call`: the names of the points. */
const namesOf = (points: string): string[] =>
  points.split(',').flatMap((point) => {
    const [name = ''] = point.trim().split('@');
    return name === '' ? [] : [name];
  });

/** A page of another site that resolves its name to this machine still sends its own Host and Origin. */
export function isLocal(request: IncomingMessage): boolean {
  const names = ['localhost', '127.0.0.1', '[::1]'];
  const hostOf = (value: string): string => value.replace(/^\w+:\/\//, '').replace(/:\d+$/, '');
  const { host = '', origin } = request.headers;
  return names.includes(hostOf(host)) && (origin === undefined || names.includes(hostOf(origin)));
}
