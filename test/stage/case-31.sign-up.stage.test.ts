import { beforeAll, describe, expect, it } from 'vitest';
import { sharedStage } from '../helpers/shared-stage.ts';
import type { Stage } from '../helpers/stage.ts';
import { type Item, RawTable } from '../helpers/table.ts';
import { mailsTo, password, someAddress, Visitor } from '../helpers/visitor.ts';

let stage: Stage;
let table: RawTable;
beforeAll(() => {
  stage = sharedStage();
  table = new RawTable(stage);
});

const mailed = async (email: string): Promise<string | undefined> => (await mailsTo(stage, email))[0]?.code;
const confirm = (visitor: Visitor, email: string, code: string | undefined, more: object = {}) =>
  visitor.call('POST', '/v1/sign-up/confirm', { email, code, newPassword: 'the password of a thief', language: 'en', ...more });

/** Everything the table has about one person, whatever the kind of item. */
async function rowsOf(sub: string): Promise<ReadonlyMap<string, Item>> {
  const items = (await table.scan()).filter((item) => JSON.stringify(item).includes(sub));
  return new Map(items.map((item) => [`${item.pk} ${item.sk}`, item]));
}
const subOf = ({ token }: Visitor): string => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()).sub;

describe('signing up', () => {
  it('with the address of somebody who has an account changes nothing of it', async () => {
    const owner = new Visitor(stage);
    const email = await owner.signUp();
    const before = await rowsOf(subOf(owner));
    const thief = new Visitor(stage);
    for (const spelled of [email, email.toUpperCase(), ` ${email} `]) {
      const asked = await thief.call('POST', '/v1/sign-up', { email: spelled, language: 'en' });
      expect([204, 400]).toContain(asked.status);
    }
    const [letter] = await mailsTo(stage, email);
    expect(letter?.text).toContain('already has one');
    expect(letter?.code).toBeUndefined();
    for (const code of ['000000', '123456']) expect((await confirm(thief, email, code)).status).toBe(401);
    expect((await thief.signIn(email, 'the password of a thief')).status).toBe(401);
    expect(await rowsOf(subOf(owner))).toEqual(before);
    expect((await new Visitor(stage).signIn(email)).status).toBe(200);
  });

  it('gives an account once for a code, also when it comes twice at the same moment', async () => {
    const visitor = new Visitor(stage);
    const email = someAddress();
    await visitor.call('POST', '/v1/sign-up', { email, language: 'en' });
    const code = await mailed(email);
    const answers = await Promise.all([1, 2, 3].map(() => confirm(visitor, email, code, { newPassword: password })));
    expect(answers.map(({ status }) => status).every((status) => [204, 401, 409].includes(status))).toBe(true);
    expect(answers.map(({ status }) => status)).toContain(204);
    expect((await confirm(visitor, email, code)).status).toBe(401);
    expect((await visitor.signIn(email, 'the password of a thief')).status).toBe(401);
    expect((await visitor.signIn(email)).status).toBe(200);
    const { body } = await visitor.call('GET', '/v1/me');
    expect(body).toMatchObject({ platformAdmin: false, memberships: [] });
  });

  it('with the code of another address gives nothing', async () => {
    const visitor = new Visitor(stage);
    const [own, other] = [someAddress(), someAddress()];
    for (const email of [own, other]) await visitor.call('POST', '/v1/sign-up', { email, language: 'en' });
    const [ownCode, otherCode] = [await mailed(own), await mailed(other)];
    expect(ownCode === otherCode ? 401 : (await confirm(visitor, other, ownCode)).status).toBe(401);
    expect((await visitor.signIn(other, 'the password of a thief')).status).toBe(401);
  });

  it('with a code that has ended gives nothing', async () => {
    const visitor = new Visitor(stage);
    const email = someAddress();
    await visitor.call('POST', '/v1/sign-up', { email, language: 'en' });
    await stage.clock(15 * 60_000 + 1_000);
    const late = await confirm(visitor, email, await mailed(email));
    await stage.clock(0);
    expect([late.status, late.body.code]).toEqual([401, 'challenge-failed']);
  });

  it('takes no role, business or id along', async () => {
    const visitor = new Visitor(stage);
    const email = someAddress();
    await visitor.call('POST', '/v1/sign-up', { email, language: 'en' });
    const code = await mailed(email);
    for (const more of [{ role: 'admin' }, { sub: 'x' }, { tenantId: stage.business('samia').id }, { platformAdmin: true }]) {
      expect((await confirm(visitor, email, code, more)).body.code).toBe('invalid-body');
    }
    expect((await confirm(visitor, email, code)).status).toBe(204);
  });
});
