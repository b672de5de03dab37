/**
 * Keeps the focus in the panel. A button that is pressed and then goes ("Leave out", "Dismiss", "Reset") or is disabled
 * ("Clear", "Undo") would leave a keyboard user at the start of the page, and a screen reader nowhere. Then the nearest
 * thing that can take the focus gets it: first in the innermost part of the page that is still there.
 */
const targets =
  "button:not(:disabled), a[href], input:not(:disabled), select:not(:disabled), textarea:not(:disabled), " +
  "summary, canvas[tabindex], [role='slider']";

/** Watches until the returned function is called. */
export function keepFocus(root: HTMLElement): () => void {
  /** What has the focus, then what is around it, inside first. */
  let path: HTMLElement[] = [];
  const onFocus = () => {
    path = pathOf(document.activeElement, root);
  };
  /** The user's own leaving, by a click beside everything. An element that is being taken away loses the focus first. */
  const onBlur = ({ target }: FocusEvent) =>
    void setTimeout(() => {
      if (path[0] === target && isUsable(path[0]) && document.activeElement !== target) path = [];
    });
  const observer = new MutationObserver(() => {
    if (path.length === 0 || isUsable(path[0])) return;
    const { activeElement } = document;
    if (activeElement !== document.body && activeElement !== path[0]) return;
    const home = path.find((element) => element.isConnected && nextIn(element) !== null);
    if (home !== undefined) nextIn(home)?.focus({ preventScroll: true });
  });
  root.addEventListener("focusin", onFocus);
  root.addEventListener("focusout", onBlur);
  observer.observe(root, {
    subtree: true,
    childList: true,
    attributes: true,
    attributeFilter: ["disabled", "hidden"],
  });
  return () => {
    observer.disconnect();
    root.removeEventListener("focusin", onFocus);
    root.removeEventListener("focusout", onBlur);
  };
}

function pathOf(element: Element | null, root: HTMLElement): HTMLElement[] {
  const path: HTMLElement[] = [];
  for (let at = element; at !== null && root.contains(at); at = at.parentElement)
    if (at instanceof HTMLElement) path.push(at);
  return path;
}

/** Without measuring, which would cost a layout at every change of the page. */
function isUsable(element: HTMLElement): boolean {
  return element.isConnected && !element.matches(":disabled") && element.closest("[hidden]") === null;
}

function nextIn(element: HTMLElement): HTMLElement | null {
  return Array.from(element.querySelectorAll<HTMLElement>(targets)).find(canBeSeen) ?? null;
}

/** Also nothing in a closed card. */
const canBeSeen = (element: HTMLElement): boolean => isUsable(element) && element.getClientRects().length > 0;
