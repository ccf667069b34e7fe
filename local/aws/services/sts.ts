import * as z from 'zod';
import type { Gate } from '../gate/decide.ts';
import type { Policies } from '../gate/policy.ts';
import type { Credentials, Issued } from '../gate/principals.ts';
import { AwsError, escapeXml } from '../http/errors.ts';

const AssumeRole = z.object({
  RoleArn: z.string(),
  RoleSessionName: z.string().regex(/^[\w+=,.@-]{2,64}$/),
  DurationSeconds: z.coerce.number().int().min(900).default(3600),
  Policy: z.undefined({ error: 'Session policies are not part of the local stage' }).optional(),
});
/** https://docs.aws.amazon.com/STS/latest/APIReference/API_Tag.html */
const tagText = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;
/** A role that assumes another role gets at most an hour: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html#iam-term-role-chaining */
const chainedSessionSeconds = 3600;

export class Sts {
  private readonly policies: Policies;
  private readonly gate: Gate;
  private readonly credentials: Credentials;
  private readonly account: string;
  private readonly clock: () => number;

  constructor(parts: { policies: Policies; gate: Gate; credentials: Credentials; account: string; clock: () => number }) {
    this.policies = parts.policies;
    this.gate = parts.gate;
    this.credentials = parts.credentials;
    this.account = parts.account;
    this.clock = parts.clock;
  }

  /** The answer's XML and the ARNs the call was about. */
  async answer(caller: Issued, form: URLSearchParams): Promise<{ readonly xml: string; readonly resources: readonly string[] }> {
    const action = form.get('Action');
    if (action === 'GetCallerIdentity') {
      const role = this.policies.role(caller.principal.roleArn);
      const fields = `<Arn>${escapeXml(caller.principal.sessionArn)}</Arn><UserId>${role?.id ?? ''}</UserId><Account>${this.account}</Account>`;
      return { xml: answerOf(action, fields), resources: ['*'] };
    }
    if (action === 'AssumeRole') return this.assumeRole(caller, form);
    throw new AwsError(400, 'InvalidAction', `The local stage does not know the STS action ${action}`);
  }

  private async assumeRole(caller: Issued, form: URLSearchParams): Promise<{ xml: string; resources: readonly string[] }> {
    const parsed = AssumeRole.safeParse(Object.fromEntries(form));
    if (!parsed.success) throw new AwsError(400, 'ValidationError', z.prettifyError(parsed.error));
    const request = parsed.data;
    const tags = tagsOf(form);
    const role = this.policies.role(request.RoleArn);
    await this.authorize(caller, request.RoleArn, request.RoleSessionName, tags, role?.trust);
    if (role === undefined) throw new AwsError(403, 'AccessDenied', `The role ${request.RoleArn} does not exist`);
    if (request.DurationSeconds > Math.min(role.maxSessionSeconds, chainedSessionSeconds)) {
      throw new AwsError(
        400,
        'ValidationError',
        'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining',
      );
    }
    const expiresAt = this.clock() + request.DurationSeconds * 1000;
    const sessionArn = `arn:aws:sts::${this.account}:assumed-role/${role.name}/${request.RoleSessionName}`;
    const { accessKeyId, secretAccessKey, sessionToken } = this.credentials.issue(
      { roleArn: role.arn, sessionArn, tags, functionName: caller.principal.functionName },
      expiresAt,
    );
    const xml =
      `<AssumedRoleUser><Arn>${escapeXml(sessionArn)}</Arn><AssumedRoleId>${role.id}:${escapeXml(request.RoleSessionName)}</AssumedRoleId></AssumedRoleUser>` +
      `<Credentials><AccessKeyId>${accessKeyId}</AccessKeyId><SecretAccessKey>${escapeXml(secretAccessKey)}</SecretAccessKey>` +
      `<SessionToken>${escapeXml(sessionToken)}</SessionToken><Expiration>${new Date(expiresAt).toISOString()}</Expiration></Credentials>`;
    return { xml: answerOf('AssumeRole', xml), resources: [role.arn] };
  }

  /** Both sides have a say: the caller's policies and the role's trust policy; passing tags is a permission of its own. */
  private async authorize(
    caller: Issued,
    roleArn: string,
    sessionName: string,
    tags: Readonly<Record<string, string>>,
    trust: Parameters<Gate['decide']>[2],
  ): Promise<void> {
    const names = Object.keys(tags);
    const context: Record<string, string | string[]> = names.length === 0 ? {} : { 'aws:TagKeys': names };
    for (const [name, value] of Object.entries(tags)) context[`aws:RequestTag/${name}`] = value;
    const denied = async (action: string, extra: Record<string, string>): Promise<void> => {
      const decision = await this.gate.decide(
        caller.principal,
        { action, resource: roleArn, context: { ...context, ...extra } },
        trust,
      );
      if (decision.allowed) return;
      throw new AwsError(
        403,
        'AccessDenied',
        `User: ${caller.principal.sessionArn} is not authorized to perform: ${action} on resource: ${roleArn}`,
      );
    };
    await denied('sts:AssumeRole', { 'sts:RoleSessionName': sessionName });
    if (names.length > 0) await denied('sts:TagSession', {});
  }
}

function tagsOf(form: URLSearchParams): Record<string, string> {
  const tags: Record<string, string> = {};
  for (let index = 1; index <= 50; index += 1) {
    const key = form.get(`Tags.member.${index}.Key`);
    if (key === null) break;
    const value = form.get(`Tags.member.${index}.Value`) ?? '';
    if (key === '' || key.length > 128 || value.length > 256 || !tagText.test(key) || !tagText.test(value)) {
      throw new AwsError(
        400,
        'ValidationError',
        'A session tag has a key or value that is too long or has characters that are not allowed',
      );
    }
    tags[key] = value;
  }
  return tags;
}

function answerOf(action: string, fields: string): string {
  return (
    `<${action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${action}Result>${fields}</${action}Result>` +
    `<ResponseMetadata><RequestId>00000000-0000-0000-0000-000000000000</RequestId></ResponseMetadata></${action}Response>`
  );
}
