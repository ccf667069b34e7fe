import { type ReactNode, useEffect, useState } from 'react';

/**
 * What takes long to draw comes after the next frame, so that a press is answered at once by what is beside it; after `waitMs`
 * longer where it may be gone again by then. https://web.dev/articles/optimize-inp
 */
export function AfterPaint({ waitMs, children }: { waitMs: number; children: ReactNode }) {
  const [painted, setPainted] = useState(false);
  // Effects come after a frame.
  useEffect(() => {
    const timer = setTimeout(() => setPainted(true), waitMs);
    return () => clearTimeout(timer);
  }, [waitMs]);
  return painted ? children : null;
}
