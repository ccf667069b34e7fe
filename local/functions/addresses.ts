/**
 * Public addresses of AWS and of the provider, and where they are on this machine. Values of environments and security
 * headers pass through here, so that the templates need not know of the local stage.
 */
export interface Addresses {
  /** From then on `publicAddress` and everything below it is `localAddress`. The longest match wins. */
  add(publicAddress: string, localAddress: string): void;
  rewrite(value: string): string;
}

export function createAddresses(): Addresses {
  const known: { from: string; to: string }[] = [];
  return {
    add: (from, to) => {
      known.push({ from, to });
      known.sort((left, right) => right.from.length - left.from.length);
    },
    rewrite: (value) => known.reduce((text, { from, to }) => text.replaceAll(from, to), value),
  };
}
