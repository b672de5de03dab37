/** The roof of a shape over an outline, as a plan with heights. */
import type { Roof } from "../../geometry/solid.ts";
import type { RoofShape } from "../roof-shape.ts";
import { type BoxRoof, crossGabledRoof, ridgeRoof } from "./box-roof.ts";
import { domeRings, onionRings, pyramidRoof, ringRoof, visibleCentre } from "./central-roof.ts";
import { halfDomeRoof } from "./half-dome-roof.ts";
import { type EndForm, fullHip, gable, gablet, halfHip, openEnds } from "./open-ends.ts";
import { profileRoof, profiles } from "./profile-roof.ts";
import type { RoofOutline } from "./roof-outline.ts";
import { halfOf, type Rise, rises, skeletonRoof } from "./skeleton-roof.ts";

/** Some of its tops may stand upright over other places of the plan. */
export type DrawnRoof = Roof & Partial<Pick<BoxRoof, "upright">>;

/**
 * The best first; none where the outline does not allow it. `height`: rise above the eaves, mm. Flat roofs have one form
 * (`flat-roof.ts`); saw-teeth have upright faces and are no such plan (`sawtooth-roof.ts`).
 */
export function* roofsOver(
  outline: RoofOutline,
  shape: Exclude<RoofShape, "flat" | "sawtooth">,
  height: number,
): Generator<DrawnRoof> {
  const { polygon } = outline;
  switch (shape) {
    case "gabled":
    case "gambrel":
    case "round":
    case "doubleSaltbox":
    case "bellcastGable":
      if (outline.inWings(shape))
        yield* wingRoof(outline, shape, [gable, gable], halfOf(profiles[shape]), height);
      yield profileRoof(polygon, outline.axis, profiles[shape], height);
      return;
    case "halfHipped":
    case "sideHipped":
    case "sideHalfHipped":
    case "hippedAndGabled":
      if (outline.inWings(shape)) yield* wingRoof(outline, shape, forms[shape], rises.hipped, height);
      yield* some(ridgeRoof(polygon, outline.ridge(shape), forms[shape], height));
      return;
    case "crossGabled":
      if (outline.inWings(shape)) yield* wingRoof(outline, shape, [gable, gable], rises.hipped, height);
      yield* some(crossGabledRoof(polygon, outline.ridge(shape), height));
      return;
    case "skillion":
    case "saltbox":
    case "gabledHeightMoved":
    case "butterfly":
      yield profileRoof(polygon, outline.axis, profiles[shape], height);
      return;
    case "hipped":
    case "mansard":
    case "quadrupleSaltbox":
    case "bellcast":
      yield* aroundRoof(outline, rises[shape], height);
      return;
    case "pyramidal": {
      const centre = visibleCentre(polygon);
      if (centre !== null) yield pyramidRoof(polygon, centre, height);
      return;
    }
    case "dome": {
      const centre = visibleCentre(polygon);
      if (centre !== null) yield ringRoof(polygon, centre, domeRings, height);
      else yield* aroundRoof(outline, rises.dome, height);
      return;
    }
    case "halfDome":
      if (outline.backWall !== null) yield halfDomeRoof(polygon, outline.backWall, height);
      return;
    case "onion": {
      const centre = visibleCentre(polygon);
      if (centre !== null) yield ringRoof(polygon, centre, onionRings, height);
      return;
    }
  }
}

function* some<T>(value: T | null): Generator<T> {
  if (value !== null) yield value;
}

function* aroundRoof({ polygon, skeleton }: RoofOutline, rise: Rise, height: number): Generator<DrawnRoof> {
  if (skeleton !== null) yield skeletonRoof(polygon, skeleton, rise, height);
}

/** Start and end of the ridge; of a one-sided hip roof the end is where the hip looks. */
const forms = {
  halfHipped: [halfHip, halfHip],
  sideHipped: [gable, fullHip],
  sideHalfHipped: [gable, halfHip],
  hippedAndGabled: [gablet, gablet],
} as const;

/** On wings a one-sided hip is at the end that looks most its way. */
function* wingRoof(
  outline: RoofOutline,
  shape: RoofShape,
  [start, end]: readonly [start: EndForm, end: EndForm],
  rise: Rise,
  height: number,
): Generator<DrawnRoof> {
  const { polygon, skeleton, ends } = outline;
  if (skeleton === null) return;
  const way = outline.ridge(shape);
  const looks = ends.map(({ outX, outY }) => outX * way.x + outY * way.y);
  const first = looks.indexOf(Math.max(...looks));
  const traces = openEnds(
    skeleton,
    ends,
    ends.map((_, i) => (i === first ? end : start)),
  );
  yield { ...skeletonRoof(polygon, traces, rise, height), upright: traces.upright };
}
