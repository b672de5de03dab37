import { m2PerKm2 } from "./ledger.ts";

/** What the Plan & Billing page offers. Prices are for display: no payment service is connected. */
export interface Product {
  id: string;
  kind: "bundle" | "subscription";
  label: string;
  /** Once for a bundle, every month for a subscription. */
  km2: number;
  price: { amount: number; currency: string };
}

const euro = (amount: number) => ({ amount, currency: "EUR" });
const bundle = (km2: number, amount: number): Product => ({
  id: `bundle-${km2}`,
  kind: "bundle",
  label: `${km2} km² bundle`,
  km2,
  price: euro(amount),
});

export const products: readonly Product[] = [
  bundle(5, 45),
  bundle(20, 150),
  bundle(50, 340),
  bundle(100, 600),
  { id: "monthly-20", kind: "subscription", label: "20 km² every month", km2: 20, price: euro(99) },
];

/** What one km² costs somebody who buys the smallest bundle; the panel shows it before a request. */
export const pricePerKm2 = euro(products[0].price.amount / products[0].km2);

export const findProduct = (id: string) => products.find((product) => product.id === id);
export const productM2 = (product: Product) => product.km2 * m2PerKm2;
