/** `npm run docs`: writes the pages that are made from the contract. A test fails when they are out of date. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generatedDocuments } from './docs/documents.ts';

for (const [path, text] of Object.entries(generatedDocuments())) {
  await writeFile(join(import.meta.dirname, '..', path), text);
  console.log(`${path} (${text.length} characters)`);
}
