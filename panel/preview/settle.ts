import type { Object3D } from "three";

/**
 * To be called where an object has been moved: nothing else of the scene ever moves, so its matrices are not computed in
 * every frame (`matrixWorldAutoUpdate` of the scene is off). For objects that lie in the scene itself.
 */
export function settle(object: Object3D): void {
  object.updateMatrix();
  object.matrixWorld.copy(object.matrix);
}
