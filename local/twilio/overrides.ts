/** What Twilio does with an address: https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides */
interface Overrides {
  /** What is asked, and signed. */
  readonly url: string;
  /** How often it tries again what a policy names. */
  readonly retries: number;
  readonly policies: readonly string[];
}

const mostRetries = 5;

/** Reads the fragment of an address: `rc` and `rp`. Others, of timeouts and places, change nothing here. */
export function overridesOf(address: string): Overrides {
  const [url = '', fragment = ''] = address.split('#', 2);
  const said = new URLSearchParams(fragment);
  const count = Number(said.get('rc') ?? 1);
  return {
    url,
    retries: Number.isInteger(count) && count >= 0 && count <= mostRetries ? count : 1,
    policies: (said.get('rp') ?? 'ct').split(','),
  };
}

/** Whether a policy names what came of a try: its HTTP status, 0 for no answer. */
export function isRepeated({ policies }: Overrides, status: number): boolean {
  const kind = status === 0 ? 'ct' : `${Math.floor(status / 100)}xx`;
  return /^([45]xx|ct)$/.test(kind) && (policies.includes('all') || policies.includes(kind));
}
