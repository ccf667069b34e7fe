import type { Desk } from '../../business/desk.ts';
import { pause } from '../../look/browser.ts';
import { hashOf } from './hash.ts';
import { post } from './post.ts';
import { Sendings } from './sendings.ts';

const made = new WeakMap<Desk, Sendings>();

/** Those of one business. While one is on its way, the browser asks before it leaves the page. */
export function sendingsOf(desk: Desk): Sendings {
  const known = made.get(desk);
  if (known) return known;
  const sendings = new Sendings({
    entries: desk.files,
    newId: (id) => desk.newClientId(id),
    now: () => desk.clock.now(),
    hash: hashOf,
    create: (body, idempotencyKey, signal) => desk.call('POST /v1/media/uploads', { body, idempotencyKey }, { signal }),
    post,
    complete: (uploadId, signal) => desk.call('POST /v1/media/uploads/{uploadId}/complete', { params: { uploadId } }, { signal }),
    send: (id, clientId, content, replyTo) => desk.send(id, { clientId, content, ...(replyTo === undefined ? {} : { replyTo }) }),
    sent: (message) => desk.threads.put(message),
    release: (preview) => URL.revokeObjectURL(preview),
    wait: pause,
  });
  made.set(desk, sendings);
  const ask = (event: Event): void => event.preventDefault();
  desk.files.follow(() => {
    if (desk.files.get().length > 0) window.addEventListener('beforeunload', ask);
    else window.removeEventListener('beforeunload', ask);
  });
  return sendings;
}
