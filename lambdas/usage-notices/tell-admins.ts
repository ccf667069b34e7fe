import type { UsageNoticeJob } from '../../contract/queues.ts';
import { budgetOf } from '../_data/budget.ts';
import { type Employee, employeesOf } from '../_data/employee.ts';
import { conversationsIn } from '../_data/monthly.ts';
import { getRegistration } from '../_data/registration.ts';
import { getUsageNotice, noteAllMailed, noteMailed } from '../_data/usage-notice.ts';
import { personOf } from '../_people/rights.ts';
import { failPoint } from '../_shared/fail-point.ts';
import { log } from '../_shared/log.ts';
import type { SendMail } from '../_shared/mail.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { letterAbout } from './letters.ts';

export interface TellDependencies {
  readonly store: TenantTable;
  readonly sendMail: SendMail;
  /** Address of the app, if the stage has one of its own. */
  readonly origin: string | undefined;
  /** Milliseconds. */
  readonly clock: () => number;
}

/**
 * Mails every administrator in their own language; what models cost concerns whoever may see it. Each is noted down after their mail: a repeat leaves them out, and only a
 * crash between the two mails somebody twice. Throws when a mail was not taken, after all the others.
 */
export async function tellAdmins({ store, sendMail, origin, clock }: TellDependencies, job: UsageNoticeJob): Promise<void> {
  const { month, limit, level } = job;
  const [registration, notice, used] = await Promise.all([
    getRegistration(store, store.tenant),
    getUsageNotice(store, job),
    level === 'models' ? budgetOf(store, month, limit).then(({ spentMicros }) => spentMicros) : conversationsIn(store, month),
  ]);
  // Of a business that is being removed nothing more is noted, or it would stay.
  if (registration === undefined || registration.removing !== undefined || notice.doneAt !== undefined) return;
  const about = { level, business: registration.name, month, used, limit, origin };
  let failed = 0;
  for await (const one of employeesOf(store)) {
    const { id, email, language } = one;
    if (!one.active || notice.to.has(id) || !(await concerns(store, one, level))) continue;
    try {
      await sendMail({ to: email, ...letterAbout(language ?? registration.languages[0] ?? 'en', about) });
    } catch (error) {
      log.error('an administrator was not told about the usage', { tenant: store.tenant, employeeId: id }, error);
      failed += 1;
      continue;
    }
    failPoint('usage-notices.after-mail');
    await noteMailed(store, job, id, clock());
  }
  if (failed > 0) throw new Error(`${failed} mails were not taken`);
  await noteAllMailed(store, job, clock());
}

const concerns = async (store: TenantTable, one: Employee, level: UsageNoticeJob['level']): Promise<boolean> =>
  level === 'models' ? (await personOf(store, one)).may.has('settings.view') : one.role === 'admin';
