/** How a picture lies in its window: enlarged about the middle, then moved. Pixels. */
export interface Zoom {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}
export interface Point {
  readonly x: number;
  readonly y: number;
}
export interface Size {
  readonly width: number;
  readonly height: number;
}

export const whole: Zoom = { scale: 1, x: 0, y: 0 };
export const largest = 8;
/** What a double tap enlarges to. */
export const closer = 2.5;

const within = (value: number, most: number): number => Math.min(most, Math.max(-most, value));

/** Moved no further than its edges. */
export const moved = ({ scale, x, y }: Zoom, by: Point, window: Size): Zoom => ({
  scale,
  x: within(x + by.x, ((scale - 1) * window.width) / 2),
  y: within(y + by.y, ((scale - 1) * window.height) / 2),
});

/** Enlarged by a factor; what is under the point (from the middle of the window) stays there. */
export function zoomed(zoom: Zoom, factor: number, at: Point, window: Size): Zoom {
  const scale = Math.min(largest, Math.max(1, zoom.scale * factor));
  if (scale === 1) return whole;
  const grown = scale / zoom.scale;
  const by = { x: (at.x - zoom.x) * (1 - grown), y: (at.y - zoom.y) * (1 - grown) };
  return moved({ ...zoom, scale }, by, window);
}

export type Gesture = 'next' | 'previous' | 'close' | undefined;
const swipeAtLeast = 60;

/** What a finger means that went this way over a picture that is not enlarged. In Arabic the next one lies on the left. */
export function gestureOf({ x, y }: Point, rtl: boolean): Gesture {
  if (Math.abs(x) > swipeAtLeast && Math.abs(x) > 2 * Math.abs(y)) return x < 0 === rtl ? 'previous' : 'next';
  return y > 2 * swipeAtLeast && y > 2 * Math.abs(x) ? 'close' : undefined;
}
