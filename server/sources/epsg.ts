/** Coordinate systems of foreign data by EPSG number. Parameters: EPSG register, in proj's notation. */
import proj4 from "proj4";
import type { ToLonLat } from "./geometry-thing.ts";

/** National grids that open city data comes in. Compound numbers (with heights) stand beside their plane part. */
const grids: Record<string, string> = {
  // Netherlands, Belgium, Luxembourg
  "28992 7415":
    "+proj=sterea +lat_0=52.15616055555555 +lon_0=5.38763888888889 +k=0.9999079 +x_0=155000 +y_0=463000 +ellps=bessel +towgs84=565.417,50.3319,465.552,-0.398957,0.343988,-1.8774,4.0725",
  "31370":
    "+proj=lcc +lat_0=90 +lon_0=4.36748666666667 +lat_1=51.1666672333333 +lat_2=49.8333339 +x_0=150000.013 +y_0=5400088.438 +ellps=intl +towgs84=-106.8686,52.2978,-103.7239,0.3366,-0.457,1.8422,-1.2747",
  "3812":
    "+proj=lcc +lat_0=50.797815 +lon_0=4.35921583333333 +lat_1=49.8333333333333 +lat_2=51.1666666666667 +x_0=649328 +y_0=665262 +ellps=GRS80",
  // Switzerland, Austria, Czechia, Poland
  "2056":
    "+proj=somerc +lat_0=46.95240555555556 +lon_0=7.439583333333333 +k_0=1 +x_0=2600000 +y_0=1200000 +ellps=bessel +towgs84=674.374,15.056,405.346,0,0,0,0",
  "21781":
    "+proj=somerc +lat_0=46.95240555555556 +lon_0=7.439583333333333 +k_0=1 +x_0=600000 +y_0=200000 +ellps=bessel +towgs84=674.374,15.056,405.346,0,0,0,0",
  "31256":
    "+proj=tmerc +lat_0=0 +lon_0=16.3333333333333 +k=1 +x_0=0 +y_0=-5000000 +ellps=bessel +towgs84=577.326,90.129,463.919,5.137,1.474,5.297,2.4232",
  "2180": "+proj=tmerc +lat_0=0 +lon_0=19 +k=0.9993 +x_0=500000 +y_0=-5300000 +ellps=GRS80",
  // France, Great Britain, Sweden, Finland
  "2154": "+proj=lcc +lat_0=46.5 +lon_0=3 +lat_1=49 +lat_2=44 +x_0=700000 +y_0=6600000 +ellps=GRS80",
  "27700":
    "+proj=tmerc +lat_0=49 +lon_0=-2 +k=0.9996012717 +x_0=400000 +y_0=-100000 +ellps=airy +towgs84=446.448,-125.157,542.06,0.15,0.247,0.842,-20.489",
  "3006": "+proj=utm +zone=33 +ellps=GRS80",
  "3067": "+proj=utm +zone=35 +ellps=GRS80",
  // ETRS89 / UTM with heights, New Zealand, New York
  "5554": "+proj=utm +zone=31 +ellps=GRS80",
  "5555": "+proj=utm +zone=32 +ellps=GRS80",
  "5556": "+proj=utm +zone=33 +ellps=GRS80",
  "2193": "+proj=tmerc +lat_0=0 +lon_0=173 +k=0.9996 +x_0=1600000 +y_0=10000000 +ellps=GRS80",
  "2263":
    "+proj=lcc +lat_0=40.1666666666667 +lon_0=-74 +lat_1=41.0333333333333 +lat_2=40.6666666666667 +x_0=300000.000000001 +y_0=0 +ellps=GRS80 +to_meter=0.304800609601219",
};
const byNumber = new Map(
  Object.entries(grids).flatMap(([codes, text]) => codes.split(" ").map((code) => [Number(code), text])),
);

export const knownSystems =
  "WGS84, Web Mercator (3857), any UTM zone, or the national grid of the Netherlands, Belgium, Switzerland, Austria " +
  "(31256), Poland, France, Great Britain, Sweden, Finland, New Zealand or New York";

/** proj's text for an EPSG number; null where it is not known here. */
export function projection(epsg: number): string | null {
  if (epsg === 4326 || epsg === 4258 || epsg === 4979 || epsg === 4269) return "+proj=longlat +datum=WGS84";
  if (epsg === 3857 || epsg === 900913)
    return "+proj=merc +a=6378137 +b=6378137 +lat_ts=0 +lon_0=0 +x_0=0 +y_0=0 +k=1";
  const zone = epsg % 100;
  if (epsg > 32600 && zone >= 1 && zone <= 60 && epsg <= 32660) return `+proj=utm +zone=${zone} +datum=WGS84`;
  if (epsg > 32700 && zone >= 1 && zone <= 60 && epsg <= 32760)
    return `+proj=utm +zone=${zone} +south +datum=WGS84`;
  if (epsg >= 25828 && epsg <= 25838) return `+proj=utm +zone=${epsg - 25800} +ellps=GRS80`;
  if (epsg >= 26901 && epsg <= 26923) return `+proj=utm +zone=${epsg - 26900} +ellps=GRS80`;
  return byNumber.get(epsg) ?? null;
}

/** Both ways between a system and WGS84 degrees; x is always east or longitude. Null where it is not known here. */
export function openProjection(
  epsg: number,
): { toLonLat: ToLonLat; fromLonLat: ToLonLat; inDegrees: boolean } | null {
  const text = projection(epsg);
  if (text === null) return null;
  const converter = proj4(text, "+proj=longlat +datum=WGS84");
  return {
    inDegrees: text.startsWith("+proj=longlat"),
    toLonLat: placed((place) => converter.forward(place)),
    fromLonLat: placed((place) => converter.inverse(place)),
  };
}

/** Damaged files name places that are no numbers; the library throws then, and nowhere is an answer too. */
function placed(convert: (place: [number, number]) => number[]): ToLonLat {
  return (a, b) => {
    if (!(Number.isFinite(a) && Number.isFinite(b))) return [Number.NaN, Number.NaN];
    const [x, y] = convert([a, b]);
    return [x, y];
  };
}

/** "urn:ogc:def:crs:EPSG::25832", "EPSG:25832", "https://www.opengis.net/def/crs/EPSG/0/25832" → 25832. */
export function epsgNumber(text: string): number | null {
  if (/CRS:?84h?$/i.test(text)) return 4326;
  const found = /EPSG.*?(\d{4,6})$/i.exec(text);
  return found === null ? null : Number(found[1]);
}
