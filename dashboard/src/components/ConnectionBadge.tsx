import { useConnection } from '../live/connection.ts'
import { formatSpan } from '../util/format.ts'
import { useNow } from '../util/ticker.ts'

const words = { live: 'Live', connecting: 'Connecting', lost: 'Not connected', deaf: 'Not live' }

/** Says whether what the page shows is live, and for how long not. */
export function ConnectionBadge() {
  const { state, since } = useConnection()
  const now = useNow()
  return (
    <span className="pk-connection" data-state={state} role="status" aria-label="Connection">
      <span className="pk-dot" aria-hidden="true" />
      {words[state]}
      {(state === 'lost' || state === 'deaf') && (
        <span className="pk-wide" aria-live="off">
          {formatSpan(Math.max(1000, now - since))}
        </span>
      )}
    </span>
  )
}
