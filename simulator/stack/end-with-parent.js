// Preloaded into every child: standard input is a pipe whose other end only the supervisor holds. When the supervisor
// is gone, however it went, the pipe closes and the child ends itself the clean way, or after 15 s the hard way.
process.stdin.on('error', () => {})
process.stdin.on('close', () => {
  process.kill(process.pid, 'SIGTERM')
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), 15_000).unref()
})
process.stdin.resume()
process.stdin.unref()
process.stdout.on('error', () => {})
process.stderr.on('error', () => {})
