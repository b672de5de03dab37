/**
 * What our own service says of itself and of requests, by id, in English: part of `sentences.ts`, which says how they
 * are used. Words of a database, a file or a parser are figures and stay as they came.
 */
const inMinutes = (minutes: number): string => `${minutes} minute${minutes === 1 ? "" : "s"}`;

export const serviceSentences = {
  // Itself
  "service-disk-full": "The disk of the service is full.",
  "service-broke-down": "The part of the service that made this answer broke down.",
  "service-not-open": ({ seconds }: { seconds: number }) =>
    `The service could not open its map or elevation data within ${seconds} s.`,
  "service-busy": "The service is busy with other requests.",
  "service-stops": "The service stops.",
  "service-mistake": "The service made a mistake; its operator finds it in the log.",
  "service-too-slow": ({ seconds }: { seconds: number }) => `The answer took longer than ${seconds} s.`,

  // Who asks, how often, with what balance
  "bearer-missing": "The request carries no API key.",
  "bearer-scheme": "The Authorization header is not of the kind “Bearer <key>”.",
  "bearer-space": "The API key contains a space; it was probably copied in pieces.",
  "bearer-long": "This is not an API key: it is too long.",
  "bearer-unknown": "The API key is not valid: no account has it.",
  "too-many-requests": ({ perMinute }: { perMinute: number }) =>
    `Too many requests: this key may send ${perMinute} a minute.`,
  "balance-short": ({ km2, left }: { km2: number; left: number }) =>
    `The area has ${km2} km², the account has ${left} km² left.`,
  "request-id-form": "The Idempotency-Key must be 1 to 200 characters without spaces.",
  "request-id-of-other": "This Idempotency-Key was used for another request.",
  "request-id-old": "This Idempotency-Key was used more than a day ago.",

  // The request
  "request-other-host": "This service does not answer under that host name.",
  "request-no-address": "There is nothing at this address.",
  "request-other-method": ({ method }: { method: string }) => `This address does not answer to ${method}.`,
  "request-no-form-left": "The Accept header rules out every form in which this service answers.",
  "request-too-long": ({ kb }: { kb: number }) => `The request is larger than ${kb} kB.`,
  "request-empty": "The request has no body.",
  "request-not-json": ({ why }: { why: string }) => `The body is not JSON: ${why}.`,
  "request-unusable": ({ why }: { why: string }) => `The request is not usable: ${why}.`,
  "request-field": ({ field, why }: { field: string; why: string }) =>
    `The field “${field}” is not usable: ${why}.`,
  "request-rings": "The polygon is a list of rings; an area is one ring, without holes.",
  "request-holes": "An area cannot have holes.",
  "request-no-points": "The polygon has no points.",
  "request-no-layer": "The settings ask for no layer at all.",
  /** `faults`: the sentences of several issues of a ring. */
  "request-area-faults": ({ faults }: { faults: string }) =>
    `Several things are wrong with the area: ${faults}`,
  "request-area-size": ({ km2, most }: { km2: number; most: number }) =>
    `The area has ${km2.toFixed(2)} km²; one request may have at most ${most} km².`,
  "request-outside-data": "The area lies outside the data of this service.",
  "request-origin-far": "The origin is more than 100 km away from the area.",
  "request-origin-nowhere": ({ lat, lon }: { lat: number; lon: number }) =>
    `The origin (latitude ${lat}, longitude ${lon}) is not on Earth.`,
  "search-too-long": ({ most }: { most: number }) => `The search text is longer than ${most} characters.`,
  "search-limit": ({ most }: { most: number }) =>
    `The field “limit” must be a whole number from 1 to ${most}.`,
  "basemap-none": "This service has no basemap: its data has no known extent.",

  // The answer
  "glb-many-triangles": ({ millions }: { millions: number }) =>
    `As glTF this answer would have more than ${millions} million triangles.`,
  "glb-many-objects": ({ most }: { most: number }) =>
    `As glTF this answer would have more than ${most / 1000} thousand objects.`,
  "compact-too-far": "The area reaches farther from its middle than the compact form can say.",

  // The map and elevation data behind it
  "map-too-many-things": "The map of this area has too many things.",
  "map-too-large-live": "This area is too large to be fetched live from Overpass.",
  "map-server-status": ({ host, answered }: { host: string; answered: number }) =>
    `The map server ${host} answered ${answered}.`,
  "map-server-often": ({ host }: { host: string }) => `The map server ${host} asks for fewer requests.`,
  "map-server-busy": ({ host, answered }: { host: string; answered: number }) =>
    `The map server ${host} is busy (${answered}).`,
  "map-server-silent": ({ host }: { host: string }) => `The map server ${host} did not answer in time.`,
  "map-server-away": ({ host }: { host: string }) => `The map server ${host} cannot be reached.`,
  "map-server-no-map": "The map server sent something that is no map.",
  "map-server-unfinished": "The map server could not finish the query.",
  "map-server-too-much": "The map server's answer is larger than is taken.",
  "map-server-other-piece": ({ host, answered }: { host: string; answered: number }) =>
    `The server ${host} gave another piece than asked for (${answered}).`,
  "map-database-slow": "The map database took too long.",
  /** `why`: in the database's words, empty where it says nothing. */
  "map-database-unread": ({ why }: { why: string }) =>
    `The map database cannot be read${why === "" ? "" : `: ${why}`}.`,
  "map-file-unread": ({ name, why }: { name: string; why: string }) =>
    `The file ${name} cannot be read: ${why}.`,
  "heights-too-many": "The elevation of this area has more samples than are read at once.",
  "heights-file-unread": ({ name, why }: { name: string; why: string }) =>
    `The elevation file ${name} cannot be read: ${why}.`,
  "heights-server-status": ({ host, answered }: { host: string; answered: number }) =>
    `The elevation server ${host} answered ${answered}.`,
  "heights-tile-unread": ({ tile, why }: { tile: string; why: string }) =>
    `The elevation tile ${tile} cannot be read${why === "" ? "" : `: ${why}`}.`,

  // What to do next
  "next-make-room": "Try again later; whoever runs the service must make room.",
  "next-less-or-elsewhere": "Try again; if it happens twice, leave out a layer or draw another area.",
  "next-look-at-data":
    "Try again later; if it happens again, tell whoever runs the service to look at its data files.",
  "next-in-seconds": "Try again in a few seconds.",
  "next-wait": ({ seconds }: { seconds: number }) => `Wait ${seconds} s and try again.`,
  "next-in-minutes": ({ minutes }: { minutes: number }) => `Try again in about ${inMinutes(minutes)}.`,
  "next-send-key": "Enter your API key; a program sends it as the header “Authorization: Bearer <key>”.",
  "next-add-balance": ({ address }: { address: string }) =>
    `Add a bundle or a subscription at ${address}, or draw a smaller area.`,
  "next-send-id": "Send a UUID, the same one for every try of one purchase, or leave the header out.",
  "next-new-id": "Send a new id for a new purchase; repeat an id only with exactly the same request.",
  "next-printed-address": "Use the address that the service printed when it started.",
  "next-check-address": "Check the address; the API is POST /v1/context.",
  "next-use-method": ({ methods }: { methods: string }) => `Use ${methods}.`,
  "next-accept": ({ names }: { names: string }) => `Accept one of: ${names}.`,
  "next-send-less": "Send one polygon of at most 5,000 points and the settings, nothing else.",
  "next-send-polygon": "Send JSON with at least a polygon: a closed ring of [latitude, longitude] pairs.",
  "next-send-json": "Send the request as JSON text in UTF-8.",
  "next-correct-field": "Correct the field named above and send the request again.",
  "next-one-ring":
    "Send one ring of [latitude, longitude] pairs; go round a hole by a thin cut, or leave it in.",
  "next-ring-form":
    "Send one ring of [latitude, longitude] pairs that does not cross itself, with the first pair repeated last.",
  "next-name-layer": ({ layers }: { layers: string }) =>
    `Name at least one of ${layers} in “settings.geometry”.`,
  "next-area-of": ({ mostKm2 }: { mostKm2: number }) =>
    `Draw an area of at most ${mostKm2} km², or fetch it in several pieces.`,
  "next-area-within": ({ west, east, south, north }: Record<"west" | "east" | "south" | "north", number>) =>
    `Draw an area between longitude ${west} and ${east}, latitude ${south} and ${north}.`,
  "next-latitude-first":
    "Latitude comes first: send [latitude, longitude] pairs. The other way round the area lies within the data.",
  "next-origin": "Leave out `origin`, or give one near the area.",
  "next-shorter-name": "Type a shorter name.",
  "next-correct-limit": "Correct the limit, or leave it out.",
  "next-online-style": "Choose an online map style in the settings.",
  "next-ask-json": "Draw a smaller area, leave out a layer, or ask for JSON, which has no such limit.",
  "next-area-or-file": "Draw a smaller area; whoever runs the service can serve a map file with --osm.",
  "next-look-at-overpass": "Whoever runs the service must check the address given with --overpass.",
  "next-coarser-heights":
    "Draw a smaller area; whoever runs the service can make the elevation file coarser.",
};

/** Another language is another object of this type: the compiler names what is missing. */
export type ServiceSentences = typeof serviceSentences;
