import { place } from '../parts.ts';

/** A request an engine refused. `type` is AWS's name of the error without its namespace. */
export class EngineError extends Error {
  readonly type: string;

  constructor(type: string, message: string) {
    super(`${type}: ${message}`);
    this.type = type;
  }
}

/** Calls an operation of an engine, past the IAM gate: event sources act for AWS itself. */
export async function awsJson(
  endpoint: string,
  service: 'sqs' | 'dynamodb',
  target: string,
  body: unknown,
  signal?: AbortSignal,
): Promise<unknown> {
  const scope = `${new Date().toISOString().slice(0, 10).replaceAll('-', '')}/${place.region}/${service}/aws4_request`;
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': target,
      'x-amz-date': new Date().toISOString().replace(/[-:]|\.\d+/g, ''),
      // Engines want the form of a signature and do not check it.
      authorization: `AWS4-HMAC-SHA256 Credential=local/${scope}, SignedHeaders=host, Signature=none`,
    },
    body: JSON.stringify(body),
    ...(signal === undefined ? {} : { signal }),
  });
  const text = await response.text();
  const answer: unknown = text === '' ? {} : JSON.parse(text);
  if (response.ok) return answer;
  const field = (name: string): string =>
    typeof answer === 'object' && answer !== null ? String(Object.getOwnPropertyDescriptor(answer, name)?.value ?? '') : '';
  throw new EngineError(field('__type').split('#').at(-1) ?? '', field('message'));
}
