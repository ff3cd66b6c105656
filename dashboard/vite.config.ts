import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

/** Where the development server of the pages finds the cloud; built pages are served by the cloud itself. */
const cloud = process.env['CLOUD_URL'] ?? 'http://127.0.0.1:8080'

const built = join(import.meta.dirname, '../dist/dashboard')

/** Puts a `.gz` beside each text file, which the cloud sends to browsers that take it. */
const compress: Plugin = {
  name: 'compress',
  apply: 'build',
  closeBundle: () => {
    for (const name of readdirSync(built, { recursive: true, encoding: 'utf8' })) {
      if (!/\.(js|css|svg|geojson)$/.test(name)) continue
      const file = join(built, name)
      writeFileSync(`${file}.gz`, gzipSync(readFileSync(file), { level: 9 }))
    }
  },
}

// A build is for production whoever asks for it: a test runner's NODE_ENV would put React's development code into it.
if (process.argv.includes('build')) process.env['NODE_ENV'] = 'production'

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), compress],
  build: {
    outDir: built,
    emptyOutDir: true,
    target: 'es2022',
    manifest: true,
    chunkSizeWarningLimit: 1200,
  },
  server: {
    port: 5173,
    strictPort: true,
    proxy: { '/v1': cloud, '/live': { target: cloud, ws: true } },
  },
})
