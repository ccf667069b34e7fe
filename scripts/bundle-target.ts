/** `webhook-meta` is on the provider's clock; `media` is a worker that brings two decoders, which nobody waits for. */
const targets: Readonly<Record<string, number>> = { 'webhook-meta': 20, media: 230 };

/** The most KB (1,000 bytes) of gzip -9 that the bundle of a function may have: 180 unless it is named above. */
export const bundleTarget = (name: string): number => targets[name] ?? 180;
