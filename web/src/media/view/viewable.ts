import type { Message } from '../../../../contract/message.ts';

/** Whether a file is looked at in the page; everything else is saved. PDFs are where the browser itself has a viewer for them. */
export function isViewable({ content, file, deletedAt }: Message): boolean {
  if (file?.state !== 'stored' || deletedAt !== undefined) return false;
  return (
    content.kind === 'image' ||
    content.kind === 'video' ||
    (content.kind === 'document' && file.mimeType === 'application/pdf' && navigator.pdfViewerEnabled)
  );
}
