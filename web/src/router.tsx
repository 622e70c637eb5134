import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Outlet, redirect, type RouterHistory } from "@tanstack/react-router";
import { Broken, NotFound } from "./shell/Lost";
import { PublicLayout } from "./shell/PublicLayout";
import { SignedInLayout } from "./shell/SignedInLayout";

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFound, errorComponent: Broken });

const open = createRoute({ getParentRoute: () => root, id: "open", component: PublicLayout });
const members = createRoute({ getParentRoute: () => root, id: "members", component: SignedInLayout });

const text = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined);

export const signInRoute = createRoute({
  getParentRoute: () => open,
  path: "/connexion",
  // Only a path of this site: a sign-in page must not send people elsewhere.
  validateSearch: (search): { suite?: string } => {
    const next = text(search["suite"]);
    return next?.startsWith("/") && !next.startsWith("//") ? { suite: next } : {};
  },
  component: lazyRouteComponent(() => import("./pages/sign-in/SignInPage"), "SignInPage"),
});

const setUp = createRoute({
  getParentRoute: () => open,
  path: "/mise-en-place",
  component: lazyRouteComponent(() => import("./pages/set-up/SetUpPage"), "SetUpPage"),
});

const invitation = createRoute({
  getParentRoute: () => open,
  path: "/invitation",
  component: lazyRouteComponent(() => import("./pages/invitation/InvitationPage"), "InvitationPage"),
});

const report = createRoute({
  getParentRoute: () => open,
  path: "/signaler",
  component: lazyRouteComponent(() => import("./pages/report/ReportPage"), "ReportPage"),
});

const follow = createRoute({
  getParentRoute: () => open,
  path: "/suivi",
  component: lazyRouteComponent(() => import("./pages/follow/FollowPage"), "FollowPage"),
});

const verify = createRoute({
  getParentRoute: () => open,
  path: "/verifier",
  component: lazyRouteComponent(() => import("./pages/verify/VerifyPage"), "VerifyPage"),
});

export const visitRoute = createRoute({
  getParentRoute: () => open,
  path: "/l/$link",
  component: lazyRouteComponent(() => import("./pages/visit/VisitPage"), "VisitPage"),
});

const home = createRoute({
  getParentRoute: () => root,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/espaces", replace: true });
  },
});

const workspaces = createRoute({
  getParentRoute: () => members,
  path: "/espaces",
  component: lazyRouteComponent(() => import("./pages/workspaces/WorkspacesPage"), "WorkspacesPage"),
});

const workspaceViews = ["membres", "liens", "activite", "corbeille", "reglages"] as const;

export const workspaceRoute = createRoute({
  getParentRoute: () => members,
  path: "/espaces/$workspace",
  validateSearch: (search): { dossier?: string; vue?: (typeof workspaceViews)[number] } => {
    const view = workspaceViews.find((one) => one === search["vue"]);
    const folder = text(search["dossier"]);
    return { ...(folder ? { dossier: folder } : {}), ...(view ? { vue: view } : {}) };
  },
  component: lazyRouteComponent(() => import("./pages/workspace/WorkspacePage"), "WorkspacePage"),
});

export const documentRoute = createRoute({
  getParentRoute: () => members,
  path: "/espaces/$workspace/documents/$document",
  component: lazyRouteComponent(() => import("./pages/workspace/DocumentPage"), "DocumentPage"),
});

export const linkRoute = createRoute({
  getParentRoute: () => members,
  path: "/espaces/$workspace/liens/$link",
  component: lazyRouteComponent(() => import("./pages/workspace/share/LinkPage"), "LinkPage"),
});

const desk = createRoute({
  getParentRoute: () => members,
  path: "/signalements",
  component: lazyRouteComponent(() => import("./pages/desk/DeskPage"), "DeskPage"),
});

export const deskReportRoute = createRoute({
  getParentRoute: () => members,
  path: "/signalements/$report",
  component: lazyRouteComponent(() => import("./pages/desk/DeskReportPage"), "DeskReportPage"),
});

export const breachRoute = createRoute({
  getParentRoute: () => members,
  path: "/violations/$dossier",
  component: lazyRouteComponent(() => import("./pages/breach/BreachPage"), "BreachPage"),
});

export const breachSectionRoute = createRoute({
  getParentRoute: () => members,
  path: "/violations/$dossier/$section",
  component: lazyRouteComponent(() => import("./pages/breach/BreachPage"), "BreachPage"),
});

const register = createRoute({
  getParentRoute: () => members,
  path: "/registre",
  component: lazyRouteComponent(() => import("./pages/register/RegisterPage"), "RegisterPage"),
});

const deadlines = createRoute({
  getParentRoute: () => members,
  path: "/echeances",
  component: lazyRouteComponent(() => import("./pages/deadlines/DeadlinesPage"), "DeadlinesPage"),
});

const administration = createRoute({
  getParentRoute: () => members,
  path: "/administration",
  component: lazyRouteComponent(() => import("./pages/administration/AdministrationPage"), "AdministrationPage"),
});

const account = createRoute({
  getParentRoute: () => members,
  path: "/compte",
  component: lazyRouteComponent(() => import("./pages/account/AccountPage"), "AccountPage"),
});

const tree = root.addChildren([
  home,
  open.addChildren([signInRoute, setUp, invitation, report, follow, verify, visitRoute]),
  members.addChildren([workspaces, workspaceRoute, documentRoute, linkRoute, desk, deskReportRoute, breachRoute, breachSectionRoute, register, deadlines, administration, account]),
]);

export function makeRouter(history?: RouterHistory) {
  return createRouter({
    routeTree: tree,
    defaultPreload: "intent",
    scrollRestoration: true,
    defaultNotFoundComponent: NotFound,
    ...(history ? { history } : {}),
  });
}

export const router = makeRouter();

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
