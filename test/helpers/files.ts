import { createHash } from 'node:crypto';
import type { Stage } from './stage.ts';

const unsigned =
  'AWS4-HMAC-SHA256 Credential=test/20260101/eu-central-1/s3/aws4_request, SignedHeaders=host, Signature=0000000000000000';

/** Files of the stage as its engine has them, without the IAM gate in between: name to what tells one content from another. */
export class RawFiles {
  private readonly url: string;

  constructor(stage: Stage) {
    this.url = stage.outputs.engines.s3;
  }

  private async get(path: string): Promise<string> {
    const response = await fetch(`${this.url}/${path}`, {
      headers: { authorization: unsigned, 'x-amz-date': '20260101T000000Z' },
    });
    if (!response.ok) throw new Error(`GET ${path} answered ${response.status}`);
    return response.text();
  }

  private async buckets(): Promise<string[]> {
    return [...(await this.get('')).matchAll(/<Name>([^<]+)<\/Name>/g)].map(([, name = '']) => name);
  }

  /** By bucket and key; those below a prefix. */
  async list(prefix: string): Promise<Map<string, string>> {
    const found = new Map<string, string>();
    for (const bucket of await this.buckets()) {
      const listed = await this.get(`${bucket}?list-type=2&prefix=${encodeURIComponent(prefix)}`);
      for (const [, content = ''] of listed.matchAll(/<Contents>(.*?)<\/Contents>/gs)) {
        const [, key = ''] = /<Key>([^<]+)<\/Key>/.exec(content) ?? [];
        found.set(
          `${bucket}/${key}`,
          /<ETag>([^<]+)<\/ETag>/.exec(content)?.[1] ?? createHash('md5').update(content).digest('hex'),
        );
      }
    }
    return found;
  }

  /** The content of every file below a prefix. */
  async read(prefix: string): Promise<string> {
    const texts = await Promise.all([...(await this.list(prefix)).keys()].map((path) => this.get(path)));
    return texts.join('\n');
  }
}
