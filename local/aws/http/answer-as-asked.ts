import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';

const asked = [
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-type',
  'expires',
] as const;

/**
 * Headers that a signed address asks S3 to answer with (`response-content-type=...`), which fauxqs does not know.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
 */
export function answerAsAsked(response: ServerResponse, query: URLSearchParams): void {
  const wanted = asked.flatMap((name) => {
    const value = query.get(`response-${name}`);
    return value === null ? [] : [[name, value] as const];
  });
  if (wanted.length === 0) return;
  const writeHead = response.writeHead.bind(response);
  response.writeHead = (status: number, headers?: unknown) => {
    const own: OutgoingHttpHeaders = typeof headers === 'object' && headers !== null ? { ...headers } : {};
    return writeHead(status, status < 300 ? { ...own, ...Object.fromEntries(wanted) } : own);
  };
}
