import { openApiDocument } from './openapi.ts';
import { realtimePage } from './realtime.ts';

/** Text of every page made from the contract, by its path. */
export function generatedDocuments(): Readonly<Record<string, string>> {
  return {
    'docs/openapi.json': `${JSON.stringify(openApiDocument(), null, 2)}\n`,
    'docs/realtime.md': realtimePage(),
  };
}
