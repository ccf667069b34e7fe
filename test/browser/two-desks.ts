import type { Browser, Page } from 'playwright-core';
import { en } from '../../web/src/i18n/en.ts';
import { isolate } from '../../web/src/i18n/isolate.ts';
import type { Stage } from '../helpers/stage.ts';
import { openPage, signIn, type Watched } from './desk-page.ts';
import { InboxPage } from './inbox-page.ts';
import { type Customer, send } from './pretend-phone.ts';

const words = en.desk;
const people = [
  { email: 'agent1@samia-tarot.example', name: 'Lina Nassar' },
  { email: 'agent2@samia-tarot.example', name: 'Karim Saad' },
] as const;

/** How long after one person's key or click the other's page showed it. */
interface Seen {
  readonly what: string;
  readonly ms: number;
}

/** One more element of these that says so than there was. */
interface Sign {
  readonly css: string;
  readonly text: string;
}

/** Pages of one machine share its clock: each notes in itself when a key was pressed and when something was painted. */
const notePresses = `for (const type of ['pointerdown', 'keydown'])
  addEventListener(type, ({ timeStamp }) => { window.pressedAt = performance.timeOrigin + timeStamp }, true)`;

const watchFor = ({ css, text }: Sign, withinMs: number): string => `void (window.watched = new Promise((resolve, reject) => {
  const shown = () => [...document.querySelectorAll(${JSON.stringify(css)})]
    .filter((one) => one.textContent.includes(${JSON.stringify(text)})).length;
  const before = shown();
  const observer = new MutationObserver(() => {
    if (shown() <= before) return;
    observer.disconnect();
    requestAnimationFrame(() => resolve(performance.timeOrigin + performance.now()));
  });
  observer.observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
  setTimeout(() => reject(new Error('Not within ${withinMs} ms: ' + ${JSON.stringify(text)})), ${withinMs});
}))`;

const numberFrom = async (page: Page, expression: string): Promise<number> => Number(await page.evaluate(expression));

interface Desk extends Watched {
  readonly inbox: InboxPage;
  readonly name: string;
}

/** Two agents at work on the same conversations, each in a browser of their own. */
export class TwoDesks {
  private readonly stage: Stage;
  private readonly desks: readonly [Desk, Desk];
  /** A machine with other things to do may take this long before a test gives up. */
  private readonly patienceMs: number;

  private constructor(stage: Stage, desks: readonly [Desk, Desk], patienceMs: number) {
    this.stage = stage;
    this.desks = desks;
    this.patienceMs = patienceMs;
  }

  static async open(browser: Browser, stage: Stage, patienceMs = 10_000): Promise<TwoDesks> {
    const open = async ({ email, name }: (typeof people)[number]): Promise<Desk> => {
      const watched = await openPage(browser, { width: 'desktop' });
      await signIn(watched.page, stage, email);
      await watched.page.evaluate(notePresses);
      return { ...watched, inbox: new InboxPage(watched.page), name };
    };
    const [first, second] = people;
    return new TwoDesks(stage, [await open(first), await open(second)], patienceMs);
  }

  get wrongs(): readonly string[] {
    return this.desks.flatMap(({ wrongs }) => wrongs);
  }

  async close(): Promise<void> {
    await Promise.all(this.desks.map(({ context }) => context.close()));
  }

  /** Goes through one conversation together: what the other sees, and after how long. */
  async workOn(customer: Customer): Promise<Seen[]> {
    let [one, other] = this.desks;
    const seen: Seen[] = [];
    const told = async (what: string, by: Desk, at: Desk, sign: Sign, act: () => Promise<unknown>): Promise<void> => {
      await at.page.evaluate(watchFor(sign, this.patienceMs));
      await act();
      const shownAt = await numberFrom(at.page, 'window.watched');
      seen.push({ what, ms: shownAt - (await numberFrom(by.page, 'window.pressedAt')) });
    };
    const bubble = (text: string): Sign => ({ css: 'main article', text });
    const bar = (text: string): Sign => ({ css: `main section[aria-label="${words.work}"]`, text });
    const field = { css: 'main footer' };

    await send(this.stage, customer, { text: `Hello, I am ${customer.name}` });
    await other.inbox.open(customer.name);
    await one.inbox.row(customer.name).waitFor();
    await told('somebody else opens it', one, other, { ...field, text: words.lookingHere(one.name) }, () =>
      one.inbox.open(customer.name),
    );
    const write = () => one.inbox.field.pressSequentially('S');
    await told('typing', one, other, { ...field, text: words.writingHere(one.name) }, write);
    await one.inbox.field.fill('');
    const race = await this.race();
    seen.push(race.seen);
    [one, other] = [race.winner, race.loser];
    await told('handing back', one, other, bubble('back to the assistant'), async () => {
      await one.inbox.press('handBack');
      await one.page.getByRole('button', { name: words.handBackAi }).click();
    });
    await other.inbox.bar.getByText(words.assignedTo(one.name)).waitFor({ state: 'detached' });
    await told('taking over', one, other, bar(words.assignedTo(one.name)), () => one.inbox.press('takeOver'));
    await told('an answer', one, other, bubble('Yes, at five.'), async () => {
      await one.inbox.field.fill('Yes, at five.');
      await one.inbox.field.press('Enter');
    });
    await one.page.getByRole('button', { name: words.note, exact: true }).click();
    await told('a note', one, other, { css: 'main article[data-note]', text: 'Prefers Thursday' }, async () => {
      await one.inbox.field.fill('Prefers Thursday');
      await one.inbox.field.press('Enter');
    });
    await one.page.getByRole('button', { name: words.message, exact: true }).click();
    await told('resolving', one, other, bubble('resolved this'), () => one.inbox.press('resolve'));
    await told('reopening', other, one, bubble('reopened this'), () => other.inbox.press('reopen'));
    return seen;
  }

  /** Both take over at the same moment. The one who was slower is told who has it; both end up seeing the same. */
  private async race(): Promise<{ readonly winner: Desk; readonly loser: Desk; readonly seen: Seen }> {
    const [one, other] = this.desks;
    let arrived = 0;
    let open: () => void = () => undefined;
    const both = new Promise<void>((resolve) => {
      open = resolve;
    });
    for (const { page } of this.desks) {
      await page.route('**/take-over', async (route) => {
        arrived += 1;
        if (arrived === 2) open();
        // Before either is answered both must have asked, or the second already sees that it is gone.
        await both;
        await route.continue();
      });
    }
    const loses = async (desk: Desk, winner: Desk) => {
      await desk.page.evaluate(watchFor({ css: '[role=alert]', text: words.takenBy(isolate(winner.name)) }, this.patienceMs));
      return { desk, winner, toldAt: () => numberFrom(desk.page, 'window.watched') };
    };
    const [first, second] = [await loses(one, other), await loses(other, one)];
    await Promise.all(this.desks.map(({ inbox }) => inbox.press('takeOver')));
    const told = async ({ desk, winner, toldAt }: typeof first) => ({ desk, winner, toldAt: await toldAt() });
    const { desk: loser, winner, toldAt } = await Promise.any([told(first), told(second)]);
    const pressed = await Promise.all(this.desks.map(({ page }) => numberFrom(page, 'window.pressedAt')));
    await winner.inbox.bar.getByText(words.yours).waitFor();
    await loser.inbox.bar.getByText(words.assignedTo(winner.name)).waitFor();
    await loser.inbox.event('took over').waitFor();
    for (const { page, inbox } of this.desks) {
      await page.unroute('**/take-over');
      const events = await inbox.event('took over').count();
      if (events !== 1) throw new Error(`One of two took over, and the thread says so ${events} times`);
    }
    await loser.page.getByRole('button', { name: words.dismiss }).click();
    return {
      winner,
      loser,
      seen: { what: 'of two who take over at once, the slower is told', ms: toldAt - Math.max(...pressed) },
    };
  }
}
