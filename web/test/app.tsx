/** The whole application on one address, with a core of the test's choosing. */
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createMemoryHistory, RouterProvider } from "@tanstack/react-router";
import { render } from "@testing-library/react";
import type { Core } from "@/core/api";
import { useThisCore as installCore } from "@/core/client";
import { fixtureCore } from "@/core/fixture";
import { openCatalogue } from "@/i18n";
import { makeRouter } from "@/router";
import { LocaleProvider } from "@/shell/LocaleProvider";
import { LiveRegion } from "@/ui/Live";

export async function open(path: string, replaced: Partial<Core> = {}) {
  await openCatalogue();
  installCore({ ...fixtureCore(), ...replaced });
  const router = makeRouter(createMemoryHistory({ initialEntries: [path] }));
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  return render(
    <QueryClientProvider client={queries}>
      <LocaleProvider>
        <LiveRegion>
          <RouterProvider router={router} />
        </LiveRegion>
      </LocaleProvider>
    </QueryClientProvider>,
  );
}
