import { useEffect, useRef } from "preact/hooks";
import { planSketch } from "../preview/plan-sketch.ts";
import type { FetchedModel } from "../state/ports.ts";

/** The model in plan, where there is no 3D. */
export function PlanSketch({ answer }: { answer: FetchedModel }) {
  const container = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const svg = planSketch(answer.model, answer.display);
    svg.classList.add("sketch");
    container.current?.replaceChildren(svg);
  }, [answer]);
  return <div ref={container} />;
}
