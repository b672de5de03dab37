/** Styles through the object model: a content security policy without inline styles allows that. */
export function place(element: HTMLElement | SVGElement, style: Partial<CSSStyleDeclaration>): void {
  Object.assign(element.style, { position: "absolute" }, style);
}
