import { useEffect, useState } from "react";

/** The time, refreshed every half minute: a clock that a tired person can trust to be moving. */
export function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 30_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
