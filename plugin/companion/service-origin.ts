/**
 * Which service a host talks to, as the panel may know and show it: the address without user, password, query and
 * fragment. What was fetched from one service is never offered as another's.
 */
export function serviceOriginOf(serviceUrl: string): string {
  const { origin, pathname } = new URL(serviceUrl);
  return origin + pathname.replace(/\/+$/, "");
}
