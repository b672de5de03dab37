/** The package ships no types for its worker file; nothing of it is called. */
declare module "maplibre-gl/dist/maplibre-gl-worker.mjs";
