/**
 * `webhook-meta` and `webhook-twilio` are on the provider's clock. `media` and `media-uploads` bring two decoders, which are not looked at before the
 * first picture or voice note: the one is a worker that nobody waits for, with the other people wait for the upload anyway.
 * `knowledge-fetch` brings a reader of PDFs, loaded with the first of them; nobody waits for it either. `assistant` has the rules that answer without a model, and waits for one most of its time.
 */
const targets: Readonly<Record<string, number>> = {
  'webhook-meta': 20,
  'webhook-twilio': 20,
  assistant: 300,
  'knowledge-fetch': 700,
  media: 230,
  'media-uploads': 230,
};

/** The most KB (1,000 bytes) of gzip -9 that the bundle of a function may have: 180 unless it is named above. */
export const bundleTarget = (name: string): number => targets[name] ?? 180;
