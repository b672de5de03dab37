/** The source's own solids of a building, brought into the frame of the answer; cut and set on the ground. */
import type { MapSolid } from "../../sources/map-source.ts";
import { cutSolid } from "../geometry/cut-solid.ts";
import { mendFlat } from "../geometry/mend-flat.ts";
import { boxOf, type Polygon } from "../geometry/rings.ts";
import { isClosedSolid, type Soup } from "../geometry/solid.ts";
import type { Plan } from "../plan.ts";
import { areaRelation } from "./area-relation.ts";
import type { Standing } from "./build-solid.ts";

/** Corners this near to the ground of the building (mm) go down with its foundation. */
const onGround = 20;

/** Empty where nothing of it lies inside. Null where one of them is not closed after all. */
export function givenSolids(solids: MapSolid[], standing: Standing, plan: Plan): Soup[] | null {
  const placed: Soup[] = [];
  for (const solid of solids) {
    const soup = placeSolid(solid, standing, plan);
    if (soup === null) return null;
    const inside = plan.settings.cropScene ? croppedTo(soup, plan.area) : [soup];
    if (inside === null) return null;
    placed.push(...inside);
  }
  return placed;
}

/** Rounding to millimetres in another frame may press thin triangles flat. */
function placeSolid({ corners, triangles }: MapSolid, standing: Standing, plan: Plan): Soup | null {
  const points: number[] = [];
  const place: [number, number] = [0, 0];
  for (let i = 0; i < corners.length; i += 3) {
    plan.projection.toLocal(corners[i], corners[i + 1], place);
    const z = Math.round(corners[i + 2] * 1000);
    const foot = z <= onGround ? standing.foundation : 0;
    points.push(Math.round(place[0] * 1000), Math.round(place[1] * 1000), standing.zero + z - foot);
  }
  const soup = new Float64Array(3 * triangles.length);
  triangles.forEach((corner, i) => {
    for (let k = 0; k < 3; k++) soup[3 * i + k] = points[3 * corner + k];
  });
  const whole = mendFlat(soup);
  return isClosedSolid(whole) ? Array.from(whole) : null;
}

function croppedTo(soup: Soup, area: Polygon): Soup[] | null {
  const plan: number[] = [];
  for (let i = 0; i < soup.length; i += 3) plan.push(soup[i], soup[i + 1]);
  const [minX, minY, maxX, maxY] = boxOf(plan);
  // Roofs may hang over the outline, so the solid's own box decides.
  const relation = areaRelation({ outer: [minX, minY, maxX, minY, maxX, maxY, minX, maxY], holes: [] }, area);
  if (relation === "inside") return [soup];
  return relation === "outside" ? [] : cutSolid(soup, area);
}
