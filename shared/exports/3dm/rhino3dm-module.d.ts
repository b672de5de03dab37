/** The browser build of rhino3dm has no types of its own; the package's main entry would pull Node's `ws` into a page. */
declare module "rhino3dm/rhino3dm.module.js" {
  export { default } from "rhino3dm";
}
