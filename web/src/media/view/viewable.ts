import type { Message } from '../../../../contract/message.ts';

/** Whether a file is looked at in the page; everything else is saved. */
export const isViewable = ({ content, file, deletedAt }: Message): boolean =>
  file?.state === 'stored' && deletedAt === undefined && (content.kind === 'image' || content.kind === 'video');
