import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { address, answerJson } from '../http.ts';
import type { RequestHandler } from '../parts.ts';

const Letter = z.object({
  id: z.string(),
  /** ISO 8601. */
  at: z.string(),
  to: z.string(),
  subject: z.string(),
  text: z.string(),
  /** The one-time code in it, if there is one. */
  code: z.string().optional(),
});
type Letter = z.infer<typeof Letter>;

export interface Mail {
  /** Serves `/mail` (a page) and `/mail/api` (newest first; `?to=`; DELETE empties the box). */
  readonly handle: RequestHandler;
  /** Keeps an e-mail instead of sending it. */
  deliver(mail: { readonly to: string; readonly subject: string; readonly text: string }): void;
}

const kept = 200;
const files: Readonly<Record<string, readonly [file: string, type: string]>> = {
  '': ['index.html', 'text/html; charset=utf-8'],
  'mail.css': ['mail.css', 'text/css; charset=utf-8'],
  'mail.js': ['mail.js', 'text/javascript; charset=utf-8'],
};

/** The e-mails that the platform sent. None leaves this machine. */
export function createMail({ dataDir, now }: { readonly dataDir: string; readonly now: () => number }): Mail {
  const folder = join(dataDir, 'mail');
  const file = join(folder, 'letters.json');
  mkdirSync(folder, { recursive: true });
  let letters: Letter[] = existsSync(file) ? z.array(Letter).parse(JSON.parse(readFileSync(file, 'utf8'))) : [];
  const keep = (next: Letter[]): void => {
    letters = next.slice(0, kept);
    writeFileSync(`${file}.new`, JSON.stringify(letters), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  };

  return {
    deliver: ({ to, subject, text }) => {
      const code = /\b\d{6}\b/.exec(text)?.[0];
      keep([{ id: randomUUID(), at: new Date(now()).toISOString(), to, subject, text, ...(code ? { code } : {}) }, ...letters]);
    },
    handle: async (request, response) => {
      const { segments, query } = address(request, '/mail');
      const path = segments.join('/');
      if (path === 'api') {
        if (request.method === 'DELETE') keep([]);
        const to = query.get('to')?.toLowerCase();
        return answerJson(
          response,
          200,
          letters.filter((letter) => to === undefined || letter.to.toLowerCase() === to),
        );
      }
      const [name, type] = files[path] ?? [];
      if (name === undefined || type === undefined) return answerJson(response, 404, { error: 'The mails are at /mail' });
      response.writeHead(200, {
        'content-type': type,
        'content-security-policy': "default-src 'self'",
        'cache-control': 'no-cache',
      });
      response.end(await readFile(new URL(`page/${name}`, import.meta.url)));
    },
  };
}
