const faces = ['bg-face-1', 'bg-face-2', 'bg-face-3', 'bg-face-4', 'bg-face-5'];

/** Initials on a ground that stays the same for the same id. Only decoration: the name stands beside it. */
export function Avatar({ id, name, small = false }: { id: string; name: string; small?: boolean }) {
  const sum = [...id].reduce((total, letter) => (total * 31 + letter.charCodeAt(0)) % 9973, 7);
  const initials = name
    .split(/\s+/u)
    .map((word) => /\p{L}|\p{N}|\p{Emoji_Presentation}/u.exec(word)?.[0] ?? '')
    .filter((letter) => letter !== '');
  const shown = initials.length > 1 ? `${initials[0]}\u200c${initials.at(-1)}` : (initials[0] ?? '?');
  return (
    <span
      aria-hidden="true"
      className={`flex shrink-0 items-center justify-center rounded-full font-semibold text-ink uppercase ${faces[sum % faces.length]} ${small ? 'size-10 text-sm' : 'size-12'}`}
    >
      {shown}
    </span>
  );
}
