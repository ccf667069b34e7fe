import type { Browser } from 'playwright-core';
import { type Employee, employee } from '../../test/helpers/api.ts';
import { eventually } from '../../test/helpers/eventually.ts';
import { sentTo } from '../../test/helpers/graph.ts';
import { atProvider, sendFile } from '../../test/helpers/media.ts';
import { sha256, voiceNote } from '../../test/helpers/media-files.ts';
import { say } from '../../test/helpers/provider.ts';
import type { Stage } from '../../test/helpers/stage.ts';

/** Numbers of a range that nobody has. */
const dina = { name: 'Dina Farah', waId: '96170555110' };
const hiba = { name: 'هبة سعد', waId: '96170555111' };

/** A cup from above, as a customer would send it. */
const cup = `<svg xmlns="http://www.w3.org/2000/svg" width="900" height="700" viewBox="0 0 900 700">
<rect width="900" height="700" fill="#c9a27a"/><path d="M0 120h900M0 330h900M0 560h900" stroke="#b08a62" stroke-width="6"/>
<circle cx="450" cy="350" r="285" fill="#f7f3ec"/><circle cx="450" cy="350" r="215" fill="#e9e1d3"/>
<circle cx="450" cy="350" r="170" fill="#fff"/><circle cx="450" cy="350" r="150" fill="#efe6d6"/>
<path d="M330 300c40-80 170-90 220-20 30 45 15 60 40 105-55 70-150 90-215 40-50-38-70-80-45-125z" fill="#3b2314"/>
<path d="M420 300c30 20 60-10 80 25s-30 70-60 50-50-60-20-75z" fill="#efe6d6"/><circle cx="395" cy="385" r="14" fill="#efe6d6"/>
<rect x="610" y="330" width="130" height="40" rx="20" fill="#fff"/></svg>`;

async function picture(browser: Browser): Promise<Buffer> {
  const page = await (await browser.newContext({ viewport: { width: 900, height: 700 } })).newPage();
  await page.setContent(`<body style="margin:0">${cup}</body>`);
  const bytes = await page.screenshot({ type: 'jpeg', quality: 80 });
  await page.context().close();
  return bytes;
}

async function ok(who: Employee, method: string, path: string, body?: unknown, headers?: Record<string, string>) {
  const reply = await who.call(method, path, body, headers);
  if (reply.status >= 300) throw new Error(`${method} ${path} answered ${reply.status}: ${JSON.stringify(reply.body)}`);
  return reply.body;
}

/** Whether it answers; everything else stays as it is. */
export async function switchAssistant(stage: Stage, on: boolean): Promise<void> {
  const admin = await employee(stage, 'samia', 'admin');
  const { version, provider, temperature, maxTokens, capMicros, answersPerHour, returnAfterMinutes, outOfHours } = await ok(
    admin,
    'GET',
    '/v1/assistant',
  );
  const body = { on, provider, temperature, maxTokens, capMicros, answersPerHour, returnAfterMinutes, outOfHours };
  await ok(admin, 'PUT', '/v1/assistant', body, { 'if-match': `"${version}"` });
}

/** The assistant talks with two customers: one asks for a person, to the other one it may only suggest. */
export async function tellOfAssistant(stage: Stage, browser: Browser): Promise<{ readonly dina: string; readonly hiba: string }> {
  const channel = stage.channel('samia');
  const lina = await employee(stage, 'samia', 'agent');
  const answered = (to: string, count: number) =>
    eventually(
      async () => (await sentTo(stage, to)).count,
      (sent) => sent >= count,
      { withinMs: 60_000 },
    );
  await say(channel, dina, 'Hi! How much is a coffee-cup reading?');
  await say(channel, hiba, 'مرحبا، متى تفتحون يوم الجمعة؟');
  await Promise.all([answered(dina.waId, 1), answered(hiba.waId, 1)]);
  const photo = await atProvider(stage, channel, await picture(browser), 'image/jpeg');
  await sendFile(
    stage,
    channel,
    dina,
    { type: 'image', more: { caption: 'How do coffee cup readings work? Is this fine?' } },
    photo,
  );
  const { id: ofHiba } = await lina.heardFrom(hiba.waId);
  await ok(lina, 'POST', `/v1/conversations/${ofHiba}/take-over`, { from: null });
  await ok(lina, 'POST', `/v1/conversations/${ofHiba}/hand-back`, { mode: 'hybrid' });
  await answered(dina.waId, 2);
  await say(channel, hiba, 'كم سعر قراءة التاروت؟');

  const spoken = voiceNote(6, 7);
  await stage.control('POST', '/_stage/recordings', {
    sha256: sha256(spoken),
    takesMs: 50,
    text: 'Lovely, I would like to talk to a person about it, please',
    language: 'en',
  });
  const voice = await atProvider(stage, channel, spoken, 'audio/ogg');
  await sendFile(stage, channel, dina, { type: 'audio', more: { voice: true } }, voice);
  await answered(dina.waId, 3);
  return { dina: (await lina.heardFrom(dina.waId)).id, hiba: ofHiba };
}
