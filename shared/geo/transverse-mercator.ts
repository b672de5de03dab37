/**
 * Transverse Mercator on the WGS84 ellipsoid by the Krüger series to fourth order in the third flattening, in the
 * form given by C. F. F. Karney, "Transverse Mercator with an accuracy of a few nanometers", J. Geodesy 85 (2011),
 * equations 7–21 and 35–36. Truncation at n⁴ costs less than 1 µm within a UTM zone.
 */

const a = 6378137;
const f = 1 / 298.257223563;
const e = Math.sqrt(f * (2 - f));
const n = f / (2 - f);
/** Radius of the rectifying sphere. */
const rectifyingRadius = (a / (1 + n)) * (1 + n ** 2 / 4 + n ** 4 / 64);

const alpha = [
  n / 2 - (2 / 3) * n ** 2 + (5 / 16) * n ** 3 + (41 / 180) * n ** 4,
  (13 / 48) * n ** 2 - (3 / 5) * n ** 3 + (557 / 1440) * n ** 4,
  (61 / 240) * n ** 3 - (103 / 140) * n ** 4,
  (49561 / 161280) * n ** 4,
];
const beta = [
  n / 2 - (2 / 3) * n ** 2 + (37 / 96) * n ** 3 - (1 / 360) * n ** 4,
  (1 / 48) * n ** 2 + (1 / 15) * n ** 3 - (437 / 1440) * n ** 4,
  (17 / 480) * n ** 3 - (37 / 840) * n ** 4,
  (4397 / 161280) * n ** 4,
];
const minusBeta = beta.map((value) => -value);
const degree = Math.PI / 180;

/** `k0`: scale on the central meridian. False coordinates in metres belong to (central meridian, origin latitude). */
export interface TransverseMercatorOptions {
  centralLonDeg: number;
  originLatDeg: number;
  k0?: number;
  falseEastingM?: number;
  falseNorthingM?: number;
}

/** Both directions, WGS84 degrees (lon, lat) ↔ metres (east, north). `into` avoids an allocation per point. */
export interface PlaneProjection {
  toLocal(lonDeg: number, latDeg: number, into?: [number, number]): [x: number, y: number];
  toLonLat(x: number, y: number, into?: [number, number]): [lonDeg: number, latDeg: number];
}

/** Transverse Mercator around a meridian; meant for points within a few degrees of it. Poles are allowed. */
export function createTransverseMercator(options: TransverseMercatorOptions): PlaneProjection {
  const { centralLonDeg, originLatDeg, k0 = 1, falseEastingM = 0, falseNorthingM = 0 } = options;
  const radius = rectifyingRadius * k0;
  const originNorthing = radius * northingAngle(originLatDeg * degree);

  // Angles are never taken of what is known as sine and cosine: a city has a hundred thousand points.
  const toLocal: PlaneProjection["toLocal"] = (lonDeg, latDeg, into = [0, 0]) => {
    const lambda = wrapDegrees(lonDeg - centralLonDeg) * degree;
    const tauPrime = conformalTangent(Math.tan(latDeg * degree));
    const cosLambda = Math.cos(lambda);
    const square = tauPrime * tauPrime + cosLambda * cosLambda;
    const sinhEta = Math.sin(lambda) / Math.sqrt(square);
    sums[0] = Math.atan2(tauPrime, cosLambda);
    sums[1] = Math.asinh(sinhEta);
    addSeries(
      alpha,
      (2 * tauPrime * cosLambda) / square,
      ((cosLambda - tauPrime) * (cosLambda + tauPrime)) / square,
      2 * sinhEta * Math.sqrt(1 + sinhEta * sinhEta),
      1 + 2 * sinhEta * sinhEta,
    );
    into[0] = radius * sums[1] + falseEastingM;
    into[1] = radius * sums[0] - originNorthing + falseNorthingM;
    return into;
  };

  const toLonLat: PlaneProjection["toLonLat"] = (x, y, into = [0, 0]) => {
    const xi = (y - falseNorthingM + originNorthing) / radius;
    const eta = (x - falseEastingM) / radius;
    const [sinXi, cosXi, sinhEta] = [Math.sin(xi), Math.cos(xi), Math.sinh(eta)];
    sums[0] = xi;
    sums[1] = eta;
    addSeries(
      minusBeta,
      2 * sinXi * cosXi,
      (cosXi - sinXi) * (cosXi + sinXi),
      2 * sinhEta * Math.sqrt(1 + sinhEta * sinhEta),
      1 + 2 * sinhEta * sinhEta,
    );
    const sinhEtaPrime = Math.sinh(sums[1]);
    const cosXiPrime = Math.cos(sums[0]);
    const across = Math.sqrt(sinhEtaPrime * sinhEtaPrime + cosXiPrime * cosXiPrime);
    const tau = geographicTangent(Math.sin(sums[0]) / across);
    into[0] = wrapDegrees(centralLonDeg + Math.atan2(sinhEtaPrime, cosXiPrime) / degree);
    into[1] = Math.atan(tau) / degree;
    return into;
  };

  return { toLocal, toLonLat };
}

/** What `addSeries` adds to: xi and eta. Kept between calls, because a pair for each point is garbage. */
const sums = new Float64Array(2);

/**
 * Adds Σ cₖ sin 2k(ξ + iη): real part to xi, imaginary part to eta. Given: sine and cosine of 2ξ, hyperbolic ones of 2η;
 * those of the multiples follow by the addition theorems.
 */
function addSeries(coefficients: number[], sin2: number, cos2: number, sinh2: number, cosh2: number): void {
  let sin = sin2;
  let cos = cos2;
  let sinh = sinh2;
  let cosh = cosh2;
  for (let j = 0; j < 4; j++) {
    sums[0] += coefficients[j] * sin * cosh;
    sums[1] += coefficients[j] * cos * sinh;
    const nextSin = sin * cos2 + cos * sin2;
    const nextSinh = sinh * cosh2 + cosh * sinh2;
    cos = cos * cos2 - sin * sin2;
    cosh = cosh * cosh2 + sinh * sinh2;
    sin = nextSin;
    sinh = nextSinh;
  }
}

/** Rectifying latitude of a point on the central meridian, radians. */
function northingAngle(latRad: number): number {
  const chi = Math.atan(conformalTangent(Math.tan(latRad)));
  let angle = chi;
  for (let j = 0; j < 4; j++) angle += alpha[j] * Math.sin(2 * (j + 1) * chi);
  return angle;
}

/** Tangent of the conformal latitude from the tangent of the geographic one (Karney eq. 7–9). */
function conformalTangent(tau: number): number {
  const root = Math.sqrt(1 + tau * tau);
  const sigma = Math.sinh(e * Math.atanh((e * tau) / root));
  return tau * Math.sqrt(1 + sigma * sigma) - sigma * root;
}

/** Inverse of `conformalTangent` by Newton's method (Karney eq. 19–21); three steps reach double precision. */
function geographicTangent(tauPrime: number): number {
  let tau = tauPrime / (1 - e * e);
  for (let step = 0; step < 5; step++) {
    const error = tauPrime - conformalTangent(tau);
    const derivative =
      ((1 - e * e) * Math.sqrt((1 + tauPrime * tauPrime) * (1 + tau * tau))) / (1 + (1 - e * e) * tau * tau);
    const delta = error / derivative;
    tau += delta;
    if (Math.abs(delta) < 1e-15 * Math.max(1, Math.abs(tau))) break;
  }
  return tau;
}

/** Degrees into [-180, 180]. */
function wrapDegrees(degrees: number): number {
  if (degrees > 180 || degrees < -180) return degrees - 360 * Math.round(degrees / 360);
  return degrees;
}
