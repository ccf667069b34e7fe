import { randomBytes } from 'node:crypto';
import type { StageCredentials } from '../../parts.ts';

/** Who a set of credentials speaks for. */
export interface Principal {
  readonly roleArn: string;
  /** `arn:aws:sts::<account>:assumed-role/<role>/<session>`, as CloudTrail names it. */
  readonly sessionArn: string;
  readonly tags: Readonly<Record<string, string>>;
  /** The function that first obtained credentials; kept when it assumes further roles. */
  readonly functionName: string | undefined;
}

export interface Issued extends StageCredentials {
  readonly principal: Principal;
  /** ms; undefined: as long as the stage runs. */
  readonly expiresAt: number | undefined;
}

/** ms; longer than any session lasts. */
const keptMs = 13 * 3_600_000;

/** Every access key the stage has handed out. */
export class Credentials {
  private readonly issued = new Map<string, Issued & { readonly issuedAt: number }>();

  issue(principal: Principal, expiresAt: number | undefined): Issued {
    // By the machine's clock: the stage's may be put back, and then they count again.
    const now = Date.now();
    for (const [id, { expiresAt: end, issuedAt }] of this.issued) {
      if (end !== undefined && issuedAt + keptMs < now) this.issued.delete(id);
    }
    const credentials = {
      issuedAt: now,
      accessKeyId: `ASIA${base32(16)}`,
      secretAccessKey: randomBytes(30).toString('base64'),
      sessionToken: randomBytes(48).toString('base64'),
      principal,
      expiresAt,
    };
    this.issued.set(credentials.accessKeyId, credentials);
    return credentials;
  }

  find(accessKeyId: string): Issued | undefined {
    return this.issued.get(accessKeyId);
  }
}

function base32(length: number): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  return Array.from(randomBytes(length), (byte) => alphabet.charAt(byte % 32)).join('');
}
