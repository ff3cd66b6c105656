import { watchFile } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { openLog } from '../log.ts'
import { parseCredentials } from './credentials.ts'
import { startEmbeddedBroker } from './embedded-broker.ts'
import { brokerConfig } from './embedded-broker-config.ts'

const config = brokerConfig()
const log = openLog(config.logLevel)
const read = async () => parseCredentials(await readFile(config.credentialsFile, 'utf8'))

try {
  const broker = await startEmbeddedBroker({
    port: config.port,
    host: config.host,
    credentials: await read(),
    log,
  })
  // Polled, because a file replaced by rename is another file to inotify.
  const watched = watchFile(config.credentialsFile, { interval: 1_000 }, () => {
    read().then(
      (credentials) => {
        broker.setCredentials(credentials)
        log.info({ users: credentials.size }, 'broker credentials read')
      },
      (error: Error) => log.error({ problem: error.message }, 'broker credentials not readable'),
    )
  })
  const stop = () => {
    watched.removeAllListeners()
    watched.unref()
    broker.close().then(
      () => log.info('broker stopped'),
      (error: Error) => log.error({ problem: error.message }, 'broker did not stop cleanly'),
    )
  }
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
  log.info({ port: broker.port }, 'broker ready')
} catch (error) {
  const problem = error instanceof Error ? error.message : String(error)
  log.fatal({ problem, port: config.port, file: config.credentialsFile }, 'broker did not start')
  process.exit(1)
}
