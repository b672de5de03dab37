import { useEffect } from "preact/hooks";

/** One column, map over form, or side by side. Pixels of the panel itself; container queries are too young for old hosts. */
function widthClass(width: number): string {
  return width < 400 ? "narrow" : width < 700 ? "medium" : "wide";
}

export function useWidthClass(root: { current: HTMLElement | null }): void {
  useEffect(() => {
    const element = root.current;
    if (element === null) return;
    const apply = () => {
      element.dataset.width = widthClass(element.clientWidth);
    };
    apply();
    const observer = new ResizeObserver(apply);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
}
