import { describe, expect, inject, it } from 'vitest';
import { actForTenants, peopleRights, platformRights, sendMails, tenantRowActions } from '../approved.ts';
import { readTemplates, worldOf } from '../world.ts';
import { allows, type Question } from './ask.ts';
import { account, type DeployedRole, deploy } from './deployed.ts';

const stage = deploy(worldOf(readTemplates(inject('assembly'))), 'prod');
const { tableArn, mediaArn, keyArn, tenantRole } = stage;
const inboxArn = `${tableArn}/index/inbox`;

/** a1 is the business of the session; a11 begins with the same letters. */
const own = { tenant: 'a1' };
const rowOf = (tenant: string): string => `T#${tenant}#CONV#01`;
const platformKeys: Readonly<Record<string, string>> = {
  HOOK: 'HOOK#h1',
  INVITATION: 'INVITATION#h1',
  'PLATFORM#ADMIN': 'PLATFORM#ADMIN#u1',
  'PLATFORM#AUDIT': 'PLATFORM#AUDIT#2026-11',
  'PLATFORM#INDEX': 'PLATFORM#INDEX#all',
  USER: 'USER#u1',
  SESSION: 'SESSION#s1',
  SIGNUP: 'SIGNUP#h1',
  SLUG: 'SLUG#samia-tarot',
  TENANT: 'TENANT#b2',
  TICKET: 'TICKET#t1',
};

/** Every action on items and on tables that moves rows, whether somebody has it or not. */
const rowActions = [
  'BatchGetItem',
  'BatchWriteItem',
  'ConditionCheckItem',
  'DeleteItem',
  'GetItem',
  'PutItem',
  'Query',
  'UpdateItem',
].map((action) => `dynamodb:${action}`);
const neverOnTable = ['Scan', 'PartiQLSelect', 'PartiQLInsert', 'PartiQLUpdate', 'PartiQLDelete'].map(
  (action) => `dynamodb:${action}`,
);
const neverAtAll = [
  'dynamodb:DeleteTable',
  'dynamodb:UpdateTable',
  'dynamodb:ExportTableToPointInTime',
  'dynamodb:CreateBackup',
  'dynamodb:DescribeTable',
];

const ask = (role: DeployedRole, tags: Readonly<Record<string, string>>, question: Question): Promise<boolean> =>
  allows(stage, role, tags, question);

const row = (action: string, keys: readonly string[] | undefined, resource = tableArn): Question => ({
  action,
  resource,
  ...(keys && { keys }),
});

describe('the tenant role', () => {
  it.each(tenantRowActions)('%s: rows of its own business', async (action) => {
    expect(await ask(tenantRole, own, row(action, [rowOf('a1')]))).toBe(true);
    expect(await ask(tenantRole, own, row(action, ['T#a1#', rowOf('a1')]))).toBe(true);
  });

  it.each(rowActions)('%s: nobody else’s', async (action) => {
    const foreign: Record<string, readonly string[] | undefined> = {
      'another business': [rowOf('b2')],
      'a neighbour of almost the same name': [rowOf('a11')],
      'a name that is the beginning of ours': [rowOf('a')],
      'a batch with one foreign row': [rowOf('a1'), rowOf('b2')],
      'a batch with one neighbour': [rowOf('a1'), rowOf('a11')],
      'no key': undefined,
      'a platform item': ['USER#u1'],
      'an administrator of the platform': ['PLATFORM#ADMIN#u1'],
      'the registration of another business': ['TENANT#b2'],
      'the registration of a neighbour': ['TENANT#a11'],
      'a prefix without its delimiter': ['T#a1'],
      'the prefix further inside': ['X#T#a1#CONV'],
    };
    for (const [what, keys] of Object.entries(foreign)) {
      expect(await ask(tenantRole, own, row(action, keys)), what).toBe(false);
    }
    expect(await ask(tenantRole, {}, row(action, [rowOf('a1')])), 'a session without a tag').toBe(false);
    expect(await ask(tenantRole, {}, row(action, ['T##CONV'])), 'a session without a tag, an empty name').toBe(false);
    expect(await ask(tenantRole, { tenant: 'b2' }, row(action, [rowOf('a1')])), 'a session of another business').toBe(false);
    expect(
      await ask(tenantRole, own, row(action, [rowOf('a1')], tableArn.replace('table/', 'table/other-'))),
      'another table',
    ).toBe(false);
  });

  it('reads and changes its own registration, and does not remove it', async () => {
    for (const action of ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem']) {
      expect(await ask(tenantRole, own, row(action, ['TENANT#a1'])), action).toBe(true);
    }
    // Not even beside a row that it may remove.
    for (const keys of [['TENANT#a1'], ['TENANT#a1', rowOf('a1')]]) {
      expect(await ask(tenantRole, own, row('dynamodb:DeleteItem', keys))).toBe(false);
    }
  });

  it('adds to its audit log and reads it, and leaves it as it is', async () => {
    const month = ['T#a1#AUDIT#2026-11'];
    for (const action of ['dynamodb:PutItem', 'dynamodb:GetItem', 'dynamodb:Query']) {
      expect(await ask(tenantRole, own, row(action, month)), action).toBe(true);
    }
    for (const action of ['dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:BatchWriteItem']) {
      expect(await ask(tenantRole, own, row(action, month)), action).toBe(false);
      expect(await ask(tenantRole, own, row(action, [rowOf('a1'), ...month])), `${action} beside another row`).toBe(false);
    }
  });

  it('asks the indexes for its own business only', async () => {
    for (const index of ['inbox', 'work', 'waiting', 'unread']) {
      const arn = `${tableArn}/index/${index}`;
      expect(await ask(tenantRole, own, row('dynamodb:Query', ['T#a1#INBOX#0'], arn))).toBe(true);
      expect(await ask(tenantRole, own, row('dynamodb:Query', ['T#a11#INBOX#0'], arn))).toBe(false);
      expect(await ask(tenantRole, own, row('dynamodb:Query', undefined, arn))).toBe(false);
    }
    expect(await ask(tenantRole, own, row('dynamodb:Query', ['T#a1#INBOX#0'], `${tableArn}/index/other`))).toBe(false);
  });

  it.each([...neverOnTable, ...neverAtAll])('%s: never', async (action) => {
    const keys = neverOnTable.includes(action) && action !== 'dynamodb:Scan' ? [rowOf('a1')] : undefined;
    expect(await ask(tenantRole, own, row(action, keys))).toBe(false);
    if (neverOnTable.includes(action)) expect(await ask(tenantRole, own, row(action, keys, inboxArn))).toBe(false);
  });

  it.each(['s3:GetObject', 's3:PutObject'])('%s: files of its own business', async (action) => {
    const object = (key: string): Question => ({ action, resource: `${mediaArn}/${key}` });
    expect(await ask(tenantRole, own, object('tenants/a1/media/1'))).toBe(true);
    for (const key of ['tenants/a11/media/1', 'tenants/b2/media/1', 'tenants/a1', 'intake/1', 'x/tenants/a1/media/1']) {
      expect(await ask(tenantRole, own, object(key)), key).toBe(false);
    }
    expect(await ask(tenantRole, {}, object('tenants//media/1'))).toBe(false);
  });

  it('tags exports and files of its own business, and no others', async () => {
    const tag = (key: string): Question => ({ action: 's3:PutObjectTagging', resource: `${mediaArn}/${key}` });
    for (const folder of ['exports/e1', 'library/f1', 'media/c1/m1', 'uploads'])
      expect(await ask(tenantRole, own, tag(`tenants/a1/${folder}/1`)), folder).toBe(true);
    for (const key of ['tenants/a1/transcripts/1', 'tenants/a11/exports/e1/1', 'tenants/b2/exports/e1/1', 'intake/1']) {
      expect(await ask(tenantRole, own, tag(key)), key).toBe(false);
    }
  });

  it('has voice notes of its own business written down, and forgets them again', async () => {
    const bucket = mediaArn.split(':').at(-1) ?? '';
    const start = (key: string, into = bucket): Question => ({
      action: 'transcribe:StartTranscriptionJob',
      resource: '*',
      output: { bucket: into, key },
    });
    expect(await ask(tenantRole, own, start('tenants/a1/transcripts/c/m/1.json'))).toBe(true);
    expect(await ask(tenantRole, own, start('tenants/a1/transcripts/c/m/1.json', 'elsewhere'))).toBe(false);
    for (const key of ['tenants/a11/transcripts/1', 'tenants/b2/transcripts/1', 'tenants/a1/media/1', 'intake/1']) {
      expect(await ask(tenantRole, own, start(key)), key).toBe(false);
    }
    expect(await ask(tenantRole, {}, start('tenants//transcripts/1'))).toBe(false);
    const job = (action: string, name: string): Question => ({
      action: `transcribe:${action}`,
      resource: `arn:aws:transcribe:eu-west-1:${account}:transcription-job/${name}`,
    });
    for (const action of ['GetTranscriptionJob', 'DeleteTranscriptionJob']) {
      expect(await ask(tenantRole, own, job(action, 'frontdesk-prod-a1-x'))).toBe(true);
      for (const name of ['frontdesk-prod-a11-x', 'frontdesk-prod-b2-x', 'frontdesk-staging-a1-x', 'a1-x']) {
        expect(await ask(tenantRole, own, job(action, name)), name).toBe(false);
      }
    }
    const remove = (key: string): Question => ({ action: 's3:DeleteObject', resource: `${mediaArn}/${key}` });
    expect(await ask(tenantRole, own, remove('tenants/a1/transcripts/c/m/1.json'))).toBe(true);
    for (const key of ['tenants/a11/transcripts/1', 'tenants/a1/media/1', 'tenants/a1/exports/1']) {
      expect(await ask(tenantRole, own, remove(key)), key).toBe(false);
    }
  });

  it.each(['s3:ListBucket', 's3:DeleteObject', 's3:GetObjectVersion', 's3:PutObjectAcl', 's3:PutBucketPolicy'])(
    '%s: never',
    async (action) => {
      const resource = /Bucket/.test(action) ? mediaArn : `${mediaArn}/tenants/a1/media/1`;
      expect(await ask(tenantRole, own, { action, resource })).toBe(false);
    },
  );

  it.each(['kms:Decrypt', 'kms:GenerateDataKey'])('%s: secrets of its own business', async (action) => {
    const secret = (encryptionContext: Record<string, string>): Question => ({ action, resource: keyArn, encryptionContext });
    expect(await ask(tenantRole, own, secret({ tenant: 'a1', purpose: 'channel' }))).toBe(true);
    expect(await ask(tenantRole, own, secret({ tenant: 'a11', purpose: 'channel' }))).toBe(false);
    expect(await ask(tenantRole, own, secret({ tenant: 'b2', purpose: 'channel' }))).toBe(false);
    expect(await ask(tenantRole, own, secret({ purpose: 'channel' }))).toBe(false);
    expect(await ask(tenantRole, {}, secret({ tenant: '', purpose: 'channel' }))).toBe(false);
    expect(await ask(tenantRole, {}, secret({ tenant: '${aws:PrincipalTag/tenant}' }))).toBe(false);
  });

  it.each(['kms:Encrypt', 'kms:CreateGrant', 'kms:ScheduleKeyDeletion', 'kms:PutKeyPolicy'])('%s: never', async (action) => {
    expect(await ask(tenantRole, own, { action, resource: keyArn, encryptionContext: { tenant: 'a1' } })).toBe(false);
  });
});

const functions = stage.roles.filter(({ feature }) => feature !== '');

describe.each(functions.map((role) => [role.feature, role] as const))('the role of %s', (feature, role) => {
  it('reaches the platform items that are approved, and no row of a business', async () => {
    for (const [prefix, key] of Object.entries(platformKeys)) {
      for (const action of rowActions) {
        const approved = platformRights[feature]?.[prefix]?.includes(action.replace('dynamodb:', '')) ?? false;
        expect(await ask(role, {}, row(action, [key])), `${action} ${key}`).toBe(approved);
        expect(await ask(role, {}, row(action, undefined)), `${action} without a key`).toBe(false);
        expect(await ask(role, {}, row(action, [key, rowOf('a1')])), `${action} ${key} and a row of a business`).toBe(false);
        expect(await ask(role, own, row(action, [rowOf('a1')])), `${action} on a row of a business`).toBe(false);
      }
    }
    for (const action of [...neverOnTable, ...neverAtAll])
      expect(await ask(role, {}, row(action, undefined)), action).toBe(false);
  });

  it('assumes the tenant role, with one business named, if that is approved', async () => {
    const assume = async (requestTags?: Record<string, string>): Promise<boolean> => {
      const question = { resource: tenantRole.arn, ...(requestTags && { requestTags }) };
      const assumed = await ask(role, {}, { action: 'sts:AssumeRole', ...question });
      return assumed && (requestTags === undefined || (await ask(role, {}, { action: 'sts:TagSession', ...question })));
    };
    expect(await assume({ tenant: 'a1' })).toBe(actForTenants.includes(feature));
    expect(await assume(), 'without a business').toBe(false);
    expect(await assume({ role: 'admin' }), 'with another tag').toBe(false);
    expect(await assume({ tenant: 'a1', role: 'admin' }), 'with one more tag').toBe(false);
  });

  it('reaches queues, files, secrets and connections as its work needs', async () => {
    const may = (action: string, resource: string, more: Partial<Question> = {}) => ask(role, {}, { action, resource, ...more });
    const webhooks = ['webhook-meta', 'webhook-twilio'];
    const fills = {
      inbound: webhooks,
      outbound: ['assistant', 'conversations', 'outbox-relay', 'realtime-command'],
      exports: ['business-exporter', 'business-exports', 'outbox-relay'],
      notices: ['assistant', 'inbound'],
      rights: ['outbox-relay'],
      endings: ['outbox-relay'],
    };
    const works = {
      ...{ inbound: 'inbound', outbound: 'outbound', exports: 'business-exporter', notices: 'usage-notices' },
      ...{ rights: 'memberships', endings: 'ended-memberships' },
    };
    for (const queue of ['inbound', 'outbound', 'exports', 'notices', 'rights', 'endings'] as const) {
      expect(await may('sqs:SendMessage', stage.queueArn(queue)), queue).toBe(fills[queue].includes(feature));
      expect(await may('sqs:ReceiveMessage', stage.queueArn(queue)), queue).toBe(feature === works[queue]);
      expect(await may('sqs:PurgeQueue', stage.queueArn(queue)), queue).toBe(false);
    }
    expect(await may('s3:PutObject', `${mediaArn}/removals/a1`)).toBe(feature === 'business-removal');
    for (const action of ['s3:GetObject', 's3:DeleteObject']) expect(await may(action, `${mediaArn}/removals/a1`)).toBe(false);
    expect(await may('s3:PutObject', `${mediaArn}/intake/1`)).toBe(webhooks.includes(feature));
    expect(await may('s3:GetObject', `${mediaArn}/intake/1`)).toBe(feature === 'inbound');
    expect(await may('s3:GetObject', `${mediaArn}/tenants/a1/media/1`)).toBe(false);
    expect(await may('s3:PutObject', `${mediaArn}/tenants/a1/media/1`)).toBe(false);
    const webhookSecret = { encryptionContext: { tenant: 'a1', purpose: 'webhook' } };
    expect(await may('kms:Decrypt', keyArn, webhookSecret)).toBe(webhooks.includes(feature));
    expect(await may('kms:Decrypt', keyArn, { encryptionContext: { tenant: 'a1', purpose: 'channel' } })).toBe(false);
    expect(await may('kms:Decrypt', keyArn)).toBe(false);
    expect(await may('kms:GenerateDataKey', keyArn, webhookSecret)).toBe(false);
    const pushes = [
      'assistant',
      'business-removal',
      'conversation-work',
      'conversations',
      'customers',
      'ended-memberships',
      'inbound',
      'library',
      'media',
      'media-links',
      'outbound',
      'platform',
      'realtime-command',
      'realtime-connection',
      'transcription',
      'transcription-done',
      'transcripts',
    ];
    const closes = ['business-removal', 'ended-memberships', 'platform', 'realtime-command'];
    expect(await may('execute-api:ManageConnections', stage.connectionArn('POST'))).toBe(pushes.includes(feature));
    expect(await may('execute-api:ManageConnections', stage.connectionArn('DELETE'))).toBe(closes.includes(feature));
  });

  it('manages accounts and sends mails if that is approved', async () => {
    for (const action of ['AdminCreateUser', 'AdminDeleteUser', 'AdminGetUser', 'AdminSetUserPassword', 'ListUsers']) {
      const approved = peopleRights[feature]?.includes(action) ?? false;
      expect(await ask(role, {}, { action: `cognito-idp:${action}`, resource: stage.userPoolArn }), action).toBe(approved);
    }
    const identity = `arn:aws:ses:eu-west-1:${account}:identity/prod.frontdesk.example`;
    const mail = (mailFrom: string, resource = identity) => ask(role, {}, { action: 'ses:SendEmail', resource, mailFrom });
    expect(await mail('no-reply@prod.frontdesk.example')).toBe(sendMails.includes(feature));
    expect(await mail('boss@prod.frontdesk.example')).toBe(false);
    expect(await mail('no-reply@prod.frontdesk.example', identity.replace('prod.', 'other.'))).toBe(false);
  });

  it('has no way to more rights', async () => {
    const more: readonly [string, string][] = [
      ['iam:PassRole', tenantRole.arn],
      ['iam:PutRolePolicy', role.arn],
      ['iam:AttachRolePolicy', role.arn],
      ['iam:UpdateAssumeRolePolicy', tenantRole.arn],
      ['lambda:InvokeFunction', `arn:aws:lambda:eu-west-1:${account}:function:frontdesk-prod-inbound`],
      ['lambda:UpdateFunctionCode', `arn:aws:lambda:eu-west-1:${account}:function:frontdesk-prod-inbound`],
      ['sts:AssumeRole', `arn:aws:iam::${account}:role/cdk-hnb659fds-deploy-role-${account}-eu-west-1`],
      ['sts:AssumeRole', `arn:aws:iam::999999999999:role/frontdesk-prod-tenant`],
      ['cognito-idp:AdminCreateUser', `arn:aws:cognito-idp:eu-west-1:${account}:userpool/eu-west-1_Abc`],
      ['secretsmanager:GetSecretValue', `arn:aws:secretsmanager:eu-west-1:${account}:secret:any`],
    ];
    for (const [action, resource] of more) expect(await ask(role, {}, { action, resource }), action).toBe(false);
  });
});

it('the authorizer reads a membership and its business in one batch, and nothing beside them', async () => {
  const authorizer = functions.find(({ feature }) => feature === 'authorizer');
  if (!authorizer) throw new Error('There is no authorizer');
  const batch = (...keys: string[]) => ask(authorizer, {}, row('dynamodb:BatchGetItem', keys));
  expect(await batch('USER#u1', 'TENANT#b2')).toBe(true);
  for (const other of [rowOf('a1'), 'SESSION#s1', 'HOOK#h1', 'TENANTS#1', 'USERS#1']) {
    expect(await batch('USER#u1', 'TENANT#b2', other), other).toBe(false);
  }
});

describe('the removal role', () => {
  const removal = stage.roles.find(({ name }) => name === 'frontdesk-prod-removal');
  if (!removal) throw new Error('There is no removal role');
  const month = (tenant: string): string => `T#${tenant}#AUDIT#2026-11`;

  it('reads and removes the audit log of its business, and no other row', async () => {
    for (const action of rowActions) {
      const may = ['dynamodb:Query', 'dynamodb:DeleteItem'].includes(action);
      expect(await ask(removal, own, row(action, [month('a1')])), action).toBe(may);
      for (const keys of [[rowOf('a1')], [month('b2')], [month('a11')], [month('a1'), rowOf('a1')], ['TENANT#a1'], undefined]) {
        expect(await ask(removal, own, row(action, keys)), `${action} ${keys}`).toBe(false);
      }
      expect(await ask(removal, {}, row(action, [month('a1')])), `${action} without a business`).toBe(false);
    }
  });

  it('removes the files of its business, which it finds by their prefix, and reads none', async () => {
    const file = (action: string, key: string): Question => ({ action, resource: `${mediaArn}/${key}` });
    expect(await ask(removal, own, file('s3:DeleteObject', 'tenants/a1/media/1'))).toBe(true);
    for (const key of ['tenants/a11/media/1', 'tenants/b2/media/1', 'intake/1']) {
      expect(await ask(removal, own, file('s3:DeleteObject', key)), key).toBe(false);
    }
    for (const action of ['s3:GetObject', 's3:PutObject', 's3:DeleteObjectVersion']) {
      expect(await ask(removal, own, file(action, 'tenants/a1/media/1')), action).toBe(false);
    }
    expect(await ask(removal, own, { action: 's3:ListBucket', resource: mediaArn })).toBe(false);
    expect(await ask(removal, own, { action: 'kms:Decrypt', resource: keyArn, encryptionContext: { tenant: 'a1' } })).toBe(false);
  });

  it('is for one function, each time for one business', async () => {
    for (const role of functions) {
      const become = (requestTags?: Record<string, string>) =>
        ask(role, {}, { action: 'sts:AssumeRole', resource: removal.arn, ...(requestTags && { requestTags }) });
      expect(await become({ tenant: 'a1' }), role.feature).toBe(role.feature === 'business-removal');
      expect(await become(), role.feature).toBe(false);
    }
  });
});

describe('the erasure role', () => {
  const erasure = stage.roles.find(({ name }) => name === 'frontdesk-prod-erasure');
  if (!erasure) throw new Error('There is no erasure role');
  const file = (action: string, key: string): Question => ({ action, resource: `${mediaArn}/${key}` });

  it('removes files of conversations and exports of its business, and no others', async () => {
    for (const key of ['tenants/a1/media/c1/1', 'tenants/a1/transcripts/c1/1', 'tenants/a1/exports/e1/messages.ndjson']) {
      expect(await ask(erasure, own, file('s3:DeleteObject', key)), key).toBe(true);
      for (const action of ['s3:GetObject', 's3:PutObject', 's3:DeleteObjectVersion']) {
        expect(await ask(erasure, own, file(action, key)), action).toBe(false);
      }
      expect(await ask(erasure, {}, file('s3:DeleteObject', key)), 'without a business').toBe(false);
    }
    const foreign = ['tenants/a11/media/c1/1', 'tenants/b2/exports/e1/1', 'tenants/a1/erasures/1.json', 'intake/1'];
    for (const key of foreign) expect(await ask(erasure, own, file('s3:DeleteObject', key)), key).toBe(false);
  });

  it('reads no row, and is for one function, each time for one business', async () => {
    for (const action of rowActions) expect(await ask(erasure, own, row(action, [rowOf('a1')])), action).toBe(false);
    for (const role of functions) {
      const become = (requestTags?: Record<string, string>) =>
        ask(role, {}, { action: 'sts:AssumeRole', resource: erasure.arn, ...(requestTags && { requestTags }) });
      expect(await become({ tenant: 'a1' }), role.feature).toBe(role.feature === 'customer-erasure');
      expect(await become(), role.feature).toBe(false);
    }
  });
});

describe('the library role', () => {
  const library = stage.roles.find(({ name }) => name === 'frontdesk-prod-file-deletion');
  if (!library) throw new Error('There is no library role');
  const file = (action: string, key: string): Question => ({ action, resource: `${mediaArn}/${key}` });

  it('deletes files of its business and reads none, for one function', async () => {
    for (const key of ['tenants/a1/media/c1/m1/original', 'tenants/a1/library/f1/thumbnail']) {
      expect(await ask(library, own, file('s3:DeleteObject', key)), key).toBe(true);
      expect(await ask(library, {}, file('s3:DeleteObject', key)), 'without a business').toBe(false);
      for (const action of ['s3:GetObject', 's3:PutObject'])
        expect(await ask(library, own, file(action, key)), action).toBe(false);
    }
    for (const key of ['tenants/a11/media/1', 'tenants/b2/library/1', 'tenants/a1/exports/1', 'intake/1'])
      expect(await ask(library, own, file('s3:DeleteObject', key)), key).toBe(false);
    for (const action of rowActions) expect(await ask(library, own, row(action, [rowOf('a1')])), action).toBe(false);
    for (const role of functions) {
      const asked: Question = { action: 'sts:AssumeRole', resource: library.arn, requestTags: { tenant: 'a1' } };
      expect(await ask(role, {}, asked), role.feature).toBe(role.feature === 'library');
    }
  });
});

describe('the trial role', () => {
  const trial = stage.roles.find(({ name }) => name === 'frontdesk-prod-trial');
  if (!trial) throw new Error('There is no trial role');

  it('reads the rows of its business, and writes only what is tried and what a model costs', async () => {
    const reads = ['BatchGetItem', 'GetItem', 'Query'].map((action) => `dynamodb:${action}`);
    const writes = ['DeleteItem', 'PutItem', 'UpdateItem'].map((action) => `dynamodb:${action}`);
    const its = ['T#a1#PLAYGROUND', 'T#a1#MODELS', 'T#a1#LEDGER#2026-11'];
    const read = [rowOf('a1'), 'T#a1#', 'T#a1#PROMPTS', 'T#a1#CUST#1', 'T#a1#AUDIT#2026-11', 'T#a1#PLAYGROUND#1', 'T#a1#MODELS1'];
    for (const action of rowActions) {
      for (const key of its) {
        const may = reads.includes(action) || writes.includes(action);
        expect(await ask(trial, own, row(action, [key])), `${action} ${key}`).toBe(may);
        expect(await ask(trial, {}, row(action, [key])), `${action} without a business`).toBe(false);
      }
      for (const key of read) expect(await ask(trial, own, row(action, [key])), `${action} ${key}`).toBe(reads.includes(action));
      for (const keys of [
        [rowOf('b2')],
        [rowOf('a11')],
        ['T#b2#PLAYGROUND'],
        [its[0] ?? '', rowOf('b2')],
        ['TENANT#a1'],
        undefined,
      ])
        expect(await ask(trial, own, row(action, keys)), `${action} ${keys}`).toBe(false);
    }
  });

  it('opens the key of a model and no other secret, reaches no file, and is for one function', async () => {
    const decrypt = (tenant: string, purpose: string): Question => ({
      action: 'kms:Decrypt',
      resource: keyArn,
      encryptionContext: { tenant, purpose },
    });
    expect(await ask(trial, own, decrypt('a1', 'assistant'))).toBe(true);
    expect(await ask(trial, own, decrypt('a1', 'channel'))).toBe(false);
    expect(await ask(trial, own, decrypt('b2', 'assistant'))).toBe(false);
    for (const action of ['s3:GetObject', 's3:PutObject'])
      expect(await ask(trial, own, { action, resource: `${mediaArn}/tenants/a1/media/1` }), action).toBe(false);
    for (const role of functions) {
      const asked: Question = { action: 'sts:AssumeRole', resource: trial.arn, requestTags: { tenant: 'a1' } };
      expect(await ask(role, {}, asked), role.feature).toBe(role.feature === 'playground');
    }
  });
});

describe('the operator', () => {
  const operator = stage.roles.find(({ name }) => name === 'frontdesk-prod-operator');

  it('finds a business by its slug and becomes its tenant role, and reaches nothing by itself', async () => {
    if (!operator) throw new Error('There is no operator');
    expect(await ask(operator, {}, row('dynamodb:GetItem', ['SLUG#samia-tarot']))).toBe(true);
    for (const action of rowActions) {
      expect(await ask(operator, {}, row(action, ['SLUG#samia-tarot'])), action).toBe(action === 'dynamodb:GetItem');
      for (const keys of [[rowOf('a1')], ['USER#u1'], ['TENANT#a1'], ['SLUG#a', rowOf('a1')], undefined]) {
        expect(await ask(operator, own, row(action, keys)), `${action} ${keys}`).toBe(false);
      }
    }
    const become = (requestTags: Record<string, string>) =>
      ask(operator, {}, { action: 'sts:AssumeRole', resource: tenantRole.arn, requestTags });
    expect(await become({ tenant: 'a1' })).toBe(true);
    expect(await become({})).toBe(false);
    expect(await ask(operator, {}, { action: 's3:GetObject', resource: `${mediaArn}/tenants/a1/exports/1` })).toBe(false);
    expect(await ask(operator, {}, { action: 'kms:Decrypt', resource: keyArn, encryptionContext: { tenant: 'a1' } })).toBe(false);
  });
});

describe('anybody else in the account', () => {
  const admin: DeployedRole = {
    name: 'somebody',
    arn: `arn:aws:iam::${account}:role/somebody`,
    feature: '',
    trust: { Version: '2012-10-17', Statement: [] },
    policies: [{ name: 'all', policy: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] } }],
  };

  it('cannot act for a business, whatever rights of their own they have', async () => {
    const question: Question = { action: 'sts:AssumeRole', resource: tenantRole.arn, requestTags: { tenant: 'a1' } };
    expect(await ask(admin, {}, question)).toBe(false);
  });
});

it('covers every function there is', () => {
  expect(functions.map(({ feature }) => feature).sort()).toEqual([
    'account',
    'assistant',
    'assistant-settings',
    'audit',
    'authorizer',
    'business-exporter',
    'business-exports',
    'business-removal',
    'business-settings',
    'businesses',
    'canned-responses',
    'channels',
    'colleagues',
    'conversation-work',
    'conversations',
    'customer-erasure',
    'customers',
    'employees',
    'ended-memberships',
    'inbound',
    'invitations',
    'joining',
    'knowledge',
    'knowledge-fetch',
    'knowledge-refresh',
    'labels',
    'library',
    'me',
    'media',
    'media-links',
    'media-uploads',
    'memberships',
    'outbound',
    'outbox-relay',
    'platform',
    'playground',
    'prompts',
    'realtime-authorizer',
    'realtime-command',
    'realtime-connection',
    'realtime-ticket',
    'roles',
    'search',
    'search-index',
    'secrets-rewrap',
    'session',
    'sign-up',
    'transcription',
    'transcription-done',
    'transcripts',
    'unmatched-statuses',
    'usage-notices',
    'webhook-meta',
    'webhook-twilio',
  ]);
});
