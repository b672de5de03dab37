/** A colour from data: set by script, because the page's policy forbids style attributes in markup. */
export function Swatch({ colour }: { colour: readonly [number, number, number] }) {
  return <span class="swatch" aria-hidden="true" style={{ background: `rgb(${colour.join(",")})` }} />;
}
