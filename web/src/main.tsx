import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { openCore } from "./core/client";
import { isRefusal } from "./core/refused";
import { openCatalogue } from "./i18n";
import { router } from "./router";
import { keys } from "./session/use";
import { applyTheme } from "./shell/theme";
import { LocaleProvider } from "./shell/LocaleProvider";
import { LiveRegion } from "./ui/Live";
import "./styles/base.css";

/** The core says that the session is over: the layout asks who is there and shows the sign-in page. */
function watchSession(error: unknown): void {
  if (isRefusal(error) && (error.code === "signed-out" || error.code.startsWith("session-"))) {
    void queries.invalidateQueries({ queryKey: keys.status });
  }
}

const queries: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError: watchSession }),
  mutationCache: new MutationCache({ onError: watchSession }),
  defaultOptions: {
    queries: {
      // A refusal is an answer: asking again would change nothing. A lost network is worth one more try.
      retry: (failures, error) => failures < 1 && !isRefusal(error),
      networkMode: "always",
      staleTime: 5_000,
    },
    mutations: { networkMode: "always", retry: false },
  },
});

async function start(): Promise<void> {
  applyTheme();
  await Promise.all([openCatalogue(), openCore()]);
  const root = document.getElementById("root");
  if (!root) throw new Error("index.html has no #root");
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queries}>
        <LocaleProvider>
          <LiveRegion>
            <RouterProvider router={router} />
          </LiveRegion>
        </LocaleProvider>
      </QueryClientProvider>
    </StrictMode>,
  );
}

void start();
