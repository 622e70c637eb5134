import { createContext, type ReactNode, useCallback, useContext, useState } from "react";

const Announce = createContext<(message: string) => void>(() => {});

/** One polite live region for the whole application: what changed, said once. */
export function LiveRegion({ children }: { children: ReactNode }) {
  const [said, setSaid] = useState({ message: "", turn: 0 });
  const announce = useCallback((message: string) => setSaid(({ turn }) => ({ message, turn: turn + 1 })), []);
  return (
    <Announce value={announce}>
      {children}
      <div className="visually-hidden" aria-live="polite" aria-atomic="true">
        {/* The key makes a repeated sentence a new node, so that it is read again. */}
        <span key={said.turn}>{said.message}</span>
      </div>
    </Announce>
  );
}

export function useAnnounce(): (message: string) => void {
  return useContext(Announce);
}
