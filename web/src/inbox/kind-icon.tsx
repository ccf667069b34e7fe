import {
  Bell,
  Contact,
  File,
  HelpCircle,
  Image,
  type LucideIcon,
  MapPin,
  Mic,
  MousePointerClick,
  Music,
  Phone,
  ShoppingBag,
  Sticker,
  StickyNote,
  Video,
} from 'lucide-react';
import type { Kind } from '../../../contract/message.ts';

const icons: Readonly<Partial<Record<Kind, LucideIcon>>> = {
  image: Image,
  video: Video,
  audio: Music,
  voice: Mic,
  document: File,
  sticker: Sticker,
  location: MapPin,
  contacts: Contact,
  button: MousePointerClick,
  button_reply: MousePointerClick,
  list_reply: MousePointerClick,
  nfm_reply: MousePointerClick,
  call_permission_reply: Phone,
  product: ShoppingBag,
  order: ShoppingBag,
  system: Bell,
  request_welcome: Bell,
  note: StickyNote,
  work: Bell,
  unsupported: HelpCircle,
};

const byName: ReadonlyMap<string, LucideIcon> = new Map(Object.entries(icons));

/** A picture for a kind of message; plain text needs none. */
export function KindIcon({ kind, size = 16 }: { kind: string; size?: number }) {
  const Icon = byName.get(kind);
  return Icon ? <Icon size={size} aria-hidden="true" className="shrink-0" /> : null;
}
