import { type PointerEvent, useEffect, useRef, useState } from 'react';
import { closer, type Gesture, gestureOf, moved, type Point, whole, type Zoom, zoomed } from './zoom.ts';

export interface ZoomableProps {
  readonly src: string;
  readonly alt: string;
  readonly onGesture: (gesture: NonNullable<Gesture>) => void;
  readonly onBroken: () => void;
  /** Gives a way to zoom by keys and buttons: a factor, or 0 for the whole picture. */
  readonly handle: (zoomBy: (factor: number) => void, move: (by: Point) => boolean) => void;
}

const tapMs = 300;

/** A picture that is enlarged by wheel, two fingers, double tap and keys. */
export function Zoomable({ src, alt, onGesture, onBroken, handle }: ZoomableProps) {
  const box = useRef<HTMLDivElement>(null);
  const [zoom, setZoom] = useState<Zoom>(whole);
  const latest = useRef(zoom);
  latest.current = zoom;
  const fingers = useRef(new Map<number, Point>());
  const began = useRef<Point>({ x: 0, y: 0 });
  const two = useRef(false);
  const tapped = useRef(0);
  const size = () => ({ width: box.current?.clientWidth ?? 1, height: box.current?.clientHeight ?? 1 });
  const put = (next: Zoom): void => {
    latest.current = next;
    setZoom(next);
  };
  const fromMiddle = ({ clientX, clientY }: { clientX: number; clientY: number }): Point => {
    const place = box.current?.getBoundingClientRect();
    return place ? { x: clientX - place.x - place.width / 2, y: clientY - place.y - place.height / 2 } : { x: 0, y: 0 };
  };
  handle(
    (factor) => put(factor === 0 ? whole : zoomed(latest.current, factor, { x: 0, y: 0 }, size())),
    (by) => {
      if (latest.current.scale === 1) return false;
      put(moved(latest.current, by, size()));
      return true;
    },
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: listens as long as it is there; all it reads is in refs
  useEffect(() => {
    const wheel = (event: WheelEvent): void => {
      event.preventDefault();
      put(zoomed(latest.current, Math.exp(-event.deltaY / 300), fromMiddle(event), size()));
    };
    const element = box.current;
    // The browser takes a listener of its own as one that never holds up scrolling.
    element?.addEventListener('wheel', wheel, { passive: false });
    return () => element?.removeEventListener('wheel', wheel);
  }, []);
  const down = (event: PointerEvent): void => {
    event.currentTarget.setPointerCapture(event.pointerId);
    const at = fromMiddle(event);
    fingers.current.set(event.pointerId, at);
    two.current = fingers.current.size > 1;
    if (!two.current) began.current = at;
  };
  const move = (event: PointerEvent): void => {
    const before = fingers.current.get(event.pointerId);
    if (!before) return;
    const at = fromMiddle(event);
    const other = [...fingers.current].find(([id]) => id !== event.pointerId)?.[1];
    if (other) {
      const middle = { x: (at.x + other.x) / 2, y: (at.y + other.y) / 2 };
      put(zoomed(latest.current, distance(at, other) / Math.max(1, distance(before, other)), middle, size()));
    } else if (latest.current.scale > 1) {
      put(moved(latest.current, { x: at.x - before.x, y: at.y - before.y }, size()));
    }
    fingers.current.set(event.pointerId, at);
  };
  const up = (event: PointerEvent): void => {
    const at = fingers.current.get(event.pointerId);
    fingers.current.delete(event.pointerId);
    if (!at || two.current || fingers.current.size > 0) return;
    const by = { x: at.x - began.current.x, y: at.y - began.current.y };
    const gesture = latest.current.scale === 1 ? gestureOf(by, document.dir === 'rtl') : undefined;
    if (gesture) {
      onGesture(gesture);
      return;
    }
    if (Math.hypot(by.x, by.y) > 10) return;
    if (event.timeStamp - tapped.current < tapMs) {
      tapped.current = 0;
      put(latest.current.scale > 1 ? whole : zoomed(whole, closer, at, size()));
    } else tapped.current = event.timeStamp;
  };
  return (
    <div
      ref={box}
      data-zoom={zoom.scale.toFixed(2)}
      onPointerDown={down}
      onPointerMove={move}
      onPointerUp={up}
      onPointerCancel={({ pointerId }) => fingers.current.delete(pointerId)}
      className={`flex size-full touch-none items-center justify-center overflow-hidden select-none ${zoom.scale > 1 ? 'cursor-grab' : 'cursor-zoom-in'}`}
    >
      <img
        src={src}
        alt={alt}
        draggable={false}
        referrerPolicy="no-referrer"
        onError={onBroken}
        className="max-h-full max-w-full object-contain"
        style={{ transform: `translate(${zoom.x}px, ${zoom.y}px) scale(${zoom.scale})` }}
      />
    </div>
  );
}

const distance = (one: Point, other: Point): number => Math.hypot(one.x - other.x, one.y - other.y);
