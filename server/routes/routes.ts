import { contextPath } from "../../shared/contract/context-request.ts";
import { accountPath, basemapPath, placesPath, servicePath } from "../../shared/contract/endpoints.ts";
import type { Route } from "../call.ts";
import { assets } from "../web/assets.ts";
import { accountRoute } from "./account-route.ts";
import { basemapRoute } from "./basemap-route.ts";
import { billingPageRoutes } from "./billing-page-routes.ts";
import { contextRoute } from "./context-route.ts";
import { keysPageRoutes } from "./keys-page-routes.ts";
import { placesRoute } from "./places-route.ts";
import { serviceRoute } from "./service-route.ts";
import { signInRoutes } from "./sign-in-routes.ts";

/** Everything the service answers. A new endpoint is a line here and a file beside it. */
export const routes: readonly Route[] = [
  { method: "POST", path: contextPath, kind: "api", handle: contextRoute },
  { method: "GET", path: servicePath, kind: "api", handle: serviceRoute },
  { method: "GET", path: accountPath, kind: "api", handle: accountRoute },
  { method: "GET", path: placesPath, kind: "api", handle: placesRoute },
  { method: "GET", path: basemapPath, kind: "api", handle: basemapRoute },
  ...signInRoutes,
  ...keysPageRoutes,
  ...billingPageRoutes,
  ...Object.entries(assets).map(
    ([path, asset]): Route => ({
      method: "GET",
      path,
      kind: "page",
      handle: async () =>
        new Response(asset.text, { headers: { "content-type": asset.type, "cache-control": "no-cache" } }),
    }),
  ),
];
