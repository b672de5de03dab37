import { describeTransport } from "../../testing/transport-suite.ts";
import { linkedPair } from "./memory.ts";

describeTransport("memory", async () => {
  const { panel, host } = linkedPair();
  return { panel, host, close: () => panel.close() };
});
