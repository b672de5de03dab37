/** Invented names. */
export const townName = "Webersbruck";

export const streetNames = {
  columns: [
    "Castle Lane",
    "Orchard Way",
    "Weaver Street",
    "Bridge Street",
    "Linden Avenue",
    "School Street",
    "Foundry Road",
  ],
  rows: ["Quay Street", "Market Street", "Loom Street", "Garden Street", "North Terrace"],
  south: ["Mill Road", "Meadow Lane", "Station Road"],
};

export const shopNames = [
  "Bakery Amsel",
  "Café Spule",
  "Bookshop Zwirn",
  "Hardware Nagel",
  "Pharmacy Salbei",
  "Grocer Lauch",
];
