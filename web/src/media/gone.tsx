import type { StoredFile } from '../../../contract/message.ts';
import { useFormats } from '../business/context.tsx';
import { useMediaWords } from './words.ts';

/** Whether retention has ended it, whatever the storage still has. */
export const hasEnded = ({ expiresAt }: StoredFile, now: number): boolean =>
  expiresAt !== undefined && Date.parse(expiresAt) <= now;

/** In place of a file that was deleted, by hand or by retention. */
export function Gone({ file: { expiresAt } }: { file: StoredFile }) {
  const words = useMediaWords();
  const formats = useFormats();
  return (
    <p className="text-sm text-soft italic">
      {expiresAt === undefined ? words.deleted : words.deletedOn(formats.full(expiresAt))}
    </p>
  );
}
