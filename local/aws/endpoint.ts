import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { AwsEndpoint } from '../parts.ts';
import { objectsOf } from '../transcribe/objects.ts';
import { recordings } from '../transcribe/recorded.ts';
import { Transcribe } from '../transcribe/transcribe.ts';
import { clientsOf } from './clients.ts';
import { startDynamoDb } from './engines/dynoxide.ts';
import { type Mail, startThread } from './engines/worker.ts';
import { Front } from './front.ts';
import { Gate } from './gate/decide.ts';
import { DynamoDbAccess } from './gate/dynamodb.ts';
import { Policies } from './gate/policy.ts';
import { Credentials } from './gate/principals.ts';
import { cognitoProvisioners } from './provision/cognito.ts';
import { dynamoDbProvisioners, type Tables } from './provision/dynamodb.ts';
import { iamProvisioners } from './provision/iam.ts';
import { kmsProvisioners } from './provision/kms.ts';
import { s3Provisioners } from './provision/s3.ts';
import { sqsProvisioners } from './provision/sqs.ts';
import { Kms } from './services/kms.ts';
import { Ses } from './services/ses.ts';
import { Sts } from './services/sts.ts';

export interface AwsOptions {
  /** Folder for everything that must outlive a restart. */
  readonly dataDir: string;
  /** Port of the stage that serves `/aws/...`. */
  readonly port: number;
  readonly accountId: string;
  readonly region: string;
  /** ms; the engines' windows follow it as well. */
  readonly clock?: () => number;
  /** E-mails that Cognito and SES send. */
  readonly onMail?: (mail: Mail) => void;
  /** What services tell EventBridge. */
  readonly onEvent?: (event: Readonly<Record<string, unknown>>) => void;
}

/** fauxqs knows this account only. */
const onlyAccount = '000000000000';

/** Starts the engines and the gate before them. */
export async function startAws(options: AwsOptions): Promise<AwsEndpoint> {
  const { dataDir, region, clock = Date.now, onMail, onEvent } = options;
  if (options.accountId !== onlyAccount) throw new Error(`The account of the local stage is ${onlyAccount}`);
  const place = { account: options.accountId, region };
  // An address, not a name: the S3 client then puts the bucket into the path, and no name has to be looked up.
  const base = `http://127.0.0.1:${options.port}/aws`;
  const issuer = `${base}/cognito-idp`;
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });

  const [dynamodb, fauxqs, cognito] = await Promise.all([
    startDynamoDb(join(dataDir, 'dynamodb'), process.env.AWS_ENDPOINT_URL_DYNAMODB),
    startThread(new URL('./engines/fauxqs-worker.ts', import.meta.url), {
      directory: join(dataDir, 'queues-and-objects'),
      region,
    }),
    startThread(new URL('./engines/cognito-worker.ts', import.meta.url), { directory: join(dataDir, 'cognito'), issuer }, onMail),
  ]);
  const engines = { dynamodb: dynamodb.url, sqs: fauxqs.url, s3: fauxqs.url, cognito: cognito.url };
  const clients = clientsOf(engines, region);

  const policies = new Policies();
  const gate = new Gate(policies, place);
  const credentials = new Credentials();
  const tables: Tables = new Map();
  const kms = new Kms(join(dataDir, 'kms'), place);
  const sts = new Sts({ policies, gate, credentials, account: place.account, clock });
  const ses = new Ses(place, (mail) => onMail?.(mail));
  const transcribe = new Transcribe({
    directory: join(dataDir, 'transcribe'),
    place,
    recordings: recordings(join(dataDir, 'transcribe', 'recorded')),
    ...objectsOf(clients.s3),
    publish: (event) => onEvent?.(event),
    clock,
  });
  const front = new Front({
    place,
    engines,
    credentials,
    gate,
    dynamodb: new DynamoDbAccess(tables, place),
    kms,
    ses,
    transcribe,
    sts,
    clock,
  });

  let shift = 0;
  const follow = setInterval(() => {
    const offset = clock() - Date.now();
    if (Math.abs(offset - shift) < 50) return;
    shift = offset;
    fauxqs.shiftClock(offset);
    cognito.shiftClock(offset);
  }, 20);
  follow.unref();

  return {
    handle: front.handle,
    provisioners: {
      ...iamProvisioners(policies, place.account),
      ...kmsProvisioners(kms, policies),
      ...dynamoDbProvisioners(clients.dynamodb, tables, place),
      ...sqsProvisioners(clients.sqs, policies, { ...place, endpoint: `${base}/sqs` }),
      ...s3Provisioners(clients.s3, policies, region),
      ...cognitoProvisioners({ ...place, engine: engines.cognito, issuer }),
    },
    environment: (roleName, functionName) => {
      const role = policies.role(roleName);
      if (role === undefined)
        return Promise.reject(new Error(`The role ${roleName} of the function ${functionName} does not exist`));
      const sessionArn = `arn:aws:sts::${place.account}:assumed-role/${role.name}/${functionName}`;
      const issued = credentials.issue({ roleArn: role.arn, sessionArn, tags: {}, functionName }, undefined);
      return Promise.resolve({
        AWS_ACCESS_KEY_ID: issued.accessKeyId,
        AWS_SECRET_ACCESS_KEY: issued.secretAccessKey,
        AWS_SESSION_TOKEN: issued.sessionToken,
        AWS_REGION: region,
        AWS_DEFAULT_REGION: region,
        AWS_ENDPOINT_URL_DYNAMODB: `${base}/dynamodb`,
        AWS_ENDPOINT_URL_SQS: `${base}/sqs`,
        AWS_ENDPOINT_URL_S3: `${base}/s3`,
        AWS_ENDPOINT_URL_STS: `${base}/sts`,
        AWS_ENDPOINT_URL_API_GATEWAY: `${base}/apigateway`,
        AWS_ENDPOINT_URL_KMS: `${base}/kms`,
        AWS_ENDPOINT_URL_TRANSCRIBE: `${base}/transcribe`,
        AWS_ENDPOINT_URL_SESV2: `${base}/ses`,
        AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: `${base}/cognito-idp`,
        // Endpoints and credentials of the developer's own machine must not leak in.
        AWS_CONFIG_FILE: '/dev/null',
        AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
        AWS_EC2_METADATA_DISABLED: 'true',
      });
    },
    serve: (service, handler) => front.serve(service, handler),
    addresses: {
      [`https://cognito-idp.${region}.amazonaws.com`]: issuer,
      [`https://sqs.${region}.amazonaws.com`]: `${base}/sqs`,
      [`https://s3.${region}.amazonaws.com`]: `${base}/s3`,
    },
    engines,
    calls: { list: () => front.calls.list(), clear: () => front.calls.clear() },
    close: async () => {
      clearInterval(follow);
      transcribe.close();
      clients.close();
      await Promise.all([dynamodb.close(), fauxqs.close(), cognito.close()]);
    },
  };
}
