import { readFile } from 'node:fs/promises';
import { AwsClient } from 'aws4fetch';
import type { Answer } from './aws.ts';

export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** Everything a running function has in its environment, its credentials with it: what an attacker inside it would have. */
export async function environmentOf(pid: number): Promise<Record<string, string>> {
  const text = await readFile(`/proc/${pid}/environ`, 'utf8');
  return Object.fromEntries(
    text
      .split('\0')
      .filter((line) => line.includes('='))
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
}

export function keysIn(environment: Readonly<Record<string, string>>): Keys {
  const { AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '', AWS_SESSION_TOKEN = '' } = environment;
  return { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY, sessionToken: AWS_SESSION_TOKEN };
}

/** Calls AWS by hand with somebody's credentials, through the gate. */
export class Thief {
  private readonly keys: Keys;
  private readonly environment: Readonly<Record<string, string>>;

  constructor(environment: Readonly<Record<string, string>>, keys: Keys = keysIn(environment)) {
    this.environment = environment;
    this.keys = keys;
  }

  private client(service: string): AwsClient {
    return new AwsClient({ ...this.keys, service, region: this.environment.AWS_REGION ?? '', retries: 0 });
  }

  private endpoint(service: string): string {
    const url = this.environment[`AWS_ENDPOINT_URL_${service}`];
    if (!url) throw new Error(`No endpoint of ${service} in the environment`);
    return url;
  }

  async dynamodb(action: string, body: unknown): Promise<Answer> {
    const response = await this.client('dynamodb').fetch(this.endpoint('DYNAMODB'), {
      method: 'POST',
      headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `DynamoDB_20120810.${action}` },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: JSON.parse(await response.text()) };
  }

  async s3(method: string, path: string): Promise<{ status: number; text: string }> {
    const response = await this.client('s3').fetch(`${this.endpoint('S3')}/${path}`, {
      method,
      ...(method === 'PUT' && { body: 'x' }),
    });
    return { status: response.status, text: await response.text() };
  }

  /** Becomes the tenant role for a business; undefined when that is refused. */
  async become(roleArn: string, tags: Readonly<Record<string, string>>): Promise<Thief | undefined> {
    const form = new URLSearchParams({ Action: 'AssumeRole', Version: '2011-06-15', RoleArn: roleArn, RoleSessionName: 'thief' });
    for (const [index, [name, value]] of Object.entries(tags).entries()) {
      form.set(`Tags.member.${index + 1}.Key`, name);
      form.set(`Tags.member.${index + 1}.Value`, value);
    }
    const response = await this.client('sts').fetch(`${this.endpoint('STS')}/`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: form.toString(),
    });
    const text = await response.text();
    if (response.status !== 200) return undefined;
    const field = (name: string) => new RegExp(`<${name}>([^<]+)</${name}>`).exec(text)?.[1] ?? '';
    return new Thief(this.environment, {
      accessKeyId: field('AccessKeyId'),
      secretAccessKey: field('SecretAccessKey'),
      sessionToken: field('SessionToken'),
    });
  }
}
