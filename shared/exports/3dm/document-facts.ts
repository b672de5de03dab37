import type { Attribution, SceneModel } from "../../scene/scene-model.ts";
import { plainText } from "./plain-text.ts";
import { type RhinoFile, type RhinoModule, release } from "./rhino.ts";

/** Everything about the document as a whole: units, tolerances, place on Earth, sources. */
export function writeDocumentFacts(
  rhino: RhinoModule,
  file: RhinoFile,
  model: SceneModel,
  name: string,
): void {
  const sources = model.attributions.map(attributionLine).join("; ");
  file.applicationName = "Contextile";
  file.applicationDetails = "City context for CAD";
  file.startSectionComments = sources;
  writeSettings(rhino, file);
  writeEarthAnchor(rhino, file, model, name);
  const strings = file.strings();
  for (const [entry, value] of Object.entries(documentStrings(model, name, sources)))
    strings.set(`Contextile\\${entry}`, value);
}

function writeSettings(rhino: RhinoModule, file: RhinoFile): void {
  const settings = file.settings();
  settings.modelUnitSystem = rhino.UnitSystem.Meters;
  settings.modelAbsoluteTolerance = 0.001;
  settings.modelAngleToleranceDegrees = 1;
  settings.modelRelativeTolerance = 0.01;
  release(settings);
}

function writeEarthAnchor(rhino: RhinoModule, file: RhinoFile, { frame }: SceneModel, name: string): void {
  const settings = file.settings();
  const anchor = settings.earthAnchorPoint;
  anchor.earthBasepointLatitude = frame.originLatDeg;
  anchor.earthBasepointLongitude = frame.originLonDeg;
  anchor.earthBasepointElevation = frame.originHeightM;
  anchor.earthBasepointElevationZero = rhino.BasepointZero.MeanSeaLevel;
  anchor.modelBasePoint = [0, 0, 0];
  anchor.modelNorth = [0, 1, 0];
  anchor.modelEast = [1, 0, 0];
  anchor.name = plainText(name, 200);
  anchor.description = "Origin of the context model, WGS84";
  settings.earthAnchorPoint = anchor;
  release(anchor, settings);
}

/** Notes are out of the library's reach: document text carries what a person or a script may look up later. */
function documentStrings(model: SceneModel, name: string, sources: string): Record<string, string> {
  const strings: Record<string, string> = {
    name: plainText(name, 200),
    georeference: JSON.stringify(model.frame),
    attribution: sources,
    warnings: plainText(model.warnings.join(" ")),
    skipped: String(model.skipped.reduce((sum, { count }) => sum + count, 0)),
  };
  return Object.fromEntries(Object.entries(strings).filter(([, value]) => value !== ""));
}

/** One source in one line: text, licence, date, address. */
function attributionLine({ text, licence, date, url }: Attribution): string {
  const details = [licence, date, url].filter(
    (fact) => fact !== undefined && fact !== "" && !text.includes(fact),
  );
  return plainText(details.length === 0 ? text : `${text} (${details.join(", ")})`);
}
