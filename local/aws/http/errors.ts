import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';

/** An error as an AWS service would answer it. */
export class AwsError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export type Protocol = 'json-1.0' | 'json-1.1' | 'query' | 's3' | 'rest-json';

/** Writes the error in the shape that the service's SDK client reads. */
export function sendError(response: ServerResponse, protocol: Protocol, error: AwsError): void {
  const requestId = randomUUID();
  const { type, body } = shape(protocol, error, requestId);
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(error.status, {
    'content-type': type,
    'content-length': Buffer.byteLength(body),
    'x-amzn-requestid': requestId,
    'x-amzn-errortype': error.code,
    connection: 'keep-alive',
  });
  response.end(body);
}

function shape(protocol: Protocol, { code, message }: AwsError, requestId: string): { type: string; body: string } {
  switch (protocol) {
    case 'json-1.0':
    case 'json-1.1':
      return {
        type: `application/x-amz-${protocol}`,
        body: JSON.stringify({ __type: `com.amazon.coral.service#${code}`, message, Message: message }),
      };
    case 'query':
      return {
        type: 'text/xml',
        body:
          `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>${code}</Code>` +
          `<Message>${escapeXml(message)}</Message></Error><RequestId>${requestId}</RequestId></ErrorResponse>`,
      };
    case 's3':
      return {
        type: 'application/xml',
        body:
          '<?xml version="1.0" encoding="UTF-8"?>' +
          `<Error><Code>${code}</Code><Message>${escapeXml(message)}</Message><RequestId>${requestId}</RequestId></Error>`,
      };
    case 'rest-json':
      return { type: 'application/json', body: JSON.stringify({ message }) };
  }
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

export function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => entities[character] ?? character);
}
