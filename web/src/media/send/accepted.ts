import { limits } from './sort.ts';

/** What the picker offers: what can be sent, and pictures that can be made so. */
export const accepted = ['image/*', ...limits.video.types, ...limits.audio.types, ...limits.document.types, '.csv', '.md'].join(
  ',',
);
