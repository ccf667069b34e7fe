import * as z from 'zod';
import { answer, readBody } from '../gateway/http.ts';
import type { RequestHandler } from '../parts.ts';

/** What stays with a connection, or is another after the body was read. */
const passedBack = ['content-type', 'retry-after'];

export const ModelAddress = z.strictObject({ url: z.url({ protocol: /^http$/, hostname: /^(127\.0\.0\.1|localhost)$/ }) });

/**
 * `/model/*` is a model on this machine, whichever was put behind it: functions ask no other private address. A developer's own,
 * or the stand-in of a test.
 */
export function createModelDoor() {
  let target: string | undefined;
  const handle: RequestHandler = async (request, response) => {
    const body = await readBody(request, 8 * 1024 * 1024);
    if (target === undefined || body === undefined) return answer(response, 502, {}, 'POST /_stage/model {"url": ...}\n');
    const { 'content-type': type = 'application/json', authorization = '' } = request.headers;
    const path = (request.url ?? '/').replace(/^\/model/, '');
    const told = await fetch(`${target}${path}`, {
      method: request.method ?? 'GET',
      headers: { 'content-type': type, authorization },
      ...(body.length > 0 && { body: new Uint8Array(body) }),
    });
    const headers = passedBack.flatMap((name) => {
      const value = told.headers.get(name);
      return value === null ? [] : [[name, value] as const];
    });
    answer(response, told.status, Object.fromEntries(headers), Buffer.from(await told.arrayBuffer()));
  };
  return {
    handle,
    leadTo: (url: string): void => {
      target = url.replace(/\/$/, '');
    },
  };
}
