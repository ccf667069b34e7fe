import type { ManifestOptions } from 'vite-plugin-pwa';

type Words = Required<Pick<ManifestOptions, 'name' | 'short_name' | 'description' | 'lang' | 'dir'>> & {
  readonly mine: string;
  readonly unassigned: string;
  readonly waiting: string;
};

const english: Words = {
  name: 'Frontdesk',
  short_name: 'Frontdesk',
  description: 'The inbox of your business on WhatsApp',
  lang: 'en',
  dir: 'ltr',
  mine: 'My conversations',
  unassigned: 'Nobody’s conversations',
  waiting: 'Customers who wait',
};

const arabic: Words = {
  name: 'Frontdesk',
  short_name: 'Frontdesk',
  description: 'صندوق رسائل نشاطك على واتساب',
  lang: 'ar',
  dir: 'rtl',
  mine: 'محادثاتي',
  unassigned: 'محادثات بلا موظف',
  waiting: 'عملاء ينتظرون',
};

const icon = { src: '/icon-192.png', sizes: '192x192', type: 'image/png' };

/** What a system is told of the app that is installed. Both languages are one app: they have the same `id`. */
const manifestIn = ({ mine, unassigned, waiting, ...words }: Words): Partial<ManifestOptions> => ({
  id: '/',
  start_url: '/',
  scope: '/',
  display: 'standalone',
  ...words,
  // The light ones; the page's own meta elements follow the appearance that the person chose.
  theme_color: '#f3f6f4',
  background_color: '#f3f6f4',
  categories: ['business', 'productivity'],
  icons: [
    { src: '/icon.svg', sizes: 'any', type: 'image/svg+xml' },
    icon,
    { src: '/icon-512.png', sizes: '512x512', type: 'image/png' },
    { src: '/icon-maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
  ],
  shortcuts: [
    { name: mine, url: '/open/mine', icons: [icon] },
    { name: unassigned, url: '/open/unassigned', icons: [icon] },
    { name: waiting, url: '/open/waiting', icons: [icon] },
  ],
});

/** By file name. The name ends in what every store of files knows the type of. */
export const manifests: Readonly<Record<string, Partial<ManifestOptions>>> = {
  'manifest.json': manifestIn(english),
  'manifest-ar.json': manifestIn(arabic),
};
