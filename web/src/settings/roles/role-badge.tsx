import { inkOn } from '../colours.ts';

export function RoleBadge({ name, colour }: { name: string; colour: string }) {
  return (
    <span
      dir="auto"
      className="inline-block max-w-40 truncate rounded-full px-3 py-1 text-sm font-medium"
      style={{ backgroundColor: colour, color: inkOn(colour) }}
    >
      {name}
    </span>
  );
}
