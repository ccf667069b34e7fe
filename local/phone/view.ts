import * as z from 'zod';
import type { Graph } from '../graph/graph.ts';
import type { Entry, Thread } from '../graph/state.ts';

const WithMedia = z.looseObject({ id: z.string() });
const mediaKinds: ReadonlySet<string> = new Set(['image', 'video', 'audio', 'document', 'sticker']);

/** Statuses of what has reached the phone. */
const arrived: ReadonlySet<Entry['status']> = new Set(['sent', 'delivered', 'read']);

/** A chat as the customer sees it. */
export function threadView(graph: Graph, thread: Thread, now: number) {
  const typingUntil = graph.typingUntil(thread);
  return {
    /** Milliseconds the business goes on being shown as typing. */
    typingFor: Math.max(0, typingUntil - now),
    entries: thread.entries
      .filter(({ status, direction }) => direction === 'in' || arrived.has(status))
      .map((entry) => entryView(graph, entry)),
  };
}

function entryView(graph: Graph, entry: Entry) {
  const { id, direction, at, type, content, replyTo, status, reactions, edited, deleted } = entry;
  const medium = mediaKinds.has(type) ? WithMedia.safeParse(content).data?.id : undefined;
  const kept = medium === undefined ? undefined : graph.media.get(medium);
  return {
    id,
    direction,
    at,
    type,
    content,
    status,
    reactions,
    replyTo,
    edited,
    deleted,
    media: kept === undefined ? undefined : { url: `/phone/api/media/${kept.id}`, mimeType: kept.mimeType },
  };
}
