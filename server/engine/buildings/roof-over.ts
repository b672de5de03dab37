/** The roof of a shape over an outline, as a plan with heights; null where the outline does not allow it. */
import { RoofGraph } from "../geometry/roof-graph.ts";
import type { Roof } from "../geometry/solid.ts";
import { crossGabledRoof, ridgeRoof } from "./box-roof.ts";
import { domeRings, onionRings, pyramidRoof, ringRoof, visibleCentre } from "./central-roof.ts";
import { profileRoof, profiles } from "./profile-roof.ts";
import type { RoofOutline } from "./roof-outline.ts";
import type { RoofShape } from "./roof-shape.ts";
import { rises, skeletonRoof } from "./skeleton-roof.ts";
import { type WingEnd, wingGableRoof } from "./wing-gables.ts";

/** `height`: rise above the eaves, mm. Saw-teeth have upright faces and are no such plan: `sawtooth-roof.ts`. */
export function roofOver(outline: RoofOutline, shape: RoofShape, height: number): Roof | null {
  const { polygon } = outline;
  switch (shape) {
    case "flat":
      return new RoofGraph(polygon);
    case "gabled":
      return gabledRoof(outline, height);
    case "halfHipped":
    case "sideHipped":
    case "sideHalfHipped":
      return hippedEndsRoof(outline, shape, height);
    case "crossGabled":
      return outline.axis.tagged || outline.isBox
        ? crossGabledRoof(polygon, outline.ridge(shape), height)
        : (wingRoof(outline, height, noHips) ?? crossGabledRoof(polygon, outline.ridge(shape), height));
    case "skillion":
    case "gambrel":
    case "saltbox":
    case "doubleSaltbox":
    case "gabledHeightMoved":
    case "butterfly":
    case "round":
      return profileRoof(polygon, outline.axis, profiles[shape], height);
    case "hipped":
    case "mansard":
    case "quadrupleSaltbox":
      return outline.skeleton === null ? null : skeletonRoof(polygon, outline.skeleton, rises[shape], height);
    case "pyramidal": {
      const centre = visibleCentre(polygon);
      return centre === null ? null : pyramidRoof(polygon, centre, height);
    }
    case "dome": {
      const centre = visibleCentre(polygon);
      if (centre !== null) return ringRoof(polygon, centre, domeRings, height);
      return outline.skeleton === null ? null : skeletonRoof(polygon, outline.skeleton, rises.dome, height);
    }
    case "onion": {
      const centre = visibleCentre(polygon);
      return centre === null ? null : ringRoof(polygon, centre, onionRings, height);
    }
    case "sawtooth":
      return null;
  }
}

/** A box, or a ridge the tags fix: one ridge. Any other outline: a ridge in every wing. */
function gabledRoof(outline: RoofOutline, height: number): Roof {
  const single = () => profileRoof(outline.polygon, outline.axis, profiles.gabled, height);
  if (outline.axis.tagged || outline.isBox) return single();
  return wingRoof(outline, height, noHips) ?? single();
}

/** The hip of a half-hipped end is the upper third of it. Source: OSM2World's half-hipped roof, as measured. */
const halfHip = 1 / 3;
/** Start and end of the ridge: share of the height that is a hip. */
const hips = { halfHipped: [halfHip, halfHip], sideHipped: [0, 1], sideHalfHipped: [0, halfHip] } as const;

/** Gables of which some, or the tops of some, are hips. On wings a one-sided hip is at the end that looks most its way. */
function hippedEndsRoof(outline: RoofOutline, shape: keyof typeof hips, height: number): Roof | null {
  const [start, end] = hips[shape];
  const ridge = outline.ridge(shape);
  const single = () => ridgeRoof(outline.polygon, ridge, hips[shape], height);
  if (outline.isBox || (outline.axis.tagged && shape === "halfHipped")) return single();
  const shares = (ends: WingEnd[]) => {
    const looks = ends.map(({ outX, outY }) => outX * ridge.x + outY * ridge.y);
    const first = looks.indexOf(Math.max(...looks));
    return ends.map((_, i) => (i === first ? end : start));
  };
  return wingRoof(outline, height, shares) ?? single();
}

function wingRoof(
  { polygon, skeleton }: RoofOutline,
  height: number,
  shares: (ends: WingEnd[]) => number[],
): Roof | null {
  return skeleton === null ? null : wingGableRoof(polygon, skeleton, height, shares);
}

function noHips(ends: WingEnd[]): number[] {
  return ends.map(() => 0);
}
