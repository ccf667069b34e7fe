/** Colours people choose are grounds; the text on them is chosen by us, so that it can always be read. */

const channel = (hex: string, at: number): number => {
  const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
};

/** Relative luminance of `#rrggbb`, 0 to 1: https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
export const luminance = (hex: string): number => 0.2126 * channel(hex, 1) + 0.7152 * channel(hex, 3) + 0.0722 * channel(hex, 5);

/** 1 to 21. */
export function contrast(one: string, other: string): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05);
}

/** Black or white, whichever is easier to read on it: one of them always reaches 4.5:1. */
export const inkOn = (ground: string): '#000000' | '#ffffff' =>
  contrast(ground, '#ffffff') >= contrast(ground, '#000000') ? '#ffffff' : '#000000';

/** Proposed for roles: apart from each other also for people who see red and green alike. */
export const roleColours = ['#1d7a5f', '#0f5fb5', '#7a3fb0', '#b0306a', '#a8401a', '#7a5a00', '#3d5a73', '#51615a'] as const;
