import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDynamo, type TestTable } from '../../test/engine/dynamodb.ts';
import { aNumber, aTwilioNumber, noon } from '../../test/engine/factory.ts';
import { type InboundItem, inboundDesk, text } from '../../test/engine/inbound-desk.ts';
import { putChannel } from '../_data/channel.ts';
import { listChannelHealth } from '../_data/channel-health.ts';

let table: TestTable;
const desk = () => inboundDesk(table);
beforeAll(async () => {
  table = await startDynamo();
});
afterAll(() => table.close());

describe('the health of a number', () => {
  const report = (account: string, field: string, value: object): InboundItem => ({
    type: 'account',
    event: { account, field, value },
  });

  it('knows that events come, at no cost to the second one', async () => {
    const here = desk();
    await here.take([text('wamid.1', 0)]);
    expect((await listChannelHealth(here.store))[0]?.lastEventAt).toBeGreaterThan(noon);
    table.consumed();
    await here.take([text('wamid.2', 1)]);
    expect(table.consumed().write).toBe(4);
  });

  it('hears what the provider reports of its account, and when it is over', async () => {
    const here = desk();
    const [one, two, other, twilio] = [
      aNumber({ phoneNumberId: '1', displayNumber: '15550783881' }),
      aNumber({ phoneNumberId: '2', displayNumber: '15550783882' }),
      aNumber({ phoneNumberId: '3', wabaId: '55' }),
      // What is said of an account of Meta is nothing to the same number at Twilio.
      aTwilioNumber({ displayNumber: '15550783881' }),
    ];
    for (const number of [one, two, other, twilio]) await putChannel(here.store, number);
    const codes = async () => {
      const all = await listChannelHealth(here.store);
      return [one, two, other, twilio].map(
        ({ id }) => all.find(({ channelId }) => channelId === id)?.errors.map(({ code }) => code) ?? [],
      );
    };
    const waba = one.wabaId;
    await here.take([
      report(waba, 'phone_number_quality_update', { event: 'FLAGGED', display_phone_number: '+1 555-078-3881' }),
      report(waba, 'account_update', { event: 'DISABLED_UPDATE', ban_info: { waba_ban_state: 'DISABLE' } }),
      report(waba, 'account_alerts', { alert_severity: 'CRITICAL', alert_type: 'OBA_REJECTED', alert_description: '<b>' }),
      report(waba, 'account_update', { event: 'VERIFIED_ACCOUNT' }),
      report('999', 'account_update', { event: 'ACCOUNT_VIOLATION' }),
    ]);
    const account = ['account-disabled', 'alert-oba-rejected'];
    expect((await codes()).map((list) => list.toSorted())).toEqual([[...account, 'quality-flagged'], account, [], []]);
    await here.take([
      report(waba, 'phone_number_quality_update', { event: 'UNFLAGGED', display_phone_number: '15550783881' }),
      report(waba, 'account_update', { event: 'DISABLED_UPDATE', ban_info: { waba_ban_state: 'REINSTATE' } }),
      report(waba, 'account_alerts', { alert_severity: 'WARNING', alert_type: 'OBA_REJECTED', alert_status: 'RESOLVED' }),
      report(waba, 'account_update', {}),
    ]);
    expect(await codes()).toEqual([[], [], [], []]);
  });
});
