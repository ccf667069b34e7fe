import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listen } from '../graph/fixture.ts';
import { createMail, type Mail } from './mail.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'mail-'));
let mail: Mail;
let server: ReturnType<typeof createServer>;
let url: string;
beforeEach(async () => {
  mail = createMail({ dataDir, now: () => 1_795_165_200_000 });
  server = createServer((request, response) => void mail.handle(request, response));
  url = `${await listen(server)}/mail`;
});
afterEach(() => {
  server.close().closeAllConnections();
  rmSync(join(dataDir, 'mail'), { recursive: true, force: true });
});
const box = async (query = '') => (await fetch(`${url}/api${query}`)).json();
const letter = { to: 'agent1@samia-tarot.example', subject: 'Code', text: 'Your password reset code is 048213' };

describe('mails', () => {
  it('are listed newest first, with their code, by addressee', async () => {
    mail.deliver(letter);
    mail.deliver({ to: 'other@isik-dental.example', subject: 'Hello', text: 'Order 1234567, no code' });
    expect(await box()).toEqual([
      {
        id: expect.any(String),
        at: '2026-11-20T09:00:00.000Z',
        to: 'other@isik-dental.example',
        subject: 'Hello',
        text: 'Order 1234567, no code',
      },
      { id: expect.any(String), at: '2026-11-20T09:00:00.000Z', ...letter, code: '048213' },
    ]);
    expect(await box('?to=Agent1@samia-tarot.example')).toHaveLength(1);
  });

  it('outlive a restart until they are deleted', async () => {
    mail.deliver(letter);
    mail = createMail({ dataDir, now: () => 0 });
    expect(await box()).toHaveLength(1);
    await fetch(`${url}/api`, { method: 'DELETE' });
    expect(await box()).toEqual([]);
  });

  it('have a page', async () => {
    for (const path of ['', '/mail.css', '/mail.js']) expect((await fetch(`${url}${path}`)).status).toBe(200);
    expect((await fetch(`${url}/mail.ts`)).status).toBe(404);
  });
});
