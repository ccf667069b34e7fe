import type { APIGatewayProxyEvent } from 'aws-lambda';
import * as z from 'zod';
import type { Route } from '../../contract/route.ts';
import { fieldErrors, type ProblemResult, problem } from './problem.ts';

/** Larger than any body of the contract by far, and small enough to parse in a few milliseconds. */
const maximumBodyBytes = 256 * 1024;

const Nothing = z.strictObject({});

/** All values of a header, whatever its case. */
export function headerValues({ multiValueHeaders, headers }: APIGatewayProxyEvent, name: string): readonly string[] {
  const lists = Object.entries(multiValueHeaders ?? {}).filter(([key]) => key.toLowerCase() === name);
  if (lists.length > 0) return lists.flatMap(([, values]) => values ?? []);
  return Object.entries(headers ?? {}).flatMap(([key, value]) => (key.toLowerCase() === name && value ? [value] : []));
}

/**
 * A request that changes something must come from a page of the address it was sent to. CloudFront tells the address the
 * browser used in `x-forwarded-host`, which a page of another site cannot set. Browsers send Origin with every POST;
 * programs that are not browsers send none and carry no cookies.
 */
export function checkOrigin(event: APIGatewayProxyEvent): ProblemResult | undefined {
  if (event.httpMethod === 'GET') return undefined;
  const [origin, ...more] = headerValues(event, 'origin');
  if (origin === undefined) return undefined;
  const address = headerValues(event, 'x-forwarded-host')[0] ?? headerValues(event, 'host')[0];
  const host = URL.canParse(origin) ? new URL(origin).host : '';
  if (more.length === 0 && host !== '' && host === address?.toLowerCase()) return undefined;
  return problem('foreign-origin', 'Open the app at its own address and try again.');
}

/** `undefined` stands for a route or request without a body. */
export function readBody(event: APIGatewayProxyEvent, schema: Route['body']): { value: unknown } | ProblemResult {
  const raw = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
  if (raw.length > maximumBodyBytes) return problem('too-large', `A body may have ${maximumBodyBytes / 1024} KB at most.`);
  if (raw.length === 0 && schema === undefined) return { value: undefined };
  // A form of another site can post text/plain without asking first, but never application/json.
  const [type, ...more] = headerValues(event, 'content-type');
  if (more.length > 0 || !/^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i.test(type ?? '')) {
    return problem('bad-request', 'Send the body as application/json in UTF-8.');
  }
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(raw));
  } catch {
    return problem('invalid-body', 'The body is not JSON in UTF-8.');
  }
  const parsed = (schema ?? Nothing).safeParse(json);
  if (parsed.success) return { value: schema && parsed.data };
  return problem('invalid-body', 'Correct the fields named in `errors` and send it again.', fieldErrors(parsed.error));
}

export function readQuery(event: APIGatewayProxyEvent, schema: Route['query']): { value: unknown } | ProblemResult {
  const lists = Object.entries(event.multiValueQueryStringParameters ?? {});
  const repeated = lists.filter(([, values]) => (values?.length ?? 0) > 1);
  if (repeated.length > 0) {
    return problem(
      'invalid-query',
      'Give each parameter once.',
      repeated.map(([path]) => ({ path, message: 'Given more than once' })),
    );
  }
  const parsed = (schema ?? Nothing).safeParse(Object.fromEntries(lists.map(([name, values]) => [name, values?.[0]])));
  if (parsed.success) return { value: schema && parsed.data };
  return problem('invalid-query', 'Correct the parameters named in `errors`.', fieldErrors(parsed.error));
}

/** A malformed id answers exactly like an unknown one. */
export function readParams(event: APIGatewayProxyEvent, schema: Route['params']): { value: unknown } | ProblemResult {
  if (schema === undefined) return { value: undefined };
  const parsed = schema.safeParse(decodeAll(event.pathParameters ?? {}));
  return parsed.success ? { value: parsed.data } : notFound();
}

export const notFound = (): ProblemResult => problem('not-found', 'Check the address; what it names may have been removed.');

/** REST APIs hand path parameters on percent-encoded: https://github.com/serverless/serverless/issues/5037 */
function decodeAll(params: NonNullable<APIGatewayProxyEvent['pathParameters']>): Record<string, string | undefined> {
  try {
    return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, value && decodeURIComponent(value)]));
  } catch {
    return {};
  }
}
