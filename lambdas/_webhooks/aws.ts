import { signedRequests } from '../_shared/signed-request.ts';

/** The four AWS calls of a webhook, signed by hand: the SDK would be most of its start time. */
export interface Aws {
  /** A table item in DynamoDB's own notation, as it is now. */
  getItem(table: string, pk: string, sk: string): Promise<unknown>;
  /** The ciphertext names its key; the role says which keys may be used. */
  decrypt(ciphertext: Buffer, context: Readonly<Record<string, string>>): Promise<Buffer>;
  /** Ids of the entries that the queue did not take. */
  sendBatch(queueUrl: string, entries: readonly QueueEntry[]): Promise<readonly string[]>;
  putObject(bucket: string, key: string, body: string): Promise<void>;
}

export interface QueueEntry {
  readonly Id: string;
  readonly MessageBody: string;
  readonly MessageGroupId: string;
  readonly MessageDeduplicationId: string;
}

export function aws(environment: NodeJS.ProcessEnv): Aws {
  const { AWS_REGION = '' } = environment;
  const send = signedRequests(environment, { retries: 2, timeoutMs: 3_000 });
  const endpoint = (service: 'DYNAMODB' | 'KMS' | 'SQS' | 'S3', fallback: string): string =>
    (environment[`AWS_ENDPOINT_URL_${service}`] ?? environment.AWS_ENDPOINT_URL ?? fallback).replace(/\/$/, '');

  const call = async (
    service: string,
    url: string,
    target: string,
    input: unknown,
  ): Promise<Readonly<Record<string, unknown>>> => {
    const { status, body } = await send({
      service,
      method: 'POST',
      url: `${url}/`,
      headers: { 'content-type': `application/x-amz-json-1.${service === 'kms' ? 1 : 0}`, 'x-amz-target': target },
      body: JSON.stringify(input),
    });
    if (status !== 200) throw new Error(`${target} answered ${status}`);
    const answer: unknown = JSON.parse(body.toString());
    if (typeof answer !== 'object' || answer === null) throw new Error(`${target} answered no object`);
    return { ...answer };
  };

  return {
    async getItem(table, pk, sk) {
      const url = endpoint('DYNAMODB', `https://dynamodb.${AWS_REGION}.amazonaws.com`);
      const Key = { pk: { S: pk }, sk: { S: sk } };
      return (await call('dynamodb', url, 'DynamoDB_20120810.GetItem', { TableName: table, Key, ConsistentRead: true })).Item;
    },
    async decrypt(ciphertext, context) {
      const url = endpoint('KMS', `https://kms.${AWS_REGION}.amazonaws.com`);
      const input = { CiphertextBlob: ciphertext.toString('base64'), EncryptionContext: context };
      const { Plaintext } = await call('kms', url, 'TrentService.Decrypt', input);
      return Buffer.from(String(Plaintext), 'base64');
    },
    async sendBatch(queueUrl, entries) {
      const url = endpoint('SQS', new URL(queueUrl).origin);
      const { Failed } = await call('sqs', url, 'AmazonSQS.SendMessageBatch', { QueueUrl: queueUrl, Entries: entries });
      return Array.isArray(Failed) ? Failed.map(({ Id }: { Id?: unknown }) => String(Id)) : [];
    },
    async putObject(bucket, key, body) {
      const local = environment.AWS_ENDPOINT_URL_S3 ?? environment.AWS_ENDPOINT_URL;
      const base = local ? `${local.replace(/\/$/, '')}/${bucket}` : `https://${bucket}.s3.${AWS_REGION}.amazonaws.com`;
      const headers = { 'content-type': 'application/json' };
      const { status } = await send({ service: 's3', method: 'PUT', url: `${base}/${key}`, headers, body });
      if (status !== 200) throw new Error(`PutObject answered ${status}`);
    },
  };
}
