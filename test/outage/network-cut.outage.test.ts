import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { en } from '../../web/src/i18n/en.ts';
import { launchBrowser } from '../browser/browser.ts';
import { signIn, widths } from '../browser/desk-page.ts';
import { InboxPage } from '../browser/inbox-page.ts';
import { clientId, type Employee, employee } from '../helpers/api.ts';
import { eventually } from '../helpers/eventually.ts';
import { behave, behaveAgain } from '../helpers/graph.ts';
import { type Network, openNetwork } from '../helpers/network.ts';
import { newCustomer, nowSeconds, say } from '../helpers/provider.ts';
import { settled } from '../helpers/settled.ts';
import { sharedStage } from '../helpers/shared-stage.ts';
import type { Stage } from '../helpers/stage.ts';
import { type Item, RawTable } from '../helpers/table.ts';

const seconds = Number(process.env.OUTAGE_SECONDS ?? 60);
/** Of one conversation that is open in all browsers, and of others that are in their lists. */
const [ofOne, others, ofEach] = [200, 10, 10] as const;
const replies = 10;

const main = newCustomer('Vera Loubet');
const rest = Array.from({ length: others }, (_, index) => newCustomer(`Other ${index}`));

let stage: Stage;
let browser: Browser;
let writer: Employee;
let conversation: string;
beforeAll(async () => {
  stage = sharedStage();
  browser = await launchBrowser();
  writer = await employee(stage, 'samia', 'manager');
  await behave(stage, { statuses: { order: ['sent', 'delivered', 'read'], delayMs: 300 } });
});
afterAll(async () => {
  await behaveAgain(stage);
  await browser?.close();
});

interface Away {
  readonly how: 'dead' | 'silent';
  readonly network: Network;
  readonly context: BrowserContext;
  readonly page: Page;
}

async function atDesk(how: Away['how'], email: string): Promise<Away> {
  const network = await openNetwork();
  const proxy = { server: network.proxy, bypass: '<-loopback>' };
  const context = await browser.newContext({ viewport: widths.desktop, locale: 'en', proxy });
  const page = await context.newPage();
  await signIn(page, stage, email);
  await new InboxPage(page).open(main.name);
  // At work, with all of its parts: of a part that is being loaded when the line falls silent a browser does not let go.
  await page.waitForLoadState('networkidle');
  return { how, network, context, page };
}

/** A stream of 300 texts and ten answers of a colleague, evenly over the time of the outage; order is that of the numbers. */
async function stream(): Promise<void> {
  const began = performance.now();
  const total = ofOne + others * ofEach;
  const channel = stage.channel('samia');
  const waiting: Promise<unknown>[] = [];
  const last = new Map<object, Promise<unknown>>();
  for (let index = 0; index < total; index++) {
    await sleep(Math.max(0, began + (index * (seconds - 2) * 1000) / total - performance.now()));
    const mine = index % 3 !== 2;
    const customer = mine ? main : (rest[Math.floor(index / 3) % others] ?? main);
    // A customer's next text leaves the phone when the one before has left it.
    const sent = (last.get(customer) ?? Promise.resolve()).then(() =>
      say(channel, customer, `number ${index}`, { at: nowSeconds() }),
    );
    last.set(customer, sent);
    waiting.push(sent);
    if (index % (total / replies) === 0) waiting.push(writer.send(conversation, `reply ${index}`, clientId()));
  }
  await Promise.all(waiting);
}

const Kept = z.object({ id: z.string(), status: z.string().optional() });
type Kept = z.infer<typeof Kept>;

/** Every message row on the page, top to bottom, by scrolling from the end to the beginning. */
async function readThrough(page: Page): Promise<Kept[]> {
  const found: unknown = await page.evaluate(`(async () => {
    const scroller = document.querySelector('main section.virtual');
    const rows = new Map();
    const order = [];
    const frame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    const look = () => {
      const here = [...scroller.querySelectorAll('article[data-message]')].map((one) => ({
        id: one.dataset.message,
        status: one.querySelector('[data-status]')?.dataset.status,
        at: one.parentElement.getBoundingClientRect().top + scroller.scrollTop,
      }));
      here.sort((a, b) => a.at - b.at);
      const ids = here.map(({ id }) => id);
      if (new Set(ids).size !== ids.length) throw new Error('Twice on one screen');
      for (const one of here) rows.set(one.id, one);
      order.push(ids);
    };
    const screens = [];
    scroller.scrollTop = scroller.scrollHeight;
    await frame();
    for (let quiet = 0; quiet < 40; ) {
      look();
      const top = scroller.scrollTop;
      if (top > 0) quiet = 0;
      else quiet += 1;
      scroller.scrollTop = top - scroller.clientHeight / 2;
      await frame();
      if (top <= 0) await new Promise((resolve) => setTimeout(resolve, 25));
    }
    // Screens overlap by half: put together from the last one up, each must fit the one before.
    let all = order.shift();
    for (const screen of order) {
      const at = screen.findIndex((id) => id === all[0]);
      if (screen.every((id) => all.includes(id))) continue;
      if (at < 0) throw new Error('A screen does not touch the next');
      all = [...screen.slice(0, at), ...all];
    }
    return all.map((id) => ({ id, status: rows.get(id).status }));
  })()`);
  return z.array(Kept).parse(found);
}

/**
 * The page's own store, found in its memory: the largest maps of messages of this conversation. There may be several: a store is
 * replaced with each change, and one that was replaced stays for as long as anything refers to it.
 */
async function storesOf(page: Page): Promise<Kept[][]> {
  const session = await page.context().newCDPSession(page);
  const { result: prototype } = await session.send('Runtime.evaluate', { expression: 'Map.prototype' });
  const { objects } = await session.send('Runtime.queryObjects', { prototypeObjectId: prototype.objectId ?? '' });
  const { result } = await session.send('Runtime.callFunctionOn', {
    objectId: objects.objectId ?? '',
    returnByValue: true,
    functionDeclaration: `function () {
      const stores = [...this]
        .map((map) => [...map.values()])
        .filter((values) => values.every((one) => one?.conversationId === '${conversation}' && one.content));
      const most = Math.max(...stores.map(({ length }) => length));
      return stores.filter(({ length }) => length === most).map((values) => values.map(({ id, status }) => ({ id, status })));
    }`,
  });
  await session.detach();
  return z.array(z.array(Kept)).parse(result.value);
}

const idOf = ({ sk }: Item): string => String(sk).slice(2);

/** Messages of the conversation in the table, in its order. */
async function inTable(): Promise<Item[]> {
  const rows = await new RawTable(stage).scan(`T#${stage.business('samia').id}#CONV#${conversation}`);
  return rows.filter(({ sk }) => String(sk).startsWith('M#')).sort((a, b) => (String(a.sk) < String(b.sk) ? -1 : 1));
}

const byId = (rows: readonly Kept[]) => rows.map(({ id, status }) => `${id} ${status ?? ''}`.trim()).sort();

const unlike = (some: readonly string[], others: readonly string[]): string[] => [
  ...others.filter((one) => !some.includes(one)).map((one) => `lacks ${one}`),
  ...some.filter((one) => !others.includes(one)).map((one) => `has ${one}`),
];

describe(`a network that is gone for ${seconds} s under a stream of 300 messages`, () => {
  let away: Away[];
  beforeAll(async () => {
    await say(stage.channel('samia'), main, 'Hello');
    conversation = (await writer.heardFrom(main.waId)).id;
    away = await Promise.all([atDesk('dead', 'agent1@samia-tarot.example'), atDesk('silent', 'agent2@samia-tarot.example')]);
    for (const { network, how } of away) network.cut(how);
    const over = performance.now() + seconds * 1000;
    await stream();
    await away[0]?.page.locator('main textarea').fill('Written while away');
    await away[0]?.page.locator('main textarea').press('Enter');
    await sleep(Math.max(0, over - performance.now()));
    for (const { network } of away) network.mend();
    await settled(stage);
  }, 240_000);
  afterAll(async () => {
    await Promise.all(away.map(({ context }) => context.close()));
    await Promise.all(away.map(({ network }) => network.close()));
  });

  it('took every message into the table once', async () => {
    const rows = await inTable();
    const texts = rows.filter(({ dir }) => dir === 'in').map(({ c }) => JSON.parse(String(c)).text);
    expect(texts.sort()).toEqual(
      [
        'Hello',
        ...Array.from({ length: 300 }, (_, index) => index)
          .filter((index) => index % 3 !== 2)
          .map((index) => `number ${index}`),
      ].sort(),
    );
  });

  it.each(['dead', 'silent'] as const)(
    'leaves no gap and no duplicate: %s',
    async (how) => {
      const { page } = away.find((one) => one.how === how) as Away;
      const newest = page.locator('main article', { hasText: 'Written while away' });
      await newest.locator('[data-status=read]').waitFor({ timeout: 150_000 });
      const table = await eventually(inTable, (rows) => rows.every(({ dir, status }) => dir !== 'out' || status === 'read'));
      const wanted = byId(table.map((row) => Kept.parse({ id: idOf(row), status: row.status })));
      // The newest status may be on its way.
      await eventually(
        async () => (await storesOf(page)).map((store) => unlike(byId(store), wanted)),
        (stores) => stores.some((differences) => differences.length === 0),
        { withinMs: 20_000, everyMs: 500 },
      );
      const shown = await readThrough(page);
      expect(byId(shown)).toEqual(wanted);
      const texts = new Map(table.map((row) => [idOf(row), JSON.parse(String(row.c)).text as string]));
      const numbers = shown
        .map(({ id }) => /^number (\d+)$/.exec(texts.get(id) ?? '')?.[1])
        .filter((one) => one !== undefined)
        .map(Number);
      expect(numbers).toHaveLength(ofOne);
      expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
    },
    240_000,
  );

  it.each(['dead', 'silent'] as const)('has the list as the table has it: %s', async (how) => {
    const { page } = away.find((one) => one.how === how) as Away;
    const rows = await new RawTable(stage).scan(`T#${stage.business('samia').id}#CONV#`);
    for (const { name, waId } of rest) {
      const item = rows.find(({ sk, wa }) => sk === 'CONV' && wa === waId);
      const { pk, is, rs } = item ?? {};
      const texts = rows.filter((row) => row.pk === pk && row.dir === 'in').map(({ c }) => JSON.parse(String(c)).text as string);
      expect(texts).toHaveLength(ofEach);
      expect([is, rs]).toEqual([ofEach, 0]);
      const newest = texts.toSorted((a, b) => Number(a.slice(7)) - Number(b.slice(7))).at(-1) ?? '';
      const row = page.locator('nav li a', { hasText: name });
      await row.getByText(newest, { exact: true }).waitFor();
      await row.getByText(en.inbox.unread(ofEach)).waitFor({ state: 'attached' });
    }
  });
});
