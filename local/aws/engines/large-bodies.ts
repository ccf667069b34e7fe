import { registerHooks } from 'node:module';

const limit = 'bodyLimit: 11 * 1_048_576';
/** The largest file that customers or employees send, and something around it. */
const larger = 'bodyLimit: 128 * 1_048_576';

/**
 * fauxqs 2.4 refuses bodies of more than 11 MiB, by a number in its source that no option changes. S3 takes 5 GiB in one request.
 * Call it before fauxqs is loaded.
 */
export function takeLargeBodies(): void {
  registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      if (!url.endsWith('/fauxqs/dist/app.js')) return loaded;
      const source = loaded.source?.toString() ?? '';
      if (!source.includes(limit)) throw new Error('fauxqs has changed: its limit of bodies is not where it was');
      return { ...loaded, source: source.replace(limit, larger) };
    },
  });
}
