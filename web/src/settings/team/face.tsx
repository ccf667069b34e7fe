import { Avatar } from '../../look/avatar.tsx';

/** The picture a person chose, else initials. Decoration: the name stands beside it. */
export function Face({ id, name, avatar }: { id: string; name: string; avatar?: string | undefined }) {
  return avatar ? (
    <img src={avatar} alt="" className="size-10 shrink-0 rounded-full object-cover" />
  ) : (
    <Avatar small id={id} name={name} />
  );
}
