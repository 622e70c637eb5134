import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { Instant, VisitedLink } from "@/core/api";
import { nowInstant } from "@/core/acts";
import { core } from "@/core/client";
import { toRefusal } from "@/core/refused";
import { visitRoute } from "@/router";
import { useFragment } from "@/session/fragment";
import { ZoneProvider } from "@/session/place";
import { Loading } from "@/ui/Progress";
import { Cover } from "./Cover";
import { Ended } from "./Ended";
import { NotForMe } from "./NotForMe";
import { Opened } from "./Opened";
import { Refused } from "./Refused";

/** Whoever holds a share link, without an account. They may live elsewhere: dates are in their own zone, UTC beside. */
export function VisitPage() {
  const { link } = visitRoute.useParams();
  const [zone] = useState(() => new Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC");
  return (
    <ZoneProvider zone={zone}>
      <Visit key={link} />
    </ZoneProvider>
  );
}

function Visit() {
  const fragment = useFragment();
  const [address] = useState(() => `${window.location.origin}${window.location.pathname}#${fragment}`);
  const [opened, setOpened] = useState<VisitedLink | null>(null);
  const [refused, setRefused] = useState<{ at: Instant; opened: boolean } | null>(null);
  const [stopped, setStopped] = useState<unknown>(null);
  const cover = useQuery({
    queryKey: ["visit", address],
    queryFn: () => core.visitLink({ address }),
    enabled: fragment !== "",
    // Each look is counted and told to whoever shares.
    staleTime: Infinity,
  });
  if (!fragment) return <Incomplete />;
  if (cover.isPending) return <Loading />;
  const known = cover.data ?? null;
  if (refused) return <Refused cover={known} at={refused.at} opened={refused.opened} />;
  const leave = (
    <NotForMe address={address} cover={known} onDone={() => setRefused({ at: nowInstant(), opened: opened !== null })} />
  );
  if (cover.isError) {
    return <Ended refusal={toRefusal(cover.error)} onRetry={() => void cover.refetch()} leave={leave} />;
  }
  if (stopped) return <Ended refusal={toRefusal(stopped)} onRetry={() => setStopped(null)} leave={leave} />;
  return opened ? (
    <Opened address={address} visited={opened} leave={leave} />
  ) : (
    <Cover address={address} cover={cover.data} onOpen={setOpened} onStopped={setStopped} leave={leave} />
  );
}

/** The secret is wiped from the bar: whoever reloads opens the link anew from the message they received. */
function Incomplete() {
  useEffect(() => {
    const again = () => {
      // The link to the content is no secret.
      if (window.location.hash.length > 1 && window.location.hash !== "#contenu") window.location.reload();
    };
    window.addEventListener("hashchange", again);
    return () => window.removeEventListener("hashchange", again);
  }, []);
  return <Ended refusal={{ code: "link-address-malformed", params: {} }} />;
}
