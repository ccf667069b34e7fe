import { useEffect, useState } from 'react';
import { useDesk } from './context.tsx';

/** Server time in ms that moves on by itself, for "today", countdowns and closing windows. */
export function useNow(everyMs: number): number {
  const { clock } = useDesk();
  const [now, setNow] = useState(() => clock.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(clock.now()), everyMs);
    return () => clearInterval(timer);
  }, [clock, everyMs]);
  return now;
}
