export interface Answer {
  readonly status: number;
  /** Undefined where it is no JSON. */
  readonly body: unknown;
}

/** What came of a call that must not be made twice. */
export type Posted =
  | Answer
  /** Not a byte of the request was sent. */
  | 'not-reached'
  /** The provider may have got it. */
  | { readonly unanswered: string };

const timeoutMs = 20_000;

/** Failures before a single byte of the request could have been sent. */
const neverConnected = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT']);

/** Posts to a provider's API, once. */
export async function post(
  request: typeof fetch,
  url: string,
  { headers, body }: { readonly headers: Readonly<Record<string, string>>; readonly body: string },
): Promise<Posted> {
  try {
    const response = await request(url, {
      method: 'POST',
      headers,
      body,
      // A redirect would take the token elsewhere.
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
    return { status: response.status, body: parse(await response.text()) };
  } catch (error) {
    const code = causeCode(error);
    return code && neverConnected.has(code) ? 'not-reached' : { unanswered: code ?? 'no-answer' };
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function causeCode(error: unknown): string | undefined {
  const cause = error instanceof Error ? error.cause : undefined;
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined;
  return typeof code === 'string' ? code : undefined;
}
