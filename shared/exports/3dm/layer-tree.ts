import type { Rgb } from "../../layers/feature-colour.ts";
import type { LayerId } from "../../layers/layer-id.ts";
import { layerStyles, rootLayerName } from "../../layers/layer-style.ts";
import { plainName } from "./plain-text.ts";
import { type RhinoFile, type RhinoModule, release } from "./rhino.ts";

/** Makes layers on first use, under one parent: `Contextile::Surface::water`. Answers with the layer's index in the file. */
export class LayerTree {
  readonly #rhino: RhinoModule;
  readonly #file: RhinoFile;
  readonly #indexByPath = new Map<string, number>();

  constructor(rhino: RhinoModule, file: RhinoFile) {
    this.#rhino = rhino;
    this.#file = file;
  }

  layer(id: LayerId): number {
    const { name, colour } = layerStyles[id];
    return this.#ensure([rootLayerName, name], colour);
  }

  /** Layer below a layer of the product, e.g. one kind of surface. */
  subLayer(id: LayerId, name: string, colour: Rgb): number {
    this.layer(id);
    return this.#ensure([rootLayerName, layerStyles[id].name, plainName(name)], colour);
  }

  #ensure(path: string[], colour: Rgb): number {
    const key = path.join("::");
    const known = this.#indexByPath.get(key);
    if (known !== undefined) return known;
    const parent = path.length > 1 ? this.#ensure(path.slice(0, -1), rootColour) : null;
    const index = this.#add(path[path.length - 1]!, parent, colour);
    this.#indexByPath.set(key, index);
    return index;
  }

  #add(name: string, parent: number | null, [r, g, b]: Rgb): number {
    const layer = new this.#rhino.Layer();
    layer.name = name;
    layer.color = { r, g, b, a: 255 };
    layer.renderMaterialIndex = this.#addMaterial(name, { r, g, b, a: 255 });
    if (parent !== null) {
      const above = this.#file.layers().get(parent);
      layer.parentLayerId = above.id;
      release(above);
    }
    const index = this.#file.layers().add(layer);
    release(layer);
    return index;
  }

  /** Rendered views show materials, not layer colours: both say the same. */
  #addMaterial(name: string, colour: { r: number; g: number; b: number; a: number }): number {
    const material = new this.#rhino.Material();
    material.name = `${rootLayerName} ${name}`;
    // The typings say array, the library takes what layers take.
    Reflect.set(material, "diffuseColor", colour);
    const index = this.#file.materials().count;
    this.#file.materials().add(material);
    release(material);
    return index;
  }
}

const rootColour: Rgb = [96, 96, 96];
