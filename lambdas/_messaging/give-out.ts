import type { ConversationSummary } from '../../contract/conversations.ts';
import type { ConversationId, EmployeeId } from '../../contract/ids.ts';
import { getConversation } from '../_data/conversation.ts';
import { openOf, unassigned } from '../_data/conversation-views.ts';
import { givenOut } from '../_data/conversation-work.ts';
import { getEmployee } from '../_data/employee.ts';
import { getTurns, type Turns, turnTaken } from '../_data/turns.ts';
import { internalId } from '../_data/work-message.ts';
import { personOf } from '../_people/rights.ts';
import { type Desk, workOn } from './work-on.ts';

type Claimed = Pick<ConversationSummary, 'id' | 'status' | 'mode' | 'assigneeId'>;

/** People are to answer it, and nobody has it. */
export const needsSomebody = ({ status, mode, assigneeId }: Omit<Claimed, 'id'>): boolean =>
  status === 'open' && mode !== 'ai' && assigneeId === undefined;

/** More wait for the next occasion. */
const mostAtOnce = 25;

/**
 * Gives what nobody has to whoever is online, the oldest first, each to the person who has waited longest for a turn and has room.
 * Never takes anything from anybody. `online` may be anybody who is connected; `seen`: conversations as they were just written,
 * which the indexes may not show yet.
 */
export async function giveOut(desk: Desk, online: readonly EmployeeId[], seen: readonly Claimed[]): Promise<void> {
  const staff = new Staff(desk, online, seen);
  if (!(await staff.anybody())) return;
  const fresh = seen.filter(needsSomebody).map(({ id }) => id);
  const waiting = new Set([...(await unassigned(desk.store, mostAtOnce)), ...fresh]);
  for (const id of waiting) if ((await giveOne(desk, staff, id)) === 'no-room') return;
}

async function giveOne(desk: Desk, staff: Staff, id: ConversationId): Promise<'done' | 'no-room'> {
  const { store, now } = desk;
  let answer: 'done' | 'no-room' = 'done';
  await workOn(desk, id, async (read) => {
    answer = 'done';
    // Read anew at each try: the limit counts what somebody else has given in between.
    const turns = needsSomebody(read) ? await getTurns(store) : undefined;
    const to = turns && (await staff.next(turns));
    if (turns && !to) answer = 'no-room';
    if (!turns || !to) return { next: read, quiet: true };
    return {
      next: givenOut(read, to.id, now),
      messages: [{ id: internalId(now), conversationId: id, content: givenTo(to) }],
      along: [turnTaken(store, turns, { id, to: to.id, at: now })],
    };
  });
  return answer;
}

interface Colleague {
  readonly id: EmployeeId;
  readonly name: string;
}

const givenTo = ({ id, name }: Colleague) => ({ kind: 'work', event: 'assigned', to: { employeeId: id, name } }) as const;

/** Who is online, as far as one round needs to know. */
class Staff {
  readonly #known = new Map<EmployeeId, Promise<Colleague | undefined>>();
  readonly #desk: Desk;
  readonly #online: readonly EmployeeId[];
  readonly #seen: ReadonlySet<ConversationId>;

  constructor(desk: Desk, online: readonly EmployeeId[], seen: readonly Claimed[]) {
    this.#desk = desk;
    this.#online = [...new Set(online)].toSorted();
    this.#seen = new Set(seen.map(({ id }) => id));
  }

  async anybody(): Promise<boolean> {
    for (const id of this.#online) if (await this.#answering(id)) return true;
    return false;
  }

  async next(turns: Turns): Promise<Colleague | undefined> {
    const inTurn = this.#online.toSorted((one, other) => (turns.last[one] ?? 0) - (turns.last[other] ?? 0));
    for (const id of inTurn) {
      const colleague = await this.#answering(id);
      if (colleague && (await this.#has(id, turns)) < turns.limit) return colleague;
    }
    return undefined;
  }

  /** Works here and may send; a visitor of the platform does not. */
  #answering(id: EmployeeId): Promise<Colleague | undefined> {
    const known = this.#known.get(id) ?? this.#look(id);
    this.#known.set(id, known);
    return known;
  }

  async #look(id: EmployeeId): Promise<Colleague | undefined> {
    const employee = await getEmployee(this.#desk.store, id);
    if (!employee?.active) return undefined;
    const { may } = await personOf(this.#desk.store, employee);
    return may.has('conversations.send') ? employee : undefined;
  }

  /** Open conversations, by the index and by what was written too recently for it. */
  async #has(who: EmployeeId, { limit, recent }: Turns): Promise<number> {
    const listed = await openOf(this.#desk.store, who, limit + this.#seen.size);
    const given = recent.filter(({ id, to }) => to === who && !listed.includes(id)).map(({ id }) => id);
    const doubtful = [...given, ...listed.filter((id) => this.#seen.has(id))];
    const rows = await Promise.all(doubtful.map((id) => getConversation(this.#desk.store, id)));
    const sure = listed.length - (doubtful.length - given.length);
    return sure + rows.filter((row) => row?.status === 'open' && row.assigneeId === who).length;
  }
}
