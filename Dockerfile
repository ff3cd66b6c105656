# Two images from one build: `cloud` (any of its roles) and `gateway` (one lot's).
FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci
COPY . .
RUN npm run build && npx vite build dashboard
RUN npm prune --omit=dev --omit=optional

FROM node:24-slim AS cloud
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
ENV HTTP_HOST=0.0.0.0 HTTP_PORT=8080 DASHBOARD_FOLDER=/app/dist/dashboard
USER node
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8080/readyz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--enable-source-maps", "dist/cloud.js"]

# One file and the storage's binary; no node_modules.
FROM node:24-slim AS gateway
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build /app/dist/edge.js ./edge.mjs
COPY --from=build /app/dist/prebuilds ./prebuilds
RUN mkdir /data && chown node:node /data
VOLUME /data
ENV GATEWAY_CONFIG=/config/gateway.json
USER node
EXPOSE 1884 9100
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:9100/livez').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "edge.mjs"]
