import { expect, it } from 'vitest';
import { ConversationId, EmployeeId } from '../../../contract/ids.ts';
import { Overlap } from './overlap.ts';

const me = EmployeeId.parse('01jd0000000000000000000e11');
const colleague = EmployeeId.parse('01jd0000000000000000000e12');
const one = ConversationId.parse('01jd0000000000000000000001');

function opened() {
  let changedAt = '2026-11-23T10:00:00.000Z';
  const reloaded: string[] = [];
  let due: (() => void)[] = [];
  const overlap = new Overlap({
    me,
    changedAt: () => changedAt,
    reload: (id) => void reloaded.push(id),
    later: (act) => {
      due.push(act);
      return () => {
        due = due.filter((other) => other !== act);
      };
    },
  });
  const presence = (employeeId: typeof me, viewing: (typeof one)[]) =>
    overlap.heard({ type: 'presence', online: [{ employeeId, name: 'Lina', viewing }] });
  return {
    ...{ overlap, presence, reloaded },
    change: (at: string) => {
      changedAt = at;
    },
    settle: () => {
      for (const act of due.splice(0)) act();
    },
  };
}

it('asks again for a conversation that changed while it was opened, and only then', () => {
  const { overlap, presence, reloaded, change, settle } = opened();
  overlap.asked(one);
  presence(me, [one]);
  settle();
  expect(reloaded).toEqual([]);

  overlap.asked(one);
  change('2026-11-23T10:00:01.000Z');
  presence(colleague, [one]);
  presence(me, []);
  settle();
  expect(reloaded).toEqual([]);
  presence(me, [one]);
  // Its row may come after the server has begun to tell.
  change('2026-11-23T10:00:02.000Z');
  settle();
  expect(reloaded).toEqual([one]);
  presence(me, [one]);
  settle();
  expect(reloaded).toEqual([one]);
});

it('leaves alone what has been left', () => {
  const { overlap, presence, reloaded, change, settle } = opened();
  overlap.asked(one);
  presence(me, [one]);
  change('2026-11-23T10:00:01.000Z');
  overlap.asked(undefined);
  settle();
  presence(me, [one]);
  settle();
  expect(reloaded).toEqual([]);
});
