import type { Upload } from '../../../../contract/media-uploads.ts';
import { Unreachable } from '../../api/client.ts';

type Form = NonNullable<Upload['post']>;

/** The storage did not take it: the form is too old, or the bytes are not those that were announced. */
export class NotTaken extends Error {
  override readonly name = 'NotTaken';
}

/** Puts a file into the storage. `fetch` cannot say how far it is. `part`: 0 to 1. */
export function post({ url, fields }: Form, file: Blob, signal: AbortSignal, onPart: (part: number) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    // What follows the file is not read.
    form.append('file', file);
    request.upload.addEventListener('progress', ({ loaded, total }) => onPart(total > 0 ? loaded / total : 0));
    request.addEventListener('load', () => {
      if (request.status >= 200 && request.status < 300) resolve();
      else reject(request.status >= 500 ? new Unreachable() : new NotTaken());
    });
    request.addEventListener('error', () => reject(new Unreachable()));
    request.addEventListener('abort', () => reject(signal.reason));
    signal.addEventListener('abort', () => request.abort());
    request.open('POST', url);
    request.send(form);
  });
}
