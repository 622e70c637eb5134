import { runnerImport } from "vite";

const { module } = await runnerImport(new URL("vocabulary.ts", import.meta.url).pathname);
const { writeFileSync } = await import("node:fs");
writeFileSync(module.catalogue, module.asText());
