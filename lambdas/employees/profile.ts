import type * as z from 'zod';
import type { Employee as Answered, employees } from '../../contract/team.ts';
import { auditPut, byEmployee } from '../_data/audit.ts';
import { avatarChange } from '../_data/avatar.ts';
import { changedSince, employeeChange, getEmployee } from '../_data/employee.ts';
import { decideAndWrite } from '../_data/transact.ts';
import { type SettleDependencies, settlePerson } from '../_people/copies.ts';
import { personOf } from '../_people/rights.ts';
import { notFound } from '../_shared/http-request.ts';
import { changed } from '../_shared/http-versions.ts';
import { isProblem, type ProblemResult, problem } from '../_shared/problem.ts';
import { answerOf } from './answer.ts';
import type { Change } from './team.ts';

type Profile = z.output<typeof employees.routes.updateMine.body>;

const avatarBytes = 24 * 1024;

/** How somebody appears in this business, by themselves: name, language, picture. Nothing here changes what they may do. */
export async function updateProfile(
  settle: SettleDependencies,
  { by, ifMatch, now, sourceIp, requestId }: Omit<Change, 'id'>,
  wanted: Profile,
): Promise<Answered | ProblemResult> {
  const { store } = settle;
  const { avatar } = wanted;
  if (avatar && !isPicture(avatar)) {
    return problem('invalid-body', 'Choose another picture.', [
      { path: 'avatar', message: 'Not a JPEG, PNG or WebP of at most 24 KB' },
    ]);
  }
  const done = await decideAndWrite(store, async () => {
    const was = await getEmployee(store, by.id);
    if (!was?.active) return notFound();
    if (was.version !== ifMatch) return changed(changedSince(was.changedIn, ifMatch));
    if (Object.keys(wanted).length === 0) return { writes: [], result: was };
    const { write, employee } = employeeChange(store, was, wanted);
    const { name, language } = was;
    const after = { name: employee.name, language: employee.language, ...(avatar !== undefined && { avatar: 'changed' }) };
    const thing = { type: 'employee', id: by.id, name: employee.name };
    const entry = { action: 'employee.updated' as const, by: byEmployee(by), thing, from: sourceIp, requestId };
    const picture = avatar === undefined ? [] : [avatarChange(store, by.id, avatar)];
    const audited = auditPut(store, { ...entry, before: { name, language }, after }, now);
    return { writes: [write, ...picture, audited], result: employee };
  });
  if (isProblem(done)) return done;
  await settlePerson(settle, by.id);
  return answerOf(store, await personOf(store, done));
}

/** The bytes are what the data URI says they are: an image is shown to colleagues. */
function isPicture(uri: string): boolean {
  const [, type, base64 = ''] = /^data:image\/(jpeg|png|webp);base64,(.*)$/.exec(uri) ?? [];
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.length > avatarBytes) return false;
  const begins = (hex: string, at = 0) => bytes.subarray(at, at + hex.length / 2).toString('hex') === hex;
  if (type === 'jpeg') return begins('ffd8ff');
  if (type === 'png') return begins('89504e470d0a1a0a');
  return begins('52494646') && begins('57454250', 8);
}
