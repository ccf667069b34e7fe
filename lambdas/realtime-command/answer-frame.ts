import * as z from 'zod';
import type { TenantId } from '../../contract/ids.ts';
import { problems } from '../../contract/problem.ts';
import { Command, type Frame, type RealtimeEvent } from '../../contract/realtime.ts';
import { removeConnection } from '../_data/connection.ts';
import type { Membership } from '../_data/membership.ts';
import type { Registration } from '../_data/registration.ts';
import type { Connections } from '../_shared/connections.ts';
import { isProblem, type ProblemResult, problem } from '../_shared/problem.ts';
import { type CommandContext, type CommandDependencies, perform } from './perform.ts';
import { permissionFor } from './permissions.ts';

export interface FrameDependencies extends CommandDependencies {
  readonly sockets: Connections;
  membership(sub: string, tenant: TenantId): Promise<Membership | undefined>;
  registration(tenant: TenantId): Promise<Pick<Registration, 'status'> | undefined>;
  /** What went wrong on our side. */
  report(error: unknown): void;
}

export interface ReceivedFrame extends Omit<CommandContext, 'command'> {
  readonly frame: string;
}

/**
 * Carries out what one frame of a browser says and answers it. A person's membership and the business's standing are read each
 * time: the connection may be two hours old. Answers with the command's name, or with why there was none, for the log.
 */
export async function answerFrame(dependencies: FrameDependencies, received: ReceivedFrame): Promise<string> {
  const json = parseJson(received.frame);
  try {
    return await answer(dependencies, received, json);
  } catch (error) {
    dependencies.report(error);
    const sorry = failed(requestIdOf(json), problem('internal', 'Try again in a moment.'));
    await say(dependencies.sockets, received.connectionId, sorry).catch(dependencies.report);
    return 'failed';
  }
}

async function answer(dependencies: FrameDependencies, received: ReceivedFrame, json: unknown): Promise<string> {
  const { sockets, store, membership, registration } = dependencies;
  const { connectionId, holder, now } = received;
  const [member, business] = await Promise.all([membership(holder.sub, holder.tenant), registration(holder.tenant)]);
  const stands = business !== undefined && business.status === 'active';
  const over = member?.impersonation !== undefined && member.impersonation.until <= now;
  if (!member?.active || over || !stands || !member.permissions.includes('conversations.view')) {
    await removeConnection(store, connectionId);
    await say(sockets, connectionId, failed(requestIdOf(json), whyClosed(business?.status)));
    await sockets.close(connectionId);
    return 'closed';
  }
  const command = Command.safeParse(json);
  if (!command.success) {
    await say(sockets, connectionId, failed(requestIdOf(json), problem('bad-request', whyNot(command.error))));
    return 'malformed';
  }
  const { type, requestId } = command.data;
  const needed = permissionFor(type);
  if (!member.permissions.includes(needed)) {
    await say(sockets, connectionId, failed(requestId, problem('forbidden', `Your role does not include ${needed}.`)));
    return type;
  }
  if (member.impersonation && type !== 'ping' && type !== 'view') {
    await say(sockets, connectionId, failed(requestId, problem('read-only', 'You are only looking at this business.')));
    return type;
  }
  const result = await perform(dependencies, { connectionId, holder, now, command: command.data });
  if (result === 'gone') {
    // Nothing would be pushed here any more: the browser has to connect again.
    await sockets.close(connectionId);
    return 'closed';
  }
  await say(
    sockets,
    connectionId,
    isProblem(result) ? failed(requestId, result) : { type: 'command.done', requestId, ...result },
  );
  return type;
}

const ended = (): ProblemResult => problem('forbidden', 'You no longer have access. Sign in again.');
function whyClosed(status: Registration['status'] | undefined): ProblemResult {
  if (status === 'suspended') {
    return problem('business-suspended', 'Nobody can work until it is reactivated; messages of customers are kept.');
  }
  return status === 'deleting' ? problem('business-deleting', 'Nobody can work in it any more.') : ended();
}

async function say(sockets: Connections, connectionId: string, event: RealtimeEvent): Promise<void> {
  await sockets.send(connectionId, JSON.stringify({ v: 1, events: [event] } satisfies Frame));
}

const failed = (requestId: string | undefined, { code, detail }: ProblemResult): RealtimeEvent => ({
  type: 'command.failed',
  requestId,
  code,
  title: problems[code].title,
  detail,
});

function parseJson(frame: string): unknown {
  try {
    return JSON.parse(frame);
  } catch {
    return undefined;
  }
}

const Named = z.object({ requestId: z.string().min(1).max(64) });
const requestIdOf = (json: unknown): string | undefined => Named.safeParse(json).data?.requestId;

/** Where it is wrong, in zod's words, which name fields and types. */
const whyNot = ({ issues }: z.ZodError): string =>
  `Correct it and send it again: ${issues.map(({ path, message }) => `${path.join('.')} ${message}`.trim()).join('; ')}`;
