import { beforeAll, describe, expect, it } from 'vitest';
import { bodyOf, type Customer, changeOf, deliver, newCustomer, newWamid, textOf } from '../helpers/provider.ts';
import { settled } from '../helpers/settled.ts';
import { sharedStage } from '../helpers/shared-stage.ts';
import type { Stage } from '../helpers/stage.ts';
import { RawTable } from '../helpers/table.ts';

const rounds = 80;

describe(`ten messages at once of somebody new, ${rounds} times`, () => {
  let stage: Stage;
  beforeAll(() => {
    stage = sharedStage();
  });

  it('make one customer, one conversation and ten messages each time', async () => {
    const channel = stage.channel('isik');
    const albums = Array.from({ length: rounds }, (_, round) => {
      const customer = newCustomer(`Album ${round}`);
      // The provider names people by number, by business-scoped id, or by both: three queue groups, so they really race.
      const faces: Customer[] = [
        customer,
        { name: customer.name, waId: customer.waId },
        { ...customer },
        { name: customer.name, waId: customer.waId },
      ];
      const ids = Array.from({ length: 10 }, () => newWamid());
      return { customer, faces, ids };
    });
    for (let start = 0; start < rounds; start += 8) {
      await Promise.all(
        albums.slice(start, start + 8).flatMap(({ faces, ids }) =>
          ids.map((id, index) => {
            const face = faces[index % faces.length] as Customer;
            return deliver(
              channel,
              bodyOf([changeOf(channel, { customers: [face], messages: [textOf(face, { id, body: `photo ${index}` })] })]),
            );
          }),
        ),
      );
    }
    await settled(stage);

    const rows = await new RawTable(stage).scan(`T#${stage.business('isik').id}#`);
    for (const { customer, ids } of albums) {
      const messages = rows.filter(({ sk, pid }) => String(sk).startsWith('M#') && ids.includes(String(pid)));
      expect(messages).toHaveLength(10);
      const homes = new Set(messages.map(({ pk }) => pk));
      expect(homes.size).toBe(1);
      const [home] = homes;
      expect(rows.filter(({ pk, sk }) => pk === home && sk === 'CONV')).toHaveLength(1);
      expect(messages.map(({ seq }) => Number(seq)).sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
      const people = rows.filter(({ sk, ...item }) => sk === 'CUSTOMER' && JSON.stringify(item).includes(customer.waId));
      expect(people).toHaveLength(1);
      const identities = rows.filter(
        ({ sk, pk }) =>
          sk === 'WHO' && (String(pk).endsWith(`wa:${customer.waId}`) || String(pk).endsWith(`bsuid:${customer.userId}`)),
      );
      expect(identities).toHaveLength(2);
    }
  });
});
