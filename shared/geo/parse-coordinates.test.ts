import { expect, test } from "vitest";
import { parseCoordinates } from "./parse-coordinates.ts";

const monaco: [number, number] = [7.4246, 43.7384];

test.each([
  "43.7384, 7.4246",
  "43.7384,7.4246",
  "43.7384 7.4246",
  "  43.7384 ;\t7.4246 ",
  "43,7384; 7,4246",
  "43,7384 7,4246",
  "43,7384, 7,4246",
  "(43.7384, 7.4246)",
  "[43.7384, 7.4246]",
  "43.7384 N, 7.4246 E",
  "43.7384N 7.4246E",
  "N43.7384 E7.4246",
  "E 7.4246, N 43.7384",
  "7.4246 E 43.7384 N",
  "43.7384° 7.4246°",
  "lat: 43.7384, lon: 7.4246",
  "lon=7.4246 lat=43.7384",
  "latitude 43.7384 longitude 7.4246",
  "geo:43.7384,7.4246?z=17",
  "https://www.google.com/maps/@43.7384,7.4246,17z",
  "https://www.google.com/maps/place/X/@43.7,7.4,15z/data=!3m1!4b1!4m6!3m5!8m2!3d43.7384!4d7.4246",
  "https://maps.google.com/?q=43.7384,7.4246",
  "https://www.google.com/maps/search/?api=1&query=43.7384%2C7.4246",
  "https://www.openstreetmap.org/#map=17/43.7384/7.4246",
  "https://www.openstreetmap.org/?mlat=43.7384&mlon=7.4246#map=12/1/2",
  "https://www.bing.com/maps?cp=43.7384~7.4246&lvl=16",
  "https://maps.apple.com/?ll=43.7384,7.4246",
  "https://maps.apple.com/frame?center=43.7384%2C7.4246&span=0.1,0.1",
  "geo:0,0?q=43.7384,7.4246(Harbour)",
  "https://yandex.com/maps/?ll=7.4246%2C43.7384&z=15",
  "yandex.com.tr/maps/10/monaco/?ll=7.4246,43.7384",
])("%s is the harbour of Monaco", (text) => {
  expect(parseCoordinates(text)).toEqual({ ok: true, value: monaco });
});

test.each([
  ["43°44'18.24\"N 7°25'28.56\"E", 7.4246, 43.7384],
  ["43°44'18,24\"N 7°25'28,56\"O", 7.4246, 43.7384],
  ["43d44m18.24s N 7d25m28.56s E", 7.4246, 43.7384],
  ["43d44.304m N, 7d25.476m E", 7.4246, 43.7384],
  ["43:44:18.24 7:25:28.56", 7.4246, 43.7384],
  ["N43:44:18.24 W7:25:28.56", -7.4246, 43.7384],
  // A dropped pin: the place in the path, not the middle of the view.
  [
    "https://www.google.de/maps/place/43%C2%B044'18.24%22N+7%C2%B025'28.56%22E/@43.7,7.4,17z",
    7.4246,
    43.7384,
  ],
  ["43° 44′ 18.24″ N, 7° 25′ 28.56″ E", 7.4246, 43.7384],
  ["N 43°44.304' E 7°25.476'", 7.4246, 43.7384],
  ["43 44 18.24 N 7 25 28.56 E", 7.4246, 43.7384],
  ["33°51′31″S 151°12′51″E", 151.2141666667, -33.8586111111],
  ["34.6037 S, 58.3816 W", -58.3816, -34.6037],
  ["-34.6037, -58.3816", -58.3816, -34.6037],
  ["−34.6037 −58.3816", -58.3816, -34.6037],
  ["151.2153, -33.8568", 151.2153, -33.8568],
  ["0, 0", 0, 0],
  ["https://www.google.com/maps/search/43.7384,+7.4246?entry=tts", 7.4246, 43.7384],
  [
    "https://www.google.com/maps/place/43%C2%B044'18.2%22N+7%C2%B025'28.6%22E/data=x",
    7.4246111111,
    43.7383888889,
  ],
  ["google.com/maps/@43.7384,7.4246,17z", 7.4246, 43.7384],
  ["maps.google.com/?q=43.7384,7.4246", 7.4246, 43.7384],
  ["https://www.bing.com/maps/?v=2&cp=43.7384%7E7.4246&style=r&lvl=15", 7.4246, 43.7384],
  ["https://www.bing.com/maps?where1=43.7384,7.4246", 7.4246, 43.7384],
  ["https://maps.apple.com/frame?center=43.7384%2C7.4246&span=0.05", 7.4246, 43.7384],
  ["https://wego.here.com/?map=43.7384,7.4246,15,normal", 7.4246, 43.7384],
])("%s is longitude %d, latitude %d", (text, lon, lat) => {
  const parsed = parseCoordinates(text);
  expect(parsed.ok && Math.abs(parsed.value[0] - lon) < 1e-9 && Math.abs(parsed.value[1] - lat) < 1e-9).toBe(
    true,
  );
});

test.each([
  ["", "coordinates-empty"],
  ["   ", "coordinates-empty"],
  ["Luisenplatz", "coordinates-unreadable"],
  ["43.7384", "coordinates-unreadable"],
  ["1, 2, 3", "coordinates-unreadable"],
  ["43.7 N, 7.4 S", "coordinates-unreadable"],
  ["43°61'N 7°0'E", "coordinates-unreadable"],
  ["Rue 12, 34", "coordinates-unreadable"],
  ["https://www.example.org/place", "coordinates-in-no-link"],
  ["https://maps.app.goo.gl/AbCdEf123", "coordinates-in-no-link"],
  ["osm.org/go/xXfN4c--", "coordinates-in-no-link"],
  ["https://www.google.com/maps/place/%E0%A4%A/", "coordinates-in-no-link"],
  ["https://www.google.com/maps/place/Rue+12,+34/", "coordinates-in-no-link"],
  ["St. Gallen", "coordinates-unreadable"],
  ["91, 181", "coordinates-out-of-range"],
  ["95 N, 7 E", "coordinates-out-of-range"],
  ["43.7, 200", "coordinates-out-of-range"],
])("%j is refused with %s", (text, code) => {
  const parsed = parseCoordinates(text);
  expect(parsed.ok ? "accepted" : parsed.issues[0].code).toBe(code);
});
