import * as z from 'zod';
import type { Graph } from '../graph/graph.ts';
import type { Entry, Thread } from '../graph/state.ts';

const WithMedia = z.looseObject({ id: z.string() });
const mediaKinds: ReadonlySet<string> = new Set(['image', 'video', 'audio', 'document', 'sticker']);

/** A chat as the customer sees it: what failed on its way never reached the phone. */
export function threadView(graph: Graph, thread: Thread, now: number) {
  const typingUntil = graph.typingUntil(thread);
  return {
    /** Milliseconds the business goes on being shown as typing. */
    typingFor: Math.max(0, typingUntil - now),
    entries: thread.entries
      .filter(({ status, direction }) => direction === 'in' || status !== 'failed')
      .map((entry) => entryView(graph, entry)),
  };
}
export type ThreadView = ReturnType<typeof threadView>;

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
