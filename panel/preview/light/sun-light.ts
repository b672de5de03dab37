import { type Box3, Color, DirectionalLight, HemisphereLight, Matrix4, type Scene, Vector3 } from "three";
import { settle } from "../settle.ts";
import type { ViewTheme } from "../theme.ts";
import type { SunState } from "./sun.ts";

const noon = new Color(0xfff6e8);
const evening = new Color(0xffb877);

/** Sun, sky and the one shadow map. The map is drawn again only after `aim`. */
export class SunLight {
  private readonly sun = new DirectionalLight(noon, 0);
  private readonly sky = new HemisphereLight(0xffffff, 0x888888, 1);

  constructor(scene: Scene, maxTextureSize: number) {
    this.maxMapSize = Math.min(4096, maxTextureSize);
    this.sun.castShadow = true;
    this.sun.shadow.camera.up.set(0, 0, 1);
    this.sun.shadow.radius = 1.2;
    this.sky.position.set(0, 0, 1);
    settle(this.sky);
    scene.add(this.sun, this.sun.target, this.sky);
  }

  private readonly maxMapSize: number;

  applyTheme(theme: ViewTheme): void {
    this.sky.color.set(theme.skyLight);
    this.sky.groundColor.set(theme.groundLight);
  }

  /** Turns the light and fits the shadow map to the model's box (metres). */
  aim({ direction, altitudeDeg, strength }: SunState, box: Box3): void {
    const centre = box.getCenter(new Vector3());
    const radius = Math.max(1, box.getSize(new Vector3()).length() / 2);
    this.sun.target.position.copy(centre);
    this.sun.position
      .set(...direction)
      .multiplyScalar(radius * 2)
      .add(centre);
    settle(this.sun);
    settle(this.sun.target);
    this.sun.intensity = 2.2 * strength;
    this.sun.color.lerpColors(evening, noon, Math.min(1, Math.max(0, altitudeDeg / 30)));
    this.sky.intensity = 0.9 + 0.65 * strength;
    this.sun.castShadow = strength > 0;
    this.fitShadow(box, radius);
  }

  dispose(): void {
    this.sun.dispose();
    this.sky.dispose();
  }

  private fitShadow(box: Box3, radius: number): void {
    const { shadow } = this.sun;
    const size = Math.min(this.maxMapSize, radius > 500 ? 4096 : 2048);
    if (shadow.mapSize.x !== size) {
      shadow.mapSize.set(size, size);
      shadow.map?.dispose();
      shadow.map = null;
    }
    const seen = box.clone().applyMatrix4(viewMatrix(this.sun.position, this.sun.target.position));
    const margin = radius * 0.01;
    const { camera } = shadow;
    camera.left = seen.min.x - margin;
    camera.right = seen.max.x + margin;
    camera.bottom = seen.min.y - margin;
    camera.top = seen.max.y + margin;
    camera.near = Math.max(0.1, -seen.max.z - margin);
    // Long evening shadows reach the ground far behind the model, seen from the sun.
    camera.far = -seen.min.z + radius * 8;
    camera.updateProjectionMatrix();
    shadow.needsUpdate = true;
  }
}

function viewMatrix(eye: Vector3, target: Vector3): Matrix4 {
  const turned = new Matrix4().lookAt(eye, target, new Vector3(0, 0, 1));
  return turned.setPosition(eye).invert();
}
