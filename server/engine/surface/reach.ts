/** Uncropped, features come back whole, but not the forest that reaches into the next country. mm. */
export const reach = 500_000;
