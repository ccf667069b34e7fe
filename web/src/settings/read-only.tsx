import type { Permission } from '../../../contract/permissions.ts';
import { useMay, useMembership } from './here.ts';
import { Note } from './kit/page.tsx';
import { useManagement } from './kit/words.ts';

/** Says why a person may look but not touch; nothing to people who may. */
export function ReadOnlyNote({ needs }: { needs: Permission }) {
  const words = useManagement();
  const { impersonatedUntil } = useMembership();
  const may = useMay(needs);
  if (may) return null;
  return <Note>{impersonatedUntil === undefined ? words.readOnly(words.permissions[needs]) : words.onlyLooking}</Note>;
}
