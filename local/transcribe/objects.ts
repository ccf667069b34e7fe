import { GetObjectCommand, NoSuchKey, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { TranscribeParts } from './transcribe.ts';

/** The storage behind the gate: whether it may be read was decided when the job began. */
export const objectsOf = (s3: S3Client): Pick<TranscribeParts, 'read' | 'write'> => ({
  async read(Bucket, Key) {
    try {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
      return await Body?.transformToByteArray();
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined;
      throw error;
    }
  },
  async write(Bucket, Key, Body) {
    await s3.send(new PutObjectCommand({ Bucket, Key, Body, ContentType: 'application/json' }));
  },
});
