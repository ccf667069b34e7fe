import { createHash } from 'node:crypto';

/**
 * JSON that SQS accepts whatever a customer typed: its bodies may only hold XML characters, and of those that JSON leaves
 * unescaped only U+FFFE and U+FFFF are not (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html).
 */
export function queueJson(value: unknown): string {
  return JSON.stringify(value).replace(/[\ufffe\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16)}`);
}

/** Group and deduplication ids are visible in queue metadata and limited to 128 characters: 43 of a hash say nothing. */
export function opaqueId(...parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\n')).digest('base64url');
}
