/**
 * What a plain web client does with the same answer, all on the page's thread: parse the body whole, one geometry and
 * its normals per mesh, one merged mesh per layer, `EdgesGeometry` on the merged soup, a shadow map and a frame all the time.
 * Our own writing, to compare against; no part of the product.
 */
import {
  AmbientLight,
  Box3,
  BufferAttribute,
  BufferGeometry,
  ConeGeometry,
  CylinderGeometry,
  DirectionalLight,
  EdgesGeometry,
  Group,
  InstancedMesh,
  LineBasicMaterial,
  LineSegments,
  Matrix4,
  Mesh,
  MeshLambertMaterial,
  PerspectiveCamera,
  Scene,
  Vector3,
  WebGLRenderer,
} from "three";
import { OrbitControls } from "three/examples/jsm/controls/OrbitControls.js";
import { mergeGeometries } from "three/examples/jsm/utils/BufferGeometryUtils.js";

interface Answer {
  geometry: {
    type: string;
    meshes?: { vertices: number[]; type?: string; descriptor?: { type?: string } }[];
    nodes?: { x: number; y: number; z: number; scale?: number }[];
  }[];
}

const colours: Record<string, number> = { buildings: 0xd8d4cc, surface: 0x9aa08c, topography: 0x8f9a7c };
const container = document.querySelector("#view") as HTMLElement;
document.querySelector("#primary")?.addEventListener("click", () => void preview());

async function preview(): Promise<void> {
  const response = await fetch("/v1/context", { method: "POST" });
  const answer: Answer = JSON.parse(await response.text());
  const model = new Group();
  for (const { type, meshes, nodes } of answer.geometry) {
    if (meshes) for (const list of byType(type, meshes)) model.add(...mergedLayer(type, list));
    if (nodes) model.add(...treesOf(nodes));
  }
  // The request asks for z up, three draws y up.
  model.rotation.x = -Math.PI / 2;
  model.updateMatrixWorld(true);
  show(model);
}

/** Surfaces become one mesh per kind, everything else one per layer. */
function byType(layer: string, meshes: NonNullable<Answer["geometry"][number]["meshes"]>) {
  const lists = new Map<string, typeof meshes>();
  for (const mesh of meshes) {
    const name = layer === "surface" ? (mesh.type ?? mesh.descriptor?.type ?? "") : "";
    const list = lists.get(name);
    if (list) list.push(mesh);
    else lists.set(name, [mesh]);
  }
  return lists.values();
}

function mergedLayer(type: string, meshes: { vertices: number[] }[]): (Mesh | LineSegments)[] {
  const geometries = meshes.map(({ vertices }) => {
    const geometry = new BufferGeometry();
    geometry.setAttribute("position", new BufferAttribute(new Float32Array(vertices), 3));
    geometry.computeVertexNormals();
    return geometry;
  });
  if (geometries.length === 0) return [];
  const merged = mergeGeometries(geometries);
  const mesh = new Mesh(merged, new MeshLambertMaterial({ color: colours[type] ?? 0xaaaaaa }));
  mesh.castShadow = true;
  mesh.receiveShadow = true;
  if (type !== "buildings") return [mesh];
  const lines = new LineBasicMaterial({ color: 0x333333, transparent: true, opacity: 0.2 });
  return [mesh, new LineSegments(new EdgesGeometry(merged), lines)];
}

function treesOf(nodes: NonNullable<Answer["geometry"][number]["nodes"]>): InstancedMesh[] {
  const shapes = [new CylinderGeometry(0.05, 0.05, 0.4, 6), new ConeGeometry(0.3, 0.7, 8)];
  return shapes.map((shape, part) => {
    shape.rotateX(Math.PI / 2).translate(0, 0, part === 0 ? 0.2 : 0.65);
    const trees = new InstancedMesh(shape, new MeshLambertMaterial({ color: 0x5a7a4a }), nodes.length);
    nodes.forEach(({ x, y, z, scale = 6 }, i) => {
      trees.setMatrixAt(i, new Matrix4().makeScale(scale, scale, scale).setPosition(x, y, z ?? 0));
    });
    trees.castShadow = true;
    return trees;
  });
}

function show(model: Group): void {
  const { clientWidth: width, clientHeight: height } = container;
  const renderer = new WebGLRenderer({ antialias: true });
  renderer.setSize(width, height);
  renderer.shadowMap.enabled = true;
  container.appendChild(renderer.domElement);
  const box = new Box3().setFromObject(model);
  const centre = box.getCenter(new Vector3());
  const radius = box.getSize(new Vector3()).length() / 2;
  const camera = new PerspectiveCamera(45, width / height, radius / 1000, radius * 10);
  camera.position.copy(centre).add(new Vector3(1, 1, 1).setLength(radius * 2));
  const controls = new OrbitControls(camera, renderer.domElement);
  controls.target.copy(centre);
  controls.enableDamping = true;
  const scene = new Scene();
  scene.add(model, new AmbientLight(0xffffff, 1), sunOver(centre, radius));
  const draw = () => {
    requestAnimationFrame(draw);
    controls.update();
    renderer.render(scene, camera);
    container.dataset.ready = "true";
  };
  draw();
}

function sunOver(centre: Vector3, radius: number): Group {
  const sun = new DirectionalLight(0xffffff, 2);
  sun.castShadow = true;
  sun.shadow.mapSize.set(4096, 4096);
  Object.assign(sun.shadow.camera, { left: -radius, right: radius, top: radius, bottom: -radius });
  sun.shadow.camera.far = radius * 4;
  sun.position.copy(centre).add(new Vector3(0.5, 1, 0.3).setLength(radius * 2));
  sun.target.position.copy(centre);
  return new Group().add(sun, sun.target);
}
