import { defineConfig } from "vite";
import { compress } from "./bundle/compress.ts";
import { fonts } from "./bundle/fonts.ts";
import { licences } from "./bundle/licences.ts";

/** The server that `make dev` works against. */
const server = process.env["ICOTES_URL"] ?? "http://127.0.0.1:8777";
const forwarded = [
  "/ws",
  "/rpc",
  "/api",
  "/launch",
  "/static",
  "/docs",
  "/openapi.json",
  "/live",
  "/ready",
  "/preview",
];

export default defineConfig({
  plugins: [fonts(), licences(), compress()],
  build: {
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: "es2022",
  },
  server: {
    proxy: Object.fromEntries(
      forwarded.map((path) => [
        path,
        { target: server, ws: path === "/ws", changeOrigin: true, headers: { origin: server } },
      ]),
    ),
  },
});
