import type { Label } from '../../../contract/labels.ts';
import { cleanName } from '../thread/clean.ts';

/** A label's colour is a sign beside its name, never the ground of a text: any colour can be chosen. */
export function LabelChip({ label }: { label: Pick<Label, 'name' | 'colour'> }) {
  return (
    <span className="inline-flex min-w-0 max-w-32 items-center gap-1 rounded-full border border-line bg-raised px-1.5 text-xs leading-5 text-ink">
      <span aria-hidden="true" className="size-2 shrink-0 rounded-full" style={{ backgroundColor: label.colour }} />
      <bdi className="truncate">{cleanName(label.name)}</bdi>
    </span>
  );
}
