import { defineConfig } from "vite";

// Everything lands flat in `assets/`, where the daemon looks for it; names carry their hashes.
export default defineConfig({
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 2000,
    rollupOptions: { input: ["index.html", "handover.html"] },
  },
  worker: { format: "es" },
  test: { include: ["src/**/*.test.ts"] },
});
