import { AwsClient } from 'aws4fetch';

/** The four AWS calls of this function, signed by hand: the SDK would be most of its start time. */
export interface Aws {
  /** A table item in DynamoDB's own notation. */
  getItem(table: string, pk: string, sk: string): Promise<unknown>;
  decrypt(keyArn: string, ciphertext: Buffer, context: Readonly<Record<string, string>>): Promise<Buffer>;
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

const timeoutMs = 3_000;

export function aws(environment: NodeJS.ProcessEnv): Aws {
  const { AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '', AWS_SESSION_TOKEN, AWS_REGION = '' } = environment;
  const client = new AwsClient({
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    ...(AWS_SESSION_TOKEN ? { sessionToken: AWS_SESSION_TOKEN } : {}),
    region: AWS_REGION,
    retries: 2,
  });
  const endpoint = (service: 'DYNAMODB' | 'KMS' | 'SQS' | 'S3', fallback: string): string =>
    (environment[`AWS_ENDPOINT_URL_${service}`] ?? environment.AWS_ENDPOINT_URL ?? fallback).replace(/\/$/, '');

  const call = async (
    service: string,
    url: string,
    target: string,
    body: unknown,
  ): Promise<Readonly<Record<string, unknown>>> => {
    const response = await client.fetch(`${url}/`, {
      method: 'POST',
      headers: { 'content-type': `application/x-amz-json-1.${service === 'kms' ? 1 : 0}`, 'x-amz-target': target },
      body: JSON.stringify(body),
      aws: { service },
      signal: AbortSignal.timeout(timeoutMs),
    });
    const answer: unknown = await response.json();
    if (!response.ok || typeof answer !== 'object' || answer === null) throw new Error(`${target} answered ${response.status}`);
    return { ...answer };
  };

  return {
    async getItem(table, pk, sk) {
      const url = endpoint('DYNAMODB', `https://dynamodb.${AWS_REGION}.amazonaws.com`);
      const Key = { pk: { S: pk }, sk: { S: sk } };
      return (await call('dynamodb', url, 'DynamoDB_20120810.GetItem', { TableName: table, Key })).Item;
    },
    async decrypt(keyArn, ciphertext, context) {
      const url = endpoint('KMS', `https://kms.${AWS_REGION}.amazonaws.com`);
      const input = { KeyId: keyArn, CiphertextBlob: ciphertext.toString('base64'), EncryptionContext: context };
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
      const response = await client.fetch(`${base}/${key}`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body,
        aws: { service: 's3' },
        signal: AbortSignal.timeout(timeoutMs),
      });
      await response.arrayBuffer();
      if (!response.ok) throw new Error(`PutObject answered ${response.status}`);
    },
  };
}
