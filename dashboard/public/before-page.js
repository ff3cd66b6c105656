// The server's content policy forbids code made from text, which zod would try when its module is read.
globalThis.__zod_globalConfig = { jitless: true }

// Sets the colour scheme before the first paint, so that a dark page never flashes white.
try {
  const chosen = localStorage.getItem('mantine-color-scheme-value')
  const dark =
    chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light')
} catch {
  // Storage may be forbidden; the page then follows the system once it has started.
}
