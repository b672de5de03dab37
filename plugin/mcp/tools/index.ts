import type { Tool } from "../tool.ts";
import { describeScene } from "./describe-scene.ts";
import { estimateContext } from "./estimate-context.ts";
import { exportScene } from "./export-scene.ts";
import { fetchContext } from "./fetch-context.ts";
import { findPlace } from "./find-place.ts";
import { getUsage } from "./get-usage.ts";
import { hostStatus } from "./host-status.ts";
import { importToHost } from "./import-to-host.ts";
import { renderPreview } from "./render-preview.ts";

/** The tool table, in the order an agent uses it. Adding a tool: docs/add-a-tool.md. */
export const tools: readonly Tool[] = [
  findPlace,
  estimateContext,
  fetchContext,
  describeScene,
  renderPreview,
  importToHost,
  exportScene,
  hostStatus,
  getUsage,
];
